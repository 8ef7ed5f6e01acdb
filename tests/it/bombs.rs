//! Files that unpack, nest or loop without end (`security.md`, T11 and T13), through the real reading process.

use std::time::Duration;

use crate::harness::crafted::{
    archive, docx, docx_of, epub, odt, odt_of, overlapping, pdf, pdf_page, pptx, pptx_of, stream, xlsx, xlsx_with, zlib,
};
use crate::harness::{Reader, Test};

const MOST_RESIDENT: u64 = 256 << 20;
const MOST_TIME: Duration = Duration::from_secs(2);

/// Kind, file's bytes, and the beginning of the refusal; empty where the file is read, harmlessly.
type Bomb = (&'static str, Vec<u8>, &'static str);

fn spaces(megabytes: usize) -> Vec<u8> {
    vec![b' '; megabytes << 20]
}

/// DOCX, and what isn't really one.
fn archives() -> Vec<(&'static str, Bomb)> {
    let numbers: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = numbers.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let names = ["word/document.xml", "word/styles.xml", "word/numbering.xml", "docProps/core.xml"].map(str::to_owned);
    let inner = docx("<w:p><w:r><w:t>inside</w:t></w:r></w:p>");
    let nested = (0..4).fold(inner, |inner, _| archive(&[("word/document.xml", &inner)]));
    let gzip = [&[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3][..], &[0; 100]].concat();
    vec![
        ("large-part.docx", ("docx", archive(&[("word/document.xml", &spaces(40))]), "beyond_limit")),
        ("ratio.docx", ("docx", archive(&[("word/document.xml", &spaces(8))]), "beyond_limit")),
        ("many.docx", ("docx", archive(&many), "beyond_limit")),
        ("overlapping.docx", ("docx", overlapping(&names, &spaces(31)), "beyond_limit")),
        ("nested.docx", ("docx", nested, "damaged")),
        ("gzip.docx", ("docx", gzip, "other_kind")),
        ("traversal.docx", ("docx", archive(&[("../../word/document.xml", b"<a/>")]), "damaged")),
    ]
}

fn markup() -> Vec<(&'static str, Bomb)> {
    let laughs: String =
        (1..10).map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10))).collect();
    let entities = format!(
        "<!DOCTYPE d [<!ENTITY l0 \"lol\">{laughs}<!ENTITY f SYSTEM \"file:///etc/passwd\">]><w:document xmlns:w=\"w\"><w:body><w:p><w:r><w:t>only this &l9;&f;</w:t></w:r></w:p></w:body></w:document>"
    );
    let attributes: String = (0..300_000).map(|number| format!(" a{number}=\"\"")).collect();
    let elements = |count: usize| "<w:sdt>".repeat(count);
    let tags =
        |open: &str, count: usize| format!("{}word{}", open.repeat(count), open.replace('<', "</").repeat(count));
    vec![
        ("entities.docx", ("docx", docx_of(&entities, &[]), "")),
        ("deep.docx", ("docx", docx(&elements(257)), "beyond_limit")),
        ("deeper.docx", ("docx", docx(&format!("{}{:x}", elements(200_000), 7)), "beyond_limit")),
        ("attributes.docx", ("docx", docx(&format!("<w:p{attributes}/>")), "beyond_limit")),
        ("divs.html", ("html", tags("<div>", 20_000).into(), "")),
        ("lists.html", ("html", tags("<ul><li>", 5_000).into(), "")),
        ("tables.html", ("html", tags("<table><tr><td>", 5_000).into(), "")),
        ("links.html", ("html", tags("<a href=x>", 10_000).into(), "")),
        ("attributes.md", ("markdown", format!("# A\n\nText.\n\n<p{attributes}>word</p>\n").into(), "")),
        ("attributes.html", ("html", format!("<p{attributes}>word</p>").into(), "beyond_limit")),
    ]
}

