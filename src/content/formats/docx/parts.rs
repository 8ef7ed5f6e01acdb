//! The parts beside the text: styles, numbering, links, properties.

use std::collections::{HashMap, HashSet};

use super::xml::{self, Element, XmlEvent};
use crate::content::documents::DocumentError;
use crate::content::formats::archive::Archive;

/// The name of the main part: the package's office document, usually `word/document.xml`.
pub(super) fn main_part(archive: &mut Archive<'_>) -> Result<String, DocumentError> {
    let mut main = None;
    if let Some(bytes) = archive.part("_rels/.rels")? {
        xml::each(&bytes, |event| {
            if let XmlEvent::Open(element) = event
                && element.attribute("Type").is_some_and(|kind| kind.ends_with("/officeDocument"))
            {
                main = element.attribute("Target");
            }
        })?;
    }
    let name = main.unwrap_or_else(|| "word/document.xml".to_owned());
    Ok(name.trim_start_matches('/').to_owned())
}

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
        "name" if style.heading.is_none() => {
            style.heading = element.attribute("val").as_deref().and_then(heading_of_name);
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
    let name = name.to_ascii_lowercase();
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

/// Reads the main part's relationships: external targets by id.
pub(super) fn links(bytes: Option<&[u8]>) -> Result<HashMap<String, String>, DocumentError> {
    let mut links = HashMap::new();
    let Some(bytes) = bytes else { return Ok(links) };
    xml::each(bytes, |event| {
        if let XmlEvent::Open(element) = event
            && element.attribute("TargetMode").as_deref() == Some("External")
            && let (Some(id), Some(target)) = (element.attribute("Id"), element.attribute("Target"))
        {
            links.insert(id, target);
        }
    })?;
    Ok(links)
}

/// The document's own properties.
#[derive(Default)]
pub(super) struct Core {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
}

/// Reads `core.xml`.
pub(super) fn core(bytes: Option<&[u8]>) -> Result<Core, DocumentError> {
    let mut core = Core::default();
    let (mut text, Some(bytes)) = (String::new(), bytes) else { return Ok(core) };
    xml::each(bytes, |event| match event {
        XmlEvent::Open(_) => text.clear(),
        XmlEvent::Text(piece) => text.push_str(piece),
        XmlEvent::Close(name) => {
            let value = Some(text.trim().to_owned()).filter(|value| !value.is_empty());
            match name {
                "title" => core.title = value,
                "language" => core.language = value,
                _ => {}
            }
        }
    })?;
    Ok(core)
}
