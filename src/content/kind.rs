//! Which kinds of documents there are, by extension and by their first bytes.

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
    /// `.docx`.
    Docx,
}

/// What a file's first bytes say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// A PDF file.
    Pdf,
    /// A ZIP archive, which DOCX and other office files are.
    Zip,
    /// An OLE compound file: an old Office format, or an encrypted new one.
    Ole,
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
        } else if head.contains(&0) && !has_utf16_mark(bytes) {
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
            Self::Binary => "binary data",
            Self::Text => "plain text",
        }
    }
}

fn has_utf16_mark(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff])
}

impl DocumentKind {
    /// The kind of a file with this extension, in any case of letters.
    pub fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "md" | "markdown" | "mdown" | "mkd" => Some(Self::Markdown),
            "txt" | "text" => Some(Self::Text),
            "html" | "htm" | "xhtml" => Some(Self::Html),
            "pdf" => Some(Self::Pdf),
            "docx" => Some(Self::Docx),
            _ => None,
        }
    }

    /// Whether it is read in a child process, because its reader could crash or run without end.
    pub fn needs_child(self) -> bool {
        match self {
            Self::Markdown | Self::Text => false,
            Self::Html | Self::Pdf | Self::Docx => true,
        }
    }

    /// Whether a file of this kind may begin like this.
    pub fn admits(self, signature: Signature) -> bool {
        match self {
            // Text about PDF may hold the marker of PDF in its first lines.
            Self::Markdown | Self::Text | Self::Html => matches!(signature, Signature::Text | Signature::Pdf),
            // A damaged head is left to the reader, which looks for the marker further on.
            Self::Pdf => !matches!(signature, Signature::Zip | Signature::Ole),
            Self::Docx => matches!(signature, Signature::Zip | Signature::Ole),
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
        assert_eq!(DocumentKind::from_extension("pptx"), None);
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
