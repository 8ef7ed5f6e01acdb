//! Lines to blocks: paragraphs by distance, indent and punctuation, headings by size.

use std::collections::HashSet;

use super::lines::Line;
use crate::content::document::{Block, BlockKind};
use crate::content::formats::text::list_item;

/// A line is a heading's from this size on, in units of the body's size.
const HEADING_FROM: f64 = 1.12;
const MOST_HEADING_CHARACTERS: usize = 150;
/// Lines further apart than this, in units of the usual distance, belong to different paragraphs.
const PARAGRAPH_FROM: f64 = 1.35;

/// The blocks of all pages.
pub(super) fn blocks(pages: &[Vec<Line>]) -> Vec<Block> {
    let measures = Measures::of(pages);
    let mut writer = Writer { measures, compounds: compounds(pages), blocks: Vec::new(), open: None };
    for (index, lines) in pages.iter().enumerate() {
        let page = u32::try_from(index + 1).unwrap_or(u32::MAX);
        for line in lines.iter().filter(|line| !is_contents(&line.text)) {
            writer.take(line, page);
        }
    }
    writer.end_block();
    writer.blocks
}

/// Words with a hyphen inside, in lower case, as they stand within lines: those keep it where a line breaks them.
fn compounds(pages: &[Vec<Line>]) -> HashSet<String> {
    let words = pages.iter().flatten().flat_map(|line| line.text.split_whitespace());
    let words = words.map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    words.filter(|word| word.contains('-')).map(str::to_lowercase).collect()
}

/// An entry of a table of contents: dots that lead to a page's number.
fn is_contents(text: &str) -> bool {
    let Some(before) = text.trim_end().strip_suffix(|last: char| last.is_ascii_digit()) else { return false };
    let before = before.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    let leader = before.chars().rev().take_while(|letter| matches!(letter, '.' | ' ' | '…' | '·'));
    leader.filter(|letter| *letter != ' ').count() >= 4
}

/// What is usual in a document.
struct Measures {
    /// The font size of most of the text.
    body: f64,
    /// The usual distance of lines, in units of the font size.
    leading: f64,
    /// Sizes of headings, largest first.
    headings: Vec<f64>,
}

impl Measures {
    fn of(pages: &[Vec<Line>]) -> Self {
        let lines = || pages.iter().flatten();
        let sizes: Vec<(f64, usize)> = lines().map(|line| (line.size, line.text.len())).collect();
        let body = weighted_median(sizes).unwrap_or(10.0);
        let leading = weighted_median(pages.iter().flat_map(|page| distances(page)).collect()).unwrap_or(1.2);
        let is_large = |line: &&Line| line.size >= body * HEADING_FROM;
        let mut headings: Vec<f64> = lines().filter(is_large).map(|line| (line.size * 2.0).round() / 2.0).collect();
        headings.sort_by(|left, right| right.total_cmp(left));
        headings.dedup();
        Self { body, leading, headings }
    }

    fn heading(&self, line: &Line) -> Option<u8> {
        let letters = line.text.chars().filter(|letter| letter.is_alphabetic()).count();
        let is_heading = line.size >= self.body * HEADING_FROM
            && letters >= 2
            && line.text.chars().count() <= MOST_HEADING_CHARACTERS
            && list_item(&line.text).is_none_or(|(kind, _)| !matches!(kind, BlockKind::ListItem { number: None, .. }));
        let rounded = (line.size * 2.0).round() / 2.0;
        let rank = self.headings.iter().position(|size| *size == rounded)?;
        is_heading.then(|| u8::try_from(rank + 1).unwrap_or(6).min(6))
    }
}

/// Distances of neighbouring lines of one size, in units of the size.
fn distances(lines: &[Line]) -> Vec<(f64, usize)> {
    let pairs = lines.iter().zip(lines.iter().skip(1));
    let same = pairs.filter(|(above, below)| (above.size - below.size).abs() < 0.2);
    let ratios = same.map(|(above, below)| (above.height - below.height) / below.size);
    ratios.filter(|ratio| (0.8..3.0).contains(ratio)).map(|ratio| (ratio, 1)).collect()
}

