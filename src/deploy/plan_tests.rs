//! What a plan says of each kind of difference, as a table.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{HostFacts, Plan, plan, restrict};
use crate::base::digest::Digest;
use crate::base::event::UpdateKind;
use crate::base::id::ReleaseNumber;
use crate::bundle::{BlobRef, MANIFEST_SCHEMA, Manifest, Part, PartName, Source};
use crate::deploy::{Live, Side};
use crate::wire::hello::ProcessFacts;

/// A bot in few words; `side` makes a release of it.
#[derive(Clone)]
struct Bot {
    documents: Vec<(String, &'static str)>,
    qas: Vec<String>,
    qa_file: &'static str,
    tests: &'static str,
    model: &'static str,
    engine: u32,
    avatar: &'static str,
    chatroom: Value,
    operations: Value,
}

impl Bot {
    fn new() -> Self {
        Self {
            documents: (0..40).map(|number| (format!("knowledge/{number}.md"), "one")).collect(),
            qas: (0..20).map(|number| format!("qa-{number}")).collect(),
            qa_file: "one",
            tests: "one",
            model: "one",
            engine: 1,
            avatar: "one",
            chatroom: json!({"name": "Acme", "appearance": {"light": {"primary": "#111111"}, "avatar": "image/png"}}),
            operations: json!({"retention_days": 90}),
        }
    }

    fn side(&self) -> Side {
        let documents: Vec<Source> = self.documents.iter().map(|(path, content)| source(path, content)).collect();
        let qa_files = vec![source("qa/all.toml", self.qa_file)];
        let texts = |value: &dyn std::fmt::Debug| format!("{value:?}");
        let parts = [
            (PartName::Knowledge, vec![("sources", texts(&documents))]),
            (
                PartName::Qa,
                vec![("sources", texts(&qa_files)), ("qas", texts(&self.qas)), ("tests", self.tests.to_owned())],
            ),
            (PartName::Models, vec![("model", self.model.to_owned())]),
            (PartName::Chatroom, vec![("chatroom", self.chatroom.to_string()), ("avatar", self.avatar.to_owned())]),
            (PartName::Operations, vec![("operations", self.operations.to_string())]),
        ];
        let manifest = Manifest {
            schema: MANIFEST_SCHEMA,
            bot: "acme".parse().expect("a bot id"),
            engine: self.engine,
            parts: parts.into_iter().map(|(name, blobs)| (name, part(&blobs))).collect(),
        };
        Side {
            digest: manifest.digest().expect("a digest"),
            manifest,
            documents,
            qa_files,
            qas: self.qas.iter().cloned().collect::<BTreeSet<_>>(),
            chatroom: self.chatroom.clone(),
            operations: self.operations.clone(),
        }
    }

