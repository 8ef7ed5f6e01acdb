//! Why the engine answers as it does: everything it found, as data, and what would make it answer otherwise.

use serde::{Deserialize, Serialize};

use crate::answer::arithmetic::from_millionths;
use crate::answer::conversation::Understood;
use crate::answer::encoder::Encoder;
use crate::answer::engine::{Decision, Engine, Findings};
use crate::answer::index::IndexError;
use crate::answer::matcher::{Match, Why};
use crate::answer::parts;
use crate::answer::question::Question;
use crate::answer::release::Qa;
use crate::answer::small_talk::Topic;

/// Candidates of each kind that are shown.
const SHOWN: usize = 5;
/// Of these, the scores are taken apart.
const APART: usize = 3;
/// A Q&A that scores this share of what a choice needs may be about the question, so that a variant of it may be missing.
const LIKELY: f64 = 0.5;

/// What the engine found for a question, and what it made of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The question, as it was understood.
    pub question: String,
    /// What was typed, where that is understood otherwise after the turn before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub typed: Option<String>,
    /// The language it takes the question for.
    pub language: String,
    /// What of the message is looked up among the Q&As: all of it, and sentences of a long one.
    pub parts: Vec<String>,
    /// Those with misspelt words, as the bot reads them; they are looked up as well.
    #[serde(default)]
    pub read_as: Vec<String>,
    /// The pieces that the encoder reads; none where another model gives the vectors.
    pub tokens: Vec<String>,
    /// That model, as `endpoint/model`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// Content words as stems; alternatives by language joined by `/`.
    pub words: Vec<String>,
    /// What it is about, if the words are small talk and it is on.
    pub small_talk: Option<Topic>,
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
    /// The same for this question: higher, the nearer the best choice is to an answer.
    pub passage_needed: f64,
    /// Why words alone decided: a script that the encoder doesn't know, or a model behind an endpoint that gave no vector.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unembedded: Option<String>,
    /// How it was decided.
    pub outcome: Outcome,
    /// The same in one sentence.
    pub decision: String,
    /// What would change it, most direct first.
    pub changes: Vec<String>,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// A Q&A answers.
    Qa {
        /// Its id.
        id: String,
        /// Whether it has the question word for word.
        exact: bool,
    },
    /// Small talk.
    SmallTalk {
        /// About what.
        topic: Topic,
    },
    /// A passage answers.
    Knowledge {
        /// Its document.
        document: String,
        /// Its position within.
        ordinal: u32,
    },
    /// Choices are offered.
    Choices {
        /// The Q&As.
        ids: Vec<String>,
    },
    /// No answer.
    Miss,
}

/// A Q&A with its score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QaCandidate {
    /// Id.
    pub id: String,
    /// Main phrasing.
    pub question: String,
    /// Its language.
    pub language: String,
    /// 0 to 1.
    pub score: f64,
    /// What the score is made of; for the best ones.
    pub why: Option<Why>,
}

/// A passage with its scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageCandidate {
    /// The document's id.
    pub document: String,
    /// Position within the document.
    pub ordinal: u32,
    /// Title and headings, joined by ` › `.
    pub section: String,
    /// Its text.
    pub text: String,
    /// Rank score.
    pub score: f64,
    /// Share of the question's information in the passage.
    pub passage_coverage: f64,
    /// Share of the question's information in the document.
    pub document_coverage: f64,
    /// Cosine of the encoder's vectors; 0 where the knowledge base has none.
    pub meaning: f64,
    /// What is compared with the threshold, 0 to 1.
    pub confidence: f64,
}

