//! The sources of a bundle: which files with which content, and which keys of bot.toml.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::answer::release::ENGINE_VERSION;
use crate::base::canonical::{self, CanonicalError};
use crate::base::digest::Digest;
use crate::bundle::{Layout, Source};
use crate::config::bot::{BotConfig, Dense, EmbeddingSettings, Language, SitemapSource, TestCase};
use crate::content::documents::{self, DocumentFile};
use crate::content::secrets::SECRET_RULES;
use crate::train::cut::CUT_RULES;
use crate::train::folder;
use crate::train::memory::Memory;

/// The sources as they stand in the folder now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourcesState {
    /// Over everything below and the engine's version.
    pub digest: Digest,
    /// Documents and the survey file, by path.
    pub knowledge: BTreeMap<String, Digest>,
    /// Q&A files, by path.
    pub qa: BTreeMap<String, Digest>,
    /// The keys of bot.toml that training depends on.
    pub settings: Digest,
}

/// Lists the sources and hashes those that changed since the last training. Files that can't be read are left out.
///
/// Errors: settings without a canonical form, which would be a bug.
pub fn current_sources(config: &BotConfig) -> Result<SourcesState, CanonicalError> {
    let layout = Layout::of(&config.folder);
    let memory = Memory::load(&layout, rules(config)?);
    let mut knowledge = BTreeMap::new();
    if config.features.knowledge {
        for file in documents::list(config).documents {
            if let Some(digest) = digest_of(config, &memory, &file) {
                knowledge.insert(file.path, digest);
            }
        }
    }
    if config.features.survey {
        knowledge.extend(folder::survey_of(config).source.map(|source| (source.path, source.digest)));
    }
    let qa = if config.features.qa { folder::qa_sources(config) } else { Vec::new() };
    SourcesState::new(knowledge, digests(&qa), config)
}

/// Digests by path.
pub(super) fn digests(sources: &[Source]) -> BTreeMap<String, Digest> {
    sources.iter().map(|source| (source.path.clone(), source.digest)).collect()
}

impl SourcesState {
    pub(super) fn new(
        knowledge: BTreeMap<String, Digest>,
        qa: BTreeMap<String, Digest>,
        config: &BotConfig,
    ) -> Result<Self, CanonicalError> {
        let settings = settings(config)?;
        let digest = Digest::of(&canonical::to_vec(&(ENGINE_VERSION, &knowledge, &qa, &settings))?);
        Ok(Self { digest, knowledge, qa, settings })
    }
}

/// What decides how the bytes of a document become passages.
pub(super) fn rules(config: &BotConfig) -> Result<Digest, CanonicalError> {
    let rules = (ENGINE_VERSION, SECRET_RULES, CUT_RULES, &config.bot.languages, &config.knowledge.address);
    Ok(Digest::of(&canonical::to_vec(&rules)?))
}

fn settings(config: &BotConfig) -> Result<Digest, CanonicalError> {
    #[derive(Serialize)]
    struct Settings<'a> {
        languages: &'a [Language],
        address: &'a Option<String>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        pages: &'a [String],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        sitemaps: &'a [SitemapSource],
        features: [bool; 4],
        strictness: u32,
        choices: u32,
        minimum_score: Option<u32>,
        dense: Dense,
        tests: &'a [TestCase],
        #[serde(skip_serializing_if = "Option::is_none")]
        embeddings: Option<&'a EmbeddingSettings>,
    }
    let settings = Settings {
        languages: &config.bot.languages,
        address: &config.knowledge.address,
        pages: &config.knowledge.pages,
        sitemaps: &config.knowledge.sitemaps,
        features: [config.features.knowledge, config.features.qa, config.features.survey, config.features.small_talk],
        strictness: config.answers.strictness,
        choices: config.answers.choices,
        minimum_score: config.answers.minimum_score,
        dense: config.answers.dense,
        tests: &config.tests,
        embeddings: config.answers.embeddings.as_ref(),
    };
    Ok(Digest::of(&canonical::to_vec(&settings)?))
}

fn digest_of(config: &BotConfig, memory: &Memory, file: &DocumentFile) -> Option<Digest> {
    if let Some(known) = memory.unchanged(file) {
        return Some(known.digest);
    }
    let most = u64::from(config.knowledge.max_document_mb) * 1_000_000;
    file.read(most).ok().map(|bytes| file.digest(&bytes))
}
