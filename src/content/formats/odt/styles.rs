//! What styles say about structure: titles, preformatted and hidden text, which lists are numbered.

use std::collections::{HashMap, HashSet};

use crate::content::documents::DocumentError;
use crate::content::formats::xml::{self, Element, XmlEvent};

/// Styles by name: those of the document, and those that the program made for single paragraphs.
#[derive(Default)]
pub(super) struct Styles {
    styles: HashMap<String, Style>,
    numbered: HashSet<(String, u8)>,
    /// The document's default language.
    pub(super) language: Option<String>,
}

#[derive(Default)]
struct Style {
    parent: Option<String>,
    is_hidden: bool,
}

impl Styles {
    /// Reads the styles of a part.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), DocumentError> {
        let (mut style, mut list) = (None, String::new());
        let mut is_default = false;
        xml::each(bytes, |event| match event {
            XmlEvent::Open(element) => match element.name().as_str() {
                "default-style" => is_default = element.attribute("family").as_deref() == Some("paragraph"),
                "style" => {
                    style = element.attribute("name");
                    let parent = element.attribute("parent-style-name");
                    self.styles.extend(style.clone().map(|name| (name, Style { parent, is_hidden: false })));
                }
                "text-properties" => {
                    if is_default && self.language.is_none() {
                        self.language = element.attribute("language");
                    }
                    let is_hidden = element.attribute("display").as_deref() == Some("none");
                    if let Some(style) = style.as_ref().and_then(|name| self.styles.get_mut(name)) {
                        style.is_hidden |= is_hidden;
                    }
                }
                "list-style" => list = element.attribute("name").unwrap_or_default(),
                "list-level-style-number" => self.number(&list, &element),
                _ => {}
            },
            XmlEvent::Close("default-style") => is_default = false,
            XmlEvent::Close("style") => style = None,
            XmlEvent::Close(_) | XmlEvent::Text(_) => {}
        })
    }

    fn number(&mut self, list: &str, level: &Element<'_>) {
        let depth = level.number("level").and_then(|level| u8::try_from(level.saturating_sub(1)).ok());
        // Without a format the level has neither number nor bullet.
        if level.attribute("num-format").is_none_or(|format| !format.is_empty()) {
            self.numbered.extend(depth.map(|depth| (list.to_owned(), depth)));
        }
    }

    /// Whether the items of a list are numbered at a depth, from 0.
    pub(super) fn is_numbered(&self, list: &str, depth: u8) -> bool {
        self.numbered.contains(&(list.to_owned(), depth))
    }

    /// Whether text of a style is never shown.
    pub(super) fn is_hidden(&self, name: &str) -> bool {
        self.chain(name).any(|(_, style)| style.is_some_and(|style| style.is_hidden))
    }

    /// Whether a paragraph's style is, or is based on, one of these.
    pub(super) fn is_based_on(&self, name: &str, styles: &[&str]) -> bool {
        self.chain(name).any(|(name, _)| styles.contains(&name))
    }

    /// A style and those that it is based on; a circle ends after ten.
    fn chain<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, Option<&'a Style>)> {
        let first = (name, self.styles.get(name));
        std::iter::successors(Some(first), |(_, style)| {
            let parent = style.as_ref()?.parent.as_deref()?;
            Some((parent, self.styles.get(parent)))
        })
        .take(10)
    }
}
