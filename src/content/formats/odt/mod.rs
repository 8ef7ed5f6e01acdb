//! ODT (OpenDocument text): read part by part, without a tree.

mod body;
mod styles;

use crate::content::document::{Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::archive::Archive;
use crate::content::formats::xml::{self, XmlEvent};
use crate::content::formats::{damaged, office};

/// Reads an ODT file. Errors: encrypted, damaged, beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut archive = Archive::open(bytes)?;
    if is_encrypted(&mut archive)? {
        return Err(DocumentError::Encrypted);
    }
    let properties = match archive.part("meta.xml")? {
        Some(bytes) => office::properties_of(&bytes)?,
        None => office::Properties::default(),
    };
    let content = archive.part("content.xml")?.ok_or_else(|| damaged("it has no content.xml"))?;
    let mut styles = styles::Styles::default();
    if let Some(common) = archive.part("styles.xml")? {
        styles.read(&common)?;
    }
    styles.read(&content)?;
    let blocks = body::read(&content, &styles)?;
    let title = properties.title.unwrap_or_else(|| Document::first_heading(&blocks));
    let language = properties.language.or(styles.language).as_deref().and_then(primary_language);
    Ok(Document { title, language, date: properties.date, blocks })
}

/// Whether the manifest says how to decrypt a part.
fn is_encrypted(archive: &mut Archive<'_>) -> Result<bool, DocumentError> {
    let mut is_encrypted = false;
    if let Some(manifest) = archive.part("META-INF/manifest.xml")? {
        xml::each(&manifest, |event| {
            is_encrypted |= matches!(event, XmlEvent::Open(element) if element.name() == "encryption-data");
        })?;
    }
    Ok(is_encrypted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::BlockKind;
    use crate::content::formats::archive::tests::archive_of;

    const STYLES: &str = r#"<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:fo="f" xmlns:text="t">
        <style:default-style style:family="paragraph"><style:text-properties fo:language="it" fo:country="IT"/></style:default-style>
        <style:style style:name="Title" style:family="paragraph"/><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>
        <style:style style:name="Gone"><style:text-properties text:display="none"/></style:style>
        <style:style style:name="Preformatted_20_Text"/>
        <text:list-style style:name="L1"><text:list-level-style-bullet text:level="1"/><text:list-level-style-number text:level="2" style:num-format="1"/></text:list-style></office:document-styles>"#;

    fn document(body: &str) -> Result<Document, DocumentError> {
        let content = format!(
            r#"<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:draw="d" xmlns:svg="v" xmlns:xlink="x"><office:body><office:text>{body}</office:text></office:body></office:document-content>"#
        );
        let meta = r#"<m xmlns:dc="d"><dc:date>2024-05-06T01:02:03</dc:date></m>"#;
        read(&archive_of(&[
            ("content.xml", content.as_bytes()),
            ("styles.xml", STYLES.as_bytes()),
            ("meta.xml", meta.as_bytes()),
        ]))
    }

    #[test]
    fn headings_lists_and_tables_are_kept() {
        let body = r#"<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>
            <text:p text:style-name="P1">The guide</text:p><text:h text:outline-level="2">Pay<text:s text:c="2"/>here</text:h>
            <text:p>One<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note>
              two<text:line-break/>three <text:a xlink:href="https://a.org/">site</text:a><draw:frame><svg:title>alt</svg:title></draw:frame></text:p>
            <text:list text:style-name="L1"><text:list-item><text:p>a</text:p><text:list><text:list-item><text:p>b</text:p></text:list-item><text:list-item><text:p>c</text:p></text:list-item></text:list></text:list-item></text:list>
            <table:table><table:table-row><table:table-cell><text:p>k</text:p><text:p>l</text:p></table:table-cell><table:table-cell><text:p>v</text:p></table:table-cell></table:table-row></table:table>
            <text:p text:style-name="Gone">no</text:p><text:p text:style-name="Preformatted_20_Text">x<text:tab/>y</text:p>"#;
        let document = document(body).expect("a document");
        let item = |depth, number| BlockKind::ListItem { depth, number };
        let found: Vec<(BlockKind, &str)> =
            document.blocks.iter().map(|block| (block.kind, block.text.as_str())).collect();
        let expected = [
            (BlockKind::Heading { level: 1 }, "The guide"),
            (BlockKind::Heading { level: 2 }, "Pay here"),
            (BlockKind::Paragraph, "One two\nthree [site](https://a.org/)"),
            (BlockKind::Paragraph, "A note."),
            (item(0, None), "a"),
            (item(1, Some(1)), "b"),
            (item(1, Some(2)), "c"),
            (BlockKind::TableRow, "k l | v"),
            (BlockKind::Code, "x y"),
        ];
        assert_eq!(found, expected);
        assert_eq!((document.title.as_str(), document.language.as_deref()), ("The guide", Some("it")));
        assert_eq!(document.date, Some(jiff::civil::date(2024, 5, 6)));
    }

    #[test]
    fn bad_files_are_named() {
        assert!(matches!(document("<text:p></text:h>"), Err(DocumentError::Damaged { .. })));
        assert!(matches!(read(&archive_of(&[("a.txt", b"x")])), Err(DocumentError::Damaged { .. })));
        let manifest = br#"<m:manifest xmlns:m="m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"#;
        let encrypted = archive_of(&[("META-INF/manifest.xml", manifest), ("content.xml", b"\x01\x02")]);
        assert_eq!(read(&encrypted), Err(DocumentError::Encrypted));
    }
}