    fn live(&self) -> Live {
        Live { side: self.side(), release: ReleaseNumber(41) }
    }
}

fn source(path: &str, content: &str) -> Source {
    Source { path: path.to_owned(), digest: Digest::of(content.as_bytes()), size: 1, title: String::new() }
}

fn part(blobs: &[(&str, String)]) -> Part {
    let blob = |text: &String| BlobRef { digest: Digest::of(text.as_bytes()), size: text.len() as u64 };
    Part { blobs: blobs.iter().map(|(name, text)| ((*name).to_owned(), blob(text))).collect::<BTreeMap<_, _>>() }
}

fn host(running: &str, installed: &str, config: &str) -> HostFacts {
    let facts =
        |version: &str, config: &str| ProcessFacts { version: version.to_owned(), config_digest: config.to_owned() };
    HostFacts { engines: vec![1], running: facts(running, "one"), installed: facts(installed, config) }
}

fn steady() -> HostFacts {
    host("0.1.0", "0.1.0", "one")
}

fn of(change: impl Fn(&mut Bot)) -> Plan {
    let mut edited = Bot::new();
    change(&mut edited);
    plan(&edited.side(), Some(&Bot::new().live()), &steady())
}

type Edit = fn(&mut Bot);

#[test]
fn the_difference_decides_the_kind_and_says_why() {
    let cases: [(Edit, UpdateKind, &str); 11] = [
        (|_| {}, UpdateKind::Nothing, "nothing differs from what is live"),
        (|bot| bot.documents[3].1 = "two", UpdateKind::Complete, "1 document changed"),
        (
            |bot| {
                bot.documents[3].1 = "two";
                bot.documents[4].0 = "knowledge/new.md".to_owned();
            },
            UpdateKind::Complete,
            "1 document added, 1 changed, 1 removed",
        ),
        (|bot| bot.qa_file = "two", UpdateKind::Complete, "1 Q&A file changed"),
        (|bot| bot.tests = "two", UpdateKind::Complete, "the tests changed"),
        (|bot| bot.model = "two", UpdateKind::Complete, "the trained model changed"),
        (|bot| bot.engine = 2, UpdateKind::Complete, "trained by another engine: version 2, live is 1"),
        (|bot| bot.avatar = "two", UpdateKind::ChatroomOnly, "appearance changed: appearance.avatar"),
        (
            |bot| bot.chatroom["appearance"]["light"]["primary"] = json!("#222222"),
            UpdateKind::ChatroomOnly,
            "colours changed: appearance.light.primary",
        ),
        (
            |bot| {
                bot.chatroom["messages"] =
                    json!({"en": {"welcome": "Hi", "fallback": "?", "offline": "-", "unsure": "~"}})
            },
            UpdateKind::ChatroomOnly,
            "messages changed: settings.messages.en.fallback, settings.messages.en.offline, settings.messages.en.unsure and 1 more",
        ),
        (
            |bot| bot.operations["retention_days"] = json!(30),
            UpdateKind::ChatroomOnly,
            "settings changed: settings.retention_days",
        ),
    ];
    for (edit, kind, reason) in cases {
        let plan = of(edit);
        assert_eq!((plan.summary.kind, plan.summary.reason.as_str()), (kind, reason));
        assert_eq!(plan.changes.is_empty(), kind == UpdateKind::Nothing, "{reason}");
        assert!(!plan.summary.destructive, "{reason}");
        assert_eq!(
            plan.summary.upload_bytes == 0,
            matches!(reason, "nothing differs from what is live" | "trained by another engine: version 2, live is 1"),
            "{reason}"
        );
    }
}

#[test]
fn the_host_may_need_a_restart_whatever_differs() {
    let bot = Bot::new();
    let plan_for = |host: &HostFacts| plan(&bot.side(), Some(&bot.live()), host);
    let newer = plan_for(&host("0.1.0", "0.2.0", "one"));
    assert_eq!(newer.summary.kind, UpdateKind::WithRestart);
    assert_eq!(newer.summary.reason, "the host runs version 0.1.0, version 0.2.0 is installed on its machine");
    let edited = plan_for(&host("0.1.0", "0.1.0", "two"));
    assert_eq!(edited.summary.kind, UpdateKind::WithRestart);
    assert!(edited.summary.reason.starts_with("host.toml"), "{}", edited.summary.reason);
}

#[test]
fn a_first_deployment_is_complete() {
    let first = plan(&Bot::new().side(), None, &steady());
    assert_eq!(first.summary.kind, UpdateKind::Complete);
    assert_eq!(first.summary.reason, "first deployment: 40 documents, 20 Q&As");
    assert_eq!((first.summary.add, first.summary.change, first.summary.remove), (45, 0, 0));
    assert!(!first.summary.destructive);
}

#[test]
fn removing_much_is_destructive_also_within_one_file() {
    let cases: [(Edit, bool); 6] = [
        (|bot| bot.documents.truncate(32), false),
        (|bot| bot.documents.truncate(31), true),
        (|bot| bot.documents.clear(), true),
        (|bot| bot.qas.truncate(16), false),
        (|bot| bot.qas.truncate(15), true),
        (|bot| bot.qas.iter_mut().for_each(|qa| qa.push('x')), true),
    ];
    for (number, (edit, destructive)) in cases.into_iter().enumerate() {
        assert_eq!(of(edit).summary.destructive, destructive, "case {number}");
    }
    let many = |number: usize| (0..number).map(|at| (format!("knowledge/{at}.md"), "one")).collect();
    for (kept, destructive) in [(975, false), (974, true)] {
        let live = Bot { documents: many(1000), ..Bot::new() }.live();
        let candidate = Bot { documents: many(kept), ..Bot::new() }.side();
        assert_eq!(plan(&candidate, Some(&live), &steady()).summary.destructive, destructive, "{kept} kept");
    }
}

#[test]
fn a_chatroom_only_update_leaves_the_rest_and_names_it() {
    let mut edited = Bot::new();
    edited.documents[3].1 = "two";
    edited.engine = 2;
    edited.chatroom["name"] = json!("Acme Inn");
    let live = Bot::new().live();
    let restricted = restrict(&edited.side(), &live).expect("a manifest");
    let plan = plan(&restricted.side, Some(&live), &steady());
    assert_eq!(
        (plan.summary.kind, plan.summary.reason.as_str()),
        (UpdateKind::ChatroomOnly, "settings changed: bot.name")
    );
    let outdated: Vec<&str> = restricted.outdated.iter().map(|change| change.name.as_str()).collect();
    assert_eq!(outdated, ["knowledge/3.md", "engine"]);
    assert_eq!(restricted.side.manifest.engine, 1);
}

#[test]
fn a_larger_kind_can_be_asked_for_and_a_smaller_one_not() {
    let plan = of(|bot| bot.documents[3].1 = "two");
    assert_eq!(plan.clone().at_least(UpdateKind::ChatroomOnly, "asked"), plan);
    let forced = plan.at_least(UpdateKind::WithRestart, "asked");
    assert_eq!(forced.summary.kind, UpdateKind::WithRestart);
    assert_eq!(forced.summary.reason, "1 document changed; asked");
}
