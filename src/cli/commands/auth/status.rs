//! `botctl auth status`: shows whether the host accepts the token, its scope and its end.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect, ends_soon, token_origin};
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Shows whether the host accepts the token, its scope and its end.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let host = chosen(context)?;
    let origin = token_origin(context, host.as_ref())?.ok_or_else(|| {
        let finding = Diagnostic::error("AUT012", "there is no token for this host")
            .fix("botctl login --host <URL> --with-token < file");
        Failure::new(Exit::Auth, finding)
    })?;
    let (label, facts) = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok((connection.label(), connection.client.whoami().await?))
    })?;
    if let Some(warning) = ends_soon(&facts, context.clock.now()) {
        context.ui.diagnose(&warning);
    }
    let bots: Vec<&str> = facts.bots.iter().map(|bot| bot.as_str()).collect();
    let bots = if bots.is_empty() { "all".to_owned() } else { bots.join(", ") };
    let ends = facts.expires.map_or("never".to_owned(), |expires| expires.to_date());
    let terminal = format!(
        "{label}\n  Token    from {origin}, id {}\n  Scope    {}\n  Bots     {bots}\n  Ends     {ends}\n",
        facts.id,
        facts.scope.name()
    );
    let piped = format!("{label}\t{}\t{bots}\t{ends}\n", facts.scope.name());
    let fields = serde_json::json!({ "host": label, "origin": origin, "token": facts });
    Ok(Outcome::short(Human { terminal, piped }, fields))
}
