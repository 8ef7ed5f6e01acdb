//! `botctl status`: shows whether the bot is live, which release, and how it is.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows whether the bot is live, which release, and how it is.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Wait until no deployment runs, and exit by how it ended.
    #[arg(long, conflicts_with = "watch")]
    pub wait: bool,
    /// Show it again whenever it changes, until Ctrl-C.
    #[arg(long)]
    pub watch: bool,
    /// How long to wait, e.g. 15m.
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    pub wait_timeout: Option<std::time::Duration>,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("status"))
}
