//! Every decoder of bytes that others wrote, fed with thousands of damaged inputs (`security.md`, T28): none panics, none takes long.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use botctl::answer::bucket::{decode_bucket, split_bucket};
use botctl::bundle::Manifest;
use botctl::config::compiled::{Chatroom, Operations};
use botctl::config::load::{LoadRequest, load};
use botctl::content::documents::{DocumentError, DocumentFile};
use botctl::content::extract::{Extractor, Limits};
use botctl::content::formats;
use botctl::content::kind::DocumentKind;
use botctl::content::{qa, survey};
use botctl::wire::auth::NewToken;
use botctl::wire::chat::MessageRequest;
use botctl::wire::deployment::{BeginDeployment, CommitDeployment, DeploymentEvent};
use botctl::wire::pack;
use botctl::wire::plan::{LicenceSwap, PlanChange};
use botctl::wire::problem::Problem;

use crate::harness::crafted::{archive, docx, pdf_page, sheet, stream, xlsx, zlib};
use crate::harness::mutator::Mutator;
use crate::harness::{binary, root};

const MOST_TIME: Duration = Duration::from_secs(2);
const BOT: &str = "examples/trattoria-del-porto";

fn example(path: &str) -> Vec<u8> {
    std::fs::read(root().join(BOT).join(path)).expect("the example is there")
}

/// The first pages of the example's documents.
fn documents() -> Vec<Vec<u8>> {
    let files = walkdir::WalkDir::new(root().join(BOT).join("knowledge")).sort_by_file_name();
    let files =
        files.into_iter().map(|entry| entry.expect("a readable folder")).filter(|entry| entry.file_type().is_file());
    files.map(|entry| std::fs::read(entry.path()).expect("a file").into_iter().take(3000).collect()).collect()
}

/// Feeds a decoder with `count` mutants of the seeds, each within the time.
fn feed(what: &str, seeds: &[Vec<u8>], count: u64, mut decode: impl FnMut(&[u8])) {
    for number in 0..count {
        let mut mutator = Mutator::new(number);
        let seed = mutator.pick(seeds).clone();
        let mutant = mutator.mutant(&seed);
        let began = Instant::now();
        decode(&mutant);
        let took = began.elapsed();
        assert!(took < MOST_TIME, "{what} {number} took {took:?}");
    }
}

#[test]
fn markdown_and_text_are_read_whatever_they_are() {
    let mut seeds = documents();
    seeds.push(b"---\ntitle: A\n---\n# H\n\n| a | b |\n|---|---|\n| [x](https://e.x) | `c` |\n\n1. x\n   * y\n\n> q\n\n<div><b>z</b></div>\n\n[^1]: n\n".to_vec());
    for kind in [DocumentKind::Markdown, DocumentKind::Text] {
        feed(kind.name(), &seeds, 3000, |bytes| drop(formats::read(kind, bytes, "a")));
    }
}

fn file(kind: DocumentKind) -> DocumentFile {
    DocumentFile {
        path: "a".to_owned(),
        absolute: PathBuf::from("a"),
        size: 0,
        modified_ns: 0,
        kind,
        address: None,
        date: None,
    }
}

/// Feeds the reading process; a mutant may be refused, but no reader may give up or die.
fn feed_reader(kind: DocumentKind, seeds: &[Vec<u8>], count: u64) {
    let extractor = Extractor::new(binary(), Limits { wall: Duration::from_secs(20), children: 1 });
    let file = file(kind);
    feed(kind.name(), seeds, count, |bytes| match extractor.extract(&file, bytes) {
        Err(
            error @ (DocumentError::ReaderDied { .. } | DocumentError::TooSlow { .. } | DocumentError::NoReader { .. }),
        ) => {
            panic!("{}: {error}", kind.name())
        }
        Err(DocumentError::Damaged { reason }) => assert_ne!(reason, "its reader gave up", "{}: a panic", kind.name()),
        Ok(_) | Err(_) => {}
    });
}

