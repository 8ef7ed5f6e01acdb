//! `botctl releases list`: lists releases, newest first.

use clap::Args;

use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, connect};
use crate::cli::outcome::Outcome;
use crate::ui::table::Table;

/// Lists releases, newest first.
#[derive(Debug, Args)]
pub struct Arguments {
    /// At most this many.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    let config = bot.config();
    let mut releases = context.block_on(async {
        let connection = connect(context, config.host.as_ref(), Start::Never).await?;
        Ok(connection.client.releases(&config.bot.id, &config.environment).await?)
    })?;
    releases.truncate(arguments.limit);
    let mut table = Table::new(&["RELEASE", "STATE", "DIGEST", "SIZE", "CREATED", "BY"]);
    for release in &releases {
        let state = if release.live { "live" } else { release.state.name() };
        table.row([
            release.number.to_string(),
            state.to_owned(),
            release.digest.short(),
            text::size(release.size_bytes),
            release.created.to_rfc3339(),
            release.created_by.clone(),
        ]);
    }
    let human = table.human(&context.ui.stdout_look(), "No releases.");
    Ok(Outcome::short(human, serde_json::json!({ "releases": releases })))
}
