//! One slide: its shapes' paragraphs, the title first.

use std::collections::HashMap;

use crate::content::document::{Block, BlockKind};
use crate::content::documents::DocumentError;
use crate::content::formats::markdown::wrap_link;
use crate::content::formats::table;
use crate::content::formats::xml::{self, Element, XmlEvent};

/// What a slide says.
#[derive(Default)]
pub(super) struct Slide {
    pub(super) blocks: Vec<Block>,
    pub(super) language: Option<String>,
    pub(super) is_hidden: bool,
}

/// Reads a slide's part, or a diagram's.
pub(super) fn read(bytes: &[u8], links: &HashMap<String, String>) -> Result<Slide, DocumentError> {
    let mut reader = SlideReader::new(links);
    xml::each(bytes, |event| match event {
        XmlEvent::Open(element) => reader.open(&element),
        XmlEvent::Close(name) => reader.close(name),
        XmlEvent::Text(text) => reader.text(text),
    })?;
    let mut slide = reader.slide;
    slide.blocks.splice(0..0, reader.titles);
    Ok(slide)
}

/// What a shape is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    /// The title of the whole deck.
    DeckTitle,
    Title,
    /// Text under a title; a list, unless it says otherwise.
    Body,
    /// Page numbers, dates, footers: the same on every slide.
    Furniture,
    #[default]
    Other,
}

impl Place {
    fn of(placeholder: &Element<'_>) -> Self {
        match placeholder.attribute("type").as_deref() {
            Some("ctrTitle") => Self::DeckTitle,
            Some("title") => Self::Title,
            Some("sldNum" | "dt" | "ftr" | "hdr") => Self::Furniture,
            Some("subTitle") => Self::Other,
            Some("body" | "obj") | None => Self::Body,
            Some(_) => Self::Other,
        }
    }
}

/// What a paragraph says of its bullet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Mark {
    /// As its shape.
    #[default]
    Inherited,
    None,
    Bullet,
    /// Numbered from here on.
    Number(u64),
}

struct SlideReader<'a> {
    links: &'a HashMap<String, String>,
    slide: Slide,
    /// Titles come first, wherever their shapes stand in the file.
    titles: Vec<Block>,
    place: Place,
    mark: Mark,
    depth: u8,
    /// Numbers of the shape's numbered items so far, by depth.
    numbers: HashMap<u8, u64>,
    text: String,
    /// The open run's link: where its text begins, and its address.
    link: Option<(usize, String)>,
    run_start: usize,
    row: Option<Vec<String>>,
    skipped: u32,
    is_text: bool,
}

impl<'a> SlideReader<'a> {
    fn new(links: &'a HashMap<String, String>) -> Self {
        Self {
            links,
            slide: Slide::default(),
            titles: Vec::new(),
            place: Place::Other,
            mark: Mark::Inherited,
            depth: 0,
            numbers: HashMap::new(),
            text: String::new(),
            link: None,
            run_start: 0,
            row: None,
            skipped: 0,
            is_text: false,
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        let name = element.name();
        if name == "Fallback" {
            self.skipped += 1;
        }
        if self.skipped > 0 {
            return;
        }
        match name.as_str() {
            "sld" => {
                self.slide.is_hidden = element.attribute("show").is_some_and(|show| show == "0" || show == "false")
            }
            "sp" | "graphicFrame" => {
                self.place = Place::Other;
                self.numbers.clear();
            }
            "ph" => self.place = Place::of(element),
            "tr" => self.row = Some(Vec::new()),
            "tc" => self.row.iter_mut().for_each(|row| row.push(String::new())),
            "p" => self.start_paragraph(),
            "br" => self.text.push('\n'),
            "r" | "fld" => self.run_start = self.text.len(),
            "t" => self.is_text = true,
            _ => self.property(&name, element),
        }
    }

    fn property(&mut self, name: &str, element: &Element<'_>) {
        match name {
            "pPr" => {
                let level = element.number("lvl").and_then(|level| u8::try_from(level).ok());
                self.depth = level.unwrap_or(0).min(8);
            }
            "buNone" => self.mark = Mark::None,
            "buChar" | "buBlip" => self.mark = Mark::Bullet,
            "buAutoNum" => self.mark = Mark::Number(element.number("startAt").map_or(1, u64::from)),
            "rPr" if self.slide.language.is_none() => self.slide.language = element.attribute("lang"),
            "hlinkClick" => {
                let address = element.prefixed("id").and_then(|id| self.links.get(&id).cloned());
                self.link = address.map(|address| (self.run_start, address));
            }
            _ => {}
        }
    }

    fn start_paragraph(&mut self) {
        self.text.clear();
        (self.mark, self.depth, self.link) = (Mark::Inherited, 0, None);
    }

    fn close(&mut self, name: &str) {
        if name == "Fallback" {
            self.skipped = self.skipped.saturating_sub(1);
            return;
        }
        if self.skipped > 0 {
            return;
        }
        match name {
            "t" => self.is_text = false,
            "r" | "fld" => {
                if let Some((start, address)) = self.link.take() {
                    wrap_link(&mut self.text, start, &address);
                }
            }
            "p" => self.end_paragraph(),
            "tr" => self.slide.blocks.extend(self.row.take().and_then(|row| table::row(&row))),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.is_text && self.skipped == 0 {
            // A vertical tab is a line break of titles.
            self.text.push_str(&text.replace('\u{b}', "\n"));
        }
    }

    fn end_paragraph(&mut self) {
        let text = std::mem::take(&mut self.text);
        if text.trim().is_empty() || self.place == Place::Furniture {
            return;
        }
        if let Some(cell) = self.row.as_mut().and_then(|row| row.last_mut()) {
            cell.push(' ');
            cell.push_str(&text);
            return;
        }
        let heading = match self.place {
            Place::DeckTitle => 1,
            Place::Title => 2,
            Place::Body | Place::Other | Place::Furniture => {
                let kind = self.item();
                return self.slide.blocks.push(Block::new(kind, &text));
            }
        };
        let kind = BlockKind::Heading { level: heading };
        match self.titles.last_mut().filter(|title| title.kind == kind) {
            // A title of two paragraphs is one title.
            Some(title) => *title = Block::new(kind, &format!("{} {}", title.text, text.replace('\n', " "))),
            None => self.titles.push(Block::new(kind, &text.replace('\n', " "))),
        }
    }

    fn item(&mut self) -> BlockKind {
        let number = match (self.mark, self.place) {
            (Mark::None, _) | (Mark::Inherited, Place::Other) if self.depth == 0 => return BlockKind::Paragraph,
            (Mark::Number(first), _) => {
                let number = self.numbers.entry(self.depth).and_modify(|number| *number += 1).or_insert(first);
                Some(*number)
            }
            (Mark::None | Mark::Bullet | Mark::Inherited, _) => None,
        };
        self.numbers.retain(|depth, _| *depth <= self.depth && (number.is_some() || *depth < self.depth));
        BlockKind::ListItem { depth: self.depth, number }
    }
}
