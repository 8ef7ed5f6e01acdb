//! XLSX (Office Open XML workbooks): cells as they are shown, row by row; formulas count as the value that was saved with them.

mod numbers;
mod sheet;
mod strings;

use crate::content::document::{Block, BlockKind, Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::archive::Archive;
use crate::content::formats::xml::{self, XmlEvent};
use crate::content::formats::{MOST_TEXT_BYTES, beyond, damaged, office, table};
use crate::content::kind::DocumentKind;
use numbers::Formats;
pub use sheet::Row;

/// A sheet that a program named, and nobody else, starts so: in English, German, French, Italian, Spanish, Portuguese.
const PROGRAMS_NAMES: [&str; 6] = ["sheet", "tabelle", "feuil", "foglio", "hoja", "planilha"];

/// An open workbook.
struct Workbook<'a> {
    archive: Archive<'a>,
    sheets: Vec<Sheet>,
    strings: Vec<String>,
    formats: Formats,
}

struct Sheet {
    name: String,
    part: String,
    is_hidden: bool,
}

/// Reads a workbook as a document: each shown sheet a section, its rows those of a table.
///
/// Errors: encrypted, damaged, beyond a limit.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let mut workbook = Workbook::open(bytes)?;
    let properties = office::properties(&mut workbook.archive)?;
    let mut blocks = Vec::new();
    let mut text_bytes = 0;
    let sheets = std::mem::take(&mut workbook.sheets);
    for sheet in sheets.iter().filter(|sheet| !sheet.is_hidden) {
        let rows = workbook.rows(sheet)?;
        text_bytes += rows.iter().flat_map(|row| &row.cells).map(String::len).sum::<usize>();
        if text_bytes > MOST_TEXT_BYTES {
            return Err(beyond("16 MiB of text"));
        }
        write(&sheet.name, &rows, &mut blocks);
    }
    let headings = blocks.iter().filter(|block: &&Block| matches!(block.kind, BlockKind::Heading { .. })).count();
    let is_unnamed = |block: &Block| is_programs_name(&block.text);
    if headings == 1 && blocks.first().is_some_and(is_unnamed) {
        blocks.remove(0);
    }
    let language = properties.language.as_deref().and_then(primary_language);
    Ok(Document { title: properties.title.unwrap_or_default(), language, date: properties.date, blocks })
}

/// The rows of the sheet called `name` (in any case of letters), else of the first.
///
/// Errors: encrypted, damaged, beyond a limit.
pub(super) fn rows(bytes: &[u8], name: &str) -> Result<Vec<Row>, DocumentError> {
    let mut workbook = Workbook::open(bytes)?;
    let sheets = std::mem::take(&mut workbook.sheets);
    let named = sheets.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(name));
    let sheet = named.or(sheets.first()).ok_or_else(|| damaged("it has no sheet"))?;
    workbook.rows(sheet)
}

impl<'a> Workbook<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, DocumentError> {
        let mut archive = office::open(bytes, DocumentKind::Xlsx)?;
        let main = office::main_part(&mut archive, "xl/workbook.xml")?;
        let content = archive.part(&main)?.ok_or_else(|| damaged("it has no main part"))?;
        let related = office::relationships(&mut archive, &main)?;
        let place = |kind: &str| related.iter().find(|other| other.is(kind)).map(|other| other.target.clone());
        let mut workbook = Self { archive, sheets: Vec::new(), strings: Vec::new(), formats: Formats::default() };
        let mut is_1904 = false;
        xml::each(&content, |event| {
            let XmlEvent::Open(element) = event else { return };
            match element.name().as_str() {
                "workbookPr" => is_1904 = element.is_on("date1904"),
                "sheet" => {
                    let id = element.prefixed("id").unwrap_or_default();
                    // A sheet of nothing but a chart is related in another way.
                    let part = related.iter().find(|other| other.id == id && other.is("worksheet"));
                    let is_hidden = element.attribute("state").is_some_and(|state| state != "visible");
                    let name = element.attribute("name").unwrap_or_default();
                    workbook.sheets.extend(part.map(|part| Sheet { name, part: part.target.clone(), is_hidden }));
                }
                _ => {}
            }
        })?;
        if let Some(part) = place("sharedStrings").map(|place| workbook.archive.part(&place)).transpose()?.flatten() {
            workbook.strings = strings::read(&part)?;
        }
        if let Some(part) = place("styles").map(|place| workbook.archive.part(&place)).transpose()?.flatten() {
            workbook.formats = Formats::read(&part)?;
        }
        workbook.formats.is_1904 = is_1904;
        Ok(workbook)
    }

    fn rows(&mut self, sheet: &Sheet) -> Result<Vec<Row>, DocumentError> {
        let content = self.archive.part(&sheet.part)?.ok_or_else(|| damaged("a sheet has no part"))?;
        sheet::read(&content, &self.strings, &self.formats)
    }
}

/// Writes a sheet's rows. A row of one cell is text; an empty row ends a table, and the sheet's name begins the next,
/// so that rows never come under the heads of another table.
fn write(name: &str, rows: &[Row], blocks: &mut Vec<Block>) {
    let heading =
        || Block::new(BlockKind::Heading { level: 2 }, &name.split_whitespace().collect::<Vec<_>>().join(" "));
    let mut last_line: Option<u32> = None;
    for row in rows {
        let is_apart = last_line.is_none_or(|line| row.line > line.saturating_add(1));
        let is_below_table = blocks.last().is_some_and(|block| block.kind == BlockKind::TableRow);
        if last_line.is_none() || (is_apart && is_below_table) {
            blocks.push(heading());
        }
        last_line = Some(row.line);
        let filled: Vec<&String> = row.cells.iter().filter(|cell| !cell.is_empty()).collect();
        match filled.as_slice() {
            [] => {}
            [only] => blocks.push(Block::new(BlockKind::Paragraph, only)),
            _ => blocks.extend(table::row(&row.cells)),
        }
    }
    if blocks.last().is_some_and(|block| matches!(block.kind, BlockKind::Heading { .. })) {
        blocks.pop();
    }
}

fn is_programs_name(name: &str) -> bool {
    let lower = name.to_lowercase();
    let stem = lower.trim_end_matches(|letter: char| letter.is_ascii_digit() || letter == ' ');
    PROGRAMS_NAMES.contains(&stem)
}

#[cfg(test)]
mod tests;
