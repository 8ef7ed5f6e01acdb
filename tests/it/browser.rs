//! The chat window and the dashboard, in a real Chromium on real origins.

mod attack;
pub mod chromium;
mod faults;
pub mod look;
mod pages;
mod relay;
pub mod scene;
mod talk;

use std::time::{Duration, Instant};

use serde_json::json;
use thirtyfour::prelude::*;

use crate::harness;
use chromium::Browser;
use scene::{Plot, Stage};

const QUESTION: &str = "Quali sono gli orari del ristorante?";
const LIMIT: Duration = Duration::from_secs(30);
/// What the answer to it says.
const HOURS: &str = "12:15 alle 14:30";

/// Adds a Q&A with all that Markdown has, and three that one word can't tell from each other, which a strict bot offers.
/// The example's own tests go, as they were written for its own Q&As.
fn add_questions(stage: &harness::Stage) {
    let text = stage.read("bot.toml");
    let (bot, _tests) = text.split_once("\n[[tests]]").expect("the example has tests");
    stage.write("bot.toml", bot);
    stage.edit("bot.toml", "strictness = 5", "strictness = 9");
    stage.write("qa/more.toml", include_str!("../fixtures/widget/questions.toml"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_page_answers_from_qas_and_documents() {
    let stage = Stage::deployed(&[]);
    let browser = Browser::start().await;
    browser.open(stage.demo()).await;
    browser.until("widget?.querySelector('.panel:not([hidden])')").await;
    browser.widget("button.close").await.click().await.expect("closed");
    browser.until("widget.querySelector('.panel[hidden]')").await;
    browser.widget(".launcher").await.click().await.expect("opened");
    browser.until("widget.querySelector('.panel:not([hidden])')").await;

    let answer = browser.ask(QUESTION).await;
    assert!(answer.contains(HOURS), "{answer}");
    let answer = browser.ask("Chi era Bastiano Canepa?").await;
    assert!(answer.contains("Bastiano"), "{answer}");
    let source = browser.widget(".turn:last-child .sources a").await;
    let address = source.attr("href").await.expect("an attribute").expect("a link");
    assert!(address.starts_with("https://www.trattoria-del-porto.example/info/storia"), "{address}");
    assert_eq!(browser.console().await, []);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_snippet_answers_on_another_origin_under_a_strict_policy() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let site = plot.build(&stage);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.widget(".launcher").await.click().await.expect("opened");
    let answer = browser.ask(QUESTION).await;
    assert!(answer.contains(HOURS), "{answer}");

    browser.page.refresh().await.expect("the site again");
    browser.widget(".launcher").await.click().await.expect("opened");
    browser.until("widget.querySelector('.turn.visitor ~ .turn.bot').textContent.includes('12:15')").await;
    assert_eq!(browser.console().await, []);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_listed_gets_one_line_in_the_console() {
    let (listed, other) = (Plot::new().await, Plot::new().await);
    let stage = Stage::deployed(std::slice::from_ref(&listed.domain));
    let origin = format!("http://{}", other.domain);
    let site = other.build(&stage);
    let browser = Browser::start().await;
    browser.open(&site).await;
    let (mut console, began) = (Vec::new(), Instant::now());
    while !console.iter().any(|(source, _)| source == "console-api") {
        assert!(began.elapsed() < LIMIT, "the widget says why it isn't there: {console:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
        console.extend(browser.console().await);
    }
    let ours: Vec<&String> =
        console.iter().filter(|(source, _)| source == "console-api").map(|(_, message)| message).collect();
    let [line] = ours[..] else { panic!("{console:?}") };
    for part in ["\\\"trattoria-del-porto\\\"", &origin, "settings.authorized_domains", "botctl update"] {
        assert!(line.contains(part), "{part}: {line}");
    }
    let policy: Vec<_> = console.iter().filter(|(_, message)| message.contains("Content Security Policy")).collect();
    assert!(policy.is_empty(), "{policy:?}");
    browser.until("!document.querySelector('[data-botctl]')").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_the_dashboard_once() {
    let stage = Stage::deployed(&[]);
    let shown = stage.run("dashboard").status(0).stdout;
    let (login, code) = shown.trim_end().split_once('\t').expect("an address and a code");
    let browser = Browser::start().await;
    browser.enter(login, code).await;
    browser.until("document.querySelector('.state')?.textContent.trim() === 'Deployed'").await;
    let title = browser.page.title().await.expect("a title");
    assert_eq!(title, "Trattoria del Porto – dashboard");
    assert_eq!(browser.console().await, []);
    assert_session_is_locked_away(&browser).await;

    browser.page.delete_all_cookies().await.expect("logged out");
    browser.enter(login, code).await;
    browser.until("document.querySelector('#error')").await;
    let refusal = browser.page.find(By::Id("error")).await.expect("a reason").text().await.expect("text");
    assert!(refusal.contains("code"), "{refusal}");
    browser.open(&format!("{}/dashboard/trattoria-del-porto", stage.host())).await;
    browser.until("document.querySelector('#code') && !document.querySelector('.state')").await;
    browser.close().await;
}

/// The cookie is out of scripts' and other sites' reach, and no script that isn't the page's own runs.
async fn assert_session_is_locked_away(browser: &Browser) {
    let cookies = browser.devtools("Network.getAllCookies", json!({})).await;
    let [cookie] = &cookies["cookies"].as_array().expect("cookies")[..] else { panic!("{cookies}") };
    assert_eq!((&cookie["httpOnly"], &cookie["sameSite"]), (&json!(true), &json!("Strict")), "{cookie}");
    assert_eq!(browser.script("return document.cookie").await, "");
    let tried = "
        try {
            const script = document.createElement('script');
            script.text = 'window.ran = true';
            document.body.append(script);
        } catch (error) {
            return [error.name, 'ran' in window];
        }
        return ['nothing', 'ran' in window];";
    assert_eq!(browser.script(tried).await, json!(["TypeError", false]), "Trusted Types refuse it");
    let handler = "
        try {
            document.body.setAttribute('onclick', 'window.ran = true');
            document.body.click();
        } catch {}
        return 'ran' in window;";
    assert_eq!(browser.script(handler).await, false);
    // The refusals are in the console now; what is read from it later is about what comes later.
    browser.console().await;
}
