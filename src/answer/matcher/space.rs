//! Sparse tf-idf vectors of unit length with an inverted index: the cosine of a query to every vector in one pass.

use std::collections::HashMap;

use crate::answer::arithmetic;
use crate::answer::matcher::features::Counts;

/// Vectors by feature.
#[derive(Debug)]
pub(super) struct Space {
    size: usize,
    /// Position in `idf` and `starts` by feature hash.
    features: HashMap<u64, u32>,
    idf: Vec<f64>,
    /// The idf of a feature that no vector has.
    unknown_idf: f64,
    /// The postings of feature `f` are `entries[starts[f]..starts[f + 1]]`, by vector.
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

/// A vector of a space: positions of features in order of their hash, with weights.
pub(super) type Weighed = Vec<(u32, f32)>;

impl Space {
    pub(super) fn new(vectors: &[Counts]) -> Self {
        let (features, frequencies) = frequencies(vectors);
        let size = vectors.len();
        let idf: Vec<f64> = frequencies.iter().map(|frequency| smooth_idf(size, *frequency)).collect();
        let mut starts = vec![0_u32];
        let mut end = 0;
        for frequency in &frequencies {
            end += frequency;
            starts.push(end);
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); end as usize];
        let mut space = Self { size, features, idf, unknown_idf: smooth_idf(size, 0), starts, entries: Vec::new() };
        for (index, counts) in (0_u32..).zip(vectors) {
            for (feature, weight) in space.weigh(counts) {
                let at = &mut next[feature as usize];
                entries[*at as usize] = (index, weight);
                *at += 1;
            }
        }
        space.entries = entries;
        space
    }

    /// The cosine (0 to 1) of the query to each vector.
    pub(super) fn similarities(&self, query: &Counts) -> Vec<f32> {
        let mut sums = vec![0.0; self.size];
        for (feature, weight) in self.weigh(query) {
            let feature = feature as usize;
            for (vector, other) in &self.entries[self.starts[feature] as usize..self.starts[feature + 1] as usize] {
                sums[*vector as usize] += weight * other;
            }
        }
        sums
    }

    /// Sublinear tf times idf, scaled to unit length over all features, of which those that the space knows are returned.
    pub(super) fn weigh(&self, counts: &Counts) -> Weighed {
        let mut weighed = Vec::with_capacity(counts.len());
        let mut squares = 0.0;
        for (hash, count) in counts {
            let feature = self.features.get(hash).copied();
            let idf = feature.map_or(self.unknown_idf, |feature| self.idf[feature as usize]);
            let weight = (1.0 + arithmetic::ln(f64::from(*count))) * idf;
            squares += weight * weight;
            weighed.extend(feature.map(|feature| (feature, weight)));
        }
        let scale = if squares > 0.0 { 1.0 / squares.sqrt() } else { 0.0 };
        weighed.into_iter().map(|(feature, weight)| (feature, (weight * scale) as f32)).collect()
    }

    /// How many features it knows.
    pub(super) fn features(&self) -> usize {
        self.idf.len()
    }
}

fn frequencies(vectors: &[Counts]) -> (HashMap<u64, u32>, Vec<u32>) {
    let mut features: HashMap<u64, u32> = HashMap::new();
    let mut frequencies: Vec<u32> = Vec::new();
    for (hash, _) in vectors.iter().flatten() {
        let next = u32::try_from(frequencies.len()).unwrap_or(u32::MAX);
        let feature = *features.entry(*hash).or_insert(next);
        if feature == next {
            frequencies.push(0);
        }
        frequencies[feature as usize] += 1;
    }
    (features, frequencies)
}

fn smooth_idf(size: usize, frequency: u32) -> f64 {
    1.0 + arithmetic::ln((1.0 + size as f64) / (1.0 + f64::from(frequency)))
}
