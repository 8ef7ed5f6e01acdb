//! A real Chromium, a deployed bot, and sites on origins of their own.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::{Router, routing::get};
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;
use tokio::net::TcpListener;

use crate::harness::{Ran, Test};

const LIMIT: Duration = Duration::from_secs(30);
const BOT: &str = "trattoria-del-porto";

/// A bot on a local host of its own, which is stopped at the end.
pub struct Stage {
    test: Test,
    demo: String,
}

impl Stage {
    /// Deploys the example, which `domains` may show beside its own.
    pub fn deployed(domains: &[String]) -> Self {
        let test = Test::new().bot("examples/trattoria-del-porto");
        let path = test.folder().join("bot.toml");
        let text = std::fs::read_to_string(&path).expect("bot.toml is there");
        let own = "authorized_domains = [";
        assert!(text.contains(own), "{text}");
        let listed: String = domains.iter().map(|domain| format!("\"{domain}\", ")).collect();
        std::fs::write(&path, text.replace(own, &format!("{own}{listed}"))).expect("bot.toml is written");
        let mut stage = Self { test, demo: String::new() };
        let deployed = stage.run("deploy --train -y").status(0);
        stage.demo = deployed.stdout.trim_end().to_owned();
        stage
    }

    /// Runs the binary in the bot's folder.
    pub fn run(&self, line: &str) -> Ran {
        self.test.run_line(line, None)
    }

    /// The demo page's address.
    pub fn demo(&self) -> &str {
        &self.demo
    }

    /// The host's origin.
    pub fn host(&self) -> &str {
        self.demo.strip_suffix(&format!("/demo/{BOT}")).expect("a demo page")
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.run("host stop");
    }
}

/// A place for a site: an origin that is known before the bot is deployed.
pub struct Plot {
    listener: TcpListener,
    /// As `authorized_domains` has it.
    pub domain: String,
}

impl Plot {
    pub async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let domain = listener.local_addr().expect("it is bound").to_string();
        Self { listener, domain }
    }

    /// Serves a page with the printed snippet, under a policy that allows the host and nothing else.
    pub fn build(self, stage: &Stage) -> String {
        let snippet = stage.run("snippet").status(0).stdout;
        let page =
            format!("<!doctype html><html lang=it><head><title>Sito</title>{snippet}</head><body></body></html>");
        let host = stage.host();
        let policy = format!(
            "default-src 'none'; script-src {host}; connect-src {host}; require-trusted-types-for 'script'; trusted-types"
        );
        let answer = move || async move {
            ([(CONTENT_SECURITY_POLICY, policy), (CONTENT_TYPE, "text/html; charset=utf-8".to_owned())], page)
        };
        let site = Router::new().route("/", get(answer)).route("/favicon.ico", get(|| async {}));
        tokio::spawn(async move { axum::serve(self.listener, site).await });
        format!("http://{}/", self.domain)
    }
}

/// A browser; the session ends before its driver does.
pub struct Browser {
    /// The page.
    pub page: WebDriver,
    _process: Process,
    _profile: tempfile::TempDir,
}

impl Browser {
    pub async fn start() -> Self {
        let (process, port) = Process::start();
        let profile = tempfile::tempdir().expect("a temporary folder");
        let mut wanted = DesiredCapabilities::chrome();
        let folder = format!("--user-data-dir={}", profile.path().display());
        for argument in [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1100,750",
            &folder,
        ] {
            wanted.add_arg(argument).expect("an argument");
        }
        wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a log level");
        let client = reqwest::Client::builder().no_proxy().timeout(LIMIT).build().expect("a client");
        let page = WebDriver::builder(format!("http://127.0.0.1:{port}"), wanted).client(client).await;
        Self { page: page.expect("Chromium starts"), _process: process, _profile: profile }
    }

    /// Waits until an expression of the page is true.
    #[track_caller]
    pub fn until<'a>(&'a self, expression: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let began = Instant::now();
            let script =
                format!("const widget = document.querySelector('[data-botctl]')?.shadowRoot; return !!({expression});");
            while !self.page.execute(&script, []).await.expect("a script").convert::<bool>().expect("true or false") {
                assert!(began.elapsed() < LIMIT, "{caller}: never: {expression}\n{:?}", self.console().await);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }

    /// An element of the widget.
    pub async fn widget(&self, selector: &str) -> WebElement {
        self.until(&format!("widget?.querySelector('{selector}')")).await;
        let host = self.page.find(By::Css("[data-botctl]")).await.expect("the widget");
        let root = host.get_shadow_root().await.expect("its shadow tree");
        root.find(By::Css(selector.to_owned())).await.expect("the element")
    }

    /// Types a question, and returns the reply's text.
    pub async fn ask(&self, question: &str) -> String {
        self.widget("textarea").await.send_keys(question).await.expect("typed");
        self.widget(".send").await.click().await.expect("sent");
        // The reply is announced when all of it is there.
        self.until("widget.querySelector('[role=status]').textContent && !widget.querySelector('.dots')").await;
        self.widget(".turn.visitor ~ .turn.bot:last-child .bubble").await.text().await.expect("text")
    }

    /// What the console got since it was read last: where from, and what.
    pub async fn console(&self) -> Vec<(String, String)> {
        let entries = self.page.browser_log().await.expect("the browser's log");
        entries.into_iter().map(|entry| (entry.source.unwrap_or_default(), entry.message)).collect()
    }
}

/// chromedriver.
struct Process(Child);

impl Process {
    fn start() -> (Self, u16) {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let started = command.spawn();
        let child = started.expect("chromedriver: apt-get install --no-install-recommends chromium chromium-driver");
        let mut process = Self(child);
        let mut lines = BufReader::new(process.0.stdout.take().expect("stdout is a pipe")).lines();
        let port = lines.by_ref().map_while(Result::ok).find_map(|line| {
            line.strip_prefix("ChromeDriver was started successfully on port ")?.trim_end_matches('.').parse().ok()
        });
        std::thread::spawn(move || lines.for_each(drop));
        (process, port.expect("chromedriver names its port"))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
