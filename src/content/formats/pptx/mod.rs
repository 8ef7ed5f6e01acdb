//! PPTX (Office Open XML presentations): slide by slide, as they are shown; without notes, masters and hidden slides.

mod slide;

use std::collections::HashMap;

use crate::content::document::{Block, Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::archive::Archive;
use crate::content::formats::xml::{self, XmlEvent};
use crate::content::formats::{MOST_TEXT_BYTES, beyond, damaged, office};
use crate::content::kind::DocumentKind;

/// Reads a PPTX file; a block's page is its slide's number. Errors: encrypted, damaged, beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut archive = office::open(bytes, DocumentKind::Pptx)?;
    let main = office::main_part(&mut archive, "ppt/presentation.xml")?;
    let properties = office::properties(&mut archive)?;
    let mut language = properties.language;
    let mut blocks = Vec::new();
    let mut bytes = 0;
    for (index, part) in slides(&mut archive, &main)?.iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let slide = read_slide(&mut archive, part)?;
        language = language.or(slide.language);
        bytes += slide.blocks.iter().map(|block| block.text.len()).sum::<usize>();
        if bytes > MOST_TEXT_BYTES {
            return Err(beyond("16 MiB of text"));
        }
        blocks.extend(slide.blocks.into_iter().map(|block| Block { page: Some(number), ..block }));
    }
    // Programs fill the property with words of their own.
    let given = properties.title.filter(|title| !title.to_lowercase().starts_with("powerpoint"));
    let title = given.unwrap_or_else(|| Document::first_heading(&blocks));
    let language = language.as_deref().and_then(primary_language);
    Ok(Document { title, language, date: properties.date, blocks })
}

/// The parts of the slides, in the order in which they are shown.
fn slides(archive: &mut Archive<'_>, main: &str) -> Result<Vec<String>, DocumentError> {
    let content = archive.part(main)?.ok_or_else(|| damaged("it has no main part"))?;
    let targets: HashMap<String, String> = office::relationships(archive, main)?
        .into_iter()
        .filter(|relationship| relationship.is("slide"))
        .map(|relationship| (relationship.id, relationship.target))
        .collect();
    let mut slides = Vec::new();
    xml::each(&content, |event| {
        if let XmlEvent::Open(element) = event
            && element.name() == "sldId"
        {
            slides.extend(element.prefixed("id").and_then(|id| targets.get(&id).cloned()));
        }
    })?;
    Ok(slides)
}

