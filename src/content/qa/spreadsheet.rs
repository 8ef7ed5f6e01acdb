//! Q&As of a workbook: the sheet called `qa`, else the first. Its cells are read as documents are, in a child process.

use super::draft::Draft;
use super::problem::{Found, QaProblem};
use super::table::{self, Row};
use crate::base::diagnostic::Place;
use crate::content::documents::DocumentError;
use crate::content::extract::Extractor;
use crate::content::formats::SheetRow;

/// The sheet that is read where a workbook has one of this name.
pub(super) const SHEET: &str = "qa";

/// Reads the cells of workbooks.
pub trait Workbooks {
    /// The rows of the sheet called `qa`, else of the first.
    ///
    /// Errors: the file is encrypted, damaged, beyond a limit, or its reader died.
    fn rows(&self, bytes: &[u8]) -> Result<Vec<SheetRow>, DocumentError>;
}

impl Workbooks for Extractor {
    fn rows(&self, bytes: &[u8]) -> Result<Vec<SheetRow>, DocumentError> {
        self.rows(bytes, SHEET)
    }
}

/// Reads the Q&As of a workbook.
pub(super) fn read(path: &str, bytes: &[u8], workbooks: &dyn Workbooks, found: &mut Vec<Found>) -> Vec<Draft> {
    match workbooks.rows(bytes) {
        Ok(rows) => {
            let rows = rows.into_iter().map(|row| Row { line: row.line, cells: row.cells });
            table::drafts(path, rows.collect(), found)
        }
        Err(error) => {
            found.push(QaProblem::BadWorkbook { reason: reason(error) }.at(Place::file(path)));
            Vec::new()
        }
    }
}

fn reason(error: DocumentError) -> String {
    match error {
        DocumentError::Damaged { reason } => reason,
        DocumentError::Encrypted => "it is encrypted".to_owned(),
        DocumentError::OtherKind { .. } => "it is an old .xls".to_owned(),
        other => other.to_string(),
    }
}
