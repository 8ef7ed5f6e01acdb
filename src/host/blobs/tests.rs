//! The blob store on a temporary folder.

use std::path::PathBuf;

use super::*;
use crate::base::id::TeamId;

struct Folder {
    root: tempfile::TempDir,
    blobs: Blobs,
}

fn folder() -> Folder {
    let root = tempfile::tempdir().expect("temporary folder");
    let config = BlobsConfig { folder: root.path().join("blobs"), staging: root.path().join("staging") };
    let blobs = Blobs::open(&config).expect("blob store");
    Folder { root, blobs }
}

impl Folder {
    fn file_of(&self, digest: &Digest) -> PathBuf {
        self.root.path().join("blobs").join(BlobKey(*digest).path().as_ref())
    }
}

#[tokio::test]
async fn blobs_are_written_once_and_verified() {
    let folder = folder();
    let bytes = Bytes::from_static(b"passages");
    let digest = Digest::of(&bytes);
    assert!(matches!(folder.blobs.get(&digest).await, Err(BlobError::Missing(missing)) if missing == digest));
    assert!(!folder.blobs.exists(&digest).await.expect("exists"));
    assert_eq!(folder.blobs.put(&digest, bytes.clone()).await.expect("put"), Put::Written);
    assert_eq!(folder.blobs.put(&digest, bytes.clone()).await.expect("put again"), Put::Present);
    assert_eq!(folder.blobs.get(&digest).await.expect("get"), bytes);
    assert_eq!(folder.blobs.size(&digest).await.expect("size"), Some(8));
    let wrong = folder.blobs.put(&Digest::of(b"other"), bytes).await;
    assert!(matches!(wrong, Err(BlobError::Mismatch { .. })), "{wrong:?}");
    assert!(!folder.blobs.exists(&Digest::of(b"other")).await.expect("exists"));
}

#[tokio::test]
async fn a_damaged_blob_is_never_served_and_a_new_upload_mends_it() {
    let folder = folder();
    let bytes = Bytes::from(vec![7_u8; 100_000]);
    let digest = Digest::of(&bytes);
    folder.blobs.put(&digest, bytes.clone()).await.expect("put");
    let mut damaged = bytes.to_vec();
    damaged[50_000] ^= 1;
    std::fs::write(folder.file_of(&digest), damaged).expect("flip a bit");
    let read = folder.blobs.get(&digest).await;
    assert!(matches!(read, Err(BlobError::Damaged { .. })), "{read:?}");
    assert_eq!(folder.blobs.put(&digest, bytes.clone()).await.expect("put again"), Put::Repaired);
    assert_eq!(folder.blobs.get(&digest).await.expect("get"), bytes);
}

#[tokio::test]
async fn a_pack_is_written_whole() {
    let folder = folder();
    let blobs: Vec<(Digest, Bytes)> =
        (0..50).map(|number| Bytes::from(format!("blob {number}"))).map(|bytes| (Digest::of(&bytes), bytes)).collect();
    folder.blobs.put_all(blobs.clone()).await.expect("put all");
    for (digest, bytes) in blobs {
        assert_eq!(folder.blobs.get(&digest).await.expect("get"), bytes);
    }
}

#[tokio::test]
async fn a_large_blob_arrives_in_chunks_and_resumes() {
    let folder = folder();
    let (blobs, team) = (&folder.blobs, TeamId::default_name());
    let whole: Vec<u8> = (0..20_000_000_u32).map(|number| (number % 251) as u8).collect();
    let digest = Digest::of(&whole);
    assert!(matches!(blobs.promote(&team, &digest).await, Err(BlobError::Missing(_))));
    let mut offset = 0;
    for chunk in whole.chunks(9_000_000) {
        let bytes = Bytes::copy_from_slice(chunk);
        offset = blobs.append_chunk(&team, &digest, offset, bytes.clone()).await.expect("append");
        assert_eq!(blobs.staged_offset(&team, &digest).await.expect("offset"), offset);
        let again = blobs.append_chunk(&team, &digest, 0, bytes).await;
        assert!(matches!(again, Err(BlobError::WrongOffset { staged, .. }) if staged == offset), "{again:?}");
    }
    assert_eq!(blobs.promote(&team, &digest).await.expect("promote"), Put::Written);
    assert_eq!(blobs.get(&digest).await.expect("get").as_ref(), whole);
    assert_eq!(blobs.staged_offset(&team, &digest).await.expect("offset"), 0);
}

#[tokio::test]
async fn chunks_of_another_content_leave_nothing() {
    let folder = folder();
    let (blobs, team, digest) = (&folder.blobs, TeamId::default_name(), Digest::of(b"promised"));
    blobs.append_chunk(&team, &digest, 0, Bytes::from_static(b"delivered")).await.expect("append");
    let promoted = blobs.promote(&team, &digest).await;
    assert!(matches!(promoted, Err(BlobError::Mismatch { .. })), "{promoted:?}");
    assert!(!blobs.exists(&digest).await.expect("exists"));
    assert_eq!(blobs.staged_offset(&team, &digest).await.expect("offset"), 0);
}

#[tokio::test]
async fn two_requests_with_the_same_chunk_append_it_once() {
    let folder = folder();
    let (team, bytes) = (TeamId::default_name(), Bytes::from(vec![1_u8; 1_000_000]));
    let digest = Digest::of(&bytes);
    let append = || folder.blobs.append_chunk(&team, &digest, 0, bytes.clone());
    let (one, other) = tokio::join!(append(), append());
    assert_eq!([&one, &other].iter().filter(|result| result.is_ok()).count(), 1);
    assert_eq!(folder.blobs.promote(&team, &digest).await.expect("promote"), Put::Written);
}