fn read_slide(archive: &mut Archive<'_>, part: &str) -> Result<slide::Slide, DocumentError> {
    let Some(content) = archive.part(part)? else { return Ok(slide::Slide::default()) };
    let related = office::relationships(archive, part)?;
    let links = related.iter().filter(|link| link.is_external);
    let links = links.map(|link| (link.id.clone(), link.target.clone())).collect();
    let mut slide = slide::read(&content, &links)?;
    // The words of a diagram stand in a part of its own.
    for diagram in related.iter().filter(|relationship| relationship.is("diagramData") && !slide.is_hidden) {
        if let Some(content) = archive.part(&diagram.target)? {
            slide.blocks.extend(slide::read(&content, &links)?.blocks);
        }
    }
    Ok(if slide.is_hidden { slide::Slide::default() } else { slide })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::document::BlockKind;
    use crate::content::formats::archive::tests::archive_of;

    fn deck(slides: &[&str]) -> Vec<u8> {
        let ids: String =
            (1..=slides.len()).rev().map(|number| format!(r#"<p:sldId id="25{number}" r:id="s{number}"/>"#)).collect();
        let main =
            format!(r#"<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>"#);
        let links: String = (1..=slides.len())
            .map(|number| format!(r#"<Relationship Id="s{number}" Type="x/slide" Target="slides/slide{number}.xml"/>"#))
            .collect();
        let links = format!("<Relationships>{links}</Relationships>");
        let own = r#"<Relationships><Relationship Id="h1" Type="x/hyperlink" Target="https://a.org/" TargetMode="External"/></Relationships>"#;
        let slides: Vec<(String, String)> = slides
            .iter()
            .enumerate()
            .map(|(index, shapes)| {
                let xml = format!(r#"<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"#);
                (format!("ppt/slides/slide{}.xml", index + 1), xml)
            })
            .collect();
        let mut parts = vec![
            ("ppt/presentation.xml", main.as_bytes()),
            ("ppt/_rels/presentation.xml.rels", links.as_bytes()),
            ("ppt/slides/_rels/slide1.xml.rels", own.as_bytes()),
        ];
        parts.extend(slides.iter().map(|(name, xml)| (name.as_str(), xml.as_bytes())));
        archive_of(&parts)
    }

    fn shape(placeholder: &str, paragraphs: &str) -> String {
        let ph = if placeholder.is_empty() { String::new() } else { format!("<p:ph {placeholder}/>") };
        format!("<p:sp><p:nvSpPr><p:nvPr>{ph}</p:nvPr></p:nvSpPr><p:txBody>{paragraphs}</p:txBody></p:sp>")
    }

    fn paragraph(properties: &str, text: &str) -> String {
        format!("<a:p><a:pPr {properties}</a:pPr><a:r><a:t>{text}</a:t></a:r></a:p>")
    }

    #[test]
    fn slides_are_read_in_their_order_with_titles_lists_and_tables() {
        let first = [
            shape("type=\"sldNum\"", &paragraph(">", "1")),
            shape("idx=\"1\"", &[paragraph(">", "One"), paragraph("lvl=\"1\">", "Two"), paragraph("><a:buNone/>", "Plain")].concat()),
            shape("type=\"title\"", &paragraph(">", "Prices")),
            shape("", r#"<a:p><a:r><a:rPr lang="it-IT"><a:hlinkClick r:id="h1"/></a:rPr><a:t>site</a:t></a:r><a:br/><a:r><a:t>below</a:t></a:r></a:p>"#),
            "<p:graphicFrame><a:tbl><a:tr><a:tc><a:txBody><a:p><a:r><a:t>k</a:t></a:r></a:p></a:txBody></a:tc><a:tc><a:txBody><a:p><a:r><a:t>v</a:t></a:r></a:p></a:txBody></a:tc></a:tr></a:tbl></p:graphicFrame>".to_owned(),
        ]
        .concat();
        let second = [
            shape("type=\"ctrTitle\"", &paragraph(">", "The deck")),
            shape("type=\"subTitle\"", &paragraph(">", "By us")),
        ]
        .concat();
        let document = read(&deck(&[&first, &second])).expect("a deck");
        let item = |depth| BlockKind::ListItem { depth, number: None };
        let found: Vec<(BlockKind, &str, Option<u32>)> =
            document.blocks.iter().map(|block| (block.kind, block.text.as_str(), block.page)).collect();
        let expected = [
            (BlockKind::Heading { level: 1 }, "The deck", Some(1)),
            (BlockKind::Paragraph, "By us", Some(1)),
            (BlockKind::Heading { level: 2 }, "Prices", Some(2)),
            (item(0), "One", Some(2)),
            (item(1), "Two", Some(2)),
            (BlockKind::Paragraph, "Plain", Some(2)),
            (BlockKind::Paragraph, "[site](https://a.org/)\nbelow", Some(2)),
            (BlockKind::TableRow, "k | v", Some(2)),
        ];
        assert_eq!(found, expected);
        assert_eq!((document.title.as_str(), document.language.as_deref()), ("The deck", Some("it")));
    }

    #[test]
    fn hidden_slides_and_missing_ones_have_no_words() {
        let hidden = deck(&[""]);
        assert!(read(&hidden).expect("an empty deck").blocks.is_empty());
        let part = r#"<p:sld xmlns:p="p" xmlns:a="a" show="0"><p:sp><p:txBody><a:p><a:r><a:t>x</a:t></a:r></a:p></p:txBody></p:sp></p:sld>"#;
        let slide = slide::read(part.as_bytes(), &HashMap::new()).expect("well formed");
        assert!(slide.is_hidden);
        assert!(matches!(read(&archive_of(&[("a.txt", b"x")])), Err(DocumentError::Damaged { .. })));
    }
}
