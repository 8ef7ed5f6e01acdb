//! Begins a deployment: admits it, takes the lease, validates settings, says which blobs are missing.

use std::collections::BTreeSet;

use crate::answer::release::ENGINE_VERSION;
use crate::base::digest::Digest;
use crate::base::event::{LockHolder, Status};
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber, TeamId, UniqueId};
use crate::base::phase::Step;
use crate::bundle::Manifest;
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::error::ApiError;
use crate::host::phases::admit::{Demand, admit};
use crate::host::phases::report::Reporter;
use crate::host::phases::resume::resume;
use crate::host::phases::{LEASE, check_settings, presence};
use crate::host::store::{DeploymentRow, EnvironmentRow, LeaseOutcome, ReleaseRow, StoreError};
use crate::wire::deployment::{BeginDeployment, DeploymentBegun, DeploymentState, Operation};
use crate::wire::problem::ProblemCode;
use crate::wire::release::ReleaseState;

/// Begins a deployment of `bot` in `environment`.
///
/// Errors: refused by plan, settings, engine, base or lease; nothing live changes in any case.
pub async fn begin(
    app: &Shared,
    operator: &Operator,
    bot: &BotId,
    environment: &EnvironmentName,
    request: BeginDeployment,
) -> Result<DeploymentBegun, ApiError> {
    if let Some(row) = app.store.deployment_by_key(bot, environment, &request.idempotency_key).await? {
        return resume(app, operator, row, &request).await;
    }
    let target = admitted(app, operator, bot, environment, &request).await?;
    let Some(target) = target else { return nothing_to_do(app, bot, environment).await };
    let row = app.store.ensure_environment(bot, environment, &operator.team, app.clock.now()).await?;
    if row.live_release != request.base_release {
        return Err(base_moved(row.live_release, request.base_release));
    }
    let deployment = UniqueId::generate();
    let epoch = take_lease(app, bot, environment, &deployment, &request).await?;
    // Looked at again under the lease: the deployment that held it may have gone live in between.
    let row = environment_row(app, bot, environment).await?;
    if row.live_release != request.base_release {
        app.store.release_lease(bot, environment, epoch).await?;
        return Err(base_moved(row.live_release, request.base_release));
    }
    let begun = open(app, operator, &row, &deployment, epoch, &request, &target).await;
    if begun.is_err() {
        app.store.cancel_deployment(&deployment, app.clock.now()).await?;
        app.store.release_lease(bot, environment, epoch).await?;
    }
    begun
}

/// What is to become live: a release's content, or an older release.
pub(super) struct Target {
    pub(super) digest: Digest,
    /// With its canonical text.
    pub(super) manifest: Option<(Manifest, String)>,
    pub(super) release: Option<ReleaseRow>,
}

/// Checks all that needs no lease. `None`: the live release is the same already.
async fn admitted(
    app: &Shared,
    operator: &Operator,
    bot: &BotId,
    environment: &EnvironmentName,
    request: &BeginDeployment,
) -> Result<Option<Target>, ApiError> {
    let live = live_release(app, bot, environment).await?;
    let target = match request.operation {
        Operation::Rollback => rollback_target(app, bot, environment, request, live.as_ref()).await?,
        Operation::Deploy | Operation::Update => content_target(app, bot, request)?,
    };
    let is_live = live.is_some_and(|live| {
        live.digest == target.digest && target.release.as_ref().is_none_or(|row| row.number == live.number)
    });
    // One that can't be loaded is no reason to do nothing: deploying it again mends what the disk has lost.
    let answers = app.live.of_environment(bot, environment).is_some();
    if is_live && answers && !request.force {
        return Ok(None);
    }
    // A rollback is never stopped by a check.
    if request.operation != Operation::Rollback {
        check_plan(app, &operator.team, bot, request.knowledge_bytes).await?;
    }
    Ok(Some(target))
}

