//! `botctl status`: shows whether the bot is live, which release, and how it is.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Connection, Start};
use crate::cli::outcome::Outcome;
use crate::cli::release::places;
use crate::ui::Human;
use crate::wire::deployment::DeploymentState;
use crate::wire::status::{BotState, EnvironmentStatus};
use std::time::{Duration, Instant};

/// Shows whether the bot is live, which release, and how it is.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Wait until no deployment runs, and exit by how it ended.
    #[arg(long, conflicts_with = "watch")]
    pub wait: bool,
    /// Show it again whenever it changes, until Ctrl-C.
    #[arg(long)]
    pub watch: bool,
    /// How long to wait, e.g. 15m.
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    pub wait_timeout: Option<std::time::Duration>,
}

const POLL: Duration = Duration::from_millis(250);

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    let limit = arguments.wait_timeout.unwrap_or(context.settings.wait_timeout);
    context.block_on(async {
        let connection = hosts::connect(context, bot.config().host.as_ref(), Start::Never).await?;
        if arguments.watch {
            return watch(context, &bot, &connection).await;
        }
        let started = Instant::now();
        loop {
            let status = ask(&bot, &connection).await?;
            if !arguments.wait || status.state != BotState::Updating {
                return show(&bot, &connection, &status, arguments.wait).await;
            }
            if started.elapsed() >= limit {
                let finding =
                    Diagnostic::error("NET025", format!("a deployment still runs after {}", text::duration(limit)))
                        .fix("botctl status --wait --wait-timeout 30m");
                return Err(Failure::new(Exit::Pending, finding));
            }
            tokio::time::sleep(POLL).await;
        }
    })
}

/// The state, with what this folder knows: edited since it went live means Outdated.
async fn ask(bot: &Bot, connection: &Connection) -> Result<EnvironmentStatus, Failure> {
    let config = bot.config();
    let mut status = connection.client.environment(&config.bot.id, &config.environment).await?;
    if matches!(status.state, BotState::Deployed | BotState::Outdated)
        && let Ok(sources) = crate::train::current_sources(config)
    {
        let differs = status.live_sources.is_some_and(|live| live != sources.digest);
        status.state = if differs { BotState::Outdated } else { BotState::Deployed };
        status.reason =
            if differs { "the folder has other content than what is live".to_owned() } else { String::new() };
    }
    Ok(status)
}

async fn watch(context: &Context, bot: &Bot, connection: &Connection) -> Result<Outcome, Failure> {
    let mut last = String::new();
    loop {
        let status = ask(bot, connection).await?;
        let line = one_line(&status);
        if line != last {
            context.ui.result_line(&format!("{} {line}", context.clock.now().to_rfc3339()));
            last = line;
        }
        tokio::select! {
            _ = context.signals.reach(1) => return Ok(Outcome::short(Human::default(), serde_json::Value::Null)),
            () = tokio::time::sleep(POLL * 4) => {}
        }
    }
}

fn one_line(status: &EnvironmentStatus) -> String {
    let release = status.live.as_ref().map(|live| format!(" release {}", live.number)).unwrap_or_default();
    text::printable(&format!("{}{release}", status.state.title())).into_owned()
}

async fn show(
    bot: &Bot,
    connection: &Connection,
    status: &EnvironmentStatus,
    waited: bool,
) -> Result<Outcome, Failure> {
    let human = Human { terminal: describe(bot, connection, status), piped: format!("{}\n", status.state.title()) };
    let fields = serde_json::to_value(status).unwrap_or_default();
    let failed = status.last.as_ref().is_some_and(|last| last.state == DeploymentState::Failed);
    let exit = match status.state {
        BotState::NotDeployed => Exit::NotFound,
        BotState::Offline => Exit::Degraded,
        BotState::Deployed | BotState::Outdated if waited && failed => Exit::FailedSafe,
        BotState::Deployed | BotState::Outdated | BotState::Updating => Exit::Ok,
    };
    if exit == Exit::Ok {
        return Ok(Outcome::short(human, fields));
    }
    let mut failure =
        Failure::of(exit, status.last.iter().filter_map(|last| last.failure.clone()).filter(|_| failed).collect())
            .with_human(human);
    if let serde_json::Value::Object(fields) = fields {
        failure.fields = fields;
    }
    Err(failure)
}

fn describe(bot: &Bot, connection: &Connection, status: &EnvironmentStatus) -> String {
    let config = bot.config();
    let mut out =
        format!("{} in {} ({}): {}\n", config.bot.id, config.environment, connection.label(), status.state.title());
    let mut row = |label: &str, value: String| out.push_str(&format!("  {label:<16}{}\n", text::printable(&value)));
    if !status.reason.is_empty() {
        row("Why", status.reason.clone());
    }
    if let Some(live) = &status.live {
        let since = status.live_since.map(|since| since.to_rfc3339()).unwrap_or_default();
        row("Release", format!("{} ({}), live since {since}", live.number, live.digest.short()));
    }
    if let Some(last) = &status.last_success {
        row("Last success", format!("{} by {}", last.updated.to_rfc3339(), last.who));
    }
    if let Some(last) = status.last.as_ref().filter(|last| last.state == DeploymentState::Failed) {
        let why = last.failure.as_ref().map(|failure| failure.summary.clone()).unwrap_or_default();
        row("Last failure", format!("{}: {why}", last.updated.to_rfc3339()));
    }
    if let Some(lock) = &status.lock {
        row("Lock", format!("{} by {} since {}", lock.op, lock.who, lock.since.to_rfc3339()));
    }
    if let Some(address) = &status.address {
        let (urls, _) = places(&connection.url, address);
        row("Demo page", urls.demo.unwrap_or_default());
        row("Dashboard", urls.dashboard.unwrap_or_default());
    }
    out
}
