//! Documents → passages: about 500 characters each, never across headings, with lists and tables whole where they fit.

use jiff::civil::Date;

use crate::answer::language;
use crate::answer::passage::Passage;
use crate::content::document::{Block, BlockKind, Document};

/// The version of these rules: documents that were cut by others are cut anew.
pub(super) const CUT_RULES: u32 = 2;
/// What a passage aims at, in bytes of text.
const TARGET: usize = 500;
/// A passage isn't closed for a piece that would make it this long.
const STRETCH: usize = 650;
/// Lists, tables and code longer than this are split between items, rows and lines.
const MOST: usize = 1_500;

/// A piece of Markdown that stays together.
struct Unit {
    text: String,
    /// Introduces the next unit: ends with a colon.
    is_lead: bool,
    /// The page that it begins on.
    page: Option<u32>,
}

/// The passages of a document, in reading order. `languages` are the bot's, the default first.
pub(super) fn passages(id: &str, document: &Document, address: Option<&str>, languages: &[String]) -> Vec<Passage> {
    let language = document.language.clone().unwrap_or_else(|| language::of_document(&sample(document), languages));
    let mut cutter = Cutter {
        id,
        title: &document.title,
        language,
        address,
        date: document.date,
        path: Vec::new(),
        cut: Vec::new(),
    };
    let mut rest = document.blocks.as_slice();
    while let Some(first) = rest.first() {
        if let BlockKind::Heading { level } = first.kind {
            cutter.enter(level, &first.text);
            rest = &rest[1..];
        }
        let length = rest.iter().take_while(|block| !matches!(block.kind, BlockKind::Heading { .. })).count();
        cutter.section(&rest[..length]);
        rest = &rest[length..];
    }
    cutter.cut
}

fn sample(document: &Document) -> String {
    let mut sample = String::new();
    for block in document.blocks.iter().filter(|block| block.kind != BlockKind::Code) {
        sample.push_str(&block.text);
        sample.push('\n');
        if sample.len() > 4_000 {
            break;
        }
    }
    sample
}

struct Cutter<'a> {
    id: &'a str,
    title: &'a str,
    language: String,
    address: Option<&'a str>,
    date: Option<Date>,
    /// Open headings with their levels.
    path: Vec<(u8, String)>,
    cut: Vec<Passage>,
}

impl Cutter<'_> {
    fn enter(&mut self, level: u8, text: &str) {
        self.path.retain(|(open, _)| *open < level);
        self.path.push((level, text.to_owned()));
    }

    fn section(&mut self, blocks: &[Block]) {
        let mut text = String::new();
        // Where the last unit begins, if it introduces the next one, and its page.
        let mut lead: Option<(usize, Option<u32>)> = None;
        let mut page = None;
        for unit in units(blocks) {
            let is_long = |limit: usize| !text.is_empty() && text.len() + unit.text.len() > limit;
            match lead {
                // What introduces something goes with it, however long that is.
                Some((start, page_of_lead)) if is_long(MOST) => {
                    let introduction = text.split_off(start);
                    let before = std::mem::replace(&mut text, introduction);
                    if !before.trim().is_empty() {
                        self.push(before.trim_end().to_owned(), page);
                        page = page_of_lead;
                    }
                }
                None if is_long(STRETCH) => self.push(std::mem::take(&mut text), page),
                Some(_) | None => {}
            }
            if text.is_empty() {
                page = unit.page;
            } else {
                text.push_str("\n\n");
            }
            lead = unit.is_lead.then_some((text.len(), unit.page));
            text.push_str(&unit.text);
            if text.len() >= TARGET && lead.is_none() {
                self.push(std::mem::take(&mut text), page);
            }
        }
        if !text.is_empty() {
            self.push(text, page);
        }
    }

    fn push(&mut self, text: String, page: Option<u32>) {
        let headings =
            self.path.iter().map(|(_, heading)| heading.clone()).filter(|heading| heading != self.title).collect();
        self.cut.push(Passage {
            document: self.id.to_owned(),
            ordinal: u32::try_from(self.cut.len()).unwrap_or(u32::MAX),
            title: self.title.to_owned(),
            headings,
            text,
            language: self.language.clone(),
            address: self.address.map(str::to_owned),
            date: self.date,
            page,
        });
    }
}

