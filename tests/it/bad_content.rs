//! Content that can't be used. A Q&A file stops the training (3) and names its line; a document is left out and named, and
//! the rest goes on. What is live stays live, and what was trained stays trained.

use std::io::{BufRead, BufReader};
use std::os::unix::ffi::OsStrExt;

use serde_json::Value;

use crate::harness::{Ran, Stage, line_of, papers, validated};

const BOT: &str = "examples/trattoria-del-porto";

/// Code and place of each finding of a run, without those about what good content says (`CON`).
#[track_caller]
fn findings(ran: &Ran) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let events = ran.events();
    let told = events.iter().filter(|event| event["type"] == "diagnostic" && !text(&event["code"]).starts_with("CON"));
    let mut found: Vec<(String, String)> = told
        .map(|event| {
            let span = &event["span"];
            let line = span["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
            (text(&event["code"]), format!("{}{line}", text(&span["file"])))
        })
        .collect();
    found.sort();
    found
}

#[test]
fn a_broken_qa_file_stops_before_anything_is_sent() {
    let stage = Stage::deployed(BOT);
    let without_columns = papers::workbook(&[&["domanda", "risposta"], &["a", "b"]]);
    let cases: [(&str, &[u8], &str, Option<u64>); 9] = [
        ("qa/new.toml", b"[[qa]]\nid = \"tavolo\"\nquestion = \"Q?\"\nanswer = \"A\"\n\n[[qa]]\nid = \"tavolo\"\nquestion = \"R?\"\nanswer = \"B\"\n", "QA007", Some(1)),
        ("qa/new.toml", b"[[qa]]\nid = \"a\"\nquestion = \"Q?\"\nanswer = \"  \"\n", "QA010", Some(1)),
        ("qa/new.toml", b"[[qa]]\nid = \"a\nquestion = 1\n", "QA003", Some(2)),
        ("qa/new.csv", b"id,question,answer\none,One?,A\ntwo,Two?,A,extra\n", "QA004", Some(3)),
        ("qa/new.csv", b"id,question,answer\none,\"One?,A\n", "QA004", Some(2)),
        ("qa/new.csv", b"question,answer\nCaf\xe9?,A\n", "QA002", Some(2)),
        ("qa/new.xlsx", &without_columns, "QA005", Some(1)),
        ("qa/new.xlsx", b"PK\x03\x04 no workbook", "QA018", None),
        ("qa/new.json", b"[{\"id\": \"a\", \"question\": \"Q?\", \"answer\": }]", "QA003", Some(1)),
    ];
    for (file, bytes, code, line) in cases {
        stage.write(file, bytes);
        for verb in ["check", "train", "plan", "update -y", "deploy -y --train"] {
            let found = stage.run(&format!("{verb} --format json")).status(3).finding();
            assert_eq!(
                (&found["code"], &found["span"]["line"]),
                (&code.into(), &line.into()),
                "{file} {verb}: {found}"
            );
            assert_eq!(found["span"]["file"], file, "{verb}: {found}");
        }
        let people = stage.run("update -y").status(3).stdout("").stderr;
        assert!(people.contains(&format!("error[{code}]: ")) && people.contains(&format!("\n  {file}")), "{people}");
        std::fs::remove_file(stage.path(file)).expect("it was written");
    }
    assert_eq!(stage.run("status").status(0).stdout, "Deployed\n");
    assert_eq!(stage.run("releases list").stdout.lines().count(), 1);
    stage.run("check --detailed-exitcode").status(0);
}

#[test]
fn a_document_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    let whole = stage.run("check --offline --format json").object();
    let bad: [(&str, &[u8], &str); 10] = [
        ("knowledge/empty.md", b"", "KB003"),
        ("knowledge/blank.md", b" \n\n", "KB003"),
        ("knowledge/headings.md", b"# Only\n\n## Headings\n", "TRN002"),
        ("knowledge/locked.pdf", &papers::encrypted_pdf(), "KB006"),
        ("knowledge/locked.docx", &papers::encrypted_docx(), "KB006"),
        ("knowledge/damaged.pdf", b"%PDF-1.7\nnothing of a PDF follows", "KB007"),
        ("knowledge/damaged.docx", b"PK\x03\x04 nothing of an archive follows", "KB007"),
        ("knowledge/slides.key", b"whatever", "KB022"),
        ("knowledge/liar.md", b"PK\x03\x04\x00\x00", "KB005"),
        ("knowledge/binary.txt", b"\x7fELF\x02\x00\x00\x01", "KB005"),
    ];
    for (file, bytes, _) in bad {
        stage.write(file, bytes);
    }
    stage.write("knowledge/latin.txt", b"Il caff\xe8 della casa costa sette euro e si chiama Moretto Speciale.\n");
    let ran = stage.run("train --format json").status(0);
    let mut expected: Vec<(String, String)> =
        bad.iter().map(|(file, _, code)| ((*code).to_owned(), (*file).to_owned())).collect();
    expected.sort();
    assert_eq!(findings(&ran), expected);
    let counts = &ran.result()["details"]["counts"];
    assert_eq!(counts["documents"], 15, "the fourteen and the one in Latin-1: {counts}");
    for word in bad.iter().map(|(file, ..)| file) {
        let people = stage.run("check --offline").status(0).stdout;
        assert!(people.contains(word), "{word}\n{people}");
    }
    assert_eq!(whole["state"], "ready_to_deploy");
    stage.run("check --offline --strict").status(5);
    stage.run("train --strict").status(5);
    stage.run("deploy --strict -y").status(5);
    let answer = stage.run_words(&["ask", "--local", "Quanto costa il Moretto Speciale?"]).status(0);
    assert!(answer.stdout.contains("caffè"), "{}", answer.stdout);
}

