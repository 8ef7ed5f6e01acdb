//! `botctl host plan swap`: moves a licence from one bot to another.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Moves a licence from one bot to another.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The bot that gives its licence up.
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The bot that gets it.
    #[arg(value_name = "TO")]
    pub to: String,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("host plan swap"))
}
