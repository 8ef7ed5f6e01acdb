//! Tokens and logins.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::id::{BotId, UniqueId};
pub use crate::base::state::Scope;

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFacts {
    /// Its id.
    pub id: UniqueId,
    /// What it may do.
    pub scope: Scope,
    /// Bots it is bound to; empty for admin tokens.
    pub bots: Vec<BotId>,
    /// Networks that it may be used from, e.g. `10.0.0.0/8`; empty: anywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub networks: Vec<String>,
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
    /// Networks that it may be used from, e.g. `10.0.0.0/8`; empty: anywhere.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub networks: Vec<String>,
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
