//! `botctl internal-extract`: the worker process that reads one document within its limits. Started by botctl itself.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Reads one document from standard input.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Passed on to the worker.
    #[arg(value_name = "ARGUMENT", hide = true)]
    pub arguments: Vec<String>,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("internal-extract"))
}
