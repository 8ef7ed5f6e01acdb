//! The sum of a run's checks, told once they are over.

use crate::base::event::{CheckItem, Status};

/// Counts checks by verdict.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    passed: usize,
    warned: usize,
    failed: usize,
    skipped: usize,
}

impl Tally {
    /// Counts a check.
    pub fn add(&mut self, check: &CheckItem) {
        match check.status {
            Status::Passed => self.passed += 1,
            Status::Warning => self.warned += 1,
            Status::Failed => self.failed += 1,
            Status::Skipped => self.skipped += 1,
        }
    }

    /// Checks in all.
    pub fn total(&self) -> usize {
        self.passed + self.warned + self.failed + self.skipped
    }

    /// The worst verdict.
    pub fn status(&self) -> Status {
        match (self.failed, self.warned) {
            (0, 0) => Status::Passed,
            (0, _) => Status::Warning,
            _ => Status::Failed,
        }
    }

    /// `12 passed`, `9 passed, 1 warning, 2 failed`.
    pub fn words(&self) -> String {
        let counts = [
            (self.passed, "passed"),
            (self.warned, "with a warning"),
            (self.failed, "failed"),
            (self.skipped, "skipped"),
        ];
        let words: Vec<String> =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}")).collect();
        words.join(", ")
    }

    /// The tally, if it counted anything; it starts anew.
    pub fn take(&mut self) -> Option<Self> {
        let tally = std::mem::take(self);
        (tally.total() > 0).then_some(tally)
    }
}
