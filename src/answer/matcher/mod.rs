//! A question → the Q&As: kernel ridge regression over every phrasing, and the words of the answers where phrasings are few.

mod codes;
mod features;
mod fitted;
mod nearest;
mod phrasings;
mod ridge;
mod space;
mod spelling;
mod tiles;
mod trials;
mod why;

use std::collections::{BTreeMap, HashMap};

use crate::answer::analysis;
use crate::answer::embedding::Centre;
use crate::answer::encoder::{Encoder, QuantisedVector};
use crate::answer::release::Qa;
use codes::Codes;
use fitted::Fitted;
use nearest::Nearest;
use phrasings::Phrasings;
use ridge::{LeftOut, Ridge};
use space::Space;
use spelling::Spelling;

pub use fitted::MatcherError;
pub use phrasings::Asked;
pub use trials::{Trial, Trials};
pub use why::{Likeness, Why};

/// How much the words of an answer raise the score of a Q&A with few phrasings.
const ANSWER_SHARE: f32 = 0.3;
/// With this many variants, the answer's text adds noise.
const FEW_PHRASINGS: usize = 2;
/// More phrasings than this are not fitted together: memory grows with the square, time with the cube.
const MOST_FITTED: usize = 4_096;
/// Weights of a fit, phrasings times Q&As, that a bundle may hold: 8 MB.
const MOST_WEIGHTS: usize = 1 << 22;
/// Only a phrasing of the owner's, word for word, is certain.
const MOST_SCORE: f32 = 0.999_999;

/// A Q&A with its similarity to a question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match {
    /// Index of the Q&A.
    pub qa: usize,
    /// Below 1; around 0 where nothing speaks for it.
    pub score: f64,
}

/// The Q&As of a release, ready to be matched. Pure arithmetic in a fixed order: the same scores on every machine.
#[derive(Debug)]
pub struct Matcher {
    phrasings: Phrasings,
    /// Instead of weights, where there are too many phrasings for them.
    nearest: Option<Nearest>,
    fitted: Fitted,
    answers: Option<Space>,
    /// The Q&A of each phrasing.
    owners: Vec<u32>,
    classes: usize,
    /// The Q&A of each vector of `answers`.
    answer_owners: Vec<u32>,
    exact: BTreeMap<String, Vec<u32>>,
    spelling: Spelling,
}

impl Matcher {
    /// Fits Q&As; `vectors` are those of all phrasings in order, taken relative to `centre` if they aren't the encoder's. Also returns what
    /// leaving phrasings out showed.
    pub fn fit(qas: &[Qa], vectors: Vec<QuantisedVector>, centre: Option<&Centre>) -> (Self, Trials) {
        let texts: Vec<&str> = qas.iter().flat_map(Qa::phrasings).collect();
        let fitted = Fitted { vectors, weights: Vec::new(), classes: qas.len() };
        let mut matcher = Self::build(qas, &texts, fitted, centre);
        let is_fitted = texts.len() <= MOST_FITTED && texts.len() * qas.len() <= MOST_WEIGHTS && !texts.is_empty();
        if !is_fitted {
            let trials = Trials::sampled(&matcher, qas, &texts);
            return (matcher, trials);
        }
        let ridge = Ridge::fit(&matcher.owners, qas.len(), |index, out| {
            let alike = matcher.phrasings.alike(texts[index], &matcher.phrasings.vectors()[index]);
            out.copy_from_slice(&alike[..out.len()]);
        });
        let left_out = LeftOut::of(&ridge, &matcher.owners, qas.len());
        let trials = Trials::exact(&matcher, qas, &texts, left_out);
        matcher.fitted.weights = Fitted::steps(&ridge.weights);
        matcher.nearest = None;
        (matcher, trials)
    }

    /// The matcher of Q&As that were fitted before. Errors: bytes of another format, or of other Q&As.
    pub fn load(qas: &[Qa], bytes: &[u8], centre: Option<&Centre>) -> Result<Self, MatcherError> {
        let texts: Vec<&str> = qas.iter().flat_map(Qa::phrasings).collect();
        Ok(Self::build(qas, &texts, Fitted::of(qas, bytes)?, centre))
    }

