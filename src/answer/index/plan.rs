//! What a question looks up: words by their stems, or character 4-grams, each with its postings' places and its information.

use std::collections::BTreeSet;

use tantivy::postings::TermInfo;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, TERMINATED, TantivyError, Term};

use crate::answer::analysis;
use crate::answer::arithmetic;
use crate::answer::index::open::KnowledgeIndex;
use crate::answer::index::schema::Fields;
use crate::answer::index::select::K1;

/// A word of titles and headings weighs this much more than one of the text.
const HEADING_BOOST: f32 = 1.5;
/// A word of the title, once more for the whole document.
const TITLE_BOOST: f32 = 1.0;
/// More words than this are not looked up: the rarest are kept.
const MOST_WORDS: usize = 40;
/// The same of 4-grams.
const MOST_GRAMS: usize = 60;
/// Passages that 4-grams are counted in, all together: in a large knowledge base the frequent ones would cost more than they tell.
const MOST_GRAM_PASSAGES: u64 = 40_000;

/// A content word of a question: its stems in each language that the passages may be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionWord {
    /// Different stems, most likely language first.
    pub stems: Vec<String>,
}

/// Terms that are looked up together, ordered by the word (or 4-gram) that they stand for.
pub(super) struct Plan {
    pub(super) lookups: Vec<Lookup>,
    /// Information of each word among the passages, from the rarest on.
    pub(super) idf: Vec<f64>,
    /// The same of words among the documents: what stands once on every page tells pages apart no more, if passages still.
    /// Of 4-grams it is that among the passages: to count their documents costs as much as to score them.
    pub(super) document_idf: Vec<f64>,
    /// Which of the words that were asked for each is.
    pub(super) words: Vec<usize>,
    /// Tokens of an average document.
    pub(super) average_document: f32,
}

/// A term: where each segment has its postings, and what an occurrence weighs.
pub(super) struct Lookup {
    /// Index into [`Plan::idf`].
    pub(super) word: usize,
    pub(super) field: Field,
    pub(super) places: Vec<Option<TermInfo>>,
    weight: f32,
}

impl Lookup {
    /// The BM25 score of a passage with this length norm that holds the term so often.
    pub(super) fn score(&self, norm: f32, times: u32) -> f32 {
        let times = times as f32;
        self.weight * (K1 + 1.0) * times / (times + norm)
    }
}

/// A term as the segments have it.
struct Found {
    field: Field,
    boost: f32,
    places: Vec<Option<TermInfo>>,
    frequency: u64,
}

impl KnowledgeIndex {
    /// The plan of content words, by their stems in texts and in headings. A word has the information of its most frequent stem.
    pub(super) fn plan_words(&self, words: &[QuestionWord]) -> Result<Plan, TantivyError> {
        let Some(first) = self.segments.first() else { return Ok(self.plan(Vec::new(), 0, 0.0)) };
        let Fields { body, heading, title, .. } = first.fields;
        let mut measured = Vec::with_capacity(words.len());
        for word in words {
            let mut found = Vec::new();
            for stem in &word.stems {
                found.push(self.look_up(body, stem, 1.0)?);
                found.push(self.look_up(heading, stem, HEADING_BOOST)?);
                found.push(self.look_up(title, stem, TITLE_BOOST)?);
            }
            measured.push(found);
        }
        let mut plan = self.plan(measured, MOST_WORDS, self.lengths.average_document_tokens);
        let frequencies = self.document_frequencies(&plan)?;
        let documents = self.segments.iter().map(|segment| segment.documents.len() as u64).sum();
        for (idf, frequency) in plan.document_idf.iter_mut().zip(frequencies) {
            *idf = information(documents, frequency);
        }
        Ok(plan)
    }

