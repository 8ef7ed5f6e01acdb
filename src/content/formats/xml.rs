//! A part's XML as a stream of three kinds of events, names without prefixes.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::content::documents::DocumentError;
use crate::content::formats::{beyond, damaged, encoding};

/// A million nested elements take seconds; no program that writes documents nests them so.
const MOST_DEPTH: usize = 256;

/// Looking for an attribute takes time for each that stands before it. More than these has no program's element.
const MOST_ATTRIBUTES: usize = 256;
/// A tag shorter than this can't hold so many that it matters.
const SHORT_TAG_BYTES: usize = 8 << 10;

/// What a part consists of.
pub(super) enum XmlEvent<'a> {
    /// An element begins.
    Open(Element<'a>),
    /// The element of this name ends.
    Close(&'a str),
    /// Text, with references resolved.
    Text(&'a str),
}

/// An element's start.
pub(super) struct Element<'a>(&'a BytesStart<'a>);

impl Element<'_> {
    /// The name without its prefix.
    pub(super) fn name(&self) -> String {
        self.0.local_name().as_ref().to_owned()
    }

    /// An attribute by its name without prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        // Without the check for repeated names, whose time grows with the square of their number.
        let mut attributes = self.0.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
        quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
    }

    /// An attribute that has a prefix, by its name without it: `r:id` beside a plain `id`.
    pub(super) fn prefixed(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found = attributes
            .with_checks(false)
            .flatten()
            .find(|attribute| attribute.key.prefix().is_some() && attribute.key.local_name().as_ref() == name)?;
        quick_xml::escape::unescape(&found.value).ok().map(|value| value.into_owned())
    }

    /// Whether an attribute is there and says yes.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.attribute(name).is_some_and(|value| matches!(value.as_str(), "1" | "true" | "on"))
    }

    /// A `val` attribute as a number.
    pub(super) fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.parse().ok()
    }
}

/// Calls `visit` for each event of a part.
///
/// Entities of a DTD are never expanded: what quick-xml doesn't know by itself is dropped.
pub(super) fn each(bytes: &[u8], mut visit: impl FnMut(XmlEvent<'_>)) -> Result<(), DocumentError> {
    let text = encoding::decode(bytes);
    let mut reader = Reader::from_str(&text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().map_err(damaged)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err(beyond("elements 256 deep"));
                }
                check_attributes(&start)?;
                visit(XmlEvent::Open(Element(&start)));
            }
            Event::Empty(start) => {
                check_attributes(&start)?;
                visit(XmlEvent::Open(Element(&start)));
                visit(XmlEvent::Close(start.local_name().as_ref()));
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                visit(XmlEvent::Close(end.local_name().as_ref()));
            }
            Event::Text(text) => visit(XmlEvent::Text(&text)),
            Event::CData(text) => visit(XmlEvent::Text(&text)),
            Event::GeneralRef(reference) => {
                let character = reference.resolve_char_ref().map_err(damaged)?;
                match character {
                    Some(character) => visit(XmlEvent::Text(character.encode_utf8(&mut [0; 4]))),
                    None => visit(XmlEvent::Text(predefined(&reference))),
                }
            }
            Event::Eof if depth > 0 => return Err(damaged("a part ends within an element")),
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn check_attributes(start: &BytesStart<'_>) -> Result<(), DocumentError> {
    let is_short = start.len() < SHORT_TAG_BYTES;
    if is_short || start.attributes().with_checks(false).take(MOST_ATTRIBUTES + 1).count() <= MOST_ATTRIBUTES {
        return Ok(());
    }
    Err(beyond("256 attributes of an element"))
}

fn predefined(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}
