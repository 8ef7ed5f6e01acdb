//! Steps 5 to 9: from a committed release to one that can serve.

use std::sync::Arc;

use crate::answer::engine::Engine;
use crate::answer::release::ENGINE_VERSION;
use crate::base::event::{Status, TestSummary};
use crate::base::phase::Step;
use crate::bundle::{Manifest, PartName};
use crate::host::app::Shared;
use crate::host::live::{LiveRelease, LoadError, Loader};
use crate::host::phases::report::Reporter;
use crate::host::store::{DeploymentRow, EnvironmentRow, ReleaseRow, StoreError};
use crate::wire::deployment::Operation;

/// A release that can serve, and how its automatic tests went; no tests: they passed before.
pub struct Prepared {
    /// The release.
    pub live: LiveRelease,
    /// Its tests.
    pub tests: Option<TestSummary>,
}

/// Runs the steps. The outer error is the store's, worth another try; the inner one is the release's.
pub async fn prepare(
    app: &Shared,
    row: &DeploymentRow,
    environment: &EnvironmentRow,
    release: &ReleaseRow,
    uploaded: &str,
    report: &mut Reporter,
) -> Result<Result<Prepared, LoadError>, StoreError> {
    let loader = Loader::new(app);
    let manifest = match loader.manifest(&row.bot, &row.environment, release.number).await {
        Ok(manifest) => manifest,
        Err(error) => return Ok(Err(error)),
    };
    let reused = reusable_engine(app, row, &manifest);
    let is_reused = reused.is_some();
    let index = match index(&loader, &manifest, is_reused, report).await? {
        Ok(index) => index,
        Err(error) => return Ok(Err(error)),
    };
    report.end_phase(Status::Passed, format!("{uploaded}, indexed, optimized"));

    report.begin(Step::LoadingAiModels, None, None).await?;
    let engine = match reused {
        Some(engine) => Ok(engine),
        None => loader.engine(&manifest, index).await,
    };
    let engine = match engine {
        Ok(engine) => engine,
        Err(error) => return Ok(Err(error)),
    };
    report.end(Status::Passed, None);

    report.begin(Step::ConfiguringNlpPipeline, None, None).await?;
    let live = match loader.release(environment, release, manifest.clone(), Arc::clone(&engine)).await {
        Ok(live) => live,
        Err(error) => return Ok(Err(error)),
    };
    report.end(Status::Passed, None);

    report.begin(Step::AutomaticTesting, None, None).await?;
    let is_proven = is_reused || (row.operation == Operation::Rollback && release.engine == ENGINE_VERSION);
    let tests = match is_proven {
        true => None,
        false => match loader.test(&manifest, engine).await {
            Ok(summary) => Some(summary),
            Err(error) => return Ok(Err(error)),
        },
    };
    if let Some(summary) = &tests {
        report.tests(summary);
    }
    Ok(Ok(Prepared { live, tests }))
}

/// The live release's engine, if this release has the same knowledge, Q&As and models: a chatroom-only update.
fn reusable_engine(app: &Shared, row: &DeploymentRow, manifest: &Manifest) -> Option<Arc<Engine>> {
    let live = app.live.of_environment(&row.bot, &row.environment)?;
    let differing = manifest.differing_parts(&live.manifest);
    differing
        .iter()
        .all(|part| matches!(part, PartName::Chatroom | PartName::Operations))
        .then(|| Arc::clone(&live.engine))
}

async fn index(
    loader: &Loader<'_>,
    manifest: &Manifest,
    is_reused: bool,
    report: &mut Reporter,
) -> Result<Result<Option<crate::answer::index::KnowledgeIndex>, LoadError>, StoreError> {
    if is_reused {
        report.begin(Step::IndexingContent, None, None).await?;
        report.end(Status::Skipped, None);
        report.begin(Step::OptimizingSearch, None, None).await?;
        report.end(Status::Skipped, None);
        return Ok(Ok(None));
    }
    let plan = match loader.segment_plan(manifest) {
        Ok(plan) => plan,
        Err(error) => return Ok(Err(error)),
    };
    report.begin(Step::IndexingContent, Some(plan.len() as u64), Some("segments")).await?;
    let built = match loader.build_segments(&plan).await {
        Ok(built) => built,
        Err(error) => return Ok(Err(error)),
    };
    report.end(Status::Passed, Some(built.reused));
    report.begin(Step::OptimizingSearch, None, None).await?;
    let index = match loader.open_index(&plan, manifest).await {
        Ok(index) => index,
        Err(error) => return Ok(Err(error)),
    };
    report.end(Status::Passed, None);
    Ok(Ok(Some(index)))
}
