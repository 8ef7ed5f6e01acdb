//! Every key of bot.toml.example has an effect that can be seen from outside.

use std::collections::BTreeSet;

use botctl::config::key::ConfigPart;

use super::scene::small;
use super::server::{from_page, message};

const PAGE: &str = "https://zoo.example";

/// Keys whose effect is seen in what the widget is told, with another value than `small` has.
const CHATROOM: &str = r##"
[features]
contact_form = true
suggested_questions = true
sources = false

[appearance]
theme = "dark"
position = "bottom-left"
font = "serif"
avatar = "avatar.png"
title = "Ask the keeper"
radius_px = 3

[appearance.light]
primary = "#123456"
on_primary = "#fefefe"
background = "#fdfdfd"
text = "#010101"
bubble = "#ececec"
on_bubble = "#020202"

[appearance.dark]
primary = "#abcdef"
on_primary = "#030303"
background = "#040404"
text = "#fbfbfb"
bubble = "#111111"
on_bubble = "#fafafa"

[settings]
privacy_policy = "https://zoo.example/other-privacy"
authorized_domains = ["*.zoo.example"]
retention_days = 7

[settings.messages.en]
welcome = "W-en"
fallback = "F-en"
unsure = "U-en"
offline = "O-en"
placeholder = "P-en"
limit = "L-en"
suggested = ["S-en"]

[answers.contact]
email = "other@zoo.example"
phone = "+39 02 7654321"
url = "https://zoo.example/write"
"##;

/// All keys, with the messages in both languages.
fn every_key() -> String {
    let (before, messages) = CHATROOM.split_once("[settings.messages.en]").expect("messages");
    let (english, after) = messages.split_once("\n\n").expect("something behind them");
    let italian = english.replace("-en", "-it");
    format!("{HEAD}{before}[settings.messages.en]{english}\n\n[settings.messages.it]{italian}\n\n{after}")
}

const HEAD: &str = r#"schema = 1

[bot]
id = "zoo"
name = "Another Guide"
description = "Another sentence"
languages = ["en", "it"]
"#;

#[test]
fn what_visitors_see_is_what_bot_toml_says() {
    let scene = small();
    std::fs::copy(crate::harness::root().join("examples/handbook/avatar.png"), scene.path("avatar.png"))
        .expect("a picture");
    let written = every_key();
    scene.write("bot.toml", &written);
    scene.run("deploy --train").status(0);
    let url = scene.url();
    let page = "https://www.zoo.example";
    assert_eq!(from_page(&url, "/chat/v1/zoo/config", PAGE, None).status, 403, "the apex isn't below itself");
    let config = from_page(&url, "/chat/v1/zoo/config", page, None).json();
    let told = config["chatroom"].to_string();
    for key in botctl::config::keys::KEYS.iter().filter(|key| key.part == ConfigPart::Chatroom) {
        let name = key.key.rsplit('.').next().expect("a name");
        let mut lines = written.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        let value = lines.next().unwrap_or_else(|| panic!("{} is tried here", key.key));
        if name != "avatar" {
            let seen = value.replace('"', "").trim_matches(['[', ']']).to_owned();
            assert!(told.contains(&seen), "{}: {seen} in {told}", key.key);
        }
    }
    let avatar = config["avatar"].as_str().expect("an avatar").strip_prefix(&url).expect("on the host").to_owned();
    assert_eq!(config["chatroom"]["appearance"]["avatar"], "image/png");
    assert!(avatar.starts_with("/chat/v1/zoo/avatar"));

    let miss = message(&url, "zoo", page, "xylophone quartz bulldozer").json();
    assert_eq!((&miss["kind"], &miss["text"]), (&"miss".into(), &"F-en".into()));
    let contact: Vec<_> = miss["contact"].as_array().expect("lines").iter().map(|line| &line["address"]).collect();
    assert_eq!(contact, ["mailto:other@zoo.example", "tel:+39027654321", "https://zoo.example/write"]);
    let answer = message(&url, "zoo", page, "what does a day ticket cost at the gate?").json();
    assert_eq!((&answer["kind"], answer["sources"].as_array().map(Vec::len)), (&"knowledge".into(), Some(0)));
    scene.run("host plan set --messages-limit 1").status(0);
    assert_eq!(message(&url, "zoo", page, "what does the otter eat?").json()["text"], "L-en");
    assert!(scene.run("config show").stdout.contains("settings.retention_days\t7\t"));
}

