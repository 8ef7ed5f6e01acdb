//! Files of regression questions: `[[tests]]` in TOML as in bot.toml, or rows of CSV; all that is wrong is reported together.

use std::path::Path;

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs;
use crate::config::bot::{Expectation, Language, TestCase};
use crate::content::document::primary_language;
use crate::content::tree::{self, Node, Value};

/// Keys of a test, columns of a table.
const KEYS: [&str; 4] = ["question", "expect", "language", "after"];

/// A test with the place where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedTest {
    /// The test.
    pub case: TestCase,
    /// The file and its line.
    pub place: Place,
}

/// Reads the tests of a file, whose ending says its format: `toml`, `csv` or `tsv`.
///
/// Errors: every finding about the file; none of its tests is used then.
pub fn read(path: &Path) -> Result<Vec<PlacedTest>, Vec<Diagnostic>> {
    let name = path.display().to_string();
    let whole = |code: &str, reason: String| vec![Diagnostic::error(code, reason).at(Place::file(&name))];
    let bytes = fs::read(path).map_err(|error| {
        let finding =
            Diagnostic::error("QA040", format!("test file can't be read: {}", error.source)).at(Place::file(&name));
        vec![finding.fix("check that the file exists and may be read")]
    })?;
    let text = String::from_utf8(bytes).map_err(|_| {
        let findings = whole("QA041", "test file isn't valid UTF-8".to_owned());
        findings.into_iter().map(|finding| finding.fix("save it as UTF-8")).collect::<Vec<_>>()
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = Reader { name: &name, findings: Vec::new(), tests: Vec::new() };
    match path.extension().and_then(|ending| ending.to_str()).unwrap_or_default() {
        "toml" => reader.toml(text),
        "csv" => {
            reader.table(text, if text.lines().next().is_some_and(|head| head.contains(';')) { b';' } else { b',' })
        }
        "tsv" => reader.table(text, b'\t'),
        other => {
            let reason = format!("`.{other}` files aren't read as tests");
            return Err(whole("QA042", reason)
                .into_iter()
                .map(|one| one.fix("give a .toml, .csv or .tsv file"))
                .collect());
        }
    }
    if reader.findings.is_empty() && reader.tests.is_empty() {
        reader.find(
            "QA043",
            0,
            "test file holds no tests",
            "write [[tests]] with question and expect, or rows below a header",
        );
    }
    if reader.findings.is_empty() { Ok(reader.tests) } else { Err(reader.findings) }
}

/// What stands in a row or a table, before it is judged.
#[derive(Default)]
struct Draft {
    question: String,
    expect: String,
    language: String,
    after: Vec<String>,
}

struct Reader<'a> {
    name: &'a str,
    findings: Vec<Diagnostic>,
    tests: Vec<PlacedTest>,
}

impl Reader<'_> {
    /// Reports at a line; 0 is the file as a whole.
    fn find(&mut self, code: &str, line: u32, summary: impl Into<String>, fix: &str) {
        let place = if line == 0 { Place::file(self.name) } else { Place::line(self.name, line) };
        self.findings.push(Diagnostic::error(code, summary).at(place).fix(fix));
    }

    fn toml(&mut self, text: &str) {
        let root = match tree::parse_toml(text) {
            Ok(root) => root,
            Err(errors) => {
                for error in errors.into_iter().take(crate::content::MOST_FINDINGS) {
                    self.find(
                        "QA044",
                        error.line.unwrap_or(0),
                        format!("test file isn't valid TOML: {}", error.message),
                        "correct the line",
                    );
                }
                return;
            }
        };
        let Value::Table(entries) = root.value else { return };
        for (key, node) in entries {
            match (key.as_str(), &node.value) {
                ("tests", Value::List(items)) => items.iter().for_each(|item| self.item(item)),
                ("tests", other) => {
                    let reason = format!("`tests` is {}, but an array of tables is expected", other.kind());
                    self.find("QA045", node.line, reason, "write each test below a line [[tests]]");
                }
                (other, _) => self.unknown(other, node.line, &["tests"]),
            }
        }
    }

    fn item(&mut self, item: &Node) {
        let Value::Table(fields) = &item.value else {
            let reason = format!("a test is {}, but a table is expected", item.value.kind());
            return self.find("QA045", item.line, reason, "write each test below a line [[tests]]");
        };
        let mut draft = Draft::default();
        for (key, node) in fields {
            match (&node.value, KEYS.contains(&key.as_str())) {
                (Value::List(items), true) if key == "after" => match texts(items) {
                    Some(messages) => draft.after = messages,
                    None => {
                        let fix = "write e.g. after = [\"When do you open?\"]";
                        return self.find("QA045", node.line, "`after` holds something else than texts", fix);
                    }
                },
                (other, true) if key == "after" => {
                    let reason = format!("`after` is {}, but a list of texts is expected", other.kind());
                    return self.find("QA045", node.line, reason, "write e.g. after = [\"When do you open?\"]");
                }
                (Value::Text(text), true) => draft.set(key, text),
                (other, true) => {
                    let reason = format!("`{key}` is {}, but text is expected", other.kind());
                    self.find("QA045", node.line, reason, "put it in quotes");
                    return;
                }
                (_, false) => self.unknown(key, node.line, &KEYS),
            }
        }
        self.judge(draft, item.line);
    }

    fn table(&mut self, text: &str, separator: u8) {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let mut columns: Option<Vec<String>> = None;
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => return self.find("QA044", 0, format!("row can't be read: {error}"), "correct the row"),
            };
            let line = record.position().map_or(1, |place| u32::try_from(place.line()).unwrap_or(u32::MAX));
            let cells: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            match &columns {
                None => columns = Some(self.head(cells, line)),
                Some(columns) => {
                    let mut draft = Draft::default();
                    columns.iter().zip(&cells).for_each(|(column, cell)| draft.set(column, cell));
                    self.judge(draft, line);
                }
            }
        }
    }

    fn head(&mut self, cells: Vec<String>, line: u32) -> Vec<String> {
        let columns: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
        for column in columns.iter().filter(|column| !column.is_empty() && !KEYS.contains(&column.as_str())) {
            self.unknown(column, line, &KEYS);
        }
        for missing in ["question", "expect"].into_iter().filter(|key| !columns.iter().any(|column| column == key)) {
            self.find(
                "QA046",
                line,
                format!("table has no column `{missing}`"),
                "the header is question,expect,language",
            );
        }
        columns
    }

    fn unknown(&mut self, key: &str, line: u32, known: &[&str]) {
        let meant = crate::base::text::did_you_mean(key, known.iter().copied());
        let fix = meant.map_or_else(
            || format!("remove it; known: {}", known.join(", ")),
            |meant| format!("did you mean `{meant}`?"),
        );
        self.find("QA047", line, format!("unknown key `{key}`"), &fix);
    }

    fn judge(&mut self, draft: Draft, line: u32) {
        let before = self.findings.len();
        if draft.question.trim().is_empty() {
            self.find("QA048", line, "test has no question", "write what is asked");
        }
        let expect = Expectation::try_from(draft.expect.trim().to_owned());
        if let Err(reason) = &expect {
            self.find("QA049", line, reason.clone(), "write what must come, e.g. qa:refund");
        }
        let language = if draft.language.trim().is_empty() { None } else { primary_language(draft.language.trim()) };
        if language.is_none() && !draft.language.trim().is_empty() {
            self.find("QA049", line, format!("`{}` isn't a language tag", draft.language), "write e.g. en");
        }
        if let (Ok(expect), true) = (expect, self.findings.len() == before) {
            let case = TestCase {
                after: draft.after,
                question: draft.question.trim().to_owned(),
                language: language.map(Language),
                expect,
            };
            self.tests.push(PlacedTest { case, place: Place::line(self.name, line) });
        }
    }
}

