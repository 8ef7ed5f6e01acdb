//! The kernel for AVX2: 16 products an instruction, as pairs of 16 bits.

use std::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_abs_epi8, _mm256_add_epi32, _mm256_cvtepu8_epi16, _mm256_hadd_epi32,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_maddubs_epi16, _mm256_permute4x64_epi64, _mm256_set1_epi16,
    _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_sign_epi8, _mm256_storeu_si256,
    _mm256_sub_epi32,
};

use crate::answer::kernels::weights::{Line, OFFSET, PANEL};

/// Rows that are multiplied together: their 8 sums, their values, a weight and a product stay in the 16 registers.
/// With one more of anything, a sum goes through the stack in every step.
const ROWS: usize = 4;
/// Columns that are summed together, 4 a register.
const STRIP: usize = 8;

#[target_feature(enable = "avx2")]
pub(super) fn dots(rows: &[i8], panel: &[Line], out: &mut [[i32; PANEL]]) {
    let mut values = vec![0_i16; rows.len()];
    widen(rows, &mut values);
    for (values, out) in values.chunks(ROWS * panel.len()).zip(out.chunks_mut(ROWS)) {
        match out.len() {
            4 => tile::<4>(values, panel, out),
            3 => tile::<3>(values, panel, out),
            2 => tile::<2>(values, panel, out),
            _ => tile::<1>(values, panel, out),
        }
    }
}

#[target_feature(enable = "avx2")]
fn widen(rows: &[i8], values: &mut [i16]) {
    for index in 0..rows.len().min(values.len()) {
        values[index] = i16::from(rows[index]);
    }
}

/// Loops by index: iterators over registers are functions of their own wherever the crate is compiled in several units.
#[allow(clippy::needless_range_loop)]
#[target_feature(enable = "avx2")]
fn tile<const R: usize>(values: &[i16], panel: &[Line], out: &mut [[i32; PANEL]]) {
    let inputs = panel.len();
    assert!(values.len() == R * inputs && out.len() == R && inputs.is_multiple_of(4), "a tile of rows");
    let mut excess = [0; R];
    for r in 0..R {
        for value in &values[r * inputs..][..inputs] {
            excess[r] += OFFSET * i32::from(*value);
        }
    }
    for strip in 0..PANEL / STRIP {
        let mut sums = [[_mm256_setzero_si256(); 2]; R];
        for four in 0..inputs / 4 {
            let mut row = [_mm256_setzero_si256(); R];
            for r in 0..R {
                // SAFETY: r < R and 4·four + 4 ≤ inputs, so the four values lie within the R·inputs of `values`.
                let quad = unsafe { values.as_ptr().add(r * inputs + four * 4).cast::<i64>().read_unaligned() };
                row[r] = _mm256_set1_epi64x(quad);
            }
            let line = &panel[four * 4 + strip / 2].0;
            for half in 0..2 {
                let start = strip % 2 * 32 + half * 16;
                // SAFETY: 16 bytes at `start` ≤ 48 lie within the 64 of the line.
                let weights = unsafe { _mm_loadu_si128(line.as_ptr().add(start).cast()) };
                let weights = _mm256_cvtepu8_epi16(weights);
                for r in 0..R {
                    sums[r][half] = _mm256_add_epi32(sums[r][half], _mm256_madd_epi16(weights, row[r]));
                }
            }
        }
        for r in 0..R {
            let target: &mut [i32] = &mut out[r][strip * STRIP..][..STRIP];
            store(sums[r], excess[r], target.try_into().expect("8 columns"));
        }
    }
}

/// Adds the two halves of each column's sum and takes the offset's share off.
#[target_feature(enable = "avx2")]
fn store(sums: [__m256i; 2], excess: i32, out: &mut [i32; STRIP]) {
    let joined = _mm256_permute4x64_epi64::<0b11_01_10_00>(_mm256_hadd_epi32(sums[0], sums[1]));
    // SAFETY: `out` holds 8 values of 32 bits.
    unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), _mm256_sub_epi32(joined, _mm256_set1_epi32(excess))) };
}

/// 32 products an instruction: |one| times the other with one's sign, as pairs of 16 bits, which hold two products of 127 each.
#[target_feature(enable = "avx2")]
pub(super) fn scan(one: &[i8; 512], others: &[[i8; 512]], out: &mut [i32]) {
    let pairs = _mm256_set1_epi16(1);
    for (other, out) in others.iter().zip(out) {
        let mut sums = [_mm256_setzero_si256(); 4];
        for block in 0..4 {
            for (lane, sum) in sums.iter_mut().enumerate() {
                let (one, other) = (part(one, block * 4 + lane), part(other, block * 4 + lane));
                let products = _mm256_maddubs_epi16(_mm256_abs_epi8(one), _mm256_sign_epi8(other, one));
                *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(products, pairs));
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
fn part(row: &[i8; 512], index: usize) -> __m256i {
    let part = &row[index * 32..][..32];
    // SAFETY: `part` holds 32 bytes.
    unsafe { _mm256_loadu_si256(part.as_ptr().cast()) }
}
