//! Finds literal secrets in a parsed file, whatever the keys are called.

use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::diagnostic::Diagnostic;
use crate::config::document::SourceText;
use crate::config::fault::Fault;
use crate::config::secret_shapes;

/// What the scan of a file brings.
#[derive(Debug, Default)]
pub struct Scanned {
    /// One finding for each secret; none quotes it.
    pub findings: Vec<Diagnostic>,
    /// Where the strings begin that hold them.
    pub starts: BTreeSet<usize>,
}

/// Looks at every string of a file.
pub fn scan(source: &SourceText, table: &DeTable<'_>) -> Scanned {
    let mut scanned = Scanned::default();
    scan_table(source, table, "", &mut scanned);
    scanned
}

fn scan_table(source: &SourceText, table: &DeTable<'_>, path: &str, scanned: &mut Scanned) {
    for (key, value) in table {
        let name = key.get_ref();
        let full = if path.is_empty() { name.to_string() } else { format!("{path}.{name}") };
        scan_value(source, name, value, &full, scanned);
    }
}

fn scan_value(source: &SourceText, name: &str, value: &Spanned<DeValue<'_>>, path: &str, scanned: &mut Scanned) {
    match value.get_ref() {
        DeValue::String(text) => {
            let Some(kind) = secret_shapes::find(name, text) else { return };
            let start = value.span().start;
            scanned.starts.insert(start);
            let fault = Fault::LiteralSecret { key: path.to_owned(), kind };
            scanned.findings.push(fault.diagnostic(source.place(start)));
        }
        DeValue::Array(entries) => entries.iter().for_each(|entry| scan_value(source, name, entry, path, scanned)),
        DeValue::Table(table) => scan_table(source, table, path, scanned),
        DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
    }
}
