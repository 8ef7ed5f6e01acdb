//! A suite is run: its bot trained in a folder of its own, loaded as a release is, and asked everything.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::answer::embedding::Embedder;
use crate::answer::engine::Engine;
use crate::answer::question::Question;
use crate::base::event::{Event, EventSink};
use crate::base::figures::{Hundredths, SuiteFigures};
use crate::base::fs::FsError;
use crate::base::{memory, process};
use crate::bundle::Layout;
use crate::config::bot::EmbeddingSettings;
use crate::config::load::{LoadRequest, load};
use crate::train::local::index_error;
use crate::train::suite::bot::{self, Names};
use crate::train::suite::error::SuiteError;
use crate::train::suite::read::{Suite, SuiteQuestion};
use crate::train::suite::score::{self, Asked};
use crate::train::{TrainRequest, local_engine, train};

/// How suites are run.
#[derive(Debug, Clone)]
pub struct Bench<'a> {
    /// This program: documents of risky formats are read in a child process of it.
    pub program: &'a Path,
    /// A suite whose questions are asked as well, and should be refused.
    pub foreign: Option<&'a Suite>,
    /// A model in place of the encoder, and what asks it.
    pub embeddings: Option<(EmbeddingSettings, Arc<dyn Embedder>)>,
}

/// A bot that a suite became.
struct Bot {
    engine: Engine,
    names: Names,
    train_cpu: Duration,
    // Removed with everything in it once the engine, which reads its files, is gone.
    _folder: tempfile::TempDir,
}

/// Runs a suite, reports how far it is, and its figures as an event. Errors: [`SuiteError`].
pub fn run(suite: &Suite, bench: &Bench<'_>, events: &EventSink) -> Result<SuiteFigures, SuiteError> {
    memory::give_back();
    let is_fresh = memory::forget_peak();
    let bot = trained(suite, bench, events)?;
    let (asked, cpu) = ask(&bot, &suite.questions, events)?;
    let foreign = bench.foreign.map(|foreign| ask(&bot, &foreign.questions, events)).transpose()?;
    let peak = memory::peak_bytes().filter(|_| is_fresh);
    let mut figures = SuiteFigures {
        suite: suite.name.clone(),
        kind: suite.kind,
        questions: suite.questions.len() as u64,
        top1: None,
        r5: None,
        mrr: None,
        in_scope: None,
        auroc: None,
        in_scope_at_70: None,
        own_right: None,
        own_refused: None,
        own_wrong: None,
        answer_contains: None,
        foreign_refused: None,
        own_questions_refused: None,
        cpu_ms: Hundredths::of(cpu.as_secs_f64() * 1e3 / suite.questions.len() as f64),
        train_cpu_s: Hundredths::of(bot.train_cpu.as_secs_f64()),
        peak_mib: peak.map(|bytes| Hundredths::of(bytes as f64 / f64::from(1 << 20))),
    };
    score::fill(&mut figures, &asked, foreign.as_ref().map(|(foreign, _)| foreign.as_slice()));
    events.emit(Event::Suite { suite: figures.clone() });
    Ok(figures)
}

fn trained(suite: &Suite, bench: &Bench<'_>, events: &EventSink) -> Result<Bot, SuiteError> {
    let temporary =
        tempfile::tempdir().map_err(|error| FsError::new("create", Path::new("a temporary folder"), error))?;
    let folder = temporary.path();
    let names = bot::write(suite, folder)?;
    let request = LoadRequest { start: folder, file: None, environment: None, host: None };
    let mut config = load(&request).map_err(Box::new)?.config;
    config.answers.embeddings = bench.embeddings.as_ref().map(|(settings, _)| settings.clone());
    let embedder = bench.embeddings.as_ref().map(|(_, embedder)| Arc::clone(embedder));
    let wanted = TrainRequest { config: &config, program: bench.program, strict: false, embedder: embedder.clone() };
    let before = process::cpu_time();
    let report = train(&wanted, &progress_only(events))
        .map_err(|error| SuiteError::Train { folder: suite.folder.clone(), source: Box::new(error) })?;
    let train_cpu = process::cpu_time().saturating_sub(before);
    let engine = local_engine(&Layout::of(folder), &report.trained, embedder)?;
    Ok(Bot { engine, names, train_cpu, _folder: temporary })
}

/// Findings about a suite's content are not the caller's to mend.
fn progress_only(events: &EventSink) -> EventSink {
    let events = events.clone();
    EventSink::new(move |event| {
        if matches!(event, Event::TrainProgress { .. }) {
            events.emit(event);
        }
    })
}

/// Every question with what the bot ranked and answered, and the CPU time of all answers.
fn ask<'a>(
    bot: &Bot,
    questions: &'a [SuiteQuestion],
    events: &EventSink,
) -> Result<(Vec<Asked<'a>>, Duration), SuiteError> {
    let total = questions.len() as u64;
    let mut asked = Vec::with_capacity(questions.len());
    let mut cpu = Duration::ZERO;
    for (number, question) in (0_u64..).zip(questions) {
        events.train("asking", number, total);
        let wanted = Question { text: question.text.clone(), ..Question::default() };
        let before = process::cpu_time();
        let reply = bot.engine.answer(&wanted).map_err(index_error)?;
        cpu += process::cpu_time().saturating_sub(before);
        let ranking = bot.engine.ranking(&wanted).map_err(index_error)?;
        asked.push(Asked::new(question, &ranking, &reply, &bot.names));
    }
    events.train("asking", total, total);
    Ok((asked, cpu))
}
