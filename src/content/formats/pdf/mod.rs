//! PDF: glyphs from hayro's interpreter, lines and paragraphs by our own layout.

mod arrange;
mod glyphs;
mod layout;
mod lines;
mod running;

use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};

use jiff::civil::Date;

use crate::content::document::{Block, BlockKind, Document, day, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::damaged;

/// Reads a PDF file. Errors: encrypted, damaged, beyond a limit. A file without text has no blocks.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => DocumentError::Encrypted,
        LoadPdfError::Decryption(_) => damaged("its encryption can't be read"),
        LoadPdfError::Invalid if is_marked_encrypted(bytes) => DocumentError::Encrypted,
        LoadPdfError::Invalid => damaged("its structure can't be read"),
    })?;
    if pdf.pages().is_empty() {
        return Err(damaged("it has no pages"));
    }
    let painted = glyphs::painted(&pdf)?;
    let arranged = painted.pages.into_iter().map(arrange::arranged).collect();
    let blocks = layout::blocks(&running::without_running_lines(arranged));
    if blocks.is_empty() && painted.pictured > 0 {
        return Err(DocumentError::Scanned { pages: painted.pictured as u64 });
    }
    let title = metadata_title(&pdf).unwrap_or_else(|| first_title(&blocks));
    Ok(Document { title, language: language(bytes), date: date(&pdf), blocks })
}

/// Whether the file says that it is encrypted, in a way that the reader doesn't know.
fn is_marked_encrypted(bytes: &[u8]) -> bool {
    bytes.windows(8).any(|window| window == b"/Encrypt")
}

/// The title of the metadata, if a person gave it.
fn metadata_title(pdf: &Pdf) -> Option<String> {
    let bytes = pdf.metadata().title.as_deref()?;
    let text = if bytes.starts_with(&[0xfe, 0xff]) || bytes.starts_with(&[0xef, 0xbb, 0xbf]) {
        super::encoding::decode(bytes).into_owned()
    } else {
        // PDFDocEncoding is Latin-1 where titles have letters.
        bytes.iter().copied().map(char::from).collect()
    };
    let title = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = title.to_lowercase();
    let is_file = [".doc", ".docx", ".dvi", ".tex", ".indd", ".pdf", ".qxd", ".ps", ".ppt", ".odt", ".rtf", ".xls"]
        .iter()
        .any(|extension| lower.ends_with(extension));
    let is_given = title.chars().filter(|letter| letter.is_alphabetic()).count() > 2
        && !title.chars().any(char::is_control)
        && !is_file
        && !lower.starts_with("untitled")
        && !lower.starts_with("microsoft word -");
    is_given.then_some(title)
}

/// When it was last changed, else made.
fn date(pdf: &Pdf) -> Option<Date> {
    let metadata = pdf.metadata();
    let moments = [metadata.modification_date, metadata.creation_date].into_iter().flatten();
    moments.into_iter().find_map(|moment| day(&format!("{:04}{:02}{:02}", moment.year, moment.month, moment.day)))
}

/// The outermost heading of the first page.
fn first_title(blocks: &[Block]) -> String {
    let first_page = blocks.iter().take_while(|block| block.page == Some(1));
    let headings = first_page.filter_map(|block| match block.kind {
        BlockKind::Heading { level } => Some((level, &block.text)),
        _ => None,
    });
    headings.min_by_key(|(level, _)| *level).map(|(_, text)| text.clone()).unwrap_or_default()
}

/// The catalogue's `/Lang`, where it stands in plain sight.
fn language(bytes: &[u8]) -> Option<String> {
    let position = bytes.windows(6).position(|window| window == b"/Lang(")?;
    let rest = bytes.get(position + 6..position + 16)?;
    let tag: String = rest.iter().take_while(|byte| **byte != b')').copied().map(char::from).collect();
    primary_language(&tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF without a cross-reference table, which readers have to make up for themselves.
    fn pdf(pages: &[&str], more: &str) -> Vec<u8> {
        let font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>";
        let kids: String = (0..pages.len()).map(|index| format!("{} 0 R ", 10 + index * 2)).collect();
        let mut text = format!(
            "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /Lang(it-IT) >>\nendobj\n\
             2 0 obj\n<< /Type /Pages /Kids [{kids}] /Count {} >>\nendobj\n",
            pages.len()
        );
        for (index, content) in pages.iter().enumerate() {
            let (page, stream) = (10 + index * 2, 11 + index * 2);
            text += &format!(
                "{page} 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {stream} 0 R \
                 /Resources << /Font << /F {font} >> >> >>\nendobj\n\
                 {stream} 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n",
                content.len()
            );
        }
        text += &format!("trailer\n<< /Root 1 0 R {more} >>\n%%EOF\n");
        text.into_bytes()
    }

    #[test]
    fn text_is_read_page_by_page() {
        let first = "BT /F 24 Tf 50 700 Td (House rules) Tj /F 10 Tf 0 -40 Td (Guests may check in from noon, and ar-) Tj \
                     0 -12 Td (rive until ten.) Tj ET BT /F 10 Tf 50 900 Td (outside the page) Tj ET";
        let second = "BT /F 10 Tf 50 700 Td (Breakfast is at eight.) Tj ET";
        let document = read(&pdf(&[first, second], "")).expect("a PDF");
        let found: Vec<(BlockKind, &str, Option<u32>)> =
            document.blocks.iter().map(|block| (block.kind, block.text.as_str(), block.page)).collect();
        assert_eq!(
            found,
            [
                (BlockKind::Heading { level: 1 }, "House rules", Some(1)),
                (BlockKind::Paragraph, "Guests may check in from noon, and arrive until ten.", Some(1)),
                (BlockKind::Paragraph, "Breakfast is at eight.", Some(2)),
            ]
        );
        assert_eq!((document.title.as_str(), document.language.as_deref()), ("House rules", Some("it")));
    }

    #[test]
    fn what_has_no_text_is_told_from_what_is_damaged() {
        assert_eq!(read(&pdf(&["0 0 m 9 9 l S"], "")).map(|document| document.blocks.len()), Ok(0));
        assert!(matches!(read(b"%PDF-1.4\nnothing"), Err(DocumentError::Damaged { .. })));
        assert!(matches!(read(&pdf(&[], "")), Err(DocumentError::Damaged { .. })));
    }
}