#[test]
fn pages_are_read_whatever_they_are() {
    let page = b"<!doctype html><html lang=it><head><title>T</title><meta charset=utf-8><script>if(a<b){}</script></head><body><main><h1>A</h1><ul><li>x<ol start=3><li>y</ol></ul><table><tr><th>a<td>b</table><p>c &amp; d <a href='https://e.x'>e</a><pre> f\n g</pre><textarea></p></textarea></main>".to_vec();
    feed_reader(DocumentKind::Html, &[page], 3000);
}

#[test]
fn word_files_are_read_whatever_they_are() {
    let body = r#"<w:p><w:pPr><w:pStyle w:val="H"/><w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr></w:pPr><w:r><w:t xml:space="preserve">A &amp; &#233;</w:t><w:br/></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"#;
    feed_reader(DocumentKind::Docx, &[docx(body)], 1000);
    // An archive's checksums hide most of its content from chance: its parts are changed by themselves as well.
    let main = format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{body}</w:body></w:document>"#);
    let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="H"><w:name w:val="heading 1"/><w:basedOn w:val="H"/></w:style></w:styles>"#;
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;
    let mut mutator = Mutator::new(7);
    let archives: Vec<Vec<u8>> = (0..1500)
        .map(|_| {
            let [main, styles, numbering] = [&main, styles, numbering].map(|part| mutator.mutant(part.as_bytes()));
            archive(&[("word/document.xml", &main), ("word/styles.xml", &styles), ("word/numbering.xml", &numbering)])
        })
        .collect();
    feed_reader(DocumentKind::Docx, &archives, 1500);
}

#[test]
fn pdfs_are_read_whatever_they_are() {
    let text =
        b"BT /F 24 Tf 50 700 Td (House rules) Tj 0 -40 Td [(Guests) -250 <6d6179>] TJ T* (x) ' ET q 1 0 0 1 0 0 cm Q";
    let plain = pdf_page(stream("", text));
    let packed = pdf_page(stream("/Filter /FlateDecode", &zlib(text)));
    feed_reader(DocumentKind::Pdf, &[plain, packed], 1500);
}

#[test]
fn question_files_are_read_whatever_they_are() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let csv = b"id,question,variants,answer,active,language,links\na,\"How, much?\",\"x\ny\",Ten.,true,en,https://e.x\nb,Who?,,Me.,,,\n".to_vec();
    let json = br#"[{"id":"a","question":"Who?","variants":["x"],"answer":"Me.","active":true,"language":"en","links":["https://e.x"]}]"#.to_vec();
    let yaml = b"- id: a\n  question: Who?\n  variants: [x, &b y, *b]\n  answer: |\n    Me.\n  active: true\n".to_vec();
    let toml =
        b"[[qa]]\nid = \"a\"\nquestion = \"Who?\"\nvariants = [\"x\"]\nanswer = \"\"\"\nMe.\"\"\"\nactive = true\n"
            .to_vec();
    let header = ["id", "question", "answer"];
    let book = xlsx(&sheet(&[&header, &["a", "Who?", "Me."], &["b", "Why?", "So."]]));
    for (name, seed, count) in [
        ("a.csv", csv, 1500),
        ("a.json", json, 1500),
        ("a.yaml", yaml, 1500),
        ("a.toml", toml, 1500),
        ("a.xlsx", book, 700),
    ] {
        read_as_file(folder.path(), name, &[seed], count, |folder| drop(qa::read(folder, &[name.to_owned()], "en")));
    }
    let mut mutator = Mutator::new(3);
    let sheet = sheet(&[&header, &["a", "Who?", "Me."]]);
    let books: Vec<Vec<u8>> =
        (0..700).map(|_| xlsx(&String::from_utf8_lossy(&mutator.mutant(sheet.as_bytes())))).collect();
    read_as_file(folder.path(), "a.xlsx", &books, 700, |folder| drop(qa::read(folder, &["a.xlsx".to_owned()], "en")));
}

#[test]
fn the_survey_and_bot_toml_are_read_whatever_they_are() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    read_as_file(folder.path(), "survey.toml", &[example("survey.toml")], 700, |folder| {
        drop(survey::read(folder, "survey.toml"))
    });
    read_as_file(folder.path(), "bot.toml", &[example("bot.toml")], 700, |folder| {
        drop(load(&LoadRequest { start: folder, file: None, environment: None, host: None }));
    });
}

