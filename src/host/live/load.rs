//! Builds a [`LiveRelease`] from a manifest's blobs, in the steps that a deployment reports.

use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use crate::answer::bucket::{bucket_name, segment_plan};
use crate::answer::embedding::{Centre, EmbedError, Embedder};
use crate::answer::encoder::Encoder;
use crate::answer::engine::Engine;
use crate::answer::index::{IndexError, KnowledgeIndex, SegmentKey, Share, ensure_segment, segment_key};
use crate::answer::matcher::{Matcher, MatcherError};
use crate::answer::question::Question;
use crate::answer::release::{ENGINE_VERSION, MATCHER, Model, Qa, TestItem};
use crate::answer::testing::{run_tests, sample_questions};
use crate::answer::vectors::vectors_name;
use crate::base::digest::Digest;
use crate::base::event::TestSummary;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber};
use crate::bundle::{Manifest, PartName};
use crate::host::app::Shared;
use crate::host::blobs::BlobError;
use crate::host::error::ApiError;
use crate::host::jobs::Panicked;
use crate::host::live::LiveRelease;
use crate::host::origin::OriginRules;
use crate::host::phases::{read_settings, release_manifest};
use crate::host::store::{EnvironmentRow, ReleaseRow, StoreError};

/// Q&As that the automatic tests ask for by their own phrasings, besides the bot's tests.
const SAMPLED_QUESTIONS: usize = 50;
/// Questions that warm an index before it answers visitors.
const WARMING_QUESTIONS: usize = 20;

/// A release that can't serve.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A blob is gone, damaged or can't be read.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// A part lacks a blob.
    #[error("the release has no `{part}/{name}`")]
    Absent {
        /// The part.
        part: PartName,
        /// The blob's name.
        name: String,
    },
    /// A blob isn't what its name says.
    #[error("`{name}` of the release can't be read: {reason}")]
    Content {
        /// The blob's name.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// Trained by an engine that this host doesn't know.
    #[error("the release was trained by engine {found}, this host runs engine {ENGINE_VERSION}")]
    Engine {
        /// The engine's version.
        found: u32,
    },
    /// The index can't be built or opened.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The model that gives its vectors can't be asked, or isn't the one that it was trained with.
    #[error("the vectors of endpoint `{endpoint}`: {reason}")]
    Embeddings {
        /// The endpoint's name.
        endpoint: String,
        /// What is wrong.
        reason: EmbedError,
    },
    /// Work on it panicked.
    #[error(transparent)]
    Panicked(#[from] Panicked),
}

impl LoadError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Blob(_) => "DEP030",
            Self::Absent { .. } => "DEP032",
            Self::Content { .. } => "DEP033",
            Self::Engine { .. } => "DEP034",
            Self::Index(_) => "DEP035",
            Self::Panicked(_) => "DEP036",
            Self::Embeddings { .. } => "DEP037",
        }
    }
}

/// One segment of a release's index: where it is cached and what it is built from.
pub struct PlannedSegment {
    key: SegmentKey,
    folder: PathBuf,
    /// Buckets with their vectors.
    shares: Vec<(Digest, Digest)>,
}

/// How many segments were built, and how many were there already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Built {
    /// Segments taken from the cache.
    pub reused: u64,
}

/// Loads releases on behalf of a deployment or of the start.
pub struct Loader<'a> {
    app: &'a Shared,
}

impl<'a> Loader<'a> {
    /// A loader over the host's blobs and caches.
    pub fn new(app: &'a Shared) -> Self {
        Self { app }
    }

