//! What becomes of a folder of documents: `cargo bench --bench formats -- FOLDER...` has each file read by a process of
//! its own, as a training does, and prints a row of figures for each kind and a line for each file that isn't read.
//!
//! It fails if a file's reader dies or takes more than a file may: 60 s, or 1 GiB of memory.

// A program of its own: its output is the table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "../tests/it/harness/reader.rs"]
mod reader;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use botctl::content::kind::DocumentKind;
use reader::Reader;
use walkdir::WalkDir;

const MOST_TIME: Duration = Duration::from_secs(60);
const MOST_RESIDENT_BYTES: u64 = 1 << 30;

fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_botctl"))
}

/// The figures of one kind.
#[derive(Default)]
struct Row {
    files: usize,
    read: usize,
    text_bytes: usize,
    longest: Duration,
    processor: Duration,
    resident_bytes: u64,
}

/// What became of one file.
struct Outcome {
    text_bytes: usize,
    /// Why it isn't read; empty if it is.
    refusal: String,
    took: Duration,
    processor: Duration,
    resident_bytes: u64,
}

impl Outcome {
    fn is_failure(&self) -> bool {
        self.refusal == "died" || self.took > MOST_TIME || self.resident_bytes > MOST_RESIDENT_BYTES
    }
}

fn main() -> ExitCode {
    // Cargo itself adds `--bench`.
    let folders: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    if folders.is_empty() {
        println!("no folder is given: cargo bench --bench formats -- FOLDER...");
    }
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut failures = 0;
    for folder in &folders {
        for entry in
            WalkDir::new(folder).sort_by_file_name().into_iter().flatten().filter(|entry| entry.file_type().is_file())
        {
            let extension = entry.path().extension().and_then(|extension| extension.to_str()).unwrap_or_default();
            let kind = DocumentKind::from_extension(extension);
            let outcome = read(entry.path(), kind);
            if !outcome.refusal.is_empty() {
                println!(
                    "{}: {}",
                    entry.path().strip_prefix(folder).unwrap_or(entry.path()).display(),
                    outcome.refusal
                );
            }
            failures += usize::from(outcome.is_failure());
            rows.entry(kind.map_or("no kind", DocumentKind::name)).or_default().add(&outcome);
        }
    }
    print(&rows);
    println!("\n{failures} failures: readers that died, took more than 60 s or more than 1 GiB");
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(path: &Path, kind: Option<DocumentKind>) -> Outcome {
    let none = |refusal: String| Outcome {
        text_bytes: 0,
        refusal,
        took: Duration::ZERO,
        processor: Duration::ZERO,
        resident_bytes: 0,
    };
    let Some(kind) = kind else { return none("files of this kind aren't read".to_owned()) };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) => return none(error.to_string()),
    };
    let name = format!("{kind:?}").to_lowercase();
    let began = Instant::now();
    let verdict = Reader::start().read(&name, &bytes);
    let took = began.elapsed();
    let blocks = verdict.reply.as_ref().and_then(|reply| reply["Ok"]["blocks"].as_array().cloned()).unwrap_or_default();
    let text_bytes = blocks.iter().filter_map(|block| block["text"].as_str()).map(str::len).sum();
    Outcome {
        text_bytes,
        refusal: verdict.refusal(),
        took,
        processor: verdict.took,
        resident_bytes: verdict.resident_bytes,
    }
}

impl Row {
    fn add(&mut self, outcome: &Outcome) {
        self.files += 1;
        self.read += usize::from(outcome.refusal.is_empty());
        self.text_bytes += outcome.text_bytes;
        self.longest = self.longest.max(outcome.took);
        self.processor += outcome.processor;
        self.resident_bytes = self.resident_bytes.max(outcome.resident_bytes);
    }
}

fn print(rows: &BTreeMap<&str, Row>) {
    println!(
        "\n| kind | files | read | text, kB | longest, s | processor in all, s | most memory, MiB |\n|---|---|---|---|---|---|---|"
    );
    for (kind, row) in rows {
        println!(
            "| {kind} | {} | {} | {} | {:.2} | {:.2} | {} |",
            row.files,
            row.read,
            row.text_bytes / 1000,
            row.longest.as_secs_f64(),
            row.processor.as_secs_f64(),
            row.resident_bytes >> 20
        );
    }
}
