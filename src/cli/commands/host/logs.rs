//! `botctl host logs`: prints the local host's log.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Prints the local host's log.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Go on as lines come, until Ctrl-C.
    #[arg(short, long)]
    pub follow: bool,
    /// How many of the last lines.
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    pub lines: usize,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("host logs"))
}
