//! A deployment's life over HTTP.

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::event::{Event, TestSummary, UpdateKind, Uploaded};
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};
pub use crate::base::state::{DeploymentState, Operation};
use crate::bundle::Manifest;
use crate::wire::hello::UploadLimits;

/// Body of POST [`crate::wire::path::DEPLOYMENTS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginDeployment {
    /// What it is for.
    pub operation: Operation,
    /// Which kind of update.
    pub kind: UpdateKind,
    /// The whole release as content; for a rollback absent.
    pub manifest: Option<Manifest>,
    /// The release to go back to; for a rollback only. Absent: the previous good one.
    pub rollback_to: Option<ReleaseNumber>,
    /// The live release that the plan was made against.
    pub base_release: Option<ReleaseNumber>,
    /// A release even if nothing changed.
    pub force: bool,
    /// Same key, same deployment.
    pub idempotency_key: UniqueId,
    /// Bytes of the bot's documents, for the plan's limit.
    pub knowledge_bytes: u64,
    /// The chatroom and operations blobs as text, so that the host can validate them before any upload.
    pub chatroom: Option<String>,
    /// See `chatroom`.
    pub operations: Option<String>,
    /// Who deploys, e.g. `ada@build-7`.
    pub who: String,
    /// The CI run's page.
    pub run_url: Option<String>,
    /// The sources' digest of the folder, to tell Outdated later.
    pub sources: Option<Digest>,
}

/// Answer of POST [`crate::wire::path::DEPLOYMENTS`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentBegun {
    /// Its id; absent when nothing is to be done.
    pub deployment: Option<UniqueId>,
    /// The lease's epoch, sent back as the fence with each change.
    pub fence: i64,
    /// Blobs that the host lacks.
    pub missing: Vec<Digest>,
    /// The live release now.
    pub base_release: Option<ReleaseNumber>,
    /// The bot's address on the host.
    pub address: Address,
    /// What the client must stay within.
    pub limits: UploadLimits,
}

/// Body of POST [`crate::wire::path::DEPLOYMENT_COMMIT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitDeployment {
    /// The digest of the manifest that the deployment began with.
    pub digest: Digest,
    /// The lease's epoch.
    pub fence: i64,
    /// What was uploaded, for the record.
    pub uploaded: Uploaded,
}

/// Answer of POST [`crate::wire::path::DEPLOYMENT_COMMIT`]; the same for the same deployment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Committed {
    /// The number of the release that is being made.
    pub release: ReleaseNumber,
}

/// Answer of GET [`crate::wire::path::DEPLOYMENT`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentFacts {
    /// Its id.
    pub id: UniqueId,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// What it is for.
    pub operation: Operation,
    /// Which kind of update.
    pub kind: UpdateKind,
    /// Where it stands.
    pub state: DeploymentState,
    /// The release it makes, from commit on.
    pub release: Option<ReleaseNumber>,
    /// The live release when it began.
    pub previous_release: Option<ReleaseNumber>,
    /// The live release now.
    pub live_release: Option<ReleaseNumber>,
    /// Automatic tests.
    pub tests: Option<TestSummary>,
    /// Why it failed.
    pub failure: Option<Diagnostic>,
    /// When it began.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// Who began it.
    pub who: String,
}

/// One event of a deployment's SSE stream; `id:` carries `seq`. The stream ends after `finished` is true.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeploymentEvent {
    /// 1, 2, 3 …
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Option<Event>,
    /// The end: the deployment is Succeeded, Failed or Cancelled.
    pub finished: bool,
}
