//! From a file's bytes to a [`Document`], one module per format. Pure: no files, no processes.

mod archive;
mod docx;
mod eml;
mod encoding;
mod epub;
mod front_matter;
mod html;
mod markdown;
mod markup;
mod odt;
mod office;
mod pdf;
mod pptx;
mod rtf;
mod table;
mod text;
mod xlsx;
mod xml;

pub use xlsx::Row as SheetRow;

use crate::content::document::{Document, humanised};
use crate::content::documents::DocumentError;
use crate::content::kind::{DocumentKind, Signature};

/// The most text that a document may yield, bytes.
pub const MOST_TEXT_BYTES: usize = 16 << 20;

/// Reads a document. `stem` is its file's name without extension, the title of last resort.
///
/// All kinds but Markdown and text are to be read through [`crate::content::extract::Extractor`], whose child process bounds memory
/// and time; this function bounds neither.
pub fn read(kind: DocumentKind, bytes: &[u8], stem: &str) -> Result<Document, DocumentError> {
    let signature = Signature::of(bytes);
    if !kind.admits(signature) {
        return Err(DocumentError::OtherKind { kind, signature });
    }
    let mut document = match kind {
        DocumentKind::Markdown => markdown::read(&encoding::decode(bytes)),
        DocumentKind::Text => text::read(&encoding::decode(bytes)),
        DocumentKind::Html => html::read(&encoding::decode_html(bytes))?,
        DocumentKind::Pdf => pdf::read(bytes)?,
        DocumentKind::Docx => docx::read(bytes)?,
        DocumentKind::Pptx => pptx::read(bytes)?,
        DocumentKind::Xlsx => xlsx::read(bytes)?,
        DocumentKind::Odt => odt::read(bytes)?,
        DocumentKind::Epub => epub::read(bytes)?,
        DocumentKind::Rtf => rtf::read(bytes)?,
        DocumentKind::Eml => eml::read(bytes)?,
    };
    if document.blocks.is_empty() {
        return Err(if kind == DocumentKind::Pdf { DocumentError::NoText } else { DocumentError::Empty });
    }
    if document.title.is_empty() {
        document.title = humanised(stem);
    }
    if document.text_bytes() > MOST_TEXT_BYTES {
        return Err(beyond("16 MiB of text"));
    }
    Ok(document)
}

/// Reads the cells of a workbook's sheet: the one called `sheet` in any case of letters, else the first. To be read as
/// documents are.
///
/// Errors: encrypted, an old Office file, damaged, beyond a limit.
pub fn read_rows(bytes: &[u8], sheet: &str) -> Result<Vec<SheetRow>, DocumentError> {
    xlsx::rows(bytes, sheet)
}

/// Reads a piece of Markdown that is no file of its own; its title may be empty.
pub(crate) fn read_markdown(source: &str) -> Document {
    markdown::read(source)
}

pub(crate) fn beyond(limit: &str) -> DocumentError {
    DocumentError::BeyondLimit { limit: limit.to_owned() }
}

pub(crate) fn damaged(reason: impl std::fmt::Display) -> DocumentError {
    DocumentError::Damaged { reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_must_be_what_the_name_says() {
        let wrong = read(DocumentKind::Docx, b"just text", "a");
        assert_eq!(wrong, Err(DocumentError::OtherKind { kind: DocumentKind::Docx, signature: Signature::Text }));
        assert!(matches!(read(DocumentKind::Text, b"a\0b", "a"), Err(DocumentError::OtherKind { .. })));
        assert_eq!(read(DocumentKind::Markdown, b" \n<!-- -->\n", "a"), Err(DocumentError::Empty));
    }

    #[test]
    fn the_title_of_last_resort_is_the_file_name() {
        let document = read(DocumentKind::Markdown, b"Hello.", "opening-hours").expect("plain Markdown");
        assert_eq!(document.title, "Opening hours");
    }
}
