//! The chat window and the dashboard, in a real Chromium on real origins.

mod scene;

use thirtyfour::prelude::*;

use scene::{Browser, Plot, Stage};

const QUESTION: &str = "Quali sono gli orari del ristorante?";

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_page_answers_from_qas_and_documents() {
    let stage = Stage::deployed(&[]);
    let browser = Browser::start().await;
    browser.page.goto(stage.demo()).await.expect("the demo page");
    browser.until("widget?.querySelector('.panel:not([hidden])')").await;
    browser.widget("button.close").await.click().await.expect("closed");
    browser.until("widget.querySelector('.panel[hidden]')").await;
    browser.widget(".launcher").await.click().await.expect("opened");
    browser.until("widget.querySelector('.panel:not([hidden])')").await;

    let answer = browser.ask(QUESTION).await;
    assert!(answer.contains("12:15 alle 14:30"), "{answer}");
    let answer = browser.ask("Chi era Bastiano Canepa?").await;
    assert!(answer.contains("Bastiano"), "{answer}");
    let source = browser.widget(".turn:last-child .sources a").await;
    let address = source.attr("href").await.expect("an attribute").expect("a link");
    assert!(address.starts_with("https://www.trattoria-del-porto.example/info/storia"), "{address}");
    assert_eq!(browser.console().await, []);
    browser.page.quit().await.expect("the session ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_snippet_answers_on_another_origin_under_a_strict_policy() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let site = plot.build(&stage);
    let browser = Browser::start().await;
    browser.page.goto(&site).await.expect("the site");
    browser.widget(".launcher").await.click().await.expect("opened");
    let answer = browser.ask(QUESTION).await;
    assert!(answer.contains("12:15 alle 14:30"), "{answer}");

    browser.page.refresh().await.expect("the site again");
    browser.widget(".launcher").await.click().await.expect("opened");
    browser.until("widget.querySelector('.turn.visitor ~ .turn.bot').textContent.includes('12:15')").await;
    assert_eq!(browser.console().await, []);
    browser.page.quit().await.expect("the session ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_not_listed_gets_one_line_in_the_console() {
    let (listed, other) = (Plot::new().await, Plot::new().await);
    let stage = Stage::deployed(std::slice::from_ref(&listed.domain));
    let origin = format!("http://{}", other.domain);
    let site = other.build(&stage);
    let browser = Browser::start().await;
    browser.page.goto(&site).await.expect("the site");
    let mut console = browser.console().await;
    while !console.iter().any(|(source, _)| source == "console-api") {
        browser.until("document.readyState === 'complete'").await;
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
    browser.page.quit().await.expect("the session ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_opens_the_dashboard_once() {
    let stage = Stage::deployed(&[]);
    let shown = stage.run("dashboard").status(0).stdout;
    let (login, code) = shown.trim_end().split_once('\t').expect("an address and a code");
    let browser = Browser::start().await;
    enter(&browser, login, code).await;
    browser.until("document.querySelector('.state')?.textContent.trim() === 'Deployed'").await;
    let title = browser.page.title().await.expect("a title");
    assert_eq!(title, "Trattoria del Porto – dashboard");
    assert_eq!(browser.console().await, []);

    browser.page.delete_all_cookies().await.expect("logged out");
    enter(&browser, login, code).await;
    browser.until("document.querySelector('#error')").await;
    let refusal = browser.page.find(By::Id("error")).await.expect("a reason").text().await.expect("text");
    assert!(refusal.contains("code"), "{refusal}");
    browser.page.goto(&format!("{}/dashboard/trattoria-del-porto", stage.host())).await.expect("a page");
    browser.until("document.querySelector('#code') && !document.querySelector('.state')").await;
    browser.page.quit().await.expect("the session ends");
}

async fn enter(browser: &Browser, login: &str, code: &str) {
    browser.page.goto(login).await.expect("the login page");
    browser.page.find(By::Id("code")).await.expect("the field").send_keys(code).await.expect("typed");
    browser.page.find(By::Css("button")).await.expect("the button").click().await.expect("sent");
}
