//! Sparse tf-idf vectors with an inverted index: the similarity of a query to every vector in one pass.

use std::collections::HashMap;

use crate::answer::arithmetic;
use crate::answer::matcher::features::Group;

/// Collects vectors before the frequencies of their features are known.
#[derive(Default)]
pub(super) struct SpaceBuilder {
    vectors: Vec<Vec<Group>>,
}

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

impl SpaceBuilder {
    pub(super) fn add(&mut self, groups: &[Group]) {
        self.vectors.push(groups.to_vec());
    }

    pub(super) fn build(self) -> Space {
        let (features, frequencies) = self.frequencies();
        let size = self.vectors.len();
        let idf: Vec<f64> = frequencies.iter().map(|frequency| smooth_idf(size, *frequency)).collect();
        let mut starts = vec![0_u32];
        let mut end = 0;
        for frequency in &frequencies {
            end += frequency;
            starts.push(end);
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); end as usize];
        let mut space = Space { size, features, idf, unknown_idf: smooth_idf(size, 0), starts, entries: Vec::new() };
        for (index, groups) in (0_u32..).zip(&self.vectors) {
            for (feature, weight) in space.weigh(groups) {
                if let Some(feature) = feature {
                    let at = &mut next[feature as usize];
                    entries[*at as usize] = (index, weight as f32);
                    *at += 1;
                }
            }
        }
        space.entries = entries;
        space
    }

    fn frequencies(&self) -> (HashMap<u64, u32>, Vec<u32>) {
        let mut features: HashMap<u64, u32> = HashMap::new();
        let mut frequencies: Vec<u32> = Vec::new();
        for (hash, _) in self.vectors.iter().flatten().flat_map(|group| &group.counts) {
            let next = u32::try_from(frequencies.len()).unwrap_or(u32::MAX);
            let feature = *features.entry(*hash).or_insert(next);
            if feature == next {
                frequencies.push(0);
            }
            frequencies[feature as usize] += 1;
        }
        (features, frequencies)
    }
}

impl Space {
    /// The similarity (0 to 1) of the query to each vector.
    pub(super) fn similarities(&self, query: &[Group]) -> Vec<f64> {
        let mut sums = vec![0.0; self.size];
        for (feature, weight) in self.weigh(query) {
            let Some(feature) = feature.map(|feature| feature as usize) else { continue };
            for (vector, other) in &self.entries[self.starts[feature] as usize..self.starts[feature + 1] as usize] {
                sums[*vector as usize] += weight * f64::from(*other);
            }
        }
        sums
    }

    /// Sublinear tf times idf; each group scaled to the root of its share, so that a dot product is a mean of cosines.
    fn weigh(&self, groups: &[Group]) -> Vec<(Option<u32>, f64)> {
        let mut weighed = Vec::new();
        for group in groups {
            let first = weighed.len();
            let mut squares = 0.0;
            for (hash, count) in &group.counts {
                let feature = self.features.get(hash).copied();
                let idf = feature.map_or(self.unknown_idf, |feature| self.idf[feature as usize]);
                let weight = (1.0 + arithmetic::ln(f64::from(*count))) * idf;
                squares += weight * weight;
                weighed.push((feature, weight));
            }
            let scale = if squares > 0.0 { (group.share / squares).sqrt() } else { 0.0 };
            weighed[first..].iter_mut().for_each(|(_, weight)| *weight *= scale);
        }
        weighed
    }
}

fn smooth_idf(size: usize, frequency: u32) -> f64 {
    1.0 + arithmetic::ln((1.0 + size as f64) / (1.0 + f64::from(frequency)))
}
