//! `botctl deploy`: brings the bot live as a new release.

use clap::Args;

use crate::base::state::Operation;
use crate::cli::arguments::{Consent, Waiting};
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::release::{Training, Wanted, bring_live};
use crate::cli::saved_plan::SavedPlan;

/// Brings the bot live as a new release.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Train a folder that was never trained here, e.g. a fresh clone.
    #[arg(long, conflicts_with = "no_train")]
    pub train: bool,
    /// Refuse a stale bundle instead of training it.
    #[arg(long)]
    pub no_train: bool,
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
    /// Make a release even if nothing changed.
    #[arg(long)]
    pub force: bool,
    /// Deploy exactly this plan, or nothing (exit 11).
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
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
    let training = match (arguments.train, arguments.no_train) {
        (true, _) => Training::Whatever,
        (false, true) => Training::Refused,
        (false, false) => Training::Stale,
    };
    bring_live(
        context,
        &Wanted {
            operation: Operation::Deploy,
            training,
            kind: None,
            strict: arguments.strict,
            force: arguments.force,
            plan,
            waiting: &arguments.waiting,
            consent: &arguments.consent,
        },
    )
}
