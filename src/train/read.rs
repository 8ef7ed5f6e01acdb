//! Reading the documents that changed, on all cores; results come in the order of paths.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::answer::bucket::encode_lines;
use crate::answer::passage::Passage;
use crate::base::clock::Clock;
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::event::EventSink;
use crate::config::bot::BotConfig;
use crate::content::documents::{DocumentError, DocumentFile};
use crate::train::cut;
use crate::train::input::{Input, SurveyAnswer};
use crate::train::memory::{Known, Memory, Outcome};

/// Documents between two reports of progress.
const REPORT_EVERY: usize = 64;

/// A document (or an answer of the survey) as it stands now.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) id: String,
    pub(super) known: Known,
    /// Its passages as lines of a bucket, if it was read anew; otherwise the old bucket has them.
    pub(super) lines: Option<Vec<u8>>,
    /// An answer of the survey, not a file of its own.
    pub(super) is_survey: bool,
}

/// The outcome of reading.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// In order of path, the survey's answers last.
    pub(super) pieces: Vec<Piece>,
    /// What was left out, and why.
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// What every document's reading needs.
pub(super) struct Reading<'a> {
    pub(super) input: &'a dyn Input,
    pub(super) config: &'a BotConfig,
    pub(super) languages: &'a [String],
    pub(super) memory: &'a Memory,
    pub(super) threads: Option<NonZero<usize>>,
    pub(super) events: &'a EventSink,
}

impl Reading<'_> {
    /// Reads what the memory doesn't cover.
    pub(super) fn all(&self, files: &[DocumentFile], survey: &[SurveyAnswer]) -> Pieces {
        let next = AtomicUsize::new(0);
        let cores = || std::thread::available_parallelism().map_or(1, NonZero::get);
        let threads = self.threads.map_or_else(cores, NonZero::get).min(files.len().max(1));
        let mut read: Vec<(usize, Result<Piece, DocumentError>)> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| self.work(files, &next))).collect();
            // A worker that panics is a bug: it goes on in this thread instead of losing documents.
            workers
                .into_iter()
                .flat_map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        });
        read.sort_by_key(|(index, _)| *index);
        self.events.train("reading", files.len() as u64, files.len() as u64);
        let mut pieces = Pieces::default();
        for (index, outcome) in read {
            match outcome {
                Ok(piece) => {
                    if let Outcome::LeftOut(error) = &piece.known.outcome {
                        pieces.diagnostics.push(error.diagnostic(&piece.id));
                    }
                    pieces.pieces.push(piece);
                }
                Err(error) => pieces.diagnostics.push(error.diagnostic(&files[index].path)),
            }
        }
        pieces.pieces.extend(survey.iter().map(|answer| self.survey_piece(answer)));
        pieces
    }

    fn work(&self, files: &[DocumentFile], next: &AtomicUsize) -> Vec<(usize, Result<Piece, DocumentError>)> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(index) else { return done };
            if index.is_multiple_of(REPORT_EVERY) {
                self.events.train("reading", index as u64, files.len() as u64);
            }
            done.push((index, self.one(file)));
        }
    }

    /// Errors: the file can't be read, so that not even its digest is known.
    fn one(&self, file: &DocumentFile) -> Result<Piece, DocumentError> {
        let reuse = |known: Known| Piece { id: file.path.clone(), known, lines: None, is_survey: false };
        if let Some(known) = self.memory.unchanged(file).filter(|known| holds(&known.outcome)) {
            return Ok(reuse(known.clone()));
        }
        let now_ns = now_ns();
        let bytes = file.read(u64::from(self.config.knowledge.max_document_mb) * 1_000_000)?;
        let digest = file.digest(&bytes);
        let before = self.memory.documents.get(&file.path);
        if let Some(known) = before.filter(|known| known.digest == digest && holds(&known.outcome)) {
            return Ok(reuse(Known::new(file, now_ns, digest, known.outcome.clone())));
        }
        let (outcome, lines) = match self.input.extract(file, &bytes) {
            Ok(mut document) => {
                document.date = document.date.or(file.date);
                let passages = cut::passages(&file.path, &document, file.address.as_deref(), self.languages);
                (cut_into(document.title, &passages), encode_lines(&passages))
            }
            Err(error) => (Outcome::LeftOut(error), Vec::new()),
        };
        Ok(Piece {
            id: file.path.clone(),
            known: Known::new(file, now_ns, digest, outcome),
            lines: Some(lines),
            is_survey: false,
        })
    }

    fn survey_piece(&self, answer: &SurveyAnswer) -> Piece {
        let passages = cut::passages(&answer.id, &answer.document, None, self.languages);
        let lines = encode_lines(&passages);
        let known = Known::of_text(Digest::of(&lines), cut_into(answer.document.title.clone(), &passages));
        Piece { id: answer.id.clone(), known, lines: Some(lines), is_survey: true }
    }
}

fn cut_into(title: String, passages: &[Passage]) -> Outcome {
    Outcome::Cut {
        title,
        text_bytes: passages.iter().map(|passage| passage.text.len() as u64).sum(),
        passages: passages.len() as u64,
    }
}

/// Whether an outcome follows from the bytes alone, so that the same bytes need no second try.
fn holds(outcome: &Outcome) -> bool {
    match outcome {
        Outcome::Cut { .. } => true,
        Outcome::LeftOut(error) => match error {
            DocumentError::Empty
            | DocumentError::TooLarge { .. }
            | DocumentError::OtherKind { .. }
            | DocumentError::Encrypted
            | DocumentError::Damaged { .. }
            | DocumentError::NoText
            | DocumentError::Scanned { .. }
            | DocumentError::BeyondLimit { .. }
            | DocumentError::HoldsSecret { .. } => true,
            DocumentError::Vanished
            | DocumentError::Unreadable { .. }
            | DocumentError::TooSlow { .. }
            | DocumentError::ReaderDied { .. }
            | DocumentError::NoReader { .. } => false,
        },
    }
}

fn now_ns() -> u64 {
    u64::try_from(Clock::system().now().0).unwrap_or(0).saturating_mul(1_000_000)
}
