//! `botctl update`: brings what changed live: the smallest update that the difference needs.

use clap::Args;

use crate::cli::arguments::{Consent, Waiting};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Brings what changed live: the smallest update that the difference needs.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Send appearance, messages and settings only; no training.
    #[arg(long, group = "kind", conflicts_with_all = ["no_train", "strict"])]
    pub chatroom_only: bool,
    /// Send everything.
    #[arg(long, group = "kind")]
    pub complete: bool,
    /// Send everything and renew the host's process.
    #[arg(long, group = "kind")]
    pub restart: bool,
    /// Refuse a stale bundle instead of training it.
    #[arg(long)]
    pub no_train: bool,
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
    /// Make a release even if nothing changed.
    #[arg(long)]
    pub force: bool,
    /// How to wait.
    #[command(flatten)]
    pub waiting: Waiting,
    /// Consent to what destroys.
    #[command(flatten)]
    pub consent: Consent,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("update"))
}
