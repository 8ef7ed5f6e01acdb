//! Why a bot answers as it does: `explain` over bundle and releases, `test` with files, small talk.

use serde_json::Value;

use crate::harness::{Ran, Stage, qa};

const BOT: &str = "examples/trattoria-del-porto";

#[track_caller]
fn explained(stage: &Stage, words: &[&str]) -> Value {
    let words: Vec<&str> = ["explain", "--format", "json"].iter().chain(words).copied().collect();
    stage.run_words(&words).status(0).stderr("").object()
}

#[test]
fn an_explanation_shows_every_part_of_the_score() {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    let question = "Vorrei sapere se il mio cane può dormire in camera con noi";
    let why = explained(&stage, &["--local", question]);
    assert_eq!(
        (&why["language"], &why["outcome"]["kind"], &why["outcome"]["id"]),
        (&"it".into(), &"qa".into(), &"cani-in-camera".into()),
        "{why}"
    );
    let first = &why["qas"][0];
    let likeness = &first["why"]["phrasings"][0];
    for part in ["meaning", "characters", "words", "adds"] {
        assert!(likeness[part].as_f64().is_some(), "{part}: {first}");
    }
    assert!(why["tokens"].as_array().is_some_and(|tokens| tokens.len() > 8), "{why}");
    for threshold in ["answer_threshold", "choice_threshold", "passage_threshold", "passage_needed"] {
        assert!(why[threshold].as_f64().is_some_and(|value| value > 0.0 && value <= 1.0), "{threshold}: {why}");
    }
    assert!(why["passages"][0]["text"].as_str().is_some_and(|text| !text.is_empty()), "{why}");
    assert!(why["changes"][0].as_str().is_some_and(|change| change.contains("variants")), "{why}");
    let exact = explained(&stage, &["--local", "posso prenotare un tavolo sul molo?"]);
    assert_eq!(
        (&exact["outcome"]["exact"], &exact["outcome"]["id"]),
        (&true.into(), &"prenotare-tavolo".into()),
        "{exact}"
    );
    let miss = explained(&stage, &["--local", "Chi ha vinto il campionato mondiale di scacchi?"]);
    assert_eq!((&miss["outcome"]["kind"], &miss["answer"]), (&"miss".into(), &"".into()), "{miss}");
    let page = stage.0.run_words_in_terminal(&["explain", "--local", question]).status(0).stdout;
    for title in ["Decision", "How the question is read", "Q&As", "Passages", "What would change it"] {
        assert!(page.contains(title), "{title}:\n{page}");
    }
    let plain = page.replace("\u{1b}[1m", "").replace("\u{1b}[0m", "");
    assert!(plain.lines().all(|line| line.trim_end().chars().count() <= 80), "{page}");
    stage.run_words(&["explain", "--local", " "]).status(2);
}

#[test]
fn a_release_is_explained_as_it_was_and_held_against_another() {
    let stage = Stage::new(BOT);
    stage.write("qa/shed.toml", qa("12"));
    stage.run("deploy --train -y").status(0);
    stage.write("qa/shed.toml", qa("40"));
    stage.run("deploy -y").status(0);
    let question = "How many bicycles fit into the shed?";
    let of = |words: &[&str]| explained(&stage, &[&[question], words].concat());
    assert_eq!(of(&[])["answer"], "The shed takes 40 bicycles.");
    let first = of(&["--release", "1"]);
    assert_eq!((&first["answer"], &first["release"]), (&"The shed takes 12 bicycles.".into(), &1.into()));
    let since = of(&["--against", "1"]);
    assert_eq!(since["against"]["is_same"], false, "{since}");
    assert_eq!(since["against"]["answer"], "The shed takes 12 bicycles.");
    assert!(since["against"]["parts"].as_array().is_some_and(|parts| parts.contains(&"qa".into())), "{since}");
    let same = explained(&stage, &["Quali sono gli orari del ristorante?", "--against", "1"]);
    assert_eq!(same["against"]["is_same"], true, "{same}");
    let here = of(&["--local", "--against", "1"]);
    assert_eq!((&here["release"], &here["against"]["is_same"]), (&Value::Null, &false.into()), "{here}");
    stage.run_words(&["explain", question, "--release", "99"]).status(13);
    stage.run_words(&["explain", question, "--local", "--release", "1"]).status(2);
}

/// Two tests that pass beside those of bot.toml, and two that don't.
fn with_tests() -> Stage {
    let stage = Stage::new(BOT);
    let csv = "question,expect,language\nHow do I book a table?,qa:en-book-a-table,en\nWhat are your opening hours?,qa:en-check-in,en\n";
    stage.write("more.csv", csv);
    stage.write("more.toml", "[[tests]]\nquestion = \"Quali sono gli orari del ristorante?\"\nexpect = \"qa:orari-ristorante\"\n\n[[tests]]\nquestion = \"Chi ha vinto <oggi>?\"\nexpect = \"choices\"\n");
    stage.run("train").status(0);
    stage
}

fn failing(ran: &Ran) -> Vec<Value> {
    ran.result()["details"]["tests"]["failing"].as_array().cloned().unwrap_or_default()
}

