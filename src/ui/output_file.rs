//! `--output-file`: the result object in a file, whatever the format on stdout.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::base::fs::{Access, FsError, write_atomic};

/// The result object couldn't be written.
#[derive(Debug, thiserror::Error)]
#[error("can't write the result to `{}`: {source}", path.display())]
pub struct OutputFileError {
    /// The file.
    pub path: PathBuf,
    /// The system's answer.
    pub source: std::io::Error,
}

/// Writes one line. A regular file is replaced whole; a pipe or a device is written to, since it can't be replaced.
pub fn write(path: &Path, line: &str) -> Result<(), OutputFileError> {
    let special = std::fs::metadata(path).is_ok_and(|facts| !facts.is_file());
    let written = if special {
        std::fs::OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(line.as_bytes()))
    } else {
        write_atomic(path, line.as_bytes(), Access::Shared).map_err(|error: FsError| error.source)
    };
    written.map_err(|source| OutputFileError { path: path.to_owned(), source })
}
