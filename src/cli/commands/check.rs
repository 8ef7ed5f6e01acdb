//! `botctl check`: shows whether the bot can be deployed: the twelve prerequisites.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::base::event::{CheckItem, Status, UpdateKind};
use crate::base::text;
use crate::checklist::estimate::estimate;
use crate::checklist::facts::HostProblem;
use crate::checklist::run::{Checklist, State};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::facts::Local;
use crate::cli::failure::Failure;
use crate::cli::hosts;
use crate::cli::outcome::Outcome;
use crate::cli::records::Records;
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
    let local = Local::gather(context, &bot)?;
    let host =
        if arguments.offline { None } else { Some(context.block_on(async { Ok(ask(context, &bot, &local).await) })?) };
    let plan_facts = host.as_ref().map(|asked| asked.plan.as_ref());
    let checklist = local.checklist(&bot, plan_facts, arguments.strict, &context.clock);
    let difference = host.as_ref().and_then(|asked| asked.difference.as_ref());
    let kind = difference.map(|plan| plan.summary.kind).filter(|_| host.as_ref().is_some_and(|asked| asked.is_live));
    let state = checklist.state(kind);
    let verdict = verdict(&checklist, state, host.as_ref(), &local);
    show(context, &bot, arguments, &Shown { checklist: &checklist, state, verdict: &verdict, asked: host.as_ref() })
}

/// What the host says.
struct Asked {
    label: String,
    plan: Result<PlanStatus, HostProblem>,
    /// How the command ends where the host's silence is the only problem.
    silence: Exit,
    difference: Option<Plan>,
    is_live: bool,
    recent_ms: Vec<u64>,
    warning: Option<Diagnostic>,
}

impl Asked {
    fn silent(label: String, failure: Failure) -> Self {
        let fallback = || Diagnostic::error("NET001", "the host can't be asked").fix("botctl check --offline");
        let silence = failure.exit;
        let diagnostic = failure.diagnostics.into_iter().next().unwrap_or_else(fallback);
        Self {
            label,
            plan: Err(HostProblem { diagnostic }),
            silence,
            difference: None,
            is_live: false,
            recent_ms: Vec::new(),
            warning: None,
        }
    }
}

async fn ask(context: &Context, bot: &Bot, local: &Local) -> Asked {
    let name = hosts::label(bot.config().host.as_ref());
    let records = match Records::of(context, bot).await {
        Ok(records) => records,
        Err(failure) => return Asked::silent(name, failure),
    };
    let label = records.label();
    let mut asked = match records.plan(context, bot).await {
        Err(failure) => return Asked::silent(label, failure),
        Ok(plan) => Asked {
            label,
            plan: Ok(plan),
            silence: Exit::Ok,
            difference: None,
            is_live: false,
            recent_ms: Vec::new(),
            warning: records.warn_of_end(context).await,
        },
    };
    if !local.is_trained_ever() {
        return asked;
    }
    match compare(context, bot, &records).await {
        Ok((side, live, status, facts)) => {
            asked.recent_ms = status.recent_ms;
            asked.is_live = live.is_some();
            asked.difference = Some(difference(local, &side, live.as_ref(), &facts));
            if let (Ok(sources), true) = (crate::train::current_sources(bot.config()), asked.is_live) {
                records.note_sources(bot, sources.digest).await;
            }
            asked
        }
        Err(failure) => Asked::silent(asked.label, failure),
    }
}

/// A stale bundle differs at least by what makes it stale, whatever its old content says.
fn difference(local: &Local, side: &Side, live: Option<&Live>, host: &HostFacts) -> Plan {
    let plan = plan(side, live, host);
    match local.stale_reasons() {
        Some(reasons) => {
            let settings =
                plan.reasons.iter().filter(|reason| plan.summary.base_release.is_some() && !reasons.contains(reason));
            let reason = reasons.iter().chain(settings).cloned().collect::<Vec<_>>().join("; ");
            let mut plan = plan.at_least(UpdateKind::Complete, "the bundle is stale");
            plan.summary.reason = reason;
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

/// What is shown.
struct Shown<'a> {
    checklist: &'a Checklist,
    state: State,
    verdict: &'a str,
    asked: Option<&'a Asked>,
}

fn show(context: &Context, bot: &Bot, arguments: &Arguments, shown: &Shown<'_>) -> Result<Outcome, Failure> {
    let Shown { checklist, state, verdict, asked } = *shown;
    let config = bot.config();
    let host = asked.map_or_else(|| hosts::label(config.host.as_ref()), |asked| asked.label.clone());
    let title = format!("Checking {} for {} ({host})", config.bot.id, config.environment);
    let refused = state == State::CannotDeploy;
    let more = more(checklist);
    let picture = Picture { title: &title, items: &checklist.items, verdict, refused, more: Some(&more) };
    let human = Human::same(draw(&picture, &context.ui.stdout_look()));
    // What failed is annotated at the end.
    let warnings = checklist.items.iter().filter(|item| item.status == Status::Warning);
    warnings.flat_map(|item| &item.diagnostics).for_each(|finding| context.ui.annotate(finding));
    let mut fields = serde_json::json!({ "state": state, "host": host, "verdict": verdict, "items": checklist.items });
    if let Some(warning) = asked.and_then(|asked| asked.warning.as_ref()) {
        fields["warnings"] = serde_json::json!([warning]);
    }
    if refused {
        let mut failure = Failure::of(exit(checklist, asked), findings(checklist)).with_picture(human);
        if let serde_json::Value::Object(fields) = fields {
            failure.fields = fields;
        }
        return Err(failure);
    }
    let exit = if arguments.detailed_exitcode && state == State::NeedsUpdate { Exit::Changes } else { Exit::Ok };
    Ok(Outcome::short(human, fields).exiting(exit))
}

fn failed(checklist: &Checklist) -> impl Iterator<Item = &CheckItem> {
    checklist.items.iter().filter(|item| item.status == Status::Failed)
}

fn findings(checklist: &Checklist) -> Vec<Diagnostic> {
    failed(checklist).flat_map(|item| item.diagnostics.clone()).collect()
}

/// Where to read on: about the one check that failed, else about all.
fn more(checklist: &Checklist) -> String {
    let mut failed = failed(checklist);
    match (failed.next(), failed.next()) {
        (Some(only), None) => format!("botctl help checks {}", only.id),
        _ => "botctl help checks".to_owned(),
    }
}

/// A host that can't be asked, as the only problem, ends as that: trying again may help.
fn exit(checklist: &Checklist, asked: Option<&Asked>) -> Exit {
    match asked {
        Some(Asked { plan: Err(_), silence, .. }) if checklist.failures() == 1 => *silence,
        _ => Exit::Check,
    }
}
