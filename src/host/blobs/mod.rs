//! Blobs by digest, only here: written once through the object store, verified whenever they are read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as ObjectPath;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};

use crate::base::digest::Digest;
use crate::base::id::TeamId;

/// Blobs written at once: enough to hide one disk flush behind the next.
const AT_ONCE: usize = 16;

/// A blob that can't be read or written.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// The object store failed.
    #[error("blob `{key}`: {source}")]
    Store {
        /// Its place.
        key: String,
        /// What the store says.
        source: object_store::Error,
    },
    /// Its bytes are not what its name says.
    #[error("blob `{digest}` is damaged: its content has another digest")]
    Damaged {
        /// The blob.
        digest: Digest,
    },
    /// A staged file can't be read or written.
    #[error("staged upload: {0}")]
    Staging(#[from] std::io::Error),
}

impl BlobError {
    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Store { source, .. } => is_full(source),
            Self::Staging(error) => error.kind() == std::io::ErrorKind::StorageFull,
            Self::Damaged { .. } => false,
        }
    }

    /// Whether the bytes are not what their name says.
    pub fn is_damaged(&self) -> bool {
        matches!(self, Self::Damaged { .. })
    }
}

fn is_full(error: &(dyn std::error::Error + 'static)) -> bool {
    let is_here =
        error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::StorageFull);
    is_here || error.source().is_some_and(is_full)
}

/// Where things stand in the blob space.
enum BlobKey<'a> {
    /// A blob.
    Content(&'a Digest),
    /// What the health probe writes.
    Probe,
}

impl BlobKey<'_> {
    fn path(&self) -> ObjectPath {
        match self {
            Self::Content(digest) => {
                let name = digest.to_string();
                ObjectPath::from_iter(["blobs", &name[..2], &name])
            }
            Self::Probe => ObjectPath::from("probe"),
        }
    }
}

/// The blob space. Cheap to clone.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    staging: PathBuf,
}

