//! `botctl dashboard`: prints the dashboard's address and a one-time code for its login.

use clap::Args;

use crate::cli::bot::Bot;
use crate::cli::commands::not_deployed;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, connect};
use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::wire::path;

/// Prints the dashboard's address and a one-time code for its login.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    let config = bot.config();
    let (code, address, is_local) = context.block_on(async {
        let connection = connect(context, config.host.as_ref(), Start::Never).await?;
        let status = connection.client.environment(&config.bot.id, &config.environment).await?;
        let address = status.address.ok_or_else(|| not_deployed(&bot))?;
        Ok((connection.client.dashboard_code().await?, address, connection.is_local))
    })?;
    // The code is typed into the page: no code or token ever stands in an address.
    let url = format!("{}?next={}", code.login_url, path::dashboard(&address));
    let until = code.expires.to_rfc3339();
    let where_from = if is_local { "" } else { " Anybody with the code can log in once, so keep it to yourself." };
    let terminal = format!(
        "  Dashboard   {url}\n  Code        {}\n\nThe code works once, until {until}.{where_from}\n",
        code.code
    );
    let fields = serde_json::json!({ "url": url, "code": code.code, "expires": code.expires });
    Ok(Outcome::short(Human { terminal, piped: format!("{url}\t{}\n", code.code) }, fields))
}
