//! The rows of a large knowledge base: an archive of Markdown, deployed with the handbook's Q&As and survey.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::answers::{self, Load};
use crate::memory::{self, Resident};
use crate::stage::{Stage, root};
use crate::table::{Row, duration, megabytes};

const ARCHIVE: &str = "BOTCTL_LARGE_DOCS";
const MOST_RESIDENT: u64 = 400_000_000;
const ORIGIN: &str = "https://handbook.tts.gsa.gov";

const DEPLOY: (u8, &str, &str) =
    (8, "train and first deploy of 127 MB in 22,111 documents", "≤ 30 s, CLI and host each at most 400 MB resident");
const ANSWERS: (u8, &str, &str) = (11, "the same, 127 MB in 22,111 documents", "p99 ≤ 20 ms");

/// Trains, deploys and asks it. Once: a run takes long enough to even out what disturbs it.
pub fn large() -> Vec<Row> {
    let Some(archive) = std::env::var_os(ARCHIVE).map(PathBuf::from) else {
        return [DEPLOY, ANSWERS].map(|(place, work, goal)| Row::not_measured(place, work, goal)).into();
    };
    let stage = unpacked(&archive);
    stage.run("host start");
    let host = stage.host().expect("it was started").process;
    let ((ran, cli), held) =
        memory::peak(|| Some(host), || memory::peak(|| stage.command(), || stage.run("deploy --train -y")));
    let (place, work, goal) = ANSWERS;
    let load = Load { origin: ORIGIN, address: "large", limit: Duration::from_millis(20), place };
    let answers = answers::row(&stage, &load, work, goal);
    let idle = Resident::of(host);
    let (place, work, goal) = DEPLOY;
    let reached = ran.cost.wall <= Duration::from_secs(30) && cli.own < MOST_RESIDENT && held.own < MOST_RESIDENT;
    let deploy = Row {
        place,
        work,
        goal,
        measured: format!(
            "{}; CLI {}; host {}, and {} once idle",
            duration(ran.cost.wall),
            resident(cli),
            resident(held),
            resident(idle)
        ),
        cpu: duration(ran.cost.user),
        reached: Some(reached),
    };
    vec![deploy, answers]
}

fn resident(peak: Resident) -> String {
    format!("{} (+ {} of mapped files)", megabytes(peak.own), megabytes(peak.mapped))
}

/// A bot's folder around the documents of the archive: the handbook's, without what belongs to its own documents.
fn unpacked(archive: &Path) -> Stage {
    let stage = Stage::empty();
    let handbook = root().join("examples/handbook");
    let toml = std::fs::read_to_string(handbook.join("bot.toml")).expect("the example's bot.toml");
    let own = toml.split("# Asked of every release").next().expect("a first part");
    let toml: Vec<&str> = own.lines().filter(|line| !line.starts_with("address = ")).collect();
    let toml = toml.join("\n").replace("id = \"handbook\"", "id = \"large\"");
    let documents = toml.lines().find(|line| line.starts_with("documents = ")).expect("a list of documents").to_owned();
    std::fs::write(stage.path("bot.toml"), toml.replace(&documents, "documents = [\"knowledge/**\"]"))
        .expect("bot.toml is written");
    for file in ["avatar.png", "survey.toml", "qa/leave.toml", "qa/tools.csv", "qa/travel.yaml"] {
        let target = stage.path(file);
        std::fs::create_dir_all(target.parent().expect("a file has a folder")).expect("a folder is made");
        std::fs::copy(handbook.join(file), target).expect("a file is copied");
    }
    std::fs::create_dir(stage.path("knowledge")).expect("a folder is made");
    let tar = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(stage.path("knowledge")).status();
    assert!(tar.expect("tar runs").success(), "{} can't be unpacked", archive.display());
    stage
}
