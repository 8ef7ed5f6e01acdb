//! One finding: what, where, consequence, fix. The common form of errors, warnings and check results.

use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; changes nothing.
    Note,
    /// Goes on, unless `--strict`.
    Warning,
    /// Stops what was asked for.
    Error,
}

/// A place in a file of the bot, or a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// Path as the owner would type it, `/`-separated, relative to the bot's folder where possible.
    pub file: String,
    /// Line, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u32>,
    /// Column in characters, from 1.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub column: Option<u32>,
}

impl Place {
    /// The file as a whole.
    pub fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    /// A line of a file.
    pub fn line(file: impl Into<String>, line: u32) -> Self {
        Self { file: file.into(), line: Some(line), column: None }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.line, self.column) {
            (Some(line), Some(column)) => write!(formatter, "{}:{line}:{column}", self.file),
            (Some(line), None) => write!(formatter, "{}:{line}", self.file),
            (None, _) => formatter.write_str(&self.file),
        }
    }
}

/// What to do next: a command to run, or an action in words, and when it applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Next {
    /// The command line, or the action.
    pub command: String,
    /// When or why; empty where it is plain.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub when: String,
}

impl Next {
    /// A next step that needs no explanation.
    pub fn step(command: impl Into<String>) -> Self {
        Self { command: command.into(), when: String::new() }
    }

    /// A next step with its occasion.
    pub fn when(command: impl Into<String>, when: impl Into<String>) -> Self {
        Self { command: command.into(), when: when.into() }
    }
}

/// A finding with a stable code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Stable code: three letters of the family and a number, e.g. `QA007`.
    pub code: String,
    /// How much it weighs.
    pub severity: Severity,
    /// One sentence: what is wrong.
    pub summary: String,
    /// Where; the first is the main place.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub places: Vec<Place>,
    /// The consequence, or more detail; lines.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub detail: String,
    /// What to do, most likely first; never empty for errors.
    #[serde(default)]
    pub next: Vec<Next>,
}

impl Diagnostic {
    /// A finding of the given weight, without a place yet.
    pub fn new(severity: Severity, code: &str, summary: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            severity,
            summary: summary.into(),
            places: Vec::new(),
            detail: String::new(),
            next: Vec::new(),
        }
    }

    /// A finding that stops.
    pub fn error(code: &str, summary: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, summary)
    }

    /// A finding that doesn't stop.
    pub fn warning(code: &str, summary: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, summary)
    }

    /// Adds a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.places.push(place);
        self
    }

    /// Sets the consequence or detail.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// Adds a next step.
    #[must_use]
    pub fn fix(mut self, command: impl Into<String>) -> Self {
        self.next.push(Next::step(command));
        self
    }

    /// Adds a next step with its occasion.
    #[must_use]
    pub fn try_when(mut self, command: impl Into<String>, when: impl Into<String>) -> Self {
        self.next.push(Next::when(command, when));
        self
    }

    /// Whether this finding stops what was asked for.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
