//! DOCX (Office Open XML): read part by part, without a tree.

mod body;
mod paragraph;
mod parts;

use std::collections::HashMap;

use crate::content::document::{Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::damaged;
use crate::content::formats::office::{self, resolve};
use crate::content::kind::DocumentKind;

/// Reads a DOCX file. Errors: encrypted, damaged, beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut archive = office::open(bytes, DocumentKind::Docx)?;
    let main = office::main_part(&mut archive, "word/document.xml")?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut part = |name: &str| archive.part(&resolve(folder, name));
    let styles = parts::styles(part("styles.xml")?.as_deref())?;
    let numbering = parts::numbering(part("numbering.xml")?.as_deref())?;
    let footnotes = parts::notes(part("footnotes.xml")?.as_deref())?;
    let endnotes = parts::notes(part("endnotes.xml")?.as_deref())?;
    let external = office::relationships(&mut archive, &main)?.into_iter().filter(|link| link.is_external);
    let links: HashMap<String, String> = external.map(|link| (link.id, link.target)).collect();
    let properties = office::properties(&mut archive)?;
    let content = archive.part(&main)?.ok_or_else(|| damaged("it has no main part"))?;
    let beside = body::Beside { styles, numbering, links, footnotes, endnotes };
    let blocks = body::read(&content, &beside)?;
    let title = properties.title.unwrap_or_else(|| Document::first_heading(&blocks));
    let language = properties.language.or(beside.styles.language).as_deref().and_then(primary_language);
    Ok(Document { title, language, date: properties.date, blocks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::BlockKind;
    use crate::content::formats::archive::tests::archive_of;

    const STYLES: &str = r#"<w:styles xmlns:w="w"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="it-IT"/></w:rPr></w:rPrDefault></w:docDefaults>
        <w:style w:styleId="Titolo1"><w:name w:val="heading 1"/></w:style>
        <w:style w:styleId="Mio"><w:name w:val="Mio"/><w:basedOn w:val="Titolo1"/></w:style>
        <w:style w:styleId="Sezione"><w:name w:val="Sezione"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
        <w:style w:styleId="Indice1"><w:name w:val="toc 1"/></w:style>
        <w:style w:styleId="Punti"><w:name w:val="Punti"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style></w:styles>"#;
    const NUMBERING: &str = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>
        <w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;
    const LINKS: &str =
        r#"<Relationships><Relationship Id="r1" Target="https://a.org/" TargetMode="External"/></Relationships>"#;

    const NOTES: &str = r#"<w:footnotes xmlns:w="w"><w:footnote w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
        <w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> Not on </w:t></w:r><w:r><w:t>Sundays.</w:t></w:r></w:p></w:footnote></w:footnotes>"#;

    fn document(body: &str) -> Result<Document, DocumentError> {
        let main =
            format!(r#"<?xml version="1.0"?><w:document xmlns:w="w" xmlns:r="r"><w:body>{body}</w:body></w:document>"#);
        read(&archive_of(&[
            ("word/document.xml", main.as_bytes()),
            ("word/styles.xml", STYLES.as_bytes()),
            ("word/numbering.xml", NUMBERING.as_bytes()),
            ("word/_rels/document.xml.rels", LINKS.as_bytes()),
            ("word/footnotes.xml", NOTES.as_bytes()),
        ]))
    }

    fn blocks(body: &str) -> Vec<(BlockKind, String)> {
        let document = document(body).expect("a document");
        document.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
    }

    fn styled(style: &str, text: &str) -> String {
        format!(r#"<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#)
    }

    #[test]
    fn headings_go_by_style_in_any_language() {
        let body = [styled("Titolo1", "Uno"), styled("Mio", "Due"), styled("Sezione", "Tre"), styled("Altro", "Testo")]
            .concat();
        let heading = |level| BlockKind::Heading { level };
        let expected = [(heading(1), "Uno"), (heading(1), "Due"), (heading(3), "Tre"), (BlockKind::Paragraph, "Testo")];
        assert_eq!(blocks(&body), expected.map(|(kind, text)| (kind, text.to_owned())));
        let whole = document(&body).expect("a document");
        assert_eq!((whole.title.as_str(), whole.language.as_deref()), ("Uno", Some("it")));
    }

    #[test]
    fn lists_are_counted() {
        let level = |level: u8, text: &str| {
            format!(
                r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"#
            )
        };
        let body = [styled("Punti", "a"), level(1, "b"), level(1, "c"), level(0, "d"), level(1, "e")].concat();
        let item = |depth, number| BlockKind::ListItem { depth, number };
        let expected = [
            (item(0, None), "a"),
            (item(1, Some(1)), "b"),
            (item(1, Some(2)), "c"),
            (item(0, None), "d"),
            (item(1, Some(1)), "e"),
        ];
        assert_eq!(blocks(&body), expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn runs_are_joined_and_what_is_gone_stays_gone() {
        let body = r#"<w:p><w:r><w:t xml:space="preserve">A &amp; </w:t></w:r><w:del><w:r><w:delText>old</w:delText><w:t>old</w:t></w:r></w:del>
            <w:hyperlink r:id="r1"><w:r><w:t>site</w:t></w:r></w:hyperlink><w:r><w:tab/><w:t>b&#233;</w:t><w:br/><w:t>c</w:t></w:r>
            <w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><mc:AlternateContent xmlns:mc="m"><mc:Fallback><w:r><w:t>twice</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p>"#;
        assert_eq!(blocks(body), [(BlockKind::Paragraph, "A & [site](https://a.org/) bé\nc".to_owned())]);
    }

    #[test]
    fn notes_come_after_their_paragraph_and_contents_are_left_out() {
        let body = format!(
            r#"{}<w:p><w:r><w:t>Open</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t xml:space="preserve"> daily.</w:t></w:r></w:p>{}"#,
            styled("Indice1", "Hours 3"),
            styled("Altro", "After")
        );
        let texts: Vec<String> = blocks(&body).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["Open daily.", "Not on Sundays.", "After"]);
    }

    #[test]
    fn tables_are_read_row_by_row() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let body =
            format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>", cell("a"), cell("b"), cell("1"), cell(""));
        assert_eq!(blocks(&body), [(BlockKind::TableRow, "a | b".to_owned()), (BlockKind::TableRow, "1".to_owned())]);
    }

    #[test]
    fn bad_files_are_named() {
        assert!(matches!(document("<w:p></w:q>"), Err(DocumentError::Damaged { .. })));
        let deep = format!("{}{}", "<w:sdt>".repeat(300), "</w:sdt>".repeat(300));
        assert!(matches!(document(&deep), Err(DocumentError::BeyondLimit { .. })));
        assert!(matches!(read(&archive_of(&[("a.txt", b"x")])), Err(DocumentError::Damaged { .. })));
        let mut encrypted = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
        assert!(matches!(read(&encrypted), Err(DocumentError::OtherKind { .. })));
        encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(read(&encrypted), Err(DocumentError::Encrypted));
    }
}