#[test]
fn a_long_verb_hands_on_all_that_it_found() {
    let stage = Stage::new(BOT);
    stage.write("qa/new.csv", b"id,question,answer\none,One?,\ntwo,,B\n".as_slice());
    stage.write("survey.toml", "colour = 1\n");
    for verb in ["train", "deploy --train -y"] {
        let result = stage.run(&format!("{verb} --format json --output-file out.json")).status(3).result();
        let told = result["diagnostics"].as_array().expect("several");
        let files: Vec<&str> = told.iter().filter_map(|found| found["span"]["file"].as_str()).collect();
        assert_eq!(files.iter().filter(|file| **file == "qa/new.csv").count(), 2, "{verb}: {result}");
        assert!(files.contains(&"survey.toml"), "{verb}: {result}");
        assert_eq!(told.first(), Some(&result["diagnostic"]), "{verb}");
        let saved = std::fs::read(stage.path("out.json")).expect("the result in a file");
        let saved: Value = serde_json::from_slice(&saved).expect("JSON");
        assert_eq!(saved["diagnostics"], result["diagnostics"], "{verb}");
    }
}

#[test]
fn a_name_that_is_no_text_is_named_as_far_as_it_can_be() {
    let stage = Stage::new(BOT);
    let name = std::ffi::OsStr::from_bytes(b"caff\xe8.md");
    std::fs::write(stage.path("knowledge").join(name), "# Caff\n\nNero.\n").expect("written");
    let ran = stage.run("train --format json").status(0);
    assert_eq!(findings(&ran), [("KB026".to_owned(), "knowledge/caff\u{fffd}.md".to_owned())]);
}

#[test]
fn paths_that_lead_outside_are_refused_with_their_line() {
    let stage = Stage::new(BOT);
    let cases = [
        ("documents = [\"knowledge/**\"]", "documents = [\"../**\"]"),
        ("files = [\"qa/*\"]", "files = [\"/etc/*\"]"),
        ("file = \"survey.toml\"", "file = \"../survey.toml\""),
        ("avatar = \"avatar.png\"", "avatar = \"../avatar.png\""),
    ];
    let good = std::fs::read_to_string(stage.path("bot.toml")).expect("bot.toml");
    for (from, to) in cases {
        let line = line_of(&good, from);
        stage.write("bot.toml", good.replacen(from, to, 1));
        let found = stage.run("check --format json").status(3).finding();
        assert_eq!((&found["code"], &found["span"]["line"]), (&"CFG011".into(), &line.into()), "{to}: {found}");
    }
}

/// The folder is walked before it is read, and thousands of files stand before the one that goes away.
#[test]
fn a_document_that_vanishes_while_the_folder_is_read_is_left_out() {
    let stage = Stage::new(BOT);
    for number in 0..3000 {
        stage.write(&format!("knowledge/a/{number}.md"), format!("# Note {number}\n\nWord{number} stands here.\n"));
    }
    stage.write("knowledge/zz.md", "# Last\n\nNobody will read this.\n");
    let mut child = stage.0.spawn("train --format json");
    let mut lines = Vec::new();
    for line in BufReader::new(child.stdout.take().expect("stdout is a pipe")).lines() {
        let line = line.expect("lines are text");
        if line.contains("\"type\":\"progress\"") && stage.path("knowledge/zz.md").exists() {
            std::fs::remove_file(stage.path("knowledge/zz.md")).expect("it is there");
        }
        lines.push(line);
    }
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{lines:?}");
    validated(&lines.join("\n"), 0);
    let vanished: Vec<&String> = lines.iter().filter(|line| line.contains("\"code\":\"KB001\"")).collect();
    assert!(lines.last().is_some_and(|last| last.contains("\"documents\":3014")), "{lines:?}");
    assert!(vanished.len() == 1 && vanished[0].contains("knowledge/zz.md"), "{vanished:?}");
}
