//! What a message means after the turn before: a choice that is picked, a correction, or a question that goes on from another.
//!
//! A function of the release, the message and the turn before alone: nothing is kept in the process. A message that stands alone is never
//! changed by what was said before; one that may not is read in several ways, and a reading counts only where its answer holds what the
//! message says and something of the question before.

mod fragment;
mod pick;
mod words;

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::answer::analysis::{self, Keep};
use crate::answer::conversation::fragment::{Fragment, telling_stems};
use crate::answer::embedding::Embedded;
use crate::answer::engine::{Decision, Engine, Findings};
use crate::answer::index::IndexError;
use crate::answer::language;
use crate::answer::question::{Before, Question};

/// Stems that begin alike up to here are one word in two forms.
const COMMON_START: usize = 5;

/// What a message was taken for.
#[derive(Debug)]
pub(super) enum Heard {
    /// The pick of a Q&A among those that were offered.
    Picked(usize),
    /// A question.
    Asked(Box<Understood>),
}

/// A question as it was understood.
#[derive(Debug)]
pub(super) struct Understood {
    /// Its words, where they aren't those of the message.
    pub(super) read_as: Option<String>,
    pub(super) findings: Findings,
    pub(super) decision: Decision,
}

impl Engine {
    /// What a conversation of these messages leaves for the next one; each says what `question` says but for its text.
    ///
    /// Errors: a segment of the index that can't be read any more.
    pub fn after(&self, earlier: &[String], question: &Question) -> Result<Option<Before>, IndexError> {
        let mut before = None;
        for text in earlier {
            let message = Question { text: text.clone(), choice: None, before: before.clone(), ..question.clone() };
            before = Before::after(before, text, &self.answer(&message)?);
        }
        Ok(before)
    }

    /// Takes a message for what it is after the turn before. Errors: a segment of the index that can't be read any more.
    pub(super) fn heard(&self, question: &Question) -> Result<Heard, IndexError> {
        let Some(before) = &question.before else { return Ok(asked(self.read(question, None)?)) };
        // The visitor's last language stands before the page's.
        let languages = &self.model().languages;
        let spoken = language::of_question(&before.question, question.language.as_deref(), languages);
        let question = &Question { language: Some(spoken), before: None, ..question.clone() };
        let language = language::of_question(&question.text, question.language.as_deref(), languages);
        let fragment = Fragment::of(&question.text, &language);
        let picked = pick::picked(
            if fragment.is_correction { fragment.text } else { &question.text },
            &language,
            &before.choices,
        );
        if let Some(index) = picked.and_then(|choice| self.qas().iter().position(|qa| qa.id == choice.id)) {
            return Ok(Heard::Picked(index));
        }
        let question =
            &Question { embedded: self.embedded_readings(question, before, &fragment, &language), ..question.clone() };
        let own_words = fragment.is_correction.then(|| fragment.text.to_owned());
        let alone = self.read(question, own_words)?;
        if alone.findings.exact.is_some() || !fragment.is_elliptic() || self.is_small_talk(question, &alone) {
            return Ok(asked(alone));
        }
        self.read_with(question, before, &fragment, alone)
    }

    /// The vectors of all readings that the message may have, where a model behind an endpoint gives them.
    fn embedded_readings(
        &self,
        question: &Question,
        before: &Before,
        fragment: &Fragment<'_>,
        language: &str,
    ) -> Option<Arc<Embedded>> {
        let mut readings = vec![if fragment.is_correction { fragment.text.to_owned() } else { question.text.clone() }];
        if fragment.is_elliptic() {
            readings.extend(fragment.readings(&before.question, language));
            readings.push(before.question.clone());
        }
        self.embedded(question, &readings)
    }