fn weighted_median(mut values: Vec<(f64, usize)>) -> Option<f64> {
    values.sort_by(|left, right| left.0.total_cmp(&right.0));
    let half = values.iter().map(|(_, weight)| weight).sum::<usize>() / 2;
    let mut sum = 0;
    values.into_iter().find_map(|(value, weight)| {
        sum += weight;
        (sum > half).then_some(value)
    })
}

struct OpenBlock {
    kind: BlockKind,
    text: String,
    page: u32,
    last_page: u32,
    /// The last line that went in.
    last: Line,
    left: f64,
    right: f64,
    lines: usize,
}

struct Writer {
    measures: Measures,
    compounds: HashSet<String>,
    blocks: Vec<Block>,
    open: Option<OpenBlock>,
}

impl Writer {
    fn take(&mut self, line: &Line, page: u32) {
        if line.is_row {
            self.end_block();
            self.blocks.push(Block { page: Some(page), ..Block::new(BlockKind::TableRow, &line.text) });
            return;
        }
        let heading = self.measures.heading(line).map(|level| BlockKind::Heading { level });
        let item = list_item(&line.text).or_else(|| bullet(&line.text));
        let (kind, text) = match (heading, item) {
            (Some(heading), _) => (heading, line.text.as_str()),
            (None, Some((item, text))) => (item, text),
            (None, None) => (BlockKind::Paragraph, line.text.as_str()),
        };
        let is_item = matches!(kind, BlockKind::ListItem { .. });
        match &mut self.open {
            Some(open) if !is_item && open.goes_on_with(line, page, kind, &self.measures) => {
                open.join(line, page, &self.compounds);
            }
            _ => {
                self.end_block();
                self.open = Some(OpenBlock::new(kind, text, line, page));
            }
        }
    }

    fn end_block(&mut self) {
        let Some(open) = self.open.take() else { return };
        let mut block = Block::new(open.kind, &open.text);
        block.page = Some(open.page);
        if !block.text.is_empty() {
            self.blocks.push(block);
        }
    }
}

impl OpenBlock {
    fn new(kind: BlockKind, text: &str, line: &Line, page: u32) -> Self {
        Self {
            kind,
            text: text.to_owned(),
            page,
            last_page: page,
            last: line.clone(),
            left: line.start,
            right: line.end,
            lines: 1,
        }
    }

    fn goes_on_with(&self, line: &Line, page: u32, kind: BlockKind, measures: &Measures) -> bool {
        let drop = self.last.height - line.height;
        let is_heading = matches!(self.kind, BlockKind::Heading { .. });
        if is_heading || matches!(kind, BlockKind::Heading { .. }) {
            return self.kind == kind
                && page == self.last_page
                && self.lines < 4
                && (0.0..line.size * 2.0).contains(&drop);
        }
        let is_same_size = (line.size - self.last.size).abs() <= 0.12 * measures.body;
        if page != self.last_page || drop < -0.5 * line.size {
            // A paragraph that is cut by the end of a column or a page.
            return is_same_size && !self.is_finished() && line.text.starts_with(|first: char| first.is_lowercase());
        }
        if !is_same_size || drop > measures.leading * line.size * PARAGRAPH_FROM {
            return false;
        }
        let is_indented = line.start - self.left > 0.8 * line.size && self.lines > 1;
        let last_is_short = self.lines > 1 && self.right - self.last.end > 0.15 * (self.right - self.left);
        !(self.is_finished() && (is_indented || last_is_short))
    }

    fn is_finished(&self) -> bool {
        self.text.ends_with(['.', '!', '?', ':', ';', '"', '”', '»', '。', ')'])
    }

    fn join(&mut self, line: &Line, page: u32, compounds: &HashSet<String>) {
        join_line(&mut self.text, &line.text, compounds);
        self.left = self.left.min(line.start);
        self.right = self.right.max(line.end);
        self.last = line.clone();
        self.last_page = page;
        self.lines += 1;
    }
}