fn read_as_file(folder: &Path, name: &str, seeds: &[Vec<u8>], count: u64, mut read: impl FnMut(&Path)) {
    feed(name, seeds, count, |bytes| {
        std::fs::write(folder.join(name), bytes).expect("written");
        read(folder);
    });
    std::fs::remove_file(folder.join(name)).expect("it was there");
}

#[test]
fn what_comes_over_the_wire_is_read_whatever_it_is() {
    let digest = botctl::base::digest::Digest::of(b"x");
    let part = format!(r#"{{"blobs":{{"qas":{{"digest":"{digest}","size":1}}}}}}"#);
    let manifest = format!(
        r#"{{"schema":1,"bot":"acme","engine":1,"parts":{{"knowledge":{part},"qa":{part},"models":{part},"chatroom":{part},"operations":{part}}}}}"#
    );
    let id = botctl::base::id::UniqueId::generate();
    let begin = format!(
        r#"{{"operation":"deploy","kind":"complete","manifest":{manifest},"rollback_to":null,"base_release":1,"force":false,"idempotency_key":"{id}","knowledge_bytes":9,"chatroom":"{{}}","operations":"{{}}","who":"a","run_url":null,"sources":"{digest}"}}"#
    );
    assert!(serde_json::from_str::<BeginDeployment>(&begin).is_ok(), "the seed is a request");
    let small = [
        format!(r#"{{"digest":"{digest}","fence":1,"uploaded":{{"items":1,"bytes":1,"reused_items":1}}}}"#),
        format!(r#"{{"id":"{id}","text":"a","page":"https://e.x","language":"it","choice":"qa:a"}}"#),
        r#"{"scope":"deploy","bots":["acme"],"label":"x","expires":1}"#.to_owned(),
        r#"{"code":"locked","message":"m","hint":"h","request_id":"r","holder":{"who":"a","op":"deploy","since":1,"run_url":null,"expires":2}}"#.to_owned(),
        r#"{"name":"n","active":true,"expires":0,"payment":"overdue","messages_limit":-1,"licences":1}"#.to_owned(),
        r#"{"seq":1,"at":1,"event":null,"finished":true}"#.to_owned(),
    ];
    let seeds: Vec<Vec<u8>> = small.into_iter().chain([begin]).map(String::into_bytes).collect();
    feed("bodies", &seeds, 10_000, |bytes| {
        drop(serde_json::from_slice::<BeginDeployment>(bytes));
        drop(serde_json::from_slice::<CommitDeployment>(bytes));
        drop(serde_json::from_slice::<MessageRequest>(bytes));
        drop(serde_json::from_slice::<NewToken>(bytes));
        drop(serde_json::from_slice::<Problem>(bytes));
        drop(serde_json::from_slice::<PlanChange>(bytes));
        drop(serde_json::from_slice::<LicenceSwap>(bytes));
        drop(serde_json::from_slice::<DeploymentEvent>(bytes));
    });
    feed("manifests", &[manifest.into_bytes()], 5000, |bytes| drop(Manifest::from_bytes(bytes)));
}

#[test]
fn blobs_and_packs_are_read_whatever_they_are() {
    let mut plain = Vec::new();
    for bytes in [b"one".as_slice(), b"", b"three"] {
        pack::append(&mut plain, &botctl::base::digest::Digest::of(bytes), bytes);
    }
    feed("packs", &[plain], 10_000, |bytes| drop(pack::split(bytes)));
    let line = r#"{"document":"k/a.md","ordinal":0,"title":"A","headings":["B"],"text":"c","language":"en","address":"https://x.e"}"#;
    let bucket = format!("{}{line}\n{line}\n", botctl::answer::bucket::bucket_header()).into_bytes();
    feed("buckets", &[bucket], 10_000, |bytes| {
        drop(decode_bucket(bytes));
        drop(split_bucket(bytes));
    });
    feed(
        "settings",
        &[br##"{"schema":1,"name":"a","languages":["it"],"messages":{"it":{"welcome":"x"}}}"##.to_vec()],
        5000,
        |bytes| {
            drop(serde_json::from_slice::<Chatroom>(bytes));
            drop(serde_json::from_slice::<Operations>(bytes));
        },
    );
}
