//! Releases as the host lists them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::UpdateKind;
use crate::base::id::{ReleaseNumber, UniqueId};
pub use crate::base::state::ReleaseState;
use crate::bundle::PartName;

/// A release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseFacts {
    /// Its number.
    pub number: ReleaseNumber,
    /// Its manifest's digest.
    pub digest: Digest,
    /// The digests of its parts.
    pub parts: BTreeMap<PartName, Digest>,
    /// The engine's version.
    pub engine: u32,
    /// What became of it.
    pub state: ReleaseState,
    /// Whether it is live now.
    pub live: bool,
    /// How it was made.
    pub kind: UpdateKind,
    /// When it was committed.
    pub created: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// The deployment that made it.
    pub deployment: UniqueId,
    /// The size of all its blobs, bytes.
    pub size_bytes: u64,
}
