//! `botctl releases show`: shows one release.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows one release.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The release; default: the live one.
    #[arg(value_name = "RELEASE")]
    pub release: Option<i64>,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("releases show"))
}
