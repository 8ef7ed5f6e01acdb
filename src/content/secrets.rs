//! Secrets in what visitors could read: a document that holds one is left out whole, a Q&A or an answer of the survey is refused.

use crate::config::secret_shapes;
use crate::content::document::Document;
use crate::content::documents::DocumentError;
use crate::content::kind::DocumentKind;

/// The version of what counts as a secret in a document; raised, it makes every document be looked at again.
pub const SECRET_RULES: u32 = 1;

/// Passes a document on, unless its text holds a secret. Only what would be packed is looked at, not the file's markup.
pub(crate) fn without(document: Document, kind: DocumentKind, bytes: &[u8]) -> Result<Document, DocumentError> {
    let texts = std::iter::once(document.title.as_str()).chain(document.blocks.iter().map(|block| block.text.as_str()));
    let Some((what, word)) = texts.filter_map(secret_shapes::find_in_prose).next() else { return Ok(document) };
    let line = match kind {
        DocumentKind::Markdown | DocumentKind::Text | DocumentKind::Html => line_of(bytes, word),
        DocumentKind::Rtf | DocumentKind::Eml => line_of(bytes, word),
        DocumentKind::Pdf | DocumentKind::Docx | DocumentKind::Pptx | DocumentKind::Xlsx => None,
        DocumentKind::Odt | DocumentKind::Epub => None,
    };
    Err(DocumentError::HoldsSecret { kind: what.to_owned(), line })
}

/// What a text holds, if it holds a secret.
pub(crate) fn in_text(text: &str) -> Option<&'static str> {
    secret_shapes::find_in_prose(text).map(|(kind, _)| kind)
}

/// The line on which a word stands; none where the file writes it in another way.
fn line_of(bytes: &[u8], word: &str) -> Option<u32> {
    let at = bytes.windows(word.len().max(1)).position(|window| window == word.as_bytes())?;
    let before = bytes.get(..at)?.iter().filter(|byte| **byte == b'\n').count();
    u32::try_from(before + 1).ok()
}
