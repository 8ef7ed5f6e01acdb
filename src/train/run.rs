//! One training: read what changed, write the parts, evaluate, and say so.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::answer::bucket::bucket_name;
use crate::answer::embedding::{EmbedError, Embedder};
use crate::answer::encoder::QuantisedVector;
use crate::answer::matcher::Trials;
use crate::answer::release::{ENGINE_VERSION, MATCHER};
use crate::answer::vectors::vectors_name;
use crate::base::clock::Clock;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::digest::Digest;
use crate::base::event::{Event, EventSink};
use crate::base::fs::FsError;
use crate::bundle::{BlobRef, Layout, Part, Source};
use crate::config::bot::BotConfig;
use crate::content::documents::DocumentList;
use crate::train::buckets::{self, BucketsError};
use crate::train::encoding::Encoding;
use crate::train::evaluate;
use crate::train::findings::{self, Content, Review};
use crate::train::folder::FolderInput;
use crate::train::input::{Input, QaInput, SurveyInput};
use crate::train::memory::{Memory, Outcome, VectorMemory};
use crate::train::read::{Piece, Pieces, Reading};
use crate::train::release::{add, part, write};
use crate::train::sources::{self, SourcesState};
use crate::train::trained::{Counts, Evaluation, TRAINED_FORMAT, Trained, TrainedError, load_trained, save_trained};
use crate::train::vectors::{self, Unfinished};

/// Blobs that no bundle refers to stay so long: small parts that a deployment wrote, a bundle that was undone.
const SPARE_BLOBS_LIVE: Duration = Duration::from_secs(60 * 60);

/// What to train.
#[derive(Debug, Clone)]
pub struct TrainRequest<'a> {
    /// The bot.
    pub config: &'a BotConfig,
    /// This program: documents of risky formats are read in a child process of it.
    pub program: &'a Path,
    /// Whether a document that has to be left out stops the training.
    pub strict: bool,
    /// What asks the model of `[answers.embeddings]`.
    pub embedder: Option<Arc<dyn Embedder>>,
}

/// What training did.
#[derive(Debug, Clone, PartialEq)]
pub struct TrainReport {
    /// The bundle.
    pub trained: Trained,
    /// Documents that were read because they are new or changed.
    pub read: u64,
    /// Documents that were taken over.
    pub reused: u64,
    /// Findings that `[[accepted]]` of bot.toml takes out.
    pub accepted: u64,
    /// Findings, warnings included.
    pub diagnostics: Vec<Diagnostic>,
}

/// Why there is no new bundle. The old one, if any, still stands.
#[derive(Debug, thiserror::Error)]
pub enum TrainError {
    /// The content can't be trained as it is.
    #[error("the content has findings that stop the training")]
    Findings(Vec<Diagnostic>),
    /// The bundle can't be written or read back.
    #[error(transparent)]
    Bundle(#[from] TrainedError),
}

impl From<EmbedError> for TrainError {
    fn from(error: EmbedError) -> Self {
        Self::Bundle(error.into())
    }
}

impl From<BucketsError> for TrainError {
    fn from(error: BucketsError) -> Self {
        match error {
            BucketsError::Layout(error) => Self::Bundle(error.into()),
            BucketsError::Lost => {
                Self::Bundle(TrainedError::Blob { name: "buckets".to_owned(), reason: error.to_string() })
            }
        }
    }
}

impl From<FsError> for TrainError {
    fn from(error: FsError) -> Self {
        Self::Bundle(error.into())
    }
}

/// Trains a bot: writes blobs, then `trained.json`. Errors: [`TrainError`].
pub fn train(request: &TrainRequest<'_>, events: &EventSink) -> Result<TrainReport, TrainError> {
    let input = FolderInput::new(request.config, request.program);
    let embedder = request.embedder.clone();
    Training { config: request.config, input: &input, strict: request.strict, threads: None, embedder, events }.run()
}

pub(super) struct Training<'a> {
    pub(super) config: &'a BotConfig,
    pub(super) input: &'a dyn Input,
    pub(super) strict: bool,
    pub(super) threads: Option<NonZero<usize>>,
    pub(super) embedder: Option<Arc<dyn Embedder>>,
    pub(super) events: &'a EventSink,
}

