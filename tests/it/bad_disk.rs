//! A disk that fills up under the host: what was live goes on, nothing is half there, and room again means a deploy again.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use botctl::base::id::UniqueId;
use serde_json::{Value, json};

use crate::harness::Stage;

const BOT: &str = "examples/trattoria-del-porto";
const LIMIT: Duration = Duration::from_secs(30);

/// A local host whose data lies on a file system of 24 MB of its own, seen in its own mount namespace only.
struct Confined {
    stage: Stage,
    host: Child,
}

impl Confined {
    fn new() -> Self {
        let stage = Stage::new(BOT);
        std::fs::create_dir_all(stage.host_data()).expect("the host's folder");
        let script = "mount -t tmpfs -o size=24m tmpfs \"$0\" && exec \"$1\" host run --local";
        let mut command = Command::new("unshare");
        // Without root, a user namespace lends the right to mount.
        command.args(["--mount", "--map-root-user", "sh", "-c", script]).arg(stage.host_data());
        command.arg(env!("CARGO_BIN_EXE_botctl")).env("BOTCTL_STATE_DIR", stage.0.home().join("state"));
        let log = File::create(stage.0.home().join("confined.log")).expect("a log");
        let host = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().expect("unshare runs");
        let confined = Self { stage, host };
        confined.wait_until_it_runs();
        confined
    }

    fn wait_until_it_runs(&self) {
        let began = Instant::now();
        while self.stage.run("host status").stdout == "stopped\n" {
            let log = std::fs::read_to_string(self.stage.0.home().join("confined.log")).unwrap_or_default();
            assert!(began.elapsed() < LIMIT, "the host needs `unshare --mount --map-root-user`: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The ballast in the host's file system, as this process sees it through the host's root.
    fn ballast(&self) -> PathBuf {
        let below = self.stage.host_data().join("ballast");
        PathBuf::from(format!("/proc/{}/root", self.host.id())).join(below.strip_prefix("/").expect("an absolute path"))
    }

    /// Leaves `bytes` of room.
    fn fill(&self, bytes: u64) {
        let mut file = File::create(self.ballast()).expect("ballast");
        while file.write_all(&[7; 4096]).is_ok() {}
        let full = file.metadata().expect("its size").len();
        file.set_len(full.saturating_sub(bytes)).expect("room again");
    }
}

impl Drop for Confined {
    fn drop(&mut self) {
        self.stage.run("host stop");
        let _ = self.host.wait();
    }
}

#[test]
fn a_full_disk_stops_a_deploy_and_nothing_else() {
    let confined = Confined::new();
    let stage = &confined.stage;
    stage.run("deploy --train -y").status(0);
    // Text that doesn't compress, in many documents: more than the room that is left.
    for number in 0..120 {
        let words: Vec<String> = (0..400).map(|_| UniqueId::generate().to_string()).collect();
        stage.write(&format!("knowledge/big/{number}.md"), format!("# Big {number}\n\n{}\n", words.join(" ")));
    }
    stage.run("train").status(0);
    for room in [0, 300_000] {
        confined.fill(room);
        let ran = stage.run("update -y --format json");
        let result: Value = serde_json::from_str(ran.stdout.lines().last().expect("a result")).expect("JSON");
        assert!([7, 9].contains(&ran.status), "{room}: {result}");
        assert_eq!(result["live_release"].as_i64().unwrap_or(1), 1, "{room}: {result}");
        let words = result["diagnostic"].to_string();
        assert!(words.contains("full") || words.contains("No space left"), "{room}: {words}");
        let (status, answer) = ask(stage);
        assert!(
            status == 200 || answer.contains("storage_full"),
            "an answer, or a plain word why not: {status} {answer}"
        );
        std::fs::remove_file(confined.ballast()).expect("the ballast goes");
        let (status, answer) = ask(stage);
        assert_eq!(status, 200, "{room}: {answer}");
    }
    stage.run("update -y").status(0);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}

fn ask(stage: &Stage) -> (u16, String) {
    let body = json!({ "id": UniqueId::generate(), "text": "A che ora apre il ristorante a cena?" }).to_string();
    stage.request("POST", "/chat/v1/trattoria-del-porto/messages", body.as_bytes(), &["Content-Type: application/json"])
}
