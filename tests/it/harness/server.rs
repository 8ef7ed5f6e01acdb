//! A host as on a server: `botctl host run` with a `host.toml`, a bot deployed to it, and requests as a proxy would pass them on.

use std::cell::Cell;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use botctl::base::id::UniqueId;
use botctl::wire::path;
use reqwest::{Client, Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Ran, Test, binary};

/// The bot that is deployed.
pub const BOT: &str = "trattoria-del-porto";
/// Where the world reaches the host.
pub const PUBLIC: &str = "https://bots.example.com";

const LIMIT: Duration = Duration::from_secs(30);

/// A running host. It ends with this.
pub struct Server {
    test: Test,
    folder: tempfile::TempDir,
    process: Child,
    client: Client,
    url: String,
    admin: String,
    peers: Cell<u32>,
}

impl Server {
    /// Starts a host that trusts this machine as its proxy. `variables` are for its process.
    pub async fn start(variables: &[(&str, &str)]) -> Self {
        let test = Test::new().bot("examples/trattoria-del-porto");
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("store.secret"), "sqlite:store.sqlite\n").expect("the reference is written");
        botctl::base::http::install_crypto();
        let client = Client::builder().no_proxy().timeout(LIMIT).redirect(reqwest::redirect::Policy::none()).build();
        let client = client.expect("a client");
        let (process, url) = launch(&test, folder.path(), variables);
        let mut server = Self { test, folder, process, client, url, admin: String::new(), peers: Cell::new(0) };
        // A port that was free may be taken before the host binds it: then another is tried.
        for _ in 0..5 {
            if server.is_ready().await {
                break;
            }
            (server.process, server.url) = launch(&server.test, server.folder.path(), variables);
        }
        server.until_ready().await;
        let token = std::fs::read_to_string(server.data().join("admin.token")).expect("the admin's token");
        token.trim().clone_into(&mut server.admin);
        server
    }

    /// The same with the bot deployed, which `domains` may show.
    pub async fn deployed(domains: &[&str]) -> Self {
        let server = Self::start(&[]).await;
        if !domains.is_empty() {
            let path = server.test.folder().join("bot.toml");
            let text = std::fs::read_to_string(&path).expect("bot.toml is there");
            let (before, rest) = text.split_once("authorized_domains = ").expect("the example's domains");
            let (_, after) = rest.split_once('\n').expect("a line");
            std::fs::write(&path, format!("{before}authorized_domains = {domains:?}\n{after}")).expect("written");
        }
        server.run("deploy --train -y").status(0);
        server
    }

    /// Waits until the host serves.
    pub async fn until_ready(&mut self) {
        assert!(self.is_ready().await, "the host has ended: {}", self.log());
    }

    /// Waits until the host serves, or has ended.
    async fn is_ready(&mut self) -> bool {
        let began = Instant::now();
        while !self.client.get(format!("{}/readyz", self.url)).send().await.is_ok_and(|answer| answer.status() == 200) {
            if self.process.try_wait().expect("the host's state").is_some() {
                return false;
            }
            assert!(began.elapsed() < LIMIT, "the host never answers: {}", self.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        true
    }

    /// Runs the binary in the bot's folder against this host, with the admin's token.
    pub fn run(&self, line: &str) -> Ran {
        self.test.run_line(&format!("{line} --host {}", self.url), Some(("BOTCTL_TOKEN", &self.admin)))
    }

    /// The prepared run of the binary in the bot's folder.
    pub fn test(&self) -> &Test {
        &self.test
    }

    /// The admin's token.
    pub fn admin(&self) -> &str {
        &self.admin
    }

    /// The host's process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// The folder of all that the host keeps.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("botctl-data")
    }

    /// The folder of the host's file, store and log.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// All that the host has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("host.log")).expect("the log can be read")
    }

    /// A request from an address that was never seen before.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let number = self.peers.get() + 1;
        self.peers.set(number);
        self.request_from(&format!("10.{}.{}.{}", number >> 16, (number >> 8) & 255, number & 255), method, path)
    }

    /// A request from this address.
    pub fn request_from(&self, peer: &str, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().expect("a method");
        self.client.request(method, format!("{}{path}", self.url)).header("x-forwarded-for", peer)
    }

    /// The dashboard's login form, posted from the host's own page with this code.
    pub fn login_from(&self, peer: &str, code: &str) -> RequestBuilder {
        let posted = self.request_from(peer, "POST", path::DASHBOARD_LOGIN).header("origin", PUBLIC);
        posted.header("content-type", "application/x-www-form-urlencoded").body(format!("code={code}"))
    }

    /// Asks as the admin, and reads the answer of a success.
    pub async fn json(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let mut request = self.request(method, path).bearer_auth(&self.admin);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.expect("an answer");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{method} {path}: {status} {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Posts JSON as the admin: the status, and the answer.
    pub async fn post(&self, path: &str, body: &Value) -> (u16, Value) {
        let answer = self.request("POST", path).bearer_auth(&self.admin).json(body).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    }

    /// A request to begin a deployment of this release's content once more.
    pub async fn deployment_of(&self, number: u64) -> Value {
        let release = filled(path::RELEASE, &[("{number}", number.to_string().as_str())]);
        let manifest = self.json("GET", &format!("{release}/manifest"), None).await;
        let blob = |part: &str| {
            let digest = manifest["parts"][part]["blobs"][part]["digest"].as_str().expect("a digest").to_owned();
            self.request("GET", &format!("{release}/blobs/{digest}")).bearer_auth(&self.admin)
        };
        let (chatroom, operations) = (blob("chatroom").send().await, blob("operations").send().await);
        json!({
            "operation": "deploy", "kind": "complete", "rollback_to": null, "base_release": number, "force": true,
            "idempotency_key": UniqueId::generate(), "knowledge_bytes": 1, "who": "a test", "run_url": null, "sources": null,
            "chatroom": chatroom.expect("an answer").text().await.expect("text"),
            "operations": operations.expect("an answer").text().await.expect("text"),
            "manifest": manifest,
        })
    }

    /// Makes a token: its secret and its id.
    pub async fn token(&self, scope: &str, bots: &[&str], expires: Option<i64>) -> (String, String) {
        let body = json!({ "scope": scope, "bots": bots, "label": "test", "expires": expires });
        let made = self.json("POST", "/v1/tokens", Some(&body)).await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        (text(&made["token"]), text(&made["facts"]["id"]))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A path with its places filled: those named here, else the first release of the bot.
pub fn filled(path: &str, places: &[(&str, &str)]) -> String {
    let known = [("{bot}", BOT), ("{environment}", "default"), ("{number}", "1"), ("{address}", BOT)];
    places.iter().chain(&known).fold(path.to_owned(), |path, (place, value)| path.replace(place, value))
}

/// Starts the host on a port that nobody has: its process, and its address.
fn launch(test: &Test, folder: &Path, variables: &[(&str, &str)]) -> (Child, String) {
    let port = free_port();
    let toml = format!(
        "listen = \"127.0.0.1:{port}\"\npublic_url = \"{PUBLIC}\"\ntrusted_proxies = [\"127.0.0.1\"]\nstore = \"file:store.secret\"\n"
    );
    std::fs::write(folder.join("host.toml"), toml).expect("host.toml is written");
    let log = File::create(folder.join("host.log")).expect("a log");
    let mut command = test.command(binary());
    command.args(["host", "run"]).current_dir(folder).env("BOTCTL_LOG", "debug");
    command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    (command.spawn().expect("the host starts"), format!("http://127.0.0.1:{port}"))
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("it is bound").port()
}
