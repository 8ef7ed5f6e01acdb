//! `botctl logout`: forgets the token of a host.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{chosen, label};
use crate::cli::outcome::Outcome;
use crate::config::credentials::Credentials;
use crate::ui::Human;

/// Forgets the token of a host.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let Some(host) = chosen(context)? else {
        let finding = Diagnostic::error("AUT010", "the local host needs no login, so there is nothing to forget")
            .fix("botctl logout --host <URL>");
        return Err(Failure::new(Exit::Usage, finding));
    };
    let mut credentials = Credentials::load(&context.paths()?.credentials_file())?;
    let removed = credentials.remove(host.as_str())?;
    let words = if removed {
        "The token is forgotten here. To end it on the host: botctl token revoke"
    } else {
        "There was no token here"
    };
    let terminal = format!("{}: {words}\n", label(Some(&host)));
    Ok(Outcome::short(Human { terminal, piped: String::new() }, serde_json::json!({ "removed": removed })))
}
