//! Tokens and logins.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::id::{BotId, UniqueId};

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

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFacts {
    /// Its id.
    pub id: UniqueId,
    /// What it may do.
    pub scope: Scope,
    /// Bots it is bound to; empty for admin tokens.
    pub bots: Vec<BotId>,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends.
    pub expires: Option<Timestamp>,
    /// When it was last used.
    pub last_used: Option<Timestamp>,
}

/// Body of POST [`crate::wire::path::TOKENS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// What it may do.
    pub scope: Scope,
    /// Bots it is bound to; at least one unless `admin`.
    pub bots: Vec<BotId>,
    /// What it is for.
    pub label: String,
    /// When it ends.
    pub expires: Option<Timestamp>,
}

/// Answer of POST [`crate::wire::path::TOKENS`]: the only time that the secret is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MintedToken {
    /// What was made.
    pub facts: TokenFacts,
    /// The token.
    pub token: String,
}

/// Answer of POST [`crate::wire::path::DASHBOARD_CODES`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DashboardCode {
    /// The one-time code.
    pub code: String,
    /// Until when it can be used.
    pub expires: Timestamp,
    /// The login page's address.
    pub login_url: String,
}
