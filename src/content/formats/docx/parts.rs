//! The parts beside the text: styles, numbering, links, properties.

use std::collections::{HashMap, HashSet};

use crate::content::documents::DocumentError;
use crate::content::formats::xml::{self, Element, XmlEvent};

/// What paragraph styles say about structure.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    /// The document's default language.
    pub(super) language: Option<String>,
}

#[derive(Default)]
struct Style {
    heading: Option<u8>,
    is_contents: bool,
    numbering: Option<Numbered>,
    parent: Option<String>,
}

/// A paragraph's place in a list.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Numbered {
    /// Which list; `0` is none.
    pub(super) list: String,
    /// How deep, from 0.
    pub(super) level: u8,
}

impl Styles {
    /// The heading level of a style, its own or inherited.
    pub(super) fn heading(&self, id: &str) -> Option<u8> {
        self.chain(id).find_map(|style| style.heading)
    }

    /// Whether a style is that of a table of contents, which repeats the headings.
    pub(super) fn is_contents(&self, id: &str) -> bool {
        self.chain(id).any(|style| style.is_contents)
    }

    /// The list that a style puts its paragraphs in.
    pub(super) fn numbering(&self, id: &str) -> Option<Numbered> {
        self.chain(id).find_map(|style| style.numbering.clone())
    }

    /// A style and those that it is based on; a circle ends after ten.
    fn chain<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Style> {
        let parent = |style: &&'a Style| style.parent.as_ref().and_then(|parent| self.styles.get(parent));
        std::iter::successors(self.styles.get(id), parent).take(10)
    }
}

/// Reads `styles.xml`.
pub(super) fn styles(bytes: Option<&[u8]>) -> Result<Styles, DocumentError> {
    let mut styles = Styles::default();
    let mut id = String::new();
    let Some(bytes) = bytes else { return Ok(styles) };
    xml::each(bytes, |event| {
        let XmlEvent::Open(element) = event else { return };
        match element.name().as_str() {
            "style" => id = element.attribute("styleId").unwrap_or_default(),
            "lang" if id.is_empty() => styles.language = element.attribute("val"),
            _ if id.is_empty() => {}
            name => style_property(styles.styles.entry(id.clone()).or_default(), name, &element),
        }
    })?;
    Ok(styles)
}

fn style_property(style: &mut Style, name: &str, element: &Element<'_>) {
    match name {
        "name" => {
            let name = element.attribute("val").unwrap_or_default().to_ascii_lowercase();
            style.is_contents = name.starts_with("toc ");
            style.heading = style.heading.or_else(|| heading_of_name(&name));
        }
        "basedOn" => style.parent = element.attribute("val"),
        "outlineLvl" => style.heading = element.number("val").and_then(heading_of_outline),
        "ilvl" => numbered(style).level = level(element),
        "numId" => numbered(style).list = element.attribute("val").unwrap_or_default(),
        _ => {}
    }
}

fn numbered(style: &mut Style) -> &mut Numbered {
    style.numbering.get_or_insert_with(|| Numbered { list: String::new(), level: 0 })
}

/// The value of an `ilvl` element.
pub(super) fn level(element: &Element<'_>) -> u8 {
    element.number("val").and_then(|level| u8::try_from(level).ok()).unwrap_or(0).min(8)
}

/// Style names are English in every language of Word; only style ids are translated.
fn heading_of_name(name: &str) -> Option<u8> {
    if name == "title" {
        return Some(1);
    }
    let level: u8 = name.strip_prefix("heading")?.trim().parse().ok()?;
    (1..=9).contains(&level).then_some(level.min(6))
}

/// The heading level of an outline level, which counts from 0; 9 means body text.
pub(super) fn heading_of_outline(level: u32) -> Option<u8> {
    u8::try_from(level).ok().filter(|level| *level < 9).map(|level| (level + 1).min(6))
}

/// Reads the notes of `footnotes.xml` or `endnotes.xml`, by id. Separators have no text.
pub(super) fn notes(bytes: Option<&[u8]>) -> Result<HashMap<String, String>, DocumentError> {
    let mut notes = HashMap::new();
    let (mut id, mut text, mut is_text) = (None, String::new(), false);
    let Some(bytes) = bytes else { return Ok(notes) };
    xml::each(bytes, |event| match event {
        XmlEvent::Open(element) => match element.name().as_str() {
            "footnote" | "endnote" => {
                id = element.attribute("id");
                text.clear();
            }
            "t" => is_text = true,
            "p" | "tab" | "br" => text.push(' '),
            _ => {}
        },
        XmlEvent::Close("t") => is_text = false,
        XmlEvent::Close("footnote" | "endnote") => {
            let note = text.split_whitespace().collect::<Vec<_>>().join(" ");
            notes.extend(id.take().filter(|_| !note.is_empty()).map(|id| (id, note)));
        }
        XmlEvent::Text(piece) if is_text => text.push_str(piece),
        XmlEvent::Close(_) | XmlEvent::Text(_) => {}
    })?;
    Ok(notes)
}

/// Which lists are numbered; all others have bullets.
#[derive(Default)]
pub(super) struct Numbering {
    lists: HashMap<String, String>,
    numbered: HashSet<(String, u8)>,
}

impl Numbering {
    /// Whether items at this place have numbers.
    pub(super) fn is_numbered(&self, place: &Numbered) -> bool {
        let definition = self.lists.get(&place.list);
        definition.is_some_and(|definition| self.numbered.contains(&(definition.clone(), place.level)))
    }
}

/// Reads `numbering.xml`.
pub(super) fn numbering(bytes: Option<&[u8]>) -> Result<Numbering, DocumentError> {
    let mut numbering = Numbering::default();
    let (mut definition, mut level, mut list) = (String::new(), 0, String::new());
    let Some(bytes) = bytes else { return Ok(numbering) };
    xml::each(bytes, |event| {
        let XmlEvent::Open(element) = event else { return };
        match element.name().as_str() {
            "abstractNum" => definition = element.attribute("abstractNumId").unwrap_or_default(),
            "lvl" => level = element.number("ilvl").and_then(|level| u8::try_from(level).ok()).unwrap_or(0),
            "numFmt" if !matches!(element.attribute("val").as_deref(), Some("bullet" | "none") | None) => {
                numbering.numbered.insert((definition.clone(), level));
            }
            "num" => list = element.attribute("numId").unwrap_or_default(),
            "abstractNumId" => {
                numbering.lists.insert(list.clone(), element.attribute("val").unwrap_or_default());
            }
            _ => {}
        }
    })?;
    Ok(numbering)
}
