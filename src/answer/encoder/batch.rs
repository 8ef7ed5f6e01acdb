//! The layers over tokens, for some texts at once: pieces → each text's sum of features.

use std::ops::Range;
use std::sync::Arc;

use crate::answer::encoder::first::{Cache, FirstLayer};
use crate::answer::encoder::format::DIMENSIONS;
use crate::answer::encoder::network::{Branch, FEATURES, Network, WIDTH, Window};
use crate::answer::kernels::{Kernel, PANEL, loops};

/// The tokens of some texts, one after the other.
struct Batch {
    tokens: Vec<u32>,
    texts: Vec<Range<usize>>,
    layers: Vec<Arc<FirstLayer>>,
    /// The place in `layers` of each token.
    places: Vec<usize>,
}

/// Returns the sum of each text's normalised features, 1280 values a text, before the norm's gain and bias.
pub(super) fn summed_features(kernel: Kernel, network: &Network, cache: &Cache, texts: &[Vec<u32>]) -> Vec<f32> {
    let batch = Batch::new(kernel, network, cache, texts);
    let mut features = vec![0.0; batch.tokens.len() * FEATURES];
    batch.embed(kernel, network, &mut features);
    let mut place = 0;
    for (index, branch) in network.branches.iter().enumerate() {
        let first = batch.first_convolution(kernel, branch, index, place);
        batch.second_convolution(kernel, branch, &first, &mut features[DIMENSIONS + index * WIDTH..]);
        place += branch.window.tokens;
    }
    let mut sums = vec![0.0; texts.len() * FEATURES];
    for (text, sum) in batch.texts.iter().zip(sums.chunks_exact_mut(FEATURES)) {
        for token in features[text.start * FEATURES..text.end * FEATURES].chunks_exact_mut(FEATURES) {
            loops::normalise(kernel, token);
            loops::add(kernel, token, sum);
        }
    }
    sums
}

/// What the first convolution gives for each token, and the same in steps for the second one.
struct Convolved {
    values: Vec<f32>,
    quantised: Vec<i8>,
    steps: Vec<f32>,
}

impl Batch {
    fn new(kernel: Kernel, network: &Network, cache: &Cache, texts: &[Vec<u32>]) -> Batch {
        let tokens = texts.concat();
        let mut pieces = tokens.clone();
        pieces.sort_unstable();
        pieces.dedup();
        let place = |token| pieces.binary_search(token).expect("every token is among the pieces");
        let places = tokens.iter().map(place).collect();
        let mut end = 0;
        let mut range = |text: &Vec<u32>| {
            let start = end;
            end += text.len();
            start..end
        };
        let texts = texts.iter().map(&mut range).collect();
        let layers = cache.of(kernel, network, &pieces);
        Batch { tokens, texts, layers, places }
    }

    fn embed(&self, kernel: Kernel, network: &Network, features: &mut [f32]) {
        let mut steps = [0; DIMENSIONS];
        for (token, features) in self.tokens.iter().zip(features.chunks_exact_mut(FEATURES)) {
            let (scale, low) = network.embeddings.scale_and_low(*token);
            loops::spread_nibbles(kernel, network.embeddings.steps(*token), &mut steps);
            loops::widen(kernel, &steps, scale, low, &mut features[..DIMENSIONS]);
        }
    }

    fn first_convolution(&self, kernel: Kernel, branch: &Branch, index: usize, first_place: usize) -> Convolved {
        let count = self.tokens.len();
        let (mut values, mut quantised) = (vec![0.0; count * WIDTH], vec![0; count * WIDTH]);
        for text in &self.texts {
            for token in text.clone() {
                let row = &mut values[token * WIDTH..][..WIDTH];
                row.copy_from_slice(&branch.first.bias);
                for place in 0..branch.window.tokens {
                    let Some(other) = seen(branch.window, place, token, text) else { continue };
                    loops::add(kernel, self.layers[self.places[other]].product(first_place + place), row);
                }
                loops::rectify_and_add(kernel, self.layers[self.places[token]].carried(index), row);
            }
        }
        let rows = values.chunks_exact(WIDTH).zip(quantised.chunks_exact_mut(WIDTH));
        let steps = rows.map(|(row, quantised)| loops::quantise(kernel, row, quantised)).collect();
        Convolved { values, quantised, steps }
    }

    /// Panel by panel, so that a panel's weights and sums stay in the nearest cache.
    fn second_convolution(&self, kernel: Kernel, branch: &Branch, first: &Convolved, features: &mut [f32]) {
        let mut dots = vec![[0; PANEL]; self.tokens.len()];
        let mut sums = vec![[0.0; PANEL]; self.tokens.len()];
        for panel in 0..WIDTH / PANEL {
            sums.fill([0.0; PANEL]);
            for (place, weights) in branch.second.places.iter().enumerate() {
                kernel.dots(&first.quantised, weights.panel(panel), &mut dots);
                for text in &self.texts {
                    let (from, to) = shifted(branch.window, place, text);
                    loops::add_scaled(kernel, &dots[from.clone()], &first.steps[from], &mut sums[to]);
                }
            }
            let columns = panel * PANEL..(panel + 1) * PANEL;
            let (scales, bias) = (&branch.second.scales[columns.clone()], &branch.second.bias[columns.clone()]);
            let (carried, out) = (&first.values[columns.start..], &mut features[columns.start..]);
            loops::finish_panel(kernel, &sums, scales, bias, carried, out);
        }
    }
}

/// The token that a token sees at a place of its window, if the text reaches there.
fn seen(window: Window, place: usize, token: usize, text: &Range<usize>) -> Option<usize> {
    let other = (token + place).checked_sub(window.left)?;
    text.contains(&other).then_some(other)
}

/// The tokens of a text that are seen at a place of a window, and those that see them.
fn shifted(window: Window, place: usize, text: &Range<usize>) -> (Range<usize>, Range<usize>) {
    let (ahead, behind) = (place.saturating_sub(window.left), window.left.saturating_sub(place));
    let count = text.len().saturating_sub(ahead + behind);
    let (from, to) = (text.start + ahead, text.start + behind);
    (from..from + count, to..to + count)
}
