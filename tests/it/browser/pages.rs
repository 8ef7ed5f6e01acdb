//! Pages of every make: however they load the snippet and whatever they do to themselves, one widget answers.

use super::chromium::Browser;
use super::scene::{Page, Plot, Stage};
use super::{HOURS, QUESTION};
use crate::harness::root;

/// Each page, and whether it says by its title when it is done with itself.
const PAGES: [(&str, bool); 12] = [
    ("head-async", false),
    ("body", false),
    ("defer", false),
    ("module", false),
    ("injected", false),
    ("twice", false),
    ("body-replaced", true),
    ("swapped-head", true),
    ("spa", true),
    ("clobbered", false),
    ("hostile-styles", false),
    ("strict-csp", false),
];

#[tokio::test(flavor = "multi_thread")]
async fn one_widget_answers_however_the_page_is_made() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let pages = PAGES.iter().map(|(name, _)| ((*name).to_owned(), page(name, &stage))).collect();
    let site = plot.publish(pages);
    let browser = Browser::start().await;
    for (name, changes) in PAGES {
        browser.open(&format!("{site}{name}")).await;
        if changes {
            browser.until("document.title === 'done'").await;
        }
        browser.until(&shown(name)).await;
        browser.open_window().await;
        let answer = browser.ask(QUESTION).await;
        assert!(answer.contains(HOURS), "{name}: {answer}");
        let count = browser.script("return document.querySelectorAll('[data-botctl]').length").await;
        assert_eq!(count, 1, "{name}");
        let shape = "const { offsetWidth, offsetHeight } = widget.querySelector('.launcher'); return [offsetWidth, offsetHeight]";
        assert_eq!(browser.script(shape).await, serde_json::json!([56, 56]), "{name}");
        let console = browser.console().await;
        assert!(console.iter().all(|(_, message)| message.contains("favicon.ico")), "{name}: {console:?}");
        browser.script("sessionStorage.clear()").await;
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_others_wrote_answers_after_install() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let text = std::fs::read_to_string(root().join("tests/fixtures/sites/html5-boilerplate.html")).expect("a page");
    std::fs::write(stage.folder().join("index.html"), text).expect("written");
    stage.run("snippet install index.html").status(0);
    let page = std::fs::read_to_string(stage.folder().join("index.html")).expect("the page");
    let site = plot.publish(vec![(String::new(), Page::new(page))]);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    let answer = browser.ask(QUESTION).await;
    assert!(answer.contains(HOURS), "{answer}");
    browser.close().await;
}

/// The launcher stands in its corner, above scrollbars, and nothing lies over it. The name is there for the message.
fn shown(name: &str) -> String {
    format!(
        "'{name}' && widget && (() => {{
            const {{ left, right, top, bottom }} = widget.querySelector('.launcher').getBoundingClientRect();
            const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            return Math.abs(left - 20) < 3 && Math.abs(innerHeight - bottom - 20) < 20 && at === widget.host;
        }})()"
    )
}

fn page(name: &str, stage: &Stage) -> Page {
    let path = root().join("tests/fixtures/pages").join(format!("{name}.html"));
    let text = std::fs::read_to_string(path).expect("a page");
    Page::new(text.replace("@BUNDLE@", &stage.bundle()).replace("@HOST@", stage.host()))
}
