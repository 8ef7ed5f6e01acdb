//! The trained bundle on the owner's machine: `.botctl/` in the bot's folder.

use std::path::{Path, PathBuf};

use crate::base::digest::Digest;
use crate::base::fs::{self, FsError};
use crate::bundle::{Manifest, ManifestError};

/// A bundle that can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LayoutError {
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FsError),
    /// The manifest isn't one.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// A blob's bytes are not what its name says.
    #[error("blob `{digest}` is damaged: its content has another digest")]
    Damaged {
        /// The blob.
        digest: Digest,
    },
}

/// Paths below a bot's `.botctl/`.
#[derive(Debug, Clone)]
pub struct Layout {
    root: PathBuf,
}

impl Layout {
    /// The layout of the bot in `folder`.
    pub fn of(folder: &Path) -> Self {
        Self { root: folder.join(".botctl") }
    }

    /// The folder of caches: anything in it may be deleted.
    pub fn cache(&self) -> PathBuf {
        self.root.join("cache")
    }

    /// The file that describes the trained bundle (its format belongs to `train`).
    pub fn trained(&self) -> PathBuf {
        self.root.join("trained.json")
    }

    /// Where a blob stands.
    pub fn blob(&self, digest: &Digest) -> PathBuf {
        let name = digest.to_string();
        self.root.join("blobs").join(&name[..2]).join(name)
    }

    /// Whether a blob is here.
    pub fn has_blob(&self, digest: &Digest) -> bool {
        self.blob(digest).is_file()
    }

    /// Reads a blob and verifies it. Errors: missing, unreadable, damaged.
    pub fn read_blob(&self, digest: &Digest) -> Result<Vec<u8>, LayoutError> {
        let bytes = fs::read(&self.blob(digest))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(LayoutError::Damaged { digest: *digest }) }
    }

    /// Stores a blob and returns its digest. A blob that is here already is left alone.
    pub fn write_blob(&self, bytes: &[u8]) -> Result<Digest, LayoutError> {
        let digest = Digest::of(bytes);
        let path = self.blob(&digest);
        if !path.is_file() {
            fs::write_cache(&path, bytes)?;
        }
        Ok(digest)
    }

    /// Reads a manifest that is stored as a blob.
    pub fn read_manifest(&self, digest: &Digest) -> Result<Manifest, LayoutError> {
        Ok(Manifest::from_bytes(&self.read_blob(digest)?)?)
    }
}
