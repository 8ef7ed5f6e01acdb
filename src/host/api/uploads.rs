//! Blobs on their way in: packs of small ones, chunks of large ones. Flat digests, no names, no paths.

use std::io::Read;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::base::digest::Digest;
use crate::host::api::deployments::find;
use crate::host::api::extract::{Path, parse};
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::blobs::BlobError;
use crate::host::error::ApiError;
use crate::host::phases::{manifest_of, require_open};
use crate::host::store::DeploymentRow;
use crate::wire::header::UPLOAD_OFFSET;
use crate::wire::pack::{self, PackError};
use crate::wire::problem::ProblemCode;

/// A pack may grow by this factor at most when it is unpacked (a compressed bomb grows by thousands).
const MOST_EXPANSION: u64 = 100;

/// Receives a pack. Every blob is verified and durable before the answer.
pub async fn pack(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<axum::Json<u64>, ApiError> {
    let row = open_deployment(&app, &operator, &id).await?;
    let limit = app.upload_limits().blob_bytes.max(app.upload_limits().request_bytes).saturating_mul(4);
    // As much as a request without compression may bring is no bomb, however well it was compressed.
    let plain = app.upload_limits().request_bytes;
    let unpacked =
        app.jobs.blocking(move || unpack(&body, limit, plain)).await.map_err(|_| damaged("it can't be unpacked"))??;
    let digests: Vec<Digest> = unpacked.iter().map(|(digest, _)| *digest).collect();
    require_named(&row, &digests)?;
    app.blobs.put_all(unpacked).await?;
    app.store.record_uploads(&row.team, &digests, app.clock.now()).await?;
    Ok(axum::Json(digests.len() as u64))
}

/// Answers how much of a large blob is here.
pub async fn offset(
    State(app): State<Shared>,
    operator: Operator,
    Path((id, digest)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let row = open_deployment(&app, &operator, &id).await?;
    let digest: Digest = parse(&digest, "this blob")?;
    require_named(&row, &[digest])?;
    let offset = app.blobs.staged_offset(&row.team, &digest).await?;
    Ok((StatusCode::OK, [(UPLOAD_OFFSET, HeaderValue::from(offset))]).into_response())
}

/// Appends a chunk at the offset that the client names; the last one completes the blob.
pub async fn chunk(
    State(app): State<Shared>,
    operator: Operator,
    Path((id, digest)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, ApiError> {
    let row = open_deployment(&app, &operator, &id).await?;
    let digest: Digest = parse(&digest, "this blob")?;
    let size = require_named(&row, &[digest])?;
    let offset =
        headers.get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<u64>().ok());
    let offset = offset.ok_or_else(|| ApiError::bad_request(format!("header `{UPLOAD_OFFSET}` is missing")))?;
    if offset.saturating_add(body.len() as u64) > size {
        return Err(damaged("a chunk reaches beyond the blob's size"));
    }
    let reached = match app.blobs.append_chunk(&row.team, &digest, offset, body).await {
        Ok(reached) => reached,
        // A repeated or lost chunk: the client goes on from where it is told.
        Err(BlobError::WrongOffset { staged, .. }) => staged,
        Err(error) => return Err(error.into()),
    };
    if reached == size {
        app.blobs.promote(&row.team, &digest).await.map_err(mismatch)?;
        app.store.record_uploads(&row.team, &[digest], app.clock.now()).await?;
    }
    Ok((StatusCode::OK, [(UPLOAD_OFFSET, HeaderValue::from(reached))]).into_response())
}

async fn open_deployment(app: &Shared, operator: &Operator, id: &str) -> Result<DeploymentRow, ApiError> {
    // Whose it is comes first: nobody learns in which state another's deployment is.
    let row = find(app, operator, id).await?;
    require_open(&row)?;
    Ok(row)
}

/// Refuses blobs that the deployment's manifest doesn't name. Returns the largest size among those named.
fn require_named(row: &DeploymentRow, digests: &[Digest]) -> Result<u64, ApiError> {
    let named = manifest_of(row)?.blobs();
    let mut largest = 0;
    for digest in digests {
        let Some(size) = named.get(digest) else {
            return Err(damaged(&format!("blob `{}` isn't named by the deployment's manifest", digest.short())));
        };
        largest = largest.max(*size);
    }
    Ok(largest)
}

fn unpack(body: &[u8], limit: u64, plain: u64) -> Result<Vec<(Digest, Bytes)>, ApiError> {
    let limit = limit.min((body.len() as u64).saturating_mul(MOST_EXPANSION).max(plain));
    let decoder = zstd::Decoder::new(body).map_err(|error| damaged(&error.to_string()))?;
    let mut plain = Vec::new();
    decoder.take(limit + 1).read_to_end(&mut plain).map_err(|error| damaged(&error.to_string()))?;
    if plain.len() as u64 > limit {
        return Err(ApiError::new(ProblemCode::TooLarge, "the pack is larger than this host takes once unpacked"));
    }
    let blobs = pack::split(&plain).map_err(|error| match error {
        PackError::Truncated => damaged("it is cut short"),
        PackError::DigestMismatch { .. } => ApiError::new(ProblemCode::DigestMismatch, error.to_string()),
    })?;
    Ok(blobs.into_iter().map(|(digest, bytes)| (digest, Bytes::copy_from_slice(bytes))).collect())
}

fn damaged(reason: &str) -> ApiError {
    ApiError::bad_request(format!("upload refused: {reason}"))
        .hint("run the same command again: it sends what is missing")
}

fn mismatch(error: BlobError) -> ApiError {
    if matches!(error, BlobError::Mismatch { .. } | BlobError::Damaged { .. }) {
        return ApiError::new(ProblemCode::DigestMismatch, "the blob's content is not what its digest says")
            .hint("run the same command again: it sends the blob anew");
    }
    error.into()
}
