//! Why a Q&A scores as it does: the phrasings that speak for it or against it, and what makes the question alike to each.

use serde::{Deserialize, Serialize};

use crate::answer::matcher::features;
use crate::answer::matcher::{ANSWER_SHARE, Asked, Matcher};

/// Phrasings that are told of.
const TOLD: usize = 3;

/// What a score is made of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Why {
    /// The part of the message that scores most.
    pub asked: String,
    /// The phrasings that matter most, of other Q&As too: those speak against this one.
    pub phrasings: Vec<Likeness>,
    /// What the words of the answer add, where there are few phrasings.
    pub by_answer: f64,
}

/// How alike the question is to a phrasing, and what that does to the score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// The phrasing.
    pub phrasing: String,
    /// Whether it is this Q&A's own.
    pub is_own: bool,
    /// Cosine of the encoder's vectors.
    pub meaning: f64,
    /// Cosine of character n-grams.
    pub characters: f64,
    /// Cosine of words and pairs of words.
    pub words: f64,
    /// Numbers or codes that tell Q&As apart stand in one of the two alone.
    pub other_codes: bool,
    /// One of the two denies.
    pub other_sense: bool,
    /// What it adds to the score; none where so many phrasings are fitted anew for each question.
    pub adds: Option<f64>,
}

impl Matcher {
    /// Takes the score of the Q&A at `qa` apart. `texts` are all phrasings in the order of the Q&As.
    pub fn why(&self, asked: &[Asked], qa: usize, texts: &[&str]) -> Why {
        let scored = asked.iter().map(|one| (self.score_of(one, qa), one));
        let best = scored.max_by(|left, right| left.0.total_cmp(&right.0)).map(|(_, one)| one);
        let Some(one) = best else { return Why { asked: String::new(), phrasings: Vec::new(), by_answer: 0.0 } };
        let alike = self.phrasings.alike(&one.text, &one.vector);
        let adds = |index: usize| self.fitted.weight(index, qa).map(|weight| f64::from(weight * alike[index]));
        let is_own = |index: usize| self.owners[index] as usize == qa;
        // By what each does to the score; without weights, the likest of its own.
        let strength = |index: usize| match adds(index) {
            Some(adds) => adds.abs(),
            None => f64::from(alike[index]) + if is_own(index) { 10.0 } else { 0.0 },
        };
        let mut order: Vec<usize> = (0..alike.len()).collect();
        order.sort_by(|left, right| strength(*right).total_cmp(&strength(*left)).then(left.cmp(right)));
        let told = order.into_iter().take(TOLD).map(|index| {
            let ([meaning, characters, words], other_codes, other_sense) = self.phrasings.parts(one, index);
            Likeness {
                phrasing: texts.get(index).copied().unwrap_or_default().to_owned(),
                is_own: is_own(index),
                meaning: f64::from(meaning),
                characters: f64::from(characters),
                words: f64::from(words),
                other_codes,
                other_sense,
                adds: adds(index),
            }
        });
        Why { asked: one.text.clone(), phrasings: told.collect(), by_answer: f64::from(self.by_answer(one, qa)) }
    }

    fn score_of(&self, one: &Asked, qa: usize) -> f64 {
        let ranked = self.rank(std::slice::from_ref(one));
        ranked.iter().find(|found| found.qa == qa).map_or(0.0, |found| found.score)
    }

    fn by_answer(&self, one: &Asked, qa: usize) -> f32 {
        let Some(answers) = &self.answers else { return 0.0 };
        let similarities = answers.similarities(&features::answer_characters(&one.text));
        let own = self.answer_owners.iter().zip(similarities).filter(|(owner, _)| **owner as usize == qa);
        own.map(|(_, similarity)| ANSWER_SHARE * similarity).sum()
    }
}
