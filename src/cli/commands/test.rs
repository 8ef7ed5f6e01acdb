//! `botctl test`: asks the regression questions of bot.toml.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Asks the regression questions of bot.toml.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("test"))
}
