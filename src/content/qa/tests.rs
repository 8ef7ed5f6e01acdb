//! Every format, and everything that can be wrong in it.

use std::io::Write as _;

use super::*;
use crate::content::documents::DocumentError;
use crate::content::formats;

/// The tests of a library have no program to start.
struct InProcess;

impl Workbooks for InProcess {
    fn rows(&self, bytes: &[u8]) -> Result<Vec<formats::SheetRow>, DocumentError> {
        formats::read_rows(bytes, spreadsheet::SHEET)
    }
}

fn read_files(files: &[(&str, &[u8])]) -> QaRead {
    let folder = tempfile::tempdir().expect("temporary folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("folder");
        std::fs::write(path, bytes).expect("file");
    }
    read(folder.path(), &["qa/*".to_owned()], "en", &InProcess)
}

fn findings(read: &QaRead) -> Vec<String> {
    read.diagnostics
        .iter()
        .map(|finding| {
            let places: Vec<String> = finding.places.iter().map(ToString::to_string).collect();
            format!("{} {}", finding.code, places.join(" "))
        })
        .collect()
}

fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet =
        String::from("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>");
    for (index, row) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", index + 1);
        for (column, cell) in row.iter().enumerate() {
            let name = char::from(b'A' + u8::try_from(column).expect("few columns"));
            sheet += &format!("<c r=\"{name}{}\" t=\"str\"><f>X</f><v>{cell}</v></c>", index + 1);
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let parts = [
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"QA\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(name, zip::write::SimpleFileOptions::default()).expect("a new part");
        writer.write_all(text.as_bytes()).expect("the part's bytes");
    }
    writer.finish().expect("the directory").into_inner()
}

#[test]
fn every_format_gives_the_same_items() {
    let toml = b"[[qa]]\nid = \"a\"\nquestion = \"When?\"\nvariants = [\"Hours?\"]\nanswer = \"At *nine*.\"\nactive = false\nlanguage = \"en-GB\"\nlinks = [\"https://a.org\"]\n";
    let yaml = b"- id: a\n  question: When?\n  variants: [Hours?]\n  answer: At *nine*.\n  active: false\n  language: en-GB\n  links:\n    - https://a.org\n";
    let json = b"{\"qa\": [{\"id\": \"a\", \"question\": \"When?\", \"variants\": [\"Hours?\"], \"answer\": \"At *nine*.\", \"active\": false, \"language\": \"en-GB\", \"links\": [\"https://a.org\"]}]}";
    let csv = b"\xef\xbb\xbfAnswer;id;question;variants;active;language;links\nAt *nine*.;a;When?;\"Hours?\n\";FALSO;en-GB;https://a.org\n";
    let xlsx = workbook(&[
        &["id", "question", "variants", "answer", "active", "language", "links"],
        &["a", "When?", "Hours?", "At *nine*.", "no", "en-GB", "https://a.org"],
    ]);
    for (name, bytes) in
        [("qa/a.toml", &toml[..]), ("qa/a.yaml", yaml), ("qa/a.json", json), ("qa/a.csv", csv), ("qa/a.xlsx", &xlsx)]
    {
        let read = read_files(&[(name, bytes)]);
        assert_eq!(findings(&read), [""; 0], "{name}: {:?}", read.diagnostics);
        let item = read.items.first().unwrap_or_else(|| panic!("no item in {name}"));
        assert_eq!((item.id.as_str(), item.question.as_str(), item.answer.as_str()), ("a", "When?", "At *nine*."));
        assert_eq!((item.variants.as_slice(), item.active), (&["Hours?".to_owned()][..], false));
        assert_eq!((item.language.as_str(), item.links.len()), ("en", 1));
        assert_eq!(read.sources.iter().map(|source| source.path.as_str()).collect::<Vec<_>>(), [name]);
    }
}

