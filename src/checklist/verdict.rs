//! What one check says: its line and its findings; the status follows from them.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::event::Status;

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Verdict {
    /// One line: what was found.
    pub summary: String,
    /// The findings.
    pub findings: Vec<Diagnostic>,
    /// Whether it wasn't looked at.
    pub skipped: bool,
}

impl Verdict {
    /// All is well.
    pub fn passed(summary: impl Into<String>) -> Self {
        Self::with(summary, Vec::new())
    }

    /// With findings, if there are any.
    pub fn with(summary: impl Into<String>, findings: Vec<Diagnostic>) -> Self {
        Self { summary: summary.into(), findings, skipped: false }
    }

    /// Not looked at.
    pub fn skipped(summary: &str) -> Self {
        Self { skipped: true, ..Self::passed(summary) }
    }

    /// The status; with `strict`, warnings are failures.
    pub fn status(&self, strict: bool) -> Status {
        let worst = self.findings.iter().map(|finding| finding.severity).max();
        match worst {
            _ if self.skipped => Status::Skipped,
            Some(Severity::Error) => Status::Failed,
            Some(Severity::Warning) if strict => Status::Failed,
            Some(Severity::Warning) => Status::Warning,
            Some(Severity::Note) | None => Status::Passed,
        }
    }
}
