//! Which files of a bot's folder are documents: the walk by `[knowledge]` globs, and reading their bytes.

mod address;
mod problem;
mod walk;

pub use problem::DocumentError;
pub(crate) use walk::modified_ns;
pub use walk::walk;

use std::io::Read;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::config::bot::BotConfig;
use crate::content::kind::DocumentKind;
use crate::content::web;

/// A document that stands in the folder; not read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentFile {
    /// Relative to the bot's folder, `/`-separated. The document's id.
    pub path: String,
    /// Where it is on this machine.
    pub absolute: PathBuf,
    /// Bytes.
    pub size: u64,
    /// When it was last changed: nanoseconds since 1970; 0 where the file system doesn't say.
    pub modified_ns: u64,
    /// By its extension.
    pub kind: DocumentKind,
    /// Its public address, where `knowledge.address` gives one.
    pub address: Option<String>,
    /// The day that its server gives for it; of web pages only.
    pub date: Option<Date>,
}

/// The outcome of a walk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentList {
    /// In order of path (bytes).
    pub documents: Vec<DocumentFile>,
    /// What was left out, and why.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lists the documents of a bot: the files of its folder, and the web pages of its snapshot; reads and fetches none.
pub fn list(config: &BotConfig) -> DocumentList {
    let (mut list, pages) = (walk(config), web::list(config));
    list.documents.extend(pages.documents);
    list.documents.sort_unstable_by(|left, right| left.path.cmp(&right.path));
    list.diagnostics.extend(pages.diagnostics);
    list
}

impl DocumentFile {
    /// The digest of what the document is made from: its bytes, and its day where that isn't in them.
    pub fn digest(&self, bytes: &[u8]) -> Digest {
        match self.date {
            Some(date) => Digest::of(&[date.to_string().as_bytes(), b"\n", bytes].concat()),
            None => Digest::of(bytes),
        }
    }

    /// Reads the file's bytes.
    ///
    /// Errors: it vanished, can't be read, is empty, or has more than `most_bytes` by now.
    pub fn read(&self, most_bytes: u64) -> Result<Vec<u8>, DocumentError> {
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => DocumentError::Vanished,
            _ => DocumentError::Unreadable { reason: error.to_string() },
        };
        let file = std::fs::File::open(&self.absolute).map_err(failed)?;
        let mut bytes = Vec::with_capacity(usize::try_from(self.size.min(most_bytes)).unwrap_or(0) + 1);
        file.take(most_bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.is_empty() {
            return Err(DocumentError::Empty);
        }
        if bytes.len() as u64 > most_bytes {
            return Err(DocumentError::TooLarge { size: self.size.max(bytes.len() as u64), most: most_bytes });
        }
        Ok(bytes)
    }

    /// The file's name without folders and extension.
    pub fn stem(&self) -> &str {
        let name = self.path.trim_end_matches('/').rsplit('/').next().unwrap_or(&self.path);
        match name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(absolute: PathBuf, size: u64) -> DocumentFile {
        let path = "knowledge/a.md".to_owned();
        DocumentFile { path, absolute, size, modified_ns: 0, kind: DocumentKind::Markdown, address: None, date: None }
    }

    #[test]
    fn reading_names_what_is_wrong() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let path = folder.path().join("a.md");
        assert_eq!(file(path.clone(), 3).read(10), Err(DocumentError::Vanished));
        std::fs::write(&path, "").expect("write");
        assert_eq!(file(path.clone(), 3).read(10), Err(DocumentError::Empty));
        std::fs::write(&path, "0123456789a").expect("write");
        assert_eq!(file(path.clone(), 3).read(10), Err(DocumentError::TooLarge { size: 11, most: 10 }));
        assert_eq!(file(path, 3).read(11).map(|bytes| bytes.len()), Ok(11));
        let unreadable = file(folder.path().to_owned(), 3).read(10);
        assert!(matches!(unreadable, Err(DocumentError::Unreadable { .. })), "{unreadable:?}");
    }
}
