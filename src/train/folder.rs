//! The bot's folder as the input of a training.

use std::path::Path;

use crate::answer::release::Qa;
use crate::bundle::Source;
use crate::config::bot::BotConfig;
use crate::content::document::Document;
use crate::content::documents::{self, DocumentError, DocumentFile, DocumentList};
use crate::content::extract::{Extractor, Limits};
use crate::content::{qa, survey};
use crate::train::input::{Input, QaInput, SurveyAnswer, SurveyInput};

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
        documents::list(self.config)
    }

    fn extract(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError> {
        let missing = || DocumentError::NoReader { reason: "this pass only lists documents".to_owned() };
        self.extractor.as_ref().ok_or_else(missing)?.extract(file, bytes)
    }

    fn qas(&self) -> QaInput {
        let language = self.config.bot.default_language();
        let read = qa::read(&self.config.folder, &self.config.qa_files, &language.0);
        let mut qas: Vec<Qa> = read.items.into_iter().filter(|item| item.active).map(engine_qa).collect();
        qas.sort_by(|left, right| left.id.cmp(&right.id));
        let source = |file: qa::QaSource| Source {
            title: file.path.rsplit('/').next().unwrap_or(&file.path).to_owned(),
            path: file.path,
            digest: file.digest,
            size: file.size,
        };
        QaInput { qas, sources: read.sources.into_iter().map(source).collect(), diagnostics: read.diagnostics }
    }

    fn survey(&self) -> SurveyInput {
        let read = survey::read(&self.config.folder, &self.config.survey_file);
        let language = read.language.unwrap_or_else(|| self.config.bot.default_language().0);
        let answer =
            |topic: &survey::Topic| Some(SurveyAnswer { id: topic.id(), document: topic.document(&language)? });
        let source = |digest| Source {
            path: self.config.survey_file.clone(),
            digest,
            size: read.size,
            title: "Survey".to_owned(),
        };
        SurveyInput {
            answers: read.topics.iter().filter_map(answer).collect(),
            source: read.digest.map(source),
            diagnostics: read.diagnostics,
        }
    }
}

fn engine_qa(item: qa::QaItem) -> Qa {
    Qa {
        id: item.id,
        question: item.question,
        variants: item.variants,
        answer: item.answer,
        language: item.language,
        links: item.links,
    }
}
