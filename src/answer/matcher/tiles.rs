//! A symmetric matrix in tiles: its Cholesky factor, the factor's inverse, and solves. Single precision.
//!
//! Every element is computed by one thread in one order of additions, so the bits don't depend on the number of threads.

use std::num::NonZero;

/// Rows and columns of a tile.
pub(super) const SIDE: usize = 64;
pub(super) type Tile = [f32; SIDE * SIDE];

/// A lower triangle of tiles, column by column; rows beyond `size` are those of the unit matrix.
pub(super) struct Lower {
    tiles: Vec<Tile>,
    side: usize,
}

/// Columns of a right-hand side, tile by tile downwards.
pub(super) type Column = Vec<Tile>;

impl Lower {
    /// Fills the lower triangle by rows: `row(i, out)` writes elements `0..=i` of row `i`.
    pub(super) fn fill(size: usize, row: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        let side = size.div_ceil(SIDE);
        let mut lower = Self { tiles: vec![[0.0; SIDE * SIDE]; side * (side + 1) / 2], side };
        let rows: Vec<Vec<f32>> = parallel(size, |index| {
            let mut values = vec![0.0; index + 1];
            row(index, &mut values);
            values
        });
        for (index, values) in rows.iter().enumerate() {
            for (column, chunk) in values.chunks(SIDE).enumerate() {
                let start = index % SIDE * SIDE;
                lower.tile_mut(index / SIDE, column)[start..start + chunk.len()].copy_from_slice(chunk);
            }
        }
        for index in size..side * SIDE {
            lower.tile_mut(side - 1, side - 1)[index % SIDE * (SIDE + 1)] = 1.0;
        }
        lower
    }

    fn at(&self, row: usize, column: usize) -> usize {
        column * self.side - column * column.saturating_sub(1) / 2 + (row - column)
    }

    pub(super) fn tile(&self, row: usize, column: usize) -> &Tile {
        &self.tiles[self.at(row, column)]
    }

    fn tile_mut(&mut self, row: usize, column: usize) -> &mut Tile {
        let at = self.at(row, column);
        &mut self.tiles[at]
    }

    /// Replaces the matrix, which must be positive definite, by its Cholesky factor.
    pub(super) fn factor(&mut self) {
        for column in 0..self.side {
            let (begin, end) = (self.at(column, column), self.at(self.side - 1, column) + 1);
            let (done, rest) = self.tiles.split_at_mut(begin);
            let own = &mut rest[..end - begin];
            let side = self.side;
            let before = |row: usize, other: usize| -> &Tile {
                &done[other * side - other * other.saturating_sub(1) / 2 + (row - other)]
            };
            for_each(own, |offset, tile| {
                for other in 0..column {
                    subtract(tile, before(column + offset, other), &transposed(before(column, other)));
                }
            });
            let (diagonal, below) = own.split_first_mut().expect("a column has its diagonal tile");
            factor_tile(diagonal);
            let diagonal = &*diagonal;
            for_each(below, |_, tile| solve_right(tile, diagonal));
        }
    }

    /// The inverse of a factor.
    pub(super) fn inverse(&self) -> Self {
        let columns = parallel(self.side, |column| self.inverse_column(column));
        Self { tiles: columns.into_iter().flatten().collect(), side: self.side }
    }

    fn inverse_column(&self, column: usize) -> Vec<Tile> {
        let mut unit = [0.0; SIDE * SIDE];
        (0..SIDE).for_each(|index| unit[index * (SIDE + 1)] = 1.0);
        let mut tiles: Vec<Tile> = Vec::with_capacity(self.side - column);
        for row in column..self.side {
            let mut tile = if row == column { unit } else { [0.0; SIDE * SIDE] };
            for (offset, above) in tiles.iter().enumerate() {
                subtract(&mut tile, self.tile(row, column + offset), above);
            }
            solve_left(&mut tile, self.tile(row, row));
            tiles.push(tile);
        }
        tiles
    }

    /// Solves L·Lᵀ·x = b for each column in place.
    pub(super) fn solve(&self, columns: &mut [Column]) {
        for_each(columns, |_, column| {
            for row in 0..self.side {
                let (above, rest) = column.split_at_mut(row);
                for (other, solved) in above.iter().enumerate() {
                    subtract(&mut rest[0], self.tile(row, other), solved);
                }
                solve_left(&mut rest[0], self.tile(row, row));
            }
            for row in (0..self.side).rev() {
                let (rest, below) = column.split_at_mut(row + 1);
                for (offset, solved) in below.iter().enumerate() {
                    subtract(&mut rest[row], &transposed(self.tile(row + 1 + offset, row)), solved);
                }
                solve_left_transposed(&mut rest[row], self.tile(row, row));
            }
        });
    }

    /// Column `index` of the lower triangle, from its diagonal element down, padding included.
    pub(super) fn column(&self, index: usize) -> Vec<f32> {
        let (column, within) = (index / SIDE, index % SIDE);
        let mut values = Vec::with_capacity(self.side * SIDE - index);
        for row in column..self.side {
            let first = if row == column { within } else { 0 };
            values.extend((first..SIDE).map(|line| self.tile(row, column)[line * SIDE + within]));
        }
        values
    }

    /// Tiles on a side.
    pub(super) fn side(&self) -> usize {
        self.side
    }
}

/// `tile -= left · right`.
fn subtract(tile: &mut Tile, left: &Tile, right: &Tile) {
    for (line, out) in tile.chunks_exact_mut(SIDE).enumerate() {
        let factors = &left[line * SIDE..(line + 1) * SIDE];
        for (four, rows) in factors.chunks_exact(4).zip(right.chunks_exact(4 * SIDE)) {
            let (first, rest) = rows.split_at(SIDE);
            let (second, rest) = rest.split_at(SIDE);
            let (third, fourth) = rest.split_at(SIDE);
            for (index, value) in out.iter_mut().enumerate() {
                *value = *value
                    - four[0] * first[index]
                    - four[1] * second[index]
                    - four[2] * third[index]
                    - four[3] * fourth[index];
            }
        }
    }
}

