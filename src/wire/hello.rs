//! The first exchange: versions and limits.

use serde::{Deserialize, Serialize};

/// Answer of [`crate::wire::path::HELLO`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hello {
    /// `botctl`.
    pub product: String,
    /// The host's version.
    pub version: String,
    /// The contract's major version.
    pub wire: u32,
    /// Engine versions that the host can serve.
    pub engines: Vec<u32>,
    /// What the client must stay within.
    pub limits: UploadLimits,
    /// Whether it is a local host: started by the CLI, for one person.
    pub local: bool,
    /// Where visitors reach the host, without a trailing slash.
    pub public_url: String,
    /// The digest of the binary and of `host.toml` that run.
    pub running: ProcessFacts,
    /// The same of what stands on the host's disk; differs when a restart would change something.
    pub installed: ProcessFacts,
}

/// What a process runs from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProcessFacts {
    /// The program's version.
    pub version: String,
    /// Digest of `host.toml`, or empty where there is none.
    pub config_digest: String,
}

/// Limits of an upload, set by the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadLimits {
    /// Largest blob, bytes.
    pub blob_bytes: u64,
    /// Largest request body, bytes.
    pub request_bytes: u64,
    /// Blobs above this travel in chunks of this size, bytes.
    pub chunk_bytes: u64,
    /// Requests at once.
    pub concurrency: u32,
}
