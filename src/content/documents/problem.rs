//! What can be wrong with a document, and with the walk that looks for documents: codes, words, next steps.

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::text;
use crate::content::kind::{DocumentKind, Signature};

/// Why a document is left out. The others go on.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentError {
    /// It was there when the folder was walked, and isn't any more.
    #[error("document vanished while the folder was read")]
    Vanished,
    /// The system refuses to read it.
    #[error("document can't be read: {reason}")]
    Unreadable {
        /// The system's answer.
        reason: String,
    },
    /// It has no bytes, or no text.
    #[error("document is empty")]
    Empty,
    /// Larger than `knowledge.max_document_mb`.
    #[error("document has {}, more than the {} allowed", text::size(*size), text::size(*most))]
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        most: u64,
    },
    /// Its bytes aren't what its extension says.
    #[error("document is called {}, but holds {}", kind.name(), signature.name())]
    OtherKind {
        /// By its extension.
        kind: DocumentKind,
        /// By its bytes.
        signature: Signature,
    },
    /// It can't be opened without a password.
    #[error("document is encrypted")]
    Encrypted,
    /// Its structure is broken.
    #[error("document is damaged: {reason}")]
    Damaged {
        /// What the reader stumbled over.
        reason: String,
    },
    /// A PDF whose pages are empty.
    #[error("document has pages but no text")]
    NoText,
    /// A PDF of pictures of pages.
    #[error("document is a scan: {pages} {} and no text", if *pages == 1 { "picture of a page" } else { "pictures of pages" })]
    Scanned {
        /// How many pages hold pictures.
        pages: u64,
    },
    /// It unpacks or nests to more than a document should.
    #[error("document goes beyond a limit: {limit}")]
    BeyondLimit {
        /// Which one.
        limit: String,
    },
    /// Reading it took too long.
    #[error("document took more than {seconds} s to read")]
    TooSlow {
        /// The limit that was hit.
        seconds: u64,
    },
    /// Its reader died: out of memory or of stack.
    #[error("document made its reader fail ({how})")]
    ReaderDied {
        /// How the child process ended.
        how: String,
    },
    /// Its text holds a key or a token, which visitors would be told.
    #[error("document holds {kind}")]
    HoldsSecret {
        /// What it looks like.
        kind: String,
        /// The line in the file, where the format has lines.
        line: Option<u32>,
    },
    /// The child process that reads documents can't be started.
    #[error("the reader of documents can't be started: {reason}")]
    NoReader {
        /// The system's answer.
        reason: String,
    },
}

impl DocumentError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Vanished => "KB001",
            Self::Unreadable { .. } => "KB002",
            Self::Empty => "KB003",
            Self::TooLarge { .. } => "KB004",
            Self::OtherKind { .. } => "KB005",
            Self::Encrypted => "KB006",
            Self::Damaged { .. } => "KB007",
            Self::NoText | Self::Scanned { .. } => "KB008",
            Self::BeyondLimit { .. } => "KB009",
            Self::TooSlow { .. } => "KB010",
            Self::ReaderDied { .. } => "KB011",
            Self::NoReader { .. } => "KB012",
            Self::HoldsSecret { .. } => "KB013",
        }
    }

    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Vanished => "run the command again once the folder is at rest",
            Self::Unreadable { .. } => "give yourself the right to read the file, or list it in knowledge.exclude",
            Self::Empty => "write its content, remove it, or list it in knowledge.exclude",
            Self::TooLarge { .. } => "split it, or raise knowledge.max_document_mb",
            Self::OtherKind { .. } => {
                "give the file the extension of what it holds, or save it again in the right format"
            }
            Self::Encrypted => "save a copy without a password",
            Self::Damaged { .. } => "open it in the program that made it and save it again",
            Self::NoText | Self::Scanned { .. } => "run text recognition (OCR) over it and save the result",
            Self::BeyondLimit { .. } => "split it, or save it again in the program that made it",
            Self::TooSlow { .. } | Self::ReaderDied { .. } => {
                "save it again as a simpler file, or list it in knowledge.exclude"
            }
            Self::HoldsSecret { .. } => {
                "remove it from the text and revoke it, as others may know it; or list the document in knowledge.exclude"
            }
            Self::NoReader { .. } => "check that the botctl program can be run from here, then run the command again",
        }
    }

    /// The finding about the document at `path`.
    pub fn diagnostic(&self, path: &str) -> Diagnostic {
        let finding = match self {
            Self::NoReader { .. } => Diagnostic::error(self.code(), self.to_string()),
            _ => Diagnostic::warning(self.code(), self.to_string()),
        };
        let line = match self {
            Self::HoldsSecret { line, .. } => *line,
            _ => None,
        };
        let place = Place { file: path.to_owned(), line, column: None };
        // A web page is in no glob.
        let is_page = path.starts_with("http://") || path.starts_with("https://");
        let hint = if is_page {
            self.hint().replace("list it in knowledge.exclude", "exclude it from its sitemap")
        } else {
            self.hint().to_owned()
        };
        finding.at(place).because("It is left out; the bot can't answer from it.").fix(hint)
    }
}

