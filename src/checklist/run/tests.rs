//! The checklist over a bot that passes everything, changed in one thing at a time.

use super::*;
use crate::base::clock::Timestamp;
use crate::base::diagnostic::Place;
use crate::base::digest::Digest;
use crate::base::id::TeamId;
use crate::checklist::facts::{BundleState, ContentFacts, GatheringTimes, HostProblem, MissingTopic, TrainingFacts};
use crate::checklist::problem::{INCOMPLETE_SURVEY, MESSAGE_LIMIT, NOT_TRAINED, UPGRADE_PLAN};
use crate::checklist::template;
use crate::config::avatar::AvatarError;
use crate::config::bot::{Contact, Language};
use crate::config::load::{LoadRequest, Loaded, load};
use crate::wire::plan::{Payment, Plan, PlanStatus};

const DAY_MS: i64 = 24 * 3600 * 1000;
const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// A bot with its facts, all good.
struct Scene {
    loaded: Loaded,
    training: TrainingFacts,
    content: ContentFacts,
    plan: Option<Result<PlanStatus, HostProblem>>,
    avatar: Option<AvatarError>,
    local_host: bool,
    strict: bool,
}

impl Scene {
    fn good() -> Self {
        let folder = tempfile::tempdir().expect("temporary folder");
        std::fs::write(folder.path().join("bot.toml"), include_str!("../../../bot.toml.example")).expect("bot.toml");
        let request = LoadRequest { start: folder.path(), file: None, environment: Some("production"), host: None };
        Self {
            loaded: load(&request).expect("the example is good"),
            training: TrainingFacts {
                state: BundleState::Trained,
                trained_at: Some(Timestamp(NOW.0 - 4 * 60_000)),
                digest: Some(Digest::of(b"bundle")),
                passages: Some(2_914),
            },
            content: ContentFacts {
                documents: 312,
                document_bytes: 4_100_000,
                active_qas: 10,
                topics_answered: 16,
                topics_with_text: 15,
                topics: 16,
                ..ContentFacts::default()
            },
            plan: Some(Ok(plan())),
            avatar: None,
            local_host: false,
            strict: false,
        }
    }

    fn run(&self) -> Checklist {
        run(&CheckInputs {
            config: &self.loaded.config,
            settings: &self.loaded.origins,
            avatar: self.avatar.as_ref(),
            training: &self.training,
            content: &self.content,
            plan: self.plan.as_ref().map(|plan| plan.as_ref()),
            local_host: self.local_host,
            strict: self.strict,
            now: NOW,
            times: GatheringTimes::default(),
        })
    }

    fn plan(&mut self) -> &mut PlanStatus {
        self.plan.as_mut().and_then(|plan| plan.as_mut().ok()).expect("a good scene has a plan")
    }
}

fn plan() -> PlanStatus {
    PlanStatus {
        team: TeamId::default_name(),
        plan: Plan {
            name: "pro".to_owned(),
            active: true,
            expires: Some(Timestamp(NOW.0 + 100 * DAY_MS)),
            payment: Payment::UpToDate,
            messages_limit: Some(100_000),
            licences: Some(5),
            knowledge_limit_bytes: Some(10_000_000),
            contact: "ops@example.com".to_owned(),
        },
        messages_used: 41_200,
        messages_reset: Timestamp(NOW.0 + 10 * DAY_MS),
        licensed_bots: vec!["acme-hotel".parse().expect("id"), "other".parse().expect("id")],
        bot_may_deploy: true,
        endpoints: vec!["local".to_owned()],
    }
}

fn find<'a>(checklist: &'a Checklist, id: &str) -> &'a CheckItem {
    checklist.items.iter().find(|item| item.id == id).expect("one of the twelve")
}

#[test]
fn a_good_bot_passes_all_twelve_in_their_words() {
    let checklist = Scene::good().run();
    let lines: Vec<(&str, &str)> =
        checklist.items.iter().map(|item| (item.id.as_str(), item.summary.as_str())).collect();
    let digest = Digest::of(b"bundle").to_string();
    let trained = format!("Trained 4 minutes ago, bundle {}", &digest[..8]);
    assert_eq!(
        lines,
        [
            ("training.status", trained.as_str()),
            ("training.knowledge", "312 documents, 4.1 MB, 2,914 passages"),
            ("training.qa", "10 active Q&As"),
            ("training.survey", "16 of 16 topics"),
            ("plan.subscription", "active until 2027-04-25"),
            ("plan.messages", "41,200 of 100,000 used (41 %)"),
            ("plan.payment", "up to date"),
            ("plan.licence", "valid, 2 of 5 bots"),
            ("config.bot", "Acme Hotel"),
            ("config.features", "complete"),
            ("config.appearance", "readable"),
            ("config.settings", "complete"),
        ]
    );
    assert!(checklist.items.iter().all(|item| item.status == Status::Passed && item.diagnostics.is_empty()));
}

