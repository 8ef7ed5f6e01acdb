//! The upload: what the host lacks, in compressed packs of small blobs and resumable chunks of large ones.
//!
//! Memory holds at most one pack or chunk for each request at once, and its compressed form.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};

use crate::base::digest::{Digest, Hasher};
use crate::base::event::{EventSink, Uploaded};
use crate::base::fs::FsError;
use crate::base::id::{BotId, EnvironmentName, UniqueId};
use crate::bundle::Layout;
use crate::client::{Chunk, Client, ClientError};
use crate::deploy::DeployError;
use crate::deploy::meter::Meter;
use crate::wire::deployment::BeginDeployment;
use crate::wire::hello::UploadLimits;
use crate::wire::pack;

/// zstd's level: above it the time grows faster than the size falls.
const LEVEL: i32 = 3;
/// A pack is not made larger than this before compression, whatever the host would take.
const PACK_BYTES: u64 = 8 << 20;
/// What a pack adds to each blob: digest and length.
const ENTRY_BYTES: u64 = 36;

/// A deployment that takes blobs.
#[derive(Debug, Clone)]
pub(crate) struct Target {
    pub(crate) client: Client,
    pub(crate) errand: Arc<Beginning>,
    pub(crate) deployment: UniqueId,
    pub(crate) fence: i64,
    pub(crate) layout: Layout,
    pub(crate) limits: UploadLimits,
}

/// How the deployment was begun: asked again with the same key, the host names what is missing now.
#[derive(Debug)]
pub(crate) struct Beginning {
    pub(crate) bot: BotId,
    pub(crate) environment: EnvironmentName,
    pub(crate) request: BeginDeployment,
}

impl Target {
    async fn still_missing(&self) -> Result<BTreeSet<Digest>, ClientError> {
        let Beginning { bot, environment, request } = self.errand.as_ref();
        Ok(self.client.begin_deployment(bot, environment, request).await?.missing.into_iter().collect())
    }
}

/// What travels in one request, or in the requests of one large blob.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Load {
    Pack { digests: Vec<Digest>, bytes: u64 },
    Large { digest: Digest, bytes: u64 },
}

/// Sends every missing blob. `sizes` holds all blobs of the release.
pub(crate) async fn upload(
    target: &Target,
    sizes: &BTreeMap<Digest, u64>,
    missing: &[Digest],
    sink: EventSink,
) -> Result<Uploaded, DeployError> {
    let loads = loads(sizes, missing, &target.limits)?;
    let bytes = missing.iter().filter_map(|digest| sizes.get(digest)).sum();
    let meter = Meter::new(sink, bytes);
    let concurrency = usize::try_from(target.limits.concurrency).unwrap_or(1).max(1);
    stream::iter(loads)
        .map(|load| send(target.clone(), sizes, load, meter.clone()))
        .buffer_unordered(concurrency)
        .try_collect::<()>()
        .await?;
    let items = missing.len() as u64;
    Ok(Uploaded { items, bytes, reused_items: (sizes.len() as u64).saturating_sub(items) })
}

/// Sorts the missing blobs into packs, in the order of the list, and large blobs.
fn loads(sizes: &BTreeMap<Digest, u64>, missing: &[Digest], limits: &UploadLimits) -> Result<Vec<Load>, DeployError> {
    let room = pack_room(limits);
    let mut loads = Vec::new();
    let mut open: (Vec<Digest>, u64) = (Vec::new(), 0);
    for digest in missing {
        let bytes = *sizes.get(digest).ok_or(DeployError::NotOurs { digest: *digest })?;
        if bytes > limits.blob_bytes {
            return Err(DeployError::BlobTooLarge { digest: *digest, bytes, limit: limits.blob_bytes });
        }
        if bytes > limits.chunk_bytes || bytes + ENTRY_BYTES > room {
            loads.push(Load::Large { digest: *digest, bytes });
            continue;
        }
        let filled = open.1 + ENTRY_BYTES * open.0.len() as u64;
        if filled + bytes + ENTRY_BYTES > room {
            let (digests, bytes) = std::mem::take(&mut open);
            loads.push(Load::Pack { digests, bytes });
        }
        open.0.push(*digest);
        open.1 += bytes;
    }
    if !open.0.is_empty() {
        loads.push(Load::Pack { digests: open.0, bytes: open.1 });
    }
    let chunk = chunk_bytes(limits);
    if chunk == 0 && loads.iter().any(|load| matches!(load, Load::Large { .. })) {
        return Err(DeployError::NoRoom);
    }
    Ok(loads)
}

/// What a pack may hold before compression, so that it fits a request even if it can't be compressed:
/// zstd adds at most 1/256 and a few bytes.
fn pack_room(limits: &UploadLimits) -> u64 {
    let bound = limits.request_bytes - limits.request_bytes / 128;
    bound.saturating_sub(1024).min(PACK_BYTES)
}

fn chunk_bytes(limits: &UploadLimits) -> u64 {
    limits.chunk_bytes.min(limits.request_bytes)
}

async fn send(target: Target, sizes: &BTreeMap<Digest, u64>, load: Load, meter: Meter) -> Result<(), DeployError> {
    match load {
        Load::Pack { digests, .. } => send_pack(&target, sizes, digests, &meter).await,
        Load::Large { digest, bytes } => send_large(&target, digest, bytes, &meter).await,
    }
}

