//! What the host does alone after the commit: index, load, test, move the pointer. Begins again from the first of its
//! steps after a restart: each of them finds what it made before.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::base::diagnostic::Diagnostic;
use crate::base::event::{Status, TestSummary};
use crate::base::fault;
use crate::base::id::UniqueId;
use crate::base::memory;
use crate::base::phase::Step;
use crate::base::text;
use crate::host::app::Shared;
use crate::host::live::{self, LiveRelease, LoadError};
use crate::host::phases::prepare::{self, Prepared};
use crate::host::phases::report::Reporter;
use crate::host::phases::{HOST_LEASE, HOST_RENEWAL};
use crate::host::store::{DeploymentRow, PointerMove, ReleaseRow, StoreError};
use crate::wire::deployment::DeploymentState;

/// How often leases of clients that vanished are looked for.
const SWEEP: Duration = Duration::from_secs(5);
/// Waits between tries to write a result while the store is down.
const STORE_RETRY: Duration = Duration::from_secs(2);

/// The deployments that this process is finishing: a commit that is repeated must not start a second worker.
#[derive(Debug, Default)]
pub struct Finishing(Mutex<HashSet<UniqueId>>);

impl Finishing {
    fn begin(&self, deployment: &UniqueId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(deployment.clone())
    }

    /// Whether this process works on a deployment. Until it has ended the store may say that it succeeded, but the
    /// release may not answer yet.
    pub fn is_running(&self, deployment: &UniqueId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(deployment)
    }

    fn end(&self, deployment: &UniqueId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(deployment);
    }
}

/// Finishes a committed deployment in the background, unless that goes on already. `uploaded` is the line about its upload.
pub fn spawn(app: &Shared, deployment: UniqueId, uploaded: String) {
    if !app.finishing.begin(&deployment) {
        return;
    }
    let owned = Arc::clone(app);
    app.jobs.spawn(async move {
        // A store that is down must not leave a committed deployment behind: try until it is finished or the host stops.
        while let Err(error) = attempt(&owned, &deployment, &uploaded).await {
            tracing::error!(%deployment, %error, "deployment can't be finished yet");
            tokio::select! {
                () = owned.jobs.stopping() => return,
                () = tokio::time::sleep(STORE_RETRY) => {}
            }
        }
        owned.finishing.end(&deployment);
        owned.feed.wake(&deployment);
        // Last: nobody waits for it, and it can't fail in a way that matters.
        let _ = owned.jobs.blocking(memory::give_back).await;
    });
}

/// One try. A fault of our own would come again with the next: it ends the deployment, whose lock would else stay for good.
async fn attempt(app: &Shared, deployment: &UniqueId, uploaded: &str) -> Result<(), StoreError> {
    let (owned, id, text) = (Arc::clone(app), deployment.clone(), uploaded.to_owned());
    let panicked = match app.jobs.to_its_end(async move { finish(&owned, &id, &text).await }).await {
        Ok(ended) => return ended,
        Err(panicked) => panicked,
    };
    let Some(row) = app.store.deployment(deployment).await? else { return Ok(()) };
    end_failed(app, &row, load_failed(&row, &LoadError::Panicked(panicked)), None).await
}

/// Takes up committed deployments that the last process left behind.
pub async fn resume_unfinished(app: &Shared) -> Result<(), StoreError> {
    for row in app.store.unfinished_deployments().await? {
        tracing::info!(deployment = %row.id, bot = %row.bot, "finishing a deployment of the last run");
        app.store.renew_lease(&row.bot, &row.environment, row.epoch, app.clock.now(), HOST_LEASE).await?;
        spawn(app, row.id, "uploaded before a restart of the host".to_owned());
    }
    Ok(())
}

/// Closes deployments whose clients vanished before the commit, for as long as the host runs.
pub async fn sweep(app: Shared) {
    loop {
        match app.store.expire_open(app.clock.now()).await {
            Ok(closed) => closed.iter().for_each(|deployment| app.feed.wake(deployment)),
            Err(error) => tracing::warn!(%error, "leases can't be looked at"),
        }
        tokio::select! {
            () = app.jobs.stopping() => return,
            () = tokio::time::sleep(SWEEP) => {}
        }
    }
}

