//! `botctl train`: reads documents, Q&As and survey into the bundle that is deployed; only what changed is redone.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Reads documents, Q&As and survey into the bundle that is deployed; only what changed is redone.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("train"))
}