    /// The plan of the character 4-grams of a question, those within words' bounds.
    pub(super) fn plan_grams(&self, words: &[String]) -> Result<Plan, TantivyError> {
        let Some(first) = self.segments.first() else { return Ok(self.plan(Vec::new(), 0, 0.0)) };
        let mut grams = BTreeSet::new();
        words.iter().for_each(|word| {
            analysis::for_each_gram(word, |gram| {
                grams.insert(gram.to_owned());
            });
        });
        let mut found = Vec::with_capacity(grams.len());
        for gram in &grams {
            found.push(self.look_up(first.fields.grams, gram, 1.0)?);
        }
        found.retain(|found| found.frequency > 0);
        found.sort_by_key(|found| found.frequency);
        let mut passages = 0;
        found.retain(|found| {
            passages += found.frequency;
            passages <= MOST_GRAM_PASSAGES
        });
        let measured = found.into_iter().map(|found| vec![found]).collect();
        Ok(self.plan(measured, MOST_GRAMS, self.lengths.average_document_grams))
    }

    fn look_up(&self, field: Field, text: &str, boost: f32) -> Result<Found, TantivyError> {
        let term = Term::from_field_text(field, text);
        let place = |postings: &tantivy::InvertedIndexReader| postings.get_term_info(&term);
        let places = self.segments.iter().map(|segment| place(&segment.field(field).postings));
        let places = places.collect::<Result<Vec<_>, _>>()?;
        let frequency = places.iter().flatten().map(|place| u64::from(place.doc_freq)).sum();
        Ok(Found { field, boost, places, frequency })
    }

    /// The `most` rarest.
    fn plan(&self, measured: Vec<Vec<Found>>, most: usize, average_document: f32) -> Plan {
        let mut measured: Vec<(usize, Vec<Found>)> = measured.into_iter().enumerate().collect();
        measured.sort_by_key(|(_, found)| most_frequent(found));
        measured.truncate(most);
        let words = measured.iter().map(|(word, _)| *word).collect();
        let mut plan = Plan { lookups: Vec::new(), idf: Vec::new(), document_idf: Vec::new(), words, average_document };
        let documents = self.segments.iter().map(|segment| segment.documents.len() as u64).sum();
        let title = self.segments.first().map(|segment| segment.fields.title);
        for (word, (_, found)) in measured.into_iter().enumerate() {
            plan.idf.push(information(self.passages(), most_frequent(&found)));
            for Found { field, boost, places, frequency } in found {
                let holders = if Some(field) == title { documents } else { self.passages() };
                let weight = boost * information(holders, frequency) as f32;
                plan.lookups.push(Lookup { word, field, places, weight });
            }
        }
        plan.document_idf.clone_from(&plan.idf);
        plan
    }

    /// How many documents hold each word.
    fn document_frequencies(&self, plan: &Plan) -> Result<Vec<u64>, TantivyError> {
        let mut frequencies = vec![0; plan.idf.len()];
        for (number, segment) in self.segments.iter().enumerate() {
            // The last word that each document was counted for, from 1.
            let mut counted = vec![0; segment.documents.len()];
            for lookup in &plan.lookups {
                let Some(place) = &lookup.places[number] else { continue };
                let field = segment.field(lookup.field);
                let mut postings = field.postings.read_postings_from_terminfo(place, IndexRecordOption::Basic)?;
                let mut passage = postings.doc();
                while passage != TERMINATED {
                    let last = &mut counted[segment.document_of[passage as usize] as usize];
                    if *last != lookup.word + 1 {
                        *last = lookup.word + 1;
                        frequencies[lookup.word] += 1;
                    }
                    passage = postings.advance();
                }
            }
        }
        Ok(frequencies)
    }
}

/// BM25's idf of what `with` of `all` hold.
fn information(all: u64, with: u64) -> f64 {
    let (all, with) = (all as f64, with as f64);
    arithmetic::ln(1.0 + (all - with + 0.5) / (with + 0.5))
}

fn most_frequent(found: &[Found]) -> u64 {
    found.iter().map(|found| found.frequency).max().unwrap_or(0)
}
