//! A small bot whose digests are fixed: whoever changes one changes what every bundle holds.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::answer::question::{Question, ReplyKind};
use crate::answer::release::MATCHER;
use crate::base::digest::Digest;
use crate::base::event::EventSink;
use crate::base::id::{BotId, EnvironmentName};
use crate::bundle::{Layout, LayoutError};
use crate::config::bot::{
    Answers, Appearance, BotConfig, BotInfo, Colour, Contact, Dense, Expectation, Features, Knowledge, Language,
    Palette, Position, Settings, TestCase, Theme, WebRules,
};
use crate::content::document::Document;
use crate::content::documents::{DocumentError, DocumentFile, DocumentList};
use crate::train::folder::FolderInput;
use crate::train::input::{Input, QaInput, SurveyInput};
use crate::train::run::{TrainError, TrainReport, Training};
use crate::train::trained::{Trained, save_trained};
use crate::train::{TrainingState, current_sources, load_trained, local_engine, manifest, training_state};

/// The release of the golden bot. It changes with the engine's version, the formats, or the fixture, and with nothing else.
const RELEASE: &str = "bbb70e7ae914ed2b3036d14e6844e8ef97a69b3e0a443d0417167f0690ed0ea1";

const FILES: [&str; 7] = [
    "survey.toml",
    "qa/more.csv",
    "qa/house.toml",
    "knowledge/prices.md",
    "knowledge/ospiti.md",
    "knowledge/notes.txt",
    "knowledge/house.md",
];

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/golden-bot")
}

/// A copy of the fixture: its times are those of the copying.
fn copy(shift: Duration) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("temporary folder");
    for name in FILES {
        let target = folder.path().join(name);
        std::fs::create_dir_all(target.parent().expect("a parent")).expect("folder");
        std::fs::copy(fixture().join(name), &target).expect("copy");
        let file = std::fs::File::options().write(true).open(&target).expect("open");
        file.set_modified(SystemTime::now() - shift).expect("time");
    }
    folder
}

pub(super) fn config(folder: &Path) -> BotConfig {
    let colour = |red| Colour { red, green: 10, blue: 20 };
    let palette = Palette {
        primary: colour(1),
        on_primary: colour(255),
        background: colour(255),
        text: colour(0),
        bubble: colour(240),
        on_bubble: colour(0),
    };
    BotConfig {
        folder: folder.to_owned(),
        file: folder.join("bot.toml"),
        environment: "default".parse::<EnvironmentName>().expect("a name"),
        host: None,
        bot: BotInfo {
            id: "golden".parse::<BotId>().expect("an id"),
            name: "Golden".to_owned(),
            description: "A fixture".to_owned(),
            languages: vec![Language("en".to_owned()), Language("it".to_owned())],
        },
        knowledge: Knowledge {
            documents: vec!["knowledge/**".to_owned()],
            exclude: Vec::new(),
            address: Some("https://golden.example/{path}".to_owned()),
            max_document_mb: 32,
            pages: Vec::new(),
            sitemaps: Vec::new(),
            web: WebRules::default(),
        },
        qa_files: vec!["qa/*".to_owned()],
        survey_file: "survey.toml".to_owned(),
        features: Features {
            knowledge: true,
            qa: true,
            survey: true,
            small_talk: false,
            contact_form: false,
            suggested_questions: false,
            sources: true,
        },
        appearance: Appearance {
            theme: Theme::Auto,
            position: Position::BottomRight,
            font: "system".to_owned(),
            avatar: None,
            title: "Golden".to_owned(),
            radius_px: 12,
            light: palette.clone(),
            dark: palette,
        },
        settings: Settings {
            privacy_policy: None,
            authorized_domains: Vec::new(),
            retention_days: 90,
            messages: BTreeMap::new(),
        },
        answers: Answers {
            strictness: 5,
            choices: 3,
            minimum_score: None,
            dense: Dense::Auto,
            generation: None,
            embeddings: None,
            contact: Contact::default(),
        },
        accepted: Vec::new(),
        tests: vec![TestCase {
            after: Vec::new(),
            question: "When is breakfast served?".to_owned(),
            language: None,
            expect: Expectation::Source("knowledge/house.md".to_owned()),
        }],
    }
}

