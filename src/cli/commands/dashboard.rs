//! `botctl dashboard`: prints the dashboard's address and a one-time code for its login.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Prints the dashboard's address and a one-time code for its login.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("dashboard"))
}
