//! `botctl test`: asks the regression questions of bot.toml, and those of files.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::answer::question::Question;
use crate::answer::release::TestItem;
use crate::answer::testing::{run_tests, why};
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::event::{Event, FailedTest, TestSummary};
use crate::base::fs::{self, Access};
use crate::base::text;
use crate::cli::asking::{Answer, Asked, Conversation};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::endpoints;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::releases_here::{ReleaseHere, fetch};
use crate::config::bot::{Expectation, TestCase};
use crate::content::test_files::{self, PlacedTest};
use crate::endpoints::embeddings::Waiter;
use crate::ui::junit::{self, Tested};
use crate::ui::outcome::{Ending, ResultLine};
use crate::ui::{Begin, Human};

/// Asks the regression questions of bot.toml, and those of files.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
    /// Also ask the questions of this file: .toml with [[tests]], or .csv with question,expect,language,after.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub from: Vec<PathBuf>,
    /// Also write the results as JUnit XML.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub junit: Option<PathBuf>,
    /// Let tests fail as long as so many percent pass.
    #[arg(long, value_name = "PERCENT", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub min_accuracy: Option<u32>,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    context.ui.begin(&Begin::new("test", "Testing", bot.config().bot.id.as_str()));
    let tests = placed(context, &bot, &arguments.from)?;
    let summary = context.block_on(async {
        if arguments.local { here(&Asked::local(context, &bot)?, &tests) } else { on_host(context, &bot, &tests).await }
    })?;
    report(context, &summary);
    if let Some(path) = &arguments.junit {
        let report = junit::report(bot.config().bot.id.as_str(), &tested(&tests, &summary), context.ui.elapsed_ms());
        fs::write_atomic(&context.path(path), report.as_bytes(), Access::Shared)?;
    }
    ended(context, arguments, &tests, &summary)
}

/// The tests of bot.toml and of files. Errors: every finding of every file.
fn placed(context: &Context, bot: &Bot, files: &[PathBuf]) -> Result<Vec<PlacedTest>, Failure> {
    let own = bot.config().file.display().to_string();
    let place = |case: &TestCase| PlacedTest { case: case.clone(), place: Place::file(&own) };
    let mut tests: Vec<PlacedTest> = bot.config().tests.iter().map(place).collect();
    let mut findings = Vec::new();
    for file in files {
        match test_files::read(&context.path(file)) {
            Ok(found) => tests.extend(found),
            Err(found) => findings.extend(found),
        }
    }
    if findings.is_empty() { Ok(tests) } else { Err(Failure::config(findings)) }
}

fn here(asked: &Asked, tests: &[PlacedTest]) -> Result<TestSummary, Failure> {
    let items: Vec<TestItem> = tests.iter().map(|test| item(&test.case)).collect();
    match asked {
        Asked::Local(engine, _) => run_tests(engine, &items).map_err(unreadable),
        Asked::Host(..) => Ok(TestSummary::default()),
    }
}

fn item(test: &TestCase) -> TestItem {
    TestItem {
        after: test.after.clone(),
        question: test.question.clone(),
        language: test.language.as_ref().map(ToString::to_string),
        expect: test.expect.to_string(),
    }
}

fn unreadable(error: crate::answer::index::IndexError) -> Failure {
    Failure::new(Exit::Unexpected, Diagnostic::error("TRN010", error.to_string()).fix("botctl train"))
}

async fn on_host(context: &Context, bot: &Bot, tests: &[PlacedTest]) -> Result<TestSummary, Failure> {
    let asked = Asked::host(context, bot).await?;
    let mut summary = TestSummary { total: tests.len() as u64, ..TestSummary::default() };
    let mut release = None;
    for PlacedTest { case, .. } in tests {
        let question = question(case);
        let answer = Conversation::after(&asked, &case.after, &question).await?.say(question).await?;
        if meets(&answer, &case.expect) {
            summary.passed += 1;
            continue;
        }
        if release.is_none() {
            release = Some(explainer(context, &asked, bot, &answer).await);
        }
        summary.failing.push(FailedTest {
            question: case.question.clone(),
            expected: case.expect.to_string(),
            got: got(&answer),
            why: explained(release.as_ref().and_then(Option::as_ref), case),
        });
    }
    Ok(summary)
}

