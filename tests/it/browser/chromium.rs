//! A real Chromium, driven through chromedriver.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::common::log::LoggingPrefsLogLevel;
use thirtyfour::prelude::*;

const LIMIT: Duration = Duration::from_secs(30);

/// A browser; the session ends before its driver does.
pub struct Browser {
    /// The page.
    pub page: WebDriver,
    driver: String,
    _process: Process,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// One without a window, with a profile of its own.
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
        let driver = format!("http://127.0.0.1:{port}");
        let page = WebDriver::builder(driver.clone(), wanted).client(client()).await;
        Self { page: page.expect("Chromium starts"), driver, _process: process, _profile: profile }
    }

    /// Opens a page.
    pub async fn open(&self, address: &str) {
        self.page.goto(address).await.expect("the page");
    }

    /// Ends the session.
    pub async fn close(self) {
        self.page.quit().await.expect("the session ends");
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let address = format!("{}/session/{}/goog/cdp/execute", self.driver, self.page.session_id());
        let body = json!({ "cmd": command, "params": parameters });
        let answer = client().post(address).json(&body).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        assert!(answer["value"]["error"].is_null(), "{command}: {answer}");
        answer["value"].clone()
    }

    /// Runs a script of the page; `widget` is the widget's shadow root.
    pub async fn script(&self, body: &str) -> Value {
        let script = format!("const widget = document.querySelector('[data-botctl]')?.shadowRoot; {body}");
        self.page.execute(script, []).await.expect("a script").json().clone()
    }

    /// Presses a key, wherever the focus is.
    pub async fn press(&self, key: Key) {
        self.page.action_chain().send_keys(char::from(key).to_string()).perform().await.expect("pressed");
    }

    /// Presses a key together with Shift.
    pub async fn press_with_shift(&self, key: Key) {
        let chain = self.page.action_chain().key_down(Key::Shift);
        chain.send_keys(char::from(key).to_string()).key_up(Key::Shift).perform().await.expect("pressed");
    }

    /// Types a code into the login page.
    pub async fn enter(&self, login: &str, code: &str) {
        self.open(login).await;
        self.page.find(By::Id("code")).await.expect("the field").send_keys(code).await.expect("typed");
        self.page.find(By::Css("button")).await.expect("the button").click().await.expect("sent");
    }

    /// Waits until an expression of the page is true.
    #[track_caller]
    pub fn until<'a>(&'a self, expression: &'a str) -> impl Future<Output = ()> + 'a {
        let caller = std::panic::Location::caller();
        async move {
            let began = Instant::now();
            while self.script(&format!("return !!({expression});")).await != true {
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

    /// Opens the window.
    pub async fn open_window(&self) {
        self.widget(".launcher").await.click().await.expect("opened");
        self.until("widget.querySelector('.panel:not([hidden])')").await;
    }

    /// Types a question, and returns the reply's text.
    pub async fn ask(&self, question: &str) -> String {
        self.widget("textarea").await.send_keys(question).await.expect("typed");
        self.widget(".send").await.click().await.expect("sent");
        self.answer().await
    }

    /// Waits for the reply, and returns its text.
    pub async fn answer(&self) -> String {
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

fn client() -> reqwest::Client {
    botctl::base::http::install_crypto();
    reqwest::Client::builder().no_proxy().timeout(LIMIT).build().expect("a client")
}

/// chromedriver.
struct Process(Child);

/// It chooses a port for IPv4 and ends if that is taken for IPv6, which happens beside tests that open many.
const STARTS: usize = 5;

impl Process {
    fn start() -> (Self, u16) {
        (0..STARTS).find_map(|_| Self::try_start()).expect("chromedriver names its port")
    }

    fn try_start() -> Option<(Self, u16)> {
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
        Some((process, port?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
