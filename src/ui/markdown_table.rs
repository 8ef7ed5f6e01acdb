//! A table of an answer: aligned columns where the terminal is wide enough, else one line for each cell.

use crate::ui::look::{columns, padded};
use crate::ui::wrap;

/// Blanks between columns.
const GAP: usize = 2;

/// The rows of a table; the first is its head.
#[derive(Debug, Default)]
pub(in crate::ui) struct Grid {
    rows: Vec<Vec<String>>,
    open: Vec<String>,
}

impl Grid {
    /// Adds a cell to the row that is being read.
    pub(in crate::ui) fn cell(&mut self, text: String) {
        self.open.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
    }

    /// Ends the row.
    pub(in crate::ui) fn end_row(&mut self) {
        self.rows.push(std::mem::take(&mut self.open));
    }

    /// The table within `width` columns.
    pub(in crate::ui) fn lines(&self, width: usize) -> Vec<String> {
        let count = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| columns(cell)).max();
        let widths: Vec<usize> = (0..count).map(|column| widest(column).unwrap_or(0)).collect();
        if widths.iter().sum::<usize>() + GAP * count.saturating_sub(1) <= width {
            self.rows.iter().map(|row| aligned(row, &widths)).collect()
        } else {
            self.as_records(width)
        }
    }

    fn as_records(&self, width: usize) -> Vec<String> {
        let Some((head, rows)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        for row in rows {
            if !lines.is_empty() {
                lines.push(String::new());
            }
            for (index, cell) in row.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                let name = head.get(index).filter(|name| !name.is_empty());
                let text = name.map_or_else(|| cell.clone(), |name| format!("{name}: {cell}"));
                lines.extend(wrap::lines(&text, width));
            }
        }
        lines
    }
}

fn aligned(row: &[String], widths: &[usize]) -> String {
    let cells: Vec<String> = row.iter().zip(widths).map(|(cell, width)| padded(cell, width + GAP)).collect();
    cells.concat().trim_end().to_owned()
}
