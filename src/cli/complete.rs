//! Completion by the shell: `COMPLETE=bash botctl`. From local files only, never the network.

use std::ffi::OsString;
use std::path::Path;

use clap::{Command, CommandFactory};
use clap_complete::CompletionCandidate;
use clap_complete::env::CompleteEnv;

use crate::base::version::VERSION;
use crate::cli::arguments::Cli;

/// Answers a shell that asks for completions; `false` if none does.
pub fn answered(arguments: &[OsString], directory: Option<&Path>) -> bool {
    CompleteEnv::with_factory(visible).try_complete(arguments.iter().cloned(), directory).unwrap_or(false)
}

/// The command line without what only the program itself calls: a hidden command is offered where nothing else fits.
pub fn visible() -> Command {
    let all = Cli::command();
    let verbs = all.get_subcommands().filter(|verb| !verb.is_hide_set()).cloned();
    Command::new("botctl")
        .version(VERSION)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .args(all.get_arguments().cloned())
        .subcommands(verbs)
}

/// The environments of the nearest bot.toml.
pub fn environments() -> Vec<CompletionCandidate> {
    let Ok(current) = std::env::current_dir() else { return Vec::new() };
    // A file that can't be read has no environments to offer; `check` is the one that complains.
    let names = crate::config::load::environments(&current, None).unwrap_or_default();
    names.into_iter().map(CompletionCandidate::new).collect()
}
