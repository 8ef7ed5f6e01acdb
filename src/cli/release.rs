//! What `deploy`, `update` and `rollback` share: train, check, plan, confirm, run, and say how it ended.

use std::time::Duration;

use crate::base::diagnostic::Diagnostic;
use crate::base::event::{Event, Status, UpdateKind};
use crate::base::id::{Address, ReleaseNumber};
use crate::base::text;
use crate::checklist::facts::HostProblem;
use crate::cli::arguments::{Consent, Waiting};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::ended::{ending, exit};
use crate::cli::endpoints;
use crate::cli::exit::Exit;
use crate::cli::facts::Local;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Connection, Start};
use crate::cli::outcome::Outcome;
use crate::cli::pages::{self, Fetching};
use crate::cli::records::Records;
use crate::cli::saved_plan::SavedPlan;
use crate::content::web::FetchReport;
use crate::deploy::{
    DeployOutcome, DeployRequest, ExitClass, HostFacts, Interrupt, Live, Patience, Plan, Removals, Restricted, Run,
    Side, SideError, Wait, plan, restart, restrict, run,
};
use crate::endpoints::embeddings::Waiter;
use crate::integrate::Snippet;
use crate::train::{TrainError, TrainReport, TrainRequest, load_trained, manifest, train};
use crate::ui::outcome::{Ending, ResultLine, Urls};
use crate::ui::{Begin, Target, release};
use crate::wire::deployment::Operation;
use crate::wire::path;
use crate::wire::status::{BotState, EnvironmentStatus};

/// What to do with a folder whose bundle isn't current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Training {
    /// Train whatever is needed, a fresh clone too.
    Whatever,
    /// Train what is stale; refuse a folder that was never trained.
    Stale,
    /// Refuse a stale bundle.
    Refused,
    /// Leave it as it is: only quick parts are sent.
    Untouched,
}

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// `deploy` or `update`.
    pub operation: Operation,
    /// What to do about training.
    pub training: Training,
    /// The kind that is forced.
    pub kind: Option<UpdateKind>,
    /// Warnings count as failures.
    pub strict: bool,
    /// A release even if nothing changed.
    pub force: bool,
    /// The plan that was made before; another present than its is a conflict.
    pub plan: Option<SavedPlan>,
    /// How to wait.
    pub waiting: &'a Waiting,
    /// Consent to what destroys.
    pub consent: &'a Consent,
}

/// Brings the folder live.
pub fn bring_live(context: &Context, wanted: &Wanted<'_>) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    context.ui.begin(&beginning(&bot, wanted.operation));
    prepare(context, &bot, wanted)?;
    context.block_on_obeying(async {
        let interrupt = Interrupt::default();
        tokio::select! {
            ended = go(context, &bot, wanted, &interrupt) => ended,
            // Never ends by itself: it hands the signals on for as long as the work runs.
            () = hand_on(context, &interrupt) => Err(Failure::interrupted(Exit::Interrupted)),
        }
    })
}

/// Hands the first signal on; the second ends the process at once, by [`Context::block_on`].
pub async fn hand_on(context: &Context, interrupt: &Interrupt) {
    context.signals.reach(1).await;
    interrupt.signal();
    std::future::pending::<()>().await;
}

fn beginning(bot: &Bot, operation: Operation) -> Begin {
    let (verb, doing) = match operation {
        Operation::Deploy => ("deploy", "Deploying"),
        Operation::Update => ("update", "Updating"),
        Operation::Rollback => ("rollback", "Rolling back"),
    };
    Begin::on(verb, doing, target(bot))
}

/// Where a run goes, for its first line.
pub fn target(bot: &Bot) -> Target {
    let config = bot.config();
    Target {
        host: hosts::label(config.host.as_ref()),
        bot: config.bot.id.to_string(),
        env: config.environment.to_string(),
    }
}

/// Brings the bundle up to date as far as that is wanted.
fn prepare(context: &Context, bot: &Bot, wanted: &Wanted<'_>) -> Result<(), Failure> {
    let local = Local::gather(context, bot)?;
    let refuse = |training: Training| match training {
        Training::Whatever => false,
        Training::Stale => !local.is_trained_ever(),
        Training::Refused => !local.is_current(),
        Training::Untouched => false,
    };
    if wanted.training == Training::Untouched && local.is_trained_ever() || local.is_current() {
        return Ok(());
    }
    if refuse(wanted.training) {
        return Err(not_trained(&local, wanted.operation));
    }
    train_now(context, bot, wanted.strict, &Fetching::default()).map(|_| ())
}

fn not_trained(local: &Local, operation: Operation) -> Failure {
    let what = if local.is_trained_ever() { "The bundle is stale" } else { "The chatbot is not trained" };
    let verb = if operation == Operation::Update { "update" } else { "deploy --train" };
    let finding = Diagnostic::error("CHK001", what)
        .because("Nothing was sent.")
        .try_when("botctl train", "train it, and look at the evaluation")
        .try_when(format!("botctl {verb}"), "train it and bring it live in one go");
    Failure::new(Exit::Check, finding)
}

