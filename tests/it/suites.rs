//! `bench answers` through the binary: suites of each kind, what each figure counts, and suites that can't be run.

use serde_json::{Value, json};

use crate::harness::{Ran, Test, root};

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

const SUITE: &str = "{\"kind\": \"any\"}\n";

/// Three Q&As, asked with their own words, with others', and with what nobody wrote.
fn small() -> Test {
    let train = lines(&[
        json!({ "q": "Where can I park?", "label": "Park ing", "answer": "Behind the house." }),
        json!({ "q": "car park", "label": "Park ing" }),
        json!({ "q": "How do I get a refund?", "label": "refund", "answer": "By card." }),
        json!({ "q": "I want my money back", "label": "refund" }),
        json!({ "q": "When is breakfast served?", "label": "breakfast" }),
    ]);
    let test = lines(&[
        json!({ "q": "where can I park", "label": "Park ing", "ans": ["behind  the HOUSE"] }),
        json!({ "q": "Car park?", "label": "refund" }),
        json!({ "q": "i want my money back", "label": "refund" }),
        json!({ "q": "when is breakfast served", "label": "breakfast" }),
        json!({ "q": "Quantum chromodynamics of gluons", "label": null }),
    ]);
    Test::new()
        .file("small/suite.json", SUITE)
        .file("small/train.jsonl", &train)
        .file("small/test.jsonl", &test)
        .file("docs/suite.json", SUITE)
        .file("docs/docs.jsonl", &documents())
        .file("docs/queries.jsonl", &queries(["tents", "boats"]))
        .file("pages/suite.json", SUITE)
        .file("pages/kb/deep/tents.md", "# Tents\n\nA tent of ours weighs two kilograms and sleeps three campers.\n")
        .file("pages/kb/boats.txt", "Rowing boats are hired out at the pier from May to October.\n")
        .file("pages/queries.jsonl", &queries(["deep/tents.md", "boats.txt"]))
        .file("titles/suite.json", "{\"as\": \"qa\"}")
        .file("titles/docs.jsonl", &documents())
        .file(
            "titles/queries.jsonl",
            &lines(&[json!({ "q": "Tents", "rel": ["tents"] }), json!({ "q": "boats", "rel": ["boats"] })]),
        )
}

fn documents() -> String {
    lines(&[
        json!({ "id": "tents", "title": "Tents", "text": "A tent of ours weighs two kilograms and sleeps three campers." }),
        json!({ "id": "boats", "title": "Boats", "text": "Rowing boats are hired out at the pier from May to October." }),
    ])
}

fn queries([tents, boats]: [&str; 2]) -> String {
    lines(&[
        json!({ "q": "How many kilograms weighs a tent for three campers?", "rel": [tents], "ans": ["two kilograms"] }),
        json!({ "q": "Where are rowing boats hired out at the pier?", "rel": [boats], "ans": ["the pier"] }),
    ])
}

fn suites(ran: &Ran) -> Vec<Value> {
    ran.events().into_iter().filter(|event| event["type"] == "suite").collect()
}

#[test]
fn suites_of_every_kind_are_trained_and_asked() {
    let ran = small().line("bench answers small docs pages titles --format json").run().status(0).stderr("");
    let found = suites(&ran);
    let figures =
        |name: &str| found.iter().find(|suite| suite["suite"] == name).unwrap_or_else(|| panic!("{name}: {ran:?}"));
    let small = figures("small");
    for (field, expected) in [
        ("kind", json!("qa")),
        ("questions", json!(5)),
        ("top1", json!(75.0)),
        ("in_scope", json!(75.0)),
        ("r5", json!(75.0)),
        ("own_right", json!(75.0)),
        ("own_wrong", json!(25.0)),
        ("own_refused", json!(100.0)),
        ("auroc", json!(100.0)),
        ("in_scope_at_70", json!(75.0)),
        ("answer_contains", json!(100.0)),
    ] {
        assert_eq!(small[field], expected, "{field}: {small}");
    }
    for name in ["docs", "pages"] {
        let suite = figures(name);
        let expected = (json!("retrieval"), json!(100.0), json!(100.0), json!(100.0), json!(100.0));
        let is = |field: &str| suite[field].clone();
        assert_eq!((is("kind"), is("top1"), is("mrr"), is("own_right"), is("answer_contains")), expected, "{suite}");
        for absent in ["in_scope", "auroc", "in_scope_at_70", "own_refused", "foreign_refused", "own_questions_refused"]
        {
            assert!(suite.get(absent).is_none(), "{absent}: {suite}");
        }
    }
    let titles = figures("titles");
    assert_eq!((&titles["kind"], &titles["own_right"]), (&json!("qa"), &json!(100.0)), "{titles}");
    for suite in &found {
        for cost in ["cpu_ms", "peak_mib"] {
            assert!(suite[cost].as_f64().is_some_and(|cost| cost > 0.0), "{cost}: {suite}");
        }
    }
    // To a hundredth of a second: the smallest bots take less, all together more.
    let training = found.iter().map(|suite| suite["train_cpu_s"].as_f64().expect("a number")).sum::<f64>();
    assert!(training > 0.0, "{found:?}");
    assert_eq!(ran.result()["details"]["suites"].as_array().map(Vec::len), Some(4));
}

