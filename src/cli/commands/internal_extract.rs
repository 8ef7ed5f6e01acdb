//! `botctl internal-extract`: the worker process that reads one document within its limits. Started by botctl itself.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::content::extract::run_worker;

/// Reads one document from standard input.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Passed on to the worker.
    #[arg(value_name = "ARGUMENT", hide = true)]
    pub arguments: Vec<String>,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    run_worker(std::io::stdin(), std::io::stdout()).map_err(|error| {
        let finding = Diagnostic::error("INT007", format!("the reader of documents lost its parent: {error}"))
            .fix("botctl train");
        Failure::new(Exit::Unexpected, finding)
    })?;
    Ok(Outcome::short(crate::ui::Human::default(), serde_json::Value::Null))
}
