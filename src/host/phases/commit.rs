//! The point of no return of a deployment, and the two ways out before it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answer::release::ENGINE_VERSION;
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::{LockHolder, Status};
use crate::base::phase::Step;
use crate::base::text;
use crate::bundle::PartName;
use crate::host::app::Shared;
use crate::host::error::ApiError;
use crate::host::phases::begin::{base_moved, manifest_of};
use crate::host::phases::report::Reporter;
use crate::host::phases::{HOST_LEASE, LEASE, finish, presence};
use crate::host::store::{CommitOutcome, CommitRequest, DeploymentRow};
use crate::wire::deployment::{CommitDeployment, Committed, DeploymentState, Operation};
use crate::wire::problem::ProblemCode;

/// Commits a deployment: from here on the host finishes it alone. The same commit again gets the same answer.
///
/// Errors: lease lost, base moved, blobs missing, or not open; nothing live changes.
pub async fn commit(app: &Shared, row: DeploymentRow, request: CommitDeployment) -> Result<Committed, ApiError> {
    let owned = Arc::clone(app);
    // A client that vanishes right after the commit must not take the host's own part with it.
    let committed = app.jobs.to_its_end(async move { commit_here(&owned, &row, request).await }).await;
    committed.map_err(|panicked| ApiError::new(ProblemCode::Unexpected, panicked.to_string()))?
}

async fn commit_here(app: &Shared, row: &DeploymentRow, request: CommitDeployment) -> Result<Committed, ApiError> {
    if Some(request.digest) != row.manifest_digest {
        return Err(ApiError::new(ProblemCode::DigestMismatch, "the deployment began with another manifest"));
    }
    let content = content_of(row)?;
    let first = row.state == DeploymentState::Open;
    if first {
        let lost = presence::lost(app, &content.blobs).await?;
        if !lost.is_empty() {
            let holds_lease = app.store.lease(&row.bot, &row.environment, app.clock.now()).await?;
            let holds_lease = holds_lease.is_some_and(|lease| lease.epoch == request.fence);
            return Err(if holds_lease { blobs_missing(&lost) } else { fence_lost() });
        }
    }
    let now = app.clock.now();
    let outcome = app
        .store
        .commit_deployment(&CommitRequest {
            id: &row.id,
            epoch: request.fence,
            now,
            blobs: &content.blobs,
            uploaded_since: presence::since_kept(app),
            parts_json: &content.parts_json,
            engine: content.engine,
            host_holder_json: &host_holder(row, now),
            host_ttl: HOST_LEASE,
        })
        .await?;
    let release = match outcome {
        CommitOutcome::Committed(number) => number,
        CommitOutcome::FenceLost => return Err(fence_lost()),
        CommitOutcome::BaseMoved => {
            let environment = app.store.environment(&row.bot, &row.environment).await?;
            return Err(base_moved(environment.and_then(|row| row.live_release), row.base_release));
        }
        CommitOutcome::WrongState => return Err(wrong_state(row.state)),
        CommitOutcome::Missing(missing) => return Err(blobs_missing(&missing)),
    };
    let uploaded = request.uploaded;
    if first {
        let mut report = Reporter::within(app, &row.id, Step::UploadingKnowledgeBase);
        report.end(Status::Passed, Some(uploaded.reused_items));
        if let Err(error) = report.flush().await {
            tracing::warn!(deployment = %row.id, %error, "the end of the upload can't be reported");
        }
    }
    let sent = match uploaded.items {
        0 => "nothing to upload".to_owned(),
        items => format!(
            "{} uploaded ({} already there)",
            text::count(usize::try_from(items).unwrap_or(usize::MAX), "item"),
            text::grouped(uploaded.reused_items)
        ),
    };
    // After a repeated commit too: the answer of the first may have been lost together with its end.
    finish::spawn(app, row.id.clone(), sent);
    Ok(Committed { release })
}

/// Ends a deployment before its commit. Errors: it is past that.
pub async fn cancel(app: &Shared, row: &DeploymentRow) -> Result<(), ApiError> {
    if app.store.cancel_deployment(&row.id, app.clock.now()).await? || row.state == DeploymentState::Cancelled {
        app.feed.wake(&row.id);
        Ok(())
    } else {
        Err(wrong_state(row.state))
    }
}

/// Renews the lease of an open deployment. Errors: lost, or past the commit.
pub async fn renew(app: &Shared, row: &DeploymentRow, epoch: i64) -> Result<(), ApiError> {
    if row.state != DeploymentState::Open {
        return Err(wrong_state(row.state));
    }
    if app.store.renew_lease(&row.bot, &row.environment, epoch, app.clock.now(), LEASE).await? {
        Ok(())
    } else {
        Err(fence_lost())
    }
}

/// Accepts uploads for an open deployment only. Blobs change nothing by themselves: the lease is checked by the commit.
pub fn require_open(row: &DeploymentRow) -> Result<(), ApiError> {
    if row.state == DeploymentState::Open { Ok(()) } else { Err(wrong_state(row.state)) }
}

/// What is committed; of a rollback all of it is on record.
struct Content {
    engine: u32,
    blobs: Vec<(Digest, u64)>,
    parts_json: String,
}

fn content_of(row: &DeploymentRow) -> Result<Content, ApiError> {
    match row.operation {
        Operation::Rollback => Ok(Content { engine: ENGINE_VERSION, blobs: Vec::new(), parts_json: "{}".to_owned() }),
        Operation::Deploy | Operation::Update => {
            let manifest = manifest_of(row)?;
            let parts: BTreeMap<PartName, Digest> =
                PartName::ALL.into_iter().filter_map(|name| Some((name, manifest.part_digest(name).ok()?))).collect();
            let parts_json = serde_json::to_string(&parts)
                .map_err(|error| ApiError::new(ProblemCode::Unexpected, error.to_string()))?;
            Ok(Content { engine: manifest.engine, blobs: manifest.blobs().into_iter().collect(), parts_json })
        }
    }
}

/// The lease's holder from the commit on: the same person, but the host's time.
fn host_holder(row: &DeploymentRow, now: Timestamp) -> String {
    let holder = LockHolder {
        who: row.who.clone(),
        op: row.operation.name().to_owned(),
        since: row.created,
        run_url: row.run_url.clone(),
        expires: now.plus(HOST_LEASE),
    };
    // Plain data, which always has a JSON form.
    serde_json::to_string(&holder).unwrap_or_default()
}

fn fence_lost() -> ApiError {
    ApiError::new(ProblemCode::FenceLost, "the lease ran out and another deployment may have taken it")
        .hint("run the same command again: it plans anew and sends only what is missing")
}

fn wrong_state(state: DeploymentState) -> ApiError {
    let words = match state {
        DeploymentState::Open => "is still open",
        DeploymentState::Committed => "is committed: the host finishes it alone",
        DeploymentState::Succeeded => "has succeeded already",
        DeploymentState::Failed => "has failed already",
        DeploymentState::Cancelled => "was cancelled, or its lease ran out",
    };
    ApiError::new(ProblemCode::WrongState, format!("the deployment {words}")).hint("botctl status --wait")
}

fn blobs_missing(missing: &[Digest]) -> ApiError {
    let named: Vec<String> = missing.iter().take(3).map(Digest::short).collect();
    let message = format!("{} of the manifest missing: {}", text::count(missing.len(), "blob"), named.join(", "));
    ApiError::new(ProblemCode::BlobsMissing, message).hint("run the same command again: it sends what is missing")
}
