//! `botctl token list`: lists tokens without their secrets.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Lists tokens without their secrets.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("token list"))
}
