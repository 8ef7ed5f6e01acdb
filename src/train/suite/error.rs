//! What is wrong with a suite's folder.

use std::path::{Path, PathBuf};

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs::FsError;
use crate::config::error::ConfigError;
use crate::train::{TrainError, TrainedError};

/// Why a suite can't be run.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// There is no such folder.
    #[error("there is no folder `{}`", .0.display())]
    Missing(PathBuf),
    /// A file that every suite has isn't there.
    #[error("`{}` is no suite: it lacks {missing}", folder.display())]
    Incomplete {
        /// The suite.
        folder: PathBuf,
        /// The file, or the files of which one is needed.
        missing: &'static str,
    },
    /// A line, or a whole file, says what can't be understood.
    #[error("{reason}")]
    Line {
        /// The file.
        file: PathBuf,
        /// From 1; none for the file as a whole.
        line: Option<u32>,
        /// One sentence.
        reason: String,
    },
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FsError),
    /// The bot made of it can't be configured: a fault of this program.
    #[error("the suite's bot can't be configured: {0}")]
    Config(#[from] Box<ConfigError>),
    /// The bot made of it can't be trained.
    #[error("the bot made of `{}` can't be trained", folder.display())]
    Train {
        /// The suite.
        folder: PathBuf,
        /// Why.
        #[source]
        source: Box<TrainError>,
    },
    /// Its bundle can't be loaded or asked.
    #[error(transparent)]
    Bundle(#[from] TrainedError),
}

impl SuiteError {
    pub(super) fn in_line(file: &Path, line: usize, reason: impl Into<String>) -> Self {
        let line = Some(u32::try_from(line).unwrap_or(u32::MAX));
        Self::Line { file: file.to_owned(), line, reason: reason.into() }
    }

    /// Whether what was named isn't there.
    pub fn is_missing(&self) -> bool {
        matches!(self, Self::Missing(_))
    }

    /// The finding: what, where, and what helps.
    pub fn diagnostic(&self) -> Diagnostic {
        let place = |path: &Path| Place::file(path.display().to_string());
        let finding = Diagnostic::error(self.code(), self.to_string());
        let look = "botctl help bench answers";
        match self {
            Self::Missing(_) => finding.fix("name the folder of a suite"),
            Self::Incomplete { folder, .. } => finding.at(place(folder)).try_when(look, "what a suite consists of"),
            Self::Line { file, line, .. } => {
                finding.at(Place { line: *line, ..place(file) }).try_when(look, "what a suite consists of")
            }
            Self::File(error) => {
                finding.at(place(&error.path)).fix("check that the file may be read, and that the disk has room")
            }
            Self::Config(error) => finding.because(details(&error.diagnostics())).fix("report it with this message"),
            Self::Train { folder, source } => {
                let detail = match source.as_ref() {
                    TrainError::Findings(findings) => details(findings),
                    TrainError::Bundle(error) => error.to_string(),
                };
                finding.at(place(folder)).because(detail).fix("correct or remove what is named there")
            }
            Self::Bundle(_) => finding.fix("run it again, with room on the disk of temporary files"),
        }
    }

    fn code(&self) -> &'static str {
        match self {
            Self::Missing(_) => "TRN040",
            Self::Incomplete { .. } => "TRN041",
            Self::Line { .. } => "TRN042",
            Self::File(_) => "TRN043",
            Self::Config(_) => "TRN044",
            Self::Train { .. } => "TRN045",
            Self::Bundle(_) => "TRN046",
        }
    }
}

fn details(findings: &[Diagnostic]) -> String {
    let line = |finding: &Diagnostic| match finding.places.first() {
        Some(place) => format!("{}: {} ({place})", finding.code, finding.summary),
        None => format!("{}: {}", finding.code, finding.summary),
    };
    findings.iter().filter(|finding| finding.is_error()).take(5).map(line).collect::<Vec<_>>().join("\n")
}
