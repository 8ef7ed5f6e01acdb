//! What people see on a terminal of 80 columns, told three ways: without colour, on a dumb terminal, in CI.
//! `BOTCTL_BLESS=1 cargo test --test it snapshots` writes the pictures anew; look at each before you commit it.

use std::collections::BTreeMap;

use crate::harness::{Screen, Stage, root};

mod normal;

const BOT: &str = "examples/trattoria-del-porto";

/// Surroundings of a run.
struct Manner {
    name: &'static str,
    variables: &'static [(&'static str, &'static str)],
    /// Whether bars may move the cursor.
    bars: bool,
}

const MANNERS: [Manner; 3] = [
    Manner { name: "NO_COLOR=1", variables: &[("NO_COLOR", "1")], bars: true },
    Manner { name: "TERM=dumb", variables: &[("TERM", "dumb")], bars: false },
    Manner { name: "CI=1", variables: &[("CI", "1"), ("NO_COLOR", "1")], bars: false },
];

/// Pictures by topic.
type Pictures = BTreeMap<&'static str, String>;

struct Camera {
    stage: Stage,
    bars: bool,
    pictures: Pictures,
}

impl Camera {
    fn new(manner: &Manner) -> Self {
        let mut stage = Stage::new(BOT);
        for (name, value) in manner.variables {
            stage.0.set_env(name, value);
        }
        Self { stage, bars: manner.bars, pictures: Pictures::new() }
    }

    /// Runs a command on a terminal and keeps what stands there at the end.
    #[track_caller]
    fn shoot(&mut self, topic: &'static str, line: &str, status: i32) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ran = self.stage.0.run_words_in_terminal(&words).status(status);
        let screen = Screen::of(&ran.stdout);
        assert_eq!(screen.colours, 0, "{line}: colour is off: {:?}", ran.stdout);
        let has_bars = self.bars && botctl::cli::commands::LONG.contains(&words[0]);
        assert!(has_bars || !ran.stdout.contains('\x1b'), "{line}: no escape at all: {:?}", ran.stdout);
        let text = normal::normal(&screen.text(), &self.stage);
        // The integration code is there to be copied, whole.
        for row in text.lines().filter(|row| !row.contains("<script async")) {
            assert!(row.chars().count() <= 80, "{line}: {} columns: {row}\n{text}", row.chars().count());
        }
        let picture = format!("$ botctl {line}\n{text}exit {status}\n");
        self.pictures.entry(topic).or_default().push_str(&picture);
    }

    fn run(&self, line: &str) {
        self.stage.run(line).status(0);
    }
}

/// The life of a bot, from a fresh clone on.
fn life(camera: &mut Camera) {
    camera.shoot("help", "--help", 0);
    camera.shoot("help-deploy", "deploy --help", 0);
    for topic in ["exit-codes", "environment", "events", "checks"] {
        camera.shoot("help-topics", &format!("help {topic}"), 0);
    }
    camera.shoot("status-never", "status", 13);
    camera.shoot("check-not-trained", "check", 5);
    camera.shoot("train", "train", 0);
    camera.shoot("check-ready", "check", 0);
    camera.shoot("plan-first", "plan", 0);
    camera.shoot("deploy", "deploy -y", 0);
    camera.shoot("deploy-unchanged", "deploy -y", 0);
    camera.shoot("check-up-to-date", "check", 0);
    camera.shoot("status", "status", 0);
    camera.stage.write("knowledge/gelato.md", "# Gelato\n\nIl gelato della casa costa tre euro al gusto.\n");
    camera.stage.edit("bot.toml", "radius_px = 16", "radius_px = 17");
    camera.shoot("status-outdated", "status", 0);
    camera.shoot("check-needs-update", "check", 0);
    camera.shoot("plan", "plan", 0);
    camera.shoot("update-chatroom-only", "update --chatroom-only -y", 0);
    camera.shoot("update", "update -y", 0);
    camera.shoot("rollback", "rollback -y", 0);
    camera.shoot("releases", "releases list", 0);
    camera.shoot("releases-show", "releases show 3", 0);
    camera.shoot("snippet", "snippet", 0);
    camera.shoot("config-show", "config show", 0);
    camera.shoot("host-status", "host status", 0);
    camera.shoot("host-plan-show", "host plan show", 0);
    let text = std::fs::read_to_string(camera.stage.path("bot.toml")).expect("bot.toml");
    let failing = "\n[[tests]]\nquestion = \"Perché il mare è salato?\"\nexpect = \"text:nobody ever wrote this\"\n";
    camera.stage.write("bot.toml", text + failing);
    camera.shoot("test-failing", "test", 14);
    camera.shoot("update-failing", "update -y", 9);
    camera.run("host stop");
    camera.shoot("status-stopped", "status", 10);
    camera.shoot("check-stopped", "check", 0);
}