pub(super) fn content_target(app: &Shared, bot: &BotId, request: &BeginDeployment) -> Result<Target, ApiError> {
    let manifest = request.manifest.clone().ok_or_else(|| ApiError::bad_request("`manifest` is missing"))?;
    if manifest.bot != *bot {
        return Err(ApiError::bad_request(format!("the manifest is of bot `{}`, not `{bot}`", manifest.bot)));
    }
    if manifest.engine != ENGINE_VERSION {
        return Err(ApiError::new(
            ProblemCode::EngineUnknown,
            format!("the bundle was trained by engine {}, this host runs engine {ENGINE_VERSION}", manifest.engine),
        )
        .hint("train with the version of botctl that the host runs, or upgrade the host: botctl host status"));
    }
    let bytes = manifest.to_bytes().map_err(|error| ApiError::bad_request(error.to_string()))?;
    // Reading back applies every rule that a manifest from elsewhere must keep.
    let manifest = Manifest::from_bytes(&bytes).map_err(|error| ApiError::bad_request(error.to_string()))?;
    let limit = app.upload_limits().blob_bytes;
    if let Some((digest, size)) = manifest.blobs().into_iter().find(|(_, size)| *size > limit) {
        let message = format!("blob `{}` has {size} bytes, this host takes {limit}", digest.short());
        return Err(ApiError::new(ProblemCode::TooLarge, message).hint("raise limits.blob_mb in host.toml"));
    }
    let digest = Digest::of(&bytes);
    Ok(Target { digest, manifest: Some((manifest, String::from_utf8_lossy(&bytes).into_owned())), release: None })
}

async fn rollback_target(
    app: &Shared,
    bot: &BotId,
    environment: &EnvironmentName,
    request: &BeginDeployment,
    live: Option<&ReleaseRow>,
) -> Result<Target, ApiError> {
    let row = match (request.rollback_to, live) {
        (Some(number), _) => app.store.release(bot, environment, number).await?,
        (None, Some(live)) => app.store.previous_good(bot, environment, live.number).await?,
        (None, None) => None,
    };
    let row = row.ok_or_else(|| match request.rollback_to {
        Some(number) => ApiError::not_found(&format!("release {number} of `{bot}`")),
        None => ApiError::not_found(&format!("an earlier good release of `{bot}`")),
    })?;
    if row.state != ReleaseState::Good {
        let message = format!("release {} never passed its phases, so it can't be made live", row.number);
        return Err(ApiError::new(ProblemCode::WrongState, message).hint("botctl releases list"));
    }
    Ok(Target { digest: row.digest, manifest: None, release: Some(row) })
}

async fn check_plan(app: &Shared, team: &TeamId, bot: &BotId, knowledge_bytes: u64) -> Result<(), ApiError> {
    let now = app.clock.now();
    let plan = app.store.plan(team).await?;
    let messages_used = app.store.messages_used(team, &now.to_month()).await?;
    admit(&plan, Demand { knowledge_bytes, messages_used }, now)?;
    // A token of another scope is bound to bots that an admin named, which is leave enough to create them.
    match app.store.ensure_bot(team, bot, now).await {
        Err(StoreError::BotOwnedByOther(_)) => {
            let message = format!("the id `{bot}` is taken on this host by another team");
            return Err(ApiError::new(ProblemCode::Forbidden, message).hint("choose another bot.id in bot.toml"));
        }
        other => other?,
    }
    if !app.store.take_licence(team, bot, plan.licences).await? {
        let message = format!("Upgrade chatbot plan: no licence is free for `{bot}`");
        return Err(ApiError::new(ProblemCode::PlanRefused, message)
            .hint(format!("botctl host plan swap <BOT> {bot}, or {}", plan.contact)));
    }
    Ok(())
}

async fn take_lease(
    app: &Shared,
    bot: &BotId,
    environment: &EnvironmentName,
    deployment: &UniqueId,
    request: &BeginDeployment,
) -> Result<i64, ApiError> {
    let now = app.clock.now();
    let operation = match request.operation {
        Operation::Deploy => "deploy",
        Operation::Update => "update",
        Operation::Rollback => "rollback",
    };
    let holder = LockHolder {
        who: request.who.chars().take(120).collect(),
        op: operation.to_owned(),
        since: now,
        run_url: request.run_url.clone(),
        expires: now.plus(LEASE),
    };
    let text = serde_json::to_string(&holder).map_err(|error| ApiError::bad_request(error.to_string()))?;
    match app.store.take_lease(bot, environment, deployment, &text, now, LEASE).await? {
        LeaseOutcome::Taken(epoch) => Ok(epoch),
        LeaseOutcome::Held(lease) => Err(locked(bot, &lease.holder_json, lease.expires)),
    }
}

