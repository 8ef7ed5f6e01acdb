//! `botctl check`: shows whether the bot can be deployed: the twelve prerequisites.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::event::UpdateKind;
use crate::base::text;
use crate::checklist::estimate::estimate;
use crate::checklist::facts::HostProblem;
use crate::checklist::run::{Checklist, State};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::facts::Local;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Start};
use crate::cli::outcome::Outcome;
use crate::cli::release::compare;
use crate::deploy::{HostFacts, Live, Plan, Side, plan};
use crate::ui::Human;
use crate::ui::checklist::{Picture, draw};
use crate::wire::plan::PlanStatus;

/// Shows whether the bot can be deployed: the twelve prerequisites.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The local part only.
    #[arg(long)]
    pub offline: bool,
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
    /// Exit 20 where something differs from what is live.
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    let local = Local::gather(&bot)?;
    let host =
        if arguments.offline { None } else { Some(context.block_on(async { Ok(ask(context, &bot, &local).await) })?) };
    let plan_facts = host.as_ref().map(|asked| asked.plan.as_ref());
    let checklist = local.checklist(&bot, plan_facts, arguments.strict, &context.clock);
    let difference = host.as_ref().and_then(|asked| asked.difference.as_ref());
    let kind = difference.map(|plan| plan.summary.kind).filter(|_| host.as_ref().is_some_and(|asked| asked.is_live));
    let state = checklist.state(kind);
    let verdict = verdict(&checklist, state, host.as_ref(), &local);
    show(context, &bot, arguments, &checklist, state, &verdict)
}

/// What the host says.
struct Asked {
    plan: Result<PlanStatus, HostProblem>,
    difference: Option<Plan>,
    is_live: bool,
    recent_ms: Vec<u64>,
}

async fn ask(context: &Context, bot: &Bot, local: &Local) -> Asked {
    let problem = |failure: Failure| {
        let fallback = || Diagnostic::error("NET001", "the host can't be asked").fix("botctl check --offline");
        HostProblem { diagnostic: failure.diagnostics.into_iter().next().unwrap_or_else(fallback) }
    };
    let start = Start::IfNeeded;
    let connection = match hosts::connect(context, bot.config().host.as_ref(), start).await {
        Ok(connection) => connection,
        Err(failure) => {
            return Asked { plan: Err(problem(failure)), difference: None, is_live: false, recent_ms: Vec::new() };
        }
    };
    let plan_facts = connection.client.plan(Some(&bot.config().bot.id)).await.map_err(|error| problem(error.into()));
    let mut asked = Asked { plan: plan_facts, difference: None, is_live: false, recent_ms: Vec::new() };
    if asked.plan.is_err() || !local.is_trained_ever() {
        return asked;
    }
    match compare(bot, &connection).await {
        Ok((side, live, status, facts)) => {
            asked.recent_ms = status.recent_ms;
            asked.is_live = live.is_some();
            asked.difference = Some(difference(local, &side, live.as_ref(), &facts));
            if let (Ok(sources), true) = (crate::train::current_sources(bot.config()), asked.is_live) {
                // Only a note to the host, so that `status` elsewhere knows; a failure changes nothing here.
                let _ = connection
                    .client
                    .put_sources(&bot.config().bot.id, &bot.config().environment, sources.digest)
                    .await;
            }
            asked
        }
        Err(failure) => Asked { plan: Err(problem(failure)), ..asked },
    }
}

/// A stale bundle differs at least by what makes it stale, whatever its old content says.
fn difference(local: &Local, side: &Side, live: Option<&Live>, host: &HostFacts) -> Plan {
    let plan = plan(side, live, host);
    match local.stale_reasons() {
        Some(reasons) => {
            let mut plan = plan.at_least(UpdateKind::Complete);
            plan.summary.reason = reasons.join("; ");
            plan
        }
        None => plan,
    }
}

fn verdict(checklist: &Checklist, state: State, asked: Option<&Asked>, local: &Local) -> String {
    let label = state.label();
    let kind = asked.and_then(|asked| asked.difference.as_ref()).map_or(UpdateKind::Complete, |plan| plan.summary.kind);
    let recent = asked.map(|asked| asked.recent_ms.as_slice()).unwrap_or_default();
    let time = text::duration(estimate(recent, local.document_bytes(), kind));
    match state {
        State::CannotDeploy => {
            format!("{label}: {}. Nothing was sent.", text::count(checklist.failures(), "problem"))
        }
        State::ReadyToDeploy if asked.is_none() => format!("{label}, as far as this machine can tell"),
        State::ReadyToDeploy => format!("{label}. Estimated time: {time}"),
        State::UpToDate => format!("{label}: nothing differs from what is live"),
        State::NeedsUpdate => {
            let reason = asked.and_then(|asked| asked.difference.as_ref()).map(|plan| plan.summary.reason.clone());
            format!("{label}: {}. Estimated time: {time}. Next: botctl update", reason.unwrap_or_default())
        }
    }
}

fn show(
    context: &Context,
    bot: &Bot,
    arguments: &Arguments,
    checklist: &Checklist,
    state: State,
    verdict: &str,
) -> Result<Outcome, Failure> {
    let config = bot.config();
    let host = hosts::label(config.host.as_ref());
    let title = format!("Checking {} for {} ({host})", config.bot.id, config.environment);
    let refused = state == State::CannotDeploy;
    let picture =
        Picture { title: &title, items: &checklist.items, verdict, refused, more: Some("botctl help checks") };
    let human = Human::same(draw(&picture, &context.ui.stdout_look()));
    let fields = serde_json::json!({ "state": state, "verdict": verdict, "items": checklist.items });
    if refused {
        let mut failure = Failure::of(Exit::Check, Vec::new()).with_human(human);
        if let serde_json::Value::Object(fields) = fields {
            failure.fields = fields;
        }
        return Err(failure);
    }
    let exit = if arguments.detailed_exitcode && state == State::NeedsUpdate { Exit::Changes } else { Exit::Ok };
    Ok(Outcome::short(human, fields).exiting(exit))
}
