//! The plan: what differs from what is live, which update that needs, and why. Pure; reads and sends nothing.

use crate::base::event::{Change, ChangeAction, PlanSummary, UpdateKind};
use crate::base::text::count;
use crate::bundle::{Manifest, PartName, Source};
use crate::deploy::difference::{self, Difference};
use crate::deploy::{Live, Side};
use crate::wire::hello::{Hello, ProcessFacts};

/// More than this many removals need the bot's id typed.
const REMOVALS_AT_MOST: u64 = 25;
/// More than this share of removals, percent, needs it too.
const REMOVALS_AT_MOST_PERCENT: u64 = 20;
/// So many keys are named in a reason.
const NAMED_KEYS: usize = 3;

/// What a plan needs to know of the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostFacts {
    /// Engine versions that it can serve.
    pub engines: Vec<u32>,
    /// What its process runs from.
    pub running: ProcessFacts,
    /// What stands on its disk.
    pub installed: ProcessFacts,
}

impl From<&Hello> for HostFacts {
    fn from(hello: &Hello) -> Self {
        Self { engines: hello.engines.clone(), running: hello.running.clone(), installed: hello.installed.clone() }
    }
}

/// The difference and what it needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its figures.
    pub summary: PlanSummary,
    /// Every document, Q&A file and key that differs.
    pub changes: Vec<Change>,
    /// Why the update is of this kind, in words; empty where nothing differs.
    pub reasons: Vec<String>,
    /// What it takes away of what is live.
    pub removals: Removals,
}

/// Content that is live and would be no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Removals {
    /// Documents.
    pub documents: u64,
    /// Q&As, by their ids.
    pub qas: u64,
}

impl Removals {
    fn between(live: &Side, candidate: &Side) -> Self {
        let documents = difference::files(PartName::Knowledge, &live.documents, &candidate.documents);
        let qas = live.qas.difference(&candidate.qas).count() as u64;
        Self { documents: documents.count(ChangeAction::Remove), qas }
    }

    /// Whether so much needs the bot's id typed.
    fn are_destructive(self, live: &Side) -> bool {
        removes_much(self.documents, live.documents.len() as u64) || removes_much(self.qas, live.qas.len() as u64)
    }
}

/// A candidate that leaves everything but chatroom and operations as it is live.
#[derive(Debug, Clone, PartialEq)]
pub struct Restricted {
    /// The candidate, to be planned and sent like any other.
    pub side: Side,
    /// What differs and stays as it is live.
    pub outdated: Vec<Change>,
}

impl Plan {
    /// The same plan, at least of this kind for a reason that doesn't lie in the difference.
    #[must_use]
    pub fn at_least(mut self, kind: UpdateKind, reason: &str) -> Self {
        if kind > self.summary.kind {
            self.summary.kind = kind;
            self.reasons.push(reason.to_owned());
            self.summary.reason = sentence(&self.reasons);
        }
        self
    }
}

/// Compares the candidate with what is live.
pub fn plan(candidate: &Side, live: Option<&Live>, host: &HostFacts) -> Plan {
    let differences = Differences::between(live.map(|live| &live.side), candidate);
    let restart = restart_reason(host, candidate.manifest.engine);
    let kind = kind_of(candidate, live, restart.is_some());
    let mut reasons = match live {
        None => vec![format!(
            "first deployment: {}, {}",
            count(document_count(candidate), "document"),
            count(candidate.qas.len(), "Q&A")
        )],
        Some(live) => differences.reasons(&live.side.manifest, &candidate.manifest),
    };
    reasons.extend(restart);
    let removals = live.map(|live| Removals::between(&live.side, candidate)).unwrap_or_default();
    let summary = PlanSummary {
        digest: candidate.digest,
        base_release: live.map(|live| live.release),
        kind,
        reason: sentence(&reasons),
        add: differences.count(ChangeAction::Add),
        change: differences.count(ChangeAction::Change),
        remove: differences.count(ChangeAction::Remove),
        unchanged: differences.unchanged(),
        documents: document_count(candidate) as u64,
        documents_changed: differences.documents.count(ChangeAction::Add)
            + differences.documents.count(ChangeAction::Change),
        upload_bytes: upload_bytes(candidate, live),
        destructive: live.is_some_and(|live| removals.are_destructive(&live.side)),
    };
    Plan { summary, changes: differences.into_changes(), reasons, removals }
}

