//! `botctl releases show`: shows one release.

use clap::Args;

use crate::base::id::ReleaseNumber;
use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::commands::not_deployed;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, connect};
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Shows one release.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The release; default: the live one.
    #[arg(value_name = "RELEASE")]
    pub release: Option<i64>,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    let config = bot.config();
    let release = context.block_on(async {
        let connection = connect(context, config.host.as_ref(), Start::Never).await?;
        match arguments.release {
            Some(number) => {
                Ok(connection.client.release(&config.bot.id, &config.environment, ReleaseNumber(number)).await?)
            }
            None => {
                let status = connection.client.environment(&config.bot.id, &config.environment).await?;
                status.live.ok_or_else(|| not_deployed(&bot))
            }
        }
    })?;
    let state = if release.live { "live" } else { release.state.name() };
    let mut terminal = format!(
        "Release {} ({state})\n  Digest      {}\n  Engine      {}\n  Size        {}\n  Created     {} by {}\n",
        release.number,
        release.digest,
        release.engine,
        text::size(release.size_bytes),
        release.created.to_rfc3339(),
        release.created_by
    );
    for (part, digest) in &release.parts {
        terminal.push_str(&format!("  {:<12}{digest}\n", part.name()));
    }
    let human = Human {
        terminal: text::printable(&terminal).into_owned(),
        piped: format!("{}\t{state}\t{}\n", release.number, release.digest),
    };
    Ok(Outcome::short(human, serde_json::json!({ "release": release })))
}