fn locked(bot: &BotId, holder: &str, expires: crate::base::clock::Timestamp) -> ApiError {
    let error = ApiError::new(ProblemCode::Locked, format!("`{bot}` is being deployed by somebody else"))
        .hint("wait, or: botctl status --wait");
    match serde_json::from_str::<LockHolder>(holder) {
        Ok(holder) => error.held_by(LockHolder { expires, ..holder }),
        Err(_) => error,
    }
}

/// The work under the lease, up to the list of missing blobs.
async fn open(
    app: &Shared,
    operator: &Operator,
    environment: &EnvironmentRow,
    deployment: &UniqueId,
    epoch: i64,
    request: &BeginDeployment,
    target: &Target,
) -> Result<DeploymentBegun, ApiError> {
    let row = deployment_row(app, operator, environment, deployment, epoch, request, target);
    if !app.store.insert_deployment(&row).await? {
        return Err(ApiError::new(ProblemCode::Locked, "the same deployment was begun a moment ago")
            .hint("botctl status --wait"));
    }
    first_phase(app, operator, environment, &row, request, target).await
}

/// Phase 1 up to the beginning of the upload, with its events.
pub(super) async fn first_phase(
    app: &Shared,
    operator: &Operator,
    environment: &EnvironmentRow,
    row: &DeploymentRow,
    request: &BeginDeployment,
    target: &Target,
) -> Result<DeploymentBegun, ApiError> {
    let mut report = Reporter::new(app, &row.id);
    let prepared = starting_server(app, operator, request, target, &mut report).await;
    let missing = match prepared {
        Ok(missing) => missing,
        Err(error) => {
            report.fail(error.message());
            report.flush().await?;
            return Err(error);
        }
    };
    report.end_phase(Status::Passed, "resources · environment · services");
    let bytes: u64 = target
        .manifest
        .iter()
        .flat_map(|(manifest, _)| manifest.blobs())
        .filter(|(digest, _)| missing.contains(digest))
        .map(|(_, size)| size)
        .sum();
    report.begin(Step::UploadingKnowledgeBase, Some(bytes), Some("bytes")).await?;
    Ok(DeploymentBegun {
        deployment: Some(row.id.clone()),
        fence: row.epoch,
        missing: missing.into_iter().collect(),
        base_release: row.base_release,
        address: environment.address.clone(),
        limits: app.upload_limits(),
    })
}

/// Phase 1. Returns the blobs that are missing.
async fn starting_server(
    app: &Shared,
    operator: &Operator,
    request: &BeginDeployment,
    target: &Target,
    report: &mut Reporter,
) -> Result<BTreeSet<Digest>, ApiError> {
    report.begin(Step::AllocatingServerResources, None, None).await?;
    let blobs = target.manifest.as_ref().map(|(manifest, _)| manifest.blobs()).unwrap_or_default();
    let mut missing = presence::missing(app, &operator.team, &blobs).await?;
    if request.force {
        // Forced is how a host is mended whose disk lost something: what is damaged there counts as missing.
        let here: Vec<Digest> = blobs.keys().filter(|digest| !missing.contains(digest)).copied().collect();
        let whole = app.blobs.whole(here.iter().copied()).await?;
        missing.extend(here.into_iter().filter(|digest| !whole.contains(digest)));
    }
    report.end(Status::Passed, None);

    report.begin(Step::ConfiguringEnvironment, None, None).await?;
    if let Some((manifest, _)) = &target.manifest {
        let inline = check_settings(request, manifest, &app.config, app.local)?;
        let mut stored = Vec::new();
        for (digest, bytes) in inline {
            if missing.remove(&digest) {
                app.blobs.put(&digest, bytes.into()).await?;
                stored.push(digest);
            }
        }
        app.store.record_uploads(&operator.team, &stored, app.clock.now()).await?;
    }
    report.end(Status::Passed, None);

    report.begin(Step::InitializingServices, None, None).await?;
    app.store.health().await?;
    if !missing.is_empty() {
        app.blobs.probe().await?;
    }
    report.end(Status::Passed, None);
    Ok(missing)
}