/// The release that answered, to ask it why. `None` if the token may not read it: a failure is told without its reason then.
async fn explainer(context: &Context, asked: &Asked, bot: &Bot, answer: &Answer) -> Option<ReleaseHere> {
    let (Asked::Host(connection, _), Some(number)) = (asked, answer.release) else { return None };
    let embedder = endpoints::embedder(context, bot.config(), Waiter::Visitor).ok().flatten();
    fetch(&connection.client, bot, crate::base::id::ReleaseNumber(number), embedder).await.ok()
}

fn explained(release: Option<&ReleaseHere>, case: &TestCase) -> String {
    let reason = |release: &ReleaseHere| {
        let question = question(case);
        let question = Question { before: release.engine.after(&case.after, &question)?, ..question };
        why(&release.engine, &question, &case.expect.to_string())
    };
    release.map(reason).and_then(Result::ok).unwrap_or_default()
}

fn question(case: &TestCase) -> Question {
    Question {
        text: case.question.clone(),
        language: case.language.as_ref().map(ToString::to_string),
        ..Question::default()
    }
}

fn meets(answer: &Answer, expect: &Expectation) -> bool {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match expect {
        Expectation::Qa(id) => answer.qa_id.as_deref() == Some(id),
        Expectation::Text(words) => squeeze(&answer.text).contains(&squeeze(words)),
        Expectation::Source(path) => answer.sources.iter().any(|source| source.document.as_deref() == Some(path)),
        Expectation::Choices => answer.kind == "choices",
        Expectation::Miss => answer.kind == "miss",
    }
}

fn got(answer: &Answer) -> String {
    match &answer.qa_id {
        Some(id) => format!("qa:{id}"),
        None => match answer.sources.first().and_then(|source| source.document.as_ref()) {
            Some(document) => format!("source:{document}"),
            None => answer.kind.clone(),
        },
    }
}

fn report(context: &Context, summary: &TestSummary) {
    for failing in &summary.failing {
        let test = TestSummary { passed: 0, total: 1, failing: vec![failing.clone()] };
        context.ui.report(&Event::Test { test });
    }
    context.ui.report(&Event::Test { test: summary.clone() });
}

/// Each test with its failure, which come in the order of the tests.
fn tested(tests: &[PlacedTest], summary: &TestSummary) -> Vec<Tested> {
    let mut failing = summary.failing.iter().peekable();
    let tested = |test: &PlacedTest| {
        let own = (&test.case.question, test.case.expect.to_string());
        let failed = failing.next_if(|failed| (&failed.question, &failed.expected) == (own.0, &own.1));
        Tested { question: test.case.question.clone(), file: test.place.file.clone(), failed: failed.cloned() }
    };
    tests.iter().map(tested).collect()
}

fn ended(
    context: &Context,
    arguments: &Arguments,
    tests: &[PlacedTest],
    summary: &TestSummary,
) -> Result<Outcome, Failure> {
    let words = format!("{} of {} passed", summary.passed, text::count(to_usize(summary.total), "test"));
    let mut result = ResultLine::new(Ending::Done, 0, false);
    result.elapsed_ms = context.ui.elapsed_ms();
    result.details.insert("tests".to_owned(), serde_json::to_value(summary).unwrap_or_default());
    let human = Human { terminal: format!("{words}\n"), piped: format!("{}\t{}\n", summary.passed, summary.total) };
    let places = tested(tests, summary).into_iter().zip(tests).filter(|(tested, _)| tested.failed.is_some());
    let failing = places.zip(&summary.failing).map(|((_, test), failing)| (&test.place, failing));
    let is_enough =
        arguments.min_accuracy.is_some_and(|least| summary.passed * 100 >= u64::from(least) * summary.total);
    let findings: Vec<Diagnostic> =
        failing.map(|(place, failing)| finding(place, failing, is_enough, arguments.local)).collect();
    if findings.is_empty() || is_enough {
        findings.iter().for_each(|finding| context.ui.diagnose(finding));
        return Ok(Outcome::long(human, words, result));
    }
    Err(Failure::of(Exit::Test, findings).with_human(human).with_result(result))
}

fn finding(place: &Place, failing: &FailedTest, is_let_through: bool, is_local: bool) -> Diagnostic {
    let summary = format!("`{}`: expected {}, got {}", failing.question, failing.expected, failing.got);
    let finding =
        if is_let_through { Diagnostic::warning("TRN020", summary) } else { Diagnostic::error("TRN020", summary) };
    let local = if is_local { " --local" } else { "" };
    let command = format!("botctl explain{local} \"{}\"", failing.question.replace('"', "'"));
    finding.at(place.clone()).because(failing.why.clone()).try_when(command, "every score behind it")
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