/// The texts of a list; none if it holds something else, or an empty one.
fn texts(items: &[Node]) -> Option<Vec<String>> {
    let text = |item: &Node| match &item.value {
        Value::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    items.iter().map(text).collect()
}

impl Draft {
    fn set(&mut self, key: &str, text: &str) {
        match key {
            "question" => text.clone_into(&mut self.question),
            "expect" => text.clone_into(&mut self.expect),
            "language" => text.clone_into(&mut self.language),
            // A cell holds one message.
            "after" => self.after.extend((!text.is_empty()).then(|| text.to_owned())),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(name: &str, text: &str) -> Result<Vec<PlacedTest>, Vec<Diagnostic>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        read(&path)
    }

    fn shown(tests: &[PlacedTest]) -> Vec<(u32, String, String)> {
        let shown = |test: &PlacedTest| {
            (test.place.line.unwrap_or(0), test.case.question.clone(), test.case.expect.to_string())
        };
        tests.iter().map(shown).collect()
    }

    #[test]
    fn tests_are_read_from_toml_and_tables() {
        let expected =
            [(1, "How do I pay?".to_owned(), "qa:pay".to_owned()), (5, "Who are you?".to_owned(), "miss".to_owned())];
        let toml = "[[tests]]\nquestion = \"How do I pay?\"\nexpect = \"qa:pay\"\n\n[[tests]]\nlanguage = \"en\"\nquestion = \"Who are you?\"\nexpect = \"miss\"\n";
        assert_eq!(shown(&read_text("t.toml", toml).expect("tests")), expected);
        for (name, text) in [
            ("t.csv", "question,expect,language\nHow do I pay?,qa:pay,\n\n\"Who are\n you?\",miss,en\n"),
            ("t.csv", "expect;question\nqa:pay;How do I pay?\n"),
            ("t.tsv", "question\texpect\nHow do I pay?\tqa:pay\n"),
        ] {
            let tests = shown(&read_text(name, text).expect("tests"));
            assert_eq!((tests[0].0, tests[0].2.as_str()), (2, "qa:pay"), "{text}");
        }
    }

    #[test]
    fn all_that_is_wrong_is_reported_with_its_line() {
        let of = |name: &str, text: &str| -> Vec<(String, Option<u32>)> {
            let findings = read_text(name, text).expect_err("findings");
            assert!(findings.iter().all(|finding| !finding.next.is_empty()), "{findings:?}");
            findings.into_iter().map(|finding| (finding.code, finding.places[0].line)).collect()
        };
        let code = |code: &str, line| (code.to_owned(), line);
        assert_eq!(
            of("t.csv", "question,expect\n,qa:a\nx,nonsense\n"),
            [code("QA048", Some(2)), code("QA049", Some(3))]
        );
        assert_eq!(of("t.csv", "question\nx\n")[0], code("QA046", Some(1)));
        assert_eq!(of("t.toml", "[[tests]]\nqestion = \"x\"\nexpect = \"miss\"\n")[0], code("QA047", Some(2)));
        assert_eq!(of("t.toml", "tests = 3\n"), [code("QA045", Some(1))]);
        assert_eq!(of("t.toml", "x = \n")[0].0, "QA044");
        assert_eq!(of("t.toml", ""), [code("QA043", None)]);
        assert_eq!(of("t.txt", ""), [code("QA042", None)]);
        assert_eq!(of("t.csv", "question,expect\n"), [code("QA043", None)]);
    }
}
