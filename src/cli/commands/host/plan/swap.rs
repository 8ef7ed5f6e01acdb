//! `botctl host plan swap`: moves a licence from one bot to another.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::id::BotId;
use crate::cli::commands::host::plan::show;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::wire::plan::LicenceSwap;

/// Moves a licence from one bot to another.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The bot that gives its licence up.
    #[arg(value_name = "FROM")]
    pub from: String,
    /// The bot that gets it.
    #[arg(value_name = "TO")]
    pub to: String,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let swap = LicenceSwap { from: parse(&arguments.from)?, to: parse(&arguments.to)? };
    let host = chosen(context)?;
    let status = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok(connection.client.swap_licence(&swap).await?)
    })?;
    Ok(show::outcome(&status))
}

fn parse(bot: &str) -> Result<BotId, Failure> {
    bot.parse().map_err(|error: crate::base::id::IdError| {
        Failure::usage(Diagnostic::error("CFG922", error.to_string()).fix("botctl host plan show"))
    })
}
