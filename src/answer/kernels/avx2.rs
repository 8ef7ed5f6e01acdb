//! The kernel for AVX2: 16 products an instruction, as pairs of 16 bits.

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi32, _mm256_cvtepi8_epi16, _mm256_cvtepu8_epi16, _mm256_hadd_epi32,
    _mm256_madd_epi16, _mm256_permute4x64_epi64, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setzero_si256,
    _mm256_storeu_si256, _mm256_sub_epi32,
};

use crate::answer::kernels::weights::{Line, OFFSET, PANEL};

/// Rows that are multiplied together: their 12 sums, their values and a weight fill the 16 registers.
const ROWS: usize = 3;

#[target_feature(enable = "avx2")]
pub(super) fn dots(rows: &[i8], panel: &[Line], out: &mut [[i32; PANEL]]) {
    let values: Vec<i16> = rows.iter().map(|value| i16::from(*value)).collect();
    for (values, out) in values.chunks(ROWS * panel.len()).zip(out.chunks_mut(ROWS)) {
        match out.len() {
            3 => tile::<3>(values, panel, out),
            2 => tile::<2>(values, panel, out),
            _ => tile::<1>(values, panel, out),
        }
    }
}

#[target_feature(enable = "avx2")]
fn tile<const R: usize>(values: &[i16], panel: &[Line], out: &mut [[i32; PANEL]]) {
    let inputs = panel.len();
    assert!(values.len() == R * inputs && out.len() == R, "a tile of rows");
    for strip in 0..4 {
        let mut sums = [[_mm256_setzero_si256(); 4]; R];
        for (four, lines) in panel.chunks_exact(4).enumerate() {
            let mut row = [_mm256_setzero_si256(); R];
            for (r, row) in row.iter_mut().enumerate() {
                // SAFETY: r < R and 4·four + 4 ≤ inputs, so the four values lie within the R·inputs of `values`.
                let quad = unsafe { values.as_ptr().add(r * inputs + four * 4).cast::<i64>().read_unaligned() };
                *row = _mm256_set1_epi64x(quad);
            }
            for quarter in 0..4 {
                // SAFETY: 16 bytes at 16·quarter ≤ 48 lie within the 64 of the line.
                let weights = unsafe { _mm_loadu_si128(lines[strip].0.as_ptr().add(quarter * 16).cast()) };
                let weights = _mm256_cvtepu8_epi16(weights);
                for (sums, row) in sums.iter_mut().zip(row) {
                    sums[quarter] = _mm256_add_epi32(sums[quarter], _mm256_madd_epi16(weights, row));
                }
            }
        }
        for (r, sums) in sums.iter().enumerate() {
            let row = &values[r * inputs..][..inputs];
            let excess = OFFSET * row.iter().map(|value| i32::from(*value)).sum::<i32>();
            let target: &mut [i32] = &mut out[r][strip * 16..][..16];
            store(sums, excess, target.try_into().expect("16 columns"));
        }
    }
}

/// Adds the two halves of each column's sum and takes the offset's share off.
#[target_feature(enable = "avx2")]
fn store(sums: &[__m256i; 4], excess: i32, out: &mut [i32; 16]) {
    let excess = _mm256_set1_epi32(excess);
    for (pair, out) in sums.chunks_exact(2).zip(out.chunks_exact_mut(8)) {
        let joined = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_hadd_epi32(pair[0], pair[1]));
        // SAFETY: `out` holds 8 values of 32 bits.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), _mm256_sub_epi32(joined, excess)) };
    }
}

#[target_feature(enable = "avx2")]
pub(super) fn scan(one: &[i8; 512], others: &[[i8; 512]], out: &mut [i32]) {
    for (other, out) in others.iter().zip(out) {
        let mut sums = [_mm256_setzero_si256(); 4];
        for block in 0..8 {
            for (lane, sum) in sums.iter_mut().enumerate() {
                let at = block * 64 + lane * 16;
                let product = _mm256_madd_epi16(widened(one, at), widened(other, at));
                *sum = _mm256_add_epi32(*sum, product);
            }
        }
        let sum = _mm256_add_epi32(_mm256_add_epi32(sums[0], sums[1]), _mm256_add_epi32(sums[2], sums[3]));
        let mut lanes = [0i32; 8];
        // SAFETY: `lanes` holds 8 values of 32 bits.
        unsafe { _mm256_storeu_si256(lanes.as_mut_ptr().cast(), sum) };
        *out = lanes.iter().sum();
    }
}

#[target_feature(enable = "avx2")]
fn widened(row: &[i8; 512], at: usize) -> __m256i {
    let part = &row[at..at + 16];
    // SAFETY: `part` holds 16 bytes.
    _mm256_cvtepi8_epi16(unsafe { _mm_loadu_si128(part.as_ptr().cast()) })
}
