//! The extracted form of a document: a title and blocks of plain text, the same for every format.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A document as it is trained on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Document {
    /// From the document's metadata, else its first heading, else its file's name; never empty.
    pub title: String,
    /// The language that the document itself declares, as a primary tag in lower case.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// The day on which it was last changed, else made, by what it says of itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Date>,
    /// Its content in reading order; no block is empty.
    pub blocks: Vec<Block>,
}

/// A piece of text with its role.
///
/// The text is plain, but for links to `http` and `https` addresses, which are kept as `[text](address)` outside
/// headings and code. A line break that the author set is `\n`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// Its role.
    pub kind: BlockKind,
    /// Its text, trimmed.
    pub text: String,
    /// The page, from 1, where the format has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
}

/// The role of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// A heading; 1 is the outermost level, 6 the innermost.
    Heading {
        /// 1 to 6.
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// An item of a list.
    ListItem {
        /// How deep the list is nested, from 0.
        depth: u8,
        /// The item's number in a numbered list.
        number: Option<u64>,
    },
    /// A row of a table; cells are joined by ` | `.
    TableRow,
    /// Code or other preformatted text, with its line breaks.
    Code,
    /// Quoted text.
    Quote,
}

impl Block {
    /// A block without a page. The text is cleaned: trimmed, without invisible characters, and but for code with one
    /// space where there are several.
    pub fn new(kind: BlockKind, text: &str) -> Self {
        let text = clean(text);
        let text = if kind != BlockKind::Code && text.contains("  ") { single_spaced(&text) } else { text };
        Self { kind, text, page: None }
    }
}

impl Document {
    /// The text of the outermost heading that comes first, if it is one of the two outer levels.
    pub(crate) fn first_heading(blocks: &[Block]) -> String {
        let headings = blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Heading { level: level @ 1..=2 } => Some((level, &block.text)),
            _ => None,
        });
        headings.min_by_key(|(level, _)| *level).map(|(_, text)| text.replace('\n', " ")).unwrap_or_default()
    }

    /// The number of bytes of text.
    pub fn text_bytes(&self) -> usize {
        self.title.len() + self.blocks.iter().map(|block| block.text.len()).sum::<usize>()
    }
}

/// Trims, makes no-break spaces plain and drops characters that nobody sees.
fn clean(text: &str) -> String {
    let text = text.trim();
    if text.bytes().all(|byte| (byte.is_ascii() && !byte.is_ascii_control()) || byte == b'\n') {
        return text.to_owned();
    }
    let cleaned: String = text.chars().filter_map(visible).collect();
    cleaned.trim().to_owned()
}

fn single_spaced(text: &str) -> String {
    let mut single = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter != ' ' || !single.ends_with(' ') {
            single.push(letter);
        }
    }
    single
}

fn visible(character: char) -> Option<char> {
    match character {
        '\n' => Some('\n'),
        '\t' | '\u{a0}' | '\u{2007}' | '\u{202f}' => Some(' '),
        // Soft hyphen, zero-width space, word joiner, byte order mark and bidirectional controls; joiners stay, for
        // scripts that need them.
        '\u{ad}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' | '\u{feff}' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
        // Pictures of a program's own font.
        '\u{e000}'..='\u{f8ff}' => None,
        control if control.is_control() => None,
        other => Some(other),
    }
}

/// A title from a file's name: `2-check_in.md` → `2 check in`.
pub fn humanised(stem: &str) -> String {
    let words: Vec<&str> = stem.split(['-', '_', ' ', '.']).filter(|word| !word.is_empty()).collect();
    let joined = words.join(" ");
    let mut letters = joined.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => stem.to_owned(),
    }
}

/// The primary tag of a language tag in lower case: `en-GB` → `en`; `None` for what isn't one.
pub fn primary_language(tag: &str) -> Option<String> {
    let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
    let is_tag = (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_tag.then(|| primary.to_ascii_lowercase())
}

/// The day that a document's property begins with: `2024-05-06T10:00:00Z`, `20240506`. `None` for what is no date, and
/// for the zero of a program's calendar.
pub fn day(text: &str) -> Option<Date> {
    let text = text.trim();
    let digits: String =
        text.chars().filter(|letter| *letter != '-').take_while(char::is_ascii_digit).take(8).collect();
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (year, month, day) = (number(0..4)?, number(4..6)?, number(6..8)?);
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (1980..2100).contains(&year).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_the_ways_of_programs() {
        let date = jiff::civil::date(2024, 5, 6);
        for text in ["2024-05-06T10:00:00Z", " 2024-05-06", "20240506", "20240506101500"] {
            assert_eq!(day(text), Some(date), "{text}");
        }
        for text in ["", "2024", "May 2024", "1601-01-01T00:00:00Z", "2024-13-01", "2024-02-30"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn text_is_cleaned() {
        for (text, clean_text) in [
            ("  plain \n", "plain"),
            ("a\u{a0}b\u{200b}c\td", "a bc d"),
            ("con\u{ad}tinued\u{1b}[31m", "continued[31m"),
            ("first\nsecond", "first\nsecond"),
            ("a   b", "a b"),
            ("è \u{feff}", "è"),
        ] {
            assert_eq!(Block::new(BlockKind::Paragraph, text).text, clean_text);
        }
    }

    #[test]
    fn file_names_become_titles() {
        assert_eq!(humanised("check-in_times"), "Check in times");
        assert_eq!(humanised("élan"), "Élan");
        assert_eq!(humanised("--"), "--");
    }

    #[test]
    fn languages_are_primary_tags() {
        assert_eq!(primary_language("en-GB").as_deref(), Some("en"));
        assert_eq!(primary_language(" IT_it").as_deref(), Some("it"));
        assert_eq!(primary_language("english"), None);
        assert_eq!(primary_language(""), None);
    }
}
