//! What training takes from the folder, behind one trait: the real one reads files, tests hand in their own.

use std::collections::BTreeMap;

use crate::answer::release::Qa;
use crate::base::diagnostic::{Diagnostic, Place};
use crate::bundle::Source;
use crate::content::document::Document;
use crate::content::documents::{DocumentError, DocumentFile, DocumentList};

/// The Q&As of a bot.
#[derive(Debug, Clone, Default)]
pub(super) struct QaInput {
    /// Active ones, by id.
    pub(super) qas: Vec<Qa>,
    /// The files that they come from, in order of path.
    pub(super) sources: Vec<Source>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Where each stands, by id.
    pub(super) places: BTreeMap<String, Place>,
}

impl QaInput {
    /// Where the Q&A at this position stands.
    pub(super) fn place(&self, qa: usize) -> Option<&Place> {
        self.places.get(&self.qas.get(qa)?.id)
    }
}

/// An answered topic of the survey.
#[derive(Debug, Clone)]
pub(super) struct SurveyAnswer {
    /// `survey.toml#business.industry`.
    pub(super) id: String,
    /// Titled with the topic; it names its language.
    pub(super) document: Document,
}

/// The survey of a bot.
#[derive(Debug, Clone, Default)]
pub(super) struct SurveyInput {
    pub(super) answers: Vec<SurveyAnswer>,
    /// The survey file, if there is one.
    pub(super) source: Option<Source>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The content of a bot's folder.
pub(super) trait Input: Sync {
    fn documents(&self) -> DocumentList;
    fn extract(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError>;
    fn qas(&self) -> QaInput;
    fn survey(&self) -> SurveyInput;
}
