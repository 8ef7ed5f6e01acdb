//! A whole conversation in the window: choices, keyboard, what is kept, and a strict policy over all of it.

use serde_json::json;
use thirtyfour::prelude::*;

use super::chromium::Browser;
use super::relay::{Relay, Weather};
use super::scene::{BOT, Page, Plot, Stage, page_with};
use super::{HOURS, QUESTION, add_questions};

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_buttons_that_answer_and_stay_open_on_the_next_page() {
    let plot = Plot::new().await;
    let stage = Stage::with(std::slice::from_ref(&plot.domain), add_questions);
    let site = plot.build(&stage);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    browser.ask("garage").await;
    let labels = "[...widget.querySelectorAll('.turn:last-child .choices button')].map((button) => button.textContent)";
    let shown = browser.script(&format!("return {labels}")).await;
    let shown: Vec<String> = serde_json::from_value(shown).expect("labels");
    assert_eq!(shown.len(), 3, "{shown:?}");

    browser.page.refresh().await.expect("the page again");
    browser.open_window().await;
    browser.until(&format!("{labels}.length === 3")).await;
    let wanted = "Quanto costa il garage per la motocicletta?";
    let place = shown.iter().position(|label| label == wanted).expect("the motorbike is a choice");
    browser.widget(&format!(".choices button:nth-child({})", place + 1)).await.click().await.expect("picked");
    browser.until("widget.querySelector('.turn:last-child').textContent.includes('6 €')").await;
    browser.until("!widget.querySelector('.choices') && widget.activeElement?.localName === 'textarea'").await;
    let said = browser
        .script("return [...widget.querySelectorAll('.visitor .bubble')].map((bubble) => bubble.lastChild.data)")
        .await;
    assert_eq!(said, json!(["garage", wanted]));
    assert_eq!(stage.messages().await, ["garage", wanted]);
    assert_eq!(browser.console().await, []);
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_is_enough() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let snippet = stage.run("snippet").status(0).stdout;
    let site = plot.publish(vec![(
        String::new(),
        Page::new(format!("<!doctype html><html lang=it><head><title>Sito</title>{snippet}</head><body><a href=/>prima</a></body></html>")),
    )]);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.until("widget?.querySelector('.launcher')").await;
    browser.press(Key::Tab).await;
    browser.press(Key::Tab).await;
    assert_focus(&browser, "launcher").await;
    browser.press(Key::Enter).await;
    browser.until("widget.activeElement?.localName === 'textarea'").await;
    assert_focus(&browser, "textarea").await;

    browser.page.action_chain().send_keys(QUESTION).perform().await.expect("typed");
    browser.press_with_shift(Key::Enter).await;
    let text = browser.script("return widget.querySelector('textarea').value").await;
    assert_eq!(text, format!("{QUESTION}\n"), "Shift and Enter begin a line");
    browser.press(Key::Enter).await;
    assert!(browser.answer().await.contains(HOURS));
    assert_focus(&browser, "textarea").await;

    // Forward out of the window, and of the page: no trap.
    for stop in ["send", "a"] {
        browser.press(Key::Tab).await;
        assert_focus(&browser, stop).await;
    }
    browser.press(Key::Tab).await;
    browser.until("!document.activeElement?.matches('[data-botctl]')").await;
    for stop in ["a", "send", "textarea"] {
        browser.press_with_shift(Key::Tab).await;
        assert_focus(&browser, stop).await;
    }
    browser.press(Key::Escape).await;
    browser.until("widget.querySelector('.panel[hidden]')").await;
    assert_focus(&browser, "launcher").await;
    let expanded = browser.script("return widget.querySelector('.launcher').getAttribute('aria-expanded')").await;
    assert_eq!(expanded, "false");
    browser.close().await;
}

