//! Sites that mean harm, or only do harm (`security.md`, T10 and T11): nothing private is dialled, nothing runs without end,
//! nothing grows without bound, and each has its finding.

use std::net::TcpListener;

use crate::harness::website::{Reply, Website, gzip, index, page, sitemap};
use crate::harness::{Ran, Test};

const TEXT: &str =
    "The pier is open from nine in the morning until sunset, from the first of May until the end of October.";

/// A bot with one good page, so that the rest can fail.
fn bot(site: &Website, knowledge: &str) -> Test {
    site.page("/good", "Good", TEXT);
    let text = format!(
        "schema = 1\n[bot]\nid = \"boats\"\nname = \"Boats\"\ndescription = \"Answers about boats\"\nlanguages = [\"en\"]\n\
         [features]\nqa = false\nsurvey = false\n[knowledge.web]\ndelay_ms = 0\ntimeout_s = 1\n\
         [knowledge]\ndocuments = []\nmax_document_mb = 1\n{knowledge}\n"
    );
    Test::new().file("bot.toml", &text)
}

fn pages(site: &Website, paths: &[&str]) -> String {
    let addresses: Vec<String> = paths.iter().chain(&["/good"]).map(|path| site.at(path)).collect();
    format!("pages = {addresses:?}")
}

fn train(test: &Test, site: &Website, flags: &str) -> Ran {
    test.run_line(&format!("train --format json --allow-private {} {flags}", site.host()), None).status(0)
}

/// Code and sentence of each finding.
fn told(ran: &Ran) -> Vec<(String, String)> {
    let events = ran.events();
    // Pages of one text are what some tests are made of.
    let found = events.iter().filter(|event| event["type"] == "diagnostic" && event["code"] != "CON005");
    found.map(|event| (event["code"].as_str().unwrap_or_default().to_owned(), event["summary"].to_string())).collect()
}

/// The one finding about a page.
#[track_caller]
fn about(ran: &Ran, address: &str) -> (String, String) {
    let of_page = |(_, summary): &(String, String)| summary.contains(&format!("`{address}`"));
    let found: Vec<_> = told(ran).into_iter().filter(of_page).collect();
    assert_eq!(found.len(), 1, "{address}: {:?}", told(ran));
    found.into_iter().next().expect("one")
}

#[test]
fn nothing_private_is_dialled_unless_it_is_allowed_by_name() {
    let secret = Website::new();
    secret.page("/", "Secret", TEXT);
    let port = secret.host().rsplit(':').next().map(str::to_owned).unwrap_or_default();
    for (address, code) in [
        (secret.at("/"), "KB043"),
        ("http://127.0.0.1/".to_owned(), "KB043"),
        ("http://0x7f.1/".to_owned(), "KB043"),
        ("http://0177.0.0.1/".to_owned(), "KB043"),
        ("http://2130706433/".to_owned(), "KB043"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "KB043"),
        ("http://[::1]/".to_owned(), "KB043"),
        ("http://[::ffff:127.0.0.1]/".to_owned(), "KB043"),
        ("http://[64:ff9b::7f00:1]/".to_owned(), "KB043"),
        ("http://[fd00::1]/".to_owned(), "KB043"),
        ("http://localhost/".to_owned(), "KB043"),
        (format!("http://localhost:{port}/"), "KB043"),
        ("https://www.example.com:22/".to_owned(), "KB043"),
    ] {
        let site = Website::new();
        let test = bot(&site, &format!("pages = [{address:?}, {:?}]", site.at("/good")));
        let ran = train(&test, &site, "");
        let (found, summary) = told(&ran).into_iter().next().expect("a finding");
        assert_eq!(found, code, "{address}: {summary}");
        let event = ran.events().into_iter().find(|event| event["type"] == "diagnostic").expect("a finding");
        assert!(event["next"][0]["command"].to_string().contains("--allow-private"), "{event}");
    }
    assert!(secret.requests().is_empty(), "it was dialled");
    // What bot.toml says is never enough; the command line is.
    let site = Website::new();
    let test = bot(&site, &format!("pages = [{:?}, {:?}]", secret.at("/"), site.at("/good")));
    let ran = train(&test, &site, &format!("--allow-private {}", secret.host()));
    assert_eq!(told(&ran), Vec::new());
    assert!(!secret.requests().is_empty());
}

