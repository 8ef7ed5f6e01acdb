//! What the pages call things: kinds, states and moments in people's words.

use crate::base::clock::Timestamp;
use crate::base::event::UpdateKind;
use crate::base::state::Asker;
use crate::wire::deployment::DeploymentState;
use crate::wire::plan::{Payment, Plan};

/// A moment for people: `2026-11-23 08:15 UTC`.
pub(super) fn moment(at: Timestamp) -> String {
    let text: String = at.to_rfc3339().chars().take(16).collect();
    format!("{} UTC", text.replace('T', " "))
}

/// What answered, by the kind of a reply.
pub(super) fn answered_by(kind: &str) -> &str {
    match kind {
        "qa" => "Q&A",
        "knowledge" => "Knowledge",
        "choices" => "Choices",
        "small_talk" => "Small talk",
        "miss" => "No answer",
        "limit" => "Over the limit",
        other => other,
    }
}

/// Where a question was asked.
pub(super) fn asked_on(asker: Asker) -> &'static str {
    match asker {
        Asker::Visitor => "Your site",
        Asker::Demo => "Demo page",
        Asker::Operator => "Terminal",
    }
}

/// Where a deployment stands.
pub(super) fn deployment_state(state: DeploymentState) -> &'static str {
    match state {
        DeploymentState::Open => "Uploading",
        DeploymentState::Committed => "Running",
        DeploymentState::Succeeded => "Succeeded",
        DeploymentState::Failed => "Failed",
        DeploymentState::Cancelled => "Cancelled",
    }
}

/// Which kind of update.
pub(super) fn update_kind(kind: UpdateKind) -> &'static str {
    match kind {
        UpdateKind::Nothing => "Nothing",
        UpdateKind::ChatroomOnly => "Chatroom only",
        UpdateKind::Complete => "Complete",
        UpdateKind::WithRestart => "With restart",
    }
}

/// Whether the plan is active, and until when.
pub(super) fn subscription(plan: &Plan) -> String {
    match (plan.active, plan.expires) {
        (false, _) => "Not active".to_owned(),
        (true, Some(end)) => format!("Active until {}", end.to_date()),
        (true, None) => "Active".to_owned(),
    }
}

/// Whether the plan is paid.
pub(super) fn payment(payment: Payment) -> &'static str {
    match payment {
        Payment::UpToDate => "Up to date",
        Payment::Overdue => "Overdue",
    }
}
