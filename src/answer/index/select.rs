//! The scores of one question over one segment, and the best of them.

use crate::answer::index::open::OpenSegment;

/// How much of a document's score its passages share: a page that holds all words of a question, spread out, is likely the right one.
const DOCUMENT_SHARE: f32 = 0.4;

/// BM25's constants, the library's.
pub(super) const K1: f32 = 1.2;
const B: f32 = 0.75;

/// The scores of one segment: by words, and by 4-grams.
#[derive(Default)]
pub(super) struct Boards {
    pub(super) words: Board,
    pub(super) grams: Board,
}

/// Scores by passage and by document; reused from segment to segment.
#[derive(Default)]
pub(super) struct Board {
    passage_score: Vec<f32>,
    passage_covered: Vec<f32>,
    document_score: Vec<DocumentScore>,
    document_covered: Vec<f32>,
    /// Within a word: how often it stands in each document's text.
    word_in_document: Vec<InDocument>,
    word_in_passage: Vec<bool>,
    /// What the word has touched.
    touched_passages: Vec<u32>,
    touched_documents: Vec<u32>,
}

/// A word within a document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct InDocument {
    /// In the text, without headings.
    times: u32,
    is_counted: bool,
}

/// One posting of a word.
#[derive(Debug, Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) passage: u32,
    pub(super) document: u32,
    pub(super) score: f32,
    /// How often it stands there.
    pub(super) times: u32,
    pub(super) place: Place,
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    /// In the title or a heading above the passage.
    Heading,
    /// In the title, for the document.
    Title,
}

/// The information of a word of the question.
#[derive(Debug, Clone, Copy)]
pub(super) struct WordCount {
    pub(super) idf: f32,
    pub(super) document_idf: f32,
}

/// BM25 of a document, of each of its parts. Of 4-grams there is the text alone.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct DocumentScore {
    pub(super) text: f32,
    pub(super) title: f32,
}

/// BM25 of a passage and of its document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scores {
    pub(super) passage: f32,
    pub(super) document: DocumentScore,
}

impl Scores {
    /// What a ranking goes by.
    pub(super) fn rank(self) -> f32 {
        self.passage + DOCUMENT_SHARE * (self.document.text + self.document.title)
    }
}

/// A passage of a segment with its scores.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) passage: u32,
    pub(super) document: u32,
    pub(super) words: Scores,
    pub(super) grams: Scores,
    pub(super) passage_covered: f32,
    pub(super) document_covered: f32,
    /// With the question's vector, its document's where passages have none; 0 without vectors.
    pub(super) cosine: f32,
    /// The greatest of its document's passages.
    pub(super) document_cosine: f32,
    /// That of what its document begins with.
    pub(super) lead_cosine: f32,
}

/// The cosines of a question to a segment's vectors.
pub(super) struct Cosines {
    /// To each passage; empty where passages have no vectors.
    pub(super) passages: Vec<f32>,
    /// Of each document the greatest of its passages; empty where these have none.
    pub(super) greatest: Vec<f32>,
    /// To what each document begins with; empty without vectors.
    pub(super) leads: Vec<f32>,
}

impl Cosines {
    fn of_lead(&self, document: u32) -> f32 {
        self.leads.get(document as usize).copied().unwrap_or_default()
    }

    fn greatest_of(&self, document: u32) -> f32 {
        self.greatest.get(document as usize).copied().unwrap_or_else(|| self.of_lead(document))
    }

    fn of_passage(&self, passage: u32, document: u32) -> f32 {
        self.passages.get(passage as usize).copied().unwrap_or_else(|| self.of_lead(document))
    }
}

impl Board {
    pub(super) fn clear(&mut self, passages: usize, documents: usize) {
        for column in [&mut self.passage_score, &mut self.passage_covered] {
            column.clear();
            column.resize(passages, 0.0);
        }
        self.document_score.clear();
        self.document_score.resize(documents, DocumentScore::default());
        self.document_covered.clear();
        self.document_covered.resize(documents, 0.0);
        self.word_in_document.clear();
        self.word_in_document.resize(documents, InDocument::default());
        self.word_in_passage.clear();
        self.word_in_passage.resize(passages, false);
    }

    pub(super) fn add(&mut self, occurrence: Occurrence) {
        let (at, within) = (occurrence.passage as usize, occurrence.document as usize);
        if occurrence.place == Place::Title {
            self.document_score[within].title += occurrence.score;
            return;
        }
        self.passage_score[at] += occurrence.score;
        if !self.word_in_passage[at] {
            self.word_in_passage[at] = true;
            self.touched_passages.push(occurrence.passage);
        }
        let in_document = &mut self.word_in_document[within];
        if !in_document.is_counted {
            in_document.is_counted = true;
            self.touched_documents.push(occurrence.document);
        }
        if occurrence.place == Place::Text {
            in_document.times += occurrence.times;
        }
    }

