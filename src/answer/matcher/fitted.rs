//! What training fits, as bytes: blob `matcher` of part `models`.
//!
//! `botctl.matcher/1\n`, then little-endian: u32 phrasings N, u32 Q&As C, u32 1 if weights follow; N × (f32 scale, B × 512 × i8), B the same for all;
//! if weights follow, N × C × i16 in steps of 2⁻¹³ (a weight is at most 1/λ).

use crate::answer::encoder::QuantisedVector;
use crate::answer::release::Qa;

const MAGIC: &[u8] = b"botctl.matcher/1\n";
const STEP: f32 = 1.0 / 8192.0;

/// Bytes that are not a fitted matcher, or not that of these Q&As.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MatcherError {
    /// Not this format.
    #[error("the fitted matcher has another format than `botctl.matcher/1`")]
    Format,
    /// Too short or too long.
    #[error("{found} bytes are not those of a matcher fitted to {phrasings} phrasings of {classes} Q&As")]
    Size {
        /// Bytes found.
        found: usize,
        /// Phrasings that it says it was fitted to.
        phrasings: usize,
        /// Their Q&As.
        classes: usize,
    },
    /// Fitted to other Q&As.
    #[error("the matcher was fitted to {found:?} phrasings and Q&As, the release has {expected:?}")]
    Other {
        /// Phrasings and Q&As of the fit.
        found: (usize, usize),
        /// Those of the release.
        expected: (usize, usize),
    },
}

/// A fit: vectors of all phrasings, and the weights of the regression unless there are too many.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fitted {
    pub(super) vectors: Vec<QuantisedVector>,
    /// By phrasing, a weight for each Q&A, in steps; empty without weights.
    pub(super) weights: Vec<i16>,
    pub(super) classes: usize,
}

impl Fitted {
    /// Rounds weights to steps.
    pub(super) fn steps(weights: &[Vec<f32>]) -> Vec<i16> {
        let step = |weight: &f32| (weight / STEP).round_ties_even().clamp(-32_767.0, 32_767.0) as i16;
        weights.iter().flatten().map(step).collect()
    }

    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for number in [self.vectors.len(), self.classes, usize::from(!self.weights.is_empty())] {
            bytes.extend(u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes());
        }
        for vector in &self.vectors {
            vector.push_bytes(&mut bytes);
        }
        self.weights.iter().for_each(|weight| bytes.extend(weight.to_le_bytes()));
        bytes
    }

    /// The fit of these Q&As. Errors: [`MatcherError`].
    pub(super) fn of(qas: &[Qa], bytes: &[u8]) -> Result<Self, MatcherError> {
        let fitted = Self::from_bytes(bytes)?;
        let found = (fitted.vectors.len(), fitted.classes);
        let expected = (qas.iter().map(|qa| qa.variants.len() + 1).sum(), qas.len());
        if found == expected { Ok(fitted) } else { Err(MatcherError::Other { found, expected }) }
    }

    /// Errors: [`MatcherError`].
    fn from_bytes(bytes: &[u8]) -> Result<Self, MatcherError> {
        let body = bytes.strip_prefix(MAGIC).ok_or(MatcherError::Format)?;
        let (head, body) = body.split_first_chunk::<12>().ok_or(MatcherError::Format)?;
        let number = |at: usize| {
            let four = [head[at], head[at + 1], head[at + 2], head[at + 3]];
            u32::from_le_bytes(four) as usize
        };
        let (phrasings, classes, has_weights) = (number(0), number(4), number(8));
        let weights = if has_weights == 1 { phrasings.saturating_mul(classes).saturating_mul(2) } else { 0 };
        let size = || MatcherError::Size { found: body.len(), phrasings, classes };
        let (vectors, weights) = body.split_at_checked(body.len().wrapping_sub(weights)).ok_or_else(size)?;
        Ok(Self {
            vectors: QuantisedVector::read_all(vectors, phrasings).ok_or_else(size)?,
            weights: weights.as_chunks::<2>().0.iter().map(|two| i16::from_le_bytes(*two)).collect(),
            classes,
        })
    }

    /// The weight that a phrasing has for a Q&A; none where there are no weights.
    pub(super) fn weight(&self, phrasing: usize, qa: usize) -> Option<f32> {
        self.weights.get(phrasing * self.classes + qa).map(|weight| f32::from(*weight) * STEP)
    }

    /// The scores of the Q&As where the question's kernel with each phrasing is `alike`.
    pub(super) fn scores(&self, alike: &[f32]) -> Vec<f32> {
        let mut scores = vec![0.0; self.classes];
        for (alike, weights) in alike.iter().zip(self.weights.chunks_exact(self.classes.max(1))) {
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += alike * f32::from(*weight));
        }
        scores.iter_mut().for_each(|score| *score *= STEP);
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::encoder::DIMENSIONS;

    fn fitted() -> Fitted {
        let vector = |first| {
            let mut values = [0; DIMENSIONS];
            values[0] = first;
            QuantisedVector { blocks: vec![values].into(), scale: 0.5 }
        };
        let weights = Fitted::steps(&[vec![0.5, -0.25], vec![3.3, 0.0], vec![-9.0, 0.0]]);
        Fitted { vectors: vec![vector(1), vector(-2), vector(127)], weights, classes: 2 }
    }

    #[test]
    fn a_fit_survives_its_bytes() {
        let fitted = fitted();
        assert_eq!(Fitted::from_bytes(&fitted.to_bytes()), Ok(fitted.clone()));
        assert_eq!(fitted.scores(&[1.0, 0.0, 0.0]), [0.5, -0.25]);
    }

    #[test]
    fn other_bytes_are_refused() {
        let bytes = fitted().to_bytes();
        for cut in [0, 10, MAGIC.len(), MAGIC.len() + 11, bytes.len() - 1] {
            assert!(Fitted::from_bytes(&bytes[..cut]).is_err(), "{cut}");
        }
        let mut huge = bytes;
        huge[MAGIC.len()..MAGIC.len() + 8].fill(0xff);
        assert!(matches!(Fitted::from_bytes(&huge), Err(MatcherError::Size { .. })));
    }
}