    /// The fit as [`Matcher::load`] takes it.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.fitted.to_bytes()
    }

    fn build(qas: &[Qa], texts: &[&str], fitted: Fitted, centre: Option<&Centre>) -> Self {
        let mut owners = Vec::with_capacity(texts.len());
        let mut answers = Vec::new();
        let mut answer_owners = Vec::new();
        let mut exact: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (index, qa) in (0_u32..).zip(qas) {
            for phrasing in qa.phrasings() {
                owners.push(index);
                let same = exact.entry(analysis::canonical_question(phrasing)).or_default();
                if same.last() != Some(&index) {
                    same.push(index);
                }
            }
            if qa.variants.len() < FEW_PHRASINGS {
                answers.push(features::answer_characters(&format!("{} {}", qa.question, qa.answer)));
                answer_owners.push(index);
            }
        }
        exact.remove("");
        let spelling = Spelling::new(qas);
        let codes = Codes::new(texts, &owners, qas.len(), &spelling.languages());
        let vectors = match centre {
            Some(centre) => fitted.vectors.iter().map(|vector| centre.of_vector(vector)).collect(),
            None => fitted.vectors.clone(),
        };
        let phrasings = Phrasings::new(texts, codes, vectors);
        let nearest = fitted.weights.is_empty().then(|| Nearest::new(texts, &phrasings));
        let answers = (!answers.is_empty()).then(|| Space::new(&answers));
        Self { phrasings, nearest, fitted, answers, owners, classes: qas.len(), answer_owners, exact, spelling }
    }

    /// The text with words that the bot doesn't know read as the nearest of its own; none if that changes nothing.
    pub fn read(&self, text: &str) -> Option<String> {
        self.spelling.read(text)
    }

    /// The Q&As of which this is a phrasing, but for case, punctuation and diacritics.
    pub fn exact(&self, question: &str) -> &[u32] {
        self.exact.get(&analysis::canonical_question(question)).map_or(&[], Vec::as_slice)
    }

    /// All Q&As for which something speaks, best first, ties by position. With several texts the best of each Q&A counts.
    pub fn rank(&self, asked: &[Asked]) -> Vec<Match> {
        let mut best = vec![0.0_f32; self.classes];
        for one in asked {
            let alike = self.phrasings.alike(&one.text, &one.vector);
            let mut scores = match &self.nearest {
                Some(nearest) => nearest.scores(&self.phrasings, &self.owners, self.classes, &alike, |_| true),
                None => self.fitted.scores(&alike),
            };
            self.add_answers(&mut scores, &one.text, None);
            self.phrasings.weigh_codes(&one.text, &mut scores);
            best.iter_mut().zip(scores).for_each(|(best, score)| *best = best.max(score));
        }
        ranked(&best)
    }

    /// Adds what the answers' own words say, but for the answer of `without`.
    fn add_answers(&self, scores: &mut [f32], text: &str, without: Option<u32>) {
        let Some(answers) = &self.answers else { return };
        let similarities = answers.similarities(&features::answer_characters(text));
        for (owner, similarity) in self.answer_owners.iter().zip(similarities) {
            if without != Some(*owner) {
                scores[*owner as usize] += ANSWER_SHARE * similarity;
            }
        }
    }
}

/// Vectors by phrasing.
pub type KnownVectors = HashMap<String, QuantisedVector>;

/// The vectors of all phrasings in order: those that are known, and the others encoded, spread over the processors.
pub fn vectors(qas: &[Qa], known: &KnownVectors) -> Vec<QuantisedVector> {
    let texts: Vec<&str> = qas.iter().flat_map(Qa::phrasings).collect();
    tiles::parallel(texts.len(), |index| match known.get(texts[index]) {
        Some(vector) => vector.clone(),
        None => Encoder::shared().encode(texts[index]).quantised(),
    })
}

/// The vectors that an earlier fit of `qas` holds. Errors: bytes of another format, or of other Q&As.
pub fn known_vectors(qas: &[Qa], bytes: &[u8]) -> Result<KnownVectors, MatcherError> {
    let fitted = Fitted::of(qas, bytes)?;
    Ok(qas.iter().flat_map(Qa::phrasings).map(str::to_owned).zip(fitted.vectors).collect())
}

fn ranked(scores: &[f32]) -> Vec<Match> {
    let positive = scores.iter().enumerate().filter(|(_, score)| **score > 0.0);
    let mut matches: Vec<Match> =
        positive.map(|(qa, score)| Match { qa, score: f64::from(score.min(MOST_SCORE)) }).collect();
    matches.sort_by(|left, right| right.score.total_cmp(&left.score).then(left.qa.cmp(&right.qa)));
    matches
}
