//! Whether a folder is trained, and what changed since.

use std::collections::BTreeMap;

use crate::answer::release::ENGINE_VERSION;
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::{Change, ChangeAction};
use crate::bundle::{Layout, Part, PartName, Source};
use crate::config::bot::BotConfig;
use crate::train::sources::current_sources;
use crate::train::trained::{TrainedError, load_trained, read_json};

/// How a bundle stands to its folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrainingState {
    /// There is no bundle.
    NotTrained,
    /// The folder, or the program, has changed since.
    Stale {
        /// Why, one sentence each.
        reasons: Vec<String>,
        /// Documents, Q&A files and the survey that differ.
        changes: Vec<Change>,
    },
    /// Nothing has changed since.
    Trained {
        /// When.
        at: Timestamp,
        /// The digest of the sources.
        digest: Digest,
    },
}

/// Compares the folder with its bundle. Errors: a bundle that can't be read.
pub fn training_state(config: &BotConfig) -> Result<TrainingState, TrainedError> {
    let layout = Layout::of(&config.folder);
    let Some(trained) = load_trained(&layout)? else { return Ok(TrainingState::NotTrained) };
    let now = current_sources(config)?;
    if trained.engine == ENGINE_VERSION && trained.sources_digest == now.digest {
        return Ok(TrainingState::Trained { at: trained.trained_at, digest: now.digest });
    }
    let mut reasons = Vec::new();
    if trained.engine != ENGINE_VERSION {
        reasons.push(format!(
            "this program has engine {ENGINE_VERSION}, the bundle was trained with engine {}",
            trained.engine
        ));
    }
    let mut changes = differences(PartName::Knowledge, &sources(&layout, &trained.knowledge)?, &now.knowledge);
    let (survey, documents): (Vec<_>, Vec<_>) =
        changes.iter().cloned().partition(|change| change.name == config.survey_file);
    let qa = differences(PartName::Qa, &sources(&layout, &trained.qa)?, &now.qa);
    reasons.extend(Change::sum(&documents, "document"));
    reasons.extend((!survey.is_empty()).then(|| "the survey changed".to_owned()));
    reasons.extend(Change::sum(&qa, "Q&A file"));
    changes.extend(qa);
    if trained.settings_digest != now.settings {
        reasons.push("keys of bot.toml that training depends on changed".to_owned());
    }
    Ok(TrainingState::Stale { reasons, changes })
}

fn sources(layout: &Layout, part: &Part) -> Result<BTreeMap<String, Digest>, TrainedError> {
    let sources: Vec<Source> = read_json(layout, part, "sources")?;
    Ok(sources.into_iter().map(|source| (source.path, source.digest)).collect())
}

fn differences(part: PartName, before: &BTreeMap<String, Digest>, now: &BTreeMap<String, Digest>) -> Vec<Change> {
    let change = |action, name: &String| Change { action, part: part.name().to_owned(), name: name.clone() };
    let mut changes = Vec::new();
    for (name, digest) in now {
        match before.get(name) {
            None => changes.push(change(ChangeAction::Add, name)),
            Some(old) if old != digest => changes.push(change(ChangeAction::Change, name)),
            Some(_) => (),
        }
    }
    changes
        .extend(before.keys().filter(|name| !now.contains_key(*name)).map(|name| change(ChangeAction::Remove, name)));
    changes
}