impl Engine {
    /// Explains how a question is answered. Errors: a segment of the index that can't be read.
    pub fn explain(&self, question: &Question) -> Result<Explanation, IndexError> {
        let Understood { read_as, findings, decision } = self.understood(question)?;
        let said = self.small_talk(&question.text, &findings, &decision).filter(|_| read_as.is_none());
        let typed = read_as.is_some().then(|| question.text.clone());
        let question = &Question { text: read_as.unwrap_or_else(|| question.text.clone()), ..question.clone() };
        let outcome = match (&said, &decision) {
            (Some(said), _) => Outcome::SmallTalk { topic: said.topic },
            (None, decision) => self.outcome(&findings, decision),
        };
        let model = &self.model;
        let embeddings = model.embeddings.as_ref();
        let mut explanation = Explanation {
            question: question.text.clone(),
            typed,
            parts: parts::of_message(&question.text).into_iter().map(str::to_owned).collect(),
            read_as: self.readings(&question.text),
            tokens: match embeddings {
                Some(_) => Vec::new(),
                None => Encoder::shared().pieces(&question.text).into_iter().map(str::to_owned).collect(),
            },
            model: embeddings.map(|of| format!("{}/{}", of.model.endpoint, of.model.model)),
            words: findings.words.iter().map(|word| word.stems.join("/")).collect(),
            small_talk: said.map(|said| said.topic),
            qas: self.candidates(question, &findings),
            passages: findings.passages.iter().map(|(hit, confidence)| passage(hit, *confidence)).collect(),
            answer_threshold: from_millionths(model.answer_millionths),
            choice_threshold: from_millionths(model.choice_millionths),
            passage_threshold: from_millionths(model.passage_millionths),
            passage_needed: self.passage_threshold(&self.choices(&findings)),
            unembedded: findings.unembedded.map(|failure| failure.0),
            language: findings.language,
            outcome,
            decision: String::new(),
            changes: Vec::new(),
        };
        explanation.decision = explanation.sentence();
        explanation.changes = explanation.what_would_change();
        Ok(explanation)
    }

    fn outcome(&self, findings: &Findings, decision: &Decision) -> Outcome {
        match decision {
            Decision::Qa(qa, _) => Outcome::Qa { id: self.qas[*qa].id.clone(), exact: findings.exact.is_some() },
            Decision::Choices(choices) => {
                Outcome::Choices { ids: choices.iter().map(|choice| self.qas[choice.qa].id.clone()).collect() }
            }
            Decision::Passage(index, _) => {
                let passage = &findings.passages[*index].0.passage;
                Outcome::Knowledge { document: passage.document.clone(), ordinal: passage.ordinal }
            }
            Decision::Miss(_) => Outcome::Miss,
        }
    }

    fn candidates(&self, question: &Question, findings: &Findings) -> Vec<QaCandidate> {
        let mut matches: Vec<Match> =
            findings.tiers.iter().flatten().filter(|found| Some(found.qa) != findings.exact).copied().collect();
        matches.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.qa.cmp(&right.qa)));
        let exact = findings.exact.map(|qa| Match { qa, score: 1.0 });
        let texts: Vec<&str> = self.qas.iter().flat_map(Qa::phrasings).collect();
        let (asked, _) = self.asked(question);
        let candidate = |(rank, found): (usize, Match)| {
            let qa = &self.qas[found.qa];
            QaCandidate {
                id: qa.id.clone(),
                question: qa.question.clone(),
                language: qa.language.clone(),
                score: found.score,
                why: (rank < APART && Some(found.qa) != findings.exact)
                    .then(|| self.matcher.why(&asked, found.qa, &texts)),
            }
        };
        exact.into_iter().chain(matches).take(SHOWN).enumerate().map(candidate).collect()
    }
}

impl Explanation {
    fn sentence(&self) -> String {
        let best = self.qas.first().map_or(0.0, |best| best.score);
        match &self.outcome {
            Outcome::Qa { id, exact: true } => format!("Q&A `{id}` answers: it has the question word for word"),
            Outcome::Qa { id, exact: false } => {
                let score = self.qas.iter().find(|qa| qa.id == *id).map_or(best, |qa| qa.score);
                format!("Q&A `{id}` answers with {score:.3}, {:.3} are needed", self.answer_threshold)
            }
            Outcome::SmallTalk { topic } => format!("small talk ({}): nothing else is in the words", topic.name()),
            Outcome::Knowledge { document, .. } => {
                format!(
                    "a passage of `{document}` answers with {:.3}, {:.3} are needed",
                    self.best_confidence(),
                    self.passage_needed
                )
            }
            Outcome::Choices { ids } if best >= self.answer_threshold => {
                format!("{} Q&As fit about as well as each other, so the visitor chooses", ids.len())
            }
            Outcome::Choices { ids } => format!(
                "{} offered as choices: the best scores {best:.3}, an answer needs {:.3}",
                crate::base::text::count(ids.len(), "Q&A"),
                self.answer_threshold
            ),
            Outcome::Miss => "no answer: nothing reaches its threshold".to_owned(),
        }
    }

