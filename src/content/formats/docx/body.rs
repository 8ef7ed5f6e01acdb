//! The main part: paragraphs and tables, in the order of the text.

use std::collections::HashMap;

use super::paragraph::{Counters, Paragraph};
use super::parts::{Numbering, Styles, heading_of_outline, level};
use crate::content::document::{Block, BlockKind};
use crate::content::documents::DocumentError;
use crate::content::formats::markdown::wrap_link;
use crate::content::formats::table;
use crate::content::formats::xml::{self, Element, XmlEvent};

/// What the parts beside the main part say.
pub(super) struct Beside {
    pub(super) styles: Styles,
    pub(super) numbering: Numbering,
    /// Addresses by id.
    pub(super) links: HashMap<String, String>,
    /// Notes at a page's foot, and at the end, by id.
    pub(super) footnotes: HashMap<String, String>,
    pub(super) endnotes: HashMap<String, String>,
}

/// Reads the blocks of the main part.
pub(super) fn read(bytes: &[u8], beside: &Beside) -> Result<Vec<Block>, DocumentError> {
    let mut body = Body {
        beside,
        notes: Vec::new(),
        counters: Counters::default(),
        blocks: Vec::new(),
        paragraphs: Vec::new(),
        tables: 0,
        row: Vec::new(),
        skipped: 0,
        is_text: false,
        is_hidden_run: false,
    };
    xml::each(bytes, |event| match event {
        XmlEvent::Open(element) => body.open(&element),
        XmlEvent::Close(name) => body.close(name),
        XmlEvent::Text(text) => body.text(text),
    })?;
    Ok(body.blocks)
}

struct Body<'a> {
    beside: &'a Beside,
    /// Notes that the open paragraph or table refers to, which come after it.
    notes: Vec<String>,
    counters: Counters,
    blocks: Vec<Block>,
    /// Open paragraphs; a text box has paragraphs within a paragraph.
    paragraphs: Vec<Paragraph>,
    tables: u32,
    /// The cells of the outermost table's open row.
    row: Vec<String>,
    /// Open elements whose content isn't part of the text: deletions, fallbacks.
    skipped: u32,
    is_text: bool,
    is_hidden_run: bool,
}

impl Body<'_> {
    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if is_skipped(&name) {
            self.skipped += 1;
        }
        if self.skipped > 0 {
            return;
        }
        match name.as_str() {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tbl" => self.tables += 1,
            "tr" if self.tables == 1 => self.row.clear(),
            "tc" if self.tables == 1 => self.row.push(String::new()),
            "r" => self.is_hidden_run = false,
            "vanish" => {
                self.is_hidden_run = element.attribute("val").is_none_or(|value| value != "0" && value != "false")
            }
            "t" => self.is_text = true,
            "tab" | "ptab" => self.push(" "),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "footnoteReference" => self.note(element, &self.beside.footnotes),
            "endnoteReference" => self.note(element, &self.beside.endnotes),
            _ => self.paragraph_property(&name, element),
        }
    }

    fn paragraph_property(&mut self, name: &str, element: &Element<'_>) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pStyle" => paragraph.style = element.attribute("val"),
            "outlineLvl" => paragraph.outline = element.number("val").and_then(heading_of_outline),
            "ilvl" => paragraph.level = Some(level(element)),
            "numId" => paragraph.list = element.attribute("val"),
            "hyperlink" => {
                let address =
                    element.attribute("id").and_then(|id| self.beside.links.get(&id).cloned()).unwrap_or_default();
                paragraph.links.push((paragraph.text.len(), address));
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if is_skipped(name) {
            self.skipped = self.skipped.saturating_sub(1);
            return;
        }
        if self.skipped > 0 {
            return;
        }
        match name {
            "p" => self.end_paragraph(),
            "t" => self.is_text = false,
            "hyperlink" => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some((start, address)) = paragraph.links.pop()
                {
                    wrap_link(&mut paragraph.text, start, &address);
                }
            }
            "tr" if self.tables == 1 => self.end_row(),
            "tbl" => {
                self.tables = self.tables.saturating_sub(1);
                self.end_notes();
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_text && self.skipped == 0 && !self.is_hidden_run {
            self.push(text);
        }
    }

    fn note(&mut self, reference: &Element<'_>, notes: &HashMap<String, String>) {
        self.notes.extend(reference.attribute("id").and_then(|id| notes.get(&id).cloned()));
    }

    fn end_notes(&mut self) {
        if self.tables == 0 {
            let notes = std::mem::take(&mut self.notes).into_iter();
            self.blocks.extend(notes.map(|note| Block::new(BlockKind::Paragraph, &note)));
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        if paragraph.text.trim().is_empty() {
            return;
        }
        if let (true, Some(cell)) = (self.tables > 0, self.row.last_mut()) {
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(&paragraph.text.trim().replace('\n', " "));
            return;
        }
        if paragraph.style.as_deref().is_some_and(|style| self.beside.styles.is_contents(style)) {
            return;
        }
        let kind = paragraph.kind(&self.beside.styles, &self.beside.numbering, &mut self.counters);
        self.blocks.push(Block::new(kind, &paragraph.text));
        self.end_notes();
    }

    fn end_row(&mut self) {
        self.blocks.extend(table::row(&self.row));
        self.row.clear();
    }
}

/// Deleted and moved text, and what stands there for programs that don't know better.
fn is_skipped(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "rPrChange" | "pPrChange")
}
