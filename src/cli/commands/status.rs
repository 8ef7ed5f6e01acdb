//! `botctl status`: shows whether the bot is live, which release, and how it is.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::commands::not_deployed;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::records::Records;
use crate::cli::release::places;
use crate::ui::look::Look;
use crate::ui::{Human, wrap};
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
    if arguments.watch {
        return context.block_on_obeying(watch(context, &bot));
    }
    context.block_on(async {
        let records = Records::of(context, &bot).await?;
        let started = Instant::now();
        loop {
            let status = ask(context, &bot, &records).await?;
            if !arguments.wait || status.state != BotState::Updating {
                return show(context, &bot, &records, &status, arguments.wait).await;
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
async fn ask(context: &Context, bot: &Bot, records: &Records) -> Result<EnvironmentStatus, Failure> {
    let config = bot.config();
    let mut status = records.environment(context, bot).await?;
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

async fn watch(context: &Context, bot: &Bot) -> Result<Outcome, Failure> {
    let mut records = Records::of(context, bot).await?;
    let mut last = String::new();
    loop {
        if matches!(records, Records::AtRest(_)) {
            // It may have been started since.
            records = Records::of(context, bot).await?;
        }
        let status = tokio::select! {
            status = ask(context, bot, &records) => status?,
            _ = context.signals.reach(1) => return Ok(Outcome::short(Human::default(), serde_json::Value::Null)),
        };
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
    context: &Context,
    bot: &Bot,
    records: &Records,
    status: &EnvironmentStatus,
    waited: bool,
) -> Result<Outcome, Failure> {
    let look = context.ui.stdout_look();
    let human = Human { terminal: describe(bot, records, status, &look), piped: format!("{}\n", status.state.title()) };
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
    let findings = match status.state {
        BotState::NotDeployed => not_deployed(bot).diagnostics,
        BotState::Offline => vec![offline(records, status)],
        BotState::Deployed | BotState::Outdated | BotState::Updating => {
            status.last.iter().filter_map(|last| last.failure.clone()).collect()
        }
    };
    let mut failure = Failure::of(exit, findings).with_human(human);
    if let serde_json::Value::Object(fields) = fields {
        failure.fields = fields;
    }
    Err(failure)
}

fn offline(records: &Records, status: &EnvironmentStatus) -> Diagnostic {
    let finding = Diagnostic::error("DEP018", format!("the bot is offline: {}", status.reason));
    match records {
        Records::AtRest(_) => finding.fix("botctl host start"),
        Records::Host(_) => finding
            .try_when("botctl deploy --force", "sends anew what is missing or damaged on the host")
            .try_when("botctl rollback", "goes back to the release before")
            .try_when("botctl host logs", "what the host says, where it is the local one"),
    }
}

fn describe(bot: &Bot, records: &Records, status: &EnvironmentStatus, look: &Look) -> String {
    let config = bot.config();
    let mut out =
        format!("{} in {} ({}): {}\n", config.bot.id, config.environment, records.label(), status.state.title());
    let mut row = |label: &str, value: String| {
        out.push_str(&wrap::hanging(&format!("  {label:<16}"), &text::printable(&value), look.width));
    };
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
    if let (Some(address), Records::Host(connection)) = (&status.address, records) {
        let (urls, _) = places(&connection.url, address);
        row("Demo page", urls.demo.unwrap_or_default());
        row("Dashboard", urls.dashboard.unwrap_or_default());
    }
    out
}