/// The focus is on the element with this name or class, and a ring of 2 px or more shows it.
async fn assert_focus(browser: &Browser, name: &str) {
    let found = browser
        .script(
            "const at = widget.activeElement; if (!at) return ['nothing', 'none', 0];
             const { outlineStyle, outlineWidth } = getComputedStyle(at);
             return [`${at.localName} ${at.className}`, outlineStyle, parseFloat(outlineWidth)];",
        )
        .await;
    let element = found[0].as_str().expect("a name");
    assert!(element.split(' ').any(|part| part == name), "{name}: {found}");
    assert!(found[1] == "solid" && found[2].as_f64().is_some_and(|width| width >= 2.0), "{name}: {found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_kept_before_the_first_message_and_only_the_host_is_asked() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let site = plot.build(&stage);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.until("widget?.querySelector('.launcher')").await;
    let (bundle, config) = (stage.bundle(), format!("{}/chat/v1/{BOT}/config", stage.host()));
    assert_eq!(requests(&browser).await, [bundle, config], "the loader asks for nothing else until it is used");
    assert_eq!(kept(&browser).await, json!([[], [], [], "", []]));
    browser.open_window().await;
    browser.until("widget.querySelector('.avatar canvas')").await;
    assert_eq!(kept(&browser).await, json!([[], [], [], "", []]));

    browser.ask(QUESTION).await;
    browser.ask("Chi era Bastiano Canepa?").await;
    let key = format!("botctl:1:{BOT}");
    assert_eq!(kept(&browser).await, json!([[key], [], [], "", []]));
    let cookies = browser.devtools("Network.getAllCookies", json!({})).await;
    assert_eq!(cookies["cookies"], json!([]));
    let asked = requests(&browser).await;
    assert!(asked.iter().all(|address| address.starts_with(stage.host())), "{asked:?}");
    assert!(asked.len() >= 6, "{asked:?}");
    browser.close().await;
}

/// Keys of both storages, databases, cookies, caches.
async fn kept(browser: &Browser) -> serde_json::Value {
    let script = "const done = arguments[arguments.length - 1];
        (async () => [
            Object.keys(sessionStorage), Object.keys(localStorage), await indexedDB.databases(), document.cookie,
            'caches' in window ? await caches.keys() : [],
        ])().then(done, (error) => done(String(error)));";
    browser.page.execute_async(script, []).await.expect("a script").json().clone()
}

/// What the page loaded, in order; not itself.
async fn requests(browser: &Browser) -> Vec<String> {
    let names = browser.script("return performance.getEntriesByType('resource').map(({ name }) => name)").await;
    serde_json::from_value(names).expect("addresses")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_strict_policy_is_not_broken_in_a_whole_conversation() {
    let plot = Plot::new().await;
    let stage = Stage::with(std::slice::from_ref(&plot.domain), add_questions);
    let relay = Relay::before(stage.host()).await;
    let watcher = "<script nonce=bm9uY2U=>window.broken = []; addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => broken.push(`${violatedDirective} ${blockedURI}`)); addEventListener('unhandledrejection', ({ reason }) => broken.push(String(reason))); addEventListener('error', ({ message }) => broken.push(message));</script>";
    let snippet = relay.snippet().replace("<script ", "<script nonce=bm9uY2U= ");
    let policy = format!(
        "default-src 'none'; script-src 'nonce-bm9uY2U=' 'strict-dynamic'; connect-src {}; img-src data:; base-uri 'none'; object-src 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        relay.url
    );
    let site = plot.publish(vec![(String::new(), page_with(&format!("{watcher}{snippet}")).under(policy))]);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    let answer = browser.ask("Mi mostri il listino completo?").await;
    assert!(answer.contains("MARE-2026"), "{answer}");
    browser.until("widget.querySelector('.bubble table') && widget.querySelector('.bubble pre') && widget.querySelector('.bubble li li')").await;
    browser.ask("Chi era Bastiano Canepa?").await;
    browser.ask("zzz qqq").await;
    browser.until("widget.querySelector('.turn:last-child .contact a')").await;
    browser.ask("garage").await;
    browser.widget(".choices button").await.click().await.expect("picked");
    browser.answer().await;
    relay.expect([Weather::Fault {
        status: 429,
        headers: &[("retry-after", "60")],
        body: "{\"code\":\"too_many_requests\"}",
    }]);
    browser.ask(QUESTION).await;
    browser.widget(".retry").await.click().await.expect("again");
    browser.until("widget.querySelector('.turn:last-child').textContent.includes('12:15')").await;
    browser.widget("button.close").await.click().await.expect("closed");
    assert_eq!(browser.script("return broken").await, json!([]));

    browser.page.refresh().await.expect("the page again");
    browser.open_window().await;
    browser.until("widget.querySelectorAll('.turn.visitor').length === 6").await;
    assert_eq!(browser.script("return broken").await, json!([]));
    browser.close().await;
}