/// Fetches the pages that bot.toml names, and trains the folder. Errors: content that can't be trained, or warnings where they count.
pub fn train_now(
    context: &Context,
    bot: &Bot,
    strict: bool,
    fetching: &Fetching,
) -> Result<(TrainReport, Option<FetchReport>), Failure> {
    let program = context.program()?;
    let fetched = pages::fetch(context, bot, fetching)?;
    let embedder = endpoints::embedder(context, bot.config(), Waiter::Training)?;
    let (config, sink) = (bot.config().clone(), context.ui.sink());
    let report = context.interruptible(move || {
        let request = TrainRequest { config: &config, program: &program, strict, embedder };
        Ok(train(&request, &sink)?)
    })?;
    Ok((report, fetched))
}

impl From<TrainError> for Failure {
    fn from(error: TrainError) -> Self {
        match error {
            TrainError::Findings(findings) => {
                let is_config = findings.iter().any(|found| found.is_error() && !found.code.starts_with("KB"));
                Self::of(if is_config { Exit::Config } else { Exit::Check }, findings)
            }
            TrainError::Bundle(error) => error.into(),
        }
    }
}

/// Check, plan, confirm and run; again from the plan if the host moved meanwhile.
async fn go(context: &Context, bot: &Bot, wanted: &Wanted<'_>, interrupt: &Interrupt) -> Result<Outcome, Failure> {
    let mut connection = unless_interrupted(context, checked(context, bot, wanted)).await?;
    let mut patience = patience(context, wanted.waiting);
    loop {
        let ready = ready(context, bot, wanted, &mut connection, &patience);
        let planned = unless_interrupted(context, ready).await?;
        let request = request(context, bot, wanted, &planned, patience)?;
        match run(&connection.client, request, &context.ui.sink(), interrupt).await {
            Run::Ended(outcome) => return finish(context, bot, &connection, *outcome, Ending::Deployed).await,
            Run::Replan { waited } => patience.lock = patience.lock.saturating_sub(waited),
        }
    }
}

/// Work before anything is sent: the first signal ends it, and nothing is left behind.
pub async fn unless_interrupted<T>(
    context: &Context,
    work: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    tokio::select! {
        ended = work => ended,
        exit = context.signals.reach(1) => Err(Failure::interrupted(exit)),
    }
}

async fn checked(context: &Context, bot: &Bot, wanted: &Wanted<'_>) -> Result<Connection, Failure> {
    let connection = hosts::connect(context, bot.config().host.as_ref(), Start::IfNeeded).await?;
    check(context, bot, wanted, &connection).await?;
    Ok(connection)
}

/// Plans and confirms, and renews the host's process where the plan needs that.
async fn ready(
    context: &Context,
    bot: &Bot,
    wanted: &Wanted<'_>,
    connection: &mut Connection,
    patience: &Patience,
) -> Result<Planned, Failure> {
    let planned = planned(context, bot, wanted, connection).await?;
    confirm(context, bot, wanted, connection, &planned).await?;
    if planned.plan.summary.kind == UpdateKind::WithRestart {
        restart(&connection.client, patience_limit(patience)).await?;
        *connection = hosts::connect(context, bot.config().host.as_ref(), Start::IfNeeded).await?;
    }
    Ok(planned)
}

/// How long to wait for what.
pub fn patience(context: &Context, waiting: &Waiting) -> Patience {
    let limit = waiting.wait_timeout.unwrap_or(context.settings.wait_timeout);
    Patience {
        lock: waiting.lock_timeout.unwrap_or(context.settings.lock_timeout),
        wait: if waiting.no_wait { Wait::Not } else { Wait::UpTo(limit) },
    }
}

fn patience_limit(patience: &Patience) -> Duration {
    match patience.wait {
        Wait::Not => patience.lock,
        Wait::UpTo(limit) => limit,
    }
}

async fn check(context: &Context, bot: &Bot, wanted: &Wanted<'_>, connection: &Connection) -> Result<(), Failure> {
    let local = Local::gather(context, bot)?;
    let plan = connection.client.plan(Some(&bot.config().bot.id)).await?;
    connection.warn_of_end(context).await;
    let checklist = local.checklist(bot, Some(Ok::<_, &HostProblem>(&plan)), wanted.strict, &context.clock);
    for item in &checklist.items {
        context.ui.report(&Event::Check { check: item.clone() });
    }
    let failed = checklist.items.iter().filter(|item| item.status == Status::Failed);
    let findings: Vec<Diagnostic> = failed.flat_map(|item| item.diagnostics.clone()).collect();
    if checklist.failures() == 0 { Ok(()) } else { Err(Failure::of(Exit::Check, findings)) }
}

