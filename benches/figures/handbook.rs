//! The rows of the handbook example: 250 Markdown files.

use std::time::Duration;

use crate::answers::{self, Load};
use crate::memory::Resident;
use crate::stage::Stage;
use crate::table::{Cost, Row, megabytes};

const FEW: usize = 5;
const SOME: usize = 11;
const MANY: usize = 31;

const CHATROOM_KEY: &str = "radius_px = 10";
const DOCUMENT: &str = "knowledge/pages/tools/github.md";
/// A site that the example's bot.toml allows.
const ORIGIN: &str = "https://handbook.tts.gsa.gov";

/// `--version`.
pub fn version() -> Vec<Row> {
    let stage = Stage::empty();
    let costs: Vec<Cost> = (0..MANY).map(|_| stage.run("--version").cost).collect();
    vec![Row::of_time(1, "`botctl --version`", ("≤ 10 ms", milliseconds(10)), &costs)]
}

/// `check --offline` of a trained folder.
pub fn check() -> Vec<Row> {
    let stage = Stage::handbook();
    stage.run("train");
    let costs: Vec<Cost> = (0..SOME).map(|_| stage.run("check --offline").cost).collect();
    vec![Row::of_time(2, "`check --offline` on the handbook example", ("≤ 150 ms", milliseconds(150)), &costs)]
}

/// The first deploy, on a host that runs.
pub fn first_deploy() -> Vec<Row> {
    let deploy = |_| {
        let stage = Stage::handbook();
        stage.run("train");
        stage.run("host start");
        stage.run("deploy -y").cost
    };
    let costs: Vec<Cost> = (0..FEW).map(deploy).collect();
    let work = "first deploy of the handbook example, trained, host already up";
    vec![Row::of_time(3, work, ("≤ 2 s", milliseconds(2_000)), &costs)]
}

/// The first deploy, which starts the host too.
pub fn first_deploy_with_start() -> Vec<Row> {
    let deploy = |_| {
        let stage = Stage::handbook();
        stage.run("train");
        stage.run("deploy -y").cost
    };
    let costs: Vec<Cost> = (0..FEW).map(deploy).collect();
    vec![Row::of_time(4, "the same with the host's start", ("≤ 3 s", milliseconds(3_000)), &costs)]
}

/// A change of the chatroom alone.
pub fn chatroom_only() -> Vec<Row> {
    let stage = deployed();
    let costs: Vec<Cost> = (11..11 + SOME)
        .map(|radius| {
            let before = if radius == 11 { CHATROOM_KEY.to_owned() } else { format!("radius_px = {}", radius - 1) };
            stage.edit("bot.toml", |text| text.replace(&before, &format!("radius_px = {radius}")));
            update(&stage, "update --chatroom-only -y")
        })
        .collect();
    vec![Row::of_time(5, "`update --chatroom-only`", ("≤ 300 ms", milliseconds(300)), &costs)]
}

/// A change of one document.
pub fn one_document() -> Vec<Row> {
    let stage = deployed();
    let costs: Vec<Cost> = (0..SOME)
        .map(|round| {
            stage.edit(DOCUMENT, |text| format!("{text}\nNote {round}: channels are named after their topic.\n"));
            update(&stage, "update -y")
        })
        .collect();
    let work = "`update` after one document of 250 changed, training included";
    vec![Row::of_time(6, work, ("≤ 1 s", milliseconds(1_000)), &costs)]
}

/// Nothing changed.
pub fn unchanged() -> Vec<Row> {
    let stage = deployed();
    let costs: Vec<Cost> = (0..SOME).map(|_| stage.run("deploy -y").cost).collect();
    vec![Row::of_time(7, "`deploy` with nothing changed", ("≤ 300 ms", milliseconds(300)), &costs)]
}

/// Questions over HTTP, and what the host holds after them.
pub fn answers_and_idle() -> Vec<Row> {
    let stage = deployed();
    let load = Load { origin: ORIGIN, address: "handbook", limit: milliseconds(10), place: 10 };
    let work = "answers over HTTP, durably recorded, handbook, 50 a second";
    let answers = answers::row(&stage, &load, work, "p99 ≤ 10 ms");
    let host = stage.host().expect("it runs");
    let held = Resident::of(host.process);
    let idle = Row {
        place: 12,
        work: "idle host with the handbook bot, after these answers",
        goal: "≤ 60 MB resident",
        measured: format!("{} (+ {} of mapped files)", megabytes(held.own), megabytes(held.mapped)),
        cpu: String::new(),
        reached: Some(held.own <= 60_000_000),
    };
    vec![answers, idle]
}

fn deployed() -> Stage {
    let stage = Stage::handbook();
    stage.run("deploy --train -y");
    stage
}

/// Runs an update that must bring a new release live.
fn update(stage: &Stage, line: &str) -> Cost {
    let cost = stage.run(line).cost;
    assert_eq!(stage.run("plan").stdout, "", "after `{line}` nothing differs");
    cost
}

fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}