#[test]
fn every_hop_of_a_redirect_is_looked_at() {
    let secret = Website::new();
    secret.page("/", "Secret", TEXT);
    let site = Website::new();
    for (to, code) in [
        (secret.at("/"), "KB043"),
        ("http://169.254.169.254/".to_owned(), "KB043"),
        ("http://[::ffff:10.0.0.1]/".to_owned(), "KB043"),
        ("//0x7f.1/".to_owned(), "KB043"),
        ("http://user:word@www.example.com/".to_owned(), "KB043"),
        ("file:///etc/passwd".to_owned(), "KB043"),
        ("gopher://127.0.0.1/".to_owned(), "KB043"),
        ("/bad".to_owned(), "KB045"),
        ("".to_owned(), "KB045"),
        ("http://".to_owned(), "KB045"),
    ] {
        site.put("/bad", Reply::redirect("/hop"));
        site.put("/hop", Reply::redirect(&to));
        let ran = train(&bot(&site, &pages(&site, &["/bad"])), &site, "");
        let (found, summary) = about(&ran, &site.at("/bad"));
        assert_eq!(found, code, "{to}: {summary}");
    }
    assert!(secret.requests().is_empty(), "it was dialled");
    // Five redirects are followed, the sixth is not.
    for hop in 0..6 {
        site.put(&format!("/hop{hop}"), Reply::redirect(&format!("/hop{}", hop + 1)));
    }
    site.page("/hop6", "Hop", TEXT);
    let ran = train(&bot(&site, &pages(&site, &["/hop0", "/hop1"])), &site, "");
    assert_eq!(about(&ran, &site.at("/hop0")).0, "KB045");
    assert_eq!(told(&ran).len(), 1, "{:?}", told(&ran));
}

#[test]
fn bodies_without_end_measure_or_truth_cost_one_page_each() {
    let site = Website::new();
    site.put("/silent", Reply::Silent);
    site.put("/trickle", Reply::Trickle);
    site.put("/endless", Reply::Endless);
    site.put("/short", Reply::CutShort);
    let bomb = gzip(&vec![b' '; 64 << 20]);
    site.put("/bomb", Reply::html("").with("Content-Encoding", "gzip"));
    let packed =
        |body: Vec<u8>| Reply::new(200, &body).with("Content-Type", "text/html").with("Content-Encoding", "gzip");
    site.put("/bomb", packed(bomb.clone()));
    site.put("/nested", packed(gzip(&bomb)));
    site.put("/torn", packed(gzip(page("Torn", TEXT).as_bytes())[..100].to_vec()));
    site.put("/brotli", Reply::html("x").with("Content-Encoding", "br"));
    site.put("/binary", Reply::new(200, b"\x7fELF\0\0").with("Content-Type", "application/octet-stream"));
    site.put("/large", Reply::html(&"word ".repeat(1 << 20)));
    let cases = [
        ("/bomb", "KB046"),
        ("/torn", "KB041"),
        ("/brotli", "KB047"),
        ("/binary", "KB047"),
        ("/endless", "KB046"),
        ("/large", "KB046"),
        ("/short", "KB041"),
        ("/silent", "KB041"),
        ("/trickle", "KB041"),
    ];
    for (path, code) in cases {
        let ran = train(&bot(&site, &pages(&site, &[path])), &site, "");
        let (found, summary) = about(&ran, &site.at(path));
        assert_eq!(found, code, "{path}: {summary}");
        assert_eq!(told(&ran).len(), 1, "{path}: {:?}", told(&ran));
        assert_eq!(ran.result()["details"]["counts"]["documents"], 1, "{path}");
    }
    // What is packed twice is unpacked once, and no document.
    let ran = train(&bot(&site, &pages(&site, &["/nested"])), &site, "");
    assert_eq!(told(&ran).len(), 1, "{:?}", told(&ran));
    assert_eq!(ran.result()["details"]["counts"]["documents"], 1);
}