/// A plan, what it is made of, and what it was made against.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// What would become live.
    pub side: Side,
    /// What stays outdated after a chatroom-only update.
    pub outdated: Vec<crate::base::event::Change>,
    /// The bot on the host.
    pub status: EnvironmentStatus,
}

/// Compares the bundle with what is live.
pub async fn compare(
    context: &Context,
    bot: &Bot,
    records: &Records,
) -> Result<(Side, Option<Live>, EnvironmentStatus, HostFacts), Failure> {
    let config = bot.config();
    let trained = load_trained(&bot.layout)?.ok_or_else(|| {
        let finding = Diagnostic::error("CHK001", "The chatbot is not trained").fix("botctl train");
        Failure::new(Exit::Check, finding)
    })?;
    let side = Side::local(&bot.layout, manifest(config, &trained, &bot.layout)?)?;
    let (status, facts) = tokio::try_join!(records.environment(context, bot), records.facts())?;
    let live = records.live(bot, &status).await?;
    Ok((side, live, status, facts))
}

async fn planned(
    context: &Context,
    bot: &Bot,
    wanted: &Wanted<'_>,
    connection: &Connection,
) -> Result<Planned, Failure> {
    let records = Records::Host(Box::new(connection.clone()));
    let (side, live, status, host) = compare(context, bot, &records).await?;
    let mut planned = match (wanted.kind, &live) {
        (Some(UpdateKind::ChatroomOnly), Some(live)) => {
            let Restricted { side, outdated } = restrict(&side, live).map_err(SideError::from)?;
            let plan = plan(&side, Some(live), &HostFacts { installed: host.running.clone(), ..host });
            Planned { plan, side, outdated, status }
        }
        _ => Planned { plan: plan(&side, live.as_ref(), &host), side, outdated: Vec::new(), status },
    };
    if planned.status.state == BotState::Offline {
        let why = format!("the live release can't be loaded: {}", planned.status.reason);
        planned.plan = planned.plan.at_least(UpdateKind::Complete, &why);
    }
    if let Some(kind) = wanted.kind.filter(|kind| *kind != UpdateKind::ChatroomOnly) {
        planned.plan = planned.plan.at_least(kind, "asked for on the command line");
    }
    if wanted.operation == Operation::Update && live.is_none() {
        let finding = Diagnostic::error(
            "DEP010",
            format!("`{}` was never deployed, so there is nothing to update", bot.config().bot.id),
        )
        .fix("botctl deploy");
        return Err(Failure::new(Exit::NotFound, finding));
    }
    if let Some(saved) = &wanted.plan {
        saved.holds(&SavedPlan::of(bot, &planned.plan.summary))?;
    }
    context.ui.report(&Event::Plan { plan: planned.plan.summary.clone() });
    for change in &planned.outdated {
        let finding = Diagnostic::warning("DEP051", format!("{} `{}` stays outdated", change.part, change.name))
            .fix("botctl update");
        context.ui.diagnose(&finding);
    }
    Ok(planned)
}

async fn confirm(
    context: &Context,
    bot: &Bot,
    wanted: &Wanted<'_>,
    connection: &Connection,
    planned: &Planned,
) -> Result<(), Failure> {
    let id = &bot.config().bot.id;
    let summary = &planned.plan.summary;
    if summary.kind == UpdateKind::Nothing && !wanted.force {
        return Ok(());
    }
    if summary.destructive {
        let what = format!("{} It can't be reversed while it runs.", removal(planned));
        return Failure::unless_confirmed_by_name(context, wanted.consent.confirm.as_deref(), what, id).await;
    }
    if connection.is_local || context.settings.yes {
        return Ok(());
    }
    let question = format!(
        "{} {} on {}? It can't be reversed while it runs.",
        if planned.status.live.is_some() { "Update" } else { "Deploy" },
        id,
        connection.label()
    );
    let answer = context.asking(move |ui| ui.confirm(&question)).await?;
    Failure::unless_confirmed(answer, "--yes").map_or(Ok(()), Err)
}

/// What a plan takes away, in words.
fn removal(planned: &Planned) -> String {
    let Removals { documents, qas } = planned.plan.removals;
    let of = |removed: u64, noun: &str| (removed > 0).then(|| text::count(usize::try_from(removed).unwrap_or(0), noun));
    let parts: Vec<String> = [of(documents, "document"), of(qas, "Q&A")].into_iter().flatten().collect();
    format!("This removes {} from what is live.", parts.join(" and "))
}

