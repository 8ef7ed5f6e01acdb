//! The state of reading: open groups, the paragraph so far, and the blocks.

use std::collections::HashMap;

use encoding_rs::{Encoding, WINDOWS_1252};
use jiff::civil::Date;

use super::encodings::{of_charset, of_code_page};
use super::output::{Output, words};
use super::places::{Place, address_of, letter_of, place_of};
use super::tokens::{Token, Tokens};
use crate::content::document::Block;
use crate::content::documents::DocumentError;
use crate::content::formats::{MOST_TEXT_BYTES, beyond};

const MOST_DEPTH: usize = 256;

/// What a file says.
#[derive(Default)]
pub(super) struct Read {
    pub(super) title: String,
    pub(super) date: Option<Date>,
    /// The number of the default language.
    pub(super) language: Option<i32>,
    pub(super) blocks: Vec<Block>,
}

/// Reads all groups. Errors: nested too deep, too much text.
pub(super) fn read(bytes: &[u8]) -> Result<Read, DocumentError> {
    let mut reader = Reader::default();
    for token in Tokens::new(bytes) {
        reader.take(token);
        if reader.groups.len() > MOST_DEPTH {
            return Err(beyond("groups 256 deep"));
        }
        if reader.text_bytes > MOST_TEXT_BYTES {
            return Err(beyond("16 MiB of text"));
        }
    }
    reader.flush_bytes();
    reader.output.end_paragraph();
    if !reader.output.cell.is_empty() {
        reader.output.end_cell();
    }
    reader.output.end_row();
    reader.read.blocks = reader.output.blocks;
    Ok(reader.read)
}

#[derive(Clone, Default)]
struct Group {
    place: Place,
    encoding: Option<&'static Encoding>,
    is_hidden: bool,
    /// How many bytes after `\u` stand for programs that don't know it.
    unicode_skip: usize,
    /// `\*` was read: a group that isn't known is to be skipped.
    is_optional: bool,
    is_first: bool,
}

#[derive(Default)]
struct Reader {
    read: Read,
    groups: Vec<Group>,
    group: Group,
    default_encoding: Option<&'static Encoding>,
    output: Output,
    fonts: HashMap<i32, Option<&'static Encoding>>,
    font: i32,
    style: i32,
    /// How many groups were open when the table of styles began.
    styles_depth: usize,
    /// Bytes that wait for the rest of a character.
    bytes: Vec<u8>,
    to_skip: usize,
    surrogate: Option<u16>,
    aside: String,
    day: [i32; 3],
    text_bytes: usize,
}

