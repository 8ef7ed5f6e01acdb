//! Q&As of a workbook: the sheet called `qa`, else the first. Formulas count as the value that was saved with them.

use std::io::Cursor;

use calamine::{Data, DataRef, Reader, Xlsx, XlsxError};

use super::draft::Draft;
use super::problem::{Found, QaProblem};
use super::table::{self, Row};
use crate::base::diagnostic::Place;
use crate::content::documents::DocumentError;
use crate::content::formats::check_archive;
use crate::content::kind::Signature;

/// Columns further right hold no keys; a single stray cell there must not make every row wide.
const MOST_COLUMNS: usize = 64;

/// Reads the Q&As of a workbook.
pub(super) fn read(path: &str, bytes: &[u8], found: &mut Vec<Found>) -> Vec<Draft> {
    match rows(bytes) {
        Ok(rows) => table::drafts(path, rows, found),
        Err(reason) => {
            found.push(QaProblem::BadWorkbook { reason }.at(Place::file(path)));
            Vec::new()
        }
    }
}

fn rows(bytes: &[u8]) -> Result<Vec<Row>, String> {
    if Signature::of(bytes) == Signature::Ole {
        return Err("it is encrypted, or an old .xls".to_owned());
    }
    // calamine has no limits of its own.
    check_archive(bytes).map_err(|error| match error {
        DocumentError::Damaged { reason } => reason,
        other => other.to_string(),
    })?;
    let words = |error: XlsxError| error.to_string();
    let mut workbook: Xlsx<Cursor<&[u8]>> = Xlsx::new(Cursor::new(bytes)).map_err(words)?;
    let names = workbook.sheet_names();
    let named = names.iter().find(|name| name.eq_ignore_ascii_case("qa"));
    let sheet = named.or(names.first()).ok_or("it has no sheet")?;
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(words)?;
    let mut rows: Vec<Row> = Vec::new();
    // Cell by cell: a whole range would be as large as its furthest cell, which a file may put anywhere.
    while let Some(cell) = cells.next_cell().map_err(words)? {
        let (row, column) = cell.get_position();
        let text = words_of(cell.get_value());
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column < MOST_COLUMNS && !text.is_empty() {
            put(&mut rows, row.saturating_add(1), column, text);
        }
    }
    Ok(rows)
}

/// Cells come row by row.
fn put(rows: &mut Vec<Row>, line: u32, column: usize, text: String) {
    if rows.last().is_none_or(|row| row.line != line) {
        rows.push(Row { line, cells: Vec::new() });
    }
    let Some(row) = rows.last_mut() else { return };
    if row.cells.len() <= column {
        row.cells.resize(column + 1, String::new());
    }
    if let Some(cell) = row.cells.get_mut(column) {
        *cell = text;
    }
}

fn words_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::Error(error) => error.to_string(),
        other => Data::from(other.clone()).to_string().trim().to_owned(),
    }
}