#[test]
fn a_site_that_never_answers_is_left_alone_soon() {
    let site = Website::new();
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let dead = format!("127.0.0.1:{}", listener.local_addr().expect("bound").port());
    drop(listener);
    let addresses: Vec<String> = (0..50).map(|page| format!("http://{dead}/{page}")).collect();
    let test = bot(&site, &format!("pages = {:?}", [addresses.clone(), vec![site.at("/good")]].concat()));
    let ran = train(&test, &site, &format!("--allow-private {dead}"));
    assert_eq!(told(&ran).iter().filter(|(code, _)| code == "KB041").count(), 50);
    // Here robots.txt is answered, and nothing else.
    for page in 0..50 {
        site.put(&format!("/{page}"), Reply::Silent);
    }
    let paths: Vec<String> = (0..50).map(|page| format!("/{page}")).collect();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let test = bot(&site, &pages(&site, &paths));
    site.requests();
    let ran = test.run_line(&format!("train --format json --allow-private {}", site.host()), None);
    assert_eq!(told(&ran).iter().filter(|(code, _)| code == "KB041").count(), 51);
    assert_eq!(site.asked().len(), 3, "three times are enough");
}

#[test]
fn robots_are_obeyed_whatever_becomes_of_their_file() {
    let site = Website::new();
    let all = |text: &str| Reply::new(200, text.as_bytes());
    for path in ["/a", "/b/c"] {
        site.page(path, path, TEXT);
    }
    site.put("/to-b", Reply::redirect("/b/c"));
    for (robots, refused, code) in [
        (all("User-agent: *\nDisallow: /b\n"), vec!["/b/c", "/to-b"], "KB044"),
        (
            all("User-agent: botctl\nDisallow: /\nAllow: /good\n\nUser-agent: *\nAllow: /\n"),
            vec!["/a", "/b/c", "/to-b"],
            "KB044",
        ),
        (Reply::new(404, b""), vec![], ""),
        (Reply::new(403, b""), vec![], ""),
        (all("\0\u{1}<html>"), vec![], ""),
        (Reply::redirect("/rules"), vec!["/a"], "KB044"),
        (Reply::redirect("/robots.txt"), vec![], ""),
    ] {
        site.put("/robots.txt", robots);
        site.put("/rules", all("User-agent: *\nDisallow: /a\n"));
        let ran = train(&bot(&site, &pages(&site, &["/a", "/b/c", "/to-b"])), &site, "");
        for path in &refused {
            assert_eq!(about(&ran, &site.at(path)).0, code, "{path}");
        }
        assert_eq!(told(&ran).len(), refused.len(), "{:?}", told(&ran));
        let asked = site.asked();
        assert!(!refused.iter().any(|path| *path != "/to-b" && asked.contains(&(*path).to_owned())), "{asked:?}");
    }
    // Rules that can't be had: nothing may be fetched.
    for robots in [Reply::new(500, b"").with("Retry-After", "0"), Reply::Silent] {
        site.put("/robots.txt", robots);
        let test = bot(&site, &pages(&site, &["/a"]));
        site.requests();
        let ran = test.run_line(&format!("train --format json --allow-private {}", site.host()), None).status(3);
        assert_eq!(about(&ran, &site.at("/a")).0, "KB041");
        assert_eq!(site.asked(), Vec::<String>::new());
    }
}

#[test]
fn a_busy_site_is_asked_again_when_it_said_so() {
    let site = Website::new();
    let whole = Box::new(Reply::html(&page("Busy", TEXT)));
    site.put("/busy", Reply::After { failures: 2, reply: whole.clone() });
    site.put("/busier", Reply::After { failures: 9, reply: whole.clone() });
    site.put("/tomorrow", Reply::new(503, b"").with("Retry-After", "86400"));
    let ran = train(&bot(&site, &pages(&site, &["/busy", "/busier", "/tomorrow"])), &site, "");
    assert_eq!(about(&ran, &site.at("/busier")).0, "KB041");
    assert_eq!(about(&ran, &site.at("/tomorrow")).0, "KB041");
    assert_eq!(told(&ran).len(), 2, "{:?}", told(&ran));
    let times = |path: &str, asked: &[String]| asked.iter().filter(|one| *one == path).count();
    let asked = site.asked();
    assert_eq!([times("/busy", &asked), times("/busier", &asked), times("/tomorrow", &asked)], [3, 3, 1]);
}

