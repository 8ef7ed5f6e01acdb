//! `botctl token list`: lists tokens without their secrets.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::ui::table::Table;

/// Lists tokens without their secrets.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let host = chosen(context)?;
    let tokens = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok(connection.client.tokens().await?)
    })?;
    let mut table = Table::new(&["ID", "SCOPE", "BOTS", "LABEL", "CREATED", "ENDS", "LAST USED"]);
    let date = |moment: Option<crate::base::clock::Timestamp>| moment.map_or("-".to_owned(), |moment| moment.to_date());
    for token in &tokens {
        let bots: Vec<&str> = token.bots.iter().map(|bot| bot.as_str()).collect();
        let bots = if bots.is_empty() { "all".to_owned() } else { bots.join(",") };
        table.row([
            token.id.to_string(),
            token.scope.name().to_owned(),
            bots,
            token.label.clone(),
            token.created.to_date(),
            date(token.expires),
            date(token.last_used),
        ]);
    }
    let human = table.human(&context.ui.stdout_look(), "No tokens.");
    Ok(Outcome::short(human, serde_json::json!({ "tokens": tokens })))
}
