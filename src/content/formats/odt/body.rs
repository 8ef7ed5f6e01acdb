//! The content: paragraphs, headings, lists and tables, in the order of the text.

use super::styles::Styles;
use crate::content::document::{Block, BlockKind};
use crate::content::documents::DocumentError;
use crate::content::formats::markdown::wrap_link;
use crate::content::formats::table;
use crate::content::formats::xml::{self, Element, XmlEvent};

/// Reads the blocks of the content.
pub(super) fn read(bytes: &[u8], styles: &Styles) -> Result<Vec<Block>, DocumentError> {
    let mut body = Body {
        styles,
        blocks: Vec::new(),
        open: Vec::new(),
        notes: Vec::new(),
        lists: Vec::new(),
        item: None,
        tables: 0,
        row: Vec::new(),
        skipped: 0,
        hidden: Vec::new(),
    };
    xml::each(bytes, |event| match event {
        XmlEvent::Open(element) => body.open(&element),
        XmlEvent::Close(name) => body.close(name),
        XmlEvent::Text(text) => body.text(text),
    })?;
    Ok(body.blocks)
}

/// A paragraph or heading that is being read.
struct Open {
    kind: BlockKind,
    text: String,
    /// Open links: where their text begins, and their address.
    links: Vec<(usize, String)>,
    is_hidden: bool,
}

struct List {
    style: String,
    next: u64,
}

struct Body<'a> {
    styles: &'a Styles,
    blocks: Vec<Block>,
    /// A note and a text box have paragraphs within a paragraph.
    open: Vec<Open>,
    /// Blocks from within the open paragraph, which come after it.
    notes: Vec<Block>,
    lists: Vec<List>,
    /// The item whose first paragraph is still to come.
    item: Option<BlockKind>,
    tables: u32,
    /// The cells of the outermost table's open row.
    row: Vec<String>,
    /// Open elements whose content isn't part of the text.
    skipped: u32,
    /// For each open span, whether its text is never shown.
    hidden: Vec<bool>,
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
            "p" | "h" => self.start(element, &name),
            "list" => self.start_list(element),
            "list-item" => self.start_item(element),
            "table" => self.tables += 1,
            "table-row" if self.tables == 1 => self.row.clear(),
            "table-cell" | "covered-table-cell" if self.tables == 1 => self.row.push(String::new()),
            "span" => {
                let style = element.attribute("style-name").unwrap_or_default();
                self.hidden.push(self.styles.is_hidden(&style));
            }
            "a" => {
                let address = element.attribute("href").unwrap_or_default();
                if let Some(open) = self.open.last_mut() {
                    open.links.push((open.text.len(), address));
                }
            }
            "s" | "tab" => self.push(" "),
            "line-break" => self.push("\n"),
            _ => {}
        }
    }

    fn start(&mut self, element: &Element<'_>, name: &str) {
        let style = element.attribute("style-name").unwrap_or_default();
        let level = element.number("outline-level").and_then(|level| u8::try_from(level).ok()).unwrap_or(1);
        let kind = if name == "h" {
            BlockKind::Heading { level: level.clamp(1, 6) }
        } else if self.styles.is_based_on(&style, &["Title"]) {
            BlockKind::Heading { level: 1 }
        } else if self.styles.is_based_on(&style, &["Preformatted_20_Text", "Source_20_Text", "Source_20_Code"]) {
            BlockKind::Code
        } else if self.styles.is_based_on(&style, &["Quotations"]) {
            BlockKind::Quote
        } else {
            BlockKind::Paragraph
        };
        self.open.push(Open { kind, text: String::new(), links: Vec::new(), is_hidden: self.styles.is_hidden(&style) });
    }

    fn start_list(&mut self, element: &Element<'_>) {
        let inherited = || self.lists.last().map(|list| list.style.clone()).unwrap_or_default();
        let style = element.attribute("style-name").unwrap_or_else(inherited);
        self.lists.push(List { style, next: 1 });
    }

    fn start_item(&mut self, element: &Element<'_>) {
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let Some(list) = self.lists.last_mut() else { return };
        let number = element.number("start-value").map_or(list.next, u64::from);
        list.next = number.saturating_add(1);
        let number = self.styles.is_numbered(&list.style, depth).then_some(number);
        self.item = Some(BlockKind::ListItem { depth, number });
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
            "p" | "h" => self.end_paragraph(),
            "list" => drop(self.lists.pop()),
            // An item without text of its own must not lend its role to what comes after it.
            "list-item" => self.item = None,
            "table-row" if self.tables == 1 => self.blocks.extend(table::row(&std::mem::take(&mut self.row))),
            "table" => self.tables = self.tables.saturating_sub(1),
            "span" => drop(self.hidden.pop()),
            "a" => {
                if let Some(open) = self.open.last_mut()
                    && let Some((start, address)) = open.links.pop()
                {
                    wrap_link(&mut open.text, start, &address);
                }
            }
            _ => {}
        }
    }

    /// White space of the file is one space, however much it is.
    fn text(&mut self, text: &str) {
        if self.skipped > 0 || self.hidden.contains(&true) {
            return;
        }
        for (index, word) in text.split([' ', '\t', '\n', '\r']).enumerate() {
            let is_apart = self.open.last().is_some_and(|open| !open.text.ends_with([' ', '\n']));
            if index > 0 && is_apart {
                self.push(" ");
            }
            self.push(word);
        }
    }

    fn push(&mut self, text: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.push_str(text);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(open) = self.open.pop() else { return };
        let is_inner = !self.open.is_empty();
        if !open.is_hidden && !open.text.trim().is_empty() {
            if let (true, Some(cell)) = (self.tables > 0, self.row.last_mut()) {
                cell.push(' ');
                cell.push_str(&open.text);
            } else {
                let item = if open.kind == BlockKind::Paragraph && !is_inner { self.item.take() } else { None };
                let text = if matches!(open.kind, BlockKind::Heading { .. }) {
                    open.text.replace('\n', " ")
                } else {
                    open.text
                };
                let block = Block::new(item.unwrap_or(open.kind), &text);
                if is_inner { self.notes.push(block) } else { self.push_block(block) }
            }
        }
        if !is_inner {
            self.blocks.append(&mut self.notes);
        }
    }

    /// Lines of code are paragraphs of their own in this format.
    fn push_block(&mut self, block: Block) {
        match self.blocks.last_mut() {
            Some(last) if last.kind == BlockKind::Code && block.kind == BlockKind::Code => {
                last.text.push('\n');
                last.text.push_str(&block.text);
            }
            _ => self.blocks.push(block),
        }
    }
}

/// What stands in the content and isn't text: tables of contents, comments, deletions, labels, descriptions of pictures.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "tracked-changes"
            | "annotation"
            | "note-citation"
            | "table-of-content"
            | "alphabetical-index"
            | "illustration-index"
            | "table-index"
            | "user-index"
            | "number"
            | "title"
            | "desc"
            | "binary-data"
            | "ruby-text"
            | "forms"
            | "hidden-text"
            | "hidden-paragraph"
            | "notes"
            | "math"
            | "automatic-styles"
            | "font-face-decls"
            | "scripts"
    )
}
