//! `botctl host stop`: stops the local host.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Stops the local host.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("host stop"))
}
