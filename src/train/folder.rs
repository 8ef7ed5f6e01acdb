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
    extractor: Extractor,
}

impl<'a> FolderInput<'a> {
    /// `program` is this program: risky formats are read in a child process of it.
    pub(super) fn new(config: &'a BotConfig, program: &Path) -> Self {
        Self { config, extractor: Extractor::new(program.to_owned(), Limits::default()) }
    }
}

impl Input for FolderInput<'_> {
    fn documents(&self) -> DocumentList {
        documents::list(self.config)
    }

    fn extract(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError> {
        self.extractor.extract(file, bytes)
    }

    fn qas(&self) -> QaInput {
        let language = self.config.bot.default_language();
        let read = qa::read(&self.config.folder, &self.config.qa_files, &language.0, &self.extractor);
        let places = read.items.iter().map(|item| (item.id.clone(), item.place.clone())).collect();
        let mut qas: Vec<Qa> = read.items.into_iter().filter(|item| item.active).map(engine_qa).collect();
        qas.sort_by(|left, right| left.id.cmp(&right.id));
        QaInput {
            qas,
            sources: read.sources.into_iter().map(qa_source).collect(),
            diagnostics: read.diagnostics,
            places,
        }
    }

    fn survey(&self) -> SurveyInput {
        survey_of(self.config)
    }
}

/// The survey of a bot's folder.
pub(super) fn survey_of(config: &BotConfig) -> SurveyInput {
    let read = survey::read(&config.folder, &config.survey_file);
    let language = read.language.unwrap_or_else(|| config.bot.default_language().0);
    let answer = |topic: &survey::Topic| Some(SurveyAnswer { id: topic.id(), document: topic.document(&language)? });
    let source =
        |digest| Source { path: config.survey_file.clone(), digest, size: read.size, title: "Survey".to_owned() };
    SurveyInput {
        answers: read.topics.iter().filter_map(answer).collect(),
        source: read.digest.map(source),
        diagnostics: read.diagnostics,
    }
}

/// The Q&A files of a bot's folder, in order of path, unparsed.
pub(super) fn qa_sources(config: &BotConfig) -> Vec<Source> {
    qa::sources(&config.folder, &config.qa_files).into_iter().map(qa_source).collect()
}

fn qa_source(file: qa::QaSource) -> Source {
    let title = file.path.rsplit('/').next().unwrap_or(&file.path).to_owned();
    Source { title, path: file.path, digest: file.digest, size: file.size }
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