/// The candidate with `knowledge`, `qa` and `models` as they are live, and what stays outdated by that.
///
/// Errors: the combined manifest has no canonical form.
pub fn restrict(candidate: &Side, live: &Live) -> Result<Restricted, crate::bundle::ManifestError> {
    let mut manifest = live.side.manifest.clone();
    for name in PartName::ALL.into_iter().filter(|name| name.is_quick()) {
        if let Some(part) = candidate.manifest.part(name) {
            manifest.parts.insert(name, part.clone());
        }
    }
    let side = Side {
        digest: manifest.digest()?,
        manifest,
        chatroom: candidate.chatroom.clone(),
        operations: candidate.operations.clone(),
        ..live.side.clone()
    };
    let outdated = Differences::between(Some(&side), candidate).into_changes();
    Ok(Restricted { side, outdated })
}

/// The differences of each part.
#[derive(Debug)]
struct Differences {
    documents: Difference,
    survey: Difference,
    qa_files: Difference,
    /// What of the trained parts differs although no file does: tests, thresholds, addresses of documents.
    trained: Difference,
    chatroom: Difference,
    operations: Difference,
}

impl Differences {
    fn between(live: Option<&Side>, candidate: &Side) -> Self {
        let nothing = serde_json::Value::Null;
        let (documents, qa_files, chatroom, operations) = match live {
            Some(side) => (side.documents.as_slice(), side.qa_files.as_slice(), &side.chatroom, &side.operations),
            None => ([].as_slice(), [].as_slice(), &nothing, &nothing),
        };
        let split = |sources: &[Source]| -> (Vec<Source>, Vec<Source>) { sources.iter().cloned().partition(is_survey) };
        let ((old_survey, old_documents), (survey, documents)) = (split(documents), split(&candidate.documents));
        let mut all = Self {
            documents: difference::files(PartName::Knowledge, &old_documents, &documents),
            survey: difference::files(PartName::Knowledge, &old_survey, &survey),
            qa_files: difference::files(PartName::Qa, qa_files, &candidate.qa_files),
            trained: Difference::default(),
            chatroom: difference::keys(PartName::Chatroom, chatroom, &candidate.chatroom),
            operations: difference::keys(PartName::Operations, operations, &candidate.operations),
        };
        if let Some(live) = live {
            all.add_trained(&live.manifest, &candidate.manifest);
            all.add_avatar(&live.manifest, &candidate.manifest);
        }
        all
    }

    fn add_trained(&mut self, live: &Manifest, candidate: &Manifest) {
        let differing = live.differing_parts(candidate);
        let mut note = |part: PartName, name: &str| {
            let change = Change { action: ChangeAction::Change, part: part.name().to_owned(), name: name.to_owned() };
            self.trained.changes.push(change);
        };
        if differing.contains(&PartName::Knowledge) && self.documents.is_empty() && self.survey.is_empty() {
            note(PartName::Knowledge, "how documents are read");
        }
        if differing.contains(&PartName::Qa) {
            if live.blob(PartName::Qa, "tests") != candidate.blob(PartName::Qa, "tests") {
                note(PartName::Qa, "tests");
            } else if self.qa_files.is_empty() {
                note(PartName::Qa, "how Q&As are read");
            }
        }
        if live.engine != candidate.engine {
            note(PartName::Models, "engine");
        } else if differing.contains(&PartName::Models) {
            note(PartName::Models, "model");
        }
    }

    /// The settings name only the avatar's media type; another picture of the same type is another blob.
    fn add_avatar(&mut self, live: &Manifest, candidate: &Manifest) {
        const KEY: &str = "appearance.avatar";
        let blob = |manifest: &Manifest| manifest.blob(PartName::Chatroom, "avatar").cloned();
        if blob(live) != blob(candidate) && !self.chatroom.changes.iter().any(|change| change.name == KEY) {
            self.chatroom.unchanged = self.chatroom.unchanged.saturating_sub(1);
            let part = PartName::Chatroom.name().to_owned();
            self.chatroom.changes.push(Change { action: ChangeAction::Change, part, name: KEY.to_owned() });
        }
    }

    fn all(&self) -> [&Difference; 6] {
        [&self.documents, &self.survey, &self.qa_files, &self.trained, &self.chatroom, &self.operations]
    }

    fn count(&self, action: ChangeAction) -> u64 {
        self.all().into_iter().map(|difference| difference.count(action)).sum()
    }

    fn unchanged(&self) -> u64 {
        self.all().into_iter().map(|difference| difference.unchanged).sum()
    }

