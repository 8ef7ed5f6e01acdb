//! How a deployment ended, in the CLI's own terms.

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::deploy::{DeployOutcome, ExitClass};
use crate::ui::outcome::Ending;

/// The word for an outcome; `success` is that of the verb.
pub(crate) fn ending(outcome: &DeployOutcome, success: Ending) -> Ending {
    use crate::deploy::Outcome as Deployed;
    match outcome.outcome {
        Deployed::Deployed => success,
        Deployed::Unchanged => Ending::Unchanged,
        Deployed::Pending => Ending::Pending,
        Deployed::Scheduled => Ending::Scheduled,
        Deployed::Cancelled => Ending::Cancelled,
        Deployed::NotStarted => Ending::NotStarted,
        Deployed::FailedUnchanged => Ending::FailedUnchanged,
        Deployed::RolledBack => Ending::RolledBack,
        Deployed::Degraded => Ending::Degraded,
    }
}

/// The exit code of an outcome's class.
pub(crate) fn exit(context: &Context, class: ExitClass) -> Exit {
    match class {
        ExitClass::Ok => Exit::Ok,
        ExitClass::Unexpected => Exit::Unexpected,
        ExitClass::Usage => Exit::Usage,
        ExitClass::Auth => Exit::Auth,
        ExitClass::Check => Exit::Check,
        ExitClass::Locked => Exit::Locked,
        ExitClass::Unavailable => Exit::Unavailable,
        ExitClass::Pending => Exit::Pending,
        ExitClass::FailedSafe => Exit::FailedSafe,
        ExitClass::Degraded => Exit::Degraded,
        ExitClass::Conflict => Exit::Conflict,
        ExitClass::NotFound => Exit::NotFound,
        ExitClass::Interrupted => context.signals.received().exit,
    }
}
