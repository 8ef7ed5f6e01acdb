//! `botctl plan`: shows what differs from what is live and which update it needs; sends nothing.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows what differs from what is live and which update it needs; sends nothing.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Write the plan to this file, for `deploy --plan`.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub out: Option<std::path::PathBuf>,
    /// Exit 20 where something differs from what is live.
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("plan"))
}
