//! `botctl snippet`: what it prints, and what it does to pages that others wrote.

use std::os::unix::fs::PermissionsExt;

use crate::browser::scene::Stage;
use crate::harness::root;

const SITES: [&str; 4] = ["html5-boilerplate.html", "resume.html", "sb-admin.html", "reveal.html"];
const BEGIN: &str = "<!-- BEGIN CRAFTER CHATROOM -->";

fn site(name: &str) -> String {
    std::fs::read_to_string(root().join("tests/fixtures/sites").join(name)).expect("a page")
}

#[test]
fn it_is_printed_with_the_right_place_and_the_three_wrong_ones() {
    let stage = Stage::deployed(&[]);
    let host = stage.host();
    let html = format!(
        "{BEGIN}\n<script async src=\"{host}/w/trattoria-del-porto/bundle.js\"></script>\n<!-- END CRAFTER CHATROOM -->\n"
    );
    stage.run("snippet").status(0).stdout(&html).stderr("");

    let shown = stage.run_in_terminal("snippet").status(0).stdout.replace('\r', "");
    assert!(shown.starts_with(&html), "{shown}");
    let (page, wrong) = shown.split_once("Not here:").expect("wrong places");
    let head = page.split_once("<head>").and_then(|(_, rest)| rest.split_once("</head>")).expect("an example").0;
    assert!(html.lines().all(|line| head.contains(line)), "{page}");
    let wrong: Vec<&str> = wrong.lines().filter(|line| line.starts_with("  - ")).collect();
    let places = ["in the <body>:", "after scripts of the page:", "inside a JavaScript file:"];
    assert_eq!(wrong.len(), places.len(), "{shown}");
    for (line, place) in wrong.iter().zip(places) {
        assert!(line.contains(place) && line.len() > place.len() + 40, "{line}");
    }

    let object = stage.run("snippet --format json").status(0).object();
    assert_eq!(object["bundle"], format!("{host}/w/trattoria-del-porto/bundle.js"));
    assert_eq!(object["snippet"], html.trim_end());
}

#[test]
fn it_goes_into_the_head_of_pages_that_others_wrote_once() {
    let stage = Stage::deployed(&[]);
    let snippet = stage.run("snippet").status(0).stdout;
    for name in SITES {
        std::fs::write(stage.folder().join(name), site(name)).expect("written");
    }
    let path = stage.folder().join("resume.html");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("allowed");
    std::os::unix::fs::symlink("reveal.html", stage.folder().join("link.html")).expect("a link");

    let line = "snippet install html5-boilerplate.html resume.html sb-admin.html link.html";
    let added = "html5-boilerplate.html\tadded\nresume.html\tadded\nsb-admin.html\tadded\nlink.html\tadded\n";
    stage.run(line).status(0).stdout(added).stderr("");
    for name in SITES {
        let page = std::fs::read_to_string(stage.folder().join(name)).expect("the page");
        let (head, rest) = page.split_once("</head>").expect("a head");
        let lines: Vec<&str> = snippet.lines().collect();
        let at = head.lines().position(|line| line.trim() == lines[0]).unwrap_or_else(|| panic!("{name}: {head}"));
        let found: Vec<&str> = head.lines().skip(at).take(3).map(str::trim).collect();
        assert_eq!(found, lines, "{name}");
        let before = head.split(BEGIN).next().expect("what stands before");
        assert!(before.contains("charset") && before.contains("</title>"), "{name}: {before}");
        assert!(!before.contains("<script"), "{name}: {before}");
        assert!(!rest.contains(BEGIN), "{name}");
        let others: Vec<&str> = page.lines().filter(|line| !lines.contains(&line.trim())).collect();
        assert_eq!(others, site(name).lines().collect::<Vec<_>>(), "{name}: nothing else changed");
    }
    assert_eq!(std::fs::metadata(&path).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert!(stage.folder().join("link.html").is_symlink());

    let before = SITES.map(|name| std::fs::read(stage.folder().join(name)).expect("the page"));
    let again = stage.run(&format!("{line} --format json")).status(0).object();
    let outcomes = again["files"].as_array().expect("files");
    assert!(outcomes.iter().all(|file| file["outcome"] == "already there") && outcomes.len() == 4, "{again}");
    assert_eq!(before, SITES.map(|name| std::fs::read(stage.folder().join(name)).expect("the page")));
}

#[test]
fn a_page_that_takes_none_leaves_all_as_they_are() {
    let stage = Stage::deployed(&[]);
    let page = "<!doctype html>\n<head>\n<title>T</title>\n</head>\n";
    for (name, bytes) in
        [("page.html", page.as_bytes()), ("part.html", b"<p>a part</p>"), ("utf16.html", b"<\0h\0e\0a\0d\0>\0")]
    {
        std::fs::write(stage.folder().join(name), bytes).expect("written");
    }
    let ran = stage.run("snippet install page.html gone.html").status(13).stdout("");
    assert!(ran.stderr.contains("error[WID002]: can't read `gone.html`"), "{}", ran.stderr);
    let ran = stage.run("snippet install page.html part.html utf16.html").status(2).stdout("");
    for part in ["error[WID001]: `part.html`", "<head>", "error[WID001]: `utf16.html`", "UTF-8", "No file was changed."]
    {
        assert!(ran.stderr.contains(part), "{part}\n{}", ran.stderr);
    }
    assert_eq!(std::fs::read_to_string(stage.folder().join("page.html")).expect("the page"), page);
    stage.run("snippet install").status(2);
}