/// How the host's part of a deployment ended.
enum Ending {
    Live,
    Failed { failure: Diagnostic, tests: Option<TestSummary> },
}

async fn finish(app: &Shared, deployment: &UniqueId, uploaded: &str) -> Result<(), StoreError> {
    let Some(row) = app.store.deployment(deployment).await? else { return Ok(()) };
    if row.state == DeploymentState::Succeeded {
        return catch_up(app, &row).await;
    }
    if row.state != DeploymentState::Committed {
        return Ok(());
    }
    let renewal = renew_lease(app, &row);
    let ending = tokio::select! {
        ending = run(app, &row, uploaded) => ending?,
        // Never completes; it lives as long as the work beside it.
        () = renewal => return Ok(()),
    };
    match ending {
        Ending::Live => app.store.release_lease(&row.bot, &row.environment, row.epoch).await.map(drop),
        Ending::Failed { failure, tests } => end_failed(app, &row, failure, tests).await,
    }
}

async fn end_failed(
    app: &Shared,
    row: &DeploymentRow,
    failure: Diagnostic,
    tests: Option<TestSummary>,
) -> Result<(), StoreError> {
    tracing::warn!(deployment = %row.id, code = failure.code, summary = failure.summary, "deployment failed; what is live stays");
    // Both are plain data, which always has a JSON form.
    let failure_json = serde_json::to_string(&failure).unwrap_or_default();
    let tests_json = tests.and_then(|tests| serde_json::to_string(&tests).ok());
    let (state, now) = (DeploymentState::Failed, app.clock.now());
    app.store.finish_deployment(&row.id, state, Some(&failure_json), tests_json.as_deref(), now).await?;
    app.store.release_lease(&row.bot, &row.environment, row.epoch).await.map(drop)
}

/// Loads what the pointer says where the store went away right after it had moved, and with it the answer to the move.
async fn catch_up(app: &Shared, row: &DeploymentRow) -> Result<(), StoreError> {
    let answers = app.live.of_environment(&row.bot, &row.environment).map(|live| live.number);
    match app.store.environment(&row.bot, &row.environment).await? {
        Some(environment) if environment.live_release == row.release && answers != row.release => {
            live::load(app, &environment).await
        }
        Some(_) | None => Ok(()),
    }
}

async fn renew_lease(app: &Shared, row: &DeploymentRow) {
    loop {
        tokio::time::sleep(HOST_RENEWAL).await;
        if let Err(error) =
            app.store.renew_lease(&row.bot, &row.environment, row.epoch, app.clock.now(), HOST_LEASE).await
        {
            tracing::warn!(%error, "the host's lease can't be renewed yet");
        }
    }
}

async fn run(app: &Shared, row: &DeploymentRow, uploaded: &str) -> Result<Ending, StoreError> {
    fault::bug("finish-panic");
    let mut report = Reporter::within(app, &row.id, Step::UploadingKnowledgeBase);
    report.forget_step();
    let Some(number) = row.release else {
        return Ok(Ending::Failed { failure: failed(row, "DEP020", "the deployment has no release"), tests: None });
    };
    let Some(release) = app.store.release(&row.bot, &row.environment, number).await? else {
        return Ok(Ending::Failed { failure: failed(row, "DEP020", "the deployment's release is gone"), tests: None });
    };
    let Some(environment) = app.store.environment(&row.bot, &row.environment).await? else {
        return Ok(Ending::Failed {
            failure: failed(row, "DEP020", "the deployment's environment is gone"),
            tests: None,
        });
    };
    let prepared = match prepare::prepare(app, row, &environment, &release, uploaded, &mut report).await? {
        Ok(prepared) => prepared,
        Err(error) => {
            report.fail(error.to_string());
            report.flush().await?;
            return Ok(Ending::Failed { failure: load_failed(row, &error), tests: None });
        }
    };
    go_live(app, row, &release, prepared, &mut report).await
}

