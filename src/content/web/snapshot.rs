//! The snapshot: pages as they were fetched, so that training reads the same bytes until somebody fetches again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::problem::WebProblem;
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::fs::{self, Access, FsError};
use crate::config::bot::BotConfig;
use crate::content::kind::DocumentKind;

const FORMAT: &str = "botctl.web/1";
const INDEX: &str = "snapshot.json";

/// What is known of every page and sitemap that bot.toml names. File `snapshot.json` of the snapshot's folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    format: String,
    /// By the address in bot.toml.
    pub(super) sitemaps: BTreeMap<String, SitemapRecord>,
    /// By the tidy address in bot.toml or in a sitemap.
    pub(super) pages: BTreeMap<String, PageRecord>,
}

/// A sitemap with those that it names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(super) struct SitemapRecord {
    /// The addresses of its pages, tidy, in its order; before include, exclude and max_pages.
    pub(super) pages: Vec<String>,
    /// When it was last read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) fetched: Option<Timestamp>,
    /// What was wrong at the last try.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(super) failures: Vec<Failure>,
}

/// Something that went wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Failure {
    /// The sitemap.
    pub(super) address: String,
    pub(super) problem: WebProblem,
}

/// A page: the version that is in use, and what went wrong at the last try, if it did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(super) struct PageRecord {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) kept: Option<KeptPage>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) problem: Option<WebProblem>,
}

/// A version of a page. Its bytes stand in the file that its digest names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptPage {
    /// Where it really stands: after redirects, and by what it says of itself. The document's id.
    pub(super) address: String,
    pub(super) kind: DocumentKind,
    pub(super) digest: Digest,
    pub(super) size: u64,
    /// The day of `Last-Modified`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) date: Option<Date>,
    /// The validators for the next request.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) last_modified: Option<String>,
    /// When the server last said that this is what it has.
    pub(super) fetched: Timestamp,
}

impl Snapshot {
    fn empty() -> Self {
        Self { format: FORMAT.to_owned(), sitemaps: BTreeMap::new(), pages: BTreeMap::new() }
    }

    /// Reads the snapshot in a folder; an empty one where there is none. Errors: unreadable, or of another format, in words.
    pub(super) fn load(folder: &Path) -> Result<Self, String> {
        let bytes = match fs::read_optional(&folder.join(INDEX)) {
            Ok(None) => return Ok(Self::empty()),
            Ok(Some(bytes)) => bytes,
            Err(error) => return Err(error.to_string()),
        };
        let snapshot: Self = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
        match snapshot.format.as_str() {
            FORMAT => Ok(snapshot),
            other => Err(format!("it has format `{}`", other.chars().take(40).collect::<String>())),
        }
    }

    /// Reads the snapshot to renew it: one that can't be read is as good as none.
    pub(super) fn load_or_empty(folder: &Path) -> Self {
        Self::load(folder).unwrap_or_else(|_| Self::empty())
    }

    /// Writes the index, after the files that it names. Errors: the folder can't be written.
    pub(super) fn save(&self, folder: &Path) -> Result<(), FsError> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("strings, numbers and lists are JSON");
        bytes.push(b'\n');
        fs::write_atomic(&folder.join(INDEX), &bytes, Access::Shared)
    }

    /// Removes files of versions that are in use no longer. What can't be removed is only waste.
    pub(super) fn prune(&self, folder: &Path) {
        let in_use: BTreeSet<Digest> =
            self.pages.values().filter_map(|record| Some(record.kept.as_ref()?.digest)).collect();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let digest = entry.file_name().to_str().and_then(|name| name.parse::<Digest>().ok());
            if digest.is_some_and(|digest| !in_use.contains(&digest)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Bytes of all versions in use.
    pub(super) fn size(&self) -> u64 {
        self.pages.values().filter_map(|record| Some(record.kept.as_ref()?.size)).sum()
    }
}

impl KeptPage {
    /// The file of its bytes.
    pub(super) fn file(&self, folder: &Path) -> PathBuf {
        folder.join(self.digest.to_string())
    }

    /// Whether its file is there and as large as it should be.
    pub(super) fn is_here(&self, folder: &Path) -> bool {
        std::fs::metadata(self.file(folder)).is_ok_and(|file| file.is_file() && file.len() == self.size)
    }
}

/// The folder of a bot's snapshot.
pub(super) fn folder(config: &BotConfig) -> PathBuf {
    config.folder.join(&config.knowledge.web.snapshot)
}
