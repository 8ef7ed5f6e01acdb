//! The choices that are stored as words.

use super::column::stored_choice;
use crate::base::event::UpdateKind;

stored_choice!(
    /// What a deployment is for.
    Operation,
    "operation",
    {
        /// A whole release.
        Deploy = "deploy",
        /// Some parts, the rest inherited.
        Update = "update",
        /// An older release made live again.
        Rollback = "rollback",
    }
);

stored_choice!(
    /// Where a deployment stands.
    DeploymentState,
    "state of a deployment",
    {
        /// Blobs arrive; ends with its client.
        Open = "open",
        /// The host finishes it alone.
        Committed = "committed",
        /// Its release is live.
        Succeeded = "succeeded",
        /// Its release stayed out.
        Failed = "failed",
        /// It ended before commit.
        Cancelled = "cancelled",
    }
);

stored_choice!(
    /// What became of a release.
    ReleaseState,
    "state of a release",
    {
        /// Its deployment runs.
        Pending = "pending",
        /// It passed all phases.
        Good = "good",
        /// It failed a phase and never took traffic.
        Failed = "failed",
    }
);

stored_choice!(
    /// Whether a plan is paid.
    Payment,
    "payment status",
    {
        /// Up to date.
        UpToDate = "up_to_date",
        /// A payment is due.
        Overdue = "overdue",
    }
);

stored_choice!(
    /// What a token may do.
    TokenScope,
    "scope",
    {
        /// Everything.
        Admin = "admin",
        /// Upload, commit, rollback, status.
        Deploy = "deploy",
        /// Status, analytics, redacted logs.
        Read = "read",
        /// Conversations.
        Export = "export",
    }
);

stored_choice!(
    /// Who sent a message.
    Origin,
    "origin of a turn",
    {
        /// A visitor of an authorized page.
        Visitor = "visitor",
        /// An operator with a token.
        Operator = "operator",
        /// The host's own demo page.
        Demo = "demo",
    }
);

/// The word in the store of a kind of update.
pub(super) fn word_of_kind(kind: UpdateKind) -> &'static str {
    match kind {
        UpdateKind::Nothing => "nothing",
        UpdateKind::ChatroomOnly => "chatroom_only",
        UpdateKind::Complete => "complete",
        UpdateKind::WithRestart => "with_restart",
    }
}

/// The kind of update of a word in the store.
pub(super) fn kind_of_word(word: &str) -> Option<UpdateKind> {
    [UpdateKind::Nothing, UpdateKind::ChatroomOnly, UpdateKind::Complete, UpdateKind::WithRestart]
        .into_iter()
        .find(|kind| word_of_kind(*kind) == word)
}
