//! Bots and the state of their environments.

use axum::extract::{Path, State};

use crate::base::clock::Timestamp;
use crate::base::event::LockHolder;
use crate::base::id::{BotId, EnvironmentName};
use crate::base::text::printable;
use crate::host::api::deployments::facts;
use crate::host::api::extract::{Json, Target};
use crate::host::api::releases::release_facts;
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::error::ApiError;
use crate::host::live::Loaded;
use crate::host::store::{Deletion, DeploymentRow, EnvironmentRow, Store, StoreError};
use crate::wire::deployment::DeploymentState;
use crate::wire::problem::ProblemCode;
use crate::wire::status::{BotEntry, BotState, EnvironmentStatus, SourcesSeen};

/// Deployments that estimates and the last success are looked for in.
pub const RECENT: u32 = 20;

/// The bots that the token may see.
pub async fn list(State(app): State<Shared>, operator: Operator) -> Result<axum::Json<Vec<BotEntry>>, ApiError> {
    let mut entries = Vec::new();
    for row in app.store.environments().await?.into_iter().filter(|row| operator.may_see(&row.bot)) {
        let recent = app.store.last_deployments(&row.bot, &row.environment, 1).await?;
        let (state, _) = state_of(&app, &row, recent.first());
        entries.push(BotEntry {
            bot: row.bot,
            environment: row.environment,
            address: row.address,
            state,
            live_release: row.live_release,
        });
    }
    Ok(axum::Json(entries))
}

/// Deletes a bot.
pub async fn remove(
    State(app): State<Shared>,
    operator: Operator,
    Path(name): Path<String>,
) -> Result<axum::Json<bool>, ApiError> {
    let unknown = || ApiError::not_found(&format!("bot `{}`", printable(&name)));
    let bot: BotId = name.parse().map_err(|_| unknown())?;
    match app.store.delete_bot(&operator.team, &bot).await? {
        Deletion::Done(addresses) => {
            addresses.iter().for_each(|address| app.live.remove(address));
            tracing::info!(%bot, by = %operator.token, "bot deleted");
            Ok(axum::Json(true))
        }
        Deletion::Busy => Err(ApiError::new(ProblemCode::WrongState, format!("a deployment of `{bot}` runs"))
            .hint("botctl status --wait")),
        Deletion::Unknown => Err(unknown()),
    }
}

/// One environment.
pub async fn status(State(app): State<Shared>, target: Target) -> Result<axum::Json<EnvironmentStatus>, ApiError> {
    Ok(axum::Json(environment_status(&app, &target.bot, &target.environment).await?))
}

/// The state of a bot in an environment, for handlers and pages.
pub async fn environment_status(
    app: &Shared,
    bot: &BotId,
    environment: &EnvironmentName,
) -> Result<EnvironmentStatus, ApiError> {
    // Deployments first: one that is seen to have succeeded has moved the pointer that is read after it.
    let recent = app.store.last_deployments(bot, environment, RECENT).await?;
    let Some(row) = app.store.environment(bot, environment).await? else {
        return Ok(not_deployed(bot.clone(), environment.clone()));
    };
    let state = state_of(app, &row, recent.first());
    Ok(status_of(&app.store, row, &recent, state, app.clock.now()).await?)
}

/// What the store knows of an environment, in a state that only the process can tell.
pub async fn status_of(
    store: &Store,
    row: EnvironmentRow,
    recent: &[DeploymentRow],
    (state, reason): (BotState, String),
    now: Timestamp,
) -> Result<EnvironmentStatus, StoreError> {
    let live = match row.live_release {
        Some(number) => store.release(&row.bot, &row.environment, number).await?,
        None => None,
    };
    let live = live.map(|release| release_facts(&release, row.live_release));
    let lease = store.lease(&row.bot, &row.environment, now).await?;
    let lock = lease.and_then(|lease| {
        let holder: LockHolder = serde_json::from_str(&lease.holder_json).ok()?;
        Some(LockHolder { expires: lease.expires, ..holder })
    });
    let succeeded: Vec<&DeploymentRow> = recent.iter().filter(|row| row.state == DeploymentState::Succeeded).collect();
    Ok(EnvironmentStatus {
        state,
        reason,
        address: Some(row.address.clone()),
        live,
        live_since: row.live_since,
        last_success: succeeded.first().map(|deployment| facts(deployment, &row)),
        last: recent.first().map(|deployment| facts(deployment, &row)),
        lock,
        sources: row.sources_seen,
        live_sources: row.live_sources,
        recent_ms: succeeded
            .iter()
            .map(|deployment| {
                u64::try_from(deployment.updated.since(deployment.created).as_millis()).unwrap_or(u64::MAX)
            })
            .collect(),
        bot: row.bot,
        environment: row.environment,
    })
}

/// The sources' digest that a folder was last seen with.
pub async fn sources(
    State(app): State<Shared>,
    target: Target,
    Json(seen): Json<SourcesSeen>,
) -> Result<axum::Json<bool>, ApiError> {
    let changed = app.store.set_sources_seen(&target.bot, &target.environment, &seen.sources).await?;
    Ok(axum::Json(changed))
}

/// The status of an environment that was never deployed to.
pub fn not_deployed(bot: BotId, environment: EnvironmentName) -> EnvironmentStatus {
    EnvironmentStatus {
        bot,
        environment,
        state: BotState::NotDeployed,
        reason: String::new(),
        address: None,
        live: None,
        live_since: None,
        last_success: None,
        last: None,
        lock: None,
        sources: None,
        live_sources: None,
        recent_ms: Vec::new(),
    }
}

fn state_of(app: &Shared, row: &EnvironmentRow, last: Option<&DeploymentRow>) -> (BotState, String) {
    let runs = last.is_some_and(|last| {
        matches!(last.state, DeploymentState::Open | DeploymentState::Committed) || app.finishing.is_running(&last.id)
    });
    if runs {
        return (BotState::Updating, String::new());
    }
    if row.live_release.is_none() {
        return (BotState::NotDeployed, String::new());
    }
    match app.live.at(&row.address) {
        Some(Loaded::Broken(reason)) => return (BotState::Offline, reason.to_string()),
        Some(Loaded::Live(_)) => {}
        None => return (BotState::Offline, "the live release is not loaded yet".to_owned()),
    }
    match (row.sources_seen, row.live_sources) {
        (Some(seen), Some(live)) if seen != live => {
            (BotState::Outdated, "the folder was seen with other content than what is live".to_owned())
        }
        _ => (BotState::Deployed, String::new()),
    }
}
