//! `botctl ask`: asks the bot one question.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Asks the bot one question.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The question.
    #[arg(value_name = "QUESTION")]
    pub question: String,
    /// The language of the question, e.g. it.
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("ask"))
}