/// Runs of blocks of one kind as Markdown, split where they are too long.
fn units(blocks: &[Block]) -> Vec<Unit> {
    let mut units = Vec::new();
    for run in blocks.chunk_by(|left, right| is_run(left.kind, right.kind)) {
        let Some(first) = run.first() else { continue };
        let before = units.len();
        match first.kind {
            BlockKind::ListItem { .. } => push_lines(&mut units, "", run.iter().map(list_item)),
            BlockKind::TableRow => {
                let columns = first.text.split(" | ").count();
                let head = format!("| {} |\n|{}", first.text, " --- |".repeat(columns));
                if run.len() == 1 {
                    units.push(Unit { text: head, is_lead: false, page: None });
                } else {
                    push_lines(&mut units, &head, run[1..].iter().map(|row| format!("| {} |", row.text)));
                }
            }
            BlockKind::Code => push_code(&mut units, &first.text),
            BlockKind::Quote => push_lines(&mut units, "", first.text.lines().map(|line| format!("> {line}"))),
            BlockKind::Paragraph | BlockKind::Heading { .. } => push_prose(&mut units, &first.text),
        }
        units.iter_mut().skip(before).for_each(|unit| unit.page = first.page);
    }
    units
}

fn is_run(left: BlockKind, right: BlockKind) -> bool {
    matches!(
        (left, right),
        (BlockKind::ListItem { .. }, BlockKind::ListItem { .. }) | (BlockKind::TableRow, BlockKind::TableRow)
    )
}

fn list_item(block: &Block) -> String {
    let BlockKind::ListItem { depth, number } = block.kind else { return block.text.clone() };
    let indent = "  ".repeat(usize::from(depth));
    let mark = number.map_or_else(|| "-".to_owned(), |number| format!("{number}."));
    let text = block.text.replace('\n', &format!("\n{indent}  "));
    format!("{indent}{mark} {text}")
}

/// Lines that belong together, in units of at most [`MOST`] bytes that each begin with `head`.
fn push_lines(units: &mut Vec<Unit>, head: &str, lines: impl Iterator<Item = String>) {
    let mut text = head.to_owned();
    for line in lines {
        if text.len() > head.len() && text.len() + line.len() > MOST {
            units.push(Unit { text: std::mem::replace(&mut text, head.to_owned()), is_lead: false, page: None });
        }
        for piece in pieces(&line, MOST) {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(piece);
            if text.len() > MOST {
                units.push(Unit { text: std::mem::replace(&mut text, head.to_owned()), is_lead: false, page: None });
            }
        }
    }
    if text.len() > head.len() {
        units.push(Unit { text, is_lead: false, page: None });
    }
}

fn push_code(units: &mut Vec<Unit>, code: &str) {
    let mut part = Vec::new();
    push_lines(&mut part, "", code.lines().map(str::to_owned));
    units.extend(part.into_iter().map(|unit| Unit {
        text: format!("```\n{}\n```", unit.text),
        is_lead: false,
        page: None,
    }));
}

/// Prose longer than a passage is split after sentences.
fn push_prose(units: &mut Vec<Unit>, text: &str) {
    if text.len() <= STRETCH {
        units.push(Unit { text: text.to_owned(), is_lead: text.ends_with(':'), page: None });
        return;
    }
    let mut part = String::new();
    for sentence in text.split_inclusive(['.', '!', '?', '。', '\n']).flat_map(|sentence| pieces(sentence, STRETCH)) {
        if !part.is_empty() && part.len() + sentence.len() > TARGET && part.ends_with([' ', '.', '!', '?', '。', '\n'])
        {
            // `3.14` and `example.com` are no ends: the next piece must begin with white space.
            if sentence.starts_with(char::is_whitespace) || part.ends_with('\n') || part.ends_with('。') {
                units.push(Unit { text: part.trim().to_owned(), is_lead: false, page: None });
                part.clear();
            }
        }
        part.push_str(sentence);
        if part.len() > MOST {
            units.push(Unit { text: part.trim().to_owned(), is_lead: false, page: None });
            part.clear();
        }
    }
    let last = part.trim();
    if !last.is_empty() {
        units.push(Unit { text: last.to_owned(), is_lead: last.ends_with(':'), page: None });
    }
}

