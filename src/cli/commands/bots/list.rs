//! `botctl bots list`: lists the bots that the token may see.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::ui::table::Table;

/// Lists the bots that the token may see.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let host = chosen(context)?;
    let bots = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok(connection.client.bots().await?)
    })?;
    let mut table = Table::new(&["BOT", "ENVIRONMENT", "STATE", "RELEASE", "ADDRESS"]);
    for entry in &bots {
        table.row([
            entry.bot.to_string(),
            entry.environment.to_string(),
            entry.state.title().to_owned(),
            entry.live_release.map_or("-".to_owned(), |release| release.to_string()),
            entry.address.to_string(),
        ]);
    }
    let human = table.human(&context.ui.stdout_look(), "No bots.");
    Ok(Outcome::short(human, serde_json::json!({ "bots": bots })))
}
