//! Web pages as documents: fetched once from a real server, kept, read from there, and fetched again only when asked.

use serde_json::Value;

use crate::harness::website::{Reply, Website, gzip, index, page, sitemap};
use crate::harness::{Ran, Stage, Test};

/// A bot of pages alone.
fn bot(knowledge: &str) -> Test {
    let text = format!(
        "schema = 1\n[bot]\nid = \"boats\"\nname = \"Boats\"\ndescription = \"Answers about boats\"\nlanguages = [\"en\"]\n\
         [features]\nqa = false\nsurvey = false\n[knowledge]\ndocuments = []\n{knowledge}\n\
         [knowledge.web]\ndelay_ms = 0\ntimeout_s = 2\n"
    );
    Test::new().file("bot.toml", &text)
}

fn pages(addresses: &[String]) -> String {
    format!("pages = {addresses:?}")
}

fn train(test: &Test, flags: &str) -> Ran {
    test.run_line(&format!("train --format json {flags}"), None)
}

/// Code and sentence of each warning.
fn told(ran: &Ran) -> Vec<(String, String)> {
    let events = ran.events();
    let warnings = events.iter().filter(|event| event["type"] == "diagnostic");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    warnings.map(|event| (text(&event["code"]), text(&event["summary"]))).collect()
}

fn ask(test: &Test, question: &str) -> Value {
    test.run_words(&["ask", "--local", "--format", "json", question]).status(0).object()
}

const RATES: &str = "A rowing boat costs twelve euros an hour, and a sailing dinghy costs thirty euros an hour.";
const HOURS: &str =
    "The pier is open from nine in the morning until sunset, from the first of May until the end of October.";

#[test]
fn pages_are_fetched_once_and_answer_with_their_address_and_day() {
    let site = Website::new();
    let changed = Reply::html(&page("Rates", RATES)).with("Last-Modified", "Tue, 03 Mar 2026 10:00:00 GMT");
    site.put("/rates", changed.with("ETag", "\"r1\""));
    site.page("/hours", "Hours", HOURS);
    site.put(
        "/map.xml",
        Reply::new(200, sitemap(&[site.at("/hours?utm_source=map#top"), site.at("/rates")]).as_bytes()),
    );
    let knowledge =
        format!("{}\n[[knowledge.sitemaps]]\naddress = \"{}\"", pages(&[site.at("/rates")]), site.at("/map.xml"));
    let test = bot(&knowledge);
    let allow = format!("--allow-private {}", site.host());

    let first = train(&test, &allow).status(0).result()["details"].clone();
    assert_eq!(site.asked(), ["/map.xml", "/rates", "/hours"]);
    assert_eq!(
        first["pages"],
        serde_json::json!({ "pages": 2, "changed": 2, "unchanged": 0, "kept": 0, "missing": 0 })
    );
    let answer = ask(&test, "What does a rowing boat cost an hour?");
    assert!(answer["text"].as_str().is_some_and(|text| text.contains("twelve euros")), "{answer}");
    assert_eq!(answer["sources"][0]["address"], site.at("/rates"), "{answer}");
    assert_eq!(answer["sources"][0]["title"], "Rates", "{answer}");
    assert_eq!(answer["sources"][0]["date"], "2026-03-03", "{answer}");

    // Without a word to the site: the snapshot is what counts.
    site.page("/hours", "Hours", "Nobody may ever see this sentence about the pier.");
    let second = train(&test, "").status(0).result()["details"].clone();
    assert_eq!(site.asked(), Vec::<String>::new());
    assert_eq!(second["bundle"], first["bundle"]);

    // The same snapshot elsewhere is the same bundle.
    let elsewhere = bot(&knowledge);
    copy_snapshot(&test, &elsewhere);
    let third = train(&elsewhere, "--offline").status(0).result()["details"].clone();
    assert_eq!(third["bundle"], first["bundle"]);

    let fourth = train(&test, &format!("--refresh {allow}")).status(0).result()["details"].clone();
    let asked = site.requests();
    let rates = asked.iter().find(|request| request.path == "/rates").expect("it was asked for");
    assert_eq!(rates.headers.get("if-none-match").map(String::as_str), Some("\"r1\""));
    assert!(rates.headers["user-agent"].starts_with("botctl/"), "{rates:?}");
    assert_eq!(
        fourth["pages"],
        serde_json::json!({ "pages": 2, "changed": 1, "unchanged": 1, "kept": 0, "missing": 0 })
    );
    assert_ne!(fourth["bundle"], first["bundle"]);
}

