//! The result of a long verb: the last line of NDJSON, and what `--output-file` gets.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::base::event::Uploaded;
use crate::base::id::ReleaseNumber;

/// How a long verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// A new release is live.
    Deployed,
    /// Nothing was to be done.
    Unchanged,
    /// The host goes on by itself.
    Pending,
    /// It will begin later.
    Scheduled,
    /// A person stopped it; nothing was changed.
    Cancelled,
    /// It was refused before it began.
    NotStarted,
    /// It failed; the previous release is live.
    FailedUnchanged,
    /// An older release is live again.
    RolledBack,
    /// It failed, and a bad release, or none, is live.
    Degraded,
    /// Work that makes no release is done: training, tests.
    Done,
}

impl Ending {
    /// The name for machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Unchanged => "unchanged",
            Self::Pending => "pending",
            Self::Scheduled => "scheduled",
            Self::Cancelled => "cancelled",
            Self::NotStarted => "not_started",
            Self::FailedUnchanged => "failed_unchanged",
            Self::RolledBack => "rolled_back",
            Self::Degraded => "degraded",
            Self::Done => "done",
        }
    }
}

/// Addresses of a live bot.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Urls {
    /// The demo page.
    pub demo: Option<String>,
    /// The dashboard.
    pub dashboard: Option<String>,
    /// The widget's loader.
    pub bundle: Option<String>,
}

/// The result object of a long verb. Every field is always there; `null` where it doesn't apply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ResultLine {
    /// Whether the exit code is 0.
    pub ok: bool,
    /// How it ended.
    pub outcome: Ending,
    /// The process's exit code.
    pub exit_code: u8,
    /// Whether the same command, later, may succeed.
    pub retryable: bool,
    /// The release that was made or tried.
    pub release: Option<ReleaseNumber>,
    /// The release that was live before.
    pub previous_release: Option<ReleaseNumber>,
    /// The release that is live now.
    pub live_release: Option<ReleaseNumber>,
    /// Addresses.
    pub urls: Urls,
    /// The integration code.
    pub snippet: Option<String>,
    /// What was sent.
    pub uploaded: Uploaded,
    /// How long it took, milliseconds.
    pub elapsed_ms: u64,
    /// The command that takes it back.
    pub undo: Option<String>,
    /// Figures of the verb itself, e.g. of a training.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub details: Map<String, Value>,
    /// Why it failed; set by the printer from the failure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub diagnostic: Option<Value>,
    /// All that went wrong, where that is more than one thing; set by the printer too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Value>,
}

impl ResultLine {
    /// A result without release, addresses or upload. `ok`, `elapsed_ms` and the findings are filled when it is printed.
    pub fn new(outcome: Ending, exit_code: u8, retryable: bool) -> Self {
        Self {
            ok: exit_code == 0,
            outcome,
            exit_code,
            retryable,
            release: None,
            previous_release: None,
            live_release: None,
            urls: Urls::default(),
            snippet: None,
            uploaded: Uploaded::default(),
            elapsed_ms: 0,
            undo: None,
            details: Map::new(),
            diagnostic: None,
            diagnostics: Vec::new(),
        }
    }

    /// Whether another release is live than before, or none where one was.
    pub fn is_change(&self) -> bool {
        match self.outcome {
            Ending::Deployed | Ending::RolledBack => true,
            Ending::Degraded => self.live_release != self.previous_release,
            Ending::Unchanged
            | Ending::Pending
            | Ending::Scheduled
            | Ending::Cancelled
            | Ending::NotStarted
            | Ending::FailedUnchanged
            | Ending::Done => false,
        }
    }
}

/// What a verb leaves for machines.
#[derive(Debug, Clone, PartialEq)]
pub enum Object {
    /// A short verb's fields, printed as one object behind `v` and `ok`.
    Short(Map<String, Value>),
    /// A long verb's result line.
    Long(Box<ResultLine>),
}

impl Object {
    /// A short verb's object from anything that serialises to a JSON object; other values stand under `value`.
    pub fn short(value: Value) -> Self {
        match value {
            Value::Object(fields) => Self::Short(fields),
            Value::Null => Self::Short(Map::new()),
            other => Self::Short(Map::from_iter([("value".to_owned(), other)])),
        }
    }
}
