//! `botctl update`: brings what changed live: the smallest update that the difference needs.

use clap::Args;

use crate::base::event::UpdateKind;
use crate::base::state::Operation;
use crate::cli::arguments::{Consent, Waiting};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::release::{Training, Wanted, bring_live};
use crate::cli::saved_plan::SavedPlan;

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
    /// Bring exactly this plan live, or nothing (exit 11).
    #[arg(long, value_name = "FILE", group = "kind", value_hint = clap::ValueHint::FilePath)]
    pub plan: Option<std::path::PathBuf>,
    /// How to wait.
    #[command(flatten)]
    pub waiting: Waiting,
    /// Consent to what destroys.
    #[command(flatten)]
    pub consent: Consent,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let plan =
        arguments.plan.as_ref().map(|file| SavedPlan::read(&context.settings.directory.join(file))).transpose()?;
    let kind = match (arguments.chatroom_only, arguments.complete, arguments.restart) {
        (true, _, _) => Some(UpdateKind::ChatroomOnly),
        (_, true, _) => Some(UpdateKind::Complete),
        (_, _, true) => Some(UpdateKind::WithRestart),
        (false, false, false) => None,
    };
    let training = match (arguments.chatroom_only, arguments.no_train) {
        (true, _) => Training::Untouched,
        (false, true) => Training::Refused,
        (false, false) => Training::Whatever,
    };
    bring_live(
        context,
        &Wanted {
            operation: Operation::Update,
            training,
            kind,
            strict: arguments.strict,
            force: arguments.force,
            plan,
            waiting: &arguments.waiting,
            consent: &arguments.consent,
        },
    )
}
