//! The regression among the nearest phrasings only, for more of them than a fit over all can hold.

use crate::answer::matcher::phrasings::{Features, Phrasings};
use crate::answer::matcher::ridge::{RIDGE, factor, solve};

/// Phrasings that take part.
const NEAREST: usize = 96;

/// The sparse features of all phrasings, and the Q&A of each.
pub(super) struct Nearest {
    features: Vec<Features>,
}

impl std::fmt::Debug for Nearest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Nearest({} phrasings)", self.features.len())
    }
}

impl Nearest {
    pub(super) fn new(texts: &[&str], phrasings: &Phrasings) -> Self {
        Self { features: texts.iter().map(|text| phrasings.features(text)).collect() }
    }

    /// The scores of the Q&As, as if those phrasings that `is_there` denies had never been written.
    pub(super) fn scores(
        &self,
        phrasings: &Phrasings,
        owners: &[u32],
        classes: usize,
        alike: &[f32],
        is_there: impl Fn(usize) -> bool,
    ) -> Vec<f32> {
        let mut chosen: Vec<usize> = (0..alike.len()).filter(|index| is_there(*index)).collect();
        let order = |left: &usize, right: &usize| alike[*right].total_cmp(&alike[*left]).then(left.cmp(right));
        if chosen.len() > NEAREST {
            chosen.select_nth_unstable_by(NEAREST - 1, order);
            chosen.truncate(NEAREST);
        }
        chosen.sort_unstable_by(order);
        let features: Vec<&Features> = chosen.iter().map(|index| &self.features[*index]).collect();
        let mut rows = phrasings.among(&chosen, &features);
        rows.iter_mut().for_each(|row| *row.last_mut().expect("a row holds its diagonal") += RIDGE);
        factor(&mut rows);
        let mut weights: Vec<f32> = chosen.iter().map(|index| alike[*index]).collect();
        solve(&rows, &mut weights);
        let mut scores = vec![0.0; classes];
        chosen.iter().zip(weights).for_each(|(index, weight)| scores[owners[*index] as usize] += weight);
        scores
    }
}