impl Training<'_> {
    pub(super) fn run(&self) -> Result<TrainReport, TrainError> {
        let layout = Layout::of(&self.config.folder);
        let content = self.content()?;
        let encoding = Encoding::open(self.config.answers.embeddings.as_ref(), self.embedder.as_ref())?;
        let rules = sources::rules(self.config).map_err(TrainedError::from)?;
        let mut memory = Memory::load(&layout, rules);
        if !memory.buckets.iter().all(|digest| layout.has_blob(digest)) {
            memory = memory.forgotten();
        }
        let (pieces, buckets) = match self.cut(&layout, &memory, &content) {
            // With nothing to take over, nothing can be lost again.
            Err(BucketsError::Lost) => {
                memory = memory.forgotten();
                self.cut(&layout, &memory, &content)
            }
            other => other,
        }?;
        let left_out = self.judge(&content, &pieces)?;
        let density = vectors::density(self.config.answers.dense, counts(&pieces, &content).text_bytes);
        let known = || pieces.pieces.iter().map(|piece| (piece.id.clone(), piece.known.clone()));
        let vectors = match vectors::write(&layout, &memory, &buckets, (density, &encoding), self.events) {
            Ok(vectors) => vectors,
            Err(Unfinished { made, error }) => {
                memory.renew(known(), buckets, made);
                memory.save(&layout)?;
                return Err(error.into());
            }
        };
        let knowledge = self.knowledge(&layout, &pieces, (&buckets, &vectors.digests), &content.survey)?;
        let bundled = self.bundle(&layout, knowledge, (&pieces, &vectors), (&content, &encoding), left_out);
        let (trained, trials) = match bundled {
            Ok(bundled) => bundled,
            Err(error) => {
                memory.renew(known(), buckets, vectors);
                memory.save(&layout)?;
                return Err(error);
            }
        };
        let review = Review {
            config: self.config,
            content: &content,
            trials: &trials,
            answer_millionths: trained.evaluation.answer_millionths,
        };
        let (reviewed, accepted) = self.review(&layout, &review, (&buckets, &memory.buckets))?;
        let read = documents_of(&pieces).filter(|piece| piece.lines.is_some()).count() as u64;
        let reused = documents_of(&pieces).filter(|piece| piece.lines.is_none()).count() as u64;
        memory.renew(known(), buckets, vectors);
        memory.save(&layout)?;
        let before = load_trained(&layout).ok().flatten();
        save_trained(&layout, &trained)?;
        layout.prune(&in_use(&[Some(&trained), before.as_ref()], &memory), SPARE_BLOBS_LIVE);
        let failing = findings::failing(trained.evaluation.tests.as_ref());
        if let Some(diagnostic) = failing.clone() {
            self.events.emit(Event::Diagnostic { diagnostic });
        }
        let diagnostics =
            trained.left_out.iter().chain(content.warnings()).chain(&reviewed).cloned().chain(failing).collect();
        Ok(TrainReport { trained, read, reused, accepted, diagnostics })
    }

    /// What is switched on, and in order.
    fn content(&self) -> Result<Content, TrainError> {
        let features = &self.config.features;
        let content = Content {
            list: if features.knowledge { self.input.documents() } else { DocumentList::default() },
            qas: if features.qa { self.input.qas() } else { QaInput::default() },
            survey: if features.survey { self.input.survey() } else { SurveyInput::default() },
        };
        let errors = content.errors();
        if errors.is_empty() { Ok(content) } else { Err(TrainError::Findings(errors)) }
    }

    fn cut(&self, layout: &Layout, memory: &Memory, content: &Content) -> Result<(Pieces, Vec<Digest>), BucketsError> {
        let languages = self.languages();
        let reading = Reading {
            input: self.input,
            config: self.config,
            languages: &languages,
            memory,
            threads: self.threads,
            events: self.events,
        };
        let pieces = reading.all(&content.list.documents, &content.survey.answers);
        let buckets = buckets::write(layout, memory, &pieces.pieces)?;
        self.events.train("passages", buckets.len() as u64, buckets.len() as u64);
        Ok((pieces, buckets))
    }

    /// Documents that are left out; an error among the findings, or any of these where `--strict` was given, stops.
    fn judge(&self, content: &Content, pieces: &Pieces) -> Result<Vec<Diagnostic>, TrainError> {
        let left_out = findings::left_out(&content.list, pieces);
        let nothing = content.nothing(pieces);
        for finding in left_out.iter().chain(content.warnings()).chain(&nothing) {
            self.events.emit(Event::Diagnostic { diagnostic: finding.clone() });
        }
        let warned = || left_out.iter().chain(content.warnings()).any(|finding| finding.severity >= Severity::Warning);
        if nothing.is_some() || left_out.iter().any(Diagnostic::is_error) || (self.strict && warned()) {
            let warnings = content.warnings().filter(|_| self.strict).cloned();
            return Err(TrainError::Findings(left_out.iter().cloned().chain(warnings).chain(nothing).collect()));
        }
        Ok(left_out)
    }

    fn knowledge(
        &self,
        layout: &Layout,
        pieces: &Pieces,
        (buckets, vectors): (&[Digest], &[Digest]),
        survey: &SurveyInput,
    ) -> Result<Part, TrainedError> {
        let mut part = Part::default();
        for (digests, name) in [(buckets, bucket_name as fn(u32) -> String), (vectors, vectors_name)] {
            for (index, digest) in (0_u32..).zip(digests) {
                let path = layout.blob(digest);
                let size = std::fs::metadata(&path).map_err(|error| FsError::new("read", &path, error))?.len();
                part.blobs.insert(name(index), BlobRef { digest: *digest, size });
            }
        }
        let mut sources: Vec<Source> = documents_of(pieces).map(source_of).collect();
        sources.extend(survey.source.clone());
        sources.sort();
        add(layout, &mut part, "sources", &sources)?;
        Ok(part)
    }

    fn bundle(
        &self,
        layout: &Layout,
        knowledge: Part,
        (pieces, vectors): (&Pieces, &VectorMemory),
        (content, encoding): (&Content, &Encoding),
        left_out: Vec<Diagnostic>,
    ) -> Result<(Trained, Trials), TrainError> {
        let qas = &content.qas.qas;
        self.events.train("questions", 0, qas.len() as u64);
        let phrasings = evaluate::phrasing_vectors(layout, qas, encoding)?;
        let each = |hand_on: &mut dyn FnMut(&QuantisedVector)| vectors::each(layout, vectors, hand_on);
        let embeddings = encoding.learned(&self.languages(), each, &phrasings)?;
        let fit = evaluate::fit(self.config, &self.languages(), (qas, phrasings), embeddings);
        self.events.train("questions", qas.len() as u64, qas.len() as u64);
        let tests = evaluate::test_items(self.config);
        let mut qa = part(layout, "qas", qas)?;
        add(layout, &mut qa, "tests", &tests)?;
        add(layout, &mut qa, "sources", &content.qas.sources)?;
        let mut models = part(layout, "model", &fit.model)?;
        models.blobs.insert(MATCHER.to_owned(), write(layout, &fit.matcher)?);
        let state = self.state(pieces, content)?;
        let mut trained = Trained {
            format: TRAINED_FORMAT.to_owned(),
            engine: ENGINE_VERSION,
            sources_digest: state.digest,
            settings_digest: state.settings,
            knowledge,
            qa,
            models,
            trained_at: Clock::system().now(),
            counts: counts(pieces, content),
            evaluation: fit.evaluation,
            left_out,
        };
        self.events.train("evaluation", 0, tests.len() as u64);
        trained.evaluation = Evaluation {
            tests: evaluate::own_tests(layout, &trained, &tests, encoding.embedder())?,
            ..trained.evaluation.clone()
        };
        self.events.train("evaluation", tests.len() as u64, tests.len() as u64);
        Ok((trained, fit.trials))
    }

    /// What there is to say about the content as a whole; `buckets` now and before. Errors: with `--strict`, any of it that is no mere note.
    fn review(
        &self,
        layout: &Layout,
        review: &Review<'_>,
        buckets: (&[Digest], &[Digest]),
    ) -> Result<(Vec<Diagnostic>, u64), TrainError> {
        let found = findings::review(review, layout, buckets)?;
        let (found, accepted) = findings::without_accepted(self.config, found);
        if self.strict && found.iter().any(|finding| finding.severity >= Severity::Warning) {
            return Err(TrainError::Findings(found));
        }
        for diagnostic in &found {
            self.events.emit(Event::Diagnostic { diagnostic: diagnostic.clone() });
        }
        Ok((found, accepted))
    }

    fn state(&self, pieces: &Pieces, content: &Content) -> Result<SourcesState, TrainedError> {
        let documents = documents_of(pieces).map(|piece| (piece.id.clone(), piece.known.digest));
        let survey = content.survey.source.iter().map(|source| (source.path.clone(), source.digest));
        Ok(SourcesState::new(documents.chain(survey).collect(), sources::digests(&content.qas.sources), self.config)?)
    }

    fn languages(&self) -> Vec<String> {
        self.config.bot.languages.iter().map(|language| language.0.clone()).collect()
    }
}

