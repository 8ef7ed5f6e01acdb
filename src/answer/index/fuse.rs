//! Words, 4-grams and meaning together: the best passages of each ranking, their scores made comparable and summed.
//!
//! Each score is z-normalised over the pool (the best of each ranking). Rank fusion was measured worse wherever one ranking is weak.

use std::collections::BTreeMap;

use crate::answer::index::open::OpenSegment;
use crate::answer::index::select::Candidate;

/// The best passages of each ranking, over all segments, that are compared.
pub(super) const POOL: usize = 50;

/// A candidate in its segment.
pub(super) type Located = (usize, Candidate);

/// A score of a candidate, and what it counts in a sum.
type Part = (f64, fn(&Candidate) -> f32);

/// What documents are ranked by: their words, in the title as much as in all their text, before what a single passage holds. A long page
/// has some passage that shares much with most questions.
const OF_DOCUMENTS: [Part; 7] = [
    (1.0, |candidate| candidate.words.document.text),
    (1.0, |candidate| candidate.words.document.title),
    (0.25, |candidate| candidate.grams.document.text),
    (0.25, |candidate| candidate.grams.passage),
    (0.5, |candidate| candidate.cosine),
    (0.25, |candidate| candidate.document_cosine),
    (0.4, |candidate| candidate.lead_cosine),
];

/// What the passages of one document are ranked by.
const OF_PASSAGES: [Part; 3] = [
    (1.0, |candidate| candidate.words.passage),
    (0.5, |candidate| candidate.grams.passage),
    (1.0, |candidate| candidate.cosine),
];

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
        if ranking.len() > POOL {
            ranking.select_nth_unstable_by(POOL - 1, |left, right| {
                score(&right.1).total_cmp(&score(&left.1)).then_with(|| name(left).cmp(&name(right)))
            });
            ranking.truncate(POOL);
        }
        pool.extend(ranking.into_iter().map(|located| (name(&located), located)));
    }
    let pool: Vec<Located> = pool.into_values().collect();
    let of_document = sums(&pool, &OF_DOCUMENTS);
    let of_passage = sums(&pool, &OF_PASSAGES);
    // Of each document its best passage, with the document's best score: another of the same page says less than one of another page.
    let mut best: BTreeMap<(usize, u32), (usize, f64)> = BTreeMap::new();
    for (at, (segment, candidate)) in pool.iter().enumerate() {
        let (shown, score) = best.entry((*segment, candidate.document)).or_insert((at, of_document[at]));
        *score = score.max(of_document[at]);
        if of_passage[at] > of_passage[*shown] {
            *shown = at;
        }
    }
    let mut best: Vec<(usize, f64)> = best.into_values().collect();
    // The pool is in order of names, and so are equals.
    best.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    best.truncate(limit);
    best.into_iter().map(|(at, score)| (pool[at], score)).collect()
}

/// Of each candidate the weighted sum of its scores, each z-normalised over all candidates.
fn sums(pool: &[Located], parts: &[Part]) -> Vec<f64> {
    let mut sums = vec![0.0; pool.len()];
    for (weight, score) in parts {
        let column = normalised(pool.iter().map(|(_, candidate)| f64::from(score(candidate))).collect());
        sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += weight * value);
    }
    sums
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
