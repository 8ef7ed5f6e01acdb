//! The child's side: takes one request after the other, until its input ends.

use std::io::{self, Read, Write};

use super::frame::{self, Want};
use super::{confine, limits};
use crate::content::document::Document;
use crate::content::documents::DocumentError;
use crate::content::formats;
use crate::content::kind::DocumentKind;

/// Crafted files nest deep; what goes beyond this is ended by the system, and with it the child.
const STACK_BYTES: usize = 64 << 20;

/// The body of the hidden command `internal-extract`: limits this process, then reads requests and writes replies.
///
/// To be called before any thread is started. Errors: the limits can't be set, or the parent is gone.
pub fn run_worker(input: impl Read + Send, output: impl Write + Send) -> io::Result<()> {
    limits::bound_process()?;
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK_BYTES);
        let worker = worker.spawn_scoped(scope, || {
            // Where the system has no such thing, the limits of the process hold alone.
            let _ = confine::confine();
            serve(input, output, limits::allow_processor_time)
        })?;
        worker.join().unwrap_or_else(|_| Err(io::Error::other("the reader panicked outside a document")))
    })
}

/// Answers requests; `before_each` moves the limits on.
fn serve(mut input: impl Read, mut output: impl Write, before_each: impl Fn() -> io::Result<()>) -> io::Result<()> {
    while let Some((request, bytes)) = frame::read_request(&mut input)? {
        before_each()?;
        match &request.want {
            Want::Document => frame::write_reply(&mut output, &read_guarded(request.kind, &bytes, &request.stem))?,
            Want::Rows { sheet } => {
                frame::write_reply(&mut output, &guarded(|| formats::read_rows(&bytes, sheet)))?;
            }
        }
    }
    Ok(())
}

/// Reads a document; a panic of its reader is a damaged document.
pub(super) fn read_guarded(kind: DocumentKind, bytes: &[u8], stem: &str) -> Result<Document, DocumentError> {
    guarded(|| formats::read(kind, bytes, stem))
}

fn guarded<T>(read: impl FnOnce() -> Result<T, DocumentError>) -> Result<T, DocumentError> {
    // The closure only borrows bytes that it can't change, so that nothing half-done is seen after a panic.
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(read));
    result.unwrap_or_else(|_| Err(DocumentError::Damaged { reason: "its reader gave up".to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use frame::Request;

    #[test]
    fn one_worker_takes_many_files() {
        let mut input = Vec::new();
        for (kind, bytes) in [(DocumentKind::Html, &b"<h1>One</h1>"[..]), (DocumentKind::Pdf, b"%PDF-1.4 broken")] {
            let request = Request { kind, stem: "a".to_owned(), size: bytes.len() as u64, want: Want::Document };
            frame::write_request(&mut input, &request, bytes).expect("in memory");
        }
        let mut output = Vec::new();
        serve(input.as_slice(), &mut output, || Ok(())).expect("whole requests");
        let mut replies = output.as_slice();
        let mut reply = || -> frame::Reply<Document> {
            let bytes = frame::read_reply(&mut replies).expect("whole replies").expect("a reply");
            serde_json::from_slice(&bytes).expect("a reply's JSON")
        };
        assert_eq!(reply().map(|document| document.title), Ok("One".to_owned()));
        assert!(matches!(reply(), Err(DocumentError::Damaged { .. })));
    }
}
