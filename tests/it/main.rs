//! Integration tests: the binary, a real host, real stores, a real browser.

mod cli;
mod drift;
#[allow(dead_code)] // parts of the harness are for tests of verbs that come later
mod harness;
mod house;
