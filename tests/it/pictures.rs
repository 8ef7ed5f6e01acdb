//! The README's pictures, made of what the program prints and a browser shows. `BOTCTL_BLESS=1 cargo test --test it pictures`
//! makes them anew; without it, the words of the terminal's picture are held against what is printed now.

mod drawing;

use std::path::PathBuf;

use crate::browser::chromium::Browser;
use crate::browser::look::set_screen;
use crate::harness::{Screen, Stage, root};

const COLUMNS: usize = 96;

fn picture(name: &str) -> PathBuf {
    root().join("examples/pictures").join(name)
}

fn is_blessing() -> bool {
    std::env::var_os("BOTCTL_BLESS").is_some()
}

#[test]
fn the_terminals_picture_shows_what_check_and_deploy_print() {
    let mut stage = Stage::new("examples/trattoria-del-porto");
    stage.0.set_env("COLUMNS", &COLUMNS.to_string());
    stage.run("train").status(0);
    stage.run("host start").status(0);
    let mut screen = Screen::new(COLUMNS);
    for line in ["check", "deploy"] {
        screen.write(&format!("\x1b[1m$ botctl {line}\x1b[0m\r\n"));
        screen.write(&stage.0.run_line_in_terminal(line).status(0).stdout);
        screen.write("\r\n");
    }
    let shown = drawing::svg(&screen, "botctl check and botctl deploy in a terminal");
    assert!(shown.contains("Ready to deploy") && shown.contains("is live in"), "{shown}");
    let path = picture("terminal.svg");
    if is_blessing() {
        std::fs::write(path, shown).expect("written");
        return;
    }
    let held = std::fs::read_to_string(path).expect("the picture");
    assert_eq!(words(&held), words(&shown), "stale: run BOTCTL_BLESS=1 cargo test --test it pictures");
}

/// The words of a picture, without times, sizes, ports, digests and places.
fn words(picture: &str) -> Vec<String> {
    let texts =
        picture.lines().filter_map(|line| line.strip_prefix("<text")?.split_once('>')?.1.strip_suffix("</text>"));
    let all = texts.collect::<Vec<_>>().join(" ");
    let words = all.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    let is_fixed = |word: &&str| {
        let is_digest = word.len() == 8 && word.chars().all(|character| character.is_ascii_hexdigit());
        !is_digest && !word.contains(|character: char| character.is_ascii_digit()) && !["s", "ms", "min"].contains(word)
    };
    words.filter(is_fixed).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_widgets_picture_shows_the_demo_page() {
    let stage = Stage::new("examples/handbook");
    let demo = stage.run("deploy --train -y").status(0).stdout;
    let browser = Browser::start().await;
    set_screen(&browser, (1280, 800), "light").await;
    browser.open(demo.trim_end()).await;
    browser.until("widget?.querySelector('.panel:not([hidden])') && widget.querySelector('.avatar canvas')").await;
    browser.ask("How do I get reimbursed for travel?").await;
    browser.until("widget.querySelector('.turn:last-child .bubble a')").await;
    browser.script("widget.activeElement?.blur(); document.activeElement?.blur(); scrollTo(0, 0)").await;
    let shown = browser.page.screenshot_as_png().await.expect("a picture");
    browser.close().await;
    let path = picture("widget.png");
    if is_blessing() {
        std::fs::write(path, shown).expect("written");
        return;
    }
    let held = std::fs::read(path).expect("the picture");
    assert_eq!(size(&held), size(&shown), "stale: run BOTCTL_BLESS=1 cargo test --test it pictures");
}

/// Width and height of a PNG, from its first chunk.
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(&png[1..4], b"PNG");
    (number(16), number(20))
}