#[test]
fn all_problems_come_together_in_their_places() {
    let read = read_files(&[
        ("qa/a.toml", b"[[qa]]\nid = \"x\"\nquestion = \"Q?\"\nanswer = \"\"\nanswr = \"A\"\n\n[[qa]]\nid = 3\nquestion = \"Q?\"\nanswer = \"A\"\n\n[[qa]]\nquestion = \"No id?\"\nanswer = \"A\"\nlanguage = \"english\"\nlinks = [\"javascript:x\"]\n"),
        ("qa/b.csv", b"id,question,answer\none,\"First\nline?\",A\ntwo,Two?,A,extra\none,Again?,A\n,,\n,Last?,A\n"),
        ("qa/c.csv", b"frage,antwort\na,b\n"),
        ("qa/d.json", b"[\n{\"id\": \"d\",\n}]"),
        ("qa/e.csv", b"question,answer\nok?,caf\xe9\n"),
        ("qa/f.xlsx", b"PK\x03\x04 no"),
        ("qa/g.docx", b"PK\x03\x04"),
        ("qa/h.csv", b"question,answer,activ\nWhy?,\"Because\nand so on,\n"),
    ]);
    let expected = [
        "QA010 qa/a.toml:1",
        "QA008 qa/a.toml:5",
        "QA006 qa/a.toml:8",
        "QA011 qa/a.toml:12",
        "QA019 qa/a.toml:12",
        "QA020 qa/a.toml:12",
        "QA007 qa/b.csv:2 qa/b.csv:5",
        "QA004 qa/b.csv:4",
        "QA005 qa/c.csv:1",
        "QA003 qa/d.json:3",
        "QA002 qa/e.csv:2",
        "QA018 qa/f.xlsx",
        "QA016 qa/g.docx",
        "QA008 qa/h.csv:1",
        "QA004 qa/h.csv:2",
    ];
    let mut found = findings(&read);
    let mut expected = expected.map(str::to_owned).to_vec();
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    assert!(read.diagnostics.iter().all(|finding| finding.next.iter().all(|next| !next.command.is_empty())));
    let ids: Vec<&str> = read.items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    assert!(ids.contains(&"one") && ids.iter().any(|id| id.starts_with("q-") && id.len() == 10));
}

#[test]
fn repeated_phrasings_are_warned_of() {
    let read = read_files(&[(
        "qa/a.yaml",
        b"- {id: a, question: When open?, variants: ['when OPEN', 'Hours'], answer: A}\n- {id: b, question: hours?, answer: B}\n- {id: c, question: hours?, answer: C, language: it}\n- {id: d, question: hours?, answer: D, active: false}\n",
    )]);
    assert_eq!(findings(&read), ["QA012 qa/a.yaml:1", "QA013 qa/a.yaml:1 qa/a.yaml:2"]);
    assert!(read.diagnostics[1].detail.contains("`a` answers \"A\"\n`b` answers \"B\""), "{:?}", read.diagnostics[1]);
    assert!(read.diagnostics.iter().all(|finding| !finding.is_error()));
    assert_eq!(read.items.first().map(|item| item.variants.clone()), Some(vec!["Hours".to_owned()]));
}

#[test]
fn missing_files_and_bad_globs_are_named() {
    let folder = tempfile::tempdir().expect("temporary folder");
    let read = read(folder.path(), &["qa/*".to_owned(), "../x/*".to_owned()], "en", &InProcess);
    assert_eq!(findings(&read), ["QA014 bot.toml", "QA015 bot.toml"]);
    let empty = read_files(&[("qa/a.csv", b"question,answer\n"), ("qa/b.yaml", b""), ("qa/c.json", b"{\"qas\": []}")]);
    assert_eq!(findings(&empty), ["QA023 qa/a.csv", "QA023 qa/b.yaml", "QA023 qa/c.json", "QA008 qa/c.json:1"]);
}

#[test]
fn a_quote_within_a_cell_is_text() {
    let read = read_files(&[("qa/a.csv", b"question,answer\nHow large is a 5\" disk?,\"It says \"\"small\"\".\"\n")]);
    assert_eq!(findings(&read), [""; 0]);
    let answers: Vec<&str> = read.items.iter().map(|item| item.answer.as_str()).collect();
    assert_eq!(answers, ["It says \"small\"."]);
}

#[test]
fn many_rows_are_read_and_many_findings_summed_up() {
    let mut csv = String::from("question,answer\n");
    for number in 0..20_000 {
        csv += &format!("Question {number}?,\n");
    }
    let read = read_files(&[("qa/a.csv", csv.as_bytes())]);
    assert_eq!(read.diagnostics.len(), MOST_FINDINGS);
    assert!(read.diagnostics.last().is_some_and(|last| last.detail.starts_with("19800 more")));
}
