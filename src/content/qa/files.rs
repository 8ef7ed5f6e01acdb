//! Which files hold Q&As.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::problem::{Found, QaProblem};
use crate::base::diagnostic::Place;
use crate::base::fs;
use crate::base::text;
use crate::content::globs::Globs;

/// A format of Q&A files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum QaFormat {
    Toml,
    Yaml,
    Json,
    Csv,
    Xlsx,
}

impl QaFormat {
    fn from_extension(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "toml" => Some(Self::Toml),
            "yaml" | "yml" => Some(Self::Yaml),
            "json" => Some(Self::Json),
            "csv" | "tsv" => Some(Self::Csv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// The name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Toml => "TOML",
            Self::Yaml => "YAML",
            Self::Json => "JSON",
            Self::Csv => "CSV",
            Self::Xlsx => "XLSX",
        }
    }
}

/// A Q&A file.
pub(super) struct QaFile {
    /// Relative to the bot's folder, `/`-separated.
    pub(super) path: String,
    pub(super) format: QaFormat,
    absolute: PathBuf,
}

impl QaFile {
    /// Reads its bytes.
    pub(super) fn read(&self, most_bytes: u64) -> Result<Vec<u8>, QaProblem> {
        let failed = |error: std::io::Error| QaProblem::Unreadable { reason: error.to_string() };
        let file = fs::open_regular(&self.absolute).map_err(|error| failed(error.source))?;
        let mut bytes = Vec::new();
        file.take(most_bytes + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > most_bytes {
            return Err(QaProblem::TooLarge { most: text::size(most_bytes) });
        }
        Ok(bytes)
    }
}

/// The files that the globs name, in order of path. Hidden ones and those of editors (`~$book.xlsx`) are left out.
pub(super) fn list(folder: &Path, globs: &Globs, found: &mut Vec<Found>) -> Vec<QaFile> {
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut files = Vec::new();
    let mut matched = BTreeSet::new();
    let mut positions = Vec::new();
    for (absolute, error) in globs.roots().into_iter().flat_map(|base| entries(&folder.join(base))) {
        let Some(path) = relative(folder, &absolute) else { continue };
        globs.matches_into(&path, &mut positions);
        if positions.is_empty() {
            continue;
        }
        matched.extend(positions.iter().copied());
        match file(path.clone(), absolute, error, &root) {
            Ok(file) => files.push(file),
            Err(problem) => found.push(problem.at(Place::file(path))),
        }
    }
    for position in (0..globs.len()).filter(|position| !matched.contains(position)) {
        found.push(QaProblem::NothingMatches { glob: globs.glob(position).to_owned() }.at(Place::file("bot.toml")));
    }
    files.sort_by(|left, right| left.path.cmp(&right.path));
    files.dedup_by(|left, right| left.path == right.path);
    files
}

/// What stands below `base` and is no folder, with the error that the walk met there. A base that doesn't exist has
/// no entries.
fn entries(base: &Path) -> Vec<(PathBuf, Option<String>)> {
    if base.symlink_metadata().is_err() {
        return Vec::new();
    }
    let walk = WalkDir::new(base).follow_links(true).into_iter().filter_entry(|entry| {
        let name = entry.file_name().as_encoded_bytes();
        entry.depth() == 0 || !(name.starts_with(b".") || name.starts_with(b"~$"))
    });
    let entries = walk.filter_map(|entry| match entry {
        Ok(entry) if entry.file_type().is_dir() => None,
        Ok(entry) => Some((entry.into_path(), None)),
        Err(error) => error.path().map(|path| (path.to_owned(), Some(error.to_string()))),
    });
    entries.collect()
}

fn file(path: String, absolute: PathBuf, error: Option<String>, root: &Path) -> Result<QaFile, QaProblem> {
    if let Some(reason) = error {
        return Err(QaProblem::Unreadable { reason });
    }
    if absolute.canonicalize().is_ok_and(|target| !target.starts_with(root)) {
        return Err(QaProblem::Outside);
    }
    let extension = absolute.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let format = QaFormat::from_extension(extension)
        .ok_or_else(|| QaProblem::UnknownFormat { extension: extension.to_owned() })?;
    Ok(QaFile { path, format, absolute })
}

fn relative(folder: &Path, absolute: &Path) -> Option<String> {
    let below = absolute.strip_prefix(folder).ok()?.to_str()?;
    if std::path::MAIN_SEPARATOR == '/' {
        Some(below.to_owned())
    } else {
        Some(below.replace(std::path::MAIN_SEPARATOR, "/"))
    }
}