    /// Reads a release's manifest.
    pub async fn manifest(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<Manifest, LoadError> {
        let manifest = release_manifest(self.app, bot, environment, number)
            .await
            .map_err(|error| LoadError::Content { name: "manifest".to_owned(), reason: error.message().to_owned() })?;
        if manifest.engine == ENGINE_VERSION { Ok(manifest) } else { Err(LoadError::Engine { found: manifest.engine }) }
    }

    /// Which segments the release's index consists of.
    pub fn segment_plan(&self, manifest: &Manifest) -> Result<Vec<PlannedSegment>, LoadError> {
        let part = manifest.part(PartName::Knowledge);
        let count = part.map_or(0, |part| part.blobs.keys().filter(|name| name.starts_with("bucket-")).count());
        let ranges = segment_plan(u32::try_from(count).unwrap_or(u32::MAX));
        ranges
            .into_iter()
            .map(|range| {
                let digests = |name: fn(u32) -> String| {
                    range
                        .clone()
                        .map(|index| self.digest(manifest, PartName::Knowledge, &name(index)))
                        .collect::<Result<Vec<_>, _>>()
                };
                let (buckets, vectors) = (digests(bucket_name)?, digests(vectors_name)?);
                let key = segment_key(&[&buckets[..], &vectors].concat());
                let shares = buckets.into_iter().zip(vectors).collect();
                Ok(PlannedSegment { key, folder: self.app.index_cache().join(key.to_string()), shares })
            })
            .collect()
    }

    /// Builds the segments that the cache lacks; those that are there and whole are taken over.
    pub async fn build_segments(&self, plan: &[PlannedSegment]) -> Result<Built, LoadError> {
        let mut built = Built::default();
        // Two at a time: one reads and analyses while the other waits for the disk; more would only cost memory.
        for pair in plan.chunks(2) {
            let (first, second) = match pair {
                [first, second] => tokio::join!(self.build_segment(first), self.build_segment(second)),
                [first] => (self.build_segment(first).await, Ok(false)),
                _ => continue,
            };
            built.reused += u64::from(first?) + u64::from(second?);
        }
        Ok(built)
    }

    async fn build_segment(&self, segment: &PlannedSegment) -> Result<bool, LoadError> {
        let (folder, key, shares) = (segment.folder.clone(), segment.key, segment.shares.clone());
        let blobs = self.app.blobs.clone();
        let runtime = tokio::runtime::Handle::current();
        let built = self.app.jobs.blocking(move || {
            let mut unread = None;
            let mut read = |digest| {
                runtime.block_on(blobs.read(&digest)).map_err(|error| {
                    let text = error.to_string();
                    unread = Some(error);
                    text
                })
            };
            let shares = shares.into_iter().map(|(bucket, vectors)| Share::decode(&read(bucket)?, &read(vectors)?));
            let built = ensure_segment(&folder, key, shares);
            match unread {
                Some(error) => Err(LoadError::Blob(error)),
                None => Ok(built?),
            }
        });
        built.await?
    }

    /// Opens the index and asks it the bot's own questions, so that the first visitor doesn't wait for cold pages.
    pub async fn open_index(&self, plan: &[PlannedSegment], manifest: &Manifest) -> Result<KnowledgeIndex, LoadError> {
        let folders: Vec<PathBuf> = plan.iter().map(|segment| segment.folder.clone()).collect();
        let qas: Vec<Qa> = self.json(manifest, PartName::Qa, "qas").await?;
        let model: Model = self.json(manifest, PartName::Models, "model").await?;
        let index = self.app.jobs.blocking(move || {
            let centre = model.embeddings.as_ref().map(Centre::of);
            let index = KnowledgeIndex::open(&folders, centre.as_ref())?;
            let questions: Vec<String> = qas.iter().take(WARMING_QUESTIONS).map(|qa| qa.question.clone()).collect();
            let (matcher, _) = Matcher::fit(&[], Vec::new(), None);
            let engine = Engine::new(model, Vec::new(), matcher, Some(index));
            for text in questions {
                engine.answer(&Question { text, ..Question::default() })?;
            }
            Ok::<_, IndexError>(engine.into_index())
        });
        index.await??.ok_or_else(|| LoadError::Absent { part: PartName::Knowledge, name: "index".to_owned() })
    }

    /// Loads the release's models over an opened index.
    pub async fn engine(&self, manifest: &Manifest, index: Option<KnowledgeIndex>) -> Result<Arc<Engine>, LoadError> {
        let model: Model = self.json(manifest, PartName::Models, "model").await?;
        if model.engine != ENGINE_VERSION {
            return Err(LoadError::Engine { found: model.engine });
        }
        let qas: Vec<Qa> = self.json(manifest, PartName::Qa, "qas").await?;
        let fitted = self.blob(manifest, PartName::Models, MATCHER).await?;
        let embedder: Arc<dyn Embedder> = self.app.embeddings.clone();
        let load = move || {
            // The encoder takes a tenth of a second to load; the first visitor must not wait for it.
            Encoder::shared();
            let centre = model.embeddings.as_ref().map(Centre::of);
            let matcher = Matcher::load(&qas, &fitted, centre.as_ref())?;
            Ok(Arc::new(Engine::new(model, qas, matcher, index).with_embedder(Some(embedder))))
        };
        let content = |error: MatcherError| LoadError::Content { name: MATCHER.to_owned(), reason: error.to_string() };
        self.app.jobs.blocking(load).await?.map_err(content)
    }

    /// Asks the new engine the bot's tests and a sample of its Q&As.
    pub async fn test(&self, manifest: &Manifest, engine: Arc<Engine>) -> Result<TestSummary, LoadError> {
        let mut tests: Vec<TestItem> = self.json(manifest, PartName::Qa, "tests").await?;
        let embedder = Arc::clone(&self.app.embeddings);
        let summary = self.app.jobs.blocking(move || {
            // First: without its model the release would answer by words alone, and its tests would fail for that.
            if let Some(embeddings) = &engine.model().embeddings {
                let endpoint = embeddings.model.endpoint.clone();
                let check = embeddings.check(embedder.as_ref());
                check.map_err(|reason| LoadError::Embeddings { endpoint, reason })?;
            }
            tests.extend(sample_questions(engine.qas(), SAMPLED_QUESTIONS));
            Ok(run_tests(&engine, &tests)?)
        });
        summary.await?
    }

    /// Puts the release together: settings, domains, avatar, over its engine.
    pub async fn release(
        &self,
        environment: &EnvironmentRow,
        release: &ReleaseRow,
        manifest: Manifest,
        engine: Arc<Engine>,
    ) -> Result<LiveRelease, LoadError> {
        let chatroom = self.blob(&manifest, PartName::Chatroom, "chatroom").await?;
        let operations = self.blob(&manifest, PartName::Operations, "operations").await?;
        let content = |name: &str, reason: String| LoadError::Content { name: name.to_owned(), reason };
        let settings = read_settings(&chatroom, &operations)
            .map_err(|error: ApiError| content("chatroom and operations", error.message().to_owned()))?;
        let origins = OriginRules::parse(&settings.operations.authorized_domains)
            .map_err(|error| content("operations", error.to_string()))?;
        let avatar = match (&settings.chatroom.appearance.avatar, manifest.blob(PartName::Chatroom, "avatar")) {
            (Some(media_type), Some(blob)) => Some((self.app.blobs.read(&blob.digest).await?, media_type.clone())),
            _ => None,
        };
        Ok(LiveRelease {
            team: environment.team.clone(),
            bot: environment.bot.clone(),
            environment: environment.environment.clone(),
            address: environment.address.clone(),
            number: release.number,
            manifest,
            engine,
            chatroom: settings.chatroom,
            operations: settings.operations,
            origins,
            avatar,
        })
    }

    fn digest(&self, manifest: &Manifest, part: PartName, name: &str) -> Result<Digest, LoadError> {
        let blob = manifest.blob(part, name).ok_or_else(|| LoadError::Absent { part, name: name.to_owned() })?;
        Ok(blob.digest)
    }

    async fn blob(&self, manifest: &Manifest, part: PartName, name: &str) -> Result<Bytes, LoadError> {
        Ok(self.app.blobs.read(&self.digest(manifest, part, name)?).await?)
    }

    async fn json<T: serde::de::DeserializeOwned>(
        &self,
        manifest: &Manifest,
        part: PartName,
        name: &str,
    ) -> Result<T, LoadError> {
        let bytes = self.blob(manifest, part, name).await?;
        serde_json::from_slice(&bytes)
            .map_err(|error| LoadError::Content { name: name.to_owned(), reason: error.to_string() })
    }

    async fn whole(&self, environment: &EnvironmentRow, release: &ReleaseRow) -> Result<LiveRelease, LoadError> {
        let manifest = self.manifest(&environment.bot, &environment.environment, release.number).await?;
        let plan = self.segment_plan(&manifest)?;
        self.build_segments(&plan).await?;
        let index = self.open_index(&plan, &manifest).await?;
        let engine = self.engine(&manifest, Some(index)).await?;
        self.release(environment, release, manifest, engine).await
    }
}

/// Loads every live release at the start. One that can't be loaded is Offline and named; the others answer.
pub async fn load_all(app: &Shared) -> Result<(), StoreError> {
    for environment in app.store.environments().await? {
        load(app, &environment).await?;
    }
    Ok(())
}

/// Loads what is live in an environment, or says there why nothing answers.
pub async fn load(app: &Shared, environment: &EnvironmentRow) -> Result<(), StoreError> {
    let Some(number) = environment.live_release else { return Ok(()) };
    let Some(release) = app.store.release(&environment.bot, &environment.environment, number).await? else {
        return Ok(());
    };
    match Loader::new(app).whole(environment, &release).await {
        Ok(live) => app.live.install(live),
        Err(error) => {
            tracing::error!(bot = %environment.bot, release = %number, %error, "live release can't be loaded");
            app.live.mark_broken(environment.address.clone(), &error.to_string());
        }
    }
    Ok(())
}
