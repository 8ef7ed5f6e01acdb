//! A host as a process of its own, to be killed and started anew on the same data.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use botctl::base::clock::Clock;
use botctl::base::secret::Secret;
use botctl::client::Client;

const LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(3);

/// A host's process.
pub struct KillableHost {
    state: tempfile::TempDir,
    process: Child,
}

impl KillableHost {
    /// Starts one with an empty store.
    pub async fn start() -> Self {
        let state = tempfile::tempdir().expect("a temporary folder");
        let process = spawn(&state, None);
        let server = Self { state, process };
        server.ready().await;
        server
    }

    /// Starts it anew; `fault` is armed in it.
    pub async fn revive(&mut self, fault: Option<&str>) {
        std::fs::remove_file(self.file("host.json")).expect("the dead host's record");
        self.process = spawn(&self.state, fault);
        self.ready().await;
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.process.kill().expect("the host can be killed");
        self.process.wait().expect("the host is dead");
    }

    /// Waits until it has died by itself.
    pub async fn dead(&mut self, why: &str) {
        let began = Instant::now();
        while self.process.try_wait().expect("the host's state").is_none() {
            assert!(began.elapsed() < LIMIT, "the host dies at {why}; it says:\n{}", self.log());
            tokio::time::sleep(POLL).await;
        }
    }

    /// A client with an admin's token.
    pub fn client(&self) -> Client {
        botctl::base::http::install_crypto();
        let record = std::fs::read(self.file("host.json")).expect("the host's record");
        let record: serde_json::Value = serde_json::from_slice(&record).expect("JSON");
        let url = record["url"].as_str().expect("an address").parse().expect("an address");
        let token = std::fs::read_to_string(self.file("admin.token")).expect("the host's token");
        Client::new(&url, Some(Secret::new(token.trim())), Clock::system()).expect("a client")
    }

    /// The SQLite file.
    pub fn store(&self) -> PathBuf {
        self.file("data/store.sqlite")
    }

    /// What it said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.state.path().join("log")).unwrap_or_default()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.state.path().join("host").join(name)
    }

    /// It has said where it answers; requests wait from then on until it does.
    async fn ready(&self) {
        let began = Instant::now();
        while !self.file("host.json").is_file() {
            assert!(began.elapsed() < LIMIT, "the host starts; it says:\n{}", self.log());
            tokio::time::sleep(POLL).await;
        }
    }
}

impl Drop for KillableHost {
    fn drop(&mut self) {
        // One that is dead already is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn spawn(state: &tempfile::TempDir, fault: Option<&str>) -> Child {
    let log = File::options().create(true).append(true).open(state.path().join("log")).expect("a log");
    let mut command = Command::new(env!("CARGO_BIN_EXE_botctl"));
    command.args(["host", "run", "--local"]).env_clear().env("HOME", state.path());
    command.env("BOTCTL_STATE_DIR", state.path()).envs(fault.map(|fault| ("BOTCTL_FAULT", fault)));
    command.stdin(Stdio::null()).stdout(log.try_clone().expect("the log twice")).stderr(log);
    command.spawn().expect("the host starts")
}
