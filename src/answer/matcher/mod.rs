//! A question → the Q&As, by every phrasing: word stems and character n-grams, both tf-idf.

mod features;
mod space;

use std::collections::BTreeMap;

use crate::answer::analysis;
use crate::answer::release::Qa;
use space::{Space, SpaceBuilder};

/// Weight of words against character n-grams in a phrasing's similarity.
const WORD_SHARE: f64 = 0.4;
/// How much further phrasings that are near as well raise the best one's score.
const COMPANY_SHARE: f64 = 0.9;
/// How much the words of an answer raise the score of a Q&A with few phrasings.
const ANSWER_SHARE: f64 = 0.3;
/// With more phrasings than this, the answer's text adds noise.
const FEW_PHRASINGS: usize = 2;

/// A Q&A with its similarity to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Index of the Q&A.
    pub qa: usize,
    /// 0 to 1; 1 only for the same question.
    pub score: f64,
}

/// The Q&As of a release, ready to be matched. Pure arithmetic in a fixed order: the same scores on every machine.
#[derive(Debug)]
pub struct Matcher {
    phrasings: Space,
    answers: Option<Space>,
    /// The Q&A of each phrasing.
    owner: Vec<u32>,
    /// Phrasings of each Q&A.
    counts: Vec<u32>,
    /// The Q&A of each vector of `answers`.
    answer_owner: Vec<u32>,
    exact: BTreeMap<String, Vec<u32>>,
}

impl Matcher {
    /// Learns all phrasings. `qas` keeps its order: matches name positions in it.
    pub fn new(qas: &[Qa]) -> Self {
        let mut phrasings = SpaceBuilder::default();
        let mut answers = SpaceBuilder::default();
        let (mut owner, mut counts, mut answer_owner) = (Vec::new(), Vec::new(), Vec::new());
        let mut exact: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (index, qa) in (0_u32..).zip(qas) {
            for phrasing in qa.phrasings() {
                phrasings.add(&features::of_phrasing(phrasing, &qa.language, WORD_SHARE));
                owner.push(index);
                let same = exact.entry(analysis::canonical_question(phrasing)).or_default();
                if same.last() != Some(&index) {
                    same.push(index);
                }
            }
            counts.push(u32::try_from(qa.variants.len() + 1).unwrap_or(u32::MAX));
            if qa.variants.len() < FEW_PHRASINGS {
                answers.add(&features::of_answer(&qa.question, &qa.answer, &qa.language));
                answer_owner.push(index);
            }
        }
        exact.remove("");
        let answers = (!answer_owner.is_empty()).then(|| answers.build());
        Self { phrasings: phrasings.build(), answers, owner, counts, answer_owner, exact }
    }

    /// The Q&As of which this is a phrasing, but for case, punctuation and diacritics.
    pub fn exact(&self, question: &str) -> &[u32] {
        self.exact.get(&analysis::canonical_question(question)).map_or(&[], Vec::as_slice)
    }

    /// All Q&As that share something with the question, best first, ties by position.
    pub fn rank(&self, question: &str, language: &str) -> Vec<Match> {
        self.rank_without(question, language, None)
    }

    /// As [`Matcher::rank`], as if the phrasing at this position (over all Q&As) had never been learnt.
    pub fn rank_without(&self, question: &str, language: &str, without: Option<usize>) -> Vec<Match> {
        let query = features::of_phrasing(question, language, WORD_SHARE);
        let mut similar = self.phrasings.similarities(&query);
        if let Some(similarity) = without.and_then(|phrasing| similar.get_mut(phrasing)) {
            *similarity = 0.0;
        }
        let mut scores = self.by_qa(&similar);
        if let Some(answers) = &self.answers {
            let query = features::of_words(question, language);
            let left_out = without.and_then(|phrasing| self.owner.get(phrasing));
            for (owner, similarity) in self.answer_owner.iter().zip(answers.similarities(&query)) {
                if left_out != Some(owner) {
                    let score = &mut scores[*owner as usize];
                    *score += ANSWER_SHARE * similarity * (1.0 - *score);
                }
            }
        }
        let mut matches: Vec<Match> = scores
            .into_iter()
            .enumerate()
            .filter(|(_, score)| *score > 0.0)
            .map(|(qa, score)| Match { qa, score: score.min(0.999_999) })
            .collect();
        matches.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.qa.cmp(&right.qa)));
        matches
    }

    /// The phrasings in order, with the Q&A of each.
    pub fn owners(&self) -> &[u32] {
        &self.owner
    }

    /// The best phrasing of each Q&A, raised by the next two.
    fn by_qa(&self, similar: &[f64]) -> Vec<f64> {
        let mut best = vec![[0.0_f64; 3]; self.counts.len()];
        for (owner, similarity) in self.owner.iter().zip(similar) {
            let [first, second, third] = &mut best[*owner as usize];
            if *similarity > *first {
                (*first, *second, *third) = (*similarity, *first, *second);
            } else if *similarity > *second {
                (*second, *third) = (*similarity, *second);
            } else if *similarity > *third {
                *third = *similarity;
            }
        }
        best.into_iter()
            .map(|[first, second, third]| first + COMPANY_SHARE * (second + third) / 2.0 * (1.0 - first))
            .collect()
    }
}
