//! Which kinds of documents there are, by extension and by their first bytes.

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use serde::{Deserialize, Serialize};

/// A kind of document that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentKind {
    /// `.md`, `.markdown`, `.mdown`, `.mkd`.
    Markdown,
    /// `.txt`, `.text`.
    Text,
    /// `.html`, `.htm`, `.xhtml`.
    Html,
    /// `.pdf`.
    Pdf,
    /// `.docx`, `.docm`.
    Docx,
    /// `.pptx`, `.pptm`, `.ppsx`.
    Pptx,
    /// `.xlsx`, `.xlsm`.
    Xlsx,
    /// `.odt`.
    Odt,
    /// `.epub`.
    Epub,
    /// `.rtf`.
    Rtf,
    /// `.eml`.
    Eml,
}

/// What a file's first bytes say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// A PDF file.
    Pdf,
    /// A ZIP archive, which DOCX, EPUB and other office files are.
    Zip,
    /// An OLE compound file: an old Office format, or an encrypted new one.
    Ole,
    /// Rich text.
    Rtf,
    /// Bytes that are no text in any usual encoding.
    Binary,
    /// Text.
    Text,
}

impl Signature {
    /// Reads the signature from a file's bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let head = bytes.get(..1024).unwrap_or(bytes);
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
            Self::Ole
        } else if head.windows(5).any(|window| window == b"%PDF-") {
            Self::Pdf
        } else if bytes.starts_with(b"{\\rtf") {
            Self::Rtf
        } else if head.contains(&0) && utf_16(bytes).is_none() {
            Self::Binary
        } else {
            Self::Text
        }
    }

    /// The words for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF file",
            Self::Zip => "a ZIP archive",
            Self::Ole => "an old Office file",
            Self::Rtf => "rich text (RTF)",
            Self::Binary => "binary data",
            Self::Text => "plain text",
        }
    }
}

/// Which UTF-16 text is in, if it is: by its mark, else by the zero beside every letter of the Latin scripts.
pub(crate) fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let zeros = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (high, low) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    // A few bytes say nothing, and half a letter is none.
    let may_be = bytes.len() >= 8 && bytes.len().is_multiple_of(2);
    if bytes.starts_with(&[0xff, 0xfe]) || (may_be && high == 0 && low * 10 > half * 9) {
        Some(UTF_16LE)
    } else if bytes.starts_with(&[0xfe, 0xff]) || (may_be && low == 0 && high * 10 > half * 9) {
        Some(UTF_16BE)
    } else {
        None
    }
}

impl DocumentKind {
    /// The kind of a file with this extension, in any case of letters.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
            "txt" | "text" => Some(Self::Text),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "docx" | "docm" => Some(Self::Docx),
            "pptx" | "pptm" | "ppsx" => Some(Self::Pptx),
            "xlsx" | "xlsm" => Some(Self::Xlsx),
            "odt" => Some(Self::Odt),
            "epub" => Some(Self::Epub),
            "rtf" => Some(Self::Rtf),
            "eml" => Some(Self::Eml),
            _ => None,
        }
    }

    /// Whether it is read in a child process, because its reader could crash or run without end.
    pub fn needs_child(self) -> bool {
        match self {
            Self::Markdown | Self::Text => false,
            Self::Html | Self::Pdf | Self::Docx | Self::Pptx | Self::Xlsx => true,
            Self::Odt | Self::Epub | Self::Rtf | Self::Eml => true,
        }
    }

    /// Whether a file of this kind may begin like this.
    pub fn admits(self, signature: Signature) -> bool {
        match self {
            // Text about PDF may hold the marker of PDF in its first lines.
            Self::Markdown | Self::Text | Self::Html => matches!(signature, Signature::Text | Signature::Pdf),
            // A damaged head is left to the reader, which looks for the marker further on.
            Self::Pdf => !matches!(signature, Signature::Zip | Signature::Ole),
            Self::Docx | Self::Pptx | Self::Xlsx => matches!(signature, Signature::Zip | Signature::Ole),
            Self::Odt | Self::Epub => signature == Signature::Zip,
            Self::Rtf => matches!(signature, Signature::Rtf | Signature::Text),
            Self::Eml => matches!(signature, Signature::Text | Signature::Pdf),
        }
    }

    /// The name for people.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Text => "text",
            Self::Html => "HTML",
            Self::Pdf => "PDF",
            Self::Docx => "DOCX",
            Self::Pptx => "PPTX",
            Self::Xlsx => "XLSX",
            Self::Odt => "ODT",
            Self::Epub => "EPUB",
            Self::Rtf => "RTF",
            Self::Eml => "EML",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_go_by_extension() {
        assert_eq!(DocumentKind::from_extension("MD"), Some(DocumentKind::Markdown));
        assert_eq!(DocumentKind::from_extension("htm"), Some(DocumentKind::Html));
        assert_eq!(DocumentKind::from_extension("PPSX"), Some(DocumentKind::Pptx));
        assert_eq!(DocumentKind::from_extension("ppt"), None);
        assert_eq!(DocumentKind::from_extension(""), None);
    }

    #[test]
    fn first_bytes_are_recognised() {
        for (bytes, signature) in [
            (&b"%PDF-1.7\n"[..], Signature::Pdf),
            (b"junk\n%PDF-1.4", Signature::Pdf),
            (b"PK\x03\x04", Signature::Zip),
            (&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], Signature::Ole),
            (b"\x7fELF\x02\x00\x00", Signature::Binary),
            (&[0xff, 0xfe, b'a', 0], Signature::Text),
            (b"{\\rtf1", Signature::Rtf),
            (b"w\0o\0r\0d\0s\0", Signature::Text),
            (b"\0w\0o\0r\0d\0s", Signature::Text),
            (b"w\0\0\0o\0\0\0", Signature::Binary),
            (b"# Title", Signature::Text),
            (b"", Signature::Text),
        ] {
            assert_eq!(Signature::of(bytes), signature);
        }
        assert!(DocumentKind::Docx.admits(Signature::Ole));
        assert!(!DocumentKind::Docx.admits(Signature::Text));
        assert!(!DocumentKind::Markdown.admits(Signature::Binary));
    }
}
