//! Releases and their content.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use crate::base::digest::Digest;
use crate::base::id::ReleaseNumber;
use crate::host::api::extract::{Path, Target, parse};
use crate::host::app::Shared;
use crate::host::error::ApiError;
use crate::host::phases::release_manifest;
use crate::host::store::ReleaseRow;
use crate::host::web::csp;
use crate::wire::problem::ProblemCode;
use crate::wire::release::ReleaseFacts;

/// Releases shown at most.
const LISTED: u32 = 100;

/// Releases, newest first.
pub async fn list(State(app): State<Shared>, target: Target) -> Result<axum::Json<Vec<ReleaseFacts>>, ApiError> {
    let live = live_number(&app, &target).await?;
    let rows = app.store.releases(&target.bot, &target.environment, LISTED).await?;
    Ok(axum::Json(rows.iter().map(|row| release_facts(row, live)).collect()))
}

/// One release.
pub async fn show(
    State(app): State<Shared>,
    target: Target,
    Path((_, _, number)): Path<(String, String, String)>,
) -> Result<axum::Json<ReleaseFacts>, ApiError> {
    let live = live_number(&app, &target).await?;
    let row = find(&app, &target, &number).await?;
    Ok(axum::Json(release_facts(&row, live)))
}

/// A release's manifest as canonical JSON.
pub async fn manifest(
    State(app): State<Shared>,
    target: Target,
    Path((_, _, number)): Path<(String, String, String)>,
) -> Result<Response, ApiError> {
    let row = find(&app, &target, &number).await?;
    let manifest = release_manifest(&app, &target.bot, &target.environment, row.number).await?;
    let bytes = manifest.to_bytes().map_err(|error| ApiError::new(ProblemCode::Unexpected, error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

/// One blob of a release, if the release refers to it.
pub async fn blob(
    State(app): State<Shared>,
    target: Target,
    Path((_, _, number, digest)): Path<(String, String, String, String)>,
) -> Result<Response, ApiError> {
    let row = find(&app, &target, &number).await?;
    let digest: Digest = parse(&digest, "this blob")?;
    let manifest = release_manifest(&app, &target.bot, &target.environment, row.number).await?;
    if !manifest.blobs().contains_key(&digest) {
        return Err(ApiError::not_found("this blob"));
    }
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream"),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::CONTENT_SECURITY_POLICY, csp::DOWNLOAD),
    ];
    Ok((headers, app.blobs.read(&digest).await?).into_response())
}

/// A release as it is shown.
pub fn release_facts(row: &ReleaseRow, live: Option<ReleaseNumber>) -> ReleaseFacts {
    ReleaseFacts {
        number: row.number,
        digest: row.digest,
        // Written by the commit; a host that can't read it shows none rather than nothing at all.
        parts: serde_json::from_str(&row.parts_json).unwrap_or_default(),
        engine: row.engine,
        state: row.state,
        live: live == Some(row.number),
        kind: row.kind,
        created: row.created,
        created_by: row.created_by.clone(),
        deployment: row.deployment.clone(),
        size_bytes: row.size_bytes,
    }
}

async fn find(app: &Shared, target: &Target, number: &str) -> Result<ReleaseRow, ApiError> {
    let what = format!("release {number} of `{}`", target.bot);
    let number = ReleaseNumber(parse(number, &what)?);
    let row = app.store.release(&target.bot, &target.environment, number).await?;
    row.ok_or_else(|| ApiError::not_found(&what))
}

async fn live_number(app: &Shared, target: &Target) -> Result<Option<ReleaseNumber>, ApiError> {
    let environment = app.store.environment(&target.bot, &target.environment).await?;
    Ok(environment.and_then(|row| row.live_release))
}
