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

use crate::harness::crafted::{archive, docx, epub, odt_of, pdf_page, pptx_of, sheet, stream, xlsx, xlsx_with, zlib};
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
fn decks_books_and_open_documents_are_read_whatever_they_are() {
    let slide = r#"<p:sld xmlns:p="p" xmlns:a="a" xmlns:r="r"><p:sp><p:nvPr><p:ph type="title"/></p:nvPr><p:txBody><a:p><a:pPr lvl="1"><a:buAutoNum startAt="3"/></a:pPr><a:r><a:rPr lang="it"><a:hlinkClick r:id="s1"/></a:rPr><a:t>A &amp; b</a:t></a:r><a:br/></a:p></p:txBody></p:sp><a:tbl><a:tr><a:tc><a:p><a:r><a:t>c</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:sld>"#;
    let open = r#"<o:d xmlns:text="t" xmlns:style="s" xmlns:table="b"><style:style style:name="P" style:parent-style-name="P"/><text:list-style style:name="L"><text:list-level-style-number text:level="1"/></text:list-style><text:h text:outline-level="2">H<text:s text:c="3"/></text:h><text:list text:style-name="L"><text:list-item text:start-value="4"><text:p>i<text:note><text:p>n</text:p></text:note></text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>c</text:p></table:table-cell></table:table-row></table:table></o:d>"#;
    let package = r#"<package xmlns:dc="d"><metadata><dc:title>T</dc:title><dc:date>2024-05-06</dc:date></metadata><manifest><item id="p" href="p%20q.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="p"/></spine></package>"#;
    let sheet = r#"<worksheet><sheetData><row r="1"><c r="A1" s="1"><v>45418.5</v></c><c r="C1" t="s"><v>0</v></c></row><row><c t="inlineStr"><is><t>x_x000D_</t></is></c></row></sheetData></worksheet>"#;
    let styles = r##"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$€-410] #,##0.00;[Red]-0%"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="164"/></cellXfs></styleSheet>"##;
    let mut mutator = Mutator::new(11);
    let mut mutants = |seed: &str, make: &dyn Fn(&[u8]) -> Vec<u8>| -> Vec<Vec<u8>> {
        (0..600).map(|_| make(&mutator.mutant(seed.as_bytes()))).collect()
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let decks = mutants(slide, &pptx_of);
    let texts = mutants(open, &|content| odt_of(&text(content)));
    let books = mutants(package, &|package| {
        let container = br#"<c><rootfile full-path="b.opf"/></c>"#;
        archive(&[("META-INF/container.xml", container), ("b.opf", package), ("p q.xhtml", b"<p>x")])
    });
    let pages = mutants("<html><body><h1>A</h1><p>b<a id='x'/></p></body></html>", &|page| epub(page, &[]));
    let sheets = mutants(sheet, &|sheet| xlsx_with(&text(sheet), &[("xl/styles.xml", styles.as_bytes())]));
    for (kind, seeds) in [
        (DocumentKind::Pptx, decks),
        (DocumentKind::Odt, texts),
        (DocumentKind::Epub, [books, pages].concat()),
        (DocumentKind::Xlsx, sheets),
    ] {
        feed_reader(kind, &seeds, 700);
    }
}

#[test]
fn rich_text_and_mails_are_read_whatever_they_are() {
    let rich = br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset204 A;}}{\stylesheet{\s1\outlinelevel0 heading 1;}}{\info{\title T}{\revtim\yr2024\mo5\dy6}}\pard\s1 H\'e8\par\uc1\u8364?{\field{\*\fldinst{HYPERLINK x}}{\fldrslt l}}{\listtext 1.}i\par\trowd\intbl c\cell\row{\footnote n}\bin2 {}}".to_vec();
    feed_reader(DocumentKind::Rtf, &[rich], 2000);
    let mail = b"From: a@b\r\nSubject: =?utf-8?B?w6g=?= =?iso-8859-1?q?=E8_x?=\r\nDate: Mon, 6 May 2024 10:00:00 +0200\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>a=C3=A8=\r\nb\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: i\r\n\r\n> q\r\n-- \r\ns\r\n--b--\r\n".to_vec();
    feed_reader(DocumentKind::Eml, &[mail], 2000);
}

#[test]
fn question_files_are_read_whatever_they_are() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let extractor = Extractor::new(binary(), Limits { wall: Duration::from_secs(20), children: 1 });
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
        read_as_file(folder.path(), name, &[seed], count, |folder| {
            drop(qa::read(folder, &[name.to_owned()], "en", &extractor))
        });
    }
    let mut mutator = Mutator::new(3);
    let sheet = sheet(&[&header, &["a", "Who?", "Me."]]);
    let books: Vec<Vec<u8>> =
        (0..700).map(|_| xlsx(&String::from_utf8_lossy(&mutator.mutant(sheet.as_bytes())))).collect();
    read_as_file(folder.path(), "a.xlsx", &books, 700, |folder| {
        drop(qa::read(folder, &["a.xlsx".to_owned()], "en", &extractor))
    });
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
