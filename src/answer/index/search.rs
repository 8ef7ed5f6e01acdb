//! One question over all segments: every posting of every word is counted, so that nothing depends on pruning or on the split.

use tantivy::postings::Postings;
use tantivy::query::Bm25Weight;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocSet, TERMINATED, TantivyDocument, TantivyError, Term};

use crate::answer::arithmetic;
use crate::answer::encoder::QuantisedVector;
use crate::answer::index::IndexError;
use crate::answer::index::fuse::{Located, POOL, fuse};
use crate::answer::index::open::{KnowledgeIndex, OpenSegment};
use crate::answer::index::select::{self, Board, Occurrence, WordCount, best};
use crate::answer::passage::Passage;

/// A word of titles and headings weighs this much more than one of the text.
const HEADING_BOOST: f32 = 1.5;
/// More words than this are not looked up: the rarest are kept.
const MOST_WORDS: usize = 40;

/// A content word of a question: its stems in each language that the passages may be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionWord {
    /// Different stems, most likely language first.
    pub stems: Vec<String>,
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

struct Lookup {
    word: usize,
    term: Term,
    weight: Bm25Weight,
}

struct Plan {
    lookups: Vec<Lookup>,
    /// Information of each word.
    idf: Vec<f64>,
    /// Tokens of an average document.
    average_document: f32,
}

impl KnowledgeIndex {
    /// The best `limit` passages by the question's words and its vector, best first, ties by document and position.
    ///
    /// Errors: a segment that can't be read.
    pub fn search(
        &self,
        words: &[QuestionWord],
        vector: &QuantisedVector,
        limit: usize,
    ) -> Result<Vec<Hit>, IndexError> {
        if self.passages() == 0 {
            return Ok(Vec::new());
        }
        let plan = self.plan(words).map_err(|source| self.fail(0, source))?;
        let mut board = Board::default();
        let (mut lexical, mut dense) = (Vec::new(), Vec::new());
        for (number, segment) in self.segments.iter().enumerate() {
            segment.count(&plan, &mut board).map_err(|source| self.fail(number, source))?;
            let cosines: Vec<f32> = segment.vectors.iter().map(|passage| vector.cosine(passage)).collect();
            let (by_words, by_meaning) = best(segment, &board, &cosines, POOL.max(limit));
            lexical.extend(by_words.into_iter().map(|candidate| (number, candidate)));
            dense.extend(by_meaning.into_iter().map(|candidate| (number, candidate)));
        }
        let total: f64 = plan.idf.iter().sum();
        let fused = fuse(&self.segments, lexical, dense, limit);
        fused.into_iter().map(|(located, score)| self.hit(located, score, total)).collect()
    }

    /// The information of each word: the idf of its most frequent stem.
    fn plan(&self, words: &[QuestionWord]) -> Result<Plan, TantivyError> {
        let mut plan = Plan { lookups: Vec::new(), idf: Vec::new(), average_document: self.average_document() };
        let Some(first) = self.segments.first() else { return Ok(plan) };
        let mut measured = Vec::with_capacity(words.len());
        for word in words {
            measured.push((self.document_frequency(first, word)?, word));
        }
        measured.sort_by_key(|(frequency, _)| *frequency);
        measured.truncate(MOST_WORDS);
        for (index, (frequency, word)) in measured.into_iter().enumerate() {
            plan.idf.push(self.information(frequency));
            for stem in &word.stems {
                for (field, boost) in [(first.fields.body, 1.0), (first.fields.heading, HEADING_BOOST)] {
                    let term = Term::from_field_text(field, stem);
                    let weight = Bm25Weight::for_terms(self, std::slice::from_ref(&term))?.boost_by(boost);
                    plan.lookups.push(Lookup { word: index, term, weight });
                }
            }
        }
        Ok(plan)
    }

    fn document_frequency(&self, first: &OpenSegment, word: &QuestionWord) -> Result<u64, TantivyError> {
        use tantivy::query::Bm25StatisticsProvider;
        let mut most = 0;
        for stem in &word.stems {
            for field in [first.fields.body, first.fields.heading] {
                most = most.max(self.doc_freq(&Term::from_field_text(field, stem))?);
            }
        }
        Ok(most)
    }

    fn information(&self, document_frequency: u64) -> f64 {
        let (all, with) = (self.passages() as f64, document_frequency as f64);
        arithmetic::ln(1.0 + (all - with + 0.5) / (with + 0.5))
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

impl OpenSegment {
    /// Counts every posting of the plan's terms.
    fn count(&self, plan: &Plan, board: &mut Board) -> Result<(), TantivyError> {
        board.clear(self.passages as usize, self.documents.len());
        for (index, idf) in plan.idf.iter().enumerate() {
            let mut word = WordCount::new(*idf as f32);
            for lookup in plan.lookups.iter().filter(|lookup| lookup.word == index) {
                let field = self.field(lookup.term.field());
                let Some(mut postings) = field.postings.read_postings(&lookup.term, IndexRecordOption::WithFreqs)?
                else {
                    continue;
                };
                let mut passage = postings.doc();
                while passage != TERMINATED {
                    let times = postings.term_freq();
                    board.add(
                        &mut word,
                        Occurrence {
                            passage,
                            document: self.document_of[passage as usize],
                            score: lookup.weight.score(field.norms.fieldnorm_id(passage), times),
                            times,
                            is_heading: lookup.term.field() == self.heading.field,
                        },
                    );
                    passage = postings.advance();
                }
            }
            board.finish(word, |document| {
                select::length_norm(self.document_tokens[document as usize], plan.average_document)
            });
        }
        Ok(())
    }
}
