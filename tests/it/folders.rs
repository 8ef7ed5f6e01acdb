//! A bot's folder that holds what it should not (`security.md`, T4 and T12): secrets, links, pipes, names that differ in little.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::harness::{NOISE, Ran, Test, files, holds};

fn token() -> String {
    ["gh", "p_", NOISE].concat()
}

fn private_key() -> String {
    ["-----BEGIN RSA ", "PRIVATE KEY-----\n", NOISE, &NOISE.to_lowercase(), "\n-----END RSA ", "PRIVATE KEY-----\n"]
        .concat()
}

fn trattoria() -> Test {
    Test::new().bot("examples/trattoria-del-porto")
}

/// Code, file and line of each finding.
fn findings(ran: &Ran) -> Vec<(String, String, Option<u64>)> {
    let events = ran.events();
    let last = events.last().map(|result| result["diagnostic"].clone());
    let diagnostics = events.into_iter().filter(|event| event["type"] == "diagnostic").chain(last);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    diagnostics
        .map(|event| (text(&event["code"]), text(&event["span"]["file"]), event["span"]["line"].as_u64()))
        .collect()
}

/// No file below a folder holds any of these texts.
#[track_caller]
fn nothing_holds(folder: &Path, texts: &[&str]) {
    for file in files(folder) {
        let bytes = std::fs::read(&file).expect("a readable file");
        for text in texts {
            assert!(!holds(&bytes, text), "{} holds `{}…`", file.display(), &text[..8]);
        }
    }
}

#[test]
fn secrets_in_documents_are_left_out_with_file_and_line() {
    let (token, key) = (token(), private_key());
    let assignment = format!("SMTP_PASSWORD={NOISE}");
    let test = trattoria()
        .file("knowledge/wifi.md", &format!("# Wi-Fi\n\nAsk at the desk.\n\nOur token is {token}, keep it.\n"))
        .file("knowledge/server.txt", &format!("Deploying\n\n{key}"))
        .file("knowledge/page.html", &format!("<p>One</p>\n<p>Two</p>\n<pre>{assignment}</pre>\n"))
        .file("knowledge/.env", &assignment)
        .file("knowledge/production.env", &assignment)
        .file("knowledge/id_ed25519", &key)
        .file("knowledge/tls/server.pem", &key)
        .file(
            "knowledge/keys.md",
            "# Keys\n\nYour API key begins with ghp_ and has forty characters. Never share a token or a password.\n",
        );
    let ran = test.run_line("train --format json", None).status(0);
    let found = findings(&ran);
    for (code, file, line) in [
        ("KB013", "knowledge/wifi.md", Some(5)),
        ("KB013", "knowledge/server.txt", Some(4)),
        ("KB013", "knowledge/page.html", Some(3)),
        ("KB028", "knowledge/production.env", None),
        ("KB028", "knowledge/id_ed25519", None),
        ("KB028", "knowledge/tls/server.pem", None),
    ] {
        assert!(found.contains(&(code.to_owned(), file.to_owned(), line)), "{file}: {found:?}");
    }
    assert!(!found.iter().any(|(_, file, _)| file == "knowledge/keys.md" || file == "knowledge/.env"), "{found:?}");
    assert!(!ran.stdout.contains(NOISE) && !ran.stderr.contains(NOISE), "a finding quotes the secret");
    nothing_holds(&test.folder().join(".botctl"), &[NOISE, &NOISE.to_lowercase()]);
    test.run_line("train --strict", None).status(5);
}

#[test]
fn secrets_in_answers_stop_the_training() {
    for (file, text, code, place) in [
        (
            "qa/wifi.toml",
            format!("[[qa]]\nid = \"wifi\"\nquestion = \"Wi-Fi?\"\nanswer = \"It is {}.\"\n", token()),
            "QA024",
            1,
        ),
        ("qa/wifi.csv", format!("question,answer\nWi-Fi?,It is {}.\n", token()), "QA024", 2),
        ("survey.toml", format!("[business]\nindustry = \"Rooms, {}\"\n", token()), "SUR010", 2),
    ] {
        let test = trattoria().file(file, &text);
        let ran = test.run_line("train --format json", None).status(3);
        let expected = (code.to_owned(), file.to_owned(), Some(place));
        assert!(findings(&ran).contains(&expected), "{file}: {:?}", findings(&ran));
        assert!(!ran.stdout.contains(NOISE) && !ran.stderr.contains(NOISE), "{file}");
    }
}

#[test]
fn the_examples_and_ordinary_prose_hold_no_secrets() {
    for bot in ["examples/handbook", "examples/trattoria-del-porto"] {
        let ran = Test::new().bot(bot).run_line("train --format json", None).status(0);
        let found = findings(&ran);
        assert!(
            !found.iter().any(|(code, ..)| ["KB013", "KB028", "QA024", "SUR010"].contains(&code.as_str())),
            "{found:?}"
        );
    }
}

