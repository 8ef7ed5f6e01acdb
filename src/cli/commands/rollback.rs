//! `botctl rollback`: makes an older release live again, whole.

use clap::Args;

use crate::cli::arguments::Waiting;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Makes an older release live again, whole.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The release; default: the good one before the live one.
    #[arg(value_name = "RELEASE")]
    pub release: Option<i64>,
    /// How to wait.
    #[command(flatten)]
    pub waiting: Waiting,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("rollback"))
}
