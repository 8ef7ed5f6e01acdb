//! Each exit code of the contract, driven through the binary: the code, the result for programs, and what people read.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::process::Child;

use botctl::cli::exit::Exit;
use serde_json::{Value, json};

use crate::harness::{Stage, Test, validated};

mod row;

use row::{Row, long, short};

const BOT: &str = "examples/trattoria-del-porto";

#[test]
fn every_exit_code_is_driven_through_the_binary() {
    let groups: [fn() -> Vec<Exit>; 6] =
        [without_a_host, with_a_live_bot, at_the_lock, at_a_strange_host, in_a_broken_folder, with_nothing_live];
    let driven: BTreeSet<u8> = std::thread::scope(|scope| {
        let running: Vec<_> = groups.iter().map(|group| scope.spawn(group)).collect();
        let ended =
            running.into_iter().map(|group| group.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ended.flatten().map(Exit::code).collect()
    });
    let all: BTreeSet<u8> = Exit::ALL.iter().map(|exit| exit.code()).collect();
    assert_eq!(driven, all);
}

fn without_a_host() -> Vec<Exit> {
    let stage = Stage::new(BOT);
    let rows = [
        long(
            Exit::Usage,
            "deploy --train --no-train",
            "not_started",
            "CFG903",
            "error[CFG903]: `--train` can't be used with `--no-train`",
        ),
        long(Exit::Check, "deploy -y", "not_started", "CHK001", "error[CHK001]: The chatbot is not trained"),
        long(Exit::Check, "test --local", "not_started", "CHK001", "error[CHK001]: The chatbot is not trained"),
        short(
            Exit::NotFound,
            "status",
            "DEP010",
            "Not deployed\n",
            "error[DEP010]: `trattoria-del-porto` isn't deployed in `default`",
        ),
        short(Exit::Check, "check", "CHK001", "…\nCannot deploy: 1 problem. Nothing was sent.\n", ""),
        short(Exit::NotFound, "config show -c other.toml", "CFG022", "", "error[CFG022]: there is no file "),
        short(Exit::Unavailable, "releases list", "NET020", "", "error[NET020]: the local host isn't running"),
    ];
    let mut driven: Vec<Exit> = rows.iter().map(|row| row.drive(&stage.0, None)).collect();
    let bug = long(
        Exit::Panic,
        "deploy -y",
        "not_started",
        "INT001",
        "error[INT001]: botctl came upon a fault of its own and stopped",
    );
    driven.push(bug.drive(&stage.0, Some(("BOTCTL_FAULT", "panic"))));
    driven
}

fn in_a_broken_folder() -> Vec<Exit> {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    stage.write(".botctl/trained.json", "{");
    let rows = [
        short(
            Exit::Unexpected,
            "check --offline",
            "TRN009",
            "",
            "error[TRN009]: `.botctl/trained.json` can't be read: ",
        ),
        long(
            Exit::Unexpected,
            "deploy -y",
            "not_started",
            "TRN009",
            "error[TRN009]: `.botctl/trained.json` can't be read: ",
        ),
    ];
    let mut driven: Vec<Exit> = rows.iter().map(|row| row.drive(&stage.0, None)).collect();
    stage.edit("bot.toml", "schema = 1", "schema = one");
    let rows = [
        short(Exit::Config, "check", "CFG004", "", "error[CFG004]: "),
        long(Exit::Config, "update -y", "not_started", "CFG004", "error[CFG004]: "),
    ];
    driven.extend(rows.iter().map(|row| row.drive(&stage.0, None)));
    driven
}

fn with_a_live_bot() -> Vec<Exit> {
    let stage = Stage::deployed(BOT);
    let demo = "{url}/demo/trattoria-del-porto\n";
    let mut driven = Vec::new();
    let mut drive = |row: Row| driven.push(row.drive(&stage.0, None));
    drive(short(Exit::Ok, "status", "", "Deployed\n", ""));
    drive(Row { stdout: demo, ..long(Exit::Ok, "deploy -y", "unchanged", "", "unchanged release 1") });
    drive(long(Exit::NotFound, "rollback 99 -y", "not_started", "NET013", "error[NET013]: "));
    drive(long(
        Exit::Pending,
        "update --force -y --wait-timeout 0s",
        "pending",
        "DEP016",
        "warning[DEP016]: the deployment has not ended within 0.0 s",
    ));
    stage.run("status --wait").status(0);
    stage.run("plan --out plan.json").status(0);
    stage.edit("bot.toml", "radius_px = 16", "radius_px = 17");
    drive(short(
        Exit::Changes,
        "check --detailed-exitcode",
        "",
        "…\nNeeds update: appearance changed: appearance.radius_px. ",
        "",
    ));
    let added = "~\tchatroom\tappearance.radius_px\n";
    drive(short(Exit::Changes, "plan --detailed-exitcode", "", added, ""));
    drive(long(
        Exit::Conflict,
        "deploy -y --plan plan.json",
        "not_started",
        "DEP050",
        "error[DEP050]: the folder changed since the plan was made",
    ));
    let config = std::fs::read_to_string(stage.path("bot.toml")).expect("bot.toml");
    stage.write(
        "bot.toml",
        format!("{config}\n[[tests]]\nquestion = \"Perché il mare è salato?\"\nexpect = \"text:nobody wrote this\"\n"),
    );
    drive(Row { stdout: "16\t17\n", ..long(Exit::Test, "test", "done", "TRN020", "error[TRN020]: ") });
    drive(long(Exit::FailedSafe, "update -y", "failed_unchanged", "DEP021", "failed its automatic tests"));
    stage.write("bot.toml", config);
    for document in ["eventi.md", "allergeni.md", "storia.md", "menu.md"] {
        std::fs::remove_file(stage.path("knowledge").join(document)).expect("the document was there");
    }
    drive(long(
        Exit::Confirm,
        "update -y",
        "not_started",
        "CNF002",
        "error[CNF002]: a confirmation is needed and nobody can be asked",
    ));
    stage.run("host stop").status(0);
    drive(short(
        Exit::Degraded,
        "status",
        "DEP018",
        "Offline\n",
        "error[DEP018]: the bot is offline: the local host isn't running",
    ));
    driven
}

/// A first deployment that stays out leaves none live: that is no safe failure. A later one of this host never ends
/// degraded: it moves the pointer to what passed its tests, or not at all.
fn with_nothing_live() -> Vec<Exit> {
    let stage = Stage::new(BOT);
    let config = std::fs::read_to_string(stage.path("bot.toml")).expect("bot.toml");
    let test = "\n[[tests]]\nquestion = \"Perché il mare è salato?\"\nexpect = \"text:nobody wrote this\"\n";
    stage.write("bot.toml", config + test);
    let row = long(Exit::Degraded, "deploy --train -y", "degraded", "DEP021", "failed its automatic tests");
    let driven = vec![row.drive(&stage.0, None)];
    stage.run("status").status(13).stdout("Not deployed\n");
    driven
}

/// Another run holds the lock: waiting for it ends by the timeout, by Ctrl-C or by SIGTERM.
fn at_the_lock() -> Vec<Exit> {
    let stage = Stage::deployed(BOT);
    let (status, begun) = begin_rollback(&stage);
    assert_eq!(status, 200, "{begun}");
    let row = long(
        Exit::Locked,
        "update --force -y --lock-timeout 500ms",
        "not_started",
        "LCK003",
        "error[LCK003]: ada@elsewhere holds the lock since ",
    );
    let mut driven = vec![row.drive(&stage.0, None)];
    for (signal, exit) in [("-INT", Exit::Interrupted), ("-TERM", Exit::Terminated)] {
        let (lines, stderr, status) = interrupt_at_the_lock(&stage, signal);
        assert_eq!((status, stderr.as_str()), (i32::from(exit.code()), ""), "{signal}: {lines:?}");
        let result: Value = serde_json::from_str(lines.last().expect("a result")).expect("JSON");
        assert_eq!((&result["type"], &result["outcome"]), (&json!("result"), &json!("cancelled")), "{result}");
        assert_eq!((&result["exit_code"], &result["live_release"]), (&json!(exit.code()), &json!(1)), "{result}");
        driven.push(exit);
    }
    driven
}

fn begin_rollback(stage: &Stage) -> (u16, String) {
    let body = json!({
        "operation": "rollback", "kind": "complete", "rollback_to": 1, "base_release": 1, "force": true,
        "idempotency_key": botctl::base::id::UniqueId::generate(), "knowledge_bytes": 0, "who": "ada@elsewhere",
    });
    let path = "/v1/bots/trattoria-del-porto/environments/default/deployments";
    stage.request("POST", path, body.to_string().as_bytes(), &["Content-Type: application/json"])
}

fn interrupt_at_the_lock(stage: &Stage, signal: &str) -> (Vec<String>, String, i32) {
    let mut child: Child = stage.0.spawn("update --force -y --lock-timeout 1m --format json");
    let stdout = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
    let mut lines = Vec::new();
    for line in stdout.lines() {
        let line = line.expect("lines are text");
        if line.contains("\"type\":\"lock_wait\"") {
            crate::harness::signal(signal, child.id());
        }
        lines.push(line);
    }
    let mut stderr = String::new();
    child.stderr.take().expect("stderr is a pipe").read_to_string(&mut stderr).expect("text");
    let status = child.wait().expect("it ends").code().expect("it ends by itself");
    validated(&lines.join("\n"), status);
    (lines, stderr, status)
}

fn at_a_strange_host() -> Vec<Exit> {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    let host = Stage::new(BOT);
    let url = host.url();
    let refused = long(Exit::Auth, "deploy -y", "not_started", "AUT002", "error[AUT002]: ");
    let test = Test::new().bot(BOT).env("BOTCTL_HOST", &url).env("BOTCTL_TOKEN", "botctl_a_nonsense");
    test.run_line("train", None).status(0);
    let mut driven = vec![refused.drive(&test, None)];
    let down = short(
        Exit::Unavailable,
        "status",
        "NET004",
        "",
        "error[NET004]: `127.0.0.1:1` can't be reached: nothing listens there",
    );
    driven.push(down.drive(&stage.0, Some(("BOTCTL_HOST", "http://127.0.0.1:1"))));
    driven
}
