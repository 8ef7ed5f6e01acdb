//! The kernel for AVX-512 with VNNI: 64 products an instruction.

use std::arch::x86_64::{
    _mm512_add_epi32, _mm512_dpbusd_epi32, _mm512_loadu_si512, _mm512_reduce_add_epi32, _mm512_set1_epi8,
    _mm512_set1_epi32, _mm512_setzero_si512, _mm512_storeu_si512, _mm512_xor_si512,
};

use crate::answer::kernels::weights::{Line, OFFSET, PANEL};

/// Rows that are multiplied together: their 24 sums, 4 weights and a value fit into the 32 registers.
const ROWS: usize = 6;

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub(super) fn dots(rows: &[i8], panel: &[Line], out: &mut [[i32; PANEL]]) {
    for (rows, out) in rows.chunks(ROWS * panel.len()).zip(out.chunks_mut(ROWS)) {
        match out.len() {
            6 => tile::<6>(rows, panel, out),
            5 => tile::<5>(rows, panel, out),
            4 => tile::<4>(rows, panel, out),
            3 => tile::<3>(rows, panel, out),
            2 => tile::<2>(rows, panel, out),
            _ => tile::<1>(rows, panel, out),
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
fn tile<const R: usize>(rows: &[i8], panel: &[Line], out: &mut [[i32; PANEL]]) {
    let inputs = panel.len();
    assert!(rows.len() == R * inputs && out.len() == R, "a tile of rows");
    let mut sums = [[_mm512_setzero_si512(); 4]; R];
    for (row, sums) in rows.chunks_exact(inputs).zip(&mut sums) {
        let sum: i32 = row.iter().map(|value| i32::from(*value)).sum();
        *sums = [_mm512_set1_epi32(-OFFSET * sum); 4];
    }
    for (four, lines) in panel.chunks_exact(4).enumerate() {
        let mut weights = [_mm512_setzero_si512(); 4];
        for (weights, line) in weights.iter_mut().zip(lines) {
            // SAFETY: a line is 64 bytes.
            *weights = unsafe { _mm512_loadu_si512(line.0.as_ptr().cast()) };
        }
        for (r, sums) in sums.iter_mut().enumerate() {
            // SAFETY: r < R and 4·four + 4 ≤ inputs, so the four values lie within the R·inputs of `rows`.
            let quad = unsafe { rows.as_ptr().add(r * inputs + four * 4).cast::<i32>().read_unaligned() };
            let values = _mm512_set1_epi32(quad);
            for (sum, weights) in sums.iter_mut().zip(weights) {
                *sum = _mm512_dpbusd_epi32(*sum, weights, values);
            }
        }
    }
    for (out, sums) in out.iter_mut().zip(sums) {
        for (out, sum) in out.chunks_exact_mut(16).zip(sums) {
            // SAFETY: `out` holds 16 values of 32 bits.
            unsafe { _mm512_storeu_si512(out.as_mut_ptr().cast(), sum) };
        }
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni")]
pub(super) fn scan(one: &[i8; 512], others: &[[i8; 512]], out: &mut [i32]) {
    let excess = OFFSET * one.iter().map(|value| i32::from(*value)).sum::<i32>();
    let sign = _mm512_set1_epi8(-128);
    for (other, out) in others.iter().zip(out) {
        let mut sums = [_mm512_setzero_si512(); 4];
        for (index, (one, other)) in one.chunks_exact(64).zip(other.chunks_exact(64)).enumerate() {
            // SAFETY: both parts hold 64 bytes.
            let (one, other) =
                unsafe { (_mm512_loadu_si512(one.as_ptr().cast()), _mm512_loadu_si512(other.as_ptr().cast())) };
            sums[index % 4] = _mm512_dpbusd_epi32(sums[index % 4], _mm512_xor_si512(other, sign), one);
        }
        let sum = _mm512_add_epi32(_mm512_add_epi32(sums[0], sums[1]), _mm512_add_epi32(sums[2], sums[3]));
        *out = _mm512_reduce_add_epi32(sum) - excess;
    }
}
