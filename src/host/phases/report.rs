//! Writes a deployment's events into the store, where followers read them, and wakes those followers.

use std::sync::Arc;
use std::time::Instant;

use crate::base::event::{Event, Status, TestSummary, milliseconds};
use crate::base::fault;
use crate::base::id::UniqueId;
use crate::base::phase::{Phase, Step};
use crate::host::app::{App, Shared};
use crate::host::store::StoreError;

/// Reports the phases and steps of one deployment. Events are held back until the next piece of work begins, so that
/// an end and the beginning that follows it cost one commit.
pub struct Reporter {
    app: Shared,
    deployment: UniqueId,
    held: Vec<Event>,
    phase: Option<(Phase, Instant)>,
    step: Option<(Step, Instant)>,
}

impl Reporter {
    /// A reporter of `deployment`.
    pub fn new(app: &Shared, deployment: &UniqueId) -> Self {
        Self { app: Arc::clone(app), deployment: deployment.clone(), held: Vec::new(), phase: None, step: None }
    }

    /// A reporter that goes on within `step`, whose start was reported by another request or process.
    pub fn within(app: &Shared, deployment: &UniqueId, step: Step) -> Self {
        let now = Instant::now();
        Self { phase: Some((step.phase(), now)), step: Some((step, now)), ..Self::new(app, deployment) }
    }

    /// Begins a step, and its phase if that is another than before; what was held goes out first.
    pub async fn begin(&mut self, step: Step, total: Option<u64>, unit: Option<&str>) -> Result<(), StoreError> {
        if self.phase.is_none_or(|(phase, _)| phase != step.phase()) {
            self.phase = Some((step.phase(), Instant::now()));
            self.held.push(Event::PhaseStart { phase: step.phase() });
        }
        self.step = Some((step, Instant::now()));
        self.held.push(Event::StepStart { step, total, unit: unit.map(str::to_owned) });
        self.flush().await?;
        fault::point(step.name());
        Ok(())
    }

    /// Forgets the running step, whose end another request reported.
    pub fn forget_step(&mut self) {
        self.step = None;
    }

    /// Ends the running step.
    pub fn end(&mut self, status: Status, reused: Option<u64>) {
        if let Some((step, since)) = self.step.take() {
            fault::point(&format!("{}-end", step.name()));
            self.held.push(Event::StepEnd { step, status, reused, ms: milliseconds(since.elapsed()) });
        }
    }

    /// Ends the running phase with one line for people.
    pub fn end_phase(&mut self, status: Status, detail: impl Into<String>) {
        if let Some((phase, since)) = self.phase.take() {
            let ms = milliseconds(since.elapsed());
            self.held.push(Event::PhaseEnd { phase, status, detail: detail.into(), ms });
        }
    }

    /// Ends what runs as failed.
    pub fn fail(&mut self, detail: impl Into<String>) {
        self.end(Status::Failed, None);
        self.end_phase(Status::Failed, detail);
    }

    /// Reports automatic tests: each failure, then the sum.
    pub fn tests(&mut self, summary: &TestSummary) {
        for failure in &summary.failing {
            let test = TestSummary { passed: 0, total: 1, failing: vec![failure.clone()] };
            self.held.push(Event::Test { test });
        }
        self.held.push(Event::Test { test: summary.clone() });
    }

    /// Sends what is held.
    pub async fn flush(&mut self) -> Result<(), StoreError> {
        let events = std::mem::take(&mut self.held);
        append(&self.app, &self.deployment, &events).await
    }
}

/// Appends events to a deployment's stream and wakes its followers.
pub async fn append(app: &App, deployment: &UniqueId, events: &[Event]) -> Result<(), StoreError> {
    if events.is_empty() {
        return Ok(());
    }
    // Events are plain data: they always have a JSON form.
    let texts: Vec<String> = events.iter().filter_map(|event| serde_json::to_string(event).ok()).collect();
    app.store.append_events(deployment, app.clock.now(), &texts).await?;
    app.feed.wake(deployment);
    Ok(())
}