/// Blobs of these bundles and of the memory. The bundle before counts too: another process may be sending it now.
fn in_use(bundles: &[Option<&Trained>], memory: &Memory) -> BTreeSet<Digest> {
    let parts = bundles.iter().flatten().flat_map(|trained| [&trained.knowledge, &trained.qa, &trained.models]);
    let blobs = parts.flat_map(|part| part.blobs.values().map(|blob| blob.digest));
    blobs.chain(memory.buckets.iter().chain(&memory.vectors.digests).copied()).collect()
}

/// Pieces that are files of their own; answers of the survey are in the survey's file.
fn documents_of(pieces: &Pieces) -> impl Iterator<Item = &Piece> {
    pieces.pieces.iter().filter(|piece| !piece.is_survey)
}

fn source_of(piece: &Piece) -> Source {
    let title = match &piece.known.outcome {
        Outcome::Cut { title, .. } => title,
        Outcome::LeftOut(_) => &piece.id,
    };
    Source { path: piece.id.clone(), digest: piece.known.digest, size: piece.known.size, title: title.clone() }
}

fn counts(pieces: &Pieces, content: &Content) -> Counts {
    let mut counts = Counts {
        qas: content.qas.qas.len() as u64,
        phrasings: content.qas.qas.iter().map(|qa| qa.variants.len() as u64 + 1).sum(),
        survey_answers: content.survey.answers.len() as u64,
        ..Counts::default()
    };
    for piece in &pieces.pieces {
        if let Outcome::Cut { text_bytes, passages, .. } = &piece.known.outcome {
            counts.documents += u64::from(!piece.is_survey && *passages > 0);
            counts.text_bytes += text_bytes;
            counts.passages += passages;
        }
    }
    counts
}
