//! Large blobs that arrive in chunks: kept beside the object store until they are whole and verified.
//!
//! One folder per team, one file per blob; its length is the offset from which an interrupted upload goes on.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use object_store::{ObjectStoreExt, WriteMultipart};

use super::error::BlobError;
use super::key::BlobKey;
use super::{Blobs, Put};
use crate::base::digest::{Digest, Hasher};
use crate::base::fs::FsError;
use crate::base::id::TeamId;

const PIECE_BYTES: usize = 8 * 1024 * 1024;

/// Parts of a large blob that are on their way to the object store at once.
const PIECES_AT_ONCE: usize = 2;

impl Blobs {
    /// Where the next chunk of a blob must begin; 0 before the first.
    pub async fn staged_offset(&self, team: &TeamId, digest: &Digest) -> Result<u64, BlobError> {
        let path = self.staged(team, digest);
        blocking(move || match std::fs::metadata(&path) {
            Ok(meta) => Ok(meta.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(failed("read", &path, error)),
        })
        .await
    }

    /// Adds a chunk to a blob and returns where the next one must begin; the chunk is on the disk by then.
    ///
    /// Errors: [`BlobError::WrongOffset`] with the offset to go on from, [`BlobError::Full`].
    pub async fn append_chunk(
        &self,
        team: &TeamId,
        digest: &Digest,
        offset: u64,
        bytes: Bytes,
    ) -> Result<u64, BlobError> {
        let (path, digest) = (self.staged(team, digest), *digest);
        blocking(move || append(&path, digest, offset, &bytes)).await
    }

    /// Verifies a blob whose chunks are all here and moves it into the object store.
    ///
    /// Errors: [`BlobError::Mismatch`], after which its upload begins anew, and [`BlobError::Missing`] if no chunk is here.
    pub async fn promote(&self, team: &TeamId, digest: &Digest) -> Result<Put, BlobError> {
        let path = self.staged(team, digest);
        let file = {
            let (path, digest) = (path.clone(), *digest);
            blocking(move || open_staged(&path, digest)).await?
        };
        let promoted = match self.get(digest).await {
            Ok(_) => Put::Present,
            Err(BlobError::Missing(_)) => self.copy(&path, file, digest).await.map(|()| Put::Written)?,
            Err(BlobError::Damaged { .. }) => self.copy(&path, file, digest).await.map(|()| Put::Repaired)?,
            Err(error) => return Err(error),
        };
        remove_staged(path).await?;
        Ok(promoted)
    }

    fn staged(&self, team: &TeamId, digest: &Digest) -> PathBuf {
        self.staging.join(team.as_str()).join(digest.to_string())
    }

    /// Sends a staged file to the object store while its digest is taken; the blob appears only if the digest is right.
    async fn copy(&self, path: &Path, mut file: File, digest: &Digest) -> Result<(), BlobError> {
        let writing = |error| BlobError::writing(digest, error);
        let upload = self.objects.put_multipart(&BlobKey(*digest).path()).await.map_err(writing)?;
        let mut upload = WriteMultipart::new_with_chunk_size(upload, PIECE_BYTES);
        let mut hasher = Hasher::default();
        loop {
            let path = path.to_owned();
            let (piece, rest, hashed) = blocking(move || next_piece(&path, file, hasher)).await?;
            (file, hasher) = (rest, hashed);
            if piece.is_empty() {
                break;
            }
            upload.wait_for_capacity(PIECES_AT_ONCE).await.map_err(writing)?;
            upload.put(piece);
        }
        let found = hasher.finish();
        if found == *digest {
            return upload.finish().await.map(drop).map_err(writing);
        }
        upload.abort().await.map_err(writing)?;
        remove_staged(path.to_owned()).await?;
        Err(BlobError::Mismatch { claimed: *digest, found })
    }
}

fn append(path: &Path, digest: Digest, offset: u64, bytes: &[u8]) -> Result<u64, BlobError> {
    let fail = |error| failed("write", path, error);
    if let Some(folder) = path.parent() {
        crate::base::fs::create_dir(folder).map_err(BlobError::from_file)?;
    }
    let mut file = File::options().create(true).append(true).open(path).map_err(fail)?;
    // Two requests with the same chunk: the second waits here, and then sees the first one's offset.
    file.lock().map_err(fail)?;
    let staged = file.metadata().map_err(fail)?.len();
    if staged != offset {
        return Err(BlobError::WrongOffset { digest, offset, staged });
    }
    if let Err(error) = file.write_all(bytes).and_then(|()| file.sync_data()) {
        // Half a chunk isn't an offset to go on from; if even that fails, the digest tells at the end.
        let _ = file.set_len(staged);
        return Err(fail(error));
    }
    Ok(staged + bytes.len() as u64)
}

fn open_staged(path: &Path, digest: Digest) -> Result<File, BlobError> {
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobError::Missing(digest)),
        Err(error) => return Err(failed("read", path, error)),
    };
    file.seek(SeekFrom::Start(0)).map_err(|error| failed("read", path, error))?;
    Ok(file)
}

fn next_piece(path: &Path, file: File, mut hasher: Hasher) -> Result<(Bytes, File, Hasher), BlobError> {
    let mut piece = Vec::with_capacity(PIECE_BYTES);
    (&file).take(PIECE_BYTES as u64).read_to_end(&mut piece).map_err(|error| failed("read", path, error))?;
    hasher.update(&piece);
    Ok((Bytes::from(piece), file, hasher))
}

async fn remove_staged(path: PathBuf) -> Result<(), BlobError> {
    blocking(move || match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed("remove", &path, error)),
        Ok(()) | Err(_) => Ok(()),
    })
    .await
}

fn failed(verb: &'static str, path: &Path, error: io::Error) -> BlobError {
    BlobError::from_file(FsError::new(verb, path, error))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BlobError> + Send + 'static,
) -> Result<T, BlobError> {
    tokio::task::spawn_blocking(work).await.map_err(BlobError::Interrupted)?
}
