//! States and kinds that are stored as well as sent: one spelling for both.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;

/// A choice with one word for the store, the wire and people.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident, $kind:literal, { $($(#[$variant_doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant),+
        }

        impl $name {
            /// The word for it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(word: &str) -> Result<Self, String> {
                match word {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("`{word}` isn't a {}", $kind)),
                }
            }
        }
    };
}

choice!(
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

choice!(
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

choice!(
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

choice!(
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

choice!(
    /// What a token may do.
    Scope,
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

choice!(
    /// Who sent a message.
    Asker,
    "kind of asker",
    {
        /// A visitor of an authorized page.
        Visitor = "visitor",
        /// An operator with a token.
        Operator = "operator",
        /// The host's own demo page.
        Demo = "demo",
    }
);

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