    /// What its owner can do so that the question is answered otherwise.
    fn what_would_change(&self) -> Vec<String> {
        let mut changes = Vec::new();
        let as_variant = |id: &str| match &self.typed {
            None => format!("add the question to the variants of Q&A `{id}`: word for word it always wins"),
            Some(_) => {
                format!("add the question as it was meant to the variants of Q&A `{id}`: word for word it always wins")
            }
        };
        match &self.outcome {
            Outcome::Qa { exact: true, .. } => {
                changes.push("remove this phrasing from the Q&A, or set `active = false`".to_owned());
            }
            Outcome::Qa { id, exact: false } => {
                if let Some(second) = self.qas.iter().find(|qa| qa.id != *id) {
                    changes.push(as_variant(&second.id));
                }
                changes
                    .push("raise answers.strictness: fewer questions are answered without their own words".to_owned());
            }
            Outcome::SmallTalk { .. } => {
                changes.push("write a Q&A with this phrasing: your own always wins".to_owned());
                changes.push("set features.small_talk = false".to_owned());
            }
            Outcome::Knowledge { .. } => {
                changes.push(match self.likely_qa() {
                    Some(best) => as_variant(&best.id),
                    None => "write a Q&A with this question: word for word it always wins".to_owned(),
                });
                changes.push(format!("set answers.minimum_score above {}", percent(self.best_confidence())));
            }
            Outcome::Choices { ids } => {
                changes.extend(ids.iter().take(2).map(|id| as_variant(id)));
                changes.push("set answers.choices = 0, and the bot never offers choices".to_owned());
            }
            Outcome::Miss => self.what_would_answer(&mut changes, as_variant),
        }
        changes
    }

    fn what_would_answer(&self, changes: &mut Vec<String>, as_variant: impl Fn(&str) -> String) {
        match self.likely_qa() {
            Some(best) => changes.push(format!(
                "{} (it scores {:.3}; choices need {:.3}, an answer {:.3})",
                as_variant(&best.id),
                best.score,
                self.choice_threshold,
                self.answer_threshold
            )),
            None => changes.push("write a Q&A with this question".to_owned()),
        }
        match self.passages.first() {
            Some(_) => {
                let most = self.passages.iter().max_by(|one, two| one.confidence.total_cmp(&two.confidence));
                let document = most.map_or("", |passage| passage.document.as_str());
                changes.push(format!(
                    "write the answer into `{document}` in the words of the question ({:.3} of {:.3} needed)",
                    self.best_confidence(),
                    self.passage_needed
                ));
                if self.best_confidence() >= 0.01 {
                    changes.push(format!(
                        "set answers.minimum_score = {}: that passage answers then, and others like it",
                        percent(self.best_confidence())
                    ));
                }
            }
            None => changes.push("add a document that answers it to knowledge/".to_owned()),
        }
    }

    /// The best Q&A, unless it has little to do with the question.
    fn likely_qa(&self) -> Option<&QaCandidate> {
        self.qas.first().filter(|best| best.score >= LIKELY * self.choice_threshold)
    }

    fn best_confidence(&self) -> f64 {
        self.passages.iter().map(|passage| passage.confidence).fold(0.0, f64::max)
    }
}

/// Whole percent, rounded down: as a least score it lets the value pass.
fn percent(share: f64) -> u32 {
    (share * 100.0).floor() as u32
}

fn passage(hit: &crate::answer::index::Hit, confidence: f64) -> PassageCandidate {
    let section: Vec<&str> =
        std::iter::once(&hit.passage.title).chain(&hit.passage.headings).map(String::as_str).collect();
    PassageCandidate {
        document: hit.passage.document.clone(),
        ordinal: hit.passage.ordinal,
        section: section.join(" › "),
        text: hit.passage.text.clone(),
        score: hit.score,
        passage_coverage: hit.passage_coverage,
        document_coverage: hit.document_coverage,
        meaning: hit.cosine,
        confidence,
    }
}
