//! Rows as the host sees them.

use std::time::Duration;

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::UpdateKind;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, TeamId, UniqueId};
use crate::base::state::{DeploymentState, Operation, ReleaseState, Scope};

/// A token; its secret is nowhere, only its hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its id.
    pub id: UniqueId,
    /// The team.
    pub team: TeamId,
    /// SHA-256 of the token.
    pub hash: Digest,
    /// What it may do.
    pub scope: Scope,
    /// Bots it is bound to.
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

/// A bot's environment, with its pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentRow {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The team.
    pub team: TeamId,
    /// Where it answers; fixed.
    pub address: Address,
    /// Which release is live.
    pub live_release: Option<ReleaseNumber>,
    /// Since when.
    pub live_since: Option<Timestamp>,
    /// The digest of the sources that it was made from.
    pub live_sources: Option<Digest>,
    /// The digest of the sources that the folder was last seen with.
    pub sources_seen: Option<Digest>,
}

/// A lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// Its epoch: the fence.
    pub epoch: i64,
    /// The deployment that holds it.
    pub deployment: UniqueId,
    /// Who, as JSON.
    pub holder_json: String,
    /// Until when.
    pub expires: Timestamp,
}

/// The answer to a try for a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// Had, with this epoch.
    Yes(i64),
    /// Another holds it.
    Held(LeaseRow),
}

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeploymentRow {
    /// Its id.
    pub id: UniqueId,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The team.
    pub team: TeamId,
    /// What it is for.
    pub operation: Operation,
    /// Which kind of update.
    pub kind: UpdateKind,
    /// Where it stands.
    pub state: DeploymentState,
    /// The digest of the manifest that is to become live.
    pub digest: Digest,
    /// The live release that it was planned against.
    pub base_release: Option<ReleaseNumber>,
    /// The release that it makes, from commit on; for a rollback from the beginning.
    pub release: Option<ReleaseNumber>,
    /// The epoch of its lease.
    pub epoch: i64,
    /// Same key, same deployment.
    pub idempotency_key: UniqueId,
    /// The digest of the sources.
    pub sources: Option<Digest>,
    /// Who began it.
    pub who: String,
    /// The CI run's page.
    pub run_url: Option<String>,
    /// Bytes of the bot's documents.
    pub knowledge_bytes: i64,
    /// When it began.
    pub created: Timestamp,
    /// When its state last changed.
    pub updated: Timestamp,
    /// Automatic tests, as JSON.
    pub tests_json: Option<String>,
    /// Why it failed, as JSON.
    pub failure_json: Option<String>,
}

/// What a commit claims.
#[derive(Debug, Clone)]
pub struct CommitRequest {
    /// The deployment.
    pub id: UniqueId,
    /// The epoch that its client holds.
    pub epoch: i64,
    /// The present.
    pub now: Timestamp,
    /// Uploads before this no longer count.
    pub uploaded_since: Timestamp,
    /// The engine that trained the release.
    pub engine: u32,
    /// The blobs of its manifest; empty for a rollback.
    pub blobs: Vec<Digest>,
    /// How long the host holds the lease from now on, unless it renews it.
    pub lease: Duration,
}

/// How a commit ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitOutcome {
    /// Done, now or before: the release's number.
    Committed(ReleaseNumber),
    /// The lease is lost.
    FenceLost,
    /// Another release is live than the one that was planned against.
    BaseMoved(Option<ReleaseNumber>),
    /// The deployment isn't open.
    WrongState(DeploymentState),
    /// Blobs aren't there.
    Missing(Vec<Digest>),
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRow {
    /// Its number.
    pub number: ReleaseNumber,
    /// Its manifest's digest.
    pub digest: Digest,
    /// The engine that trained it.
    pub engine: u32,
    /// What became of it.
    pub state: ReleaseState,
    /// How it was made.
    pub kind: UpdateKind,
    /// The digest of the sources that it was made from.
    pub sources: Option<Digest>,
    /// The deployment that made it.
    pub deployment: UniqueId,
    /// Who made it.
    pub who: String,
    /// When it was committed.
    pub created: Timestamp,
}

/// A move of the pointer.
#[derive(Debug, Clone)]
pub struct PointerMove {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The release that must be live now.
    pub from: Option<ReleaseNumber>,
    /// The release that becomes live.
    pub to: ReleaseNumber,
    /// The epoch that must not have been overtaken.
    pub epoch: i64,
    /// The deployment behind it.
    pub deployment: UniqueId,
    /// Who moves it.
    pub who: String,
    /// Automatic tests, as JSON.
    pub tests_json: Option<String>,
    /// The present.
    pub now: Timestamp,
}

/// A line of the pointer's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointerEntry {
    /// What was live.
    pub from: Option<ReleaseNumber>,
    /// What became live.
    pub to: ReleaseNumber,
    /// By which deployment.
    pub deployment: UniqueId,
    /// By whom.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// An event of a deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What, as JSON.
    pub json: String,
}

/// Who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// A visitor of an authorized site; counted by the plan.
    Visitor,
    /// An operator's token: `ask`, `chat`.
    Operator,
    /// The demo page.
    Demo,
    /// A visitor beyond the plan's limit, who got the contact message.
    Refused,
}

/// A message and its reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnRow {
    /// The bot's address.
    pub address: Address,
    /// The client's id of the message.
    pub message_id: UniqueId,
    /// The conversation.
    pub conversation: UniqueId,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The team.
    pub team: TeamId,
    /// The release that answered.
    pub release: ReleaseNumber,
    /// Who asked.
    pub asker: Asker,
    /// Which kind of reply.
    pub kind: String,
    /// The reply's language.
    pub language: String,
    /// The page's address.
    pub page: String,
    /// The message.
    pub text: String,
    /// The reply, as JSON.
    pub reply_json: String,
    /// When.
    pub at: Timestamp,
}

/// How many conversations with visitors there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConversationCounts {
    /// Conversations.
    pub conversations: i64,
    /// Messages in them.
    pub messages: i64,
}
