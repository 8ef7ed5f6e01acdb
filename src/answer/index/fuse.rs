//! Words, 4-grams and meaning together: the best passages of each ranking, their scores made comparable and summed.
//!
//! Each score is z-normalised over the pool (the best of each ranking). Rank fusion was measured worse wherever one ranking is weak.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::index::open::OpenSegment;
use crate::answer::index::select::Candidate;

/// The best passages of each ranking, over all segments, that are compared.
pub(super) const POOL: usize = 50;

/// A candidate in its segment.
pub(super) type Located = (usize, Candidate);

/// What 4-grams count in the sum, beside 1 for words and meaning. With 1, questions that words answer well lose more than others gain.
const GRAMS: f64 = 0.5;

/// The best `limit` of the candidates by the fused score, best first; ties by document and position.
///
/// `rankings` (by words, by 4-grams, by meaning) hold at least the best [`POOL`] of each, in any order.
pub(super) fn fuse(segments: &[OpenSegment], rankings: [Vec<Located>; 3], limit: usize) -> Vec<(Located, f64)> {
    let name = |(segment, candidate): &Located| {
        let segment = &segments[*segment];
        (&segment.documents[candidate.document as usize], candidate.passage)
    };
    let scores: [fn(&Candidate) -> f32; 3] =
        [|candidate| candidate.words.rank(), |candidate| candidate.grams.rank(), |candidate| candidate.cosine];
    // In order of their names, so that sums don't depend on how passages are spread over segments.
    let mut pool: BTreeMap<_, Located> = BTreeMap::new();
    for (mut ranking, score) in rankings.into_iter().zip(scores) {
        ranking.sort_by(|left, right| {
            score(&right.1).total_cmp(&score(&left.1)).then_with(|| name(left).cmp(&name(right)))
        });
        pool.extend(ranking.into_iter().take(POOL).map(|located| (name(&located), located)));
    }
    let pool: Vec<Located> = pool.into_values().collect();
    let column = |score: fn(&Candidate) -> f32| {
        normalised(pool.iter().map(|(_, candidate)| f64::from(score(candidate))).collect())
    };
    let mut scores = vec![0.0; pool.len()];
    let mut add = |weight: f64, column: Vec<f64>| {
        scores.iter_mut().zip(column).for_each(|(score, value)| *score += weight * value);
    };
    add(1.0, column(|candidate| candidate.words.passage));
    add(1.0, column(|candidate| candidate.words.document));
    add(GRAMS, column(|candidate| candidate.grams.passage));
    add(GRAMS, column(|candidate| candidate.grams.document));
    add(1.0, column(|candidate| candidate.cosine));
    add(1.0, column(|candidate| candidate.document_cosine));
    let mut fused: Vec<(Located, f64)> = pool.iter().copied().zip(scores).collect();
    // The sort is stable: equals stay in order of their names.
    fused.sort_by(|left, right| right.1.total_cmp(&left.1));
    // Of each document its best passage: another of the same page says less than one of another page.
    let mut seen = BTreeSet::new();
    fused.retain(|((segment, candidate), _)| seen.insert((*segment, candidate.document)));
    fused.truncate(limit);
    fused
}

/// Subtracts the mean and divides by the standard deviation; zeros where all are the same.
fn normalised(mut values: Vec<f64>) -> Vec<f64> {
    let count = values.len().max(1) as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / count;
    let scale = if variance > 1e-12 { 1.0 / variance.sqrt() } else { 0.0 };
    values.iter_mut().for_each(|value| *value = (*value - mean) * scale);
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_made_comparable() {
        assert_eq!(normalised(vec![1.0, 3.0]), [-1.0, 1.0]);
        assert_eq!(normalised(vec![2.0, 2.0]), [0.0, 0.0]);
        assert!(normalised(Vec::new()).is_empty());
    }
}
