//! Integer products and the wide forms of plain loops: the only unsafe code of `answer`. Every kernel gives the same bits.
//!
//! Integer sums are exact in any order. Floats are added in one order that the source fixes, never fused, so that wider
//! registers change the speed alone.
#![allow(unsafe_code)]

#[cfg(target_arch = "x86_64")]
mod avx2;
pub(crate) mod loops;
mod plain;
#[cfg(target_arch = "x86_64")]
mod vnni;
mod weights;

use std::sync::OnceLock;

pub(crate) use weights::{Line, PANEL, Weights};

/// A set of instructions that this machine has. Made by detection alone, so that to hold one is the proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kernel(Set);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Vnni,
}

impl Kernel {
    /// Returns the kernels of this machine, the fastest last.
    pub fn available() -> Vec<Kernel> {
        let mut found = vec![Kernel(Set::Plain)];
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2");
            let vnni = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512vl")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vnni");
            found.extend(avx2.then_some(Kernel(Set::Avx2)));
            found.extend((avx2 && vnni).then_some(Kernel(Set::Vnni)));
        }
        found
    }

    /// Returns the fastest kernel of this machine.
    pub fn best() -> Kernel {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| Kernel::available().pop().unwrap_or(Kernel(Set::Plain)))
    }

    /// The name by which a benchmark chooses it.
    pub fn name(self) -> &'static str {
        match self.0 {
            Set::Plain => "plain",
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Set::Vnni => "avx512-vnni",
        }
    }

    /// Multiplies each row with the 64 columns of a panel. `rows` holds `out.len()` rows of `panel.len()` values.
    pub(crate) fn dots(self, rows: &[i8], panel: &[Line], out: &mut [[i32; PANEL]]) {
        assert_eq!(rows.len(), out.len() * panel.len(), "rows as long as the panel");
        assert!(panel.len().is_multiple_of(4), "inputs by four");
        match self.0 {
            Set::Plain => plain::dots(rows, panel, out),
            // SAFETY: this kernel exists only where detection found AVX2.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2::dots(rows, panel, out) },
            // SAFETY: this kernel exists only where detection found these AVX-512 sets and VNNI.
            #[cfg(target_arch = "x86_64")]
            Set::Vnni => unsafe { vnni::dots(rows, panel, out) },
        }
    }

    /// Multiplies two rows of 512 values within ±127.
    pub fn dot_i8(self, one: &[i8; 512], other: &[i8; 512]) -> i32 {
        let mut out = [0];
        self.scan_i8(one, std::slice::from_ref(other), &mut out);
        out[0]
    }

    /// Multiplies one row with many, all of values within ±127, the result of each at its place in `out`.
    pub fn scan_i8(self, one: &[i8; 512], others: &[[i8; 512]], out: &mut [i32]) {
        match self.0 {
            Set::Plain => plain::scan(one, others, out),
            // SAFETY: this kernel exists only where detection found AVX2.
            #[cfg(target_arch = "x86_64")]
            Set::Avx2 => unsafe { avx2::scan(one, others, out) },
            // SAFETY: this kernel exists only where detection found these AVX-512 sets and VNNI.
            #[cfg(target_arch = "x86_64")]
            Set::Vnni => unsafe { vnni::scan(one, others, out) },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are the same every time.
    fn bytes(seed: u32, count: usize) -> Vec<i8> {
        let step = |state: &mut u32| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some((*state >> 24) as u8 as i8)
        };
        std::iter::repeat_n((), count).scan(seed, |state, ()| step(state)).collect()
    }

    #[test]
    fn every_kernel_multiplies_exactly() {
        for (rows, inputs) in [(1, 4), (2, 256), (7, 320), (13, 12)] {
            let values = bytes(7, rows * inputs);
            let matrix = bytes(9, inputs * 128);
            let weights = Weights::pack(inputs, 128, &matrix);
            let expected = |row: usize, column: usize| -> i32 {
                let terms =
                    (0..inputs).map(|i| i32::from(values[row * inputs + i]) * i32::from(matrix[i * 128 + column]));
                terms.sum()
            };
            for kernel in Kernel::available() {
                for panel in 0..2 {
                    let mut out = vec![[0; PANEL]; rows];
                    kernel.dots(&values, weights.panel(panel), &mut out);
                    for (row, dots) in out.iter().enumerate() {
                        let right: Vec<i32> = (0..PANEL).map(|column| expected(row, panel * PANEL + column)).collect();
                        assert_eq!(dots.to_vec(), right, "{} {rows}×{inputs} row {row}", kernel.name());
                    }
                }
            }
        }
    }

    #[test]
    fn every_kernel_scans_exactly() {
        let row = |seed| -> [i8; 512] {
            let values: [i8; 512] = bytes(seed, 512).try_into().expect("512 values");
            values.map(|value| value.max(-127))
        };
        let (one, mut others) = (row(1), vec![row(2), row(3), row(4)]);
        others.extend([[-127; 512], [127; 512]]);
        let products = |other: &[i8; 512]| one.iter().zip(other).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum();
        let expected: Vec<i32> = others.iter().map(products).collect();
        for kernel in Kernel::available() {
            let mut out = vec![0; others.len()];
            kernel.scan_i8(&one, &others, &mut out);
            assert_eq!(out, expected, "{}", kernel.name());
            assert_eq!(kernel.dot_i8(&[-127; 512], &[-127; 512]), 512 * 127 * 127, "{}", kernel.name());
        }
    }
}
