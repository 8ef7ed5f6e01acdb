//! The first layer of a token: it depends on the piece alone, so each is computed once for a batch and kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::answer::encoder::format::DIMENSIONS;
use crate::answer::encoder::network::{Network, PROJECTED, WIDTH};
use crate::answer::kernels::loops::{self, Columns};
use crate::answer::kernels::{Kernel, PANEL};

/// Places in the windows of all branches: 2 + 3 + 5.
const PLACES: usize = 10;
/// Pieces of one generation where questions come. Two are kept, of 13 KiB a piece: at most 13 MB.
const GENERATION: usize = 500;
/// The same where much text is encoded: at most 53 MB, until it is done.
const BULK_GENERATION: usize = 2_000;

/// A piece's inputs to the branches, and their products with the first convolutions' matrices, place by place.
pub(super) struct FirstLayer(Box<[f32]>);

impl FirstLayer {
    /// The input to a branch, which its layers carry along.
    pub(super) fn carried(&self, branch: usize) -> &[f32] {
        &self.0[branch * WIDTH..][..WIDTH]
    }

    /// The product at a place, counted over all branches.
    pub(super) fn product(&self, place: usize) -> &[f32] {
        &self.0[PROJECTED + place * WIDTH..][..WIDTH]
    }
}

/// The pieces that were seen last. What a piece gives is the same whether it was kept or computed.
pub(super) struct Cache(Mutex<Generations>);

struct Generations {
    size: usize,
    young: HashMap<u32, Arc<FirstLayer>>,
    old: HashMap<u32, Arc<FirstLayer>>,
}

impl Cache {
    pub(super) fn for_questions() -> Cache {
        Cache::of_size(GENERATION)
    }

    pub(super) fn for_bulk() -> Cache {
        Cache::of_size(BULK_GENERATION)
    }

    fn of_size(size: usize) -> Cache {
        Cache(Mutex::new(Generations { size, young: HashMap::new(), old: HashMap::new() }))
    }

    /// Returns the first layer of each piece.
    pub(super) fn of(&self, kernel: Kernel, network: &Network, pieces: &[u32]) -> Vec<Arc<FirstLayer>> {
        let kept = self.with(|kept| pieces.iter().map(|piece| kept.get(*piece)).collect::<Vec<_>>());
        let missing = pieces.iter().zip(&kept).filter(|(_, kept)| kept.is_none()).map(|(piece, _)| *piece);
        let missing: Vec<u32> = missing.collect();
        let made: Vec<Arc<FirstLayer>> = compute(kernel, network, &missing).into_iter().map(Arc::new).collect();
        self.with(|kept| missing.iter().zip(&made).for_each(|(piece, made)| kept.put(*piece, made.clone())));
        let mut made = made.into_iter();
        kept.into_iter().map(|kept| kept.unwrap_or_else(|| made.next().expect("one for each missing"))).collect()
    }

    fn with<T>(&self, act: impl FnOnce(&mut Generations) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Generations {
    fn get(&mut self, piece: u32) -> Option<Arc<FirstLayer>> {
        if let Some(kept) = self.young.get(&piece) {
            return Some(kept.clone());
        }
        let kept = self.old.remove(&piece)?;
        self.put(piece, kept.clone());
        Some(kept)
    }

    fn put(&mut self, piece: u32, layer: Arc<FirstLayer>) {
        if self.young.len() >= self.size {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(piece, layer);
    }
}

fn compute(kernel: Kernel, network: &Network, pieces: &[u32]) -> Vec<FirstLayer> {
    let mut layers: Vec<FirstLayer> =
        pieces.iter().map(|_| FirstLayer(vec![0.0; PROJECTED + PLACES * WIDTH].into())).collect();
    let mut dots = vec![[0; PANEL]; pieces.len()];
    project(kernel, network, pieces, &mut layers, &mut dots);
    let mut place = 0;
    for (index, branch) in network.branches.iter().enumerate() {
        let mut inputs = vec![0; pieces.len() * WIDTH];
        let rows = layers.iter().zip(inputs.chunks_exact_mut(WIDTH));
        let steps: Vec<f32> = rows.map(|(layer, row)| loops::quantise(kernel, layer.carried(index), row)).collect();
        for weights in &branch.first.places {
            let panels = weights.panels().zip(branch.first.scales.chunks_exact(PANEL)).enumerate();
            for (panel, (lines, scales)) in panels {
                kernel.dots(&inputs, lines, &mut dots);
                let start = PROJECTED + place * WIDTH + panel * PANEL;
                for ((dots, step), layer) in dots.iter().zip(&steps).zip(&mut layers) {
                    loops::scaled(kernel, dots, *step, scales, &mut layer.0[start..start + PANEL]);
                }
            }
            place += 1;
        }
    }
    layers
}

/// Embeddings → the branches' inputs. The embeddings' steps are multiplied as they are, so nothing is rounded.
fn project(kernel: Kernel, network: &Network, pieces: &[u32], layers: &mut [FirstLayer], dots: &mut [[i32; PANEL]]) {
    let mut steps = vec![0; pieces.len() * DIMENSIONS];
    for (piece, row) in pieces.iter().zip(steps.chunks_exact_mut(DIMENSIONS)) {
        loops::spread_nibbles(kernel, network.embeddings.steps(*piece), row);
    }
    let projection = &network.projection;
    for (panel, lines) in projection.weights.panels().enumerate() {
        kernel.dots(&steps, lines, dots);
        let range = panel * PANEL..(panel + 1) * PANEL;
        let columns = Columns {
            sums: &projection.sums[range.clone()],
            scales: &projection.scales[range.clone()],
            bias: &projection.bias[range.clone()],
        };
        for ((piece, dots), layer) in pieces.iter().zip(dots.iter()).zip(layers.iter_mut()) {
            let (scale, low) = network.embeddings.scale_and_low(*piece);
            loops::project(kernel, dots, scale, low, &columns, &mut layer.0[range.clone()]);
        }
    }
    for layer in layers {
        let inputs = &mut layer.0[..PROJECTED];
        loops::normalise(kernel, inputs);
        loops::gain_and_bias(kernel, &projection.norm.gain, &projection.norm.bias, inputs);
    }
}
