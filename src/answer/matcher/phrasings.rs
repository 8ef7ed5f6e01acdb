//! All phrasings of a release, and the kernel: how alike a question is to each.
//!
//! The kernel is cos(encoder)^2.5 + 0.5·cos(character n-grams)^1.5 + 0.2·cos(words and pairs), times a factor below 1 where
//! known numbers and codes, or a denial, stand in one of the two alone. Powers and weights were chosen on four public sets of
//! questions; around them the figures are flat.

use crate::answer::encoder::QuantisedVector;
use crate::answer::matcher::codes::Codes;
use crate::answer::matcher::features;
use crate::answer::matcher::space::{Space, Weighed};

const CHARACTER_WEIGHT: f32 = 0.5;
const WORD_WEIGHT: f32 = 0.2;
/// "plan 2" is not "plan 3": the encoder hardly tells them apart.
const OTHER_CODES: f32 = 0.6;
const OTHER_SENSE: f32 = 0.9;

/// A text that is asked, with its vector.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The text.
    pub text: String,
    /// What the encoder makes of it.
    pub vector: QuantisedVector,
}

/// The phrasings of a release in order.
#[derive(Debug)]
pub(super) struct Phrasings {
    vectors: Vec<QuantisedVector>,
    characters: Space,
    words: Space,
    /// Codes of each phrasing that tell it from others.
    named: Vec<Vec<u64>>,
    codes: Codes,
    negated: Vec<bool>,
}

/// A phrasing's sparse features, for kernels among few phrasings.
pub(super) struct Features {
    characters: Weighed,
    words: Weighed,
}

impl Phrasings {
    /// `texts` and `vectors` in the same order, and the codes among the texts.
    pub(super) fn new(texts: &[&str], codes: Codes, vectors: Vec<QuantisedVector>) -> Self {
        Self {
            vectors,
            characters: Space::new(&texts.iter().map(|text| features::characters(text)).collect::<Vec<_>>()),
            words: Space::new(&texts.iter().map(|text| features::words(text)).collect::<Vec<_>>()),
            named: texts.iter().map(|text| codes.named(text).codes).collect(),
            codes,
            negated: texts.iter().map(|text| features::is_negated(text)).collect(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.vectors.len()
    }

    pub(super) fn vectors(&self) -> &[QuantisedVector] {
        &self.vectors
    }

    /// The kernel of a text with each phrasing; 1.7 for the same text.
    pub(super) fn alike(&self, text: &str, vector: &QuantisedVector) -> Vec<f32> {
        let characters = self.characters.similarities(&features::characters(text));
        let words = self.words.similarities(&features::words(text));
        let named = self.codes.named(text);
        let negated = features::is_negated(text);
        (0..self.len())
            .map(|index| {
                let value = combine(vector.cosine(&self.vectors[index]), characters[index], words[index]);
                value * self.factor(index, &named.codes, negated)
            })
            .collect()
    }

    /// What makes a text alike to a phrasing: the cosines of meaning, characters and words, whether codes differ, whether one denies.
    pub(super) fn parts(&self, asked: &Asked, index: usize) -> ([f32; 3], bool, bool) {
        let cosines = [
            asked.vector.cosine(&self.vectors[index]),
            self.characters.similarities(&features::characters(&asked.text))[index],
            self.words.similarities(&features::words(&asked.text))[index],
        ];
        let other_codes = self.named[index] != self.codes.named(&asked.text).codes;
        (cosines, other_codes, self.negated[index] != features::is_negated(&asked.text))
    }

    /// Weighs the scores of the Q&As by the numbers and codes that a text names.
    pub(super) fn weigh_codes(&self, text: &str, scores: &mut [f32]) {
        self.codes.weigh(&self.codes.named(text), scores);
    }

    fn factor(&self, index: usize, named: &[u64], negated: bool) -> f32 {
        let by_codes = if self.named[index] == named { 1.0 } else { OTHER_CODES };
        let by_sense = if self.negated[index] == negated { 1.0 } else { OTHER_SENSE };
        by_codes * by_sense
    }

    /// The sparse features of a text.
    pub(super) fn features(&self, text: &str) -> Features {
        Features {
            characters: self.characters.weigh(&features::characters(text)),
            words: self.words.weigh(&features::words(text)),
        }
    }

    /// The kernels among some phrasings, whose features are given: row by row, the lower triangle only.
    pub(super) fn among(&self, chosen: &[usize], features: &[&Features]) -> Vec<Vec<f32>> {
        let mut characters = vec![0.0; self.characters.features()];
        let mut words = vec![0.0; self.words.features()];
        let mut rows = Vec::with_capacity(chosen.len());
        for (at, row) in chosen.iter().enumerate() {
            spread(&features[at].characters, &mut characters, true);
            spread(&features[at].words, &mut words, true);
            let values = chosen[..=at].iter().zip(features).map(|(column, other)| {
                let cosine = self.vectors[*row].cosine(&self.vectors[*column]);
                combine(cosine, dot(&other.characters, &characters), dot(&other.words, &words))
                    * self.factor(*column, &self.named[*row], self.negated[*row])
            });
            rows.push(values.collect());
            spread(&features[at].characters, &mut characters, false);
            spread(&features[at].words, &mut words, false);
        }
        rows
    }
}

/// Writes a sparse vector into a dense one, or takes it out again.
fn spread(sparse: &Weighed, dense: &mut [f32], is_in: bool) {
    sparse.iter().for_each(|(feature, weight)| dense[*feature as usize] = if is_in { *weight } else { 0.0 });
}

fn dot(sparse: &Weighed, dense: &[f32]) -> f32 {
    sparse.iter().map(|(feature, weight)| weight * dense[*feature as usize]).sum()
}

fn combine(cosine: f32, characters: f32, words: f32) -> f32 {
    let (cosine, characters) = (cosine.max(0.0), characters.max(0.0));
    cosine * cosine * cosine.sqrt() + CHARACTER_WEIGHT * characters * characters.sqrt() + WORD_WEIGHT * words
}
