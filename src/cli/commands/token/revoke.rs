//! `botctl token revoke`: ends a token at once.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::id::UniqueId;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Ends a token at once.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The token's id, as `token list` shows it.
    #[arg(value_name = "ID")]
    pub id: String,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let id: UniqueId = arguments.id.parse().map_err(|error: crate::base::id::IdError| {
        Failure::usage(Diagnostic::error("AUT014", error.to_string()).fix("botctl token list"))
    })?;
    let host = chosen(context)?;
    context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok(connection.client.revoke_token(&id).await?)
    })?;
    let terminal = format!("Token {id} is revoked.\n");
    Ok(Outcome::short(Human { terminal, piped: String::new() }, serde_json::json!({ "revoked": id })))
}