/// The folder, its documents in any order.
struct GoldenInput<'a> {
    folder: FolderInput<'a>,
    reversed: bool,
}

impl Input for GoldenInput<'_> {
    fn documents(&self) -> DocumentList {
        let mut list = self.folder.documents();
        if self.reversed {
            list.documents.reverse();
        }
        list
    }

    fn extract(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError> {
        self.folder.extract(file, bytes)
    }

    fn qas(&self) -> QaInput {
        self.folder.qas()
    }

    fn survey(&self) -> SurveyInput {
        self.folder.survey()
    }
}

fn train(config: &BotConfig, threads: usize, reversed: bool) -> TrainReport {
    let input = GoldenInput { folder: FolderInput::new(config, Path::new("botctl")), reversed };
    let events = EventSink::null();
    let training = Training {
        config,
        input: &input,
        strict: true,
        threads: NonZero::new(threads),
        embedder: None,
        events: &events,
    };
    training.run().expect("the fixture can be trained")
}

fn release(config: &BotConfig, report: &TrainReport) -> Digest {
    let manifest = manifest(config, &report.trained, &Layout::of(&config.folder)).expect("a manifest");
    manifest.digest().expect("canonical")
}

#[test]
fn the_release_is_the_same_everywhere() {
    for (threads, reversed, age_s) in [(1, false, 0), (8, true, 86_400), (3, false, 10)] {
        let folder = copy(Duration::from_secs(age_s));
        let config = config(folder.path());
        let report = train(&config, threads, reversed);
        assert_eq!(release(&config, &report).to_string(), RELEASE, "{threads} threads");
        assert_eq!((report.read, report.reused), (4, 0));
    }
}

#[test]
fn only_what_changed_is_read_again_and_the_result_is_that_of_a_first_training() {
    let folder = copy(Duration::from_secs(60));
    let config = config(folder.path());
    let first = train(&config, 2, false);
    let again = train(&config, 2, false);
    assert_eq!((again.read, again.reused), (0, 4));
    assert_eq!(release(&config, &first), release(&config, &again));

    let added = "# Garden\n\nThe garden opens at nine and closes at dusk.\n";
    std::fs::write(folder.path().join("knowledge/garden.md"), added).expect("write");
    std::fs::remove_file(folder.path().join("knowledge/prices.md")).expect("remove");
    let grown = train(&config, 2, false);
    assert_eq!((grown.read, grown.reused), (1, 3));
    std::fs::remove_dir_all(folder.path().join(".botctl")).expect("remove");
    let anew = train(&config, 2, false);
    assert_eq!((anew.read, anew.reused), (4, 0));
    assert_eq!(release(&config, &grown), release(&config, &anew));
}

#[test]
fn lost_passages_are_read_again() {
    let folder = copy(Duration::from_secs(60));
    let config = config(folder.path());
    let first = train(&config, 2, false);
    let layout = Layout::of(folder.path());
    let bucket = first.trained.knowledge.blobs["bucket-0000"].digest;
    std::fs::remove_file(layout.blob(&bucket)).expect("remove");
    let again = train(&config, 2, false);
    assert_eq!((again.read, again.reused), (4, 0));
    assert_eq!(again.trained.knowledge, first.trained.knowledge);
}

#[test]
fn damaged_blobs_are_made_anew() {
    let folder = copy(Duration::from_secs(60));
    let config = config(folder.path());
    let first = train(&config, 2, false).trained;
    let layout = Layout::of(folder.path());
    let parts = [&first.knowledge, &first.qa, &first.models];
    let digests: Vec<Digest> = parts.iter().flat_map(|part| part.blobs.values().map(|blob| blob.digest)).collect();
    for digest in &digests {
        std::fs::write(layout.blob(digest), "cut").expect("write");
    }
    let found = layout.read_blob(&first.knowledge.blobs["bucket-0000"].digest);
    assert!(matches!(found, Err(LayoutError::Damaged { .. })), "{found:?}");
    let again = train(&config, 2, false).trained;
    assert_eq!((again.knowledge, again.qa, again.models), (first.knowledge, first.qa, first.models));
    digests.iter().for_each(|digest| drop(layout.read_blob(digest).expect("it is whole again")));
}

