//! One question over all segments: every posting of every word is counted, so that nothing depends on pruning or on the split.

use tantivy::postings::Postings;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, TERMINATED, TantivyDocument, TantivyError};

use crate::answer::encoder::QuantisedVector;
use crate::answer::index::IndexError;
use crate::answer::index::fuse::{Located, POOL, fuse};
use crate::answer::index::open::KnowledgeIndex;
use crate::answer::index::plan::{Plan, QuestionWord};
use crate::answer::index::select::{self, Board, Boards, Occurrence, WordCount, best};
use crate::answer::passage::Passage;

/// A question as the index takes it.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Its content words by their stems. None, where no passage is in its language: stems would only mislead.
    pub words: &'a [QuestionWord],
    /// Its words as written, for their 4-grams.
    pub spelled: &'a [String],
    /// What it means.
    pub vector: &'a QuantisedVector,
}

/// What a question found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Best first.
    pub hits: Vec<Hit>,
    /// The information (idf) of each of the question's words; 0 for one that wasn't looked up.
    pub information: Vec<f64>,
}

/// A passage that shares words with the question.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The passage.
    pub passage: Passage,
    /// Fused rank score. Higher is better; comparable within a question only.
    pub score: f64,
    /// Share of the question's information (summed idf) that the passage, its title and headings hold; 0 to 1.
    pub passage_coverage: f64,
    /// The same for the whole document.
    pub document_coverage: f64,
    /// The cosine of the question's vector and the passage's; 0 where the knowledge base has no vectors.
    pub cosine: f64,
}

impl KnowledgeIndex {
    /// The best `limit` passages by the question's words, their 4-grams and its vector, best first, ties by document and position.
    ///
    /// Errors: a segment that can't be read.
    pub fn search(&self, query: Query<'_>, limit: usize) -> Result<Found, IndexError> {
        if self.passages() == 0 {
            return Ok(Found::default());
        }
        let plans = self.both(|| self.plan_words(query.words), || self.plan_grams(query.spelled));
        let words = plans.0.map_err(|source| self.fail(0, source))?;
        let grams = plans.1.map_err(|source| self.fail(0, source))?;
        let found = self.over_segments(|boards: &mut Boards, number| {
            let (segment, fail) = (&self.segments[number], |source| self.fail(number, source));
            self.count(number, &words, &mut boards.words, &segment.document_tokens).map_err(fail)?;
            self.count(number, &grams, &mut boards.grams, &segment.document_grams).map_err(fail)?;
            Ok(best(segment, boards, &segment.cosines(query.vector), POOL.max(limit)))
        })?;
        let mut rankings = [Vec::new(), Vec::new(), Vec::new()];
        for (number, found) in found.into_iter().enumerate() {
            for (ranking, best) in rankings.iter_mut().zip(found) {
                ranking.extend(best.into_iter().map(|candidate| (number, candidate)));
            }
        }
        let total: f64 = words.idf.iter().sum();
        let fused = fuse(&self.segments, rankings, limit);
        let hits = fused.into_iter().map(|(located, score)| self.hit(located, score, total));
        let mut information = vec![0.0; query.words.len()];
        words.words.iter().zip(&words.idf).for_each(|(word, idf)| information[*word] = *idf);
        Ok(Found { hits: hits.collect::<Result<_, _>>()?, information })
    }

    /// Counts every posting of a plan's terms in a segment. `lengths` are its documents', in the plan's tokens.
    fn count(&self, number: usize, plan: &Plan, board: &mut Board, lengths: &[u32]) -> Result<(), TantivyError> {
        let segment = &self.segments[number];
        board.clear(segment.passages as usize, segment.documents.len());
        let mut lookups = plan.lookups.as_slice();
        for (index, (idf, document_idf)) in plan.idf.iter().zip(&plan.document_idf).enumerate() {
            let own = lookups.iter().take_while(|lookup| lookup.word == index).count();
            let (of_word, others) = lookups.split_at(own);
            lookups = others;
            let word = WordCount { idf: *idf as f32, document_idf: *document_idf as f32 };
            for lookup in of_word {
                let Some(place) = &lookup.places[number] else { continue };
                let field = segment.field(lookup.field);
                let norms = self.norms(lookup.field);
                let mut postings = field.postings.read_postings_from_terminfo(place, IndexRecordOption::WithFreqs)?;
                let mut passage = postings.doc();
                while passage != TERMINATED {
                    let times = postings.term_freq();
                    let occurrence = Occurrence {
                        passage,
                        document: segment.document_of[passage as usize],
                        score: lookup.score(norms[usize::from(field.norms.fieldnorm_id(passage))], times),
                        times,
                        place: segment.place(lookup.field),
                    };
                    board.add(occurrence);
                    passage = postings.advance();
                }
            }
            board.finish(word, |document| select::length_norm(lengths[document as usize], plan.average_document));
        }
        Ok(())
    }

    fn hit(&self, (number, candidate): Located, score: f64, total: f64) -> Result<Hit, IndexError> {
        let segment = &self.segments[number];
        let stored: TantivyDocument =
            segment.store.get(candidate.passage).map_err(|source| self.fail(number, source))?;
        let json = stored.get_first(segment.fields.passage).and_then(|value| value.as_bytes()).unwrap_or_default();
        let passage = serde_json::from_slice(json)
            .map_err(|error| IndexError::Damaged { folder: segment.folder.clone(), reason: error.to_string() })?;
        let share = |part: f32| (f64::from(part) / total.max(f64::MIN_POSITIVE)).min(1.0);
        Ok(Hit {
            passage,
            score,
            passage_coverage: share(candidate.passage_covered),
            document_coverage: share(candidate.document_covered),
            cosine: f64::from(candidate.cosine),
        })
    }

    fn fail(&self, number: usize, source: TantivyError) -> IndexError {
        let folder = self.segments.get(number).map(|segment| segment.folder.clone()).unwrap_or_default();
        IndexError::Engine { folder, source: Box::new(source) }
    }
}