impl Reader {
    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Byte(byte) => return self.byte(byte),
            // A following `\u` may still be the second half of a pair, and keeps its bytes to skip to itself.
            Token::Word("u", Some(number)) => {
                self.flush_bytes();
                self.unicode(number);
                return;
            }
            _ => {}
        }
        self.flush_bytes();
        self.to_skip = 0;
        match token {
            Token::Open => {
                self.groups.push(self.group.clone());
                (self.group.is_optional, self.group.is_first) = (false, true);
                if self.group.place == Place::Styles && self.groups.len() == self.styles_depth + 1 {
                    // A style without a number is the first.
                    self.style = 0;
                    self.aside.clear();
                }
            }
            Token::Close => self.close(),
            Token::Symbol(symbol) => self.symbol(symbol),
            Token::Word(word, number) => {
                let is_first = std::mem::take(&mut self.group.is_first);
                self.word(word, number, is_first);
            }
            Token::Byte(_) => {}
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.to_skip > 0 {
            self.to_skip -= 1;
        } else if self.group.place != Place::Skipped {
            self.bytes.push(byte);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.to_skip = self.group.unicode_skip;
        // Negative numbers are those from 32768 on.
        let unit = u16::try_from(number & 0xffff).unwrap_or(0);
        let units = self.surrogate.take().into_iter().chain([unit]);
        for decoded in char::decode_utf16(units) {
            match decoded {
                Ok(letter) => {
                    self.surrogate = None;
                    self.push(letter.encode_utf8(&mut [0; 4]));
                }
                Err(error) => {
                    self.surrogate =
                        (0xd800..0xdc00).contains(&error.unpaired_surrogate()).then(|| error.unpaired_surrogate())
                }
            }
        }
    }

    fn flush_bytes(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.group.encoding.or(self.default_encoding).unwrap_or(WINDOWS_1252);
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        self.push(&text);
    }

    fn push(&mut self, text: &str) {
        if self.group.is_hidden {
            return;
        }
        self.text_bytes += text.len();
        match self.group.place {
            Place::Body => self.output.text.push_str(text),
            Place::Label => self.output.label.push_str(text),
            Place::Note => {
                if let Some(note) = self.output.notes.last_mut() {
                    note.push_str(text);
                }
            }
            Place::Title | Place::Styles | Place::Instruction => self.aside.push_str(text),
            Place::Skipped | Place::Fonts | Place::Info | Place::Changed | Place::Made => {}
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.group.is_optional = true,
            b'~' => self.push(" "),
            b'_' => self.push("-"),
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some(outer) = self.groups.pop() else { return };
        let inner = std::mem::replace(&mut self.group, outer);
        let is_end = inner.place != self.group.place;
        match inner.place {
            Place::Title if is_end => self.read.title = words(&std::mem::take(&mut self.aside)),
            Place::Changed if is_end => self.read.date = self.day_read().or(self.read.date),
            Place::Made if is_end => self.read.date = self.read.date.or_else(|| self.day_read()),
            Place::Styles if self.groups.len() == self.styles_depth => self.end_style(),
            Place::Instruction if is_end => {
                let address = address_of(&std::mem::take(&mut self.aside));
                if let Some((_, field, _)) = self.output.fields.last_mut() {
                    *field = address;
                }
            }
            _ => {}
        }
        if self.output.fields.last().is_some_and(|(_, _, depth)| *depth > self.groups.len()) {
            self.output.end_field();
        }
    }

    fn day_read(&self) -> Option<Date> {
        let [year, month, day] = self.day;
        let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        (1980..2100).contains(&year).then_some(date)
    }

    fn end_style(&mut self) {
        let name = std::mem::take(&mut self.aside).to_lowercase();
        let name = name.trim().trim_end_matches(';');
        let level = match name.strip_prefix("heading") {
            // Other names of the style may follow.
            Some(level) => level.split(',').next().and_then(|level| level.trim().parse().ok()),
            None => (name == "title").then_some(1),
        };
        self.output
            .headings
            .extend(level.filter(|level| (1..=9).contains(level)).map(|level: u8| (self.style, level.min(6))));
    }

    fn word(&mut self, word: &str, number: Option<i32>, is_first: bool) {
        if self.group.place == Place::Skipped {
            return;
        }
        let is_optional = std::mem::take(&mut self.group.is_optional);
        if let Some(place) = place_of(word, is_optional).filter(|_| is_first) {
            return self.enter(place, word);
        }
        match self.group.place {
            Place::Fonts => self.font_word(word, number),
            Place::Styles => self.style_word(word, number),
            Place::Changed | Place::Made => self.day_word(word, number),
            Place::Skipped | Place::Info => {}
            _ => self.text_word(word, number),
        }
    }

    fn enter(&mut self, place: Place, word: &str) {
        match place {
            Place::Note => self.output.notes.push(String::new()),
            Place::Changed | Place::Made => self.day = [0; 3],
            Place::Styles => self.styles_depth = self.groups.len(),
            Place::Title | Place::Instruction => self.aside.clear(),
            Place::Label => self.output.label.clear(),
            // What these hold is text of what is around them. Where a field's begins must be known.
            Place::Body => {
                if word == "field" && self.group.place == Place::Body {
                    self.output.fields.push((self.output.text.len(), String::new(), self.groups.len()));
                }
                return;
            }
            _ => {}
        }
        self.group.place = place;
    }

    fn font_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "f" => self.font = number.unwrap_or(0),
            "fcharset" => drop(self.fonts.insert(self.font, of_charset(number.unwrap_or(0)))),
            "cpg" => drop(self.fonts.insert(self.font, of_code_page(number.unwrap_or(0)))),
            _ => {}
        }
    }

    fn style_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "s" => self.style = number.unwrap_or(0),
            // Styles of characters and tables are numbered by themselves, and the name of one is no heading's.
            "cs" | "ts" | "ds" => self.style = i32::MIN,
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
                self.output.headings.extend(level.map(|level| (self.style, (level + 1).min(6))));
            }
            _ => {}
        }
    }

    fn day_word(&mut self, word: &str, number: Option<i32>) {
        let place = ["yr", "mo", "dy"].iter().position(|name| *name == word);
        if let Some(part) = place.and_then(|place| self.day.get_mut(place)) {
            *part = number.unwrap_or(0);
        }
    }

    fn text_word(&mut self, word: &str, number: Option<i32>) {
        match word {
            "par" | "sect" | "page" if self.group.place == Place::Body => self.output.end_paragraph(),
            "par" | "line" | "softline" | "lbr" => self.push("\n"),
            "tab" => self.push(" "),
            "cell" => self.output.end_cell(),
            "row" => self.output.end_row(),
            "nestcell" => self.output.end_paragraph_in_cell(),
            "nestrow" => self.output.cell.push_str("; "),
            "pard" => self.output.paragraph = Default::default(),
            "intbl" => self.output.paragraph.in_table = true,
            "s" => self.output.paragraph.style = number,
            "outlinelevel" => {
                let level = number.and_then(|level| u8::try_from(level).ok()).filter(|level| *level < 9);
                self.output.paragraph.outline = level.map(|level| (level + 1).min(6));
            }
            "ilvl" => {
                self.output.paragraph.level = number.and_then(|level| u8::try_from(level).ok()).unwrap_or(0).min(8)
            }
            "v" | "deleted" => self.group.is_hidden = number != Some(0),
            "plain" => self.group.is_hidden = false,
            "f" => self.group.encoding = self.fonts.get(&number.unwrap_or(0)).copied().flatten(),
            "uc" => self.group.unicode_skip = number.and_then(|count| usize::try_from(count).ok()).unwrap_or(1).min(16),
            "ansicpg" => self.default_encoding = number.and_then(of_code_page),
            "mac" => self.default_encoding = of_code_page(10000),
            "rtf" => self.group.unicode_skip = 1,
            "deflang" => self.read.language = number,
            _ => self.push(letter_of(word)),
        }
    }
}
