//! Weights in the order in which every kernel reads them.

/// Columns that are multiplied together: four wide registers.
pub(crate) const PANEL: usize = 64;

/// What is added to a signed weight: kernels multiply unsigned weights and take the row's sum times this off again.
pub(super) const OFFSET: i32 = 128;

/// 16 columns × 4 inputs, the inputs of a column side by side; a line of the processor's cache.
#[derive(Debug, Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Line(pub(super) [u8; 64]);

/// A matrix in panels of 64 columns; a panel has, for each four inputs, four lines.
#[derive(Debug)]
pub(crate) struct Weights {
    inputs: usize,
    lines: Vec<Line>,
}

impl Weights {
    /// Packs a matrix of signed bytes, row by row. Inputs must be a multiple of 4, outputs of 64.
    pub(crate) fn pack(inputs: usize, outputs: usize, matrix: &[i8]) -> Weights {
        assert!(inputs.is_multiple_of(4) && outputs.is_multiple_of(PANEL), "{inputs} × {outputs}");
        assert_eq!(matrix.len(), inputs * outputs, "a whole matrix");
        let mut lines = vec![Line([0; 64]); inputs * outputs / PANEL];
        for (input, row) in matrix.chunks_exact(outputs).enumerate() {
            for (strip, columns) in row.chunks_exact(16).enumerate() {
                let line = &mut lines[strip / 4 * inputs + input / 4 * 4 + strip % 4].0;
                for (column, weight) in columns.iter().enumerate() {
                    line[column * 4 + input % 4] = weight.cast_unsigned() ^ 0x80;
                }
            }
        }
        Weights { inputs, lines }
    }

    /// Returns the lines of 64 columns, one for each input.
    pub(crate) fn panel(&self, panel: usize) -> &[Line] {
        &self.lines[panel * self.inputs..][..self.inputs]
    }

    /// Returns the panels in the order of their columns.
    pub(crate) fn panels(&self) -> impl Iterator<Item = &[Line]> {
        self.lines.chunks_exact(self.inputs)
    }
}