/// The other kinds that are archives.
fn packages() -> Vec<(&'static str, Bomb)> {
    let names = ["content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"].map(str::to_owned);
    let laughs: String =
        (1..10).map(|level| format!("<!ENTITY l{level} \"{}\">", format!("&l{};", level - 1).repeat(10))).collect();
    let entities = format!(
        "<!DOCTYPE d [<!ENTITY l0 \"lol\">{laughs}<!ENTITY f SYSTEM \"file:///etc/passwd\">]><o:d xmlns:o=\"o\" xmlns:text=\"t\"><text:p>only this &l9;&f;</text:p></o:d>"
    );
    let attributes: String = (0..300_000).map(|number| format!(" a{number}=\"\"")).collect();
    let page = b"<html><body><p>inside</p></body></html>";
    let nested = (0..4).fold(epub(page, &[]), |inner, _| epub(&inner, &[("inner.epub", &inner)]));
    // One string that every cell names: a thousandfold what the file holds.
    let cells = r#"<c t="s"><v>0</v></c>"#.repeat(50);
    let rows = format!("<row>{cells}</row>").repeat(600);
    let strings = format!("<sst><si><t>{}</t></si></sst>", "word ".repeat(40_000));
    let shared = [("xl/sharedStrings.xml", strings.as_bytes())];
    vec![
        ("large-part.pptx", ("pptx", pptx_of(&spaces(40)), "beyond_limit")),
        ("deep.pptx", ("pptx", pptx(&"<p:grpSp>".repeat(100_000)), "beyond_limit")),
        ("attributes.pptx", ("pptx", pptx(&format!("<p:sp{attributes}/>")), "beyond_limit")),
        ("overlapping.odt", ("odt", overlapping(&names, &spaces(31)), "beyond_limit")),
        ("entities.odt", ("odt", odt_of(&entities), "")),
        ("deep.odt", ("odt", odt(&"<text:list>".repeat(100_000)), "beyond_limit")),
        (
            "repeated.odt",
            (
                "odt",
                odt(
                    r#"<table:table><table:table-row table:number-rows-repeated="99999999"><table:table-cell table:number-columns-repeated="99999999"><text:p>once<text:s text:c="4000000000"/></text:p></table:table-cell></table:table-row></table:table>"#,
                ),
                "",
            ),
        ),
        ("large-page.epub", ("epub", epub(&spaces(40), &[]), "beyond_limit")),
        ("attributes.epub", ("epub", epub(format!("<p{attributes}>word</p>").as_bytes(), &[]), "beyond_limit")),
        ("nested.epub", ("epub", nested, "empty")),
        (
            "shared.xlsx",
            (
                "xlsx",
                xlsx_with(&format!("<worksheet><sheetData>{rows}</sheetData></worksheet>"), &shared),
                "beyond_limit",
            ),
        ),
        (
            "far.xlsx",
            (
                "xlsx",
                xlsx(
                    r#"<worksheet><sheetData><row r="1048576"><c r="A1048576" t="str"><v>far</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#,
                ),
                "",
            ),
        ),
        ("deep.xlsx", ("xlsx", xlsx(&"<c>".repeat(100_000)), "beyond_limit")),
    ]
}