#[test]
fn links_and_pipes_lead_nowhere_and_nothing_waits_for_them() {
    let outside = tempfile::tempdir().expect("a temporary folder");
    let secret = "the-outside-is-not-for-bots";
    std::fs::write(outside.path().join("o.md"), secret).expect("written");
    let test = trattoria();
    let at = |path: &str| test.folder().join("knowledge").join(path);
    std::fs::create_dir(at("deep")).expect("a folder");
    for (target, link) in [
        (outside.path().to_owned(), "folder"),
        (outside.path().join("o.md"), "file.md"),
        (test.folder().join("knowledge"), "loop"),
        (test.folder().join("knowledge"), "deep/loop"),
        (at("nowhere-at-all.md"), "nowhere.md"),
        ("/dev/zero".into(), "zero.md"),
        ("/proc/self/environ".into(), "environ.txt"),
    ] {
        symlink(target, at(link)).expect("a link");
    }
    pipe(&at("pipe.md"));
    let ran = test.run_line("train --format json", None).status(0);
    let found = findings(&ran);
    for (code, file) in [
        ("KB024", "folder"),
        ("KB024", "file.md"),
        ("KB023", "loop"),
        ("KB023", "deep/loop"),
        ("KB025", "nowhere.md"),
        ("KB024", "zero.md"),
        ("KB024", "environ.txt"),
        ("KB027", "pipe.md"),
    ] {
        let place = format!("knowledge/{file}");
        assert!(found.iter().any(|(one, file, _)| one == code && *file == place), "{code} {file}: {found:?}");
    }
    assert_eq!(ran.result()["details"]["counts"]["documents"], 14, "those of the example");
    nothing_holds(&test.folder().join(".botctl"), &[secret]);
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().expect("mkfifo").success());
}

/// Something at a path that is no file of the folder.
enum Stranger<'a> {
    Link(&'a Path),
    Pipe,
}

#[test]
fn question_files_the_survey_and_the_picture_are_files_of_the_folder() {
    let outside = tempfile::NamedTempFile::new().expect("a temporary file");
    let zero = Path::new("/dev/zero");
    for (file, code, stranger) in [
        ("qa/link.toml", "QA022", Stranger::Link(outside.path())),
        ("qa/zero.csv", "QA022", Stranger::Link(zero)),
        ("qa/pipe.csv", "QA001", Stranger::Pipe),
        ("survey.toml", "SUR009", Stranger::Link(zero)),
        ("survey.toml", "SUR002", Stranger::Pipe),
    ] {
        let test = trattoria();
        replace(&test.folder().join(file), &stranger);
        let ran = test.run_line("train --format json", None).status(3);
        assert_eq!(findings(&ran), [(code.to_owned(), file.to_owned(), None)], "{file}");
    }
    for stranger in [Stranger::Link(zero), Stranger::Pipe] {
        let test = trattoria();
        replace(&test.folder().join("avatar.png"), &stranger);
        let ran = test.run_line("check --offline", None).status(5);
        assert!(format!("{}{}", ran.stdout, ran.stderr).contains("avatar.png"), "{ran:?}");
    }
}

fn replace(path: &Path, stranger: &Stranger<'_>) {
    if path.exists() {
        std::fs::remove_file(path).expect("it was there");
    }
    match stranger {
        Stranger::Link(target) => symlink(target, path).expect("a link"),
        Stranger::Pipe => pipe(path),
    }
}

#[test]
fn names_that_differ_in_case_or_normal_form_stay_apart_and_no_path_enters_the_manifest() {
    let names = [
        "Orari.md",
        "orari.md",
        "caff\u{e9}.md",
        "caffe\u{301}.md",
        "a b.md",
        "con.md",
        "-rf.md",
        "$(x).md",
        "a%2f..%2fup.md",
    ];
    let test = names.iter().fold(trattoria(), |test, name| {
        test.file(
            &format!("knowledge/{name}"),
            &format!("# Document {name}\n\nWords of the document that is called {name}.\n"),
        )
    });
    test.run_line("train", None).status(0);
    let trained = std::fs::read_to_string(test.folder().join(".botctl/trained.json")).expect("a bundle");
    let trained: Value = serde_json::from_str(&trained).expect("JSON");
    for part in ["knowledge", "qa", "models"] {
        for name in trained[part]["blobs"].as_object().expect("blobs").keys() {
            assert!(
                name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'),
                "{name}"
            );
        }
    }
    let digest = trained["knowledge"]["blobs"]["sources"]["digest"].as_str().expect("a digest");
    let sources =
        std::fs::read_to_string(test.folder().join(".botctl/blobs").join(&digest[..2]).join(digest)).expect("a blob");
    for name in names {
        assert!(
            sources.contains(&serde_json::to_string(&format!("knowledge/{name}")).expect("text")),
            "{name}: {sources}"
        );
    }
}
