//! `botctl host run FILE` in the foreground, as on a server; and a browser's requests to it.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::harness::http::exchange;

const LIMIT: Duration = Duration::from_secs(60);

/// A host with a folder and a configuration of its own.
pub struct Server {
    folder: tempfile::TempDir,
    process: Child,
    /// Where it answers.
    pub url: String,
}

impl Server {
    /// Starts it with this `host.toml`, in which `listen` is added, and these variables.
    pub fn start(text: &str, variables: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = format!("listen = \"127.0.0.1:0\"\n{text}");
        std::fs::write(folder.path().join("host.toml"), text).expect("host.toml");
        let log = std::fs::File::create(folder.path().join("log")).expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_botctl"));
        command.args(["host", "run"]).current_dir(folder.path()).env_clear().env("HOME", folder.path());
        command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        let mut server = Self { process: command.spawn().expect("the host starts"), folder, url: String::new() };
        server.url = server.announced();
        server
    }

    fn announced(&mut self) -> String {
        let began = Instant::now();
        loop {
            let log = self.log();
            let told = log.split("Serving ").nth(1).and_then(|rest| rest.split_whitespace().next());
            if let Some(url) = told.filter(|_| log.contains("admin token in ")) {
                return url.to_owned();
            }
            let ended = self.process.try_wait().expect("the host's state");
            assert!(ended.is_none() && began.elapsed() < LIMIT, "the host starts:\n{log}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What it said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// A file in its folder.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder.path().join(file)
    }

    /// The file of its admin's token, as it names it.
    pub fn admin(&self) -> PathBuf {
        let log = self.log();
        let file = log.split("admin token in ").nth(1).and_then(|rest| rest.split(')').next()).expect("it is named");
        Path::new(file).to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status();
        let _ = self.process.wait();
    }
}

/// A response: its status and its body.
pub struct Response {
    /// The status.
    pub status: u16,
    /// Everything behind the head.
    pub body: String,
}

impl Response {
    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// Sends a request from a page of `origin`, with a JSON body if there is one.
pub fn from_page(url: &str, path: &str, origin: &str, body: Option<&Value>) -> Response {
    let (method, body) = body.map_or(("GET", String::new()), |body| ("POST", body.to_string()));
    let origin = format!("Origin: {origin}");
    let headers = [origin.as_str(), "Content-Type: application/json"];
    let (status, body) = exchange(url, method, path, &headers, body.as_bytes());
    Response { status, body }
}

/// A visitor's message from a page.
pub fn message(url: &str, address: &str, origin: &str, text: &str) -> Response {
    let id = botctl::base::id::UniqueId::generate();
    let body = serde_json::json!({ "id": id, "text": text });
    from_page(url, &format!("/chat/v1/{address}/messages"), origin, Some(&body))
}
