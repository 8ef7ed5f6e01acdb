//! A host that fails, and a plan that is used up: the visitor is told, and a message is answered once.

use serde_json::Value;

use super::chromium::Browser;
use super::relay::{Relay, Weather};
use super::scene::{Plot, Stage, page_with};
use super::{HOURS, QUESTION};

const PROBLEM: &[(&str, &str)] = &[("content-type", "application/json"), ("retry-after", "0")];

/// Ids of the messages that came by.
fn ids(seen: &[Value]) -> Vec<&str> {
    seen.iter().map(|message| message["id"].as_str().expect("an id")).collect()
}

/// An open window whose way to the host leads through a relay.
async fn behind_a_relay() -> (Stage, Relay, Browser) {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let relay = Relay::before(stage.host()).await;
    let site = plot.publish(vec![(String::new(), page_with(&relay.snippet()))]);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    (stage, relay, browser)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fault_that_passes_is_not_seen_and_the_message_is_stored_once() {
    let (stage, relay, browser) = behind_a_relay().await;
    let passing = [
        ("500", vec![Weather::Fault { status: 500, headers: &[], body: "" }]),
        ("502 of a proxy", vec![Weather::Fault { status: 502, headers: &[], body: "<html>Bad Gateway</html>" }]),
        ("503", vec![Weather::Fault { status: 503, headers: PROBLEM, body: "{\"code\":\"unavailable\"}" }]),
        ("cut", vec![Weather::Cut]),
        ("cut twice", vec![Weather::Cut, Weather::Cut]),
    ];
    for (round, (name, weather)) in passing.into_iter().enumerate() {
        let tries = weather.len() + 1;
        relay.expect(weather);
        let question = format!("{QUESTION} {round}");
        let answer = browser.ask(&question).await;
        assert!(answer.contains(HOURS), "{name}: {answer}");
        let seen = relay.seen();
        assert_eq!(seen.len(), tries, "{name}: {seen:?}");
        assert!(ids(&seen).windows(2).all(|pair| pair[0] == pair[1]), "{name}: the same id each time: {seen:?}");
        let stored = stage.messages().await;
        assert_eq!(stored.iter().filter(|text| **text == question).count(), 1, "{name}: {stored:?}");
        assert_eq!(stored.len(), round + 1, "{name}: {stored:?}");
    }
    let faults = browser.script("return widget.querySelectorAll('.fault').length").await;
    assert_eq!(faults, 0, "the visitor saw none of it");
    let used = stage.run("host plan show --format json").status(0).object();
    assert_eq!(used["messages_used"], 5, "{used}");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_down_is_told_with_the_contact_and_asked_again_with_the_same_id() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let site = plot.build(&stage);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    // What the widget sends is seen where it is sent from: there is no host that could tell.
    browser.script("window.sent = []; const real = window.fetch; window.fetch = (address, options) => { if (options?.body) { sent.push(JSON.parse(options.body).id); } return real(address, options); }; window.troubles = []; addEventListener('unhandledrejection', ({ reason }) => troubles.push(String(reason))); addEventListener('error', ({ message }) => troubles.push(message));").await;
    stage.run("host stop").status(0);
    let told = browser.ask(QUESTION).await;
    assert!(told.contains("0185 555 01 42"), "bot.toml's own words for this: {told}");
    let hrefs = "[...widget.querySelectorAll('.fault .contact a')].map(({ protocol }) => protocol)";
    assert_eq!(browser.script(&format!("return {hrefs}")).await, serde_json::json!(["mailto:", "tel:", "https:"]));
    stage.run("host start").status(0);
    browser.widget(".fault .retry").await.click().await.expect("again");
    browser.until("!widget.querySelector('.fault')").await;
    let answer = browser.answer().await;
    assert!(answer.contains(HOURS), "{answer}");

    let sent: Vec<String> = serde_json::from_value(browser.script("return sent").await).expect("ids");
    assert_eq!(sent.len(), 4, "three tries and the visitor's own: {sent:?}");
    assert!(sent.windows(2).all(|pair| pair[0] == pair[1]), "{sent:?}");
    assert_eq!(stage.messages().await, [QUESTION]);
    let turns = browser.script("return widget.querySelectorAll('.turn').length").await;
    assert_eq!(turns, 3, "the welcome, the question, the answer");
    assert_eq!(browser.script("return troubles").await, serde_json::json!([]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_wait_is_not_waited_for() {
    let (stage, relay, browser) = behind_a_relay().await;
    let headers: &[_] = &[("content-type", "application/json"), ("retry-after", "60")];
    relay.expect([Weather::Fault { status: 429, headers, body: "{\"code\":\"too_many_requests\"}" }]);
    // The answer is awaited for half of that time.
    let told = browser.ask(QUESTION).await;
    assert!(told.contains("Troppi messaggi"), "{told}");
    assert_eq!(relay.seen().len(), 1);
    assert_eq!(stage.messages().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn over_the_plans_limit_the_contact_is_shown_and_nothing_is_counted() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    stage.run("host plan set --messages-limit 1").status(0);
    let site = plot.build(&stage);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    assert!(browser.ask(QUESTION).await.contains(HOURS));
    let told = browser.ask("Quanto costa una camera?").await;
    assert!(told.starts_with("Per questo mese ho risposto"), "bot.toml's own words for this: {told}");
    browser.until("widget.querySelectorAll('.turn:last-child .contact a').length === 3").await;
    browser.until("!widget.querySelector('.retry')").await;

    stage.log_in(&browser).await;
    let text = browser.script("return document.querySelector('main').innerText").await;
    let text = text.as_str().expect("text");
    for part in ["1 of 1", "Over the limit", "Your site", QUESTION] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let checked = stage.run("check").status(5).stdout;
    assert!(checked.contains("Message usage limit reached"), "{checked}");
    // The demo page is for trying: it goes on.
    browser.open(stage.demo()).await;
    browser.until("widget?.querySelector('.panel:not([hidden])')").await;
    assert!(browser.ask(QUESTION).await.contains(HOURS));
    browser.close().await;
}