#[test]
fn hostile_sitemaps_end_and_are_named() {
    let site = Website::new();
    let secret = Website::new();
    let good = sitemap(&[site.at("/good")]);
    let xml = |text: &str| Reply::new(200, text.as_bytes()).with("Content-Type", "application/xml");
    site.put("/loop.xml", xml(&index(&[site.at("/loop2.xml"), site.at("/good.xml")])));
    site.put("/loop2.xml", xml(&index(&[site.at("/loop.xml")])));
    site.put("/good.xml", xml(&good));
    for depth in 0..9 {
        site.put(
            &format!("/deep{depth}.xml"),
            xml(&index(&[site.at(&format!("/deep{}.xml", depth + 1)), site.at("/good.xml")])),
        );
    }
    site.put("/private.xml", Reply::redirect(&secret.at("/map.xml")));
    site.put("/foreign.xml", xml(&index(&[secret.at("/map.xml"), site.at("/good.xml")])));
    site.put("/slow.xml", Reply::Trickle);
    site.put("/silent.xml", Reply::Silent);
    site.put("/page.xml", Reply::html(&page("Not found", TEXT)));
    site.put("/empty.xml", xml(""));
    site.put("/entities.xml", xml("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><html>&b;</html>"));
    site.put("/bomb.xml.gz", Reply::new(200, &gzip(&vec![b'<'; 60 << 20])));
    let wide: Vec<String> = (0..600).map(|one| site.at(&format!("/good.xml?{one}"))).collect();
    site.put("/wide.xml", xml(&index(&wide)));
    for (path, code, counted) in [
        ("/loop.xml", "KB048", 1),
        ("/deep0.xml", "KB048", 1),
        ("/private.xml", "KB043", 1),
        ("/foreign.xml", "KB048", 1),
        ("/slow.xml", "KB041", 1),
        ("/silent.xml", "KB041", 1),
        ("/page.xml", "KB048", 1),
        ("/empty.xml", "KB048", 1),
        ("/entities.xml", "KB048", 1),
        ("/bomb.xml.gz", "KB046", 1),
        ("/missing.xml", "KB042", 1),
    ] {
        let knowledge =
            format!("pages = [{:?}]\n[[knowledge.sitemaps]]\naddress = {:?}", site.at("/good"), site.at(path));
        let ran = train(&bot(&site, &knowledge), &site, "");
        let found = told(&ran);
        assert_eq!(found.iter().filter(|(found, _)| found == code).count(), counted, "{path}: {found:?}");
        assert_eq!(found.len(), counted, "{path}: {found:?}");
        assert_eq!(ran.result()["details"]["counts"]["documents"], 1, "{path}");
    }
    assert!(secret.requests().is_empty(), "it was dialled");
}

#[test]
fn a_sitemap_that_fails_keeps_its_pages() {
    let site = Website::new();
    site.page("/a", "A", TEXT);
    site.put("/map.xml", Reply::new(200, sitemap(&[site.at("/a")]).as_bytes()));
    let test = bot(&site, &format!("[[knowledge.sitemaps]]\naddress = {:?}", site.at("/map.xml")));
    let before = train(&test, &site, "").result()["details"].clone();
    site.put("/map.xml", Reply::html("<p>Under maintenance</p>"));
    let ran = train(&test, &site, "--refresh");
    let (code, summary) = about(&ran, &site.at("/map.xml"));
    assert_eq!(code, "KB048", "{summary}");
    assert_eq!(ran.result()["details"]["bundle"], before["bundle"]);
    // A sitemap that is read and names a page no longer lets it go.
    site.page("/b", "B", &format!("{TEXT} This is the other page."));
    site.put("/map.xml", Reply::new(200, sitemap(&[site.at("/b")]).as_bytes()));
    let after = train(&test, &site, "--refresh").result()["details"].clone();
    assert_eq!(after["counts"]["documents"], 1);
    assert_ne!(after["bundle"], before["bundle"]);
}

#[test]
fn addresses_with_secrets_and_wrong_flags_are_refused() {
    let site = Website::new();
    let test =
        bot(&site, "pages = [\"https://user:word@www.example.com/\"]\n[[knowledge.sitemaps]]\naddress = \"ftp://x/\"");
    let ran = test.run_line("train --format json", None).status(3);
    let result = ran.stdout.lines().last().expect("a result").to_owned();
    assert!(result.contains("CFG010") && !result.contains("user:word@"), "{result}");
    let test = bot(&site, &pages(&site, &[]));
    for flags in ["--refresh --offline", "--allow-private http://x/", "--allow-private"] {
        test.run_line(&format!("train {flags}"), None).status(2);
    }
}