    /// The best reading with the question before, or the message alone.
    fn read_with(
        &self,
        question: &Question,
        before: &Before,
        fragment: &Fragment<'_>,
        alone: Understood,
    ) -> Result<Heard, IndexError> {
        let language = &alone.findings.language;
        let is_sure = matches!(alone.decision, Decision::Qa(..)) && !fragment.is_correction;
        if is_sure && fragment.stems.len() > 1 {
            return Ok(asked(alone));
        }
        let earlier: Vec<String> = telling_stems(&before.question, language)
            .into_iter()
            .filter(|stem| !fragment.stems.contains(stem))
            .collect();
        let mut best: Option<(Rank, Understood)> = None;
        for reading in fragment.readings(&before.question, language) {
            let mut read = self.read(question, Some(reading))?;
            let Some(rank) = self.rank(&mut read, &fragment.stems, &earlier) else { continue };
            if best.as_ref().is_none_or(|(most, _)| rank.is_above(most)) {
                best = Some((rank, read));
            }
        }
        if best.is_none() && fragment.is_tied && !fragment.is_correction && !fragment.stems.is_empty() {
            // The answer before may have said it already.
            let mut read = self.read(question, Some(before.question.clone()))?;
            best = self.rank(&mut read, &fragment.stems, &earlier).map(|rank| (rank, read));
        }
        Ok(asked(best.map_or(alone, |(_, read)| read)))
    }

    /// How well a reading answers: not at all unless its answer holds all that the message says and something of the question before.
    /// Of several Q&As that fit alike, the only one that does is the answer.
    fn rank(&self, read: &mut Understood, said: &[String], earlier: &[String]) -> Option<Rank> {
        let holds = |text: &str, language: &str| {
            let stems: BTreeSet<String> = analysis::stems(text, language, Keep::All).into_iter().collect();
            let holds = |stem: &String| stems.contains(stem) || stems.iter().any(|other| are_alike(stem, other));
            said.iter().all(holds) && (earlier.is_empty() || earlier.iter().any(holds))
        };
        let qa_holds = |index: usize| {
            let qa = &self.qas()[index];
            let text: Vec<&str> =
                [&qa.question, &qa.answer].into_iter().chain(&qa.variants).map(String::as_str).collect();
            holds(&text.join("\n"), &qa.language)
        };
        match &read.decision {
            Decision::Qa(index, score) => qa_holds(*index).then_some(Rank { is_qa: true, score: *score }),
            Decision::Choices(choices) => {
                let mut holding = choices.iter().filter(|choice| qa_holds(choice.qa));
                let only = holding.next().filter(|_| holding.next().is_none())?;
                let (qa, score) = (only.qa, only.score);
                read.decision = Decision::Qa(qa, score);
                Some(Rank { is_qa: true, score })
            }
            Decision::Passage(index, score) => {
                let passage = &read.findings.passages[*index].0.passage;
                let text: Vec<&str> =
                    [&passage.title, &passage.text].into_iter().chain(&passage.headings).map(String::as_str).collect();
                holds(&text.join("\n"), &passage.language).then_some(Rank { is_qa: false, score: *score })
            }
            Decision::Miss(_) => None,
        }
    }

    /// A message as a question: one that picks a choice is that choice's.
    ///
    /// Errors: a segment of the index that can't be read any more.
    pub(super) fn understood(&self, question: &Question) -> Result<Understood, IndexError> {
        match self.heard(question)? {
            Heard::Asked(understood) => Ok(*understood),
            Heard::Picked(index) => self.read(question, Some(self.qas()[index].question.clone())),
        }
    }

    fn read(&self, question: &Question, read_as: Option<String>) -> Result<Understood, IndexError> {
        let findings = match &read_as {
            Some(text) => self.find(&Question { text: text.clone(), ..question.clone() })?,
            None => self.find(question)?,
        };
        let decision = self.decide(&findings);
        Ok(Understood { read_as, findings, decision })
    }

    fn is_small_talk(&self, question: &Question, read: &Understood) -> bool {
        self.small_talk(&question.text, &read.findings, &read.decision).is_some()
    }
}

/// How well a reading answers: a Q&A before a passage, then by its score.
struct Rank {
    is_qa: bool,
    score: f64,
}

impl Rank {
    fn is_above(&self, other: &Rank) -> bool {
        self.is_qa.cmp(&other.is_qa).then(self.score.total_cmp(&other.score)).is_gt()
    }
}

fn asked(understood: Understood) -> Heard {
    Heard::Asked(Box::new(understood))
}

/// `reserv` and `reservation` are, `room` and `roof` are not.
fn are_alike(one: &str, other: &str) -> bool {
    let common = one.chars().zip(other.chars()).take_while(|(left, right)| left == right).count();
    common >= COMMON_START
}
