//! What long work reports while it runs. Renderers in `ui` turn the same events into bars, plain lines and NDJSON.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::figures::SuiteFigures;
use crate::base::id::ReleaseNumber;
use crate::base::phase::{Phase, Step};
use crate::base::text::count;

/// How a check, a phase or a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// As it should be.
    Passed,
    /// Passed, with something to know.
    Warning,
    /// Not as it should be.
    Failed,
    /// Not looked at or not needed.
    Skipped,
}

/// One item of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// Stable id, e.g. `training.qa`.
    pub id: String,
    /// `training`, `plan` or `configuration`.
    pub group: String,
    /// The label for people, e.g. `Q&A base`.
    pub label: String,
    /// Verdict.
    pub status: Status,
    /// One line: what was found.
    pub summary: String,
    /// How long it took, milliseconds.
    pub ms: u64,
    /// Findings behind the verdict.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub diagnostics: Vec<Diagnostic>,
}

/// Which kind of update a difference needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UpdateKind {
    /// Nothing differs.
    Nothing,
    /// `chatroom` and `operations` only; no training.
    ChatroomOnly,
    /// All five parts.
    Complete,
    /// All five parts, and the host's process renewed.
    WithRestart,
}

/// One difference between the folder and what is live.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// `add`, `change` or `remove`.
    pub action: ChangeAction,
    /// The part of the release that it belongs to: `knowledge`, `qa`, `models`, `chatroom`, `operations`.
    pub part: String,
    /// The document, Q&A file or key.
    pub name: String,
}

impl Change {
    /// The changes summed up: `1 document added, 2 changed`; `None` where there are none.
    pub fn sum(changes: &[Self], noun: &str) -> Option<String> {
        let mut noun = Some(noun);
        let parts: Vec<String> =
            [(ChangeAction::Add, "added"), (ChangeAction::Change, "changed"), (ChangeAction::Remove, "removed")]
                .into_iter()
                .map(|(action, verb)| (changes.iter().filter(|change| change.action == action).count(), verb))
                .filter(|(number, _)| *number > 0)
                .map(|(number, verb)| match noun.take() {
                    Some(noun) => format!("{} {verb}", count(number, noun)),
                    None => format!("{number} {verb}"),
                })
                .collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }
}

/// What happens to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeAction {
    /// It is new.
    Add,
    /// It differs.
    Change,
    /// It is gone.
    Remove,
}

/// The plan of a deployment, summed up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSummary {
    /// The digest of the release that would be made.
    pub digest: Digest,
    /// The live release that the plan was made against.
    pub base_release: Option<ReleaseNumber>,
    /// The update that the difference needs.
    pub kind: UpdateKind,
    /// Why it needs that one, one sentence.
    pub reason: String,
    /// Things that are new.
    pub add: u64,
    /// Things that differ.
    pub change: u64,
    /// Things that are gone.
    pub remove: u64,
    /// Things that stay.
    pub unchanged: u64,
    /// Documents of the folder.
    pub documents: u64,
    /// Of these, new or changed.
    pub documents_changed: u64,
    /// Bytes of blobs that are not in the live release.
    pub upload_bytes: u64,
    /// Removes over 20 % or over 25 documents or Q&As.
    pub destructive: bool,
}

/// Who holds a lock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LockHolder {
    /// User and machine, e.g. `ada@build-7`.
    pub who: String,
    /// `deploy`, `update`, `rollback`.
    pub op: String,
    /// Since when.
    pub since: Timestamp,
    /// The CI run's page.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub run_url: Option<String>,
    /// Until when, unless renewed.
    pub expires: Timestamp,
}

/// Figures of an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Uploaded {
    /// Blobs sent.
    pub items: u64,
    /// Bytes of those blobs before compression.
    pub bytes: u64,
    /// Blobs that were there already.
    pub reused_items: u64,
}

/// A test that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedTest {
    /// The question.
    pub question: String,
    /// What was expected, e.g. `qa:refund-window`.
    pub expected: String,
    /// What came instead, one line.
    pub got: String,
    /// Why, and what would change it; lines. Empty where it isn't known.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub why: String,
}

/// The sum of a run of tests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct TestSummary {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that ran.
    pub total: u64,
    /// The failures.
    pub failing: Vec<FailedTest>,
}

/// Something that happened in a long operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A check was made.
    Check {
        /// The item.
        check: CheckItem,
    },
    /// The plan stands.
    Plan {
        /// Its figures.
        plan: PlanSummary,
    },
    /// Another run holds the lock.
    LockWait {
        /// Who.
        holder: LockHolder,
    },
    /// A phase begins.
    PhaseStart {
        /// Which.
        phase: Phase,
    },
    /// A phase ended.
    PhaseEnd {
        /// Which.
        phase: Phase,
        /// How.
        status: Status,
        /// One line for people, e.g. `3 documents uploaded (437 already there)`.
        detail: String,
        /// How long it took, milliseconds.
        ms: u64,
    },
    /// A step begins.
    StepStart {
        /// Which; the phase follows from it.
        step: Step,
        /// Units of work, if known.
        total: Option<u64>,
        /// The unit: `bytes`, `documents`, `passages`, `tests`.
        unit: Option<String>,
    },
    /// A step ended.
    StepEnd {
        /// Which.
        step: Step,
        /// How.
        status: Status,
        /// Work that could be taken over from before.
        reused: Option<u64>,
        /// How long it took, milliseconds.
        ms: u64,
    },
    /// Work moved on within a step of a deployment.
    Progress {
        /// Which.
        step: Step,
        /// Units done.
        done: u64,
        /// Units in all.
        total: u64,
    },
    /// Work moved on in training.
    TrainProgress {
        /// `sitemaps`, `pages`, `reading`, `passages`, `questions`, `evaluation`.
        stage: String,
        /// Units done.
        done: u64,
        /// Units in all.
        total: u64,
    },
    /// A request failed and will be tried again.
    Retry {
        /// The try that failed, from 1.
        attempt: u32,
        /// Tries in all.
        of: u32,
        /// The wait before the next, milliseconds.
        delay_ms: u64,
        /// Why it failed.
        reason: String,
    },
    /// Automatic tests: each failure by itself (`total` 1), and the sum.
    Test {
        /// The figures.
        test: TestSummary,
    },
    /// A suite of questions was asked.
    Suite {
        /// What it measured.
        suite: SuiteFigures,
    },
    /// A warning or an error.
    Diagnostic {
        /// The finding.
        diagnostic: Diagnostic,
    },
}

/// Where events go. Cheap to clone; safe to call from any thread.
#[derive(Clone)]
pub struct EventSink(Arc<dyn Fn(Event) + Send + Sync>);

impl EventSink {
    /// Hands every event to `receive`.
    pub fn new(receive: impl Fn(Event) + Send + Sync + 'static) -> Self {
        Self(Arc::new(receive))
    }

    /// Drops every event.
    pub fn null() -> Self {
        Self::new(|_| ())
    }

    /// Keeps every event, for tests.
    pub fn recording() -> (Self, Arc<Mutex<Vec<Event>>>) {
        let events = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&events);
        let sink = Self::new(move |event| kept.lock().expect("no test panics while it holds the list").push(event));
        (sink, events)
    }

    /// Reports an event.
    pub fn emit(&self, event: Event) {
        (self.0)(event);
    }

    /// Reports progress of training.
    pub fn train(&self, stage: &str, done: u64, total: u64) {
        self.emit(Event::TrainProgress { stage: stage.to_owned(), done, total });
    }
}

impl std::fmt::Debug for EventSink {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("EventSink")
    }
}

/// Whole milliseconds of a duration, for events.
pub fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
