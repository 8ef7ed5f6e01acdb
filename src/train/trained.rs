//! What the last training made: `.botctl/trained.json`.

use serde::{Deserialize, Serialize};

use crate::answer::embedding::EmbedError;
use crate::answer::release::ENGINE_VERSION;
use crate::base::canonical::{self, CanonicalError};
use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::base::event::TestSummary;
use crate::base::fs::{self, Access, FsError};
use crate::bundle::{Layout, LayoutError, Part};

/// The format of `trained.json`.
pub const TRAINED_FORMAT: &str = "botctl.trained/1";

/// A trained bundle. Its digests depend on the sources alone; the time doesn't enter any.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trained {
    /// [`TRAINED_FORMAT`].
    pub format: String,
    /// The engine's version.
    pub engine: u32,
    /// What it was trained from: compared with the folder's to see whether it is stale.
    pub sources_digest: Digest,
    /// The digest of the keys of bot.toml that training depends on.
    pub settings_digest: Digest,
    /// Part `knowledge`.
    pub knowledge: Part,
    /// Part `qa`.
    pub qa: Part,
    /// Part `models`.
    pub models: Part,
    /// When.
    pub trained_at: Timestamp,
    /// Figures.
    pub counts: Counts,
    /// How well it does.
    pub evaluation: Evaluation,
    /// Documents that were left out, and why.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub left_out: Vec<Diagnostic>,
}

impl Trained {
    /// The bundle's own digest: over what training made, so that the same sources give the same one everywhere.
    pub fn digest(&self) -> Result<Digest, CanonicalError> {
        Ok(Digest::of(&canonical::to_vec(&(&self.knowledge, &self.qa, &self.models))?))
    }
}

/// Figures of a trained bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Counts {
    /// Documents that passages were cut from.
    pub documents: u64,
    /// Bytes of passage text.
    pub text_bytes: u64,
    /// Passages, the survey's included.
    pub passages: u64,
    /// Active Q&As.
    pub qas: u64,
    /// Their phrasings.
    pub phrasings: u64,
    /// Answered topics of the survey.
    pub survey_answers: u64,
}

/// How well a bundle does on what its owner wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Evaluation {
    /// Phrasings asked as if they had never been written; those of Q&As with several.
    pub asked: u64,
    /// Of those, answered by their own Q&A. "On your own phrasings": visitors' words are harder.
    pub right: u64,
    /// A Q&A at or above this answers, millionths.
    pub answer_millionths: i64,
    /// A Q&A at or above this is offered as a choice, millionths.
    pub choice_millionths: i64,
    /// A passage at or above this answers, millionths.
    pub passage_millionths: i64,
    /// The bot's own tests; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tests: Option<TestSummary>,
}

/// A trained bundle that can't be read or used.
#[derive(Debug, thiserror::Error)]
pub enum TrainedError {
    /// A file operation failed.
    #[error(transparent)]
    File(#[from] FsError),
    /// A blob is missing or damaged.
    #[error(transparent)]
    Layout(#[from] LayoutError),
    /// The file isn't what training writes.
    #[error("`.botctl/trained.json` can't be read: {0}")]
    Json(serde_json::Error),
    /// Written by another version.
    #[error("`.botctl/trained.json` has format `{found}`, this program reads `{TRAINED_FORMAT}`")]
    Format {
        /// The format found.
        found: String,
    },
    /// Trained by an engine that this program doesn't have.
    #[error("the release was trained by engine {found}, this program has engine {ENGINE_VERSION}")]
    Engine {
        /// The engine's version.
        found: u32,
    },
    /// A blob isn't what its name says.
    #[error("blob `{name}` of the trained bundle can't be read: {reason}")]
    Blob {
        /// Its name within its part.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// A model behind an endpoint gives no vectors.
    #[error("{0}")]
    Embeddings(#[from] EmbedError),
    /// Settings have no canonical form.
    #[error("settings can't be written: {0}")]
    Canonical(#[from] CanonicalError),
}

/// The bundle of a folder, if it was ever trained. Errors: unreadable, or of another format.
pub fn load_trained(layout: &Layout) -> Result<Option<Trained>, TrainedError> {
    #[derive(Deserialize)]
    struct Head {
        format: String,
    }
    let Some(bytes) = fs::read_optional(&layout.trained())? else { return Ok(None) };
    let head: Head = serde_json::from_slice(&bytes).map_err(TrainedError::Json)?;
    if head.format != TRAINED_FORMAT {
        return Err(TrainedError::Format { found: head.format.chars().take(40).collect() });
    }
    serde_json::from_slice(&bytes).map(Some).map_err(TrainedError::Json)
}

/// Writes `trained.json`, after all blobs that it names.
pub(super) fn save_trained(layout: &Layout, trained: &Trained) -> Result<(), FsError> {
    let bytes = serde_json::to_vec_pretty(trained).expect("strings, integers and lists are JSON");
    fs::write_atomic(&layout.trained(), &bytes, Access::Shared)
}

/// Reads a JSON blob of a part. Errors: missing, damaged, not of this form.
pub(super) fn read_json<T: serde::de::DeserializeOwned>(
    layout: &Layout,
    part: &Part,
    name: &str,
) -> Result<T, TrainedError> {
    serde_json::from_slice(&read_blob(layout, part, name)?)
        .map_err(|error| TrainedError::Blob { name: name.to_owned(), reason: error.to_string() })
}

/// Reads a blob of a part. Errors: missing, damaged.
pub(super) fn read_blob(layout: &Layout, part: &Part, name: &str) -> Result<Vec<u8>, TrainedError> {
    let missing = || TrainedError::Blob { name: name.to_owned(), reason: "it is missing".to_owned() };
    Ok(layout.read_blob(&part.blobs.get(name).ok_or_else(missing)?.digest)?)
}
