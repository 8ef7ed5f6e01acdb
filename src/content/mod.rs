//! What a bot knows: documents, Q&As and the survey; read and validated, not trained.
//!
//! Bytes that others wrote are read without `unwrap` and without indexing; what parses anything but Markdown and
//! text runs in a child process ([`extract`]), so that a crash or an endless loop costs one document.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

pub mod document;
pub mod documents;
pub mod extract;
pub mod formats;
pub mod kind;
pub mod qa;
pub mod secrets;
pub mod survey;
pub mod test_files;
pub mod web;

mod globs;
mod tree;

/// The greatest number of findings of one kind that one pass reports one by one.
///
/// Above it the rest is summed up, so that a wrong delimiter in a large file doesn't print a page per line.
pub(crate) const MOST_FINDINGS: usize = 200;
