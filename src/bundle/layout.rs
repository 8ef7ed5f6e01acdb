//! The trained bundle on the owner's machine: `.botctl/` in the bot's folder.

use std::collections::BTreeSet;
use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::time::Duration;

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

    /// Reads a blob and verifies it. Errors: missing, unreadable, damaged as of [`Layout::damaged`].
    pub fn read_blob(&self, digest: &Digest) -> Result<Vec<u8>, LayoutError> {
        let bytes = fs::read(&self.blob(digest))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(self.damaged(digest)) }
    }

    /// Removes a blob that was found damaged, so that it is never taken for the blob again: the next training misses it
    /// and makes it anew.
    pub fn damaged(&self, digest: &Digest) -> LayoutError {
        // One that can't be removed is found damaged again.
        let _ = std::fs::remove_file(self.blob(digest));
        LayoutError::Damaged { digest: *digest }
    }

    /// Stores a blob and returns its digest. One that is here already and whole is left alone.
    pub fn write_blob(&self, bytes: &[u8]) -> Result<Digest, LayoutError> {
        let digest = Digest::of(bytes);
        let path = self.blob(&digest);
        if !std::fs::read(&path).is_ok_and(|there| there == bytes) {
            fs::write_cache(&path, bytes)?;
        }
        Ok(digest)
    }

    /// Removes blobs that are not in `keep` and were written longer than `age` ago; says how many. What can't be
    /// removed stays: a blob too many does no harm.
    pub fn prune(&self, keep: &BTreeSet<Digest>, age: Duration) -> usize {
        let folders = std::fs::read_dir(self.root.join("blobs")).into_iter().flatten().flatten();
        let files = folders.flat_map(|folder| std::fs::read_dir(folder.path()).into_iter().flatten().flatten());
        files.filter(|file| is_spare(file, keep, age) && std::fs::remove_file(file.path()).is_ok()).count()
    }

    /// Reads a manifest that is stored as a blob.
    pub fn read_manifest(&self, digest: &Digest) -> Result<Manifest, LayoutError> {
        Ok(Manifest::from_bytes(&self.read_blob(digest)?)?)
    }
}

/// Only what is named like a blob: a file that is being written has another name.
fn is_spare(file: &DirEntry, keep: &BTreeSet<Digest>, age: Duration) -> bool {
    let name = file.file_name();
    let digest = name.to_str().and_then(|name| name.parse::<Digest>().ok());
    let written = file.metadata().and_then(|metadata| metadata.modified()).ok();
    let is_old = written.and_then(|at| at.elapsed().ok()).is_some_and(|passed| passed > age);
    digest.is_some_and(|digest| !keep.contains(&digest)) && is_old
}
