//! The layers over a text: its summed features → its vector.

use crate::answer::arithmetic::tanh;
use crate::answer::encoder::format::DIMENSIONS;
use crate::answer::encoder::network::{Dense, FEATURES, Network};
use crate::answer::encoder::vector::Vector;
use crate::answer::kernels::{Kernel, PANEL, loops};

/// Returns the vectors of texts from the sums of their features and from their lengths in tokens.
pub(super) fn vectors(kernel: Kernel, network: &Network, mut sums: Vec<f32>, lengths: &[usize]) -> Vec<Vector> {
    for (sum, length) in sums.chunks_exact_mut(FEATURES).zip(lengths) {
        let bias: Vec<f32> = network.norm.bias.iter().map(|bias| bias * *length as f32).collect();
        loops::gain_and_bias(kernel, &network.norm.gain, &bias, sum);
    }
    let mut pooled = product(kernel, &[(&sums, &network.pooling)], lengths.len());
    for (row, length) in pooled.chunks_exact_mut(DIMENSIONS).zip(lengths) {
        let (count, root) = (*length as f32, (*length as f32).sqrt());
        for (value, bias) in row.iter_mut().zip(&network.pooling_bias) {
            *value = (*value + bias * count) / root;
        }
    }
    let [d0, p1, d1, d2, p3, d3] = &network.dense;
    let y0 = rectified(product(kernel, &[(&pooled, d0)], lengths.len()));
    let y1 = rectified(product(kernel, &[(&pooled, p1), (&y0, d1)], lengths.len()));
    let y2 = rectified(product(kernel, &[(&y1, d2)], lengths.len()));
    let last = product(kernel, &[(&y1, p3), (&y2, d3)], lengths.len());
    let (rows, _) = last.as_chunks::<DIMENSIONS>();
    rows.iter().map(|row| Vector::of_direction(Box::new(row.map(|value| tanh(f64::from(value)) as f32)))).collect()
}

fn rectified(mut values: Vec<f32>) -> Vec<f32> {
    values.iter_mut().for_each(|value| *value = if *value > 0.0 { *value } else { 0.0 });
    values
}

/// Sums the products of some inputs, each with its layer. Each input is rounded to 14 bits: these layers are cheap.
fn product(kernel: Kernel, terms: &[(&[f32], &Dense)], rows: usize) -> Vec<f32> {
    let outputs = terms[0].1.outputs();
    let mut out = vec![0.0; rows * outputs];
    let mut dots = vec![[0; PANEL]; rows * 2];
    for (input, layer) in terms {
        let inputs = input.len() / rows;
        let mut halves = vec![0; rows * 2 * inputs];
        let pairs = input.chunks_exact(inputs).zip(halves.chunks_exact_mut(2 * inputs));
        let quantised = pairs.map(|(row, halves)| {
            let (high, low) = halves.split_at_mut(inputs);
            loops::quantise_finely(kernel, row, high, low)
        });
        let steps: Vec<f32> = quantised.collect();
        for (start, panel, scales) in layer.panels() {
            kernel.dots(&halves, panel, &mut dots);
            for ((pair, step), out) in dots.chunks_exact(2).zip(&steps).zip(out.chunks_exact_mut(outputs)) {
                loops::add_fine(kernel, &pair[0], &pair[1], *step, scales, &mut out[start..start + PANEL]);
            }
        }
    }
    out
}
