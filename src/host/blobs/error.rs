//! What can go wrong with blobs.

use std::error::Error;
use std::io;

use crate::base::digest::Digest;
use crate::base::fs::FsError;

/// A blob that couldn't be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// What was sent isn't what its digest says.
    #[error("blob `{claimed}` has another content: `{found}`")]
    Mismatch {
        /// The digest that was claimed.
        claimed: Digest,
        /// The digest of the content.
        found: Digest,
    },
    /// What is stored isn't what its digest says.
    #[error("stored blob `{digest}` is damaged: its content is `{found}`")]
    Damaged {
        /// The blob.
        digest: Digest,
        /// The digest of what is stored.
        found: Digest,
    },
    /// There is no such blob.
    #[error("blob `{0}` isn't stored here")]
    Missing(Digest),
    /// A chunk doesn't begin where the last one ended.
    #[error("chunk of blob `{digest}` begins at byte {offset}, byte {staged} comes next")]
    WrongOffset {
        /// The blob.
        digest: Digest,
        /// Where the chunk begins.
        offset: u64,
        /// Where it must begin.
        staged: u64,
    },
    /// The disk is full.
    #[error("the disk for blobs is full: {0}")]
    Full(Box<dyn Error + Send + Sync>),
    /// The object store or the file system failed.
    #[error("can't {doing}: {source}")]
    Storage {
        /// What was tried, with the blob or file.
        doing: String,
        /// The system's answer.
        source: Box<dyn Error + Send + Sync>,
    },
    /// A worker of the process ended early.
    #[error("the work on a blob was interrupted: {0}")]
    Interrupted(tokio::task::JoinError),
}

impl BlobError {
    pub(super) fn opening(error: object_store::Error) -> Self {
        Self::storage("open the blob store".to_owned(), error)
    }

    pub(super) fn writing(digest: &Digest, error: object_store::Error) -> Self {
        Self::storage(format!("write blob `{digest}`"), error)
    }

    pub(super) fn reading(digest: &Digest, error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing(*digest),
            error => Self::storage(format!("read blob `{digest}`"), error),
        }
    }

    pub(super) fn from_file(error: FsError) -> Self {
        Self::storage(format!("{} `{}`", error.verb, error.path.display()), error.source)
    }

    fn storage(doing: String, source: impl Error + Send + Sync + 'static) -> Self {
        if is_disk_full(&source) {
            return Self::Full(Box::new(source));
        }
        Self::Storage { doing, source: Box::new(source) }
    }
}

/// Whether a full disk or an exhausted quota is somewhere among an error's causes.
fn is_disk_full(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| (**error).source())
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| matches!(cause.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_found_among_the_causes() {
        let full = object_store::Error::Generic {
            store: "local",
            source: Box::new(io::Error::from(io::ErrorKind::StorageFull)),
        };
        assert!(matches!(BlobError::writing(&Digest::of(b""), full), BlobError::Full(_)));
        let other = object_store::Error::Generic {
            store: "local",
            source: Box::new(io::Error::from(io::ErrorKind::PermissionDenied)),
        };
        assert!(matches!(BlobError::writing(&Digest::of(b""), other), BlobError::Storage { .. }));
    }
}