#[test]
fn tests_of_files_are_asked_and_every_failure_explains_itself() {
    let stage = with_tests();
    let ran = stage.run("test --local --from more.csv --from more.toml --junit out/tests.xml --format json").status(14);
    let failing = failing(&ran);
    assert_eq!(failing.len(), 2, "{ran:?}");
    assert_eq!(failing[0]["got"], "qa:en-opening-hours");
    let why = failing[0]["why"].as_str().expect("a reason");
    for part in [
        "`en-opening-hours` answers: it has the question word for word",
        "`en-check-in`",
        "variants of Q&A `en-check-in`",
    ] {
        assert!(why.contains(part), "{part}: {why}");
    }
    let xml = std::fs::read_to_string(stage.path("out/tests.xml")).expect("a report");
    for part in [
        "failures=\"2\"",
        "name=\"Chi ha vinto &lt;oggi&gt;?\"",
        "more.csv",
        "<failure message=\"expected qa:en-check-in, got qa:en-opening-hours\">",
    ] {
        assert!(xml.contains(part), "{part}:\n{xml}");
    }
    let shown = stage.run("test --local --from more.csv").status(14).stderr;
    for part in ["more.csv:3", "word for word", "botctl explain --local \"What are your opening hours?\""] {
        assert!(shown.replace("\n  ", " ").contains(part), "{part}:\n{shown}");
    }
}

#[test]
fn a_minimum_accuracy_lets_some_tests_fail() {
    let stage = with_tests();
    let ran = stage.run("test --local --from more.csv --min-accuracy 90 --format json").status(0);
    assert_eq!(failing(&ran).len(), 1, "{ran:?}");
    assert!(ran.events().iter().any(|event| event["code"] == "TRN020" && event["level"] == "warning"), "{ran:?}");
    stage.run("test --local --from more.csv --min-accuracy 100").status(14);
    stage.run("test --local --min-accuracy 101").status(2);
}

#[test]
fn a_failure_on_the_host_is_explained_by_its_release() {
    let stage = with_tests();
    stage.run("deploy -y").status(0);
    let ran = stage.run("test --from more.csv --format json").status(14);
    let why = failing(&ran)[0]["why"].as_str().map(str::to_owned).unwrap_or_default();
    assert!(why.contains("word for word"), "{ran:?}");
}

#[test]
fn a_file_of_tests_that_cannot_be_read_is_named_with_its_lines() {
    let stage = with_tests();
    stage.write("bad.csv", "question,expect\nx,nonsense\n,miss\n");
    let told = stage.run("test --local --from bad.csv --from none.toml").status(3).stderr;
    for part in ["error[QA049]", "bad.csv:2", "error[QA048]", "bad.csv:3", "error[QA040]", "none.toml"] {
        assert!(told.contains(part), "{part}:\n{told}");
    }
}

#[test]
fn small_talk_is_answered_where_it_is_on_and_counts_as_no_qa() {
    let stage = Stage::new(BOT);
    let trained =
        |stage: &Stage| stage.run("train --format json").status(0).result()["details"]["counts"]["qas"].clone();
    let before = trained(&stage);
    assert_ne!(explained(&stage, &["--local", "Ciao!"])["outcome"]["kind"], "small_talk");
    stage.edit("bot.toml", "sources = true", "sources = true\nsmall_talk = true");
    assert_eq!(trained(&stage), before);
    stage.run("deploy -y").status(0);
    let asked = |text: &str| stage.run_words(&["ask", text, "--format", "json"]).status(0).object();
    for (text, kind, language) in [
        ("Ciao!", "small_talk", "it"),
        ("Grazie mille, arrivederci", "small_talk", "it"),
        ("Hello, are you a robot?", "small_talk", "en"),
        ("Ciao, quali sono gli orari del ristorante?", "qa", "it"),
    ] {
        let answer = asked(text);
        assert_eq!((&answer["kind"], &answer["language"]), (&kind.into(), &language.into()), "{text}: {answer}");
    }
    assert_ne!(asked("Danke schön")["kind"], "small_talk");
    let why = explained(&stage, &["Buonasera"]);
    assert_eq!(
        (&why["outcome"]["kind"], &why["outcome"]["topic"]),
        (&"small_talk".into(), &"greeting".into()),
        "{why}"
    );
    let check = stage.run("check --format json").status(0).object();
    let item =
        check["items"].as_array().and_then(|items| items.iter().find(|item| item["id"] == "training.qa").cloned());
    let summary = item.expect("the check of Q&As")["summary"].as_str().unwrap_or_default().to_owned();
    assert!(summary.contains(&before.to_string()), "{summary}");
    stage.write("qa/hello.toml", "[[qa]]\nid = \"ciao\"\nquestion = \"Ciao\"\nanswer = \"Benvenuti a bordo.\"\n");
    stage.run("deploy -y").status(0);
    let answer = asked("Ciao!");
    assert_eq!((&answer["kind"], &answer["text"]), (&"qa".into(), &"Benvenuti a bordo.".into()), "{answer}");
}
