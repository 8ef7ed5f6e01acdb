//! The kernel for every processor.

use crate::answer::kernels::weights::{Line, OFFSET, PANEL};

pub(super) fn dots(rows: &[i8], panel: &[Line], out: &mut [[i32; PANEL]]) {
    for (row, out) in rows.chunks_exact(panel.len()).zip(out) {
        let sum: i32 = row.iter().map(|value| i32::from(*value)).sum();
        *out = [-OFFSET * sum; PANEL];
        for (values, lines) in row.chunks_exact(4).zip(panel.chunks_exact(4)) {
            for (line, out) in lines.iter().zip(out.chunks_exact_mut(16)) {
                add_line(values, line, out);
            }
        }
    }
}

fn add_line(values: &[i8], line: &Line, out: &mut [i32]) {
    let [a, b, c, d] = [0, 1, 2, 3].map(|index| i32::from(values[index]));
    for (weights, out) in line.0.chunks_exact(4).zip(out) {
        let low = i32::from(weights[0]) * a + i32::from(weights[1]) * b;
        *out += low + i32::from(weights[2]) * c + i32::from(weights[3]) * d;
    }
}

pub(super) fn scan(one: &[i8; 512], others: &[[i8; 512]], out: &mut [i32]) {
    for (other, out) in others.iter().zip(out) {
        *out = one.iter().zip(other).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum();
    }
}
