//! Why the engine answers as it does: everything it found, as data.

use serde::Serialize;

use crate::answer::arithmetic::from_millionths;
use crate::answer::engine::{Decision, Engine};
use crate::answer::index::IndexError;
use crate::answer::question::Question;

/// Candidates of each kind that are shown.
const SHOWN: usize = 5;

/// What the engine found for a question, and what it made of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The language it takes the question for.
    pub language: String,
    /// Content words as stems; alternatives by language joined by `/`.
    pub words: Vec<String>,
    /// The best Q&As.
    pub qas: Vec<QaCandidate>,
    /// The best passages.
    pub passages: Vec<PassageCandidate>,
    /// A Q&A at or above this answers.
    pub answer_threshold: f64,
    /// A Q&A at or above this is offered as a choice.
    pub choice_threshold: f64,
    /// A passage at or above this answers.
    pub passage_threshold: f64,
    /// What was decided, one sentence.
    pub decision: String,
}

/// A Q&A with its score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QaCandidate {
    /// Id.
    pub id: String,
    /// Main phrasing.
    pub question: String,
    /// 0 to 1.
    pub score: f64,
}

/// A passage with its scores.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PassageCandidate {
    /// The document's id.
    pub document: String,
    /// Position within the document.
    pub ordinal: u32,
    /// Title and headings, joined by ` › `.
    pub section: String,
    /// Rank score.
    pub score: f64,
    /// Share of the question's information in the passage.
    pub passage_coverage: f64,
    /// Share of the question's information in the document.
    pub document_coverage: f64,
    /// What is compared with the threshold, 0 to 1.
    pub confidence: f64,
}

impl Engine {
    /// Explains how a question is answered. Errors: a segment of the index that can't be read.
    pub fn explain(&self, question: &Question) -> Result<Explanation, IndexError> {
        let findings = self.find(question)?;
        let decision = match self.decide(&findings) {
            Decision::Qa(qa, _) if findings.exact.is_some() => {
                format!("Q&A `{}` answers: it has the question word for word", self.qas[qa].id)
            }
            Decision::Qa(qa, score) => format!("Q&A `{}` answers with {score:.3}", self.qas[qa].id),
            Decision::Choices(choices) => format!("{} Q&As are offered as choices", choices.len()),
            Decision::Passage(index, score) => {
                format!("a passage of `{}` answers with {score:.3}", findings.passages[index].0.passage.document)
            }
            Decision::Miss(_) => "no answer: nothing reaches its threshold".to_owned(),
        };
        let mut matches: Vec<_> = findings.tiers.iter().flatten().collect();
        matches.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.qa.cmp(&right.qa)));
        let qa = |index: usize, score| QaCandidate {
            id: self.qas[index].id.clone(),
            question: self.qas[index].question.clone(),
            score,
        };
        let exact = findings.exact.map(|index| qa(index, 1.0));
        let others = matches.iter().filter(|found| Some(found.qa) != findings.exact);
        Ok(Explanation {
            qas: exact.into_iter().chain(others.map(|found| qa(found.qa, found.score))).take(SHOWN).collect(),
            words: findings.words.iter().map(|word| word.stems.join("/")).collect(),
            passages: findings.passages.iter().map(|(hit, confidence)| passage(hit, *confidence)).collect(),
            language: findings.language,
            answer_threshold: from_millionths(self.model.answer_millionths),
            choice_threshold: from_millionths(self.model.choice_millionths),
            passage_threshold: from_millionths(self.model.passage_millionths),
            decision,
        })
    }
}

fn passage(hit: &crate::answer::index::Hit, confidence: f64) -> PassageCandidate {
    let section: Vec<&str> =
        std::iter::once(&hit.passage.title).chain(&hit.passage.headings).map(String::as_str).collect();
    PassageCandidate {
        document: hit.passage.document.clone(),
        ordinal: hit.passage.ordinal,
        section: section.join(" › "),
        score: hit.score,
        passage_coverage: hit.passage_coverage,
        document_coverage: hit.document_coverage,
        confidence,
    }
}