    /// The passages that have a score.
    fn ranked(&self, segment: &OpenSegment) -> Vec<Ranked> {
        let touched =
            self.passage_score.iter().zip(&segment.document_of).zip(0..).filter(|((score, _), _)| **score > 0.0);
        let mut ranked = Vec::with_capacity(self.passage_score.len());
        ranked.extend(touched.map(|((_, document), passage)| (self.scores(passage, *document).rank(), passage)));
        ranked
    }

    fn scores(&self, passage: u32, document: u32) -> Scores {
        Scores { passage: self.passage_score[passage as usize], document: self.document_score[document as usize] }
    }

    /// Closes a word: `norms` are the documents' length norms, as BM25 has them.
    pub(super) fn finish(&mut self, word: WordCount, norms: impl Fn(u32) -> f32) {
        for passage in self.touched_passages.drain(..) {
            self.passage_covered[passage as usize] += word.idf;
            self.word_in_passage[passage as usize] = false;
        }
        for document in self.touched_documents.drain(..) {
            let within = document as usize;
            let times = std::mem::take(&mut self.word_in_document[within]).times as f32;
            self.document_covered[within] += word.idf;
            self.document_score[within].text += word.document_idf * times * (K1 + 1.0) / (times + norms(document));
        }
    }
}

/// BM25's length norm of a document with `tokens` tokens, where the average has `average`.
pub(super) fn length_norm(tokens: u32, average: f32) -> f32 {
    K1 * (1.0 - B + B * tokens as f32 / average.max(1.0))
}

/// A passage with what a ranking goes by.
type Ranked = (f32, u32);

/// The best `limit` passages of a segment by words, by 4-grams and by meaning, in no particular order; ties at the end are
/// decided by document and position.
pub(super) fn best(segment: &OpenSegment, boards: &Boards, cosines: &Cosines, limit: usize) -> [Vec<Candidate>; 3] {
    let near = if cosines.leads.is_empty() {
        Vec::new()
    } else if cosines.passages.is_empty() {
        one_a_document(segment, boards, &cosines.leads, limit)
    } else {
        cosines.passages.iter().copied().zip(0..).filter(|(cosine, _)| *cosine > 0.0).collect()
    };
    // Scores alone until the best are known: of a large segment most passages share something with a question.
    [boards.words.ranked(segment), boards.grams.ranked(segment), near].map(|ranked| {
        let best = first(segment, ranked, limit);
        let candidate =
            |(_, passage): Ranked| boards.candidate(passage, segment.document_of[passage as usize], cosines);
        best.into_iter().map(candidate).collect()
    })
}

/// Of each of the nearest `limit` documents the passage that shares most with the question, the first of equals.
fn one_a_document(segment: &OpenSegment, boards: &Boards, cosines: &[f32], limit: usize) -> Vec<Ranked> {
    let mut nearest: Vec<Ranked> = cosines.iter().copied().zip(0..).filter(|(cosine, _)| *cosine > 0.0).collect();
    if nearest.len() > limit && limit > 0 {
        nearest.select_nth_unstable_by(limit - 1, |left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
        nearest.truncate(limit);
    }
    let mut is_near = vec![false; cosines.len()];
    nearest.iter().for_each(|(_, document)| is_near[*document as usize] = true);
    let shared = |passage: u32, document: u32| {
        boards.words.scores(passage, document).rank() + boards.grams.scores(passage, document).rank()
    };
    let mut best: Vec<(u32, u32)> = Vec::new();
    let passages = (0..).zip(segment.document_of.iter().copied());
    for (passage, document) in passages.filter(|(_, document)| is_near[*document as usize]) {
        match best.last_mut() {
            Some((last, of)) if *of == document => {
                if shared(passage, document) > shared(*last, document) {
                    *last = passage;
                }
            }
            _ => best.push((passage, document)),
        }
    }
    best.into_iter().map(|(passage, document)| (cosines[document as usize], passage)).collect()
}

impl Boards {
    fn candidate(&self, passage: u32, document: u32, cosines: &Cosines) -> Candidate {
        Candidate {
            passage,
            document,
            words: self.words.scores(passage, document),
            grams: self.grams.scores(passage, document),
            passage_covered: self.words.passage_covered[passage as usize],
            document_covered: self.words.document_covered[document as usize],
            cosine: cosines.of_passage(passage, document),
            document_cosine: cosines.greatest_of(document),
            lead_cosine: cosines.of_lead(document),
        }
    }
}

/// The best `limit`. Within a segment, documents are numbered in the order of their ids and passages in that of their positions.
fn first(segment: &OpenSegment, mut ranked: Vec<Ranked>, limit: usize) -> Vec<Ranked> {
    if ranked.len() > limit && limit > 0 {
        let place = |passage: u32| (segment.document_of[passage as usize], passage);
        ranked.select_nth_unstable_by(limit - 1, |left, right| {
            right.0.total_cmp(&left.0).then_with(|| place(left.1).cmp(&place(right.1)))
        });
    }
    ranked.truncate(limit);
    ranked
}
