//! Progress as lines: elapsed seconds first, one line per change, nothing per file. For CI and pipes.

use std::time::Duration;

use crate::base::event::{Event, LockHolder, PlanSummary, Status, TestSummary};
use crate::base::phase::{Phase, Step};
use crate::base::text::{count, duration, grouped, size};
use crate::ui::look::one_line;
use crate::ui::suite;
use crate::ui::tally::Tally;

/// What the lines need to remember.
#[derive(Debug, Default)]
pub struct Plain {
    tally: Tally,
    plan: Option<PlanSummary>,
    step: Option<Step>,
    stage: Option<String>,
    moved: Option<(u64, u64)>,
    tests: Option<TestSummary>,
}

impl Plain {
    /// The lines of an event, without line ends. Diagnostics are rendered elsewhere.
    pub fn lines(&mut self, event: &Event, elapsed: Duration) -> Vec<String> {
        let mut texts = Vec::new();
        if !matches!(event, Event::Check { .. } | Event::Diagnostic { .. }) {
            texts.extend(self.checks_done());
        }
        texts.extend(self.text(event));
        texts.iter().map(|text| stamped(text, elapsed)).collect()
    }

    /// What is left to say when the work is over.
    pub fn end(&mut self, elapsed: Duration) -> Option<String> {
        self.checks_done().map(|text| stamped(&text, elapsed))
    }

    /// The sign of life after silence.
    pub fn heartbeat(&self, elapsed: Duration) -> String {
        let place = match (&self.step, &self.stage) {
            (Some(step), _) => format!("{}: {}", phase_place(step.phase()), step.word()),
            (None, Some(stage)) => format!("training: {stage}"),
            (None, None) => "working".to_owned(),
        };
        let moved = self.moved.map(|(done, total)| format!(", {done} of {total}")).unwrap_or_default();
        stamped(&format!("still {place}{moved}"), elapsed)
    }

    fn checks_done(&mut self) -> Option<String> {
        self.tally.take().map(|tally| format!("checks: {}", tally.words()))
    }

    fn text(&mut self, event: &Event) -> Option<String> {
        match event {
            Event::Check { check } => {
                self.tally.add(check);
                let word = match check.status {
                    Status::Failed => "failed",
                    Status::Warning => "warning",
                    Status::Passed | Status::Skipped => return None,
                };
                Some(format!("check {}: {word}, {}", check.id, one_line(&check.summary)))
            }
            Event::Plan { plan } => {
                self.plan = Some(plan.clone());
                None
            }
            Event::LockWait { holder } => Some(lock_text(holder)),
            Event::PhaseStart { phase } => self.phase_start(*phase),
            Event::PhaseEnd { phase, status, detail, ms } => Some(self.phase_end(*phase, *status, detail, *ms)),
            Event::StepStart { step, .. } => {
                (self.step, self.moved) = (Some(*step), None);
                None
            }
            Event::StepEnd { .. } => {
                self.moved = None;
                None
            }
            Event::Progress { done, total, .. } => {
                self.moved = Some((*done, *total));
                None
            }
            Event::TrainProgress { stage, done, total } => self.training(stage, *done, *total),
            Event::Retry { attempt, of, delay_ms, reason } => Some(self.retry(*attempt, *of, *delay_ms, reason)),
            Event::Test { test } => self.test(test),
            Event::Suite { suite } => Some(suite::sentence(suite)),
            Event::Diagnostic { .. } => None,
        }
    }

    fn phase_start(&mut self, phase: Phase) -> Option<String> {
        self.stage = None;
        let plan = self.plan.as_ref().filter(|_| phase == Phase::LoadingKnowledgeBase)?;
        let (changed, all, bytes) = (plan.documents_changed, plan.documents, size(plan.upload_bytes));
        let what = match (changed, plan.upload_bytes) {
            (_, 0) => return None,
            (0, _) => format!("{bytes} to upload, no document among them"),
            _ => format!(
                "{} of {} to upload, {bytes}",
                grouped(changed),
                count(usize::try_from(all).unwrap_or(usize::MAX), "document")
            ),
        };
        Some(format!("{}: {what}", phase_place(phase)))
    }

    fn phase_end(&mut self, phase: Phase, status: Status, detail: &str, ms: u64) -> String {
        self.step = None;
        let took = duration(Duration::from_millis(ms));
        let tests = self.tests.take().filter(|_| phase == Phase::UpdateModels);
        let tests = tests.map(|test| format!(", {} of {} tests", test.passed, test.total)).unwrap_or_default();
        let place = phase_place(phase);
        match status {
            Status::Passed | Status::Warning => format!("{place}: done{tests} ({took})"),
            Status::Skipped => format!("{place}: not needed ({took})"),
            Status::Failed => format!("{place}: failed, {} ({took})", one_line(detail)),
        }
    }

    fn training(&mut self, stage: &str, done: u64, total: u64) -> Option<String> {
        self.moved = Some((done, total));
        if self.stage.as_deref() == Some(stage) {
            return None;
        }
        self.stage = Some(stage.to_owned());
        Some(format!("training: {}", one_line(stage)))
    }

    fn retry(&self, attempt: u32, of: u32, delay_ms: u64, reason: &str) -> String {
        let (place, what) = match self.step {
            Some(Step::UploadingKnowledgeBase) => {
                (format!("{}: ", phase_place(Phase::LoadingKnowledgeBase)), "upload ")
            }
            Some(step) => (format!("{}: ", phase_place(step.phase())), ""),
            None => (String::new(), ""),
        };
        let wait = duration(Duration::from_millis(delay_ms));
        format!("{place}{what}attempt {attempt} of {of} failed ({}), retrying in {wait}", one_line(reason))
    }