fn request(
    context: &Context,
    bot: &Bot,
    wanted: &Wanted<'_>,
    planned: &Planned,
    patience: Patience,
) -> Result<DeployRequest, Failure> {
    let manifest = planned.side.manifest.clone();
    let blob_text = |part, name: &str| match manifest.blob(part, name) {
        Some(blob) => bot.blob_text(&blob.digest),
        None => Ok(String::new()),
    };
    let trained = load_trained(&bot.layout)?;
    Ok(DeployRequest {
        bot: bot.config().bot.id.clone(),
        environment: bot.config().environment.clone(),
        operation: wanted.operation,
        kind: planned.plan.summary.kind,
        chatroom: blob_text(crate::bundle::PartName::Chatroom, "chatroom")?,
        operations: blob_text(crate::bundle::PartName::Operations, "operations")?,
        manifest,
        layout: bot.layout.clone(),
        base_release: planned.plan.summary.base_release,
        plan_is_fixed: wanted.plan.is_some(),
        force: wanted.force,
        knowledge_bytes: planned.side.documents.iter().map(|source| source.size).sum(),
        who: context.who(),
        run_url: context.run_url(),
        // A chatroom-only update leaves the live sources as they were; what stays outdated keeps showing.
        sources: match planned.outdated.is_empty() {
            true => trained.map(|trained| trained.sources_digest),
            false => planned.status.live_sources,
        },
        address: planned.status.address.clone(),
        patience,
    })
}

/// Says how a run ended.
pub async fn finish(
    context: &Context,
    bot: &Bot,
    connection: &Connection,
    outcome: DeployOutcome,
    success: Ending,
) -> Result<Outcome, Failure> {
    let exit = exit(context, outcome.class);
    let mut result = ResultLine::new(ending(&outcome, success), exit.code(), exit.is_retryable());
    result.release = outcome.release;
    result.previous_release = outcome.previous_release;
    result.live_release = outcome.live_release;
    result.uploaded = outcome.uploaded;
    result.elapsed_ms = context.ui.elapsed_ms();
    if let Some(address) = &outcome.address {
        let public_url = public_url(connection).await;
        (result.urls, result.snippet) = places(&public_url, address);
    }
    result.undo = undo(bot, &result);
    let look = context.ui.stdout_look();
    let human = release::human(&result, bot.config().environment.as_str(), &look);
    if exit == Exit::Ok {
        let closing = release::closing(&result);
        return Ok(Outcome::long(human, closing, result));
    }
    let mut failure = Failure::of(exit, outcome.failure.into_iter().collect());
    if matches!(exit, Exit::Pending | Exit::FailedSafe | Exit::Degraded) {
        failure = failure.with_human(crate::ui::Human { terminal: human.terminal, piped: String::new() });
    }
    Err(failure.with_result(result))
}

/// A host that fell silent holds no one up at the end, least of all after Ctrl-C: its own address is told then.
const PUBLIC_URL_WITHIN: Duration = Duration::from_secs(2);

async fn public_url(connection: &Connection) -> url::Url {
    let told = tokio::time::timeout(PUBLIC_URL_WITHIN, connection.client.hello()).await;
    let told = told.ok().and_then(Result::ok).and_then(|hello| hello.public_url.parse().ok());
    told.unwrap_or_else(|| connection.url.clone())
}

/// The addresses of a bot, and its integration code.
pub fn places(public_url: &url::Url, address: &Address) -> (Urls, Option<String>) {
    let base = public_url.as_str().trim_end_matches('/');
    let urls = Urls {
        demo: Some(format!("{base}{}", path::demo(address))),
        dashboard: Some(format!("{base}{}", path::dashboard(address))),
        bundle: Some(format!("{base}{}", path::bundle(address))),
    };
    (urls, Some(Snippet::new(public_url, address).html()))
}

fn undo(bot: &Bot, result: &ResultLine) -> Option<String> {
    let before: ReleaseNumber = result.previous_release.filter(|_| result.is_change())?;
    let environment = &bot.config().environment;
    let named = if environment.as_str() == "default" { String::new() } else { format!(" -e {environment}") };
    Some(format!("botctl rollback {before}{named}"))
}

impl From<SideError> for Failure {
    fn from(error: SideError) -> Self {
        match error {
            SideError::Client(error) => error.into(),
            SideError::Layout(error) => error.into(),
            other @ (SideError::Manifest(_) | SideError::Missing { .. } | SideError::Json { .. }) => {
                let finding = Diagnostic::error("DEP052", other.to_string())
                    .try_when("botctl train", "makes the bundle anew")
                    .try_when("botctl deploy", "replaces what is live");
                Self::new(Exit::Unexpected, finding)
            }
        }
    }
}

impl From<crate::deploy::DeployError> for Failure {
    fn from(error: crate::deploy::DeployError) -> Self {
        let exit = match error.class() {
            ExitClass::Unavailable => Exit::Unavailable,
            ExitClass::Auth => Exit::Auth,
            _ => Exit::Unexpected,
        };
        Self::new(exit, error.diagnostic())
    }
}