fn copy_snapshot(from: &Test, to: &Test) {
    let target = to.folder().join(".botctl/web");
    std::fs::create_dir_all(&target).expect("a folder");
    for file in std::fs::read_dir(from.folder().join(".botctl/web")).expect("a snapshot") {
        let file = file.expect("a file");
        std::fs::copy(file.path(), target.join(file.file_name())).expect("copied");
    }
}

#[test]
fn only_the_main_text_of_a_page_is_learnt() {
    let site = Website::new();
    site.page("/hours", "Hours", HOURS);
    let test = bot(&pages(&[site.at("/hours")]));
    train(&test, &format!("--allow-private {}", site.host())).status(0);
    let blobs = test.folder().join(".botctl/blobs");
    for entry in walkdir::WalkDir::new(blobs).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let text = String::from_utf8_lossy(&std::fs::read(entry.path()).expect("a blob")).into_owned();
        for extra in ["navigation", "cookie banner", "footer reserved"] {
            assert!(!text.contains(extra), "{extra}: {text}");
        }
    }
}

#[test]
fn one_page_with_many_addresses_is_one_document() {
    let site = Website::new();
    let said = format!("<link rel=canonical href=\"{}\">", site.at("/boats"));
    let body = page("Boats", RATES).replace("<head>", &format!("<head>{said}"));
    site.put("/boats", Reply::html(&body));
    site.put("/boats?sort=price", Reply::html(&body));
    site.put("/old-boats", Reply::redirect("/boats?utm_campaign=old"));
    let addresses =
        ["/boats", "/boats#rates", "/boats?utm_source=x", "/boats?sort=price", "/old-boats"].map(|path| site.at(path));
    let test = bot(&pages(&addresses));
    let result = train(&test, &format!("--allow-private {}", site.host())).status(0).result()["details"].clone();
    assert_eq!(result["counts"]["documents"], 1, "{result}");
    assert_eq!(site.asked(), ["/boats", "/boats?sort=price", "/old-boats", "/boats"]);
}

#[test]
fn a_page_that_fails_keeps_its_earlier_version_and_says_so() {
    let site = Website::new();
    let paths = ["/gone", "/broken", "/silent", "/image", "/huge", "/robot", "/circle"];
    for path in paths {
        site.page(path, &format!("Page {path}"), &format!("{HOURS} This is what stands at {path}."));
    }
    let knowledge = format!("max_document_mb = 1\n{}", pages(&paths.map(|path| site.at(path))));
    let test = bot(&knowledge);
    let flags = format!("--refresh --allow-private {}", site.host());
    let before = train(&test, &flags).status(0).result()["details"].clone();
    assert_eq!(before["counts"]["documents"], 7);
    site.put("/gone", Reply::new(404, b""));
    site.put("/broken", Reply::new(500, b"").with("Retry-After", "0"));
    site.put("/silent", Reply::Silent);
    site.put("/image", Reply::new(200, b"\x89PNG").with("Content-Type", "image/png"));
    site.put("/huge", Reply::html(&"word ".repeat(300_000)));
    site.put("/circle", Reply::redirect("/circle"));
    site.put("/robots.txt", Reply::new(200, b"User-agent: *\nDisallow: /robot$\n"));
    let ran = train(&test, &flags).status(0);
    let after = ran.result()["details"].clone();
    assert_eq!(after["bundle"], before["bundle"], "nothing is lost");
    assert_eq!(after["pages"]["kept"], 7, "{after}");
    let mut codes: Vec<(String, Option<u64>)> = ran
        .events()
        .iter()
        .filter(|event| event["type"] == "diagnostic")
        .map(|event| {
            assert!(event["detail"].as_str().is_some_and(|detail| detail.contains("stays in use")), "{event}");
            assert!(event["next"].as_array().is_some_and(|next| !next.is_empty()), "{event}");
            assert_eq!(event["span"]["file"], "bot.toml", "{event}");
            (event["code"].as_str().unwrap_or_default().to_owned(), event["span"]["line"].as_u64())
        })
        .collect();
    codes.sort();
    let expected = ["KB041", "KB041", "KB042", "KB044", "KB045", "KB046", "KB047"];
    assert_eq!(codes, expected.map(|code| (code.to_owned(), Some(13))));
    // The finding stays until a fetch succeeds; with --strict it counts.
    assert_eq!(told(&train(&test, "--offline").status(0)).len(), 7);
    train(&test, "--offline --strict").status(5);
    site.put("/robots.txt", Reply::new(404, b""));
    for path in paths {
        site.page(path, &format!("Page {path}"), &format!("{HOURS} This is what stands at {path}."));
    }
    assert_eq!(told(&train(&test, &flags).status(0)), Vec::new());
}