    fn test(&mut self, test: &TestSummary) -> Option<String> {
        if let [failed] = test.failing.as_slice()
            && test.total == 1
        {
            let (question, expected) = (one_line(&failed.question), one_line(&failed.expected));
            return Some(format!("test failed: {question}: expected {expected}, got {}", one_line(&failed.got)));
        }
        self.tests = Some(test.clone());
        None
    }
}

fn phase_place(phase: Phase) -> String {
    format!("{}/{} {}", phase.index(), Phase::ALL.len(), phase.title())
}

fn lock_text(holder: &LockHolder) -> String {
    let run = holder.run_url.as_deref().map(|url| format!(", {}", one_line(url))).unwrap_or_default();
    format!("waiting for {} ({} since {}{run})", one_line(&holder.who), one_line(&holder.op), holder.since.to_rfc3339())
}

/// Columns of the elapsed seconds in front of a line.
pub const STAMP_COLUMNS: usize = 8;

/// A line with the elapsed seconds in front: `[  0.6] …`.
pub fn stamped(text: &str, elapsed: Duration) -> String {
    format!("[{:>5.1}] {text}", elapsed.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::digest::Digest;
    use crate::base::event::{CheckItem, FailedTest, UpdateKind};
    use crate::base::id::ReleaseNumber;

    fn check(status: Status) -> Event {
        let check = CheckItem {
            id: "training.qa".to_owned(),
            group: "training".to_owned(),
            label: "Q&A base".to_owned(),
            status,
            summary: "8 of 10 active Q&As".to_owned(),
            ms: 1,
            diagnostics: Vec::new(),
        };
        Event::Check { check }
    }

    fn plan() -> Event {
        let plan = PlanSummary {
            digest: Digest::of(b"x"),
            base_release: Some(ReleaseNumber(41)),
            kind: UpdateKind::Complete,
            reason: "3 documents changed".to_owned(),
            add: 1,
            change: 2,
            remove: 0,
            unchanged: 437,
            documents: 440,
            documents_changed: 3,
            upload_bytes: 186_000,
            destructive: false,
        };
        Event::Plan { plan }
    }

    #[test]
    fn one_line_per_change() {
        let failing = FailedTest {
            question: "q".to_owned(),
            expected: "qa:a".to_owned(),
            got: "no answer".to_owned(),
            why: String::new(),
        };
        let step = Step::UploadingKnowledgeBase;
        let end =
            |phase, status| Event::PhaseEnd { phase, status, detail: "2 of 24 tests failed".to_owned(), ms: 1700 };
        let table: Vec<(u64, Event, &[&str])> = vec![
            (100, check(Status::Passed), &[]),
            (300, check(Status::Failed), &["[  0.3] check training.qa: failed, 8 of 10 active Q&As"]),
            (400, plan(), &["[  0.4] checks: 1 passed, 1 failed"]),
            (400, Event::PhaseStart { phase: Phase::StartingServer }, &[]),
            (600, end(Phase::StartingServer, Status::Passed), &["[  0.6] 1/3 Starting Server: done (1.7 s)"]),
            (
                700,
                Event::PhaseStart { phase: Phase::LoadingKnowledgeBase },
                &["[  0.7] 2/3 Loading Knowledge Base: 3 of 440 documents to upload, 186 KB"],
            ),
            (700, Event::StepStart { step, total: Some(9), unit: None }, &[]),
            (800, Event::Progress { step, done: 1, total: 9 }, &[]),
            (
                1300,
                Event::Retry { attempt: 1, of: 5, delay_ms: 600, reason: "503".to_owned() },
                &["[  1.3] 2/3 Loading Knowledge Base: upload attempt 1 of 5 failed (503), retrying in 0.6 s"],
            ),
            (
                2000,
                Event::Test { test: TestSummary { passed: 0, total: 1, failing: vec![failing] } },
                &["[  2.0] test failed: q: expected qa:a, got no answer"],
            ),
            (2000, Event::Test { test: TestSummary { passed: 24, total: 24, failing: Vec::new() } }, &[]),
            (
                2900,
                end(Phase::UpdateModels, Status::Passed),
                &["[  2.9] 3/3 Update Models: done, 24 of 24 tests (1.7 s)"],
            ),
            (
                2900,
                end(Phase::UpdateModels, Status::Failed),
                &["[  2.9] 3/3 Update Models: failed, 2 of 24 tests failed (1.7 s)"],
            ),
        ];
        let mut plain = Plain::default();
        for (ms, event, expected) in table {
            assert_eq!(plain.lines(&event, Duration::from_millis(ms)), expected, "{event:?}");
        }
    }

    #[test]
    fn the_heartbeat_says_where_it_is() {
        let mut plain = Plain::default();
        assert_eq!(plain.heartbeat(Duration::from_secs(10)), "[ 10.0] still working");
        let step = Step::IndexingContent;
        plain.lines(&Event::StepStart { step, total: None, unit: None }, Duration::ZERO);
        plain.lines(&Event::Progress { step, done: 3, total: 9 }, Duration::ZERO);
        assert_eq!(
            plain.heartbeat(Duration::from_secs(20)),
            "[ 20.0] still 2/3 Loading Knowledge Base: indexing, 3 of 9"
        );
    }
}
