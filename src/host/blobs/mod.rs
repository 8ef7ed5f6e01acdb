//! Blobs by digest, only here: written once to the object store, verified whenever they are read.

mod error;
mod key;
mod staging;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};

use crate::base::digest::Digest;

pub use error::BlobError;
pub use key::BlobKey;

/// Blobs of a pack that are written at once: each waits for the disk by itself.
const WRITES_AT_ONCE: usize = 8;

/// Blobs that are looked for at once.
const READS_AT_ONCE: usize = 16;

/// Up to this size a digest takes less than half a millisecond, which the runtime can bear.
const HASHED_IN_PLACE: usize = 64 * 1024;

/// Where blobs are kept.
#[derive(Debug, Clone)]
pub struct BlobsConfig {
    /// The folder of the embedded object store.
    pub folder: PathBuf,
    /// The folder for large blobs that arrive in chunks.
    pub staging: PathBuf,
}

/// What came of a put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// The blob is new.
    Written,
    /// It was there, undamaged.
    Present,
    /// It was there with other content, and was written anew.
    Repaired,
}

/// The blobs of a host. Clones share the store.
#[derive(Debug, Clone)]
pub struct Blobs {
    objects: Arc<dyn ObjectStore>,
    staging: PathBuf,
}

impl Blobs {
    /// Opens the blob store and creates its folders. A write that returned is on the disk.
    pub fn open(config: &BlobsConfig) -> Result<Self, BlobError> {
        for folder in [&config.folder, &config.staging] {
            crate::base::fs::create_dir(folder).map_err(BlobError::from_file)?;
        }
        let local = LocalFileSystem::new_with_prefix(&config.folder).map_err(BlobError::opening)?;
        Ok(Self { objects: Arc::new(local.with_fsync(true)), staging: config.staging.clone() })
    }

    /// Answers whether the store can be written.
    pub async fn probe(&self) -> Result<(), BlobError> {
        let path = object_store::path::Path::from("probe");
        let put = self.objects.put(&path, PutPayload::from_static(b"ok")).await;
        put.map(drop).map_err(BlobError::opening)
    }

    /// Writes a blob once. Errors: its content isn't what the digest says, or the disk is full.
    ///
    /// A blob that is there is read and compared: a new upload mends a damaged one.
    pub async fn put(&self, digest: &Digest, bytes: Bytes) -> Result<Put, BlobError> {
        let found = digest_of(bytes.clone()).await?;
        if found != *digest {
            return Err(BlobError::Mismatch { claimed: *digest, found });
        }
        let path = BlobKey(*digest).path();
        let create = PutOptions::from(PutMode::Create);
        match self.objects.put_opts(&path, PutPayload::from_bytes(bytes.clone()), create).await {
            Ok(_) => Ok(Put::Written),
            Err(object_store::Error::AlreadyExists { .. }) => self.keep_or_mend(digest, bytes).await,
            Err(error) => Err(BlobError::writing(digest, error)),
        }
    }

    /// Writes the blobs of a pack, several at once; all are on the disk when it returns.
    pub async fn put_all(&self, blobs: Vec<(Digest, Bytes)>) -> Result<(), BlobError> {
        stream::iter(blobs)
            .map(|(digest, bytes)| async move { self.put(&digest, bytes).await })
            .buffer_unordered(WRITES_AT_ONCE)
            .try_for_each(|_| std::future::ready(Ok(())))
            .await
    }

    /// Reads a blob for use. One that is damaged twice in a row is moved aside, so that it is never taken for the blob
    /// again and the next upload brings it back. Errors: as of [`Blobs::get`].
    pub async fn read(&self, digest: &Digest) -> Result<Bytes, BlobError> {
        if let Ok(bytes) = self.get(digest).await {
            return Ok(bytes);
        }
        // Read anew: a bad read is no bad blob.
        let read = self.get(digest).await;
        if let Err(BlobError::Damaged { .. }) = &read {
            let moved = self.objects.rename(&BlobKey(*digest).path(), &BlobKey(*digest).damaged_path()).await;
            tracing::error!(blob = %digest, moved = moved.is_ok(), "stored blob is damaged and was moved aside");
        }
        read
    }

    /// Which of these blobs, given with their sizes, aren't here or have another size; their content isn't looked at.
    pub async fn lost(&self, blobs: &[(Digest, u64)]) -> Result<Vec<Digest>, BlobError> {
        let looked = stream::iter(blobs.to_vec()).map(|(digest, size)| async move {
            let found = self.size(&digest).await?;
            Ok((found != Some(size)).then_some(digest))
        });
        let found: Vec<Option<Digest>> = looked.buffer_unordered(READS_AT_ONCE).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// Reads a blob and verifies it. Errors: it is missing or damaged.
    pub async fn get(&self, digest: &Digest) -> Result<Bytes, BlobError> {
        let read = async { self.objects.get(&BlobKey(*digest).path()).await?.bytes().await };
        let bytes = read.await.map_err(|error| BlobError::reading(digest, error))?;
        let found = digest_of(bytes.clone()).await?;
        if found == *digest { Ok(bytes) } else { Err(BlobError::Damaged { digest: *digest, found }) }
    }

    /// Those of the blobs that are here and whole, each read and verified. Errors: the store can't be read.
    pub async fn whole(&self, digests: impl IntoIterator<Item = Digest>) -> Result<BTreeSet<Digest>, BlobError> {
        let read = stream::iter(digests).map(|digest| async move {
            match self.get(&digest).await {
                Ok(_) => Ok(Some(digest)),
                Err(error @ (BlobError::Damaged { .. } | BlobError::Missing(_))) => {
                    tracing::error!(%error, "a blob has to be sent anew");
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        });
        let found: Vec<Option<Digest>> = read.buffer_unordered(WRITES_AT_ONCE).try_collect().await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The size of a blob without reading it; `None` if there is none.
    pub async fn size(&self, digest: &Digest) -> Result<Option<u64>, BlobError> {
        match self.objects.head(&BlobKey(*digest).path()).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(BlobError::reading(digest, error)),
        }
    }

    /// Whether there is such a blob; its content isn't looked at.
    pub async fn exists(&self, digest: &Digest) -> Result<bool, BlobError> {
        Ok(self.size(digest).await?.is_some())
    }

    async fn keep_or_mend(&self, digest: &Digest, bytes: Bytes) -> Result<Put, BlobError> {
        match self.get(digest).await {
            Ok(_) => Ok(Put::Present),
            Err(BlobError::Damaged { .. } | BlobError::Missing(_)) => {
                let payload = PutPayload::from_bytes(bytes);
                let written = self.objects.put(&BlobKey(*digest).path(), payload).await;
                written.map(|_| Put::Repaired).map_err(|error| BlobError::writing(digest, error))
            }
            Err(error) => Err(error),
        }
    }
}

async fn digest_of(bytes: Bytes) -> Result<Digest, BlobError> {
    if bytes.len() <= HASHED_IN_PLACE {
        return Ok(Digest::of(&bytes));
    }
    tokio::task::spawn_blocking(move || Digest::of(&bytes)).await.map_err(BlobError::Interrupted)
}

#[cfg(test)]
mod tests;
