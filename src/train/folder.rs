//! The bot's folder as the input of a training.

use std::path::Path;

use crate::config::bot::BotConfig;
use crate::content::document::Document;
use crate::content::documents::{self, DocumentError, DocumentFile, DocumentList};
use crate::content::extract::{Extractor, Limits};
use crate::train::input::{Input, QaInput, SurveyInput};

/// The bot's folder itself.
pub(super) struct FolderInput<'a> {
    config: &'a BotConfig,
    extractor: Option<Extractor>,
}

impl<'a> FolderInput<'a> {
    /// `program` is this program: risky formats are read in a child process of it.
    pub(super) fn new(config: &'a BotConfig, program: &Path) -> Self {
        Self { config, extractor: Some(Extractor::new(program.to_owned(), Limits::default())) }
    }

    /// For listing and hashing only.
    pub(super) fn without_extraction(config: &'a BotConfig) -> Self {
        Self { config, extractor: None }
    }
}

impl Input for FolderInput<'_> {
    fn documents(&self) -> DocumentList {
        documents::walk(self.config)
    }

    fn extract(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError> {
        let missing = || DocumentError::NoReader { reason: "this pass only lists documents".to_owned() };
        self.extractor.as_ref().ok_or_else(missing)?.extract(file, bytes)
    }

    fn qas(&self) -> QaInput {
        QaInput::default()
    }

    fn survey(&self) -> SurveyInput {
        SurveyInput::default()
    }
}