    fn into_changes(self) -> Vec<Change> {
        let Self { documents, survey, qa_files, trained, chatroom, operations } = self;
        [documents, survey, qa_files, trained, chatroom, operations].into_iter().flat_map(|each| each.changes).collect()
    }

    fn reasons(&self, live: &Manifest, candidate: &Manifest) -> Vec<String> {
        let mut reasons = Vec::new();
        reasons.extend(Change::sum(&self.documents.changes, "document"));
        reasons.extend((!self.survey.is_empty()).then(|| "the survey changed".to_owned()));
        reasons.extend(Change::sum(&self.qa_files.changes, "Q&A file"));
        for change in &self.trained.changes {
            reasons.push(match change.name.as_str() {
                "engine" => format!("trained by another engine: version {}, live is {}", candidate.engine, live.engine),
                "model" => "the trained model changed".to_owned(),
                "tests" => "the tests changed".to_owned(),
                other => format!("{other} changed"),
            });
        }
        let keys: Vec<&str> =
            self.chatroom.changes.iter().chain(&self.operations.changes).map(|change| change.name.as_str()).collect();
        for (group, belongs) in KEY_GROUPS {
            let members: Vec<&str> = keys.iter().copied().filter(|key| belongs(key)).collect();
            reasons.extend(keys_reason(group, &members));
        }
        reasons
    }
}

/// The survey's file lies among the sources of `knowledge`; no document is TOML.
fn is_survey(source: &Source) -> bool {
    source.path.ends_with(".toml")
}

fn document_count(side: &Side) -> usize {
    side.documents.iter().filter(|source| !is_survey(source)).count()
}

type Belongs = fn(&str) -> bool;

/// How keys are called together; each key belongs to exactly one group.
const KEY_GROUPS: [(&str, Belongs); 4] = [
    ("colours changed", is_colour),
    ("appearance changed", |key| key.starts_with("appearance.") && !is_colour(key)),
    ("messages changed", is_message),
    ("settings changed", |key| !key.starts_with("appearance.") && !is_message(key)),
];

fn is_colour(key: &str) -> bool {
    key.starts_with("appearance.light.") || key.starts_with("appearance.dark.")
}

fn is_message(key: &str) -> bool {
    key.starts_with("settings.messages.")
}

fn keys_reason(group: &str, keys: &[&str]) -> Option<String> {
    let named = keys.get(..NAMED_KEYS.min(keys.len()))?.join(", ");
    match keys.len() {
        0 => None,
        number if number > NAMED_KEYS => Some(format!("{group}: {named} and {} more", number - NAMED_KEYS)),
        _ => Some(format!("{group}: {named}")),
    }
}

fn sentence(reasons: &[String]) -> String {
    if reasons.is_empty() { "nothing differs from what is live".to_owned() } else { reasons.join("; ") }
}

fn kind_of(candidate: &Side, live: Option<&Live>, restart: bool) -> UpdateKind {
    if restart {
        return UpdateKind::WithRestart;
    }
    let Some(live) = live else {
        return UpdateKind::Complete;
    };
    let differing = candidate.manifest.differing_parts(&live.side.manifest);
    if differing.is_empty() {
        UpdateKind::Nothing
    } else if differing.into_iter().all(PartName::is_quick) {
        UpdateKind::ChatroomOnly
    } else {
        UpdateKind::Complete
    }
}

fn restart_reason(host: &HostFacts, engine: u32) -> Option<String> {
    let HostFacts { engines, running, installed } = host;
    if running.version != installed.version {
        let serves = if engines.contains(&engine) { "" } else { ", and what runs can't serve this release" };
        let (old, new) = (&running.version, &installed.version);
        return Some(format!("the host runs version {old}, version {new} is installed on its machine{serves}"));
    }
    (running.config_digest != installed.config_digest)
        .then(|| "host.toml on the host's machine changed since the host started".to_owned())
}

fn upload_bytes(candidate: &Side, live: Option<&Live>) -> u64 {
    let there = live.map(|live| live.side.manifest.blobs()).unwrap_or_default();
    candidate.manifest.blobs().into_iter().filter(|(digest, _)| !there.contains_key(digest)).map(|(_, size)| size).sum()
}

fn removes_much(removed: u64, of: u64) -> bool {
    removed > REMOVALS_AT_MOST || removed * 100 > of * REMOVALS_AT_MOST_PERCENT
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
