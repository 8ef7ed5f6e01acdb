//! What training remembers of each document, so that an unchanged one is neither read nor hashed again.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::answer::vectors::Density;
use crate::base::digest::Digest;
use crate::base::fs::{self, FsError};
use crate::bundle::Layout;
use crate::content::documents::{DocumentError, DocumentFile};
use crate::train::encoding::Origin;

const FORMAT: &str = "botctl.documents/1";
/// A file that was changed within this time before it was looked at may have been changed again with the same time stamp.
const SETTLED_NS: u64 = 2_000_000_000;

/// What is known of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Known {
    pub(super) size: u64,
    pub(super) modified_ns: u64,
    /// When the file was looked at.
    seen_ns: u64,
    pub(super) digest: Digest,
    pub(super) outcome: Outcome,
}

/// What became of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome {
    /// It was cut into passages.
    Cut { title: String, text_bytes: u64, passages: u64 },
    /// It was left out.
    LeftOut(DocumentError),
}

/// The memory of the last training.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Memory {
    format: String,
    /// Over what decides how bytes become passages; with another one, nothing here holds.
    rules: Option<Digest>,
    pub(super) documents: BTreeMap<String, Known>,
    /// The digests of the buckets, in order.
    pub(super) buckets: Vec<Digest>,
    /// Their vectors.
    #[serde(default)]
    pub(super) vectors: VectorMemory,
}

/// The vectors of the buckets, in the buckets' order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct VectorMemory {
    /// What they are made of; `None` before the first training.
    pub(super) density: Option<Density>,
    /// Which model they are of.
    #[serde(default)]
    pub(super) origin: Origin,
    pub(super) digests: Vec<Digest>,
}

impl Known {
    pub(super) fn new(file: &DocumentFile, now_ns: u64, digest: Digest, outcome: Outcome) -> Self {
        Self { size: file.size, modified_ns: file.modified_ns, seen_ns: now_ns, digest, outcome }
    }

    /// For what isn't a file of its own: known by its digest alone.
    pub(super) fn of_text(digest: Digest, outcome: Outcome) -> Self {
        Self { size: 0, modified_ns: 0, seen_ns: 0, digest, outcome }
    }

    /// Whether the file must be the same as when it was looked at.
    fn covers(&self, file: &DocumentFile) -> bool {
        let settled = self.modified_ns != 0 && self.modified_ns.saturating_add(SETTLED_NS) <= self.seen_ns;
        settled && self.size == file.size && self.modified_ns == file.modified_ns
    }
}

impl Memory {
    /// The memory in a bot's cache; an empty one if there is none, or it was made under other rules, or can't be read.
    pub(super) fn load(layout: &Layout, rules: Digest) -> Self {
        let fresh = Self { format: FORMAT.to_owned(), rules: Some(rules), ..Self::default() };
        let Ok(Some(bytes)) = fs::read_optional(&path(layout)) else { return fresh };
        match serde_json::from_slice::<Self>(&bytes) {
            Ok(memory) if memory.format == FORMAT && memory.rules == Some(rules) => memory,
            Ok(_) | Err(_) => fresh,
        }
    }

    /// Nothing but the rules.
    pub(super) fn forgotten(self) -> Self {
        Self { documents: BTreeMap::new(), buckets: Vec::new(), vectors: VectorMemory::default(), ..self }
    }

    /// Takes over what a training found.
    pub(super) fn renew(
        &mut self,
        documents: impl Iterator<Item = (String, Known)>,
        buckets: Vec<Digest>,
        vectors: VectorMemory,
    ) {
        self.documents = documents.collect();
        self.buckets = buckets;
        self.vectors = vectors;
    }

    pub(super) fn save(&self, layout: &Layout) -> Result<(), FsError> {
        let bytes = serde_json::to_vec(self).expect("strings and integers are JSON");
        fs::write_cache(&path(layout), &bytes)
    }

    /// What is known of a file, if it can't have changed since.
    pub(super) fn unchanged(&self, file: &DocumentFile) -> Option<&Known> {
        self.documents.get(&file.path).filter(|known| known.covers(file))
    }
}

fn path(layout: &Layout) -> PathBuf {
    layout.cache().join("documents.json")
}
