//! `botctl chat`: talks to the bot, one question after the other.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Talks to the bot, one question after the other.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The language of the question, e.g. it.
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("chat"))
}
