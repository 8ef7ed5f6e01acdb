//! Q&As as rows of a table: the header's columns in any order, one Q&A a row. CSV here, workbooks in `spreadsheet`.

use super::draft::{Draft, KEYS};
use super::problem::{Found, QaProblem};
use crate::base::diagnostic::Place;
use crate::base::text;

/// A row and the line that it begins on.
pub(super) struct Row {
    pub(super) line: u32,
    pub(super) cells: Vec<String>,
}

/// Reads CSV with commas, semicolons or tabs.
pub(super) fn read_csv(path: &str, source: &str, found: &mut Vec<Found>) -> Vec<Draft> {
    let separator = delimiter(source);
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(source.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(1, |position| position.line());
                let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
                rows.push(Row { line: u32::try_from(line).unwrap_or(u32::MAX), cells });
            }
            Err(error) => found.push(QaProblem::BrokenRow { reason: error.to_string() }.at(Place::file(path))),
        }
    }
    // A quote that is never closed takes the rest of the file into one cell, which is no error to the parser.
    if ends_within_quotes(source, separator)
        && let Some(last) = rows.pop()
    {
        let reason = "a double quote is never closed".to_owned();
        found.push(QaProblem::BrokenRow { reason }.at(Place::line(path, last.line)));
    }
    drafts(path, rows, found)
}

/// Whether a cell that begins with a double quote has no closing one.
fn ends_within_quotes(source: &str, separator: u8) -> bool {
    let mut bytes = source.bytes().peekable();
    let (mut is_quoted, mut is_cell_start) = (false, true);
    while let Some(byte) = bytes.next() {
        if is_quoted {
            // Two quotes are one within the cell.
            is_quoted = byte != b'"' || bytes.next_if_eq(&b'"').is_some();
        } else {
            is_quoted = is_cell_start && byte == b'"';
            is_cell_start = byte == separator || byte == b'\n' || byte == b'\r';
        }
    }
    is_quoted
}

/// The separator that is most frequent in the header.
fn delimiter(source: &str) -> u8 {
    let header = source.lines().next().unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|byte| *byte == separator).count();
    [b',', b';', b'\t'].into_iter().max_by_key(|separator| (count(*separator), *separator == b',')).unwrap_or(b',')
}

/// The Q&As of a table whose first row is the header.
pub(super) fn drafts(path: &str, rows: Vec<Row>, found: &mut Vec<Found>) -> Vec<Draft> {
    let mut rows = rows.into_iter().filter(|row| row.cells.iter().any(|cell| !cell.is_empty()));
    let Some(header) = rows.next() else {
        found.push(QaProblem::NoItems.at(Place::file(path)));
        return Vec::new();
    };
    let Some(columns) = columns(path, &header, found) else { return Vec::new() };
    let drafts: Vec<Draft> = rows.filter_map(|row| draft(path, &row, &columns, found)).collect();
    if drafts.is_empty() && !found.iter().any(|one| one.places.iter().any(|place| place.file == path)) {
        found.push(QaProblem::NoItems.at(Place::file(path)));
    }
    drafts
}

/// The key of each column; `None` for one without a name, which may only hold empty cells.
fn columns(path: &str, header: &Row, found: &mut Vec<Found>) -> Option<Vec<Option<&'static str>>> {
    let place = Place::line(path, header.line);
    let names: Vec<String> = header.cells.iter().map(|cell| cell.trim().to_lowercase()).collect();
    let missing: Vec<&'static str> =
        ["question", "answer"].into_iter().filter(|key| !names.iter().any(|name| name == key)).collect();
    if !missing.is_empty() {
        let present = header.cells.iter().filter(|cell| !cell.is_empty()).take(20);
        let present = present.map(|cell| cell.chars().take(40).collect()).collect();
        found.push(QaProblem::MissingColumns { missing, present }.at(place));
        return None;
    }
    let mut columns: Vec<Option<&'static str>> = Vec::with_capacity(names.len());
    for name in names {
        let key = KEYS.into_iter().find(|key| *key == name);
        if key.is_some() && columns.contains(&key) {
            found.push(QaProblem::BrokenRow { reason: format!("two columns are called `{name}`") }.at(place.clone()));
        } else if key.is_none() && !name.is_empty() {
            let meant = text::did_you_mean(&name, KEYS).map(str::to_owned);
            found.push(QaProblem::UnknownKey { key: name, meant }.at(place.clone()));
        }
        columns.push(key);
    }
    Some(columns)
}

fn draft(path: &str, row: &Row, columns: &[Option<&'static str>], found: &mut Vec<Found>) -> Option<Draft> {
    let place = Place::line(path, row.line);
    let used = row.cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    // Fewer cells are fine, for programs that leave out empty ones at the end; the needed ones are checked later.
    if used > columns.len() {
        let reason = format!("it has {}, the header has {}", text::count(used, "cell"), columns.len());
        found.push(QaProblem::BrokenRow { reason }.at(place));
        return None;
    }
    let mut draft = Draft::at(place.clone(), true);
    for (key, cell) in columns.iter().zip(&row.cells) {
        match key {
            Some("id") => draft.id = Some(cell.clone()).filter(|id| !id.is_empty()),
            Some("question") => draft.question.clone_from(cell),
            Some("answer") => draft.answer.clone_from(cell),
            Some("language") => draft.language = Some(cell.clone()).filter(|language| !language.is_empty()),
            Some("variants") => draft.variants = lines(cell),
            Some("links") => draft.links = cell.split_whitespace().map(str::to_owned).collect(),
            Some("active") => match truth(cell) {
                Some(active) => draft.active = active,
                None => {
                    let problem = QaProblem::WrongType {
                        key: "active".to_owned(),
                        found: format!("`{}`", cell.chars().take(40).collect::<String>()),
                        expected: "true or false",
                    };
                    found.push(problem.at(place));
                    return None;
                }
            },
            _ => {}
        }
    }
    Some(draft)
}

fn lines(cell: &str) -> Vec<String> {
    cell.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// A truth value as people and spreadsheet programs of several languages write it.
fn truth(cell: &str) -> Option<bool> {
    match cell.to_lowercase().as_str() {
        "" | "true" | "yes" | "y" | "1" | "on" | "x" | "vero" | "sì" | "si" | "wahr" | "ja" | "vrai" | "oui"
        | "verdadero" => Some(true),
        "false" | "no" | "n" | "0" | "off" | "falso" | "falsch" | "nein" | "faux" | "non" => Some(false),
        _ => None,
    }
}
