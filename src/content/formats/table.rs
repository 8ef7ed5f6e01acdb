//! Rows of tables, the same for every format that has cells.

use crate::content::document::{Block, BlockKind};

/// A row's block: its cells joined by ` | `. An empty cell before a filled one is a dash, so that the others stay
/// below their heads. A table of one column is a frame around text; a row without text is none.
pub(super) fn row(cells: &[String]) -> Option<Block> {
    let last = cells.iter().rposition(|cell| !cell.trim().is_empty())?;
    let kind = if cells.len() > 1 { BlockKind::TableRow } else { BlockKind::Paragraph };
    let words = |cell: &String| {
        let text = cell.split_whitespace().collect::<Vec<_>>().join(" ").replace(" | ", " / ");
        if text.is_empty() { "–".to_owned() } else { text }
    };
    let texts: Vec<String> = cells.iter().take(last + 1).map(words).collect();
    Some(Block::new(kind, &texts.join(" | ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_below_their_heads() {
        let text = |cells: &[&str]| row(&cells.iter().map(|cell| (*cell).to_owned()).collect::<Vec<_>>());
        let block = |kind, text| Some(Block::new(kind, text));
        assert_eq!(text(&["", "Mon", "Tue"]), block(BlockKind::TableRow, "– | Mon | Tue"));
        assert_eq!(text(&["1", "a\n b | c", " "]), block(BlockKind::TableRow, "1 | a b / c"));
        assert_eq!(text(&["alone"]), block(BlockKind::Paragraph, "alone"));
        assert_eq!((text(&["", " "]), text(&[])), (None, None));
    }
}
