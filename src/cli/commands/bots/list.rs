//! `botctl bots list`: lists the bots that the token may see.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Lists the bots that the token may see.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("bots list"))
}