fn transposed(tile: &Tile) -> Tile {
    let mut turned = [0.0; SIDE * SIDE];
    for line in 0..SIDE {
        for within in 0..SIDE {
            turned[within * SIDE + line] = tile[line * SIDE + within];
        }
    }
    turned
}

fn factor_tile(tile: &mut Tile) {
    for column in 0..SIDE {
        let mut diagonal = tile[column * (SIDE + 1)];
        for other in 0..column {
            diagonal -= tile[column * SIDE + other] * tile[column * SIDE + other];
        }
        let root = diagonal.max(f32::MIN_POSITIVE).sqrt();
        tile[column * (SIDE + 1)] = root;
        for row in column + 1..SIDE {
            let mut value = tile[row * SIDE + column];
            for other in 0..column {
                value -= tile[row * SIDE + other] * tile[column * SIDE + other];
            }
            tile[row * SIDE + column] = value / root;
        }
        tile[column * SIDE + column + 1..(column + 1) * SIDE].fill(0.0);
    }
}

/// `tile := tile · L⁻ᵀ`.
fn solve_right(tile: &mut Tile, lower: &Tile) {
    for line in tile.chunks_exact_mut(SIDE) {
        for column in 0..SIDE {
            let mut value = line[column];
            for other in 0..column {
                value -= line[other] * lower[column * SIDE + other];
            }
            line[column] = value / lower[column * (SIDE + 1)];
        }
    }
}

/// `tile := L⁻¹ · tile`.
fn solve_left(tile: &mut Tile, lower: &Tile) {
    for row in 0..SIDE {
        let (above, rest) = tile.split_at_mut(row * SIDE);
        let line = &mut rest[..SIDE];
        for (other, solved) in above.chunks_exact(SIDE).enumerate() {
            let factor = lower[row * SIDE + other];
            line.iter_mut().zip(solved).for_each(|(value, solved)| *value -= factor * solved);
        }
        let diagonal = lower[row * (SIDE + 1)];
        line.iter_mut().for_each(|value| *value /= diagonal);
    }
}

/// `tile := L⁻ᵀ · tile`.
fn solve_left_transposed(tile: &mut Tile, lower: &Tile) {
    for row in (0..SIDE).rev() {
        let (rest, below) = tile.split_at_mut((row + 1) * SIDE);
        let line = &mut rest[row * SIDE..];
        for (offset, solved) in below.chunks_exact(SIDE).enumerate() {
            let factor = lower[(row + 1 + offset) * SIDE + row];
            line.iter_mut().zip(solved).for_each(|(value, solved)| *value -= factor * solved);
        }
        let diagonal = lower[row * (SIDE + 1)];
        line.iter_mut().for_each(|value| *value /= diagonal);
    }
}

/// Calls `work` for each item, spread over the processors.
fn for_each<T: Send>(items: &mut [T], work: impl Fn(usize, &mut T) + Sync) {
    let share = items.len().div_ceil(threads());
    if items.len() < 2 || share == items.len() {
        return items.iter_mut().enumerate().for_each(|(index, item)| work(index, item));
    }
    std::thread::scope(|scope| {
        for (number, chunk) in items.chunks_mut(share).enumerate() {
            let work = &work;
            scope.spawn(move || {
                chunk.iter_mut().enumerate().for_each(|(index, item)| work(number * share + index, item))
            });
        }
    });
}

/// The results of `work` for `0..count`, in order.
pub(super) fn parallel<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let mut results: Vec<Option<T>> = std::iter::repeat_with(|| None).take(count).collect();
    for_each(&mut results, |index, result| *result = Some(work(index)));
    results.into_iter().flatten().collect()
}

fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: usize = 150;

    /// Positive definite: a ridge over a decaying band.
    fn element(row: usize, column: usize) -> f32 {
        let distance = row.abs_diff(column) as f32;
        if row == column { 1.3 } else { 0.5 / (1.0 + distance) }
    }

    fn factored() -> Lower {
        let mut lower = Lower::fill(SIZE, |row, out| {
            out.iter_mut().enumerate().for_each(|(column, value)| *value = element(row, column));
        });
        lower.factor();
        lower
    }

    #[test]
    fn a_solution_gives_the_right_hand_side_back() {
        let lower = factored();
        let mut columns = vec![vec![[0.0; SIDE * SIDE]; lower.side()]];
        (0..SIZE).for_each(|row| columns[0][row / SIDE][row % SIDE * SIDE] = (row % 7) as f32);
        lower.solve(&mut columns);
        for row in 0..SIZE {
            let product: f32 =
                (0..SIZE).map(|column| element(row, column) * columns[0][column / SIDE][column % SIDE * SIDE]).sum();
            assert!((product - (row % 7) as f32).abs() < 1e-3, "{row}: {product}");
        }
    }

    #[test]
    fn the_inverse_of_the_factor_undoes_it() {
        let lower = factored();
        let inverse = lower.inverse();
        for column in [0, 63, 64, 149] {
            let values = inverse.column(column);
            for row in column..SIZE {
                let product: f32 = (column..=row)
                    .map(|between| {
                        lower.tile(row / SIDE, between / SIDE)[row % SIDE * SIDE + between % SIDE]
                            * values[between - column]
                    })
                    .sum();
                let expected = if row == column { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-4, "{row} {column}: {product}");
            }
        }
    }
}
