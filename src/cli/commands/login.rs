//! `botctl login`: stores a token for a host.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Stores a token for a host.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Read the token from standard input.
    #[arg(long)]
    pub with_token: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("login"))
}
