//! Text to blocks: paragraphs, headings by style, items behind their labels, rows of cells, notes.

use std::collections::HashMap;

use crate::content::document::{Block, BlockKind};
use crate::content::formats::markdown::wrap_link;
use crate::content::formats::table;
use crate::content::formats::text::list_item;

/// What the open paragraph's control words say.
#[derive(Clone, Default)]
pub(super) struct Paragraph {
    pub(super) style: Option<i32>,
    pub(super) outline: Option<u8>,
    pub(super) level: u8,
    pub(super) in_table: bool,
}

/// The blocks so far, and what goes into the next.
#[derive(Default)]
pub(super) struct Output {
    pub(super) blocks: Vec<Block>,
    pub(super) paragraph: Paragraph,
    /// Heading levels of styles.
    pub(super) headings: HashMap<i32, u8>,
    pub(super) text: String,
    /// The label of a list's item.
    pub(super) label: String,
    /// Open fields: where their text begins, their address, and how many groups are open within.
    pub(super) fields: Vec<(usize, String, usize)>,
    pub(super) notes: Vec<String>,
    pub(super) cells: Vec<String>,
    pub(super) cell: String,
}

impl Output {
    /// Ends the innermost field: its text is a link, if it has an address.
    pub(super) fn end_field(&mut self) {
        let Some((start, address, _)) = self.fields.pop() else { return };
        wrap_link(&mut self.text, start, &address);
    }

    /// Ends a cell of a table.
    pub(super) fn end_cell(&mut self) {
        self.end_paragraph_in_cell();
        self.cells.push(std::mem::take(&mut self.cell));
    }

    /// Ends a paragraph within a cell.
    pub(super) fn end_paragraph_in_cell(&mut self) {
        while !self.fields.is_empty() {
            self.end_field();
        }
        let label = std::mem::take(&mut self.label);
        for piece in [label.trim(), &std::mem::take(&mut self.text)] {
            if !piece.is_empty() {
                self.cell.push_str(piece);
                self.cell.push(' ');
            }
        }
    }

    /// Ends a row of a table.
    pub(super) fn end_row(&mut self) {
        let cells = std::mem::take(&mut self.cells);
        self.blocks.extend(table::row(&cells));
        self.end_notes();
    }

    fn end_notes(&mut self) {
        for note in std::mem::take(&mut self.notes).iter().filter(|note| !note.trim().is_empty()) {
            self.blocks.push(Block::new(BlockKind::Paragraph, &words(note)));
        }
    }

    /// Ends a paragraph, within a cell or not.
    pub(super) fn end_paragraph(&mut self) {
        if self.paragraph.in_table {
            return self.end_paragraph_in_cell();
        }
        // A field that goes on in the next paragraph is a link in this one.
        while !self.fields.is_empty() {
            self.end_field();
        }
        let text = std::mem::take(&mut self.text);
        let label = std::mem::take(&mut self.label);
        if !text.trim().is_empty() {
            let kind = self.kind(&label);
            let text = if matches!(kind, BlockKind::Heading { .. }) { words(&text) } else { text };
            self.blocks.push(Block::new(kind, &text));
        }
        self.end_notes();
    }

    fn kind(&self, label: &str) -> BlockKind {
        let of_style = || self.headings.get(&self.paragraph.style?).copied();
        if let Some(level) = self.paragraph.outline.or_else(of_style) {
            return BlockKind::Heading { level };
        }
        if label.trim().is_empty() {
            return BlockKind::Paragraph;
        }
        // The label is the number or the bullet, as it is shown.
        let number = match list_item(&format!("{} x", label.trim())) {
            Some((BlockKind::ListItem { number, .. }, _)) => number,
            _ => None,
        };
        BlockKind::ListItem { depth: self.paragraph.level, number }
    }
}

/// Text with one space where there is white space.
pub(super) fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