/// Kinds that are no archives: rich text and mails.
fn plain_kinds() -> Vec<(&'static str, Bomb)> {
    let mail = |head: &str, body: &str| format!("Subject: a\n{head}\n\n{body}").into_bytes();
    let mixed = "Content-Type: multipart/mixed; boundary=b";
    let nested = (0..40).fold("words".to_owned(), |inner, level| {
        format!("Content-Type: multipart/alternative; boundary=b{level}\n\n--b{level}\n{inner}\n--b{level}--\n")
    });
    vec![
        ("deep.rtf", ("rtf", format!("{{\\rtf1 {}word", "{\\b ".repeat(1_000_000)).into(), "beyond_limit")),
        ("bin.rtf", ("rtf", b"{\\rtf1 word\\bin2147483647 {}}".to_vec(), "")),
        ("fields.rtf", ("rtf", format!("{{\\rtf1 {}word}}", "{\\field{\\fldrslt x}}".repeat(20_000)).into(), "")),
        ("cells.rtf", ("rtf", format!("{{\\rtf1 {} word}}", "\\cell\\row".repeat(500_000)).into(), "")),
        ("parts.eml", ("eml", mail(mixed, &"--b\n\nx\n".repeat(1_000_000)), "beyond_limit")),
        ("forwarded.eml", ("eml", "Content-Type: message/rfc822\n\n".repeat(100_000).into(), "beyond_limit")),
        ("nested.eml", ("eml", format!("Subject: a\n{nested}").into(), "beyond_limit")),
        ("fields.eml", ("eml", "A: b\n".repeat(10_000).into(), "")),
        ("words.eml", ("eml", format!("Subject: {}\n\nwords", "=?utf-8?q?a?= ".repeat(200_000)).into(), "")),
        (
            "parameters.eml",
            ("eml", mail(&format!("Content-Type: multipart/mixed{}", "; a=b".repeat(500_000)), "words"), ""),
        ),
    ]
}

fn deep_pdf(depth: usize) -> Vec<u8> {
    let content = stream("", format!("{}{} TJ", "[".repeat(depth), "]".repeat(depth)).as_bytes());
    pdf_page(content)
}

