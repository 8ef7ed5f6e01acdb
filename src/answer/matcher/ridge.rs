//! Kernel ridge regression of the Q&As on their phrasings, in closed form, with exact leave-one-out scores.
//!
//! α = (K + λI)⁻¹·Y, where Y says which Q&A a phrasing belongs to. Without phrasing i, its own scores would be
//! y_i − α_i / G_ii with G = (K + λI)⁻¹; without all phrasings I of its Q&A, those of the others would be −G_II⁻¹·α_I
//! (Rasmussen and Williams, Gaussian Processes for Machine Learning, 5.4.2).

use crate::answer::matcher::tiles::{Column, Lower, SIDE, parallel};

/// λ.
pub(super) const RIDGE: f32 = 0.3;

/// The weights of a fit, and what it would say without a phrasing.
pub(super) struct Ridge {
    /// α by phrasing: a weight for each Q&A.
    pub(super) weights: Vec<Vec<f32>>,
    inverse: Lower,
}

impl Ridge {
    /// Fits `owners` (the Q&A of each phrasing) to a kernel. `row(i, out)` writes the kernel of phrasing i with `0..=i`.
    pub(super) fn fit(owners: &[u32], classes: usize, row: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        let mut lower = Lower::fill(owners.len(), |index, out| {
            row(index, out);
            out[index] += RIDGE;
        });
        lower.factor();
        let mut columns = indicators(owners, classes, lower.side());
        lower.solve(&mut columns);
        let weight = |phrasing: usize, class: usize| {
            columns[class / SIDE][phrasing / SIDE][phrasing % SIDE * SIDE + class % SIDE]
        };
        let weights =
            (0..owners.len()).map(|phrasing| (0..classes).map(|class| weight(phrasing, class)).collect()).collect();
        Self { weights, inverse: lower.inverse() }
    }

    /// The scores of all Q&As for a phrasing, had it never been written.
    pub(super) fn without(&self, phrasing: usize, owner: usize) -> Vec<f32> {
        let column = self.inverse.column(phrasing);
        let diagonal: f32 = column.iter().map(|value| value * value).sum();
        let mut scores: Vec<f32> = self.weights[phrasing].iter().map(|weight| -weight / diagonal).collect();
        scores[owner] += 1.0;
        scores
    }

    /// The scores of the other Q&As for each phrasing of one, had that Q&A never been written.
    pub(super) fn without_all(&self, phrasings: &[usize]) -> Vec<Vec<f32>> {
        let columns: Vec<Vec<f32>> = phrasings.iter().map(|phrasing| self.inverse.column(*phrasing)).collect();
        let mut block: Vec<Vec<f32>> = columns
            .iter()
            .enumerate()
            .map(|(at, left)| columns[..=at].iter().map(|right| tail_dot(left, right)).collect())
            .collect();
        factor(&mut block);
        let classes = self.weights.first().map_or(0, Vec::len);
        let mut scores: Vec<Vec<f32>> =
            phrasings.iter().map(|phrasing| self.weights[*phrasing].iter().map(|weight| -weight).collect()).collect();
        let mut column = vec![0.0; phrasings.len()];
        for class in 0..classes {
            column.iter_mut().zip(&scores).for_each(|(value, row)| *value = row[class]);
            solve(&block, &mut column);
            column.iter().zip(&mut scores).for_each(|(value, row)| row[class] = *value);
        }
        scores
    }
}

/// Y in tiles: column `class` is 1 where the phrasing is the class's.
fn indicators(owners: &[u32], classes: usize, side: usize) -> Vec<Column> {
    let mut columns = vec![vec![[0.0; SIDE * SIDE]; side]; classes.div_ceil(SIDE)];
    for (phrasing, owner) in owners.iter().enumerate() {
        let class = *owner as usize;
        columns[class / SIDE][phrasing / SIDE][phrasing % SIDE * SIDE + class % SIDE] = 1.0;
    }
    columns
}