/// What the walk stumbles over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum WalkProblem {
    /// A glob that can't be compiled or leads outside.
    #[error("`{glob}` in knowledge.{key} can't be used: {reason}")]
    BadGlob { key: &'static str, glob: String, reason: String },
    /// A glob that finds nothing.
    #[error("`{glob}` in knowledge.documents matches no document")]
    NothingMatches { glob: String },
    /// A file of a kind that isn't read.
    #[error("`{extension}` files aren't read as documents")]
    UnknownKind { extension: String },
    /// A link that leads back to a folder above it.
    #[error("symbolic link leads back to `{target}`")]
    Loop { target: String },
    /// A link that leads out of the folder.
    #[error("symbolic link leads outside the bot's folder")]
    Outside,
    /// A link to nothing, or a folder that can't be listed.
    #[error("can't be walked: {reason}")]
    Unwalkable { reason: String },
    /// A name that isn't Unicode.
    #[error("file name isn't valid UTF-8")]
    Name,
    /// A file that by its name holds secrets.
    #[error("a file of keys or passwords is never a document")]
    SecretFile,
    /// Not a regular file: a pipe, a device, a socket.
    #[error("not a regular file")]
    Special,
}

impl WalkProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::BadGlob { .. } => "KB020",
            Self::NothingMatches { .. } => "KB021",
            Self::UnknownKind { .. } => "KB022",
            Self::Loop { .. } => "KB023",
            Self::Outside => "KB024",
            Self::Unwalkable { .. } => "KB025",
            Self::Name => "KB026",
            Self::Special => "KB027",
            Self::SecretFile => "KB028",
        }
    }

    fn hint(&self) -> &'static str {
        match self {
            Self::BadGlob { .. } => "write a glob relative to the folder of bot.toml, such as knowledge/**",
            Self::NothingMatches { .. } => "add documents there, or correct the glob in bot.toml",
            Self::UnknownKind { extension } => match extension.to_ascii_lowercase().as_str() {
                ".doc" => "save it as DOCX, or list it in knowledge.exclude",
                ".xls" | ".xlsb" | ".ods" | ".csv" | ".tsv" => "save it as XLSX, or list it in knowledge.exclude",
                ".ppt" | ".odp" | ".key" => "save it as PPTX, or list it in knowledge.exclude",
                ".msg" => "save it as EML, or list it in knowledge.exclude",
                ".fb2" | ".mobi" | ".azw3" => "save it as EPUB, or list it in knowledge.exclude",
                _ => {
                    "save it as Markdown, text, HTML, PDF, DOCX, PPTX, XLSX, ODT, EPUB, RTF or EML, or list it in knowledge.exclude"
                }
            },
            Self::Loop { .. } | Self::Outside => "remove the link, or copy what it leads to into the folder",
            Self::Unwalkable { .. } => "give yourself the right to read it, or list it in knowledge.exclude",
            Self::Name => "rename the file",
            Self::SecretFile => "move it out of the bot's folder; bot.toml refers to secrets by env: or file:",
            Self::Special => "remove it, or list it in knowledge.exclude",
        }
    }

    /// The finding at a place: a path of the folder, or bot.toml.
    pub(super) fn diagnostic(&self, place: &str) -> Diagnostic {
        let finding = match self {
            Self::BadGlob { .. } => Diagnostic::error(self.code(), self.to_string()),
            _ => Diagnostic::warning(self.code(), self.to_string()),
        };
        finding.at(Place::file(place)).fix(self.hint())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_the_file_and_the_fix() {
        let finding = DocumentError::TooLarge { size: 40_000_000, most: 32_000_000 }.diagnostic("knowledge/a.pdf");
        assert_eq!(finding.summary, "document has 40 MB, more than the 32 MB allowed");
        assert_eq!(finding.places, [Place::file("knowledge/a.pdf")]);
        assert!(!finding.is_error() && !finding.next.is_empty());
        assert!(DocumentError::NoReader { reason: "x".into() }.diagnostic("a").is_error());
    }
}
