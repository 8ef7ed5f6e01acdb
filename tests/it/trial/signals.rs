//! Ctrl-C: before the commit, while waiting for a person or the lock, and after the commit.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::process::Child;
use std::time::{Duration, Instant};

use botctl::base::clock::Clock;
use botctl::base::id::UniqueId;
use botctl::host::store::LeaseOutcome;

use super::scene::small;
use super::terminal::Terminal;
use crate::harness::{Ran, Stage, open_store, signal, wait_stopped};

/// All that a signal leads to must be over by then.
const BOUND: Duration = Duration::from_secs(5);

#[track_caller]
fn interrupted(child: Child) -> Ran {
    let began = Instant::now();
    signal("-INT", child.id());
    let output = child.wait_with_output().expect("it ends");
    assert!(began.elapsed() < BOUND, "it took {:?}", began.elapsed());
    Ran::new(output.status, &output.stdout, &output.stderr, "interrupted")
}

/// A signal to a command whose request is never answered.
fn interrupted_at_a_silent_host(scene: &Stage, line: &str) -> Ran {
    let silent = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let host = format!("http://{}", silent.local_addr().expect("an address"));
    let child = scene.line(line).env("BOTCTL_HOST", &host).spawn();
    let (mut connection, _) = silent.accept().expect("the command connects");
    assert!(connection.read(&mut [0; 16]).expect("a request") > 0);
    interrupted(child)
}

#[test]
fn a_host_that_never_answers_is_left_at_the_first_signal() {
    let scene = small();
    scene.run("train").status(0);
    for line in ["deploy -y --format json", "update -y --format json", "rollback -y --format json"] {
        let ran = interrupted_at_a_silent_host(&scene, line).status(130);
        let result = ran.result();
        assert_eq!(
            (&result["outcome"], &result["diagnostic"]["code"]),
            (&"cancelled".into(), &"INT004".into()),
            "{line}"
        );
    }
    for line in ["status", "status --wait", "check", "ask x", "releases list", "bots list"] {
        let ran = interrupted_at_a_silent_host(&scene, line).status(130);
        assert!(ran.stderr.contains("interrupted; nothing was changed"), "{line}: {}", ran.stderr);
    }
}

#[test]
fn a_question_is_left_by_ctrl_c_and_no_bar_is_drawn_over_it() {
    let scene = small();
    scene.run("deploy --train").status(0);
    for animal in ["otter", "badger", "heron"] {
        scene.edit("qa/animals.toml", &format!("id = \"{animal}\""), &format!("active = false\nid = \"{animal}\""));
    }
    let more: String = (0..3)
        .map(|n| format!("[[qa]]\nid = \"n{n}\"\nquestion = \"Is {n} a number?\"\nanswer = \"Yes.\"\n\n"))
        .collect();
    scene.write("qa/more.toml", more);
    let mut terminal = Terminal::start(&scene.line("update"), 80);
    terminal.wait_for("This removes 3 Q&As from what is live. It can't be reversed while it runs.");
    terminal.wait_for("Type zoo to go on: ");
    // Bars are redrawn ten times a second; this is what is waited for, not a race.
    std::thread::sleep(Duration::from_millis(600));
    terminal.press("\x03");
    let (status, shown) = terminal.end();
    assert_eq!(status, 130, "{shown}");
    let behind = shown.split("to go on: ").nth(1).expect("the question");
    assert!(!behind.contains("working"), "{shown}");
    assert!(behind.contains("interrupted; nothing was changed"), "{shown}");

    let mut terminal = Terminal::start(&scene.line("update"), 80);
    terminal.wait_for("to go on: ");
    terminal.type_line("no");
    let (status, shown) = terminal.end();
    assert_eq!(status, 12, "{shown}");
    assert!(shown.contains("Nothing was changed."), "{shown}");

    let mut terminal = Terminal::start(&scene.line("update"), 80);
    terminal.wait_for("to go on: ");
    terminal.type_line("zoo");
    let (status, shown) = terminal.end();
    assert_eq!(status, 0, "{shown}");
    assert!(shown.contains("Release 2 is live"), "{shown}");
}

/// Takes the lease of the bot, as another run of the program has it.
fn take_lease(scene: &Stage) {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let store = open_store(&scene.host_data().join("store.sqlite")).await;
        let holder = r#"{"who":"bob@laptop","op":"deploy","since":1767225600000,"expires":1767225600000}"#;
        let (bot, environment) = ("zoo".parse().expect("an id"), "default".parse().expect("a name"));
        let (now, long) = (Clock::system().now(), Duration::from_secs(600));
        let taken = store.take_lease(&bot, &environment, &UniqueId::generate(), holder, now, long).await;
        assert!(matches!(taken, Ok(LeaseOutcome::Taken(_))), "{taken:?}");
        store.close().await;
    });
}

#[test]
fn the_queue_for_the_lock_is_left_at_once() {
    let scene = small();
    scene.run("deploy --train").status(0);
    take_lease(&scene);
    let mut child = scene.line("deploy --force --format json").spawn();
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    let waits = lines.by_ref().map(|line| line.expect("text")).find(|line| line.contains("\"lock_wait\""));
    let waits: serde_json::Value = serde_json::from_str(&waits.expect("it says that it waits")).expect("JSON");
    assert_eq!(waits["holder"]["who"], "bob@laptop");
    let began = Instant::now();
    signal("-INT", child.id());
    let last = lines.map(|line| line.expect("text")).last().expect("a result");
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    assert!(began.elapsed() < BOUND);
    let result: serde_json::Value = serde_json::from_str(&last).expect("JSON");
    assert_eq!((&result["type"], &result["outcome"]), (&"result".into(), &"cancelled".into()));
    let locked = scene.run("deploy --force --lock-timeout 500ms").status(6);
    assert!(locked.stderr.contains("bob@laptop"), "{}", locked.stderr);
}

#[test]
fn after_the_commit_the_host_goes_on_by_itself() {
    let scene = small();
    scene.run("deploy --train").status(0);
    scene.edit("bot.toml", "Welcome to the zoo.", "Come in!");
    scene.run("train").status(0);
    scene.run("host stop").status(0);
    scene.line("host start").env("BOTCTL_FAULT", "stop:before-pointer").run().status(0);
    let command = scene.line("update --format json").spawn();
    let host = scene.host_process();
    wait_stopped(host, "the pointer's move");
    let result = interrupted(command).status(130).result();
    assert_eq!(result["outcome"], "pending");
    let text = result["diagnostic"].to_string();
    assert!(text.contains("will finish or stay out by itself") && text.contains("botctl status --wait"), "{text}");
    signal("-CONT", host);
    scene.run("status --wait").status(0).stdout("Deployed\n");
    assert_eq!(scene.run("releases list").stdout.lines().count(), 2);
}
