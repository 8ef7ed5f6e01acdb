//! The command line as clap reads it: global flags, and one subcommand for each verb. Everything below works on `Settings`.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, ValueHint};
use clap_complete::ArgValueCandidates;

use crate::cli::commands::Verb;
use crate::cli::complete;
use crate::ui::manner::{Color, Format, Progress};

/// Check, train, deploy and run a website chatbot from one folder.
#[derive(Debug, Parser)]
#[command(
    name = "botctl",
    version,
    about,
    max_term_width = 80,
    disable_help_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    subcommand_required = true,
    after_help = "Exit codes: botctl help exit-codes. Variables: botctl help environment."
)]
pub struct Cli {
    /// Flags of all verbs.
    #[command(flatten)]
    pub global: Global,
    /// Print help.
    #[arg(short, long, global = true, action = ArgAction::HelpShort, help_heading = "Global options")]
    pub help: Option<bool>,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Flags that every verb takes, before or after it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Run as if started in this folder.
    #[arg(short = 'C', long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub directory: Option<PathBuf>,
    /// The bot's file; default: the nearest bot.toml upwards.
    #[arg(short, long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub config: Option<PathBuf>,
    /// The environment of bot.toml; needed when it has more than one.
    #[arg(short, long, global = true, value_name = "NAME", add = ArgValueCandidates::new(complete::environments))]
    pub env: Option<String>,
    /// The host's address; default: bot.toml's, else the local host.
    #[arg(long, global = true, value_name = "URL", value_hint = ValueHint::Url)]
    pub host: Option<String>,
    /// A file that holds the token for the host.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub token_file: Option<PathBuf>,
    /// A file with [endpoints], as host.toml: models for training and local questions.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub endpoints: Option<PathBuf>,
    /// Accept ordinary prompts; never covers destructive ones.
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Never prompt (implied by CI, or when stdin or stderr is no terminal).
    #[arg(long, global = true)]
    pub no_input: bool,
    /// What stdout gets: json is NDJSON for long verbs, one object for others.
    #[arg(long, global = true, value_name = "F", value_enum)]
    pub format: Option<Format>,
    /// Also write the result object to this file, whatever the format.
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub output_file: Option<PathBuf>,
    /// How progress is shown on stderr.
    #[arg(long, global = true, value_name = "P", value_enum)]
    pub progress: Option<Progress>,
    /// When to use colour.
    #[arg(long, global = true, value_name = "C", value_enum)]
    pub color: Option<Color>,
    /// Only errors and the result; -qq: only the exit code.
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "verbose")]
    pub quiet: u8,
    /// Show requests; -vv: bodies too. Secrets are redacted.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// Waiting for a lock and for an end: flags of `deploy`, `update` and `rollback`.
#[derive(Debug, Clone, Default, Args)]
pub struct Waiting {
    /// Return after the commit; the host goes on by itself.
    #[arg(long)]
    pub no_wait: bool,
    /// How long to wait for the end, e.g. 15m.
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    pub wait_timeout: Option<std::time::Duration>,
    /// How long to wait for another run's lock, e.g. 2m.
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    pub lock_timeout: Option<std::time::Duration>,
}

/// The consent to what destroys.
#[derive(Debug, Clone, Default, Args)]
pub struct Consent {
    /// Confirm what destroys, by the bot's id; --yes is not enough for it.
    #[arg(long, value_name = "BOT")]
    pub confirm: Option<String>,
}
