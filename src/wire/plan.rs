//! The team's plan and licences on the host.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::id::{BotId, TeamId};
pub use crate::base::state::{Payment, Plan};

/// Answer of GET [`crate::wire::path::PLAN`]: the plan and how far it is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanStatus {
    /// The team.
    pub team: TeamId,
    /// What it has.
    pub plan: Plan,
    /// Visitors' messages this month (calendar month in UTC).
    pub messages_used: i64,
    /// When the counter begins anew.
    pub messages_reset: Timestamp,
    /// Bots that hold a licence.
    pub licensed_bots: Vec<BotId>,
    /// Whether the bot that was asked about holds one, or could.
    pub bot_may_deploy: bool,
    /// Names of the endpoints that the host's operator has set up for bots.
    #[serde(default)]
    pub endpoints: Vec<String>,
}

/// Body of PUT [`crate::wire::path::PLAN`]: only what is given changes. A limit of −1 means unlimited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct PlanChange {
    /// New name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Active or not.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub active: Option<bool>,
    /// New end; 0 means none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<Timestamp>,
    /// New payment status.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment: Option<Payment>,
    /// New message limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub messages_limit: Option<i64>,
    /// New number of licences.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub licences: Option<i64>,
    /// New knowledge limit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub knowledge_limit_bytes: Option<i64>,
    /// New contact.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contact: Option<String>,
}

/// Body of POST [`crate::wire::path::PLAN_SWAP`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LicenceSwap {
    /// The bot that gives its licence up.
    pub from: BotId,
    /// The bot that gets it.
    pub to: BotId,
}
