//! Lists: aligned columns on a terminal, tab-separated off it.

use comfy_table::{ContentArrangement, Table as Grid, presets};

use crate::ui::Human;
use crate::ui::look::{Look, one_line};

/// A list with a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    head: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty list with these columns.
    pub fn new(head: &[&'static str]) -> Self {
        Self { head: head.to_vec(), rows: Vec::new() }
    }

    /// Adds a row; one cell for each column.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Aligned columns within the look's width, with the head.
    pub fn aligned(&self, look: &Look) -> String {
        let mut grid = Grid::new();
        grid.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        grid.set_width(u16::try_from(look.width).unwrap_or(u16::MAX)).set_header(self.head.clone());
        for row in &self.rows {
            grid.add_row(row.clone());
        }
        for column in grid.column_iter_mut() {
            column.set_padding((0, 2));
        }
        let lines: Vec<String> = grid.to_string().lines().map(|line| line.trim_end().to_owned()).collect();
        lines.join("\n") + "\n"
    }

    /// Rows without a head, cells separated by tabs.
    pub fn separated(&self) -> String {
        self.rows.iter().map(|row| row.join("\t") + "\n").collect()
    }

    /// Both forms; `empty` is said on a terminal where there are no rows.
    pub fn human(&self, look: &Look, empty: &str) -> Human {
        let terminal = if self.is_empty() { format!("{empty}\n") } else { self.aligned(look) };
        Human { terminal, piped: self.separated() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_on_a_terminal_and_tabs_in_a_pipe() {
        let mut table = Table::new(&["Bot", "State"]);
        table.row(["acme-hotel".to_owned(), "Deployed".to_owned()]);
        table.row(["b\tc\x1b[1m".to_owned(), "Offline".to_owned()]);
        let human = table.human(&Look::PLAIN, "No bots.");
        assert_eq!(human.piped, "acme-hotel\tDeployed\nb c[1m\tOffline\n");
        assert_eq!(human.terminal, "Bot         State\nacme-hotel  Deployed\nb c[1m      Offline\n");
        assert_eq!(Table::new(&["Bot"]).human(&Look::PLAIN, "No bots.").terminal, "No bots.\n");
    }
}
