//! Damaged documents for as long as there is time: `cargo bench --bench fuzz -- SECONDS FOLDER...` changes the files of the folders by
//! chance, has each mutant read by the process that reads documents, and prints a row of figures for each kind.
//!
//! It fails if a reader dies, gives up, or needs longer than a file may; such mutants are kept, and named. Parts of archives are changed
//! unpacked, because checksums would hide most changes from chance.

// A program of its own: its output is the table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

#[path = "../tests/it/harness/mutator.rs"]
mod mutator;

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use botctl::content::documents::{DocumentError, DocumentFile};
use botctl::content::extract::{Extractor, Limits};
use botctl::content::kind::DocumentKind;
use mutator::Mutator;
use walkdir::WalkDir;
use zip::write::SimpleFileOptions;

/// Larger files would leave time for few mutants.
const MOST_BYTES: u64 = 400_000;
/// What is unpacked of an archive at most.
const MOST_UNPACKED: u64 = 4_000_000;
/// Of so many mutants of an archive one is changed as it is packed.
const PACKED: u64 = 5;

/// What became of the mutants of a kind.
#[derive(Default)]
struct Row {
    files: usize,
    mutants: usize,
    read: usize,
    failed: usize,
    longest: Duration,
}

/// A file that mutants are made of.
struct Seed {
    kind: DocumentKind,
    bytes: Vec<u8>,
}

fn main() -> ExitCode {
    // Cargo itself adds `--bench`.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let Some((Ok(seconds), folders)) = words.split_first().map(|(first, rest)| (first.parse::<u64>(), rest)) else {
        println!("neither time nor folders are given: cargo bench --bench fuzz -- SECONDS FOLDER...");
        return ExitCode::SUCCESS;
    };
    let seeds: Vec<Seed> = folders.iter().flat_map(|folder| seeds(Path::new(folder))).collect();
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    seeds.iter().for_each(|seed| rows.entry(seed.kind.name()).or_default().files += 1);
    let kept = tempfile::tempdir().expect("a temporary folder").keep();
    let extractor = Extractor::new(PathBuf::from(env!("CARGO_BIN_EXE_botctl")), Limits::default());
    let began = Instant::now();
    let limit = Duration::from_secs(seconds);
    // Kinds in turn, and files of each in turn: a kind with few files is as important as one with many.
    let kinds: Vec<&str> = rows.keys().copied().collect();
    let mut number = 0_u64;
    while began.elapsed() < limit && !kinds.is_empty() {
        let kind = kinds[(number % kinds.len() as u64) as usize];
        let of_kind: Vec<&Seed> = seeds.iter().filter(|seed| seed.kind.name() == kind).collect();
        let mut mutator = Mutator::new(number);
        let seed = *mutator.pick(&of_kind);
        let bytes = mutant(&mut mutator, &seed.bytes, number);
        let read_began = Instant::now();
        let read = extractor.extract(&file(seed.kind), &bytes);
        let took = read_began.elapsed();
        let row = rows.entry(kind).or_default();
        row.mutants += 1;
        row.longest = row.longest.max(took);
        row.read += usize::from(read.is_ok());
        if let Some(reason) = failure(&read) {
            row.failed += 1;
            let path = kept.join(format!("{number}.{kind}"));
            std::fs::write(&path, &bytes).expect("a file");
            println!("{}: {reason}", path.display());
        }
        number += 1;
    }
    print(&rows, began.elapsed());
    if rows.values().all(|row| row.failed == 0) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn seeds(folder: &Path) -> Vec<Seed> {
    let files = WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let seed = |entry: walkdir::DirEntry| {
        let is_small = entry.file_type().is_file() && entry.metadata().is_ok_and(|facts| facts.len() <= MOST_BYTES);
        let extension = entry.path().extension().filter(|_| is_small)?.to_str()?.to_owned();
        Some(Seed { kind: DocumentKind::from_extension(&extension)?, bytes: std::fs::read(entry.path()).ok()? })
    };
    files.filter_map(seed).collect()
}

fn file(kind: DocumentKind) -> DocumentFile {
    let path = "a".to_owned();
    DocumentFile { absolute: PathBuf::from("a"), path, size: 0, modified_ns: 0, kind, address: None, date: None }
}

fn mutant(mutator: &mut Mutator, bytes: &[u8], number: u64) -> Vec<u8> {
    if !bytes.starts_with(b"PK") || number.is_multiple_of(PACKED) {
        return mutator.mutant(bytes);
    }
    unpacked(bytes).and_then(|parts| packed(mutator, parts)).unwrap_or_else(|| mutator.mutant(bytes))
}

/// The parts of an archive; none if it can't be read, or holds much.
fn unpacked(bytes: &[u8]) -> Option<Vec<(String, Vec<u8>)>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    let mut room = MOST_UNPACKED;
    for index in 0..archive.len() {
        let part = archive.by_index(index).ok()?;
        let name = part.name().ok()?.into_owned();
        let mut bytes = Vec::new();
        part.take(room).read_to_end(&mut bytes).ok()?;
        room = room.checked_sub(bytes.len() as u64).filter(|room| *room > 0)?;
        parts.push((name, bytes));
    }
    Some(parts)
}

/// The archive anew with one or two of its parts changed.
fn packed(mutator: &mut Mutator, mut parts: Vec<(String, Vec<u8>)>) -> Option<Vec<u8>> {
    // What readers look into, before pictures and fonts.
    let texts: Vec<usize> =
        (0..parts.len()).filter(|at| parts[*at].0.ends_with("ml") || parts[*at].0.ends_with("rels")).collect();
    for _ in 0..2 {
        let at = *mutator.pick(if texts.is_empty() { return None } else { &texts });
        parts[at].1 = mutator.mutant(&parts[at].1);
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(name, options).ok()?;
        writer.write_all(&bytes).ok()?;
    }
    Some(writer.finish().ok()?.into_inner())
}

/// What no file may do to its reader.
fn failure<T>(read: &Result<T, DocumentError>) -> Option<String> {
    match read {
        Err(
            error @ (DocumentError::ReaderDied { .. } | DocumentError::TooSlow { .. } | DocumentError::NoReader { .. }),
        ) => Some(error.to_string()),
        Err(DocumentError::Damaged { reason }) if reason == "its reader gave up" => Some(reason.clone()),
        Ok(_) | Err(_) => None,
    }
}

fn print(rows: &BTreeMap<&str, Row>, took: Duration) {
    println!("\n| kind | files | mutants | read all the same | longest, s | readers lost |\n|---|---|---|---|---|---|");
    for (kind, row) in rows {
        let longest = row.longest.as_secs_f64();
        println!("| {kind} | {} | {} | {} | {longest:.2} | {} |", row.files, row.mutants, row.read, row.failed);
    }
    let [mutants, failed] =
        [|row: &Row| row.mutants, |row: &Row| row.failed].map(|of| rows.values().map(of).sum::<usize>());
    println!("\n{mutants} mutants in {:.0} s: {failed} readers lost", took.as_secs_f64());
}
