//! Completion by the shell: `COMPLETE=bash botctl`. From local files only, never the network.

use std::ffi::OsString;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::CompletionCandidate;
use clap_complete::env::CompleteEnv;

use crate::base::fs;
use crate::cli::arguments::Cli;

/// Answers a shell that asks for completions; `false` if none does.
pub fn answered(arguments: &[OsString], directory: Option<&Path>) -> bool {
    CompleteEnv::with_factory(Cli::command).try_complete(arguments.iter().cloned(), directory).unwrap_or(false)
}

/// The environments of the nearest bot.toml.
pub fn environments() -> Vec<CompletionCandidate> {
    let Ok(current) = std::env::current_dir() else { return Vec::new() };
    let file = current.ancestors().map(|folder| folder.join("bot.toml")).find(|file| file.is_file());
    let text = file.and_then(|file| fs::read_to_string(&file).ok()).unwrap_or_default();
    // A file that doesn't parse has no environments to offer; `check` is the one that complains.
    let table: toml::Table = text.parse().unwrap_or_default();
    let names = table.get("env").and_then(toml::Value::as_table).map(|names| names.keys().cloned().collect::<Vec<_>>());
    names.unwrap_or_default().into_iter().map(CompletionCandidate::new).collect()
}
