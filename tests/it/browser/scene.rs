//! A deployed bot, and sites on origins of their own.

use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use super::chromium::Browser;
use crate::harness::{Ran, Test};

pub const BOT: &str = "trattoria-del-porto";

/// A bot on a local host of its own, which is stopped at the end.
pub struct Stage {
    test: Test,
    demo: String,
}

impl Stage {
    /// Deploys the example, which `domains` may show beside its own.
    pub fn deployed(domains: &[String]) -> Self {
        Self::with(domains, |_| {})
    }

    /// Deploys the example after `change` was at its folder.
    pub fn with(domains: &[String], change: impl FnOnce(&Path)) -> Self {
        let test = Test::new().bot("examples/trattoria-del-porto");
        let path = test.folder().join("bot.toml");
        let text = std::fs::read_to_string(&path).expect("bot.toml is there");
        let own = "authorized_domains = [";
        assert!(text.contains(own), "{text}");
        let listed: String = domains.iter().map(|domain| format!("\"{domain}\", ")).collect();
        std::fs::write(&path, text.replace(own, &format!("{own}{listed}"))).expect("bot.toml is written");
        change(test.folder());
        let mut stage = Self { test, demo: String::new() };
        let deployed = stage.run("deploy --train -y").status(0);
        stage.demo = deployed.stdout.trim_end().to_owned();
        stage
    }

    /// Runs the binary in the bot's folder.
    pub fn run(&self, line: &str) -> Ran {
        self.test.run_line(line, None)
    }

    /// Runs the binary in the bot's folder on a terminal.
    pub fn run_in_terminal(&self, line: &str) -> Ran {
        self.test.run_line_in_terminal(line)
    }

    /// The bot's folder.
    pub fn folder(&self) -> &Path {
        self.test.folder()
    }

    /// The demo page's address.
    pub fn demo(&self) -> &str {
        &self.demo
    }

    /// The host's origin.
    pub fn host(&self) -> &str {
        self.demo.strip_suffix(&format!("/demo/{BOT}")).expect("a demo page")
    }

    /// The address of the widget's loader.
    pub fn bundle(&self) -> String {
        format!("{}/w/{BOT}/bundle.js", self.host())
    }

    /// A path of the host, behind a login with a fresh code.
    pub async fn log_in(&self, browser: &Browser) {
        let shown = self.run("dashboard").status(0).stdout;
        let (login, code) = shown.trim_end().split_once('\t').expect("an address and a code");
        browser.enter(login, code).await;
        browser.until("document.querySelector('.state')").await;
    }

    /// What is in the host's store: each message's text, oldest first.
    pub async fn messages(&self) -> Vec<String> {
        let file = self.test.state().join("host/data/store.sqlite");
        let url = botctl::base::secret::Secret::new(format!("sqlite:{}", file.display()));
        let store =
            botctl::host::store::Store::open(&botctl::host::store::StoreConfig::new(url)).await.expect("a store");
        let (bot, environment) = (BOT.parse().expect("an id"), "default".parse().expect("a name"));
        let turns = store.recent_turns(&bot, &environment, 1000).await.expect("turns");
        store.close().await;
        turns.into_iter().rev().map(|turn| turn.text).collect()
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.run("host stop");
    }
}

/// A page of a site.
#[derive(Clone)]
pub struct Page {
    html: String,
    policy: Option<String>,
}

impl Page {
    /// A page as it is.
    pub fn new(html: impl Into<String>) -> Self {
        Self { html: html.into(), policy: None }
    }

    /// With a Content-Security-Policy.
    pub fn under(self, policy: impl Into<String>) -> Self {
        Self { policy: Some(policy.into()), ..self }
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
        let page = page_with(&snippet).under(strict_policy(stage.host()));
        self.publish(vec![(String::new(), page)])
    }

    /// Serves pages by their names; the one without a name is the site's own address, which is returned.
    pub fn publish(self, pages: Vec<(String, Page)>) -> String {
        let site = Router::new().fallback(async move |request: axum::extract::Request| {
            let name = request.uri().path().trim_start_matches('/').to_owned();
            let Some((_, page)) = pages.iter().find(|(own, _)| *own == name) else {
                return StatusCode::NOT_FOUND.into_response();
            };
            let mut response = ([(CONTENT_TYPE, "text/html; charset=utf-8")], page.html.clone()).into_response();
            if let Some(policy) = &page.policy {
                response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy.parse().expect("a policy"));
            }
            response
        });
        tokio::spawn(async move { axum::serve(self.listener, site).await });
        format!("http://{}/", self.domain)
    }
}

/// A page that holds a snippet and nothing else.
pub fn page_with(snippet: &str) -> Page {
    Page::new(format!(
        "<!doctype html><html lang=it><head><title>Sito</title><link rel=icon href=\"data:,\">{snippet}</head><body></body></html>"
    ))
}

/// A policy that allows `host` and nothing else.
pub fn strict_policy(host: &str) -> String {
    format!(
        "default-src 'none'; script-src {host}; connect-src {host}; img-src data:; require-trusted-types-for 'script'; trusted-types"
    )
}
