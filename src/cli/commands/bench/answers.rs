//! `botctl bench answers`: suites of questions, asked of bots made of them.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::base::text::count;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
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
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    context.ui.begin(&Begin::new("bench", "Asking", &count(arguments.suites.len(), "suite")));
    // All are read first, so that a mistake in the last doesn't come after minutes.
    let suites: Vec<Suite> =
        arguments.suites.iter().map(|path| suite::read(&context.path(path))).collect::<Result<_, SuiteError>>()?;
    let foreign = arguments.foreign.as_ref().map(|path| suite::read(&context.path(path))).transpose()?;
    let (program, sink) = (context.program()?, context.ui.sink());
    let figures = context.interruptible(move || {
        let bench = Bench { program: &program, foreign: foreign.as_ref() };
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
