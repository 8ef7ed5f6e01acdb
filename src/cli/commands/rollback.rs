//! `botctl rollback`: makes an older release live again, whole.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::id::{Address, ReleaseNumber};
use crate::cli::arguments::Waiting;
use crate::cli::bot::Bot;
use crate::cli::commands::snippet::not_deployed;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Connection, Start};
use crate::cli::outcome::Outcome;
use crate::cli::release::{finish, hand_on, patience, target, unless_interrupted};
use crate::deploy::{Interrupt, RollbackRequest, Run, rollback, rollback_target};
use crate::ui::Begin;
use crate::ui::outcome::Ending;
use crate::wire::release::ReleaseFacts;

/// Makes an older release live again, whole.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The release; default: the good one before the live one.
    #[arg(value_name = "RELEASE")]
    pub release: Option<i64>,
    /// How to wait.
    #[command(flatten)]
    pub waiting: Waiting,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    context.ui.begin(&Begin::on("rollback", "Rolling back", target(&bot)));
    context.block_on_obeying(async {
        let interrupt = Interrupt::default();
        tokio::select! {
            ended = go(context, &bot, arguments, &interrupt) => ended,
            () = hand_on(context, &interrupt) => Err(Failure::interrupted(Exit::Interrupted)),
        }
    })
}

async fn go(context: &Context, bot: &Bot, arguments: &Arguments, interrupt: &Interrupt) -> Result<Outcome, Failure> {
    let config = bot.config();
    let connecting = hosts::connect(context, config.host.as_ref(), Start::IfNeeded);
    let connection = unless_interrupted(context, connecting).await?;
    let mut patience = patience(context, &arguments.waiting);
    loop {
        let chosen = unless_interrupted(context, chosen(context, bot, arguments, &connection)).await?;
        let Chosen { release, live, address } = chosen;
        let request = RollbackRequest {
            bot: config.bot.id.clone(),
            environment: config.environment.clone(),
            release: release.number,
            digest: release.digest,
            base_release: Some(live),
            force: false,
            who: context.who(),
            run_url: context.run_url(),
            address,
            patience,
        };
        match rollback(&connection.client, request, &context.ui.sink(), interrupt).await {
            Run::Ended(outcome) => return finish(context, bot, &connection, *outcome, Ending::RolledBack).await,
            Run::Replan { waited } => patience.lock = patience.lock.saturating_sub(waited),
        }
    }
}

/// Where to go back to, and from where.
struct Chosen {
    release: ReleaseFacts,
    live: ReleaseNumber,
    address: Option<Address>,
}

async fn chosen(
    context: &Context,
    bot: &Bot,
    arguments: &Arguments,
    connection: &Connection,
) -> Result<Chosen, Failure> {
    let config = bot.config();
    let status = connection.client.environment(&config.bot.id, &config.environment).await?;
    let live = status.live.as_ref().ok_or_else(|| not_deployed(bot))?.number;
    let wanted = arguments.release.map(ReleaseNumber);
    let found = rollback_target(&connection.client, &config.bot.id, &config.environment, wanted).await?;
    let release = found.ok_or_else(|| no_earlier(bot))?;
    confirm(context, bot, connection, &release).await?;
    Ok(Chosen { release, live, address: status.address })
}

async fn confirm(context: &Context, bot: &Bot, connection: &Connection, release: &ReleaseFacts) -> Result<(), Failure> {
    if connection.is_local || context.settings.yes {
        return Ok(());
    }
    let question =
        format!("Go back to release {} of {} on {}?", release.number, bot.config().bot.id, connection.label());
    let answer = context.asking(move |ui| ui.confirm(&question)).await?;
    Failure::unless_confirmed(answer, "--yes").map_or(Ok(()), Err)
}

fn no_earlier(bot: &Bot) -> Failure {
    let finding = Diagnostic::error("DEP054", format!("`{}` has no earlier good release", bot.config().bot.id))
        .fix("botctl releases list");
    Failure::new(Exit::NotFound, finding)
}