/// Joins a line to a text, and the two halves of a word that was broken between them.
fn join_line(text: &mut String, line: &str, compounds: &HashSet<String>) {
    let mut letters = text.chars().rev();
    let is_hyphen = matches!(letters.next(), Some('-' | '\u{2010}' | '\u{ad}'));
    let is_broken = is_hyphen
        && letters.next().is_some_and(char::is_lowercase)
        && line.starts_with(|first: char| first.is_lowercase());
    if !is_broken {
        text.push(' ');
    } else if !compounds.contains(&compound(text, line)) {
        text.pop();
    }
    text.push_str(line);
}

/// The word that a text and a line make with the hyphen between them.
fn compound(text: &str, line: &str) -> String {
    let first = text.rsplit(char::is_whitespace).next().unwrap_or_default();
    let first = first.trim_start_matches(|letter: char| !letter.is_alphanumeric());
    let second: String = line.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '-').collect();
    let first = first.trim_end_matches(['-', '\u{2010}', '\u{ad}']);
    format!("{first}-{second}").to_lowercase()
}

/// A bullet without a space after it.
fn bullet(line: &str) -> Option<(BlockKind, &str)> {
    let text = line.strip_prefix(['•', '▪', '●', '■', '‣', '◦', '○'])?.trim_start();
    (!text.is_empty()).then_some((BlockKind::ListItem { depth: 0, number: None }, text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, start: f64, height: f64, size: f64) -> Line {
        let direction = kurbo::Vec2::new(1.0, 0.0);
        Line {
            text: text.to_owned(),
            start,
            end: start + text.len() as f64 * 5.0,
            height,
            size,
            direction,
            is_row: false,
        }
    }

    #[test]
    fn broken_words_are_joined_and_compounds_keep_their_hyphen() {
        let compounds = compounds(&[vec![line("A well-known inn, (check-in) at", 0.0, 0.0, 10.0)]]);
        for (text, next, joined) in [
            ("a para-", "graph of", "a paragraph of"),
            ("a Well-", "known inn", "a Well-known inn"),
            ("the (check-", "in) desk", "the (check-in) desk"),
            ("Anglo-", "Saxon", "Anglo- Saxon"),
            ("of", "it", "of it"),
        ] {
            let mut text = text.to_owned();
            join_line(&mut text, next, &compounds);
            assert_eq!(text, joined);
        }
    }

    #[test]
    fn entries_of_tables_of_contents_are_known_by_their_dots() {
        for (text, is_entry) in [
            ("2.1 Rooms . . . . . . . . 12", true),
            ("Rooms........3", true),
            ("It costs 3.50", false),
            ("and so on ... 12", false),
            ("12", false),
        ] {
            assert_eq!(is_contents(text), is_entry, "{text}");
        }
    }

    #[test]
    fn lines_become_headings_paragraphs_and_items() {
        let pages = [
            vec![
                line("A Guide", 0.0, 100.0, 20.0),
                line("This is a para-", 0.0, 80.0, 10.0),
                line("graph of three lines, and it", 0.0, 68.0, 10.0),
                line("ends here.", 0.0, 56.0, 10.0),
                line("Another one that goes on", 10.0, 44.0, 10.0),
            ],
            vec![
                line("on the next page.", 0.0, 100.0, 10.0),
                line("• item", 0.0, 80.0, 10.0),
                line("1. first", 0.0, 68.0, 10.0),
            ],
        ];
        let found: Vec<(BlockKind, String, Option<u32>)> =
            blocks(&pages).into_iter().map(|block| (block.kind, block.text, block.page)).collect();
        let item = |number| BlockKind::ListItem { depth: 0, number };
        let expected = [
            (BlockKind::Heading { level: 1 }, "A Guide", 1),
            (BlockKind::Paragraph, "This is a paragraph of three lines, and it ends here.", 1),
            (BlockKind::Paragraph, "Another one that goes on on the next page.", 1),
            (item(None), "item", 2),
            (item(Some(1)), "first", 2),
        ];
        assert_eq!(found, expected.map(|(kind, text, page)| (kind, text.to_owned(), Some(page))));
    }
}
