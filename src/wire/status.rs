//! The state of a bot on the host.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::LockHolder;
use crate::base::id::{Address, BotId, EnvironmentName};
use crate::wire::deployment::DeploymentFacts;
use crate::wire::release::ReleaseFacts;

/// The states of a bot that the host can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BotState {
    /// No release is live.
    NotDeployed,
    /// A release is live and answers.
    Deployed,
    /// A deployment runs.
    Updating,
    /// A release is live but can't be loaded.
    Offline,
    /// The folder was seen with other content than what is live.
    Outdated,
}

impl BotState {
    /// The words for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::NotDeployed => "Not deployed",
            Self::Deployed => "Deployed",
            Self::Updating => "Updating",
            Self::Offline => "Offline",
            Self::Outdated => "Outdated",
        }
    }
}

/// Answer of GET [`crate::wire::path::ENVIRONMENT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnvironmentStatus {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// Its state.
    pub state: BotState,
    /// Why it is Offline or Outdated, one sentence.
    #[serde(default)]
    pub reason: String,
    /// The address on the host; absent before the first deployment.
    pub address: Option<Address>,
    /// What is live.
    pub live: Option<ReleaseFacts>,
    /// Since when it is live.
    pub live_since: Option<Timestamp>,
    /// The last deployment that succeeded.
    pub last_success: Option<DeploymentFacts>,
    /// The deployment that runs, or the last one.
    pub last: Option<DeploymentFacts>,
    /// Who holds the lock.
    pub lock: Option<LockHolder>,
    /// The sources' digest that the folder was last seen with.
    pub sources: Option<Digest>,
    /// The sources' digest of what is live.
    pub live_sources: Option<Digest>,
    /// How long the last deployments took, milliseconds, newest first, for estimates.
    pub recent_ms: Vec<u64>,
}

/// Body of PUT [`crate::wire::path::SOURCES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourcesSeen {
    /// The sources' digest.
    pub sources: Digest,
}

/// An item of GET [`crate::wire::path::BOTS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotEntry {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The address.
    pub address: Address,
    /// Its state.
    pub state: BotState,
    /// The live release's number.
    pub live_release: Option<crate::base::id::ReleaseNumber>,
}
