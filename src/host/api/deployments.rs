//! A deployment's life over HTTP.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};

use crate::base::event::Event;
use crate::base::id::UniqueId;
use crate::host::api::extract::{Json, Path, Target, parse};
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::error::ApiError;
use crate::host::phases;
use crate::host::store::{DeploymentRow, EnvironmentRow};
use crate::wire::deployment::{
    BeginDeployment, CommitDeployment, Committed, DeploymentBegun, DeploymentEvent, DeploymentFacts, DeploymentState,
};
use crate::wire::header::{FENCE, LAST_EVENT_ID};

/// Events read from the store at once.
const PAGE: u32 = 200;
/// How long a follower waits for a notice before it looks by itself: another replica may run the deployment.
const POLL: Duration = Duration::from_secs(1);

/// Begins one.
pub async fn begin(
    State(app): State<Shared>,
    target: Target,
    Json(request): Json<BeginDeployment>,
) -> Result<axum::Json<DeploymentBegun>, ApiError> {
    let Target { operator, bot, environment } = target;
    Ok(axum::Json(phases::begin(&app, &operator, &bot, &environment, request).await?))
}

/// Where it stands.
pub async fn show(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
) -> Result<axum::Json<DeploymentFacts>, ApiError> {
    let runs = id.parse().is_ok_and(|id| app.finishing.is_running(&id));
    let mut row = find(&app, &operator, &id).await?;
    if runs && is_finished(row.state) {
        row.state = DeploymentState::Committed;
    }
    let environment = app.store.environment(&row.bot, &row.environment).await?;
    let environment = environment.ok_or_else(|| ApiError::not_found("this deployment"))?;
    Ok(axum::Json(facts(&row, &environment)))
}

/// Ends one before its commit.
pub async fn cancel(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
) -> Result<axum::Json<bool>, ApiError> {
    let row = find(&app, &operator, &id).await?;
    phases::cancel(&app, &row).await?;
    Ok(axum::Json(true))
}

/// Renews its lease.
pub async fn renew(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<axum::Json<bool>, ApiError> {
    let row = find(&app, &operator, &id).await?;
    let fence = headers.get(FENCE).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let fence = fence.ok_or_else(|| ApiError::bad_request(format!("header `{FENCE}` is missing")))?;
    phases::renew(&app, &row, fence).await?;
    Ok(axum::Json(true))
}

/// Commits it.
pub async fn commit(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
    Json(request): Json<CommitDeployment>,
) -> Result<axum::Json<Committed>, ApiError> {
    let row = find(&app, &operator, &id).await?;
    Ok(axum::Json(phases::commit(&app, row, request).await?))
}

/// Its events, from the one after `Last-Event-ID` on, until it has finished.
pub async fn events(
    State(app): State<Shared>,
    operator: Operator,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<SseEvent, Infallible>>>, ApiError> {
    let row = find(&app, &operator, &id).await?;
    let after = headers.get(LAST_EVENT_ID).and_then(|value| value.to_str().ok()).and_then(|text| text.parse().ok());
    let follower =
        Follower { notices: app.feed.follow(), deployment: row.id, after: after.unwrap_or(0), done: false, app };
    let pages = stream::unfold(follower, |follower| follower.next());
    let events = pages.flat_map(stream::iter).map(|event| Ok(sse(&event)));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(10))))
}

/// A follower of one deployment's events.
struct Follower {
    app: Shared,
    notices: tokio::sync::broadcast::Receiver<UniqueId>,
    deployment: UniqueId,
    after: i64,
    done: bool,
}

impl Follower {
    /// The next events; `None` at the end, when the store fails (the client comes back), or when the host stops.
    async fn next(mut self) -> Option<(Vec<DeploymentEvent>, Self)> {
        while !self.done {
            // State first, events second: an end seen here has all its events in the store already.
            let runs = self.app.finishing.is_running(&self.deployment);
            let state = self.app.store.deployment(&self.deployment).await.ok()??.state;
            let rows = self.app.store.events_after(&self.deployment, self.after, PAGE).await.ok()?;
            let is_last_page = rows.len() < PAGE as usize;
            let mut events: Vec<DeploymentEvent> = Vec::with_capacity(rows.len() + 1);
            for row in rows {
                self.after = row.seq;
                let event = serde_json::from_str::<Event>(&row.json).ok();
                events.push(DeploymentEvent { seq: row.seq, at: row.at, event, finished: false });
            }
            if is_last_page && !runs && is_finished(state) {
                self.done = true;
                let at = self.app.clock.now();
                events.push(DeploymentEvent { seq: self.after + 1, at, event: None, finished: true });
            }
            if !events.is_empty() {
                return Some((events, self));
            }
            self.wait().await?;
        }
        None
    }

    async fn wait(&mut self) -> Option<()> {
        use tokio::sync::broadcast::error::RecvError;
        let deadline = tokio::time::sleep(POLL);
        tokio::pin!(deadline);
        loop {
            tokio::select! {
                () = self.app.jobs.stopping() => return None,
                () = &mut deadline => return Some(()),
                notice = self.notices.recv() => match notice {
                    Ok(id) if id != self.deployment => {}
                    Ok(_) | Err(RecvError::Lagged(_)) => return Some(()),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }
}

fn sse(event: &DeploymentEvent) -> SseEvent {
    let data = serde_json::to_string(event).unwrap_or_default();
    SseEvent::default().id(event.seq.to_string()).data(data)
}

fn is_finished(state: DeploymentState) -> bool {
    match state {
        DeploymentState::Open | DeploymentState::Committed => false,
        DeploymentState::Succeeded | DeploymentState::Failed | DeploymentState::Cancelled => true,
    }
}

/// A deployment as it is shown.
pub fn facts(row: &DeploymentRow, environment: &EnvironmentRow) -> DeploymentFacts {
    DeploymentFacts {
        id: row.id.clone(),
        bot: row.bot.clone(),
        environment: row.environment.clone(),
        operation: row.operation,
        kind: row.kind,
        state: row.state,
        release: row.release,
        previous_release: row.base_release,
        live_release: environment.live_release,
        tests: row.tests_json.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        failure: row.failure_json.as_deref().and_then(|text| serde_json::from_str(text).ok()),
        created: row.created,
        updated: row.updated,
        who: row.who.clone(),
    }
}

/// A deployment that the operator's token may know of.
pub async fn find(app: &Shared, operator: &Operator, id: &str) -> Result<DeploymentRow, ApiError> {
    let id: UniqueId = parse(id, "this deployment")?;
    let row = app.store.deployment(&id).await?.ok_or_else(|| ApiError::not_found("this deployment"))?;
    operator.require_bot(&row.bot).map_err(|_| ApiError::not_found("this deployment"))?;
    Ok(row)
}
