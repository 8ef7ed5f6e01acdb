//! How it looks: every state of the window, and every page, at three widths in light and dark. What everybody is owed is
//! computed (`tests/fixtures/widget/audit.js`); the pictures lie in the target folder's `tmp/pictures`, for people to see.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::json;

use super::chromium::Browser;
use super::relay::{Relay, Weather};
use super::scene::{Page, Plot, Stage};
use super::{QUESTION, add_questions};

const SIZES: [(u32, u32); 3] = [(1280, 800), (800, 900), (360, 640)];
const SCHEMES: [&str; 2] = ["light", "dark"];

/// Loader, and loader with panel, gzipped.
const LOADER_BYTES: usize = 5 * 1024;
const WIDGET_BYTES: usize = 20 * 1024;

/// Sets the size of the screen, and what the visitor's system prefers.
pub async fn set_screen(browser: &Browser, (width, height): (u32, u32), scheme: &str) {
    let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
    let features = json!([
        { "name": "prefers-color-scheme", "value": scheme }, { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
}

/// Takes a picture, and holds what it shows against what everybody is owed.
async fn look(browser: &Browser, state: &str) {
    let mut faults = Vec::new();
    for size in SIZES {
        for scheme in SCHEMES {
            set_screen(browser, size, scheme).await;
            browser
                .until(&format!("innerWidth === {} && matchMedia('(prefers-color-scheme: {scheme})').matches", size.0))
                .await;
            faults.extend(
                audit(browser).await.into_iter().map(|fault| format!("{state}, {} px, {scheme}: {fault}", size.0)),
            );
            let picture = browser.page.screenshot_as_png().await.expect("a picture");
            std::fs::write(album().join(format!("{state}-{}-{scheme}.png", size.0)), picture).expect("written");
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

async fn audit(browser: &Browser) -> Vec<String> {
    let script = include_str!("../../fixtures/widget/audit.js");
    serde_json::from_value(browser.script(script).await).expect("sentences")
}

fn album() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

#[tokio::test(flavor = "multi_thread")]
async fn every_state_of_the_window_can_be_read_and_used() {
    let plot = Plot::new().await;
    let stage = Stage::with(std::slice::from_ref(&plot.domain), add_questions);
    let relay = Relay::before(stage.host()).await;
    let site = plot.publish(vec![(String::new(), paper(&relay.snippet()))]);
    let browser = Browser::start().await;
    set_screen(&browser, SIZES[0], "light").await;
    browser.open(&site).await;
    browser.until("widget?.querySelector('.launcher')").await;
    look(&browser, "closed").await;
    browser.open_window().await;
    browser.until("widget.querySelector('.avatar canvas')").await;
    look(&browser, "open").await;
    browser.ask("Mi mostri il listino completo?").await;
    browser.until("widget.querySelector('.bubble table')").await;
    look(&browser, "answer").await;
    browser.ask("Chi era Bastiano Canepa?").await;
    browser.until("widget.querySelector('.turn:last-child .sources')").await;
    look(&browser, "sources").await;
    browser.ask("garage").await;
    browser.until("widget.querySelector('.turn:last-child .choices')").await;
    look(&browser, "choices").await;
    browser.ask("zzz qqq").await;
    browser.until("widget.querySelector('.turn:last-child .contact')").await;
    look(&browser, "miss").await;
    let headers: &[_] = &[("retry-after", "60")];
    relay.expect([Weather::Fault { status: 503, headers, body: "{\"code\":\"unavailable\"}" }]);
    browser.ask(QUESTION).await;
    browser.until("widget.querySelector('.turn:last-child .retry')").await;
    look(&browser, "error").await;
    stage.run("host plan set --messages-limit 1").status(0);
    let told = browser.ask(QUESTION).await;
    assert!(told.starts_with("Per questo mese"), "{told}");
    look(&browser, "limit").await;
    assert_audit_sees(&browser).await;
    browser.close().await;
}

/// An audit that finds nothing must be able to: each of these is found.
async fn assert_audit_sees(browser: &Browser) {
    let spoil = "
        document.documentElement.lang = '';
        document.querySelector('p').style.color = '#aaa';
        document.body.append(...['h4', 'button', 'input'].map((name) => document.createElement(name)));
        widget.querySelector('.bubble').style.color = '#998877';
        widget.querySelector('.bubble').style.minInlineSize = '900px';
        widget.querySelector('textarea').style.borderColor = '#ddd';
        widget.querySelector('label').remove();";
    set_screen(browser, SIZES[2], "light").await;
    browser.script(spoil).await;
    let found = audit(browser).await.join("\n");
    for part in [
        "says no language",
        "no name: <button>",
        "no label: <input>",
        "no label: <textarea>",
        "of text: <p>",
        "of text: <p> Benvenuti",
        "of a field's outline",
        "is small: <button>",
        "the conversation is",
    ] {
        assert!(found.contains(part), "{part} isn't in\n{found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_of_the_host_can_be_read_and_used() {
    let stage = Stage::with(&[], add_questions);
    let browser = Browser::start().await;
    set_screen(&browser, SIZES[0], "light").await;
    browser.open(stage.demo()).await;
    browser.until("widget?.querySelector('.panel:not([hidden])')").await;
    let covered = browser
        .script(
            "
        const { left, right } = widget.querySelector('.panel').getBoundingClientRect();
        return [...document.querySelectorAll('h1, h2, p, li, pre')].filter((node) => {
            const box = node.getBoundingClientRect();
            return box.right > left && box.left < right;
        }).map((node) => node.textContent)",
        )
        .await;
    assert_eq!(covered, json!([]), "the open window covers nothing of the page");
    browser.ask(QUESTION).await;
    look(&browser, "demo").await;
    browser.script("sessionStorage.clear()").await;
    set_screen(&browser, (360, 640), "light").await;
    browser.open(stage.demo()).await;
    browser.until("widget?.querySelector('.launcher')").await;
    look(&browser, "demo-closed").await;

    browser.open(&format!("{}/dashboard/trattoria-del-porto", stage.host())).await;
    look(&browser, "login").await;
    stage.log_in(&browser).await;
    look(&browser, "dashboard").await;
    for (path, name) in [("/status", "status"), ("/demo/nobody", "not-found")] {
        browser.open(&format!("{}{path}", stage.host())).await;
        look(&browser, name).await;
    }
    let scripts = browser.script("return document.scripts.length").await;
    assert_eq!(scripts, 0, "the host's own pages need none");
    browser.close().await;
}

#[test]
fn the_widget_is_small() {
    let stage = Stage::deployed(&[]);
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let get = |address: String| {
        runtime.block_on(async {
            botctl::base::http::install_crypto();
            let client = reqwest::Client::builder().no_proxy().build().expect("a client");
            client.get(address).send().await.expect("an answer").text().await.expect("text")
        })
    };
    let loader = get(stage.bundle());
    let at = loader.find("chat-").expect("the loader names its panel");
    let name: String = loader[at..].chars().take_while(|character| *character != '"').collect();
    let panel = get(format!("{}/assets/{name}", stage.host()));
    let sizes = [loader, panel].map(|text| gzipped(&text));
    assert!(sizes.iter().all(|size| *size > 1024), "{sizes:?}");
    assert!(sizes[0] <= LOADER_BYTES, "the loader has {} bytes", sizes[0]);
    assert!(sizes[0] + sizes[1] <= WIDGET_BYTES, "loader and panel have {sizes:?} bytes");
}

fn gzipped(text: &str) -> usize {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("script.js");
    std::fs::write(&file, text).expect("written");
    let output = Command::new("gzip").args(["-9", "-c"]).arg(&file).stdin(Stdio::null()).output().expect("gzip");
    assert!(output.status.success(), "{output:?}");
    output.stdout.len()
}

/// A page to stand on, in both schemes.
fn paper(snippet: &str) -> Page {
    let text = "Una locanda di nove camere sopra il porto, con la cucina di una volta. ".repeat(12);
    Page::new(format!(
        "<!doctype html><html lang=it><head><meta charset=utf-8><meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <title>La locanda</title><link rel=icon href=\"data:,\">\
         <style>:root {{ color-scheme: light dark; }} body {{ max-width: 640px; margin: 48px auto; padding: 0 20px; font: 17px/1.6 Georgia, serif; background: #fff; color: #222; }}\
         @media (prefers-color-scheme: dark) {{ body {{ background: #161616; color: #ddd; }} }}</style>{snippet}</head>\
         <body><main><h1>La locanda</h1><p>{text}</p><p>{text}</p></main></body></html>"
    ))
}