impl Blobs {
    /// The blob space in a local folder, created if missing. Errors: it can't be created.
    pub fn local(folder: &Path) -> Result<Self, BlobError> {
        std::fs::create_dir_all(folder)?;
        let staging = folder.join("staging");
        std::fs::create_dir_all(&staging)?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|source| BlobError::Store { key: folder.display().to_string(), source })?
            .with_fsync(true);
        Ok(Self { store: Arc::new(store), staging })
    }

    /// Stores a blob durably; one that is there already is left alone. Errors: the bytes don't match the digest.
    pub async fn put(&self, digest: &Digest, bytes: impl Into<Bytes>) -> Result<(), BlobError> {
        let bytes = bytes.into();
        if Digest::of(&bytes) != *digest {
            return Err(BlobError::Damaged { digest: *digest });
        }
        let path = BlobKey::Content(digest).path();
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        match self.store.put_opts(&path, PutPayload::from_bytes(bytes.clone()), options).await {
            Ok(_) => Ok(()),
            Err(object_store::Error::AlreadyExists { .. }) => self.mend(digest, bytes).await,
            Err(source) => Err(BlobError::Store { key: path.to_string(), source }),
        }
    }

    /// A blob that is there but damaged is replaced by the right bytes: an upload is its repair.
    async fn mend(&self, digest: &Digest, bytes: Bytes) -> Result<(), BlobError> {
        match self.get(digest).await {
            Err(BlobError::Damaged { .. }) => {
                let path = BlobKey::Content(digest).path();
                let put = self.store.put(&path, PutPayload::from_bytes(bytes)).await;
                put.map(|_| ()).map_err(|source| BlobError::Store { key: path.to_string(), source })
            }
            other => other.map(|_| ()),
        }
    }

    /// Stores blobs, several at once.
    pub async fn put_all(&self, blobs: Vec<(Digest, Vec<u8>)>) -> Result<(), BlobError> {
        use futures_util::stream::{self, StreamExt, TryStreamExt};
        stream::iter(blobs)
            .map(|(digest, bytes)| async move { self.put(&digest, bytes).await })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await
    }

    /// Reads a blob and verifies it. Errors: absent, unreadable, damaged.
    pub async fn get(&self, digest: &Digest) -> Result<Vec<u8>, BlobError> {
        let path = BlobKey::Content(digest).path();
        let fail = |source| BlobError::Store { key: path.to_string(), source };
        let bytes = self.store.get(&path).await.map_err(fail)?.bytes().await.map_err(fail)?;
        if Digest::of(&bytes) == *digest { Ok(bytes.into()) } else { Err(BlobError::Damaged { digest: *digest }) }
    }

    /// Whether the space can be written.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let path = BlobKey::Probe.path();
        let put = self.store.put(&path, PutPayload::from_static(b"ok")).await;
        put.map(|_| ()).map_err(|source| BlobError::Store { key: path.to_string(), source })
    }

    /// How many bytes of a large blob are staged.
    pub async fn staged_offset(&self, team: &TeamId, digest: &Digest) -> Result<u64, BlobError> {
        match tokio::fs::metadata(self.staged(team, digest)).await {
            Ok(metadata) => Ok(metadata.len()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error.into()),
        }
    }

    /// Appends a chunk durably if `offset` is where the staged part ends. Returns where it ends now, which tells a
    /// client that was wrong where to go on.
    pub async fn append_chunk(
        &self,
        team: &TeamId,
        digest: &Digest,
        offset: u64,
        chunk: Bytes,
    ) -> Result<u64, BlobError> {
        use tokio::io::AsyncWriteExt;
        let reached = self.staged_offset(team, digest).await?;
        if reached != offset {
            return Ok(reached);
        }
        let mut file = tokio::fs::OpenOptions::new().create(true).append(true).open(self.staged(team, digest)).await?;
        file.write_all(&chunk).await?;
        file.sync_all().await?;
        Ok(offset + chunk.len() as u64)
    }

    /// Makes a blob of a staged upload that is complete. Errors: its bytes don't match; the staged part is dropped then.
    pub async fn promote(&self, team: &TeamId, digest: &Digest) -> Result<(), BlobError> {
        let staged = self.staged(team, digest);
        let bytes = tokio::fs::read(&staged).await?;
        let put = self.put(digest, bytes).await;
        match &put {
            Ok(()) | Err(BlobError::Damaged { .. }) => tokio::fs::remove_file(&staged).await?,
            Err(_) => {}
        }
        put
    }

    fn staged(&self, team: &TeamId, digest: &Digest) -> PathBuf {
        self.staging.join(format!("{team}-{digest}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blobs() -> (tempfile::TempDir, Blobs) {
        let folder = tempfile::tempdir().expect("temporary folder");
        let blobs = Blobs::local(folder.path()).expect("blob space");
        (folder, blobs)
    }

    #[tokio::test]
    async fn a_blob_is_written_once_and_verified() {
        let (folder, blobs) = blobs();
        let digest = Digest::of(b"text");
        blobs.put(&digest, b"text".to_vec()).await.expect("first");
        blobs.put(&digest, b"text".to_vec()).await.expect("again");
        assert_eq!(blobs.get(&digest).await.expect("read"), b"text");
        assert!(blobs.put(&Digest::of(b"other"), b"text".to_vec()).await.expect_err("wrong bytes").is_damaged());
        let path = folder.path().join("blobs").join(&digest.to_string()[..2]).join(digest.to_string());
        std::fs::write(&path, b"tixt").expect("flip a bit");
        assert!(blobs.get(&digest).await.expect_err("damaged").is_damaged());
        blobs.put(&digest, b"text".to_vec()).await.expect("an upload repairs it");
        assert_eq!(blobs.get(&digest).await.expect("read"), b"text");
    }

    #[tokio::test]
    async fn chunks_resume_at_their_offset() {
        let (_folder, blobs) = blobs();
        let (team, digest) = (TeamId::default_name(), Digest::of(b"abcdef"));
        assert_eq!(blobs.append_chunk(&team, &digest, 0, Bytes::from_static(b"abc")).await.expect("first"), 3);
        assert_eq!(blobs.append_chunk(&team, &digest, 0, Bytes::from_static(b"abc")).await.expect("repeated"), 3);
        assert_eq!(blobs.append_chunk(&team, &digest, 3, Bytes::from_static(b"def")).await.expect("second"), 6);
        blobs.promote(&team, &digest).await.expect("whole");
        assert_eq!(blobs.get(&digest).await.expect("read"), b"abcdef");
        assert_eq!(blobs.staged_offset(&team, &digest).await.expect("gone"), 0);
    }
}