#[test]
fn another_suites_questions_are_to_be_refused() {
    let ran = small().line("bench answers docs --foreign small --format json").run().status(0);
    let docs = &suites(&ran)[0];
    assert_eq!(docs["own_questions_refused"], json!(0.0), "{docs}");
    assert!(docs["foreign_refused"].as_f64().is_some_and(|refused| refused >= 80.0), "{docs}");
}

#[test]
fn people_get_tables_and_pipes_a_row_for_each_suite() {
    let test = small();
    let ran = test.run_words(&["bench", "answers", "small", "titles"]).status(0);
    let rows: Vec<Vec<&str>> = ran.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(rows.len(), 2, "{}", ran.stdout);
    assert_eq!(rows[0][..7], ["small", "qa", "5", "75.00", "75.00", "75.00", "75.00"], "{}", ran.stdout);
    assert_eq!((rows[0].len(), rows[1][8]), (18, ""), "{}", ran.stdout);
    let shown = test.run_words_in_terminal(&["bench", "answers", "small"]).status(0).stdout;
    for words in ["How it ranks", "What it decides", "What it costs", "neither right nor wrong"] {
        assert!(shown.replace("\r\n", " ").contains(words), "{words}: {shown}");
    }
}

#[test]
fn the_suites_of_the_repository_can_be_read() {
    let folder = root().join("benches/suites");
    let suites: Vec<_> =
        std::fs::read_dir(&folder).expect("the suites").map(|entry| entry.expect("a suite").path()).collect();
    assert_eq!(suites.len(), 10);
    for suite in suites {
        let read = botctl::train::suite::read(&suite).unwrap_or_else(|error| panic!("{}: {error}", suite.display()));
        let least = if read.name.starts_with("mails") { 25 } else { 50 };
        assert!(read.questions.len() >= least, "{}: {}", read.name, read.questions.len());
    }
}

#[test]
fn a_suite_that_cannot_be_run_says_where_and_why() {
    let good = json!({ "q": "Where?", "label": "a" }).to_string();
    let table = [
        (vec![], 13, "error[TRN040]: there is no folder `", ""),
        (vec![("suite.json", "")], 3, "error[TRN042]: EOF while parsing", "suite.json:1"),
        (vec![("train.jsonl", good.as_str())], 3, "error[TRN041]: `", "lacks suite.json"),
        (vec![("suite.json", SUITE)], 3, "error[TRN041]: `", "lacks train.jsonl, docs.jsonl or kb/"),
        (vec![("suite.json", SUITE), ("train.jsonl", good.as_str())], 3, "error[TRN041]: `", "lacks test.jsonl"),
        (vec![("suite.json", "{\"as\": \"novel\"}")], 3, "error[TRN042]: unknown variant `novel`", "suite.json:1"),
        (
            vec![("suite.json", SUITE), ("train.jsonl", "{\"q\": \"a\", \"label\": \"b\"}\n\n{\"q\": 3}\n")],
            3,
            "error[TRN042]: invalid type: integer `3`, expected a string",
            "train.jsonl:3",
        ),
        (
            vec![("suite.json", SUITE), ("train.jsonl", ""), ("test.jsonl", "")],
            3,
            "error[TRN042]: it holds not even",
            "train.jsonl",
        ),
        (
            vec![
                ("suite.json", SUITE),
                ("docs.jsonl", "{\"id\": \"a\", \"text\": \"b\"}\n{\"id\": \"a\", \"text\": \"c\"}\n"),
            ],
            3,
            "error[TRN042]: the id `a` stands there twice",
            "docs.jsonl:2",
        ),
        (
            vec![("suite.json", "{\"as\": \"qa\"}"), ("docs.jsonl", "{\"id\": \"a\", \"text\": \"b\"}\n")],
            3,
            "error[TRN042]: `title` is empty",
            "docs.jsonl:1",
        ),
    ];
    for (files, status, first, place) in table {
        let test = files.iter().fold(Test::new(), |test, (name, text)| test.file(&format!("bad/{name}"), text));
        let ran = test.line("bench answers bad").run().status(status).stdout("");
        let told = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(
            told.contains(first) && told.contains(place) && (told.contains(" Fix: ") || told.contains(" Try: ")),
            "{first} {place}:\n{}",
            ran.stderr
        );
    }
}
