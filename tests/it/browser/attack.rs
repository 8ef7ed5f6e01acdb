//! Hostile text in every place that the widget and the dashboard show: it stays text, and links lead only where they may.

use serde_json::{Value, json};

use super::chromium::Browser;
use super::relay::{Relay, Weather};
use super::scene::{BOT, Plot, Stage, page_with};
use crate::harness::root;

/// Anything that runs calls `window.alert`, or makes itself felt as an error; anything that loads is an element.
const WATCH: &str = "<script>
window.ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'eval', 'open']) { window[name] = (...said) => { ran.push(`${name} ${said}`); }; }
</script>";

/// What hostile text must not become, over all shadow trees.
const TRACES: &str = "
    const found = [];
    const roots = [document.body, ...(widget ? [widget] : [])];
    for (const node of roots.flatMap((root) => [...root.querySelectorAll('*')])) {
        if (/^(script|iframe|img|image|object|embed|video|audio|source|link|meta|base|form|input|style|use|animate|set|foreignobject|math|portal)$/i.test(node.localName) && !node.matches('form.composer')) {
            found.push(`element ${node.localName}`);
        }
        for (const { name, value } of node.attributes) {
            if (/^on|^style$|^srcdoc$|^formaction$|^xlink:href$/i.test(name) || (name === 'src' || name === 'action')) {
                found.push(`attribute ${name} of ${node.localName}`);
            }
            if (name === 'href') {
                const { protocol } = new URL(value, document.baseURI);
                if (!['http:', 'https:', 'mailto:', 'tel:'].includes(protocol)) { found.push(`link to ${value}`); }
                if (node.localName !== 'a' || node.rel !== 'noopener noreferrer nofollow' || node.target !== '_blank') { found.push(`a link without rel: ${value}`); }
            }
        }
    }
    return found;";

fn vectors() -> Vec<String> {
    let text = std::fs::read_to_string(root().join("tests/fixtures/widget/vectors.txt")).expect("vectors");
    let vectors: Vec<String> = text
        .split("\n%%\n")
        .map(|vector| vector.replace("\\r", "\r").replace("\\0", "\0").replace("\\t", "\t"))
        .collect();
    assert!(vectors.len() >= 100, "{}", vectors.len());
    vectors
}

/// A reply with the vector in every place.
fn reply(vector: &str) -> Value {
    json!({
        "id": "01J00000000000000000000000", "conversation": "01J00000000000000000000000", "token": "t", "kind": "qa",
        "text": vector, "language": vector, "release": 1,
        "sources": [{ "title": vector, "section": vector, "address": vector }],
        "choices": [{ "id": vector, "question": vector }],
        "contact": [{ "text": vector, "address": vector }],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_replies_stay_text() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let relay = Relay::before(stage.host()).await;
    let site = plot.publish(vec![(String::new(), page_with(&format!("{WATCH}{}", relay.snippet())))]);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    let vectors = vectors();
    for vector in &vectors {
        relay.expect([Weather::Reply(reply(vector))]);
        assert_eq!(say(&browser, "x").await, json!([]), "{vector}");
    }
    click_everything(&browser).await;
    assert_eq!(browser.script("return ran").await, json!([]));
    // Kept in the tab, and drawn again from there.
    browser.page.refresh().await.expect("the page again");
    browser.open_window().await;
    browser.until("widget.querySelectorAll('.turn.visitor').length === 40").await;
    assert_eq!(browser.script(TRACES).await, json!([]));
    assert_eq!(browser.script("return ran").await, json!([]));
    let links = browser.script("return widget.querySelectorAll('.bubble a').length").await;
    assert!(links.as_u64().is_some_and(|links| links > 0), "harmless links among them are links: {links}");
    assert_eq!(relay.seen().len(), vectors.len());
    browser.close().await;
}

/// Says something, waits for the reply, and returns the traces.
async fn say(browser: &Browser, text: &str) -> Value {
    let script = format!(
        "const widget = document.querySelector('[data-botctl]').shadowRoot;
        const [text, done] = arguments;
        const traces = () => {{ {TRACES} }};
        widget.querySelector('textarea').value = text;
        widget.querySelector('form').requestSubmit();
        const look = () => {{
            const isThere = !widget.querySelector('.dots') && widget.querySelector('[role=status]').textContent;
            isThere ? done(traces()) : setTimeout(look, 5);
        }};
        look();"
    );
    browser.page.execute_async(script, [json!(text)]).await.expect("a script").json().clone()
}

/// A click on each link, without going where it leads.
async fn click_everything(browser: &Browser) {
    let script = "
        for (const link of widget.querySelectorAll('a')) {
            const { protocol } = link;
            link.addEventListener('click', (event) => event.preventDefault());
            for (const type of ['pointerover', 'mouseover', 'focus', 'click']) {
                link.dispatchEvent(new MouseEvent(type, { bubbles: true, cancelable: true, composed: true }));
            }
            if (!['http:', 'https:', 'mailto:', 'tel:'].includes(protocol)) { ran.push(protocol); }
        }";
    browser.script(script).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_questions_stay_text_in_the_window_and_on_the_dashboard() {
    let plot = Plot::new().await;
    let stage = Stage::deployed(std::slice::from_ref(&plot.domain));
    let site = plot.publish(vec![(String::new(), page_with(&format!("{WATCH}{}", stage.run("snippet").stdout)))]);
    let browser = Browser::start().await;
    browser.open(&site).await;
    browser.open_window().await;
    let vectors: Vec<String> = vectors().into_iter().filter(|vector| vector.contains('<')).take(20).collect();
    for vector in &vectors {
        assert_eq!(say(&browser, vector).await, json!([]), "{vector}");
    }
    assert_eq!(browser.script("return ran").await, json!([]));

    stage.log_in(&browser).await;
    let address = browser.page.current_url().await.expect("an address");
    assert_eq!(address.path(), format!("/dashboard/{BOT}"));
    let found = browser
        .script(
            "
        const cells = [...document.querySelectorAll('tbody td:nth-child(2)')];
        return [cells.length, cells.flatMap((cell) => [...cell.children]).length, document.scripts.length]",
        )
        .await;
    assert_eq!(found, json!([20, 0, 0]), "questions, elements within them, scripts");
    let violations: Vec<_> = browser
        .console()
        .await
        .into_iter()
        .filter(|(_, message)| message.contains("Content Security Policy"))
        .collect();
    assert!(violations.is_empty(), "{violations:?}");
    let dialog = browser.page.get_alert_text().await;
    assert!(dialog.is_err(), "{dialog:?}");
    browser.close().await;
}