#[test]
fn vectors_of_another_engine_are_not_taken_over() {
    let folder = copy(Duration::from_secs(60));
    let config = config(folder.path());
    let first = train(&config, 2, false).trained;
    let layout = Layout::of(folder.path());
    let mut other = Trained { engine: first.engine - 1, ..first.clone() };
    let matcher = other.models.blobs.get_mut(MATCHER).expect("a matcher");
    let mut bytes = layout.read_blob(&matcher.digest).expect("readable");
    // Behind the head and the first scale: the first phrasing's vector.
    bytes[33..545].iter_mut().for_each(|byte| *byte ^= 1);
    matcher.digest = layout.write_blob(&bytes).expect("written");
    save_trained(&layout, &other).expect("saved");
    assert_eq!(train(&config, 2, false).trained.models, first.models);
}

#[test]
fn a_trained_bundle_answers_in_both_languages() {
    let folder = copy(Duration::from_secs(60));
    let config = config(folder.path());
    let report = train(&config, 2, false);
    let tests = report.trained.evaluation.tests.clone().expect("the bot has a test");
    assert_eq!((tests.passed, tests.total), (1, 1), "{tests:?}");
    let engine = local_engine(&Layout::of(folder.path()), &report.trained, None).expect("an engine");
    for (text, kind, words) in [
        ("Where can I park?", ReplyKind::Qa, "yard"),
        ("qual e la password del WIFI", ReplyKind::Qa, "chiave"),
        ("When is breakfast served?", ReplyKind::Knowledge, "seven"),
        ("A che ora si può fare il check-in?", ReplyKind::Knowledge, "quindici"),
        ("call off my stay", ReplyKind::Qa, "two days"),
        ("Are you open in winter?", ReplyKind::Miss, ""),
        ("what industry are you in", ReplyKind::Knowledge, "guest house"),
        ("Who won the world cup in 1974?", ReplyKind::Miss, ""),
    ] {
        let reply = engine.answer(&Question { text: text.to_owned(), ..Question::default() }).expect("a reply");
        assert_eq!(reply.kind, kind, "{text}: {reply:?}");
        assert!(reply.text.contains(words), "{text}: {}", reply.text);
    }
}

#[test]
fn findings_stop_or_warn() {
    let folder = copy(Duration::from_secs(60));
    let mut config = config(folder.path());
    config.tests[0].expect = Expectation::Miss;
    let report = train(&config, 2, false);
    let codes: Vec<&str> = report.diagnostics.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(codes, ["TRN003"]);
    config.features = Features { knowledge: false, qa: false, survey: false, ..config.features };
    let input = FolderInput::new(&config, Path::new("botctl"));
    let events = EventSink::null();
    let empty =
        Training { config: &config, input: &input, strict: false, threads: None, embedder: None, events: &events }
            .run();
    assert!(matches!(empty, Err(TrainError::Findings(findings)) if findings[0].code == "TRN001"));
}

#[test]
fn the_state_says_what_changed() {
    let folder = copy(Duration::from_secs(60));
    let config = config(folder.path());
    assert_eq!(training_state(&config).expect("a state"), TrainingState::NotTrained);
    train(&config, 2, false);
    let loaded = load_trained(&Layout::of(folder.path())).expect("readable").expect("trained");
    assert_eq!(current_sources(&config).expect("sources").digest, loaded.sources_digest);
    assert!(matches!(training_state(&config).expect("a state"), TrainingState::Trained { .. }));
    std::fs::write(folder.path().join("knowledge/new.md"), "New words.").expect("write");
    let TrainingState::Stale { reasons, changes } = training_state(&config).expect("a state") else {
        panic!("a new document makes it stale");
    };
    assert_eq!(reasons, ["1 document added"]);
    assert_eq!(changes[0].name, "knowledge/new.md");
    std::fs::remove_file(folder.path().join("knowledge/new.md")).expect("remove");
    std::fs::remove_file(folder.path().join("qa/more.csv")).expect("remove");
    let TrainingState::Stale { reasons, .. } = training_state(&config).expect("a state") else {
        panic!("a Q&A file less makes it stale");
    };
    assert_eq!(reasons, ["1 Q&A file removed"]);
}
