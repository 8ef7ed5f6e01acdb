//! A deployed bot, and sites on origins of their own.

use std::path::Path;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::response::IntoResponse;
use tokio::net::TcpListener;

use super::chromium::Browser;
use crate::harness::{Ran, Stage as Own, open_store};

/// The example's id.
pub const BOT: &str = "trattoria-del-porto";

/// The example on a local host of its own, and where it is shown.
pub struct Stage {
    own: Own,
    demo: String,
}

impl Stage {
    /// Deploys the example, which `domains` may show beside its own.
    pub fn deployed(domains: &[String]) -> Self {
        Self::with(domains, |_| {})
    }

    /// Deploys the example after `change` was at its folder.
    pub fn with(domains: &[String], change: impl FnOnce(&Own)) -> Self {
        let own = Own::new("examples/trattoria-del-porto");
        let list = "authorized_domains = [";
        let listed: String = domains.iter().map(|domain| format!("\"{domain}\", ")).collect();
        own.edit("bot.toml", list, &format!("{list}{listed}"));
        change(&own);
        let deployed = own.run("deploy --train -y").status(0);
        Self { own, demo: deployed.stdout.trim_end().to_owned() }
    }

    /// Runs the binary in the bot's folder.
    pub fn run(&self, line: &str) -> Ran {
        self.own.run(line)
    }

    /// Runs the binary in the bot's folder on a terminal.
    pub fn run_in_terminal(&self, line: &str) -> Ran {
        self.own.0.run_line_in_terminal(line)
    }

    /// The bot's folder.
    pub fn folder(&self) -> &Path {
        self.own.folder()
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

    /// Opens the dashboard by a fresh code.
    pub async fn log_in(&self, browser: &Browser) {
        let shown = self.run("dashboard").status(0).stdout;
        let (login, code) = shown.trim_end().split_once('\t').expect("an address and a code");
        browser.enter(login, code).await;
        browser.until("document.querySelector('.state')").await;
    }

    /// What is in the host's store: each message's text, oldest first.
    pub async fn messages(&self) -> Vec<String> {
        let store = open_store(&self.own.host_data().join("store.sqlite")).await;
        let (bot, environment) = (BOT.parse().expect("an id"), "default".parse().expect("a name"));
        let turns = store.recent_turns(&bot, &environment, 1000).await.expect("turns");
        store.close().await;
        turns.into_iter().rev().map(|turn| turn.text).collect()
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
    /// A place that nobody else has.
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
