//! What the checks look at.

use crate::base::clock::Timestamp;
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::config::avatar::AvatarError;
use crate::config::bot::BotConfig;
use crate::config::effective::Setting;
use crate::wire::plan::PlanStatus;

/// Whether the folder's bundle is what its sources say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BundleState {
    /// There is no bundle here.
    NeverTrained,
    /// There is one, of older sources or of another engine.
    Stale {
        /// What changed, e.g. `2 documents changed`.
        reasons: Vec<String>,
    },
    /// There is one of exactly these sources.
    Trained,
}

/// What is known of the bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingFacts {
    /// Its state.
    pub state: BundleState,
    /// When it was made.
    pub trained_at: Option<Timestamp>,
    /// Its digest.
    pub digest: Option<Digest>,
    /// The passages in it.
    pub passages: Option<u64>,
}

/// A topic of the survey without an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingTopic {
    /// Its dotted name, e.g. `support.hours`.
    pub topic: String,
    /// Where it is or should be.
    pub place: Place,
}

/// What the folder holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ContentFacts {
    /// Documents that were processed.
    pub documents: u64,
    /// Their bytes.
    pub document_bytes: u64,
    /// One finding for each document that couldn't be.
    pub unreadable: Vec<Diagnostic>,
    /// Q&As that are active.
    pub active_qas: u64,
    /// Where the inactive ones stand.
    pub inactive_qas: Vec<Place>,
    /// Topics of the survey that are answered or don't apply.
    pub topics_answered: u64,
    /// Topics that hold an answer to learn from.
    pub topics_with_text: u64,
    /// Topics in all.
    pub topics: u64,
    /// The others.
    pub missing_topics: Vec<MissingTopic>,
}

/// The plan as the host tells it.
pub type PlanFacts = PlanStatus;

/// Why the host couldn't tell the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostProblem {
    /// The finding, with the code of its family (`NET`, `AUT`, …).
    pub diagnostic: Diagnostic,
}

/// How long it took to gather the facts of each group, milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GatheringTimes {
    /// Of `training`.
    pub training_ms: u64,
    /// Of `plan`.
    pub plan_ms: u64,
    /// Of `configuration`.
    pub configuration_ms: u64,
}

/// All facts.
#[derive(Debug)]
pub struct CheckInputs<'a> {
    /// The effective configuration.
    pub config: &'a BotConfig,
    /// Where its values come from, so that findings name lines.
    pub settings: &'a [Setting],
    /// What is wrong with the avatar, if anything.
    pub avatar: Option<&'a AvatarError>,
    /// The bundle.
    pub training: &'a TrainingFacts,
    /// The folder.
    pub content: &'a ContentFacts,
    /// The plan; `None` where the host isn't asked (`--offline`).
    pub plan: Option<Result<&'a PlanFacts, &'a HostProblem>>,
    /// Whether the target is the local host.
    pub local_host: bool,
    /// Whether warnings count as failures.
    pub strict: bool,
    /// The present.
    pub now: Timestamp,
    /// How long the facts took.
    pub times: GatheringTimes,
}

impl CheckInputs<'_> {
    /// Where a key stands, or the first key below it, or else the file.
    pub(super) fn place(&self, key: &str) -> Place {
        let below = format!("{key}.");
        let is_it = |setting: &&Setting| setting.key == key || setting.key.starts_with(&below);
        let in_file = self.settings.iter().filter(is_it).find_map(|setting| setting.origin.place());
        in_file.cloned().unwrap_or_else(|| {
            let name = self.config.file.file_name().map_or_else(|| "bot.toml".into(), |name| name.to_string_lossy());
            Place::file(name.into_owned())
        })
    }
}
