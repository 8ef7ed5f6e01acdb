//! One sheet's cells, row by row.

use serde::{Deserialize, Serialize};

use super::numbers::Formats;
use super::strings::StringItem;
use crate::content::documents::DocumentError;
use crate::content::formats::xml::{self, Element, XmlEvent};
use crate::content::formats::{MOST_TEXT_BYTES, beyond};

/// Columns further right hold nothing that is read; a single stray cell there must not make every row wide.
const MOST_COLUMNS: usize = 64;

/// A row with at least one filled cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its number in the sheet, from 1.
    pub line: u32,
    /// Trimmed texts from the first column to the last filled one.
    pub cells: Vec<String>,
}

/// Reads a sheet. Errors: damaged, too much text.
pub(super) fn read(bytes: &[u8], strings: &[String], formats: &Formats) -> Result<Vec<Row>, DocumentError> {
    let mut reader = SheetReader { strings, formats, rows: Vec::new(), text_bytes: 0, cell: None, line: 0, column: 0 };
    xml::each(bytes, |event| reader.take(&event))?;
    if reader.text_bytes > MOST_TEXT_BYTES { Err(beyond("16 MiB of text")) } else { Ok(reader.rows) }
}

struct SheetReader<'a> {
    strings: &'a [String],
    formats: &'a Formats,
    rows: Vec<Row>,
    text_bytes: usize,
    cell: Option<Cell>,
    /// The last row and cell that began; both count from 1.
    line: u32,
    column: usize,
}

struct Cell {
    column: usize,
    kind: String,
    style: usize,
    value: String,
    is_value: bool,
    inline: StringItem,
}

impl SheetReader<'_> {
    fn take(&mut self, event: &XmlEvent<'_>) {
        match event {
            XmlEvent::Open(element) => self.open(element),
            XmlEvent::Close("c") => self.end_cell(),
            XmlEvent::Close("v") => self.cell.iter_mut().for_each(|cell| cell.is_value = false),
            XmlEvent::Close(_) | XmlEvent::Text(_) => {}
        }
        let Some(cell) = &mut self.cell else { return };
        match event {
            XmlEvent::Text(text) if cell.is_value => cell.value.push_str(text),
            event => cell.inline.take(event),
        }
    }

    fn open(&mut self, element: &Element<'_>) {
        match element.name().as_str() {
            "row" => {
                self.line = element.number("r").unwrap_or(self.line.saturating_add(1));
                self.column = 0;
            }
            "c" => {
                let place = element.attribute("r").and_then(|place| column(&place));
                self.column = place.unwrap_or(self.column.saturating_add(1));
                self.cell = Some(Cell {
                    column: self.column,
                    kind: element.attribute("t").unwrap_or_default(),
                    style: element.number("s").and_then(|style| usize::try_from(style).ok()).unwrap_or(0),
                    value: String::new(),
                    is_value: false,
                    inline: StringItem::default(),
                });
            }
            "v" => self.cell.iter_mut().for_each(|cell| cell.is_value = true),
            _ => {}
        }
    }

    fn end_cell(&mut self) {
        let Some(mut cell) = self.cell.take() else { return };
        // One large string may stand in every cell: beyond the limit none is looked up any more.
        if cell.column > MOST_COLUMNS || self.text_bytes > MOST_TEXT_BYTES {
            return;
        }
        let text = match cell.kind.as_str() {
            "s" => cell
                .value
                .trim()
                .parse()
                .ok()
                .and_then(|index: usize| self.strings.get(index).cloned())
                .unwrap_or_default(),
            "inlineStr" => cell.inline.finish(),
            "b" => if cell.value.trim() == "1" { "true" } else { "false" }.to_owned(),
            "str" | "e" | "d" => cell.value,
            _ => self.formats.shown(cell.value.trim(), cell.style),
        };
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        self.text_bytes += text.len();
        if self.rows.last().is_none_or(|row| row.line != self.line) {
            self.rows.push(Row { line: self.line, cells: Vec::new() });
        }
        let Some(row) = self.rows.last_mut() else { return };
        if row.cells.len() < cell.column {
            row.cells.resize(cell.column, String::new());
        }
        if let Some(place) = row.cells.get_mut(cell.column - 1) {
            text.clone_into(place);
        }
    }
}

/// The column of a cell's place, from 1: `C7` → 3.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let column = letters.fold(0, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    (column > 0).then_some(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_their_columns() {
        let xml = r#"<worksheet><sheetData><row r="2"><c r="B2" t="s"><v>1</v></c><c t="inlineStr"><is><t>in</t><r><t>line</t></r></is></c><c r="AAAA2"><v>9</v></c></row>
            <row><c t="b"><v>1</v></c><c t="str"><f>A1&amp;"x"</f><v> f </v></c><c t="s"><v>77</v></c><c><v>12.50</v></c></row><row/></sheetData></worksheet>"#;
        let strings = ["zero", "one"].map(str::to_owned);
        let row = |line, cells: &[&str]| Row { line, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() };
        let expected = [row(2, &["", "one", "inline"]), row(3, &["true", "f", "", "12.5"])];
        assert_eq!(read(xml.as_bytes(), &strings, &Formats::default()), Ok(expected.to_vec()));
    }

    #[test]
    fn places_have_columns() {
        for (place, wanted) in [("A1", Some(1)), ("z9", Some(26)), ("AB12", Some(28)), ("12", None), ("", None)] {
            assert_eq!(column(place), wanted, "{place}");
        }
    }
}
