//! `botctl token revoke`: ends a token at once.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Ends a token at once.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The token's id, as `token list` shows it.
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("token revoke"))
}