/// Sends a pack. After a failure the host is asked what of it is still missing: what arrived isn't sent twice.
async fn send_pack(
    target: &Target,
    sizes: &BTreeMap<Digest, u64>,
    mut digests: Vec<Digest>,
    meter: &Meter,
) -> Result<(), DeployError> {
    let mut attempt = 1;
    while !digests.is_empty() {
        let bytes = total(sizes, &digests);
        let (layout, packed) = (target.layout.clone(), digests.clone());
        let body = blocking(move || compress(&layout, &packed, bytes)).await?;
        let share = meter.share(bytes);
        let sent = share.follow(body.len() as u64);
        let Err(error) = target.client.upload_pack(&target.deployment, target.fence, body, sent).await else {
            share.finish();
            return Ok(());
        };
        drop(share);
        target.client.before_retry(attempt, error).await?;
        attempt += 1;
        let missing = target.still_missing().await?;
        digests.retain(|digest| missing.contains(digest));
        meter.skip(bytes.saturating_sub(total(sizes, &digests)));
    }
    Ok(())
}

fn total(sizes: &BTreeMap<Digest, u64>, digests: &[Digest]) -> u64 {
    digests.iter().filter_map(|digest| sizes.get(digest)).sum()
}

fn compress(layout: &Layout, digests: &[Digest], bytes: u64) -> Result<Bytes, DeployError> {
    let mut raw = Vec::with_capacity(usize::try_from(bytes).unwrap_or(0) + digests.len() * ENTRY_BYTES as usize);
    for digest in digests {
        pack::append(&mut raw, digest, &layout.read_blob(digest)?);
    }
    let body = zstd::bulk::compress(&raw, LEVEL)
        .map_err(|error| FsError::new("compress blobs of", &layout.trained(), error))?;
    Ok(body.into())
}

/// Sends a large blob from the offset that the host names. After a failed chunk the host is asked again, because
/// nobody else knows how much of it arrived.
async fn send_large(target: &Target, digest: Digest, bytes: u64, meter: &Meter) -> Result<(), DeployError> {
    let layout = target.layout.clone();
    blocking(move || verify(&layout, &digest)).await?;
    let Target { client, deployment, .. } = target;
    let mut offset = client.blob_offset(deployment, &digest).await?.min(bytes);
    meter.skip(offset);
    let mut attempt = 1;
    while offset < bytes {
        let end = (offset + chunk_bytes(&target.limits)).min(bytes);
        let layout = target.layout.clone();
        let piece = blocking(move || read_range(&layout, &digest, offset, end)).await?;
        let share = meter.share(end - offset);
        let sent = share.follow(end - offset);
        let chunk = Chunk { digest, offset, bytes: piece };
        match client.upload_chunk(deployment, target.fence, chunk, sent).await {
            Ok(_) => {
                share.finish();
                offset = end;
                attempt = 1;
            }
            Err(error) => {
                drop(share);
                client.before_retry(attempt, error).await?;
                attempt += 1;
                let arrived = client.blob_offset(deployment, &digest).await?.min(bytes);
                meter.skip(arrived.saturating_sub(offset));
                offset = arrived;
            }
        }
    }
    Ok(())
}

fn verify(layout: &Layout, digest: &Digest) -> Result<(), DeployError> {
    let path = layout.blob(digest);
    let fail = |error| FsError::new("read", &path, error);
    let mut file = std::fs::File::open(&path).map_err(fail)?;
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 256 << 10];
    loop {
        let length = file.read(&mut buffer).map_err(fail)?;
        if length == 0 {
            break;
        }
        hasher.update(buffer.get(..length).unwrap_or_default());
    }
    if hasher.finish() == *digest { Ok(()) } else { Err(layout.damaged(digest).into()) }
}

fn read_range(layout: &Layout, digest: &Digest, from: u64, to: u64) -> Result<Bytes, DeployError> {
    let path = layout.blob(digest);
    let fail = |error| FsError::new("read", &path, error);
    let mut file = std::fs::File::open(&path).map_err(fail)?;
    file.seek(SeekFrom::Start(from)).map_err(fail)?;
    let mut bytes = vec![0; usize::try_from(to - from).unwrap_or(0)];
    file.read_exact(&mut bytes).map_err(fail)?;
    Ok(bytes.into())
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeployError> + Send + 'static,
) -> Result<T, DeployError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: UploadLimits =
        UploadLimits { blob_bytes: 10_000, request_bytes: 3_000, chunk_bytes: 1_500, concurrency: 2 };

    fn sizes(sizes: &[u64]) -> (BTreeMap<Digest, u64>, Vec<Digest>) {
        let digests: Vec<Digest> = (0..sizes.len()).map(|number| Digest::of(&[number as u8])).collect();
        (digests.iter().copied().zip(sizes.iter().copied()).collect(), digests)
    }

    #[test]
    fn small_blobs_travel_together_and_large_ones_alone() {
        let (sizes, missing) = sizes(&[900, 900, 900, 1_501, 10]);
        let loads = loads(&sizes, &missing, &LIMITS).expect("loads");
        let shape: Vec<(usize, u64)> = loads
            .iter()
            .map(|load| match load {
                Load::Pack { digests, bytes } => (digests.len(), *bytes),
                Load::Large { bytes, .. } => (0, *bytes),
            })
            .collect();
        // 3,000 bytes of request leave room for 1,953 before compression.
        assert_eq!(shape, [(2, 1_800), (0, 1_501), (2, 910)]);
    }

    #[test]
    fn what_the_host_does_not_take_is_refused_before_sending() {
        let (known, missing) = sizes(&[10_001]);
        assert_eq!(loads(&known, &missing, &LIMITS).expect_err("too large").code(), "UPL011");
        assert_eq!(loads(&BTreeMap::new(), &missing, &LIMITS).expect_err("not ours").code(), "UPL012");
        let nothing = UploadLimits { request_bytes: 0, ..LIMITS };
        let (known, missing) = sizes(&[10]);
        assert_eq!(loads(&known, &missing, &nothing).expect_err("no room").code(), "UPL013");
        assert_eq!(loads(&known, &[], &nothing).expect("nothing to send"), []);
    }
}