/// Pieces of at most `most` bytes, cut after a space where there is one.
fn pieces(text: &str, most: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.len() > most {
        let mut end = most;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        let end = rest[..end].rfind(' ').map_or(end, |space| space + 1);
        let (piece, after) = rest.split_at(end.max(1));
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, text: &str) -> Block {
        Block { kind, text: text.to_owned(), page: None }
    }

    fn cut(blocks: Vec<Block>) -> Vec<Passage> {
        let document = Document { title: "Guide".to_owned(), language: Some("en".to_owned()), date: None, blocks };
        passages("g.md", &document, None, &["en".to_owned()])
    }

    #[test]
    fn headings_part_passages_and_the_title_is_not_repeated() {
        let cut = cut(vec![
            block(BlockKind::Heading { level: 1 }, "Guide"),
            block(BlockKind::Paragraph, "Intro."),
            block(BlockKind::Heading { level: 2 }, "Pay"),
            block(BlockKind::Heading { level: 3 }, "Cards"),
            block(BlockKind::Paragraph, "All cards:"),
            block(BlockKind::ListItem { depth: 0, number: None }, "Visa"),
            block(BlockKind::ListItem { depth: 1, number: Some(2) }, "Debit"),
            block(BlockKind::Heading { level: 2 }, "Prices"),
            block(BlockKind::TableRow, "Item | Price"),
            block(BlockKind::TableRow, "Tea | 2"),
        ]);
        let seen: Vec<(Vec<&str>, &str)> = cut
            .iter()
            .map(|passage| (passage.headings.iter().map(String::as_str).collect(), passage.text.as_str()))
            .collect();
        assert_eq!(
            seen,
            [
                (vec![], "Intro."),
                (vec!["Pay", "Cards"], "All cards:\n\n- Visa\n  2. Debit"),
                (vec!["Prices"], "| Item | Price |\n| --- | --- |\n| Tea | 2 |"),
            ]
        );
        assert_eq!(cut.iter().map(|passage| passage.ordinal).collect::<Vec<_>>(), [0, 1, 2]);
    }

    #[test]
    fn a_passage_begins_on_the_page_of_its_first_block() {
        let on = |page, text: &str| Block { page: Some(page), ..block(BlockKind::Paragraph, text) };
        let cut = cut(vec![on(1, "One."), on(2, "Two."), on(3, &"Three. ".repeat(92)), on(4, "Four.")]);
        assert_eq!(cut.iter().map(|passage| passage.page).collect::<Vec<_>>(), [Some(1), Some(3), Some(4)]);
    }

    #[test]
    fn what_introduces_a_long_list_goes_with_it() {
        let item = |_| block(BlockKind::ListItem { depth: 0, number: None }, &"thing ".repeat(13));
        let list: Vec<Block> = (0..19).map(item).collect();
        for earlier in [None, Some("Something else."), Some("Before that, this:")] {
            let mut blocks: Vec<Block> = earlier.map(|text| block(BlockKind::Paragraph, text)).into_iter().collect();
            blocks.push(block(BlockKind::Paragraph, "Be sure to bring:"));
            blocks.extend(list.clone());
            let cut = cut(blocks);
            let texts: Vec<&str> = cut.iter().map(|passage| passage.text.as_str()).collect();
            let with_list: Vec<&&str> = texts.iter().filter(|text| text.contains("Be sure to bring:")).collect();
            assert!(with_list.len() == 1 && with_list[0].contains("bring:\n\n- thing"), "{earlier:?}: {texts:?}");
        }
    }

    #[test]
    fn nothing_is_lost_and_nothing_is_too_long() {
        let sentence = "Version 3.14 costs è 20 at example.com and runs everywhere. ";
        for text in [sentence.repeat(60), "à".repeat(9_000), "word ".repeat(2_000)] {
            for kind in [
                BlockKind::Paragraph,
                BlockKind::Code,
                BlockKind::Quote,
                BlockKind::ListItem { depth: 0, number: None },
            ] {
                let cut = cut(vec![block(kind, text.trim())]);
                let longest = cut.iter().map(|passage| passage.text.len()).max().unwrap_or(0);
                assert!(longest <= 2 * MOST + 20, "{kind:?}: {longest}");
                let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).count();
                let kept: usize = cut.iter().map(|passage| letters(&passage.text)).sum();
                assert_eq!(kept, letters(&text), "{kind:?}");
            }
        }
    }
}
