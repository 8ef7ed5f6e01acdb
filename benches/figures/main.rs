//! The figures of the README's table, each measured through the program and a real host of its own, as medians.
//!
//! `cargo bench --bench figures` prints the table; words behind `--` choose rows (`-- update large`).
//! `BOTCTL_LARGE_DOCS` names the archive of a large knowledge base (`.tar.gz` of Markdown); without it its rows say so.

// A program of its own: its output is the table.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod answers;
mod handbook;
mod large;
mod memory;
mod stage;
mod table;

use table::Row;

/// Something that fills rows of the table.
struct Measurement {
    /// What chooses it on the command line.
    name: &'static str,
    run: fn() -> Vec<Row>,
}

const MEASUREMENTS: [Measurement; 9] = [
    Measurement { name: "version", run: handbook::version },
    Measurement { name: "check", run: handbook::check },
    Measurement { name: "deploy", run: handbook::first_deploy },
    Measurement { name: "start", run: handbook::first_deploy_with_start },
    Measurement { name: "chatroom", run: handbook::chatroom_only },
    Measurement { name: "update", run: handbook::one_document },
    Measurement { name: "unchanged", run: handbook::unchanged },
    Measurement { name: "large", run: large::large },
    Measurement { name: "answers", run: handbook::answers_and_idle },
];

fn main() {
    // Cargo itself adds `--bench`.
    let chosen: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let mut rows = Vec::new();
    for measurement in &MEASUREMENTS {
        if chosen.is_empty() || chosen.iter().any(|word| word == measurement.name) {
            eprintln!("measuring: {}", measurement.name);
            rows.extend((measurement.run)());
        }
    }
    print!("{}", table::markdown(&mut rows));
}
