//! A deployment that is begun again by its key: a client that lost the answer, or a host that died before it gave one.

use crate::base::digest::Digest;
use crate::base::event::Event;
use crate::base::phase::Step;
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::error::ApiError;
use crate::host::phases::begin::{Target, content_target, environment_row, first_phase, manifest_of};
use crate::host::phases::presence;
use crate::host::store::{DeploymentRow, EnvironmentRow};
use crate::wire::deployment::{BeginDeployment, DeploymentBegun, DeploymentState, Operation};
use crate::wire::problem::ProblemCode;

/// More events than the first phase has, also if a host died in it several times.
const EVENTS_OF_PHASE_1: u32 = 200;

/// The same key again: the same deployment, with what is still missing.
pub(super) async fn resume(
    app: &Shared,
    operator: &Operator,
    row: DeploymentRow,
    request: &BeginDeployment,
) -> Result<DeploymentBegun, ApiError> {
    let environment = environment_row(app, &row.bot, &row.environment).await?;
    let missing = match row.state {
        DeploymentState::Open if awaits_upload(app, &row).await? => missing_of(app, &row).await?,
        DeploymentState::Open => return begin_anew(app, operator, &environment, &row, request).await,
        DeploymentState::Committed | DeploymentState::Succeeded | DeploymentState::Failed => Vec::new(),
        DeploymentState::Cancelled => {
            return Err(ApiError::new(ProblemCode::WrongState, "this deployment was cancelled")
                .hint("run the same command again: it begins a new one"));
        }
    };
    Ok(DeploymentBegun {
        deployment: Some(row.id),
        fence: row.epoch,
        missing,
        base_release: row.base_release,
        address: environment.address,
        limits: app.upload_limits(),
    })
}

/// Whether a deployment went through its first phase, which validates what it brings.
async fn awaits_upload(app: &Shared, row: &DeploymentRow) -> Result<bool, ApiError> {
    let events = app.store.events_after(&row.id, 0, EVENTS_OF_PHASE_1).await?;
    let mut events = events.iter().filter_map(|event| serde_json::from_str::<Event>(&event.json).ok());
    Ok(events.any(|event| matches!(event, Event::StepStart { step: Step::UploadingKnowledgeBase, .. })))
}

/// A host that died within the first phase has validated nothing: the phase is gone through again.
async fn begin_anew(
    app: &Shared,
    operator: &Operator,
    environment: &EnvironmentRow,
    row: &DeploymentRow,
    request: &BeginDeployment,
) -> Result<DeploymentBegun, ApiError> {
    let target = match row.operation {
        Operation::Rollback => Target { digest: Digest::of(&[]), manifest: None, release: None },
        Operation::Deploy | Operation::Update => content_target(app, &row.bot, request)?,
    };
    if target.manifest.is_some() && row.manifest_digest != Some(target.digest) {
        return Err(ApiError::new(ProblemCode::IdReused, "this key began a deployment of another manifest"));
    }
    let begun = first_phase(app, operator, environment, row, request, &target).await;
    if begun.is_err() {
        app.store.cancel_deployment(&row.id, app.clock.now()).await?;
    }
    begun
}

/// The blobs of a deployment's manifest that have to be sent.
async fn missing_of(app: &Shared, row: &DeploymentRow) -> Result<Vec<Digest>, ApiError> {
    if row.operation == Operation::Rollback {
        return Ok(Vec::new());
    }
    let missing = presence::missing(app, &row.team, &manifest_of(row)?.blobs()).await?;
    Ok(missing.into_iter().collect())
}
