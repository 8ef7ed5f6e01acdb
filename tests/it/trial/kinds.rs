//! The kinds of update and the flags of deploy, update and plan, on the local host.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use super::scene::{flat, small};
use crate::harness::{Ran, Stage, files};

const LOCAL: &str = "state/host/host.toml";

fn deployed() -> Stage {
    let scene = small();
    scene.run("deploy --train").status(0);
    scene
}

#[test]
fn a_changed_host_toml_asks_for_a_restart_and_gets_it() {
    let scene = deployed();
    let process = |scene: &Stage| scene.run("host status --format json").status(0).object();
    let before = process(&scene);
    let text = fs::read_to_string(scene.home(LOCAL)).expect("host.toml");
    fs::write(scene.home(LOCAL), format!("{text}\n[limits]\nmessage_chars = 77\n")).expect("host.toml");
    let plan = scene.run("plan --format json").status(0).object();
    assert_eq!(plan["plan"]["kind"], "with_restart", "{plan}");
    let reason = plan["plan"]["reason"].as_str().expect("a reason");
    assert!(reason.contains("host.toml on the host's machine changed"), "{reason}");
    scene.run("plan --detailed-exitcode").status(20);
    scene.run("update --chatroom-only").status(0);
    assert_eq!(scene.run("plan --format json").object()["plan"]["kind"], "with_restart", "quick updates don't restart");
    let update = scene.run("update").status(0);
    assert!(!update.stderr.contains("attempt"), "a restart is no failed attempt: {}", update.stderr);
    assert_eq!(scene.run("plan --format json").object()["plan"]["kind"], "nothing");
    let after = process(&scene);
    assert_ne!(before["running"]["since"], after["running"]["since"], "{after}");
    assert_eq!(scene.ask("What does the otter eat?"), "The otter eats *well*.\n");
    let long = scene.words(&["ask", &"long ".repeat(30)]).run().status(2);
    assert!(long.stderr.contains("77"), "the new limit holds: {long:?}");
}

/// Copied by a process of its own: a program that another test starts meanwhile would inherit a copy that is still open, and
/// what is open to be written can't be run.
fn install(target: &Path) {
    let copied = Command::new("cp").arg(env!("CARGO_BIN_EXE_botctl")).arg(target).status().expect("cp runs");
    assert!(copied.success(), "{}", target.display());
}

#[test]
fn another_program_on_the_disk_is_told_apart_from_the_one_that_runs() {
    let scene = small();
    let program = scene.home("botctl");
    install(&program);
    let run = |line: &str| {
        let call = scene.line(line);
        let output = call.command(&program).args(line.split(' ')).output().expect("it runs");
        Ran::new(output.status, &output.stdout, &output.stderr, line)
    };
    run("deploy --train").status(0);
    run("plan --detailed-exitcode").status(0);
    let newer = scene.home("botctl.new");
    install(&newer);
    let later = SystemTime::now() + Duration::from_secs(7);
    fs::File::open(&newer).and_then(|file| file.set_modified(later)).expect("another time");
    fs::rename(&newer, &program).expect("installed");
    let plan = run("plan --format json").status(0).object();
    assert_eq!(plan["plan"]["kind"], "with_restart", "{plan}");
    assert!(plan["plan"]["reason"].as_str().is_some_and(|why| why.contains("is installed on its machine")), "{plan}");
    run("update --restart").status(0);
    run("plan --detailed-exitcode").status(0);
}

#[test]
fn a_chatroom_only_update_says_what_stays_outdated() {
    let scene = deployed();
    scene.edit("bot.toml", "Welcome to the zoo.", "Come in!");
    scene.write("knowledge/tickets.md", "# Tickets\n\nA day ticket costs twelve ducats at the southern gate.\n");
    scene.write("knowledge/new.md", "# News\n\nA panda was born on a Sunday in the bamboo house.\n");
    scene.run("train").status(0);
    let update = scene.run("update --chatroom-only").status(0);
    assert!(update.stderr.contains("knowledge `knowledge/tickets.md` stays outdated"), "{}", update.stderr);
    assert!(update.stderr.contains("knowledge `knowledge/new.md` stays outdated"), "{}", update.stderr);
    assert!(scene.ask("what does a day ticket cost?").contains("eleven thalers"));
    assert_eq!(scene.run("status").stdout, "Outdated\n");
    scene.run("update").status(0);
    assert!(scene.ask("what does a day ticket cost?").contains("twelve ducats"));
    assert_eq!(scene.run("status").stdout, "Deployed\n");
}

#[test]
fn a_saved_plan_holds_for_that_folder_on_that_release_alone() {
    let scene = deployed();
    scene.edit("bot.toml", "Welcome to the zoo.", "Come in!");
    scene.run("plan --out plan.json").status(0).stdout("~\tchatroom\tsettings.messages.en.welcome\n");
    scene.run("deploy --force").status(0);
    let moved = scene.run("deploy --plan plan.json").status(11);
    let why = flat(&moved.stderr);
    assert!(why.contains("the host moved since the plan was made: release 1 was live, now release 2 is"), "{why}");
    scene.run("update --plan plan.json").status(11);

    scene.edit("bot.toml", "Come in!", "Welcome back!");
    scene.run("plan --out plan.json").status(0);
    scene.edit("bot.toml", "Welcome back!", "Welcome!");
    let edited = scene.run("update --plan plan.json").status(11);
    assert!(edited.stderr.contains("the folder changed since the plan was made"), "{}", edited.stderr);
    scene.edit("bot.toml", "Welcome!", "Welcome back!");
    let result = scene.run("update --plan plan.json --format json").status(0).result();
    assert_eq!((&result["outcome"], &result["release"]), (&"deployed".into(), &3.into()));
    scene.run("update --plan bot.toml").status(2);
    scene.run("update --plan nowhere.json").status(13);
    scene.run("update --plan plan.json --complete").status(2);
}

