//! A decision → the reply: the answer's words, where they come from, and what may be chosen.

use std::collections::BTreeMap;

use crate::answer::arithmetic::from_millionths;
use crate::answer::engine::{Decision, Engine, Findings};
use crate::answer::extract;
use crate::answer::passage::Passage;
use crate::answer::question::{Choice, Reply, ReplyKind, Source};
use crate::answer::release::Qa;
use crate::answer::small_talk::Said;

/// A second document is cited if it holds this share of what the first leaves unsaid.
const SECOND_SHARE: f64 = 0.5;
/// Passages that an answer may be written from.
const MOST_EVIDENCE: usize = 4;

impl Findings {
    /// What each stem of the question tells.
    fn stems(&self) -> BTreeMap<String, f64> {
        let words = self.words.iter().zip(&self.information);
        words.flat_map(|(word, information)| word.stems.iter().map(|stem| (stem.clone(), *information))).collect()
    }
}

impl Engine {
    pub(super) fn reply(&self, findings: &Findings, decision: Decision) -> Reply {
        let empty = |kind, score| Reply {
            kind,
            text: String::new(),
            language: findings.language.clone(),
            qa_id: None,
            sources: Vec::new(),
            passages: Vec::new(),
            choices: Vec::new(),
            topic: None,
            read_as: None,
            unembedded: None,
            score,
        };
        match decision {
            Decision::Qa(qa, score) => self.qa_reply(qa, score),
            Decision::Miss(score) => empty(ReplyKind::Miss, score),
            Decision::Choices(choices) => {
                let score = choices.first().map_or(0.0, |best| best.score);
                let choices = choices.iter().map(|found| self.choice(found.qa)).collect();
                Reply { choices, ..empty(ReplyKind::Choices, score) }
            }
            Decision::Passage(index, score) => {
                let (text, sources) = self.extract(findings, index);
                let language = findings.passages[index].0.passage.language.clone();
                let passages = self.evidence(findings, index);
                Reply { text, language, sources, passages, ..empty(ReplyKind::Knowledge, score) }
            }
        }
    }

    /// The reply out of a passage, and of a second document that holds what the first says nothing of.
    fn extract(&self, findings: &Findings, index: usize) -> (String, Vec<Source>) {
        let first = &findings.passages[index].0.passage;
        let stems = findings.stems();
        let mut text = extract::reply(first, &stems);
        let mut sources = vec![Source::from(first)];
        let missing = extract::without(first, stems);
        let threshold = from_millionths(self.model.passage_millionths);
        let second = findings.passages.iter().find(|(hit, confidence)| {
            hit.passage.document != first.document
                && *confidence >= threshold
                && extract::share(&hit.passage, &missing) >= SECOND_SHARE
        });
        if let Some((hit, _)) = second {
            text.push_str("\n\n");
            text.push_str(&extract::reply(&hit.passage, &missing));
            sources.push(Source::from(&hit.passage));
        }
        (text, sources)
    }

    /// The passage that answers, and the others of its language that would have, best first.
    fn evidence(&self, findings: &Findings, index: usize) -> Vec<Passage> {
        let threshold = from_millionths(self.model.passage_millionths);
        let others = findings.passages.iter().enumerate().filter(|(at, (_, sure))| *at != index && *sure >= threshold);
        let Some((first, _)) = findings.passages.get(index) else { return Vec::new() };
        let passages = std::iter::once(&first.passage).chain(others.map(|(_, (hit, _))| &hit.passage));
        passages.filter(|passage| passage.language == first.passage.language).take(MOST_EVIDENCE).cloned().collect()
    }

    fn choice(&self, index: usize) -> Choice {
        let qa = &self.qas[index];
        Choice { id: qa.id.clone(), question: qa.question.clone() }
    }

    pub(super) fn qa_reply(&self, index: usize, score: f64) -> Reply {
        let qa = &self.qas[index];
        Reply {
            kind: ReplyKind::Qa,
            text: with_links(qa),
            language: qa.language.clone(),
            qa_id: Some(qa.id.clone()),
            sources: Vec::new(),
            passages: Vec::new(),
            choices: Vec::new(),
            topic: None,
            read_as: None,
            unembedded: None,
            score,
        }
    }
}

pub(super) fn small_talk_reply(said: &Said<'_>) -> Reply {
    Reply {
        kind: ReplyKind::SmallTalk,
        text: said.answer.to_owned(),
        language: said.language.to_owned(),
        qa_id: None,
        sources: Vec::new(),
        passages: Vec::new(),
        choices: Vec::new(),
        topic: Some(said.topic),
        read_as: None,
        unembedded: None,
        score: 1.0,
    }
}

/// The answer, with those links below it that it doesn't mention itself.
fn with_links(qa: &Qa) -> String {
    let mut text = qa.answer.trim_end().to_owned();
    let mut first = true;
    for link in qa.links.iter().filter(|link| !qa.answer.contains(link.as_str())) {
        text.push_str(if first { "\n\n" } else { "\n" });
        text.push_str(&format!("- <{link}>"));
        first = false;
    }
    text
}
