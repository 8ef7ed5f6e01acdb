//! Plain text: paragraphs by blank lines, with the few conventions that everybody uses.

use crate::content::document::{Block, BlockKind, Document};

/// A line shorter than this ends where its author wanted it to end.
const SHORT_LINE_CHARACTERS: usize = 45;

/// Reads plain text.
pub(super) fn read(source: &str) -> Document {
    let mut reader = TextReader::default();
    for line in source.lines() {
        reader.line(line);
    }
    reader.end_block();
    let title = reader.blocks.first().filter(|block| matches!(block.kind, BlockKind::Heading { .. }));
    let title = title.map(|block| block.text.clone()).unwrap_or_default();
    Document { title, language: None, date: None, blocks: reader.blocks }
}

#[derive(Default)]
struct TextReader {
    blocks: Vec<Block>,
    kind: Option<BlockKind>,
    text: String,
    /// The last line's length in characters.
    last_characters: usize,
}

impl TextReader {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if trimmed.is_empty() {
            return self.end_block();
        }
        if let Some(level) = underline(trimmed) {
            // A rule between paragraphs underlines nothing.
            if self.text.is_empty() || self.text.contains('\n') || self.kind != Some(BlockKind::Paragraph) {
                return self.end_block();
            }
            self.kind = Some(BlockKind::Heading { level });
            return self.end_block();
        }
        if let Some((kind, text)) = list_item(line) {
            self.end_block();
            self.kind = Some(kind);
            self.text.push_str(text);
        } else {
            self.continue_with(trimmed);
        }
        self.last_characters = trimmed.chars().count();
    }

    fn continue_with(&mut self, line: &str) {
        let kind = *self.kind.get_or_insert(BlockKind::Paragraph);
        if !self.text.is_empty() {
            let is_set_break = kind == BlockKind::Paragraph && self.last_characters < SHORT_LINE_CHARACTERS;
            self.text.push(if is_set_break { '\n' } else { ' ' });
        }
        self.text.push_str(line);
    }

    fn end_block(&mut self) {
        if let Some(kind) = self.kind.take() {
            let block = Block::new(kind, &self.text);
            if !block.text.is_empty() {
                self.blocks.push(block);
            }
        }
        self.text.clear();
    }
}

/// The heading level of a line of only `=` or only `-`.
fn underline(line: &str) -> Option<u8> {
    if line.len() < 3 {
        return None;
    }
    if line.bytes().all(|byte| byte == b'=') {
        Some(1)
    } else if line.bytes().all(|byte| byte == b'-') {
        Some(2)
    } else {
        None
    }
}

/// A list item by its mark: `-`, `*`, `•`, `–` or a number with `.` or `)`.
pub(super) fn list_item(line: &str) -> Option<(BlockKind, &str)> {
    let trimmed = line.trim_start();
    let depth = u8::try_from((line.len() - trimmed.len()) / 4).unwrap_or(u8::MAX);
    for mark in ["- ", "* ", "• ", "– ", "▪ ", "◦ ", "● ", "‣ "] {
        if let Some(text) = trimmed.strip_prefix(mark) {
            return Some((BlockKind::ListItem { depth, number: None }, text.trim()));
        }
    }
    let (digits, text) = trimmed.split_once(['.', ')'])?;
    let is_number = (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix(' ').filter(|_| is_number)?;
    Some((BlockKind::ListItem { depth, number: digits.parse().ok() }, text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_lists_and_headings_are_told_apart() {
        let source = "Opening hours\n=============\n\nWe are open on every day of the week but Sunday, from nine\n\
                      to five.\n\n- Monday\n- Tuesday, but only in the\n  morning\n\n2) Second\n\nVia Roma 1\n00100 Roma\n";
        let document = read(source);
        assert_eq!(document.title, "Opening hours");
        let item = |number| BlockKind::ListItem { depth: 0, number };
        let found: Vec<(BlockKind, &str)> =
            document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
        assert_eq!(
            found,
            [
                (BlockKind::Heading { level: 1 }, "Opening hours"),
                (BlockKind::Paragraph, "We are open on every day of the week but Sunday, from nine to five."),
                (item(None), "Monday"),
                (item(None), "Tuesday, but only in the morning"),
                (item(Some(2)), "Second"),
                (BlockKind::Paragraph, "Via Roma 1\n00100 Roma"),
            ]
        );
    }
}
