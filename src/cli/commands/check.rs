//! `botctl check`: shows whether the bot can be deployed: the twelve prerequisites.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows whether the bot can be deployed: the twelve prerequisites.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The local part only.
    #[arg(long)]
    pub offline: bool,
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
    /// Exit 20 where something differs from what is live.
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("check"))
}
