//! `botctl snippet`: prints the integration code for the pages of the site, or puts it into them.

mod install;

use clap::{Args, Subcommand};

use crate::base::diagnostic::Diagnostic;
use crate::base::id::Address;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Start};
use crate::cli::outcome::Outcome;
use crate::integrate::{Snippet, placement};
use crate::ui::{Human, wrap};

/// Prints the integration code for the pages of the site.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do instead of printing it.
    #[command(subcommand)]
    pub action: Option<Action>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Puts it into the head of pages, once.
    Install(install::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let snippet = snippet(context)?;
    match &arguments.action {
        Some(Action::Install(arguments)) => install::run(context, arguments, &snippet),
        None => Ok(shown(context, &snippet)),
    }
}

/// The snippet of the deployed bot.
fn snippet(context: &Context) -> Result<Snippet, Failure> {
    let bot = Bot::read(context)?;
    let config = bot.config();
    let (address, public_url) = context.block_on(async {
        let connection = hosts::connect(context, config.host.as_ref(), Start::Never).await?;
        let status = connection.client.environment(&config.bot.id, &config.environment).await?;
        let hello = connection.client.hello().await?;
        let url = hello.public_url.parse::<url::Url>().unwrap_or(connection.url);
        Ok((status.address, url))
    })?;
    let address: Address = address.ok_or_else(|| not_deployed(&bot))?;
    Ok(Snippet::new(&public_url, &address))
}

fn shown(context: &Context, snippet: &Snippet) -> Outcome {
    let place = placement(snippet);
    // The code itself is never broken: it is there to be copied.
    let width = context.ui.stdout_look().width;
    let mut terminal = format!("{}\n\n", snippet.html());
    terminal.push_str(&wrap::hanging("", &format!("Put it {}: {}.", place.right, place.why), width));
    terminal.push_str(&format!("\n{}\nNot here:\n", place.page));
    for wrong in &place.wrong {
        terminal.push_str(&wrap::hanging("  - ", &format!("{}: {}", wrong.place, wrong.consequence), width));
    }
    let fields = serde_json::json!({ "snippet": snippet.html(), "bundle": snippet.bundle_url() });
    Outcome::short(Human { terminal, piped: format!("{}\n", snippet.html()) }, fields)
}

/// The failure of a command that needs a deployed bot.
pub fn not_deployed(bot: &Bot) -> Failure {
    let finding = Diagnostic::error(
        "DEP010",
        format!("`{}` isn't deployed in `{}`", bot.config().bot.id, bot.config().environment),
    )
    .fix("botctl deploy");
    Failure::new(Exit::NotFound, finding)
}