async fn go_live(
    app: &Shared,
    row: &DeploymentRow,
    release: &ReleaseRow,
    prepared: Prepared,
    report: &mut Reporter,
) -> Result<Ending, StoreError> {
    let Prepared { live, tests } = prepared;
    if let Some(summary) = tests.as_ref().filter(|summary| !summary.failing.is_empty()) {
        let words = format!("{} of {} failed", summary.failing.len(), text::count(to_usize(summary.total), "test"));
        report.fail(&words);
        report.flush().await?;
        let failure = Diagnostic::error("DEP021", format!("release {} failed its automatic tests", release.number))
            .because(failing_lines(summary))
            .try_when("botctl test", "the same questions, locally")
            .try_when("botctl plan", "what differs from the live release");
        return Ok(Ending::Failed { failure, tests });
    }
    if let Some(tests) = tests.as_ref().and_then(|tests| serde_json::to_string(tests).ok()) {
        app.store.record_tests(&row.id, &tests, app.clock.now()).await?;
    }
    // Before the pointer: whoever sees the end of the deployment must find all its events.
    report.end(Status::Passed, None);
    report.end_phase(Status::Passed, describe(tests.as_ref()));
    report.flush().await?;
    fault::point("before-pointer");
    let moved = app
        .store
        .move_pointer(&PointerMove {
            bot: &row.bot,
            environment: &row.environment,
            from: row.base_release,
            to: release.number,
            epoch: row.epoch,
            deployment: &row.id,
            sources: release.sources,
            who: &row.who,
            now: app.clock.now(),
        })
        .await?;
    fault::point("after-pointer");
    if !moved {
        let failure = failed(row, "DEP022", "the live release moved while this one was prepared");
        return Ok(Ending::Failed { failure, tests });
    }
    install(app, live);
    Ok(Ending::Live)
}

fn install(app: &Shared, live: LiveRelease) {
    tracing::info!(bot = %live.bot, environment = %live.environment, release = %live.number, "release is live");
    app.live.install(live);
}

fn describe(tests: Option<&TestSummary>) -> String {
    match tests {
        Some(tests) => format!("models loaded · pipeline configured · {} of {} tests", tests.passed, tests.total),
        None => "models unchanged · tests passed before".to_owned(),
    }
}

fn failing_lines(summary: &TestSummary) -> String {
    let lines = summary.failing.iter().take(10);
    lines
        .map(|test| format!("{}: expected {}, got {}", test.question, test.expected, test.got))
        .collect::<Vec<_>>()
        .join("\n")
}

fn load_failed(row: &DeploymentRow, error: &LoadError) -> Diagnostic {
    let (stays, again) = what_stays(row);
    let failure = Diagnostic::error(error.code(), format!("Deploy failed - server error: {error}")).because(stays);
    let failure = match error {
        LoadError::Blob(_) | LoadError::Index(_) => {
            failure.try_when("botctl deploy --force", "sends anew what is damaged or gone on the host's disk")
        }
        LoadError::Embeddings { .. } => failure.try_when(
            "botctl train",
            "with the endpoint as it is now; or the host's operator mends [endpoints.<name>] of host.toml",
        ),
        LoadError::Absent { .. } | LoadError::Content { .. } | LoadError::Engine { .. } | LoadError::Panicked(_) => {
            failure
        }
    };
    failure
        .try_when(again, "retry in 5 to 10 minutes")
        .try_when("botctl host status", "check the system's status")
        .try_when("botctl host plan show", "ensure that the plan's limits are not exceeded")
        .try_when("botctl host logs", "send these lines to whoever runs the host")
}

fn failed(row: &DeploymentRow, code: &str, summary: &str) -> Diagnostic {
    let (stays, again) = what_stays(row);
    Diagnostic::error(code, summary).because(stays).try_when(again, "it plans anew against what is live now")
}

/// What is live after a failure, and the command that tries again.
fn what_stays(row: &DeploymentRow) -> (&'static str, &'static str) {
    match row.base_release {
        Some(_) => ("The release that was live before stays live.", "botctl update"),
        None => ("No release is live yet.", "botctl deploy"),
    }
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
