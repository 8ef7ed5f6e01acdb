//! The manifest: five parts, each a list of named blobs; its canonical JSON's digest is the release's.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::base::canonical::{self, CanonicalError};
use crate::base::digest::Digest;
use crate::base::id::BotId;

/// The version of the manifest's format.
pub const MANIFEST_SCHEMA: u32 = 1;

/// One of the five parts of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartName {
    /// Passages of documents, pages and survey answers.
    Knowledge,
    /// Q&As and the bot's tests.
    Qa,
    /// Matcher, thresholds, languages, the engine's version.
    Models,
    /// Appearance, visible features, messages, privacy policy.
    Chatroom,
    /// Domains, retention, limits.
    Operations,
}

impl PartName {
    /// All parts, in the manifest's order.
    pub const ALL: [Self; 5] = [Self::Knowledge, Self::Qa, Self::Models, Self::Chatroom, Self::Operations];

    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Knowledge => "knowledge",
            Self::Qa => "qa",
            Self::Models => "models",
            Self::Chatroom => "chatroom",
            Self::Operations => "operations",
        }
    }

    /// Whether the part may differ between environments, and changes without training.
    pub fn is_quick(self) -> bool {
        match self {
            Self::Chatroom | Self::Operations => true,
            Self::Knowledge | Self::Qa | Self::Models => false,
        }
    }
}

impl std::fmt::Display for PartName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A blob within a part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlobRef {
    /// Its content's digest.
    pub digest: Digest,
    /// Its content's size in bytes.
    pub size: u64,
}

/// A part: named blobs. Names are flat (`bucket-0012`, `sources`, `qas`), never paths.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Part {
    /// Blobs by name.
    pub blobs: BTreeMap<String, BlobRef>,
}

/// A file that a part was made from; the list of them is a blob named `sources` of `knowledge` and of `qa`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Path relative to the bot's folder, `/`-separated.
    pub path: String,
    /// The digest of the file's bytes.
    pub digest: Digest,
    /// The file's size in bytes.
    pub size: u64,
    /// The document's title, or the file's name.
    pub title: String,
}

/// A release as content: which blobs it consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The format's version, [`MANIFEST_SCHEMA`].
    pub schema: u32,
    /// The bot.
    pub bot: BotId,
    /// The engine's version, which covers match semantics and blob formats; digested with `models`.
    pub engine: u32,
    /// The five parts.
    pub parts: BTreeMap<PartName, Part>,
}

/// Why bytes are not a manifest.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not the JSON of a manifest.
    #[error("manifest isn't valid: {0}")]
    Json(#[from] serde_json::Error),
    /// It has no canonical form.
    #[error("manifest has no canonical form: {0}")]
    Canonical(#[from] CanonicalError),
    /// Written by a program of another format version.
    #[error("manifest has format {found}, this program reads {MANIFEST_SCHEMA}")]
    Schema {
        /// The version found.
        found: u32,
    },
    /// A part is missing.
    #[error("manifest has no part `{0}`")]
    MissingPart(PartName),
    /// A blob's name could be taken for a path.
    #[error("blob name `{0}` isn't made of a-z, 0-9 and hyphens")]
    BlobName(String),
}

impl Manifest {
    /// Canonical bytes: what is stored, sent and digested.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ManifestError> {
        Ok(canonical::to_vec(self)?)
    }

    /// Reads a manifest and checks its form. Errors: [`ManifestError`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ManifestError> {
        let manifest: Self = serde_json::from_slice(bytes)?;
        if manifest.schema != MANIFEST_SCHEMA {
            return Err(ManifestError::Schema { found: manifest.schema });
        }
        for name in PartName::ALL {
            let part = manifest.parts.get(&name).ok_or(ManifestError::MissingPart(name))?;
            if let Some(bad) = part.blobs.keys().find(|blob| !is_flat(blob)) {
                return Err(ManifestError::BlobName(bad.chars().take(80).collect()));
            }
        }
        Ok(manifest)
    }

    /// The release's digest.
    pub fn digest(&self) -> Result<Digest, ManifestError> {
        Ok(Digest::of(&self.to_bytes()?))
    }

    /// The digest of one part: over its canonical JSON, for `models` with the engine's version.
    pub fn part_digest(&self, name: PartName) -> Result<Digest, ManifestError> {
        let part = self.parts.get(&name).ok_or(ManifestError::MissingPart(name))?;
        let engine = if name == PartName::Models { self.engine } else { 0 };
        Ok(Digest::of(&canonical::to_vec(&(engine, part))?))
    }

    /// A part by name. A manifest read by [`Manifest::from_bytes`] has all five.
    pub fn part(&self, name: PartName) -> Option<&Part> {
        self.parts.get(&name)
    }

    /// One blob by part and name.
    pub fn blob(&self, part: PartName, name: &str) -> Option<&BlobRef> {
        self.parts.get(&part)?.blobs.get(name)
    }

    /// Every blob once, by digest.
    pub fn blobs(&self) -> BTreeMap<Digest, u64> {
        self.parts.values().flat_map(|part| part.blobs.values()).map(|blob| (blob.digest, blob.size)).collect()
    }

    /// The parts whose content differs from `other`'s.
    pub fn differing_parts(&self, other: &Self) -> BTreeSet<PartName> {
        PartName::ALL
            .into_iter()
            .filter(|name| {
                self.parts.get(name) != other.parts.get(name)
                    || (*name == PartName::Models && self.engine != other.engine)
            })
            .collect()
    }
}

fn is_flat(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