/// Kinds of trouble that only the process's limits end, if the reader doesn't.
fn pdfs() -> Vec<(&'static str, Vec<u8>)> {
    let catalogue = b"<< /Type /Catalog /Pages 2 0 R >>".to_vec();
    let chain = (3..10_383).map(|next| format!("<< /Type /Pages /Kids [{next} 0 R] /Count 1 >>").into_bytes());
    let giga = zlib(&zlib(&vec![b'0'; 64 << 20]));
    let objects = stream("/Type /ObjStm /N 1000000 /First 1 /Filter [/FlateDecode /FlateDecode]", &giga);
    let operators =
        stream("/Filter [/FlateDecode /FlateDecode]", &zlib(&zlib(&b"q BT /F 9 Tf (x) Tj ET Q\n".repeat(400_000))));
    let nested = format!("{}{}", "<< /A ".repeat(100_000), ">>".repeat(100_000)).into_bytes();
    vec![
        ("arrays.pdf", deep_pdf(100_000)),
        ("page-tree.pdf", pdf(&std::iter::once(catalogue.clone()).chain(chain).collect::<Vec<_>>())),
        ("loop.pdf", pdf(&[catalogue.clone(), b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>".to_vec()])),
        ("objects.pdf", pdf(&[catalogue.clone(), objects])),
        ("operators.pdf", pdf_page(operators)),
        ("dictionaries.pdf", pdf(&[catalogue, nested])),
        (
            "self.pdf",
            b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF"
                .to_vec(),
        ),
    ]
}

fn every_bomb() -> impl Iterator<Item = (&'static str, Bomb)> {
    archives().into_iter().chain(markup()).chain(packages()).chain(plain_kinds())
}

#[test]
fn bombs_are_refused_quickly_and_in_little_memory() {
    for (name, (kind, bytes, refusal)) in every_bomb() {
        let verdict = Reader::start().read(kind, &bytes);
        let found = verdict.refusal();
        assert!(found.starts_with(refusal) && refusal.is_empty() == found.is_empty(), "{name}: {found}");
        assert!(verdict.took < MOST_TIME, "{name}: {:?}", verdict.took);
        assert!(verdict.resident_bytes < MOST_RESIDENT, "{name}: {} bytes", verdict.resident_bytes);
        let reply = verdict.reply.expect("a reply").to_string();
        assert!(!reply.contains("lollol") && !reply.contains("root:"), "{name}: an entity was expanded");
    }
}

#[test]
fn workbooks_are_refused_by_name() {
    let names: Vec<String> = (0..8).map(|number| format!("xl/part{number}.xml")).collect();
    let attributes: String = (0..300_000).map(|number| format!(" a{number}=\"\"")).collect();
    let numbers: Vec<String> = (0..10_001).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = numbers.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let far = r#"<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="1048576"><c r="A1048576" t="str"><v>x</v></c><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"#;
    for (what, bytes, code) in [
        ("overlapping", overlapping(&names, &spaces(31)), "QA018"),
        ("too many", archive(&many), "QA018"),
        ("attributes", xlsx(&format!("<worksheet{attributes}/>")), "QA018"),
        ("deep", xlsx(&"<c>".repeat(100_000)), "QA018"),
        ("a part of 40 MB", xlsx(&" ".repeat(40 << 20)), "QA018"),
        ("a cell far away", xlsx(far), "QA005"),
    ] {
        let test = Test::new().bot("examples/trattoria-del-porto");
        std::fs::write(test.folder().join("qa/bomb.xlsx"), bytes).expect("written");
        let diagnostic = &test.run_line("train --format json", None).status(3).result()["diagnostic"];
        assert_eq!(diagnostic["span"]["file"], "qa/bomb.xlsx", "{what}: {diagnostic}");
        assert!(diagnostic["code"].as_str().is_some_and(|found| found.starts_with(code)), "{what}: {diagnostic}");
    }
}

#[test]
fn the_reading_process_can_open_nothing_and_start_nothing() {
    let mut reader = Reader::start();
    assert_eq!(reader.read("html", b"<p>word").refusal(), "");
    let read = |file: &str| std::fs::read_to_string(format!("/proc/{}/{file}", reader.pid())).expect("it runs");
    let limits = read("limits");
    for limit in [
        "Max open files            0                    0",
        "Max file size             0                    0",
        "Max address space         1073741824           1073741824",
    ] {
        assert!(limits.contains(limit), "{limit}\n{limits}");
    }
    let seconds = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max cpu time")?.split_whitespace().next()?.parse::<u64>().ok());
    assert!(seconds.is_some_and(|seconds| seconds <= 22), "{limits}");
    let tasks = std::fs::read_dir(format!("/proc/{}/task", reader.pid()))
        .expect("it runs")
        .map(|task| task.expect("a task").path());
    let confined = tasks.filter(|task| {
        let status = std::fs::read_to_string(task.join("status")).unwrap_or_default();
        status.contains("Seccomp:\t2") && status.contains("NoNewPrivs:\t1")
    });
    assert_eq!(confined.count(), 1, "the thread that reads");
}

#[test]
fn a_folder_of_bombs_is_trained_without_them_and_each_is_named() {
    let test = Test::new().bot("examples/trattoria-del-porto");
    let put =
        |name: &str, bytes: &[u8]| std::fs::write(test.folder().join("knowledge").join(name), bytes).expect("written");
    let refused: Vec<&str> = every_bomb()
        .filter_map(|(name, (_, bytes, refusal))| {
            put(name, &bytes);
            (!refusal.is_empty()).then_some(name)
        })
        .collect();
    let pdfs = pdfs();
    pdfs.iter().for_each(|(name, bytes)| put(name, bytes));
    let ran = test.run_line("train --format json", None).status(0);
    let events = ran.events();
    let left_out: Vec<&str> = events.iter().filter_map(|event| event["span"]["file"].as_str()).collect();
    for name in refused.into_iter().chain(pdfs.iter().map(|(name, _)| *name)) {
        // Pages that could be read after all are no fault; all others are named.
        let is_named = left_out.contains(&format!("knowledge/{name}").as_str());
        assert!(is_named || name == "operators.pdf" || name == "arrays.pdf", "{name} is not named: {left_out:?}");
    }
    assert_eq!(events.last().map(|event| event["ok"].clone()), Some(true.into()));
    test.run_line("check --offline --format json", None).status(0);
}
