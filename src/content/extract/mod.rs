//! Extraction: Markdown and text here, all other kinds in a child process with limits, so that whatever a file does to its
//! reader costs that file and nothing else.

mod child;
mod confine;
mod frame;
mod limits;
mod worker;

pub use worker::run_worker;

use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::de::DeserializeOwned;

use crate::content::document::Document;
use crate::content::documents::{DocumentError, DocumentFile};
use crate::content::formats::SheetRow;
use crate::content::kind::DocumentKind;
use crate::content::secrets;
use child::ReaderProcess;
use frame::{Request, Want};

/// The hidden command of this program whose body is [`run_worker`].
pub const WORKER_COMMAND: &str = "internal-extract";

/// The parent's limits. The child's own: 1 GiB of address space, 20 s of processor time a file.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long one file may take by the parent's clock.
    pub wall: Duration,
    /// How many children at most.
    pub children: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { wall: Duration::from_mins(1), children: 2 }
    }
}

/// Reads documents. Children are started when the first file needs one, kept for the next, and ended with this.
///
/// May be used from several threads; those that find no child free wait.
pub struct Extractor {
    program: PathBuf,
    arguments: Vec<String>,
    limits: Limits,
    pool: Mutex<Pool>,
    freed: Condvar,
}

#[derive(Default)]
struct Pool {
    idle: Vec<ReaderProcess>,
    /// Idle and busy ones.
    running: usize,
}

impl Extractor {
    /// An extractor whose children are `program internal-extract`; usually the running program itself.
    pub fn new(program: PathBuf, limits: Limits) -> Self {
        Self::with_arguments(program, vec![WORKER_COMMAND.to_owned()], limits)
    }

    fn with_arguments(program: PathBuf, arguments: Vec<String>, limits: Limits) -> Self {
        Self { program, arguments, limits, pool: Mutex::new(Pool::default()), freed: Condvar::new() }
    }

    /// Extracts a document from the bytes of its file.
    ///
    /// Errors: the file is encrypted, damaged, without text, beyond a limit, holds a secret, or its reader died.
    pub fn extract(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError> {
        self.read(file, bytes).and_then(|document| secrets::without(document, file.kind, bytes))
    }

    fn read(&self, file: &DocumentFile, bytes: &[u8]) -> Result<Document, DocumentError> {
        if !file.kind.needs_child() {
            return worker::read_guarded(file.kind, bytes, file.stem());
        }
        self.ask(
            &Request { kind: file.kind, stem: file.stem().to_owned(), size: bytes.len() as u64, want: Want::Document },
            bytes,
        )
    }

    /// Reads the rows of a workbook's sheet: the one called `sheet`, else the first.
    ///
    /// Errors: the file is encrypted, damaged, beyond a limit, or its reader died.
    pub fn rows(&self, bytes: &[u8], sheet: &str) -> Result<Vec<SheetRow>, DocumentError> {
        let want = Want::Rows { sheet: sheet.to_owned() };
        self.ask(&Request { kind: DocumentKind::Xlsx, stem: String::new(), size: bytes.len() as u64, want }, bytes)
    }

    fn ask<T: DeserializeOwned>(&self, request: &Request, bytes: &[u8]) -> Result<T, DocumentError> {
        let mut process = self.acquire()?;
        let outcome = process.ask(request, bytes, self.limits.wall);
        match outcome {
            Ok(result) => {
                self.release(Some(process));
                result
            }
            Err(error) => {
                drop(process);
                self.release(None);
                Err(error)
            }
        }
    }

    fn acquire(&self) -> Result<ReaderProcess, DocumentError> {
        let mut pool = self.lock();
        loop {
            if let Some(process) = pool.idle.pop() {
                return Ok(process);
            }
            if pool.running < self.limits.children.max(1) {
                pool.running += 1;
                break;
            }
            pool = self.freed.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
        drop(pool);
        ReaderProcess::start(&self.program, &self.arguments).map_err(|error| {
            self.release(None);
            DocumentError::NoReader { reason: error.to_string() }
        })
    }

    /// Gives a child back, or its place.
    fn release(&self, process: Option<ReaderProcess>) {
        let mut pool = self.lock();
        match process {
            Some(process) => pool.idle.push(process),
            None => pool.running = pool.running.saturating_sub(1),
        }
        drop(pool);
        self.freed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, Pool> {
        // A panic can't leave the pool between two states: each change is one statement.
        self.pool.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, kind: DocumentKind) -> DocumentFile {
        let absolute = PathBuf::from(path);
        DocumentFile { path: path.to_owned(), absolute, size: 0, modified_ns: 0, kind, address: None, date: None }
    }

    #[test]
    fn markdown_needs_no_child() {
        let extractor = Extractor::new(PathBuf::from("no/such/program"), Limits::default());
        let document = extractor.extract(&file("k/hours.md", DocumentKind::Markdown), b"Open.").expect("Markdown");
        assert_eq!(document.title, "Hours");
        let refused = extractor.extract(&file("k/a.html", DocumentKind::Html), b"<p>x");
        assert!(matches!(refused, Err(DocumentError::NoReader { .. })), "{refused:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_child_that_dies_or_hangs_costs_one_document() {
        let limits = Limits { wall: Duration::from_millis(300), children: 1 };
        let shell = |script: &str| {
            Extractor::with_arguments(PathBuf::from("/bin/sh"), vec!["-c".to_owned(), script.to_owned()], limits)
        };
        let page = file("a.html", DocumentKind::Html);
        let abort = shell("kill -ABRT $$");
        let too_long = shell("exec sleep 20");
        for _ in 0..2 {
            let died = abort.extract(&page, b"<p>x");
            assert!(matches!(died, Err(DocumentError::ReaderDied { .. })), "{died:?}");
            assert_eq!(too_long.extract(&page, b"<p>x"), Err(DocumentError::TooSlow { seconds: 0 }));
        }
        let busy = shell("kill -XCPU $$");
        assert_eq!(busy.extract(&page, b"<p>x"), Err(DocumentError::TooSlow { seconds: limits::CPU_SECONDS }));
    }
}
