//! The knowledge index: immutable segments over fixed shares of the buckets, searched together with summed statistics.
//!
//! It is a cache: whatever is wrong with a segment is an error that names its folder, and the remedy is to build it again.

mod build;
mod fuse;
mod open;
mod plan;
mod schema;
mod seal;
mod search;
mod select;
#[cfg(test)]
mod tests;
mod threads;

use std::path::PathBuf;

use crate::base::digest::Digest;
use crate::base::fs::FsError;

pub use build::{Share, build_segment, ensure_segment, segment_key};
pub use open::KnowledgeIndex;
pub use plan::QuestionWord;
pub use search::{Found, Hit, Query};

/// An index that can't be built or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FsError),
    /// The segment isn't complete or isn't what was written: it has to be built again.
    #[error("index segment `{}` is damaged: {reason}", folder.display())]
    Damaged {
        /// The segment's folder.
        folder: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The search library failed.
    #[error("index segment `{}`: {source}", folder.display())]
    Engine {
        /// The segment's folder.
        folder: PathBuf,
        /// What it says.
        source: Box<tantivy::TantivyError>,
    },
    /// The passages that the segment is built from can't be read.
    #[error("passages for the index can't be read: {0}")]
    Passages(String),
}

/// The name of a segment in a cache: over the engine's version and the digests of its buckets in order.
pub type SegmentKey = Digest;
