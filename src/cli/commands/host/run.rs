//! `botctl host run`: serves bots in the foreground; the program for servers.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Serves bots in the foreground; the program for servers.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The host's configuration; default: ./host.toml if there is one.
    #[arg(value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub file: Option<std::path::PathBuf>,
    /// Be the local host: data in the state directory, bound to 127.0.0.1.
    #[arg(long, hide = true)]
    pub local: bool,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("host run"))
}
