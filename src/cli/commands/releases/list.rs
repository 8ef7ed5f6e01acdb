//! `botctl releases list`: lists releases, newest first.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Lists releases, newest first.
#[derive(Debug, Args)]
pub struct Arguments {
    /// At most this many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("releases list"))
}
