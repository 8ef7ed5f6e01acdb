//! Pieces → buckets. A bucket in which nothing changed keeps its digest without being read.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::bucket::{bucket_count, bucket_header, bucket_of, split_bucket};
use crate::base::digest::Digest;
use crate::bundle::{Layout, LayoutError};
use crate::train::memory::{Memory, Outcome};
use crate::train::read::Piece;

/// Why buckets can't be made.
#[derive(Debug, thiserror::Error)]
pub(super) enum BucketsError {
    /// Passages of unchanged documents are not where the memory says: everything has to be read again.
    #[error("the passages of the last training are gone")]
    Lost,
    #[error(transparent)]
    Layout(#[from] LayoutError),
}

/// Writes the buckets of all pieces and returns their digests in order.
pub(super) fn write(layout: &Layout, memory: &Memory, pieces: &[Piece]) -> Result<Vec<Digest>, BucketsError> {
    let text = pieces.iter().map(|piece| match &piece.known.outcome {
        Outcome::Cut { text_bytes, .. } => *text_bytes,
        Outcome::LeftOut(_) => 0,
    });
    let count = bucket_count(text.sum());
    let is_same_split = memory.buckets.len() == count as usize;
    let mut members: Vec<BTreeMap<&str, Option<&[u8]>>> = vec![BTreeMap::new(); count as usize];
    for piece in pieces {
        if matches!(piece.known.outcome, Outcome::Cut { passages: 1.., .. }) {
            members[bucket_of(&piece.id, count) as usize].insert(&piece.id, piece.lines.as_deref());
        }
    }
    if !is_same_split {
        return regroup(layout, memory, members);
    }
    let changed = changed_buckets(memory, pieces, count);
    let mut digests = memory.buckets.clone();
    for index in changed {
        let old = read_old(layout, &memory.buckets[index as usize])?;
        let old = split_bucket(&old).map_err(|_| BucketsError::Lost)?.into_iter().collect();
        digests[index as usize] = write_one(layout, &members[index as usize], &old)?;
    }
    Ok(digests)
}

/// Buckets with a document that was read anew, or that isn't there any more.
fn changed_buckets(memory: &Memory, pieces: &[Piece], count: u32) -> BTreeSet<u32> {
    let there: BTreeSet<&str> = pieces.iter().map(|piece| piece.id.as_str()).collect();
    let gone = memory.documents.keys().map(String::as_str).filter(|id| !there.contains(id));
    let fresh = pieces.iter().filter(|piece| piece.lines.is_some()).map(|piece| piece.id.as_str());
    gone.chain(fresh).map(|id| bucket_of(id, count)).collect()
}

/// Writes all buckets anew, because their number changed.
fn regroup(
    layout: &Layout,
    memory: &Memory,
    members: Vec<BTreeMap<&str, Option<&[u8]>>>,
) -> Result<Vec<Digest>, BucketsError> {
    let wants_old = members.iter().any(|bucket| bucket.values().any(Option::is_none));
    let mut files = Vec::new();
    for digest in memory.buckets.iter().filter(|_| wants_old) {
        files.push(read_old(layout, digest)?);
    }
    let mut old = BTreeMap::new();
    for file in &files {
        old.extend(split_bucket(file).map_err(|_| BucketsError::Lost)?);
    }
    members.iter().map(|bucket| write_one(layout, bucket, &old)).collect()
}

fn write_one(
    layout: &Layout,
    members: &BTreeMap<&str, Option<&[u8]>>,
    old: &BTreeMap<String, &[u8]>,
) -> Result<Digest, BucketsError> {
    let mut bytes = bucket_header().into_bytes();
    for (id, lines) in members {
        bytes.extend_from_slice(lines.or_else(|| old.get(*id).copied()).ok_or(BucketsError::Lost)?);
    }
    Ok(layout.write_blob(&bytes)?)
}

/// A blob that is missing or damaged is lost, not an error: the documents are still there.
fn read_old(layout: &Layout, digest: &Digest) -> Result<Vec<u8>, BucketsError> {
    layout.read_blob(digest).map_err(|_| BucketsError::Lost)
}