fn deployment_row(
    app: &Shared,
    operator: &Operator,
    environment: &EnvironmentRow,
    deployment: &UniqueId,
    epoch: i64,
    request: &BeginDeployment,
    target: &Target,
) -> DeploymentRow {
    let now = app.clock.now();
    DeploymentRow {
        id: deployment.clone(),
        bot: environment.bot.clone(),
        environment: environment.environment.clone(),
        team: operator.team.clone(),
        operation: request.operation,
        kind: request.kind,
        state: DeploymentState::Open,
        manifest: target.manifest.as_ref().map(|(_, text)| text.clone()),
        manifest_digest: Some(target.digest),
        base_release: environment.live_release,
        release: target.release.as_ref().map(|row| row.number),
        epoch,
        idempotency_key: request.idempotency_key.clone(),
        sources: request.sources,
        who: request.who.chars().take(120).collect(),
        run_url: request.run_url.clone(),
        knowledge_bytes: request.knowledge_bytes,
        created: now,
        updated: now,
        tests_json: None,
        failure_json: None,
    }
}

/// The manifest that a deployment began with.
pub fn manifest_of(row: &DeploymentRow) -> Result<Manifest, ApiError> {
    let text =
        row.manifest.as_deref().ok_or_else(|| ApiError::new(ProblemCode::WrongState, "a rollback uploads nothing"))?;
    Manifest::from_bytes(text.as_bytes())
        .map_err(|error| ApiError::new(ProblemCode::Unexpected, format!("the stored manifest can't be read: {error}")))
}

/// The manifest of a release.
pub async fn release_manifest(
    app: &Shared,
    bot: &BotId,
    environment: &EnvironmentName,
    number: ReleaseNumber,
) -> Result<Manifest, ApiError> {
    let text = app.store.release_manifest(bot, environment, number).await?;
    let text = text.ok_or_else(|| ApiError::not_found(&format!("release {number} of `{bot}`")))?;
    Manifest::from_bytes(text.as_bytes())
        .map_err(|error| ApiError::new(ProblemCode::Unexpected, format!("the stored manifest can't be read: {error}")))
}

async fn nothing_to_do(app: &Shared, bot: &BotId, environment: &EnvironmentName) -> Result<DeploymentBegun, ApiError> {
    let row = environment_row(app, bot, environment).await?;
    Ok(DeploymentBegun {
        deployment: None,
        fence: 0,
        missing: Vec::new(),
        base_release: row.live_release,
        address: row.address,
        limits: app.upload_limits(),
    })
}

pub(super) async fn environment_row(
    app: &Shared,
    bot: &BotId,
    environment: &EnvironmentName,
) -> Result<EnvironmentRow, ApiError> {
    let row = app.store.environment(bot, environment).await?;
    row.ok_or_else(|| ApiError::not_found(&format!("bot `{bot}` in `{environment}`")))
}

async fn live_release(
    app: &Shared,
    bot: &BotId,
    environment: &EnvironmentName,
) -> Result<Option<ReleaseRow>, ApiError> {
    let Some(row) = app.store.environment(bot, environment).await? else { return Ok(None) };
    let Some(number) = row.live_release else { return Ok(None) };
    Ok(app.store.release(bot, environment, number).await?)
}

/// The plan was made against another live release.
pub fn base_moved(live: Option<ReleaseNumber>, planned: Option<ReleaseNumber>) -> ApiError {
    let name = |number: Option<ReleaseNumber>| number.map_or("none".to_owned(), |number| number.to_string());
    ApiError::new(
        ProblemCode::BaseMoved,
        format!("the live release is {}, the plan was made against {}", name(live), name(planned)),
    )
    .hint("run the same command again: it plans anew")
}