#[test]
fn what_was_never_fetched_is_named_exactly() {
    let site = Website::new();
    site.page("/a", "A", HOURS);
    let knowledge = format!(
        "{}\n[[knowledge.sitemaps]]\naddress = \"{}\"",
        pages(&[site.at("/a"), site.at("/b")]),
        site.at("/map.xml")
    );
    let test = bot(&knowledge);
    let check = test.run_line("check --offline --format json", None);
    let items = check.object()["items"].as_array().cloned().unwrap_or_default();
    let knowledge = items.iter().find(|item| item["id"] == "training.knowledge").expect("the check").to_string();
    for address in [site.at("/a"), site.at("/map.xml")] {
        assert!(knowledge.contains(&format!("`{address}`")), "{knowledge}");
    }
    let ran = train(&test, "--offline").status(3);
    let expected = [
        ("KB040".to_owned(), format!("sitemap `{}` was never fetched", site.at("/map.xml"))),
        ("KB040".to_owned(), format!("page `{}` and 1 more were never fetched", site.at("/a"))),
    ];
    assert_eq!(told(&ran)[..2], expected);
    assert_eq!(site.requests().len(), 0);
    // A network that isn't there is told as what it is.
    let nowhere = bot("pages = [\"http://no-such-host.invalid/\"]");
    let ran = train(&nowhere, "").status(3);
    let (code, summary) = told(&ran).first().cloned().expect("a finding");
    assert_eq!(code, "KB041", "{summary}");
    assert!(summary.contains("`no-such-host.invalid` can't be resolved"), "{summary}");
}

#[test]
fn a_changed_page_needs_an_update_like_a_changed_document() {
    let site = Website::new();
    site.page("/porto", "Il porto", "Il porto vecchio di fronte alla trattoria apre alle sei di mattina.");
    let stage = Stage::new("examples/trattoria-del-porto");
    let address = site.at("/porto");
    stage.edit(
        "bot.toml",
        "documents = [\"knowledge/**\"]\n",
        &format!("documents = [\"knowledge/**\"]\npages = [\"{address}\"]\n"),
    );
    let flags = format!("train --refresh --allow-private {}", site.host());
    stage.run(&flags).status(0);
    stage.run("deploy -y").status(0);
    assert_eq!(stage.run("plan --format json").status(0).object()["plan"]["kind"], "nothing");
    site.page("/porto", "Il porto", "Il porto vecchio di fronte alla trattoria apre alle sette di mattina.");
    stage.run(&flags).status(0);
    let plan = stage.run("plan --format json").status(0).object();
    let change = serde_json::json!({ "action": "change", "part": "knowledge", "name": address });
    assert!(plan["changes"].as_array().is_some_and(|changes| changes.contains(&change)), "{plan}");
    assert_eq!(stage.run("status --format json").status(0).object()["state"], "outdated");
    stage.run("update -y").status(0);
    assert!(stage.ask("A che ora apre il porto vecchio?").contains("alle sette"));
}

