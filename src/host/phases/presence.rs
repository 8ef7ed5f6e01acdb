//! Which blobs of a release have to be sent: those that the team has no right to yet, and those that the disk has lost.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::TeamId;
use crate::host::app::Shared;
use crate::host::error::ApiError;
use crate::host::phases::UPLOAD_KEPT;

/// The blobs that are missing, of all blobs of a release with their sizes.
pub async fn missing(app: &Shared, team: &TeamId, blobs: &BTreeMap<Digest, u64>) -> Result<BTreeSet<Digest>, ApiError> {
    let digests: Vec<Digest> = blobs.keys().copied().collect();
    let present = app.store.present(team, &digests, since_kept(app)).await?;
    let (known, unknown): (Vec<_>, Vec<_>) = blobs.iter().partition(|(digest, _)| present.contains(*digest));
    let known: Vec<(Digest, u64)> = known.into_iter().map(|(digest, size)| (*digest, *size)).collect();
    let lost = lost(app, &known).await?;
    Ok(unknown.into_iter().map(|(digest, _)| *digest).chain(lost).collect())
}

/// The blobs that the store counts as present and the disk doesn't hold, or not whole.
pub async fn lost(app: &Shared, blobs: &[(Digest, u64)]) -> Result<Vec<Digest>, ApiError> {
    let lost = app.blobs.lost(blobs).await?;
    if !lost.is_empty() {
        let named: Vec<String> = lost.iter().map(Digest::short).collect();
        tracing::error!(blobs = named.join(" "), "blobs are gone from the disk; the next upload brings them back");
    }
    Ok(lost)
}

/// Uploads after this moment count without a release that refers to them.
pub fn since_kept(app: &Shared) -> Timestamp {
    let kept_ms = i64::try_from(UPLOAD_KEPT.as_millis()).unwrap_or(i64::MAX);
    Timestamp(app.clock.now().0.saturating_sub(kept_ms))
}
