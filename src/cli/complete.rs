//! Completion by the shell: `COMPLETE=bash botctl`. From local files only, never the network.

use std::ffi::OsString;
use std::path::Path;

use clap::CommandFactory;
use clap_complete::CompletionCandidate;
use clap_complete::env::CompleteEnv;

use crate::cli::arguments::Cli;

/// Answers a shell that asks for completions; `false` if none does.
pub fn answered(arguments: &[OsString], directory: Option<&Path>) -> bool {
    CompleteEnv::with_factory(Cli::command).try_complete(arguments.iter().cloned(), directory).unwrap_or(false)
}

/// The environments of the nearest bot.toml.
pub fn environments() -> Vec<CompletionCandidate> {
    let Ok(current) = std::env::current_dir() else { return Vec::new() };
    // A file that can't be read has no environments to offer; `check` is the one that complains.
    let names = crate::config::load::environments(&current, None).unwrap_or_default();
    names.into_iter().map(CompletionCandidate::new).collect()
}