/// What is broken, the item that must say so, its code and its message.
type Case = (fn(&mut Scene), &'static str, &'static str, &'static str);

const FAILURES: &[Case] = &[
    (|scene| scene.training.state = BundleState::NeverTrained, "training.status", "CHK001", NOT_TRAINED),
    (
        |scene| (scene.content.documents, scene.content.topics_with_text) = (0, 0),
        "training.knowledge",
        "CHK003",
        NOT_TRAINED,
    ),
    (|scene| scene.content.active_qas = 9, "training.qa", "CHK004", "Too few active Q&As"),
    (|scene| scene.content.topics_answered = 15, "training.survey", "CHK005", INCOMPLETE_SURVEY),
    (|scene| scene.plan().plan.active = false, "plan.subscription", "CHK010", UPGRADE_PLAN),
    (|scene| scene.plan().plan.expires = Some(NOW), "plan.subscription", "CHK010", UPGRADE_PLAN),
    (|scene| scene.plan().messages_used = 100_000, "plan.messages", "CHK012", MESSAGE_LIMIT),
    (|scene| scene.plan().plan.messages_limit = Some(0), "plan.messages", "CHK012", MESSAGE_LIMIT),
    (|scene| scene.plan().plan.payment = Payment::Overdue, "plan.payment", "CHK014", UPGRADE_PLAN),
    (|scene| scene.plan().bot_may_deploy = false, "plan.licence", "CHK015", UPGRADE_PLAN),
    (|scene| scene.content.document_bytes = 10_000_001, "plan.licence", "CHK016", UPGRADE_PLAN),
    (
        |scene| scene.loaded.config.bot.name = template::NAME.to_owned(),
        "config.bot",
        "CHK020",
        "Bot info isn't complete",
    ),
    (|scene| scene.loaded.config.bot.description.clear(), "config.bot", "CHK020", "Bot info isn't complete"),
    (|scene| scene.loaded.config.bot.languages.clear(), "config.bot", "CHK020", "Bot info isn't complete"),
    (
        |scene| {
            let features = &mut scene.loaded.config.features;
            (features.knowledge, features.qa, features.survey) = (false, false, false);
        },
        "config.features",
        "CHK030",
        "No source of answers is on",
    ),
    (
        |scene| scene.loaded.config.answers.contact = Contact::default(),
        "config.features",
        "CHK031",
        "The contact form has no contact",
    ),
    (
        |scene| scene.loaded.config.bot.languages.push(Language("fr".to_owned())),
        "config.features",
        "CHK032",
        "There are no questions to suggest",
    ),
    (
        |scene| scene.loaded.config.appearance.dark.text = scene.loaded.config.appearance.dark.background,
        "config.appearance",
        "CHK040",
        "Colours can't be read on each other",
    ),
    (
        |scene| scene.avatar = Some(AvatarError::Missing("avatar.png".to_owned())),
        "config.appearance",
        "CHK041",
        "The avatar can't be shown",
    ),
    (
        |scene| scene.loaded.config.settings.messages.values_mut().for_each(|messages| messages.offline.clear()),
        "config.settings",
        "CHK050",
        "System messages are missing",
    ),
    (
        |scene| scene.loaded.config.settings.privacy_policy = None,
        "config.settings",
        "CHK051",
        "The privacy policy is missing",
    ),
    (
        |scene| scene.loaded.config.settings.authorized_domains.clear(),
        "config.settings",
        "CHK052",
        "No site is authorized to hold the bot",
    ),
];

#[test]
fn each_failure_is_found_by_its_own_check_with_code_message_and_solution() {
    for (break_it, id, code, message) in FAILURES {
        let mut scene = Scene::good();
        break_it(&mut scene);
        let checklist = scene.run();
        let item = find(&checklist, id);
        assert_eq!(item.status, Status::Failed, "{code}");
        let finding = item.diagnostics.first().expect("a finding");
        assert_eq!((finding.code.as_str(), finding.summary.as_str()), (*code, *message));
        assert!(!finding.next.is_empty() && !finding.detail.is_empty(), "{code}");
        assert_eq!(checklist.state(Some(UpdateKind::Nothing)), State::CannotDeploy, "{code}");
        if *code != "CHK032" {
            assert_eq!(checklist.failures(), 1, "{code}: {:?}", checklist.diagnostics().collect::<Vec<_>>());
        }
    }
}

#[test]
fn warnings_stop_only_with_strict() {
    type Warning = (fn(&mut Scene), &'static str);
    let cases: [Warning; 3] = [
        (|scene| scene.plan().messages_used = 95_000, "plan.messages"),
        (|scene| scene.plan().plan.expires = Some(Timestamp(NOW.0 + 13 * DAY_MS)), "plan.subscription"),
        (
            |scene| {
                let finding = Diagnostic::warning("KB001", "the document is encrypted").fix("remove the password");
                scene.content.unreadable.push(finding);
            },
            "training.knowledge",
        ),
    ];
    for (change, id) in cases {
        let mut scene = Scene::good();
        change(&mut scene);
        assert_eq!(find(&scene.run(), id).status, Status::Warning, "{id}");
        assert_eq!(scene.run().state(None), State::ReadyToDeploy);
        scene.strict = true;
        assert_eq!(find(&scene.run(), id).status, Status::Failed, "{id}");
    }
    let mut stale = Scene::good();
    (stale.strict, stale.training.state) =
        (true, BundleState::Stale { reasons: vec!["2 documents changed".to_owned()] });
    let checklist = stale.run();
    assert_eq!(find(&checklist, "training.status").status, Status::Passed);
    assert_eq!(find(&checklist, "training.status").summary, "stale: 2 documents changed");
}

#[test]
fn findings_name_the_places() {
    let mut scene = Scene::good();
    scene.content.active_qas = 8;
    scene.content.inactive_qas = vec![Place::line("qa/booking.csv", 3), Place::line("qa/booking.csv", 9)];
    scene.content.topics_answered = 15;
    scene.content.missing_topics =
        vec![MissingTopic { topic: "support.hours".to_owned(), place: Place::line("survey.toml", 12) }];
    scene.loaded.config.appearance.light.on_primary = scene.loaded.config.appearance.light.primary;
    let checklist = scene.run();
    let places = |id: &str| -> Vec<String> {
        find(&checklist, id).diagnostics.iter().flat_map(|finding| &finding.places).map(ToString::to_string).collect()
    };
    assert_eq!(places("training.qa"), ["qa/booking.csv:3", "qa/booking.csv:9"]);
    assert_eq!(places("training.survey"), ["survey.toml:12"]);
    assert!(
        places("config.appearance").iter().all(|place| place.starts_with("bot.toml:")),
        "{:?}",
        places("config.appearance")
    );
    let contrast = &find(&checklist, "config.appearance").diagnostics[0].detail;
    assert_eq!(contrast, "light: `on_primary` #1a4fd6 on `primary` #1a4fd6 has a contrast of 1.0, 4.5 is needed.");
}

#[test]
fn the_plan_is_skipped_offline_and_told_once_when_the_host_is_silent() {
    let mut scene = Scene::good();
    scene.plan = None;
    let offline = scene.run();
    assert!(offline.items.iter().filter(|item| item.group == "plan").all(|item| item.status == Status::Skipped));
    assert_eq!(offline.state(None), State::ReadyToDeploy);
    let diagnostic = Diagnostic::error("NET001", "the host doesn't answer").fix("botctl host start");
    scene.plan = Some(Err(HostProblem { diagnostic }));
    let silent = scene.run();
    assert_eq!(silent.diagnostics().filter(|finding| finding.code == "NET001").count(), 1);
    assert_eq!(silent.state(None), State::CannotDeploy);
}

#[test]
fn the_local_host_needs_neither_domains_nor_a_privacy_policy() {
    let mut scene = Scene::good();
    scene.local_host = true;
    scene.loaded.config.settings.privacy_policy = None;
    scene.loaded.config.settings.authorized_domains.clear();
    assert_eq!(scene.run().failures(), 0);
}

#[test]
fn the_state_follows_from_failures_and_difference() {
    let checklist = Scene::good().run();
    let cases = [
        (None, "Ready to deploy"),
        (Some(UpdateKind::Nothing), "Up to date"),
        (Some(UpdateKind::ChatroomOnly), "Needs update"),
        (Some(UpdateKind::Complete), "Needs update"),
        (Some(UpdateKind::WithRestart), "Needs update"),
    ];
    for (difference, label) in cases {
        assert_eq!(checklist.state(difference).label(), label);
    }
}