#[test]
fn what_is_trained_is_what_bot_toml_says() {
    let scene = small();
    let with = |table: &str, question: &str| {
        let text = scene.read("bot.toml");
        scene.write("bot.toml", text.replacen("[settings]", &format!("{table}\n[settings]"), 1));
        scene.run("train").status(0);
        let answer = scene.words(&["ask", "--local", "--format", "json", question]).run().status(0).object();
        scene.write("bot.toml", text);
        (answer["kind"].as_str().expect("a kind").to_owned(), answer)
    };
    let (ticket, otter, cub) = ("what does a day ticket cost?", "What does the otter eat?", "what does the cub eat?");
    scene.write("qa/cubs.toml", "[[qa]]\nid = \"l\"\nquestion = \"What does the lion cub eat?\"\nanswer = \"Lion milk.\"\n\n[[qa]]\nid = \"t\"\nquestion = \"What does the bear cub eat?\"\nanswer = \"Bear milk.\"\n");
    assert_eq!(with("", ticket).0, "knowledge");
    assert_eq!(with("[features]\nknowledge = false", ticket).0, "miss");
    assert_eq!(with("", otter).0, "qa");
    assert_ne!(with("[features]\nqa = false", otter).0, "qa");
    assert_eq!(with("", cub).0, "choices");
    assert_ne!(with("[answers]\nchoices = 0", cub).0, "choices");
    let vague = "what does a day ticket cost at the southern harbour?";
    assert_eq!(with("[answers]\nminimum_score = 0", vague).0, "knowledge");
    assert_eq!(with("[answers]\nminimum_score = 100", vague).0, "miss");
    assert_eq!(with("[knowledge]\nexclude = [\"knowledge/tick*\"]", ticket).0, "miss");
    scene.write("docs/far/boats.md", "# Boats\n\nRowing boats are rented at the pontoon for five thalers an hour.\n");
    let (kind, boats) = with(
        "[knowledge]\ndocuments = [\"docs/**\"]\naddress = \"https://zoo.example/{path}/\"",
        "where are rowing boats rented?",
    );
    assert_eq!(
        (kind.as_str(), &boats["sources"][0]["address"]),
        ("knowledge", &"https://zoo.example/far/boats/".into()),
        "{boats}"
    );
    scene.write("other/qa.toml", "[[qa]]\nid = \"yak\"\nquestion = \"Who is the yak?\"\nanswer = \"A friend.\"\n");
    assert_eq!(with("[qa]\nfiles = [\"qa/*\", \"other/*\"]", "Who is the yak?").0, "qa");
    std::fs::rename(scene.path("survey.toml"), scene.path("asked.toml")).expect("moved");
    let (kind, hours) = with("[survey]\nfile = \"asked.toml\"", "when is the keeper's telephone staffed?");
    assert!(kind == "knowledge" && hours["text"].to_string().contains("seven until nineteen"), "{hours}");
}

#[test]
fn strictness_and_size_limits_and_tests_are_obeyed() {
    let scene = small();
    let threshold = |strictness: u32| {
        let text = scene.read("bot.toml");
        scene.write("bot.toml", format!("{text}\n[answers]\nstrictness = {strictness}\n"));
        let trained = scene.run("train --format json").status(0).result();
        scene.write("bot.toml", text);
        trained["details"]["evaluation"]["answer_millionths"].as_i64().expect("a threshold")
    };
    let variants: String = (0..12)
        .map(|n| format!("[[qa]]\nid = \"v{n}\"\nquestion = \"How heavy is animal {n} in the scale house?\"\nvariants = [\"weight of number {n}\", \"tell me the kilos of beast {n} please\", \"is {n} a heavy one\"]\nanswer = \"{n} stone.\"\n\n"))
        .collect();
    scene.write("qa/weights.toml", variants);
    let (lenient, strict) = (threshold(0), threshold(50));
    assert!(lenient < strict, "a higher threshold is fitted: {lenient} and {strict}");

    scene.write("knowledge/big.md", format!("# Big\n\n{}", "The hippopotamus pool is deep. ".repeat(40_000)));
    let text = scene.read("bot.toml");
    scene.write("bot.toml", text.replacen("[settings]", "[knowledge]\nmax_document_mb = 1\n\n[settings]", 1));
    let left_out = scene.run("train").status(0);
    assert!(left_out.stderr.contains("knowledge/big.md"), "{}", left_out.stderr);
    scene.run("train --strict").status(5);
    std::fs::remove_file(scene.path("knowledge/big.md")).expect("removed");
    scene.write(
        "bot.toml",
        format!("{text}\n[[tests]]\nquestion = \"Was frisst der Otter?\"\nlanguage = \"de\"\nexpect = \"qa:otter\"\n"),
    );
    let unknown = scene.run("train").status(3);
    assert!(unknown.stderr.contains("tests[0].language"), "{}", unknown.stderr);
    scene.write(
        "bot.toml",
        format!("{text}\n[[tests]]\nquestion = \"What does the otter eat?\"\nexpect = \"qa:badger\"\n"),
    );
    scene.run("train").status(0);
    scene.run("test --local").status(14);
    let failed = scene.run("deploy").status(10);
    assert!(failed.stderr.contains("expected qa:badger, got qa:otter"), "{}", failed.stderr);
}

#[test]
fn environments_change_what_they_may() {
    let scene = small();
    let text = scene.read("bot.toml");
    let environments = "\n[env.live]\n\n[env.trial.appearance]\ntitle = \"Trial\"\n\n[env.trial.settings.messages.en]\nwelcome = \"On trial.\"\n\n[env.trial.features]\nsources = false\n";
    scene.write("bot.toml", format!("{text}{environments}"));
    let unnamed = scene.run("deploy --train").status(2);
    assert!(unnamed.stderr.contains("live") && unnamed.stderr.contains("trial"), "{}", unnamed.stderr);
    scene.run("deploy --train -e live").status(0);
    scene.line("deploy").env("BOTCTL_ENV", "trial").run().status(0);
    scene.run("status -e nowhere").status(13);
    let bots = scene.run("bots list -e live").status(0).stdout;
    let addresses: BTreeSet<&str> = bots.lines().filter_map(|line| line.split('\t').nth(4)).collect();
    assert_eq!(addresses, BTreeSet::from(["zoo", "zoo--trial"]));
    let url = scene.url();
    let title =
        |address: &str| from_page(&url, &format!("/chat/v1/{address}/config"), PAGE, None).json()["chatroom"].clone();
    assert_eq!(title("zoo")["messages"]["en"]["welcome"], "Welcome to the zoo.");
    assert_eq!(title("zoo--trial")["messages"]["en"]["welcome"], "On trial.");
    assert_eq!(title("zoo--trial")["appearance"]["title"], "Trial");
    let shown = scene.run("config show -e trial").status(0).stdout;
    assert!(shown.contains("appearance.title\t\"Trial\"\t"), "{shown}");
}