/// The refusals of `check` that the plan and the content bring about.
fn refusals(camera: &mut Camera) {
    camera.run("train");
    camera.run("host start");
    camera.run("host plan set --messages-limit 0");
    camera.shoot("check-message-limit", "check", 5);
    camera.run("host plan set --messages-limit unlimited --payment overdue --expires 2020-01-31 --licences 0");
    camera.shoot("check-upgrade-plan", "check", 5);
    camera.run("host plan set --payment up-to-date --expires never --licences unlimited");
    let survey = std::fs::read_to_string(camera.stage.path("survey.toml")).expect("survey.toml");
    camera.stage.write("survey.toml", without_two_answers(&survey));
    camera.shoot("check-incomplete-survey", "check", 5);
    camera.stage.write("survey.toml", survey);
    camera.stage.write("knowledge/locked.pdf", crate::harness::papers::encrypted_pdf());
    camera.stage.write("knowledge/empty.md", "");
    camera.shoot("train-warnings", "train", 0);
    camera.shoot("check-warnings", "check", 0);
    camera.stage.edit("bot.toml", "radius_px = 16", "radius = 16");
    camera.shoot("check-broken-config", "check", 3);
}

/// The survey with two topics left open.
fn without_two_answers(survey: &str) -> String {
    let mut open = 0;
    let lines = survey.lines().filter(|line| {
        let is_answer = line.contains(" = ") && !line.starts_with('#') && !line.starts_with(' ');
        let leave_out = is_answer && open < 2 && line.ends_with('"');
        open += usize::from(leave_out);
        !leave_out
    });
    lines.map(|line| format!("{line}\n")).collect()
}

fn taken(story: fn(&mut Camera)) -> BTreeMap<&'static str, String> {
    let per_manner: Vec<(&str, Pictures)> = std::thread::scope(|scope| {
        let running: Vec<_> = MANNERS
            .iter()
            .map(|manner| {
                let shots = scope.spawn(move || {
                    let mut camera = Camera::new(manner);
                    story(&mut camera);
                    std::mem::take(&mut camera.pictures)
                });
                (manner.name, shots)
            })
            .collect();
        let ended = running.into_iter();
        ended
            .map(|(name, shots)| (name, shots.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))))
            .collect()
    });
    let mut all = BTreeMap::new();
    for (name, pictures) in per_manner {
        for (topic, picture) in pictures {
            let text: &mut String = all.entry(topic).or_default();
            text.push_str(&format!("== {name}\n{picture}\n"));
        }
    }
    all
}

#[track_caller]
fn compare(pictures: BTreeMap<&'static str, String>) {
    let folder = root().join("tests/it/snapshots");
    let bless = std::env::var_os("BOTCTL_BLESS").is_some();
    let mut differing = Vec::new();
    for (topic, picture) in pictures {
        let file = folder.join(format!("{topic}.txt"));
        if bless {
            std::fs::write(&file, &picture).expect("the picture is written");
        } else if std::fs::read_to_string(&file).unwrap_or_default() != picture {
            differing.push(format!("--- {topic}\n{picture}"));
        }
    }
    assert!(differing.is_empty(), "BOTCTL_BLESS=1 writes these anew:\n{}", differing.join("\n"));
}

#[test]
fn snapshots_of_a_bots_life() {
    compare(taken(life));
}

#[test]
fn snapshots_of_refusals() {
    compare(taken(refusals));
}
