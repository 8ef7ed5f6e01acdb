//! `botctl bots delete`: deletes a bot from its host, with its releases and conversations.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::id::BotId;
use crate::cli::arguments::Consent;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Deletes a bot from its host, with its releases and conversations.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The bot's id.
    #[arg(value_name = "BOT")]
    pub bot: String,
    /// Consent to what destroys.
    #[command(flatten)]
    pub consent: Consent,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot: BotId = arguments.bot.parse().map_err(|error: crate::base::id::IdError| {
        Failure::usage(Diagnostic::error("CFG922", error.to_string()).fix("botctl bots list"))
    })?;
    let host = chosen(context)?;
    context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        let what = format!(
            "This deletes {bot} on {} in all environments, with its releases and conversations. It can't be undone.",
            connection.label()
        );
        Failure::unless_confirmed_by_name(context, arguments.consent.confirm.as_deref(), what, &bot).await?;
        Ok(connection.client.delete_bot(&bot).await?)
    })?;
    let terminal = format!("{bot} is deleted.\n");
    Ok(Outcome::short(Human { terminal, piped: String::new() }, serde_json::json!({ "deleted": bot })))
}
