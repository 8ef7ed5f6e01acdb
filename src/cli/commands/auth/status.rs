//! `botctl auth status`: shows whether the host accepts the token, its scope and its end.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows whether the host accepts the token, its scope and its end.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("auth status"))
}
