//! EPUB: the pages of the book's spine, in the order of reading, each read as a page of HTML.

use std::collections::HashMap;

use crate::content::document::{Block, Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::archive::Archive;
use crate::content::formats::office::{properties_of, resolve};
use crate::content::formats::xml::{self, XmlEvent};
use crate::content::formats::{MOST_TEXT_BYTES, beyond, damaged, encoding, html};
use crate::content::kind::Signature;

/// Reads an EPUB file. Errors: encrypted, damaged, beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut archive = Archive::open(bytes)?;
    let place = package_place(&mut archive)?;
    let content = archive.part(&place)?.ok_or_else(|| damaged("it has no package document"))?;
    let properties = properties_of(&content)?;
    let folder = place.rsplit_once('/').map_or("", |(folder, _)| folder);
    let locked = encrypted_parts(&mut archive)?;
    let mut blocks: Vec<Block> = Vec::new();
    let mut bytes = 0;
    for part in spine(&content, folder)? {
        if locked.contains(&part) {
            return Err(DocumentError::Encrypted);
        }
        // An archive that calls itself a page isn't opened.
        let Some(page) = archive.part(&part)?.filter(|page| Signature::of(page) == Signature::Text) else { continue };
        let page = html::read(&encoding::decode_html(&page))?;
        bytes += page.text_bytes();
        if bytes > MOST_TEXT_BYTES {
            return Err(beyond("16 MiB of text"));
        }
        blocks.extend(page.blocks);
    }
    let title = properties.title.unwrap_or_else(|| Document::first_heading(&blocks));
    let language = properties.language.as_deref().and_then(primary_language);
    Ok(Document { title, language, date: properties.date, blocks })
}

/// Where the package document is, by the container's word.
fn package_place(archive: &mut Archive<'_>) -> Result<String, DocumentError> {
    let container =
        archive.part("META-INF/container.xml")?.ok_or_else(|| damaged("it has no META-INF/container.xml"))?;
    let mut place = None;
    xml::each(&container, |event| {
        if let XmlEvent::Open(element) = event
            && element.name() == "rootfile"
            && place.is_none()
        {
            place = element.attribute("full-path");
        }
    })?;
    place.map(|place| resolve("", &unescaped(&place))).ok_or_else(|| damaged("its container names no package document"))
}

/// The parts of the spine but for tables of contents. What isn't linear comes where it stands.
fn spine(package: &[u8], folder: &str) -> Result<Vec<String>, DocumentError> {
    let mut items: HashMap<String, String> = HashMap::new();
    let mut order = Vec::new();
    xml::each(package, |event| {
        let XmlEvent::Open(element) = event else { return };
        match element.name().as_str() {
            "item" => {
                let is_page = element.attribute("media-type").is_none_or(|kind| kind.contains("html"));
                let properties = element.attribute("properties").unwrap_or_default();
                let is_contents = properties.split_ascii_whitespace().any(|property| property == "nav");
                if let (true, Some(id), Some(place)) =
                    (is_page && !is_contents, element.attribute("id"), element.attribute("href"))
                {
                    items.insert(id, resolve(folder, &unescaped(&place)));
                }
            }
            "itemref" => order.extend(element.attribute("idref")),
            _ => {}
        }
    })?;
    let mut parts = Vec::new();
    for id in order {
        // A page that the spine names again is there already.
        parts.extend(items.remove(&id));
    }
    Ok(parts)
}

/// Parts that only the shop's programs can open. Fonts may be among them, which nobody reads.
fn encrypted_parts(archive: &mut Archive<'_>) -> Result<Vec<String>, DocumentError> {
    let mut parts = Vec::new();
    if let Some(list) = archive.part("META-INF/encryption.xml")? {
        xml::each(&list, |event| {
            if let XmlEvent::Open(element) = event
                && element.name() == "CipherReference"
            {
                parts.extend(element.attribute("URI").map(|place| resolve("", &unescaped(&place))));
            }
        })?;
    }
    Ok(parts)
}

/// A part's name out of a reference: without its fragment, `%20` as a space.
fn unescaped(reference: &str) -> String {
    let place = reference.split('#').next().unwrap_or_default();
    let mut bytes = Vec::with_capacity(place.len());
    let mut rest = place.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escape = after.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        match escape.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::BlockKind;
    use crate::content::formats::archive::tests::archive_of;

    const CONTAINER: &[u8] = br#"<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>"#;
    const PACKAGE: &[u8] = br#"<package xmlns:dc="d"><metadata><dc:title>The Inn</dc:title><dc:language>en-GB</dc:language><dc:date>2021-02-03</dc:date></metadata>
        <manifest><item id="toc" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/><item id="b" href="text/two%20b.xhtml" media-type="application/xhtml+xml"/>
        <item id="a" href="text/a.xhtml" media-type="application/xhtml+xml"/><item id="c" href="c.css" media-type="text/css"/></manifest>
        <spine><itemref idref="toc"/><itemref idref="a"/><itemref idref="b"/><itemref idref="a"/><itemref idref="c"/><itemref idref="gone"/></spine></package>"#;

    fn book(more: &[(&str, &[u8])]) -> Result<Document, DocumentError> {
        let mut parts: Vec<(&str, &[u8])> = vec![
            ("META-INF/container.xml", CONTAINER),
            ("OEBPS/book.opf", PACKAGE),
            ("OEBPS/nav.xhtml", b"<nav><ol><li>One</li></ol></nav>"),
            (
                "OEBPS/text/a.xhtml",
                b"<html><head><title/></head><body><h1>One</h1><p>Breakfast.<a id='x'/></p></body></html>",
            ),
            ("OEBPS/text/two b.xhtml", b"<html><body><h1>Two</h1><ul><li>Lunch</li></ul></body></html>"),
            ("OEBPS/c.css", b"p {}"),
        ];
        parts.extend_from_slice(more);
        read(&archive_of(&parts))
    }

    #[test]
    fn the_spine_is_read_in_its_order() {
        let document = book(&[]).expect("a book");
        let found: Vec<(BlockKind, &str)> =
            document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
        let expected = [
            (BlockKind::Heading { level: 1 }, "One"),
            (BlockKind::Paragraph, "Breakfast."),
            (BlockKind::Heading { level: 1 }, "Two"),
            (BlockKind::ListItem { depth: 0, number: None }, "Lunch"),
        ];
        assert_eq!(found, expected);
        assert_eq!((document.title.as_str(), document.language.as_deref()), ("The Inn", Some("en")));
        assert_eq!(document.date, Some(jiff::civil::date(2021, 2, 3)));
    }

    #[test]
    fn locked_books_and_what_is_no_book_are_named() {
        let list = |place: &str| format!(r#"<encryption><CipherReference URI="{place}"/></encryption>"#);
        let fonts = list("OEBPS/font.otf");
        assert!(book(&[("META-INF/encryption.xml", fonts.as_bytes())]).is_ok());
        let pages = list("OEBPS/text/a.xhtml");
        assert_eq!(book(&[("META-INF/encryption.xml", pages.as_bytes())]), Err(DocumentError::Encrypted));
        assert!(matches!(read(&archive_of(&[("a.txt", b"x")])), Err(DocumentError::Damaged { .. })));
        let outside = archive_of(&[("META-INF/container.xml", br#"<c><rootfile full-path="../../etc/passwd"/></c>"#)]);
        assert!(matches!(read(&outside), Err(DocumentError::Damaged { .. })));
    }
}
