//! `botctl login`: stores a token for a host.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::secret::Secret;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{chosen, label};
use crate::cli::outcome::Outcome;
use crate::client::Client;
use crate::config::credentials::Credentials;
use crate::ui::Human;
use std::io::Read;

/// Stores a token for a host.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Read the token from standard input.
    #[arg(long)]
    pub with_token: bool,
}

/// A token has 60 characters; more than this is something else.
const MOST_BYTES: u64 = 4096;

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let Some(host) = chosen(context)? else {
        let finding = Diagnostic::error("AUT010", "the local host needs no login: its token is found by itself")
            .fix("botctl login --host <URL> --with-token < file");
        return Err(Failure::new(Exit::Usage, finding));
    };
    let token = read_token(context, arguments)?;
    let client = Client::new(&host, Some(token.clone()), context.clock.clone())?;
    let facts = context.block_on(async { Ok(client.whoami().await?) })?;
    let mut credentials = Credentials::load(&context.paths()?.credentials_file())?;
    credentials.store(host.as_str(), token)?;
    let name = label(Some(&host));
    let fields =
        serde_json::json!({ "host": name, "scope": facts.scope, "bots": facts.bots, "expires": facts.expires });
    let terminal = format!("Logged in to {name} with a token of scope {}.\n", facts.scope.name());
    Ok(Outcome::short(Human { terminal, piped: String::new() }, fields))
}

fn read_token(context: &Context, arguments: &Arguments) -> Result<Secret, Failure> {
    let usage = |message: &str| {
        Failure::usage(Diagnostic::error("AUT011", message).fix("botctl login --host <URL> --with-token < file"))
    };
    let text = if arguments.with_token {
        let mut text = String::new();
        std::io::stdin()
            .take(MOST_BYTES)
            .read_to_string(&mut text)
            .map_err(|_| usage("standard input holds no token"))?;
        text
    } else if context.ui.manner().may_ask {
        let asked = context.ui.ask_secret("Token: ");
        asked.map(|token| token.expose().to_owned()).unwrap_or_default()
    } else {
        return Err(usage("a token is needed and nobody can be asked"));
    };
    let text = text.trim();
    if text.starts_with("botctl_") { Ok(Secret::new(text)) } else { Err(usage("that is no token of a botctl host")) }
}
