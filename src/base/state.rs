//! States and kinds that are stored as well as sent: one spelling for both.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;

/// What a deployment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// A whole release.
    Deploy,
    /// Some parts, the rest inherited.
    Update,
    /// An older release made live again.
    Rollback,
}

/// Where a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeploymentState {
    /// Blobs arrive; ends with its client.
    Open,
    /// The host finishes it alone.
    Committed,
    /// Its release is live.
    Succeeded,
    /// Its release stayed out.
    Failed,
    /// It ended before commit.
    Cancelled,
}

/// What became of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseState {
    /// Its deployment runs.
    Pending,
    /// It passed all phases (and is live, or was).
    Good,
    /// It failed a phase and never took traffic.
    Failed,
}

/// What a token may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Everything.
    Admin,
    /// Upload, commit, rollback, status.
    Deploy,
    /// Status, analytics, redacted logs.
    Read,
    /// Conversations.
    Export,
}

impl Scope {
    /// All scopes.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Deploy, Self::Read, Self::Export];

    /// The letter in a token of this scope: `botctl_a_…`.
    pub fn letter(self) -> char {
        match self {
            Self::Admin => 'a',
            Self::Deploy => 'd',
            Self::Read => 'r',
            Self::Export => 'x',
        }
    }

    /// The name for people and machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Deploy => "deploy",
            Self::Read => "read",
            Self::Export => "export",
        }
    }
}

/// Whether a plan is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payment {
    /// Up to date.
    UpToDate,
    /// A payment is due.
    Overdue,
}

/// What a team has. `None` in a limit means unlimited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The plan's name, e.g. `self-hosted`.
    pub name: String,
    /// Whether the subscription is active.
    pub active: bool,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// Payment status.
    pub payment: Payment,
    /// Visitors' messages a month.
    pub messages_limit: Option<i64>,
    /// Licences: bots that may be deployed.
    pub licences: Option<i64>,
    /// Largest knowledge base of a bot, bytes of documents.
    pub knowledge_limit_bytes: Option<i64>,
    /// Whom to ask about the plan.
    pub contact: String,
}

impl Plan {
    /// The plan of a host that its owner runs: nothing is limited.
    pub fn self_hosted() -> Self {
        Self {
            name: "self-hosted".to_owned(),
            active: true,
            expires: None,
            payment: Payment::UpToDate,
            messages_limit: None,
            licences: None,
            knowledge_limit_bytes: None,
            contact: "whoever runs this host".to_owned(),
        }
    }
}
