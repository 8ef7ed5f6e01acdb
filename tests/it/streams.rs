//! Readers that go away, a closed stdout, a full disk: no verb panics, and what was done stays done.

use crate::harness::{Stage, Stdout};

const BOT: &str = "examples/trattoria-del-porto";

/// Verbs that print, on a bot that is live; each may be run again and again.
const LINES: [&str; 19] = [
    "check",
    "train",
    "plan",
    "deploy -y",
    "update -y",
    "status",
    "releases list",
    "releases show",
    "snippet",
    "test",
    "ask orari",
    "config show",
    "schema config",
    "schema events",
    "bots list",
    "host status",
    "host plan show",
    "host logs",
    "token list",
];

#[test]
fn a_reader_that_goes_away_ends_every_verb_quietly() {
    let mut stage = Stage::deployed(BOT);
    for format in ["", " --format json"] {
        for line in LINES {
            let line = format!("{line}{format}");
            for stdout in [Stdout::ClosedPipe, Stdout::OneLine] {
                stage.0.set_stdout(stdout);
                stage.run(&line).status(0).quiet();
            }
        }
        stage.0.set_stdout(Stdout::Kept);
        assert_eq!(stage.run("status").stdout, "Deployed\n");
    }
}

#[test]
fn a_full_disk_under_stdout_is_a_failure_that_says_what_was_lost() {
    let mut stage = Stage::deployed(BOT);
    for format in ["", " --format json"] {
        for line in LINES {
            let line = format!("{line}{format}");
            stage.0.set_stdout(Stdout::Kept);
            if stage.run(&line).status(0).stdout.is_empty() {
                // Nothing is printed, so nothing can be lost.
                continue;
            }
            stage.0.set_stdout(Stdout::Full);
            let ran = stage.run(&line);
            assert_eq!(ran.status, 1, "{line}: {}", ran.stderr);
            assert!(!ran.stderr.contains("panicked"), "{line}: {}", ran.stderr);
            let told = ran.stderr.contains("error[INT003]: can't write the result to standard output");
            assert!(told || !format.is_empty(), "{line}: {}", ran.stderr);
        }
    }
    stage.0.set_stdout(Stdout::Kept);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}

#[test]
fn a_full_disk_under_the_output_file_costs_the_file_alone() {
    let stage = Stage::deployed(BOT);
    for line in LINES {
        let found = stage.run(&format!("{line} --output-file /dev/full --format json")).status(1).finding();
        assert_eq!(found["code"], "INT002", "{line}: {found}");
        let people = stage.run(&format!("{line} --output-file /dev/full")).status(1);
        assert!(people.stderr.contains("error[INT002]: can't write the result to `/dev/full`"), "{}", people.stderr);
    }
    stage.edit("bot.toml", "radius_px = 16", "radius_px = 17");
    let ran = stage.run("update -y --output-file /dev/full --format json").status(1);
    assert_eq!(ran.result()["outcome"], "deployed", "the deed stands, the file is missing");
    assert_eq!(stage.run("releases list").stdout.lines().count(), 2);
}
