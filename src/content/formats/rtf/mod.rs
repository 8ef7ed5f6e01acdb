//! RTF: control words and groups to blocks, in one pass. What a program adds for itself is left out.

mod encodings;
mod output;
mod places;
mod reader;
mod tokens;

use crate::content::document::{Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::damaged;

/// Reads an RTF file. Errors: not RTF, groups nested too deep, too much text.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
    let bytes = bytes.get(start..).unwrap_or_default();
    if !bytes.starts_with(b"{\\rt") {
        return Err(damaged("it doesn't begin as RTF does"));
    }
    let read = reader::read(bytes)?;
    let title = if read.title.is_empty() { Document::first_heading(&read.blocks) } else { read.title };
    let language = read.language.and_then(encodings::language_of).and_then(primary_language);
    Ok(Document { title, language, date: read.date, blocks: read.blocks })
}

#[cfg(test)]
mod tests;
