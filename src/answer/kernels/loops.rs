//! Loops over floats, compiled for each kernel from one source: the order of every addition is written here.

use crate::answer::kernels::{Kernel, PANEL, Set};

/// Sums that run side by side; joined pairwise at the end.
const LANES: usize = 16;
/// Added to a float below 2²², it leaves the nearest whole number, ties to even, in the low bits.
const ROUNDING: f32 = 12_582_912.0;
/// Rows without a larger value are zero: the inverse of their step might not be a number.
const TINY: f32 = 1e-30;
/// What a layer norm adds to the variance.
const EPSILON: f32 = 1e-12;

/// Makes of a plain function one that runs with the kernel's registers.
macro_rules! for_each_kernel {
    ($(#[$meta:meta])* fn $name:ident($($arg:ident: $kind:ty),* $(,)?) $(-> $result:ty)? $body:block) => {
        $(#[$meta])*
        pub(crate) fn $name(kernel: Kernel, $($arg: $kind),*) $(-> $result)? {
            #[inline(always)]
            fn plain($($arg: $kind),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2")]
            fn avx2($($arg: $kind),*) $(-> $result)? {
                plain($($arg),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
            fn avx512($($arg: $kind),*) $(-> $result)? {
                plain($($arg),*)
            }

            match kernel.0 {
                Set::Plain => plain($($arg),*),
                // SAFETY: this kernel exists only where detection found AVX2.
                #[cfg(target_arch = "x86_64")]
                Set::Avx2 => unsafe { avx2($($arg),*) },
                // SAFETY: this kernel exists only where detection found these AVX-512 sets.
                #[cfg(target_arch = "x86_64")]
                Set::Vnni => unsafe { avx512($($arg),*) },
            }
        }
    };
}

for_each_kernel! {
    /// Spreads packed halves of bytes, the low one first.
    fn spread_nibbles(packed: &[u8], out: &mut [i8]) {
        for (byte, out) in packed.iter().zip(out.chunks_exact_mut(2)) {
            out[0] = (byte & 15).cast_signed();
            out[1] = (byte >> 4).cast_signed();
        }
    }
}

for_each_kernel! {
    /// out = values · scale + low.
    fn widen(values: &[i8], scale: f32, low: f32, out: &mut [f32]) {
        for (value, out) in values.iter().zip(out) {
            *out = f32::from(*value) * scale + low;
        }
    }
}

for_each_kernel! {
    /// out = (dots · scale + sums · low) · scales + bias: the products of values that were packed as steps above a low.
    fn project(dots: &[i32; PANEL], scale: f32, low: f32, columns: &Columns<'_>, out: &mut [f32]) {
        let columns = columns.sums.iter().zip(columns.scales).zip(columns.bias);
        for ((dot, ((sum, step), bias)), out) in dots.iter().zip(columns).zip(out) {
            *out = (*dot as f32 * scale + sum * low) * step + bias;
        }
    }
}

/// What belongs to the columns of a panel.
pub(crate) struct Columns<'a> {
    /// The sum of each column's weights.
    pub(crate) sums: &'a [f32],
    /// What a step of each column is worth.
    pub(crate) scales: &'a [f32],
    /// What is added to each column.
    pub(crate) bias: &'a [f32],
}

for_each_kernel! {
    /// Row by row: out += dots · scale.
    fn add_scaled(dots: &[[i32; PANEL]], scales: &[f32], out: &mut [[f32; PANEL]]) {
        for ((dots, scale), out) in dots.iter().zip(scales).zip(out) {
            for (dot, out) in dots.iter().zip(out) {
                *out += *dot as f32 * scale;
            }
        }
    }
}

for_each_kernel! {
    /// out += (128 · high + low) · step · scales.
    fn add_fine(high: &[i32; PANEL], low: &[i32; PANEL], step: f32, scales: &[f32], out: &mut [f32]) {
        for (((high, low), scale), out) in high.iter().zip(low).zip(scales).zip(out) {
            *out += (128 * high + low) as f32 * step * scale;
        }
    }
}

for_each_kernel! {
    /// out = dots · scale · scales.
    fn scaled(dots: &[i32; PANEL], scale: f32, scales: &[f32], out: &mut [f32]) {
        for ((dot, column), out) in dots.iter().zip(scales).zip(out) {
            *out = *dot as f32 * scale * column;
        }
    }
}

for_each_kernel! {
    /// out += values.
    fn add(values: &[f32], out: &mut [f32]) {
        for (value, out) in values.iter().zip(out) {
            *out += value;
        }
    }
}

for_each_kernel! {
    /// values = max(values, 0) + carried.
    fn rectify_and_add(carried: &[f32], values: &mut [f32]) {
        for (carried, value) in carried.iter().zip(values) {
            let rectified = if *value > 0.0 { *value } else { 0.0 };
            *value = rectified + carried;
        }
    }
}

for_each_kernel! {
    /// Row by row, the rows of `carried` 256 and those of `out` 1280 apart: out = max(sums · scales + bias, 0) + carried.
    fn finish_panel(sums: &[[f32; PANEL]], scales: &[f32], bias: &[f32], carried: &[f32], out: &mut [f32]) {
        for ((sums, carried), out) in sums.iter().zip(carried.chunks(256)).zip(out.chunks_mut(1280)) {
            for ((((sum, scale), bias), carried), out) in sums.iter().zip(scales).zip(bias).zip(carried).zip(out) {
                let value = sum * scale + bias;
                let rectified = if value > 0.0 { value } else { 0.0 };
                *out = rectified + carried;
            }
        }
    }
}

for_each_kernel! {
    /// Shifts and scales values to mean 0 and variance 1.
    fn normalise(values: &mut [f32]) {
        let count = values.len() as f32;
        let mean = lane_sum(values, |value| value) / count;
        let variance = lane_sum(values, |value| (value - mean) * (value - mean)) / count;
        let factor = 1.0 / (variance + EPSILON).sqrt();
        for value in values {
            *value = (*value - mean) * factor;
        }
    }
}

for_each_kernel! {
    /// values = values · gain + bias.
    fn gain_and_bias(gain: &[f32], bias: &[f32], values: &mut [f32]) {
        for ((value, gain), bias) in values.iter_mut().zip(gain).zip(bias) {
            *value = *value * gain + bias;
        }
    }
}

for_each_kernel! {
    /// Rounds values to ±127 steps and returns the step.
    fn quantise(values: &[f32], out: &mut [i8]) -> f32 {
        let largest = largest(values);
        let inverse = if largest > TINY { 127.0 / largest } else { 0.0 };
        for (value, out) in values.iter().zip(out) {
            *out = rounded(value * inverse) as i8;
        }
        largest / 127.0
    }
}

for_each_kernel! {
    /// Rounds values to ±8191 steps, as 128·high + low, and returns the step.
    fn quantise_finely(values: &[f32], high: &mut [i8], low: &mut [i8]) -> f32 {
        let largest = largest(values);
        let inverse = if largest > TINY { 8191.0 / largest } else { 0.0 };
        for ((value, high), low) in values.iter().zip(high).zip(low) {
            let steps = rounded(value * inverse);
            let below = ((steps + 64) & 127) - 64;
            *high = ((steps - below) >> 7) as i8;
            *low = below as i8;
        }
        largest / 8191.0
    }
}

#[inline(always)]
fn rounded(value: f32) -> i32 {
    (value + ROUNDING).to_bits().cast_signed() - ROUNDING.to_bits().cast_signed()
}

#[inline(always)]
fn largest(values: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for chunk in values.chunks_exact(LANES) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            let size = value.abs();
            *lane = if size > *lane { size } else { *lane };
        }
    }
    lanes.iter().fold(0.0, |largest, lane| if *lane > largest { *lane } else { largest })
}

#[inline(always)]
fn lane_sum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    debug_assert!(values.len().is_multiple_of(LANES), "{} values", values.len());
    let mut lanes = [0.0f32; LANES];
    for chunk in values.chunks_exact(LANES) {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane += term(*value);
        }
    }
    let mut width = LANES;
    while width > 1 {
        width /= 2;
        for lane in 0..width {
            lanes[lane] += lanes[lane + width];
        }
    }
    lanes[0]
}
