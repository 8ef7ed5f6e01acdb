//! Q&As from TOML, YAML, JSON, CSV and XLSX: read in one pass, with everything that is wrong reported together.

mod draft;
mod files;
mod objects;
mod problem;
mod spreadsheet;
mod table;
mod validate;

use std::path::Path;

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::content::MOST_FINDINGS;
use crate::content::globs::Globs;
use crate::content::tree;
use draft::Draft;
use files::{QaFile, QaFormat};
use problem::{Found, QaProblem};
pub use spreadsheet::Workbooks;

/// A Q&A file larger than this is no list of Q&As.
const MOST_FILE_BYTES: u64 = 256 << 20;

/// A Q&A as its owner wrote it, valid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QaItem {
    /// Unique within the bot.
    pub id: String,
    /// The main phrasing.
    pub question: String,
    /// Other phrasings, each once.
    pub variants: Vec<String>,
    /// Markdown.
    pub answer: String,
    /// Whether it is in use.
    pub active: bool,
    /// Primary tag, lower case; the bot's default where the file gives none.
    pub language: String,
    /// Addresses given with the answer.
    pub links: Vec<String>,
    /// Where it stands.
    pub place: Place,
}

/// A Q&A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QaSource {
    /// Relative to the bot's folder, `/`-separated.
    pub path: String,
    /// Of its bytes.
    pub digest: Digest,
    /// Bytes.
    pub size: u64,
}

/// All Q&As of a bot.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QaRead {
    /// Valid ones, active or not: by file, then in the file's order.
    pub items: Vec<QaItem>,
    /// The files, in order of path.
    pub sources: Vec<QaSource>,
    /// Errors and warnings, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

/// The Q&A files that `globs` name in the bot's folder, in order of path; those that can't be read are left out.
pub fn sources(folder: &Path, globs: &[String]) -> Vec<QaSource> {
    let (globs, _) = Globs::compile(globs);
    let files = files::list(folder, &globs, &mut Vec::new());
    files.iter().filter_map(|file| Some(source(file, &file.read(MOST_FILE_BYTES).ok()?))).collect()
}

fn source(file: &QaFile, bytes: &[u8]) -> QaSource {
    QaSource { path: file.path.clone(), digest: Digest::of(bytes), size: bytes.len() as u64 }
}

/// Reads the Q&A files that `globs` name in the bot's folder; of workbooks, the cells that `workbooks` finds.
pub fn read(folder: &Path, globs: &[String], default_language: &str, workbooks: &dyn Workbooks) -> QaRead {
    let (globs, bad) = Globs::compile(globs);
    let mut read = QaRead::default();
    let mut found: Vec<Found> = bad
        .into_iter()
        .map(|bad| QaProblem::BadGlob { glob: bad.glob, reason: bad.reason }.at(Place::file("bot.toml")))
        .collect();
    let mut drafts = Vec::new();
    for file in files::list(folder, &globs, &mut found) {
        match file.read(MOST_FILE_BYTES) {
            Ok(bytes) => {
                read.sources.push(source(&file, &bytes));
                drafts.extend(read_file(&file, &bytes, workbooks, &mut found));
            }
            Err(problem) => found.push(problem.at(Place::file(&file.path))),
        }
    }
    read.items = validate::items(drafts, default_language, &mut found);
    read.diagnostics = diagnostics(found);
    read
}

fn read_file(file: &QaFile, bytes: &[u8], workbooks: &dyn Workbooks, found: &mut Vec<Found>) -> Vec<Draft> {
    if file.format == QaFormat::Xlsx {
        return spreadsheet::read(&file.path, bytes, workbooks, found);
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            found.push(QaProblem::NotUtf8.at(Place::line(&file.path, line)));
            return Vec::new();
        }
    };
    let parsed = match file.format {
        QaFormat::Csv => return table::read_csv(&file.path, text, found),
        QaFormat::Toml => tree::parse_toml(text),
        QaFormat::Yaml => tree::parse_yaml(text),
        QaFormat::Json => tree::parse_json(text),
        QaFormat::Xlsx => return Vec::new(),
    };
    match parsed {
        Ok(root) => objects::read(&file.path, &root, found),
        Err(errors) => {
            found.extend(errors.into_iter().take(MOST_FINDINGS).map(|error| {
                let place = Place { file: file.path.clone(), line: error.line, column: None };
                QaProblem::Syntax { format: file.format.name(), reason: error.message }.at(place)
            }));
            Vec::new()
        }
    }
}

/// In order of place; of each code at most [`MOST_FINDINGS`], with the rest summed up.
fn diagnostics(mut found: Vec<Found>) -> Vec<Diagnostic> {
    found.sort_by(|left, right| (&left.places, left.problem.code()).cmp(&(&right.places, right.problem.code())));
    let mut counts: std::collections::BTreeMap<&'static str, usize> = std::collections::BTreeMap::new();
    let mut diagnostics = Vec::new();
    for finding in found {
        let code = finding.problem.code();
        let count = counts.entry(code).or_default();
        *count += 1;
        if *count <= MOST_FINDINGS {
            diagnostics.push(finding.diagnostic());
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > MOST_FINDINGS) {
        if let Some(last) = diagnostics.iter_mut().rev().find(|diagnostic| diagnostic.code == code) {
            last.detail =
                format!("{} more findings of this kind are not shown. {}", count - MOST_FINDINGS, last.detail);
        }
    }
    diagnostics
}

#[cfg(test)]
mod tests;