/// The dot product of two columns of a lower triangle: the longer one begins further up.
fn tail_dot(left: &[f32], right: &[f32]) -> f32 {
    let length = left.len().min(right.len());
    let (left, right) = (&left[left.len() - length..], &right[right.len() - length..]);
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

/// Replaces a small positive definite matrix (rows of its lower triangle) by its Cholesky factor.
pub(super) fn factor(rows: &mut [Vec<f32>]) {
    for at in 0..rows.len() {
        let (done, rest) = rows.split_at_mut(at);
        let row = &mut rest[0];
        for column in 0..at {
            let before: f32 = (0..column).map(|other| row[other] * done[column][other]).sum();
            row[column] = (row[column] - before) / done[column][column];
        }
        let before: f32 = row[..at].iter().map(|value| value * value).sum();
        row[at] = (row[at] - before).max(f32::MIN_POSITIVE).sqrt();
    }
}

/// Solves with a factor of [`factor`], in place.
pub(super) fn solve(rows: &[Vec<f32>], values: &mut [f32]) {
    for at in 0..values.len() {
        let before: f32 = (0..at).map(|other| rows[at][other] * values[other]).sum();
        values[at] = (values[at] - before) / rows[at][at];
    }
    for at in (0..values.len()).rev() {
        let after: f32 = (at + 1..values.len()).map(|other| rows[other][at] * values[other]).sum();
        values[at] = (values[at] - after) / rows[at][at];
    }
}

/// [`Ridge::without`] for every phrasing and [`Ridge::without_all`] for every Q&A, spread over the processors.
pub(super) struct LeftOut {
    /// By phrasing: without itself.
    pub(super) itself: Vec<Vec<f32>>,
    /// By phrasing: without its Q&A.
    pub(super) all: Vec<Vec<f32>>,
}

impl LeftOut {
    pub(super) fn of(ridge: &Ridge, owners: &[u32], classes: usize) -> Self {
        let itself = parallel(owners.len(), |phrasing| ridge.without(phrasing, owners[phrasing] as usize));
        let mut members = vec![Vec::new(); classes];
        owners.iter().enumerate().for_each(|(phrasing, owner)| members[*owner as usize].push(phrasing));
        let by_class = parallel(classes, |class| ridge.without_all(&members[class]));
        let mut all = vec![Vec::new(); owners.len()];
        for (phrasings, scores) in members.iter().zip(by_class) {
            phrasings.iter().zip(scores).for_each(|(phrasing, scores)| all[*phrasing] = scores);
        }
        Self { itself, all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWNERS: [u32; 6] = [0, 0, 1, 1, 2, 2];

    fn kernel(left: usize, right: usize) -> f32 {
        let own = if OWNERS[left] == OWNERS[right] { 0.4 } else { 0.05 * ((left + right) % 3) as f32 };
        if left == right { 1.0 } else { own }
    }

    fn fit(chosen: &[usize]) -> Ridge {
        let owners: Vec<u32> = chosen.iter().map(|index| OWNERS[*index]).collect();
        Ridge::fit(&owners, 3, |row, out| {
            out.iter_mut().enumerate().for_each(|(column, value)| *value = kernel(chosen[row], chosen[column]));
        })
    }

    fn scores(ridge: &Ridge, chosen: &[usize], asked: usize) -> Vec<f32> {
        let score = |class: usize| {
            chosen.iter().zip(&ridge.weights).map(|(other, weights)| kernel(asked, *other) * weights[class]).sum()
        };
        (0..3).map(score).collect()
    }

    #[test]
    fn leaving_out_in_closed_form_is_fitting_without() {
        let all = fit(&[0, 1, 2, 3, 4, 5]);
        for (asked, owner) in OWNERS.iter().enumerate() {
            let rest: Vec<usize> = (0..6).filter(|index| *index != asked).collect();
            let expected = scores(&fit(&rest), &rest, asked);
            let found = all.without(asked, *owner as usize);
            assert!(
                expected.iter().zip(&found).all(|(left, right)| (left - right).abs() < 1e-4),
                "{expected:?} {found:?}"
            );
        }
        for class in 0..3_u32 {
            let (own, rest): (Vec<usize>, Vec<usize>) = (0..6).partition(|index| OWNERS[*index] == class);
            let refit = fit(&rest);
            for (asked, found) in own.iter().zip(all.without_all(&own)) {
                for other in (0..3).filter(|other| *other != class as usize) {
                    let expected = scores(&refit, &rest, *asked)[other];
                    assert!((expected - found[other]).abs() < 1e-4, "{class} {other}: {expected} {}", found[other]);
                }
            }
        }
    }
}
