//! Texts of cells: those that sheets share, and those within a cell. Readings above Asian words are left out.

use crate::content::documents::DocumentError;
use crate::content::formats::xml::{self, XmlEvent};
use crate::content::formats::{MOST_TEXT_BYTES, beyond};

/// Collects the text of one string item, which may consist of runs.
#[derive(Default)]
pub(super) struct StringItem {
    text: String,
    is_text: bool,
    readings: u32,
}

impl StringItem {
    /// Takes an event from within the item.
    pub(super) fn take(&mut self, event: &XmlEvent<'_>) {
        match event {
            XmlEvent::Open(element) => match element.name().as_str() {
                "t" => self.is_text = true,
                "rPh" => self.readings += 1,
                _ => {}
            },
            XmlEvent::Close("t") => self.is_text = false,
            XmlEvent::Close("rPh") => self.readings = self.readings.saturating_sub(1),
            XmlEvent::Text(text) if self.is_text && self.readings == 0 => self.text.push_str(text),
            XmlEvent::Close(_) | XmlEvent::Text(_) => {}
        }
    }

    /// The text, and a new beginning.
    pub(super) fn finish(&mut self) -> String {
        let text = std::mem::take(self).text;
        if text.contains("_x") { unescaped(&text) } else { text }
    }
}

/// Reads the shared strings, in their order. Errors: damaged, too much text.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<String>, DocumentError> {
    let mut strings = Vec::new();
    let mut item = StringItem::default();
    let mut text_bytes = 0;
    xml::each(bytes, |event| match event {
        XmlEvent::Close("si") => {
            let text = item.finish();
            text_bytes += text.len();
            strings.push(text);
        }
        event => item.take(&event),
    })?;
    if text_bytes > MOST_TEXT_BYTES { Err(beyond("16 MiB of text")) } else { Ok(strings) }
}

/// Characters that XML can't hold stand as `_x000D_`.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        plain.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        match code.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32) {
            Some(letter) => {
                plain.push(letter);
                rest = from.get(7..).unwrap_or_default();
            }
            None => {
                plain.push_str("_x");
                rest = from.get(2..).unwrap_or_default();
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_joined_and_readings_are_left_out() {
        let xml = "<sst><si><t>One</t></si><si><r><t>T</t></r><r><t xml:space=\"preserve\">wo </t></r><rPh><t>to</t></rPh></si>\
                   <si/><si><t>a_x000D_b_xyz_</t></si></sst>";
        assert_eq!(read(xml.as_bytes()), Ok(["One", "Two ", "", "a\rb_xyz_"].map(str::to_owned).to_vec()));
    }
}