#[test]
fn waiting_is_as_long_as_was_asked_for() {
    let scene = deployed();
    let at_once = scene.run("deploy --force --no-wait --format json").status(0).result();
    assert_eq!((&at_once["outcome"], &at_once["release"]), (&"pending".into(), &2.into()));
    scene.run("status --wait").status(0).stdout("Deployed\n");
    let impatient = scene.run("update --force --wait-timeout 0s --format json").status(8).result();
    assert_eq!((&impatient["outcome"], &impatient["release"]), (&"pending".into(), &3.into()));
    scene.run("status --wait").status(0).stdout("Deployed\n");
    let nothing = scene.run("update --complete --format json").status(0).result();
    assert_eq!(nothing["outcome"], "unchanged");
    let forced = scene.run("update --complete --force --format json").status(0).result();
    assert_eq!((&forced["outcome"], &forced["release"]), (&"deployed".into(), &4.into()));
}

#[test]
fn the_result_goes_to_a_file_whatever_is_printed() {
    let scene = deployed();
    scene.run("deploy --force -qq --output-file out.json").status(0).stdout("").stderr("");
    let result: serde_json::Value = serde_json::from_str(&scene.read("out.json")).expect("JSON");
    assert_eq!((&result["v"], &result["outcome"], &result["release"]), (&1.into(), &"deployed".into(), &2.into()));
    let quiet = scene.run("deploy --force -q").status(0).stderr("");
    assert!(quiet.stdout.ends_with("/demo/zoo\n"));
    scene.run("deploy -yqq --bogus").status(2).stdout("").stderr("");
    scene.line("status").env("BOTCTL_OUTPUT_FILE", "status.json").run().status(0).stdout("Deployed\n");
    assert!(scene.read("status.json").contains("\"state\":\"deployed\""));
}

#[test]
fn requests_are_shown_without_secrets() {
    let scene = deployed();
    let requests = scene.run("status -v").status(0);
    assert!(requests.stderr.starts_with("GET http://127.0.0.1:"), "{}", requests.stderr);
    assert!(requests.stderr.contains("/environments/default 200 in ") && !requests.stderr.contains("\n< "));
    let bodies = scene.run("token create --scope deploy --bot zoo -vv").status(0);
    assert!(bodies.stderr.contains("> {\"scope\":\"deploy\"") && bodies.stderr.contains("\n< {"), "{}", bodies.stderr);
    assert!(bodies.stdout.starts_with("botctl_d_") && !bodies.stderr.contains("botctl_"), "{}", bodies.stderr);
    let code = scene.run("dashboard -vv").status(0);
    let secret = code.stdout.trim().rsplit('\t').next().expect("a code");
    assert!(!code.stderr.contains(secret), "{}", code.stderr);
}

#[test]
fn removing_much_needs_the_bots_name() {
    let scene = deployed();
    for number in 0..9 {
        scene.write(&format!("knowledge/page{number}.md"), format!("# Page {number}\n\nThe cage {number} is empty.\n"));
    }
    scene.run("update").status(0);
    for number in 0..3 {
        fs::remove_file(scene.path(&format!("knowledge/page{number}.md"))).expect("removed");
    }
    let plan = scene.run("plan --format json").status(0).object();
    assert_eq!(plan["plan"]["destructive"], true);
    let asked = scene.run("update -y").status(12);
    assert!(asked.stderr.contains("add --confirm zoo"), "{}", asked.stderr);
    let other = scene.run("update --confirm zebra").status(12);
    assert!(other.stderr.contains("--confirm names `zebra`, but this is `zoo`"), "{}", other.stderr);
    scene.run("update --confirm zoo").status(0);
    fs::remove_file(scene.path("knowledge/page3.md")).expect("removed");
    scene.run("update -y").status(0);
}

#[test]
fn blobs_that_no_bundle_needs_are_removed_in_time() {
    let scene = deployed();
    let blobs = || files(&scene.path(".botctl/blobs"));
    let age = |files: &[std::path::PathBuf]| {
        let old = SystemTime::now() - Duration::from_secs(2 * 60 * 60);
        for file in files {
            fs::File::options().write(true).open(file).and_then(|file| file.set_modified(old)).expect("aged");
        }
    };
    let first = blobs();
    for round in 0..6 {
        age(&blobs());
        scene.write("knowledge/tickets.md", format!("# Tickets\n\nA day ticket costs {round} guilders.\n"));
        scene.run("update").status(0);
    }
    let last = blobs();
    assert!(last.len() <= first.len() * 2, "{} blobs at first, {} at last", first.len(), last.len());
    assert!(scene.ask("what does a day ticket cost?").contains("5 guilders"));
    scene.run("deploy").status(0);
    scene.run("rollback").status(0);
}
