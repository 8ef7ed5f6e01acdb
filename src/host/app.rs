//! What the host is made of, built once from its configuration.

use std::path::PathBuf;
use std::sync::Arc;

use crate::base::clock::{Clock, Timestamp};
use crate::config::host::HostConfig;
use crate::endpoints::embeddings::EmbeddingsClient;
use crate::host::auth::Guesses;
use crate::host::blobs::Blobs;
use crate::host::generate::Generators;
use crate::host::jobs::Jobs;
use crate::host::live::LiveReleases;
use crate::host::phases::{Feed, Finishing};
use crate::host::store::{Store, TurnWriter};
use crate::wire::hello::{ProcessFacts, UploadLimits};

/// Everything that a handler or a job may need. No state that matters lives here alone: all of it can be built anew.
pub struct App {
    /// The host's configuration.
    pub config: HostConfig,
    /// Whether the CLI started it for one person.
    pub local: bool,
    /// Where visitors reach it, without a trailing slash.
    pub public_url: String,
    /// The same, parsed.
    pub site: url::Url,
    /// The present.
    pub clock: Clock,
    /// SQL.
    pub store: Store,
    /// Blobs by digest.
    pub blobs: Blobs,
    /// Background tasks.
    pub jobs: Jobs,
    /// Releases that are loaded.
    pub live: LiveReleases,
    /// Endpoints that write answers.
    pub generators: Generators,
    /// What asks models for vectors.
    pub embeddings: Arc<EmbeddingsClient>,
    /// Writes conversation turns in groups.
    pub turns: TurnWriter,
    /// Wakes those who follow a deployment.
    pub feed: Feed,
    /// Deployments that this process is finishing.
    pub finishing: Finishing,
    /// Wrong tokens by address.
    pub guesses: Guesses,
    /// Signs visitors' tokens.
    pub signing_key: [u8; 32],
    /// What this process runs from.
    pub running: ProcessFacts,
    /// When it started.
    pub started: Timestamp,
    /// Asked to begin anew with what stands on the disk.
    pub restart: tokio_util::sync::CancellationToken,
}

/// The state that axum hands to handlers.
pub type Shared = Arc<App>;

impl App {
    /// Limits that a client must stay within.
    pub fn upload_limits(&self) -> UploadLimits {
        let limits = &self.config.limits;
        UploadLimits {
            blob_bytes: limits.blob_bytes,
            request_bytes: limits.request_bytes,
            chunk_bytes: limits.chunk_bytes,
            concurrency: limits.concurrency,
        }
    }

    /// Where index segments are cached. Anything in it may be deleted while the host is down.
    pub fn index_cache(&self) -> PathBuf {
        self.config.data_dir.join("cache").join("index")
    }
}
