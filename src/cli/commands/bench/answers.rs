//! `botctl bench answers`: suites of questions, asked of bots made of them.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::base::diagnostic::Diagnostic;
use crate::base::text::count;
use crate::cli::context::Context;
use crate::cli::endpoints::embedder_of;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::config::bot::EmbeddingSettings;
use crate::endpoints::embeddings::Waiter;
use crate::train::suite::{self, Bench, Suite, SuiteError};
use crate::ui::outcome::{Ending, ResultLine};
use crate::ui::{self, Begin};

/// Trains a bot of each suite, asks its questions, and prints how right it was.
#[derive(Debug, Args)]
#[command(after_help = "A suite is a folder with suite.json and, each line a JSON object, either\n  \
    train.jsonl    q, label, answer  a phrasing of a Q&A, its answer if any\n  \
    test.jsonl     q, label          what is asked; no label: out of scope\n\
    or\n  \
    docs.jsonl     id, title, text   a document (or a folder kb/ of documents)\n  \
    queries.jsonl  q, rel, ans       what is asked, which answer, words of answers\n\
    suite.json may hold \"as\": \"qa\" (documents are Q&As: the title is asked, the\n\
    text answers), \"languages\": [\"en\"] (else found out), \"small_talk\": true.")]
pub struct Arguments {
    /// Folders of suites.
    #[arg(value_name = "SUITE", required = true, value_hint = ValueHint::DirPath)]
    pub suites: Vec<PathBuf>,
    /// Also ask the questions of this suite, which should be refused.
    #[arg(long, value_name = "SUITE", value_hint = ValueHint::DirPath)]
    pub foreign: Option<PathBuf>,
    /// Ask a model of the file of --endpoints in place of the encoder.
    #[arg(long, value_name = "ENDPOINT/MODEL")]
    pub embeddings: Option<String>,
    /// What that model wants before a question, e.g. "query: ".
    #[arg(long, value_name = "TEXT", default_value = "", requires = "embeddings", hide_default_value = true)]
    pub query_prefix: String,
    /// What it wants before a passage, e.g. "passage: ".
    #[arg(long, value_name = "TEXT", default_value = "", requires = "embeddings", hide_default_value = true)]
    pub document_prefix: String,
}

impl Arguments {
    /// The model in place of the encoder. Errors: not of the form that the flag wants.
    fn settings(&self) -> Result<Option<EmbeddingSettings>, Failure> {
        let Some(text) = &self.embeddings else { return Ok(None) };
        let (endpoint, model) = text.split_once('/').filter(|(endpoint, model)| !endpoint.is_empty() && !model.is_empty()).ok_or_else(|| {
            let finding = Diagnostic::error("CFG930", format!("--embeddings is `{text}`, not ENDPOINT/MODEL"));
            Failure::usage(finding.fix("name an endpoint of the file of --endpoints and one of its models, e.g. --embeddings local/nomic-embed-text"))
        })?;
        Ok(Some(EmbeddingSettings {
            endpoint: endpoint.to_owned(),
            model: model.to_owned(),
            query_prefix: self.query_prefix.clone(),
            document_prefix: self.document_prefix.clone(),
        }))
    }
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    context.ui.begin(&Begin::new("bench", "Asking", &count(arguments.suites.len(), "suite")));
    // All are read first, so that a mistake in the last doesn't come after minutes.
    let suites: Vec<Suite> =
        arguments.suites.iter().map(|path| suite::read(&context.path(path))).collect::<Result<_, SuiteError>>()?;
    let foreign = arguments.foreign.as_ref().map(|path| suite::read(&context.path(path))).transpose()?;
    let (program, sink) = (context.program()?, context.ui.sink());
    let settings = arguments.settings()?;
    let embedder = embedder_of(context, settings.as_ref(), Waiter::Training)?;
    let embeddings = settings.zip(embedder);
    let figures = context.interruptible(move || {
        let bench = Bench { program: &program, foreign: foreign.as_ref(), embeddings };
        Ok(suites.iter().map(|suite| suite::run(suite, &bench, &sink)).collect::<Result<Vec<_>, SuiteError>>()?)
    })?;
    let human = ui::suite::human(&figures, &context.ui.stdout_look());
    let mut result = ResultLine::new(Ending::Done, 0, false);
    result.details.insert("suites".to_owned(), serde_json::to_value(&figures).unwrap_or_default());
    Ok(Outcome::long(human, format!("asked {}", count(figures.len(), "suite")), result))
}

impl From<SuiteError> for Failure {
    fn from(error: SuiteError) -> Self {
        let exit = if error.is_missing() { Exit::NotFound } else { Exit::Config };
        Self::new(exit, error.diagnostic())
    }
}