#[test]
fn the_snapshot_can_stand_under_version_control() {
    let site = Website::new();
    site.page("/a", "A", HOURS);
    let test = bot(&pages(&[site.at("/a")]));
    let path = test.folder().join("bot.toml");
    let text =
        std::fs::read_to_string(&path).expect("bot.toml").replace("documents = []", "documents = [\"knowledge/**\"]");
    std::fs::write(&path, text.replace("delay_ms = 0", "delay_ms = 0\nsnapshot = \"knowledge/web\"")).expect("written");
    let first = train(&test, &format!("--allow-private {}", site.host())).status(0).result()["details"].clone();
    assert_eq!(first["counts"]["documents"], 1, "the snapshot's files are no documents by themselves");
    std::fs::remove_dir_all(test.folder().join(".botctl")).expect("removed");
    let again = train(&test, "--offline").status(0).result()["details"].clone();
    assert_eq!(again["bundle"], first["bundle"]);
}

#[test]
fn a_damaged_snapshot_is_named_and_fetched_anew() {
    let site = Website::new();
    site.page("/a", "A", HOURS);
    let test = bot(&pages(&[site.at("/a")]));
    let flags = format!("--allow-private {}", site.host());
    let first = train(&test, &flags).status(0).result()["details"].clone();
    let folder = test.folder().join(".botctl/web");
    for entry in std::fs::read_dir(&folder).expect("a snapshot").flatten() {
        if entry.file_name() != "snapshot.json" {
            std::fs::remove_file(entry.path()).expect("removed");
        }
    }
    assert!(told(&train(&test, "--offline").status(3)).iter().any(|(code, _)| code == "KB040"));
    assert_eq!(train(&test, &flags).status(0).result()["details"]["bundle"], first["bundle"]);
    std::fs::write(folder.join("snapshot.json"), "{\"format\": \"botctl.web/9\"}").expect("written");
    assert!(told(&train(&test, "--offline").status(3)).iter().any(|(code, _)| code == "KB050"));
    assert_eq!(train(&test, &flags).status(0).result()["details"]["bundle"], first["bundle"]);
}

#[test]
fn sitemaps_are_followed_through_indexes_archives_and_patterns() {
    let site = Website::new();
    for path in ["/help/one", "/help/two", "/help/old/three", "/about"] {
        site.page(path, &format!("Page {path}"), &format!("{HOURS} It is told at {path}."));
    }
    let one = sitemap(&[site.at("/help/one"), site.at("/about"), site.at("/help/old/three")]);
    let two = sitemap(&[site.at("/help/two"), site.at("/help/one"), "https://elsewhere.example/help/x".to_owned()]);
    site.put("/one.xml.gz", Reply::new(200, &gzip(one.as_bytes())));
    site.put("/two.xml", Reply::new(200, &gzip(two.as_bytes())).with("Content-Encoding", "gzip"));
    site.put("/index.xml", Reply::new(200, index(&[site.at("/one.xml.gz"), site.at("/two.xml")]).as_bytes()));
    let rules = "include = [\"/help/**\"]\nexclude = [\"/help/old/**\"]";
    let test = bot(&format!("[[knowledge.sitemaps]]\naddress = \"{}\"\n{rules}", site.at("/index.xml")));
    let ran = train(&test, &format!("--allow-private {}", site.host())).status(0);
    assert_eq!(site.asked(), ["/index.xml", "/one.xml.gz", "/two.xml", "/help/one", "/help/two"]);
    let left = format!("1 address is left out of sitemap `{}`: not of its own site", site.at("/index.xml"));
    assert_eq!(told(&ran), [("KB049".to_owned(), left)]);
    // Other patterns need no other fetch of the sitemap; a page that goes from it goes from the bot.
    let path = test.folder().join("bot.toml");
    let text = std::fs::read_to_string(&path).expect("bot.toml");
    std::fs::write(&path, text.replace(rules, "include = [\"/about\"]\nexclude = [\"https://elsewhere.example/**\"]"))
        .expect("written");
    let ran = train(&test, &format!("--allow-private {}", site.host())).status(0);
    assert_eq!(site.asked(), ["/about"]);
    assert_eq!(ran.result()["details"]["counts"]["documents"], 1);
    assert_eq!(told(&ran), Vec::new());
}
