//! How well the engine answers: `cargo bench --bench answers -- SUITE...`, a row of figures for each suite.
//!
//! A suite is a folder with `suite.json`: `train.jsonl` and `test.jsonl` (Q&As with phrasings, and what is asked), or
//! `docs.jsonl` or `kb/` with `queries.jsonl` (documents, and questions with those that answer).

// A program of its own: its output is the table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod intents;
mod retrieval;
mod suite;

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let suites: Vec<PathBuf> =
        std::env::args().skip(1).filter(|word| !word.starts_with("--")).map(PathBuf::from).collect();
    if suites.is_empty() {
        println!("no suite is given: cargo bench --bench answers -- FOLDER...");
    }
    for folder in &suites {
        match suite::run(folder) {
            Ok(figures) => {
                println!("{:<28} {}", folder.file_name().unwrap_or_default().to_string_lossy(), figures.line())
            }
            Err(error) => {
                eprintln!("{}: {error}", folder.display());
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
