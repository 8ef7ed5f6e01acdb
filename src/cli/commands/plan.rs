//! `botctl plan`: shows what differs from what is live and which update it needs; sends nothing.

use clap::Args;

use crate::base::event::{ChangeAction, UpdateKind};
use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::pages::Fetching;
use crate::cli::records::Records;
use crate::cli::release::{compare, train_now};
use crate::cli::saved_plan::SavedPlan;
use crate::deploy::{Plan, plan};
use crate::ui::look::Look;
use crate::ui::{Human, wrap};

/// Shows what differs from what is live and which update it needs; sends nothing.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Write the plan to this file, for `deploy --plan` and `update --plan`.
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub out: Option<std::path::PathBuf>,
    /// Exit 20 where something differs from what is live.
    #[arg(long)]
    pub detailed_exitcode: bool,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    // What is planned is what would be sent, so the bundle is brought up to date first.
    train_now(context, &bot, false, &Fetching::default())?;
    let planned = context.block_on(async {
        let records = Records::of(context, &bot).await?;
        let (side, live, _, host) = compare(context, &bot, &records).await?;
        Ok(plan(&side, live.as_ref(), &host))
    })?;
    if let Some(file) = &arguments.out {
        SavedPlan::of(&bot, &planned.summary).write(&context.settings.directory.join(file))?;
    }
    let human = Human { terminal: describe(&planned, &context.ui.stdout_look()), piped: separated(&planned) };
    let fields = serde_json::json!({ "plan": planned.summary, "changes": planned.changes, "reasons": planned.reasons });
    let changed = planned.summary.kind != UpdateKind::Nothing;
    let exit = if arguments.detailed_exitcode && changed { Exit::Changes } else { Exit::Ok };
    Ok(Outcome::short(human, fields).exiting(exit))
}

fn describe(plan: &Plan, look: &Look) -> String {
    let summary = &plan.summary;
    let mut out = String::new();
    for change in &plan.changes {
        let line = format!("  {} {:<12}{}", sign(change.action), change.part, change.name);
        out.push_str(&format!("{}\n", text::printable(&line)));
    }
    if !plan.changes.is_empty() {
        out.push('\n');
    }
    for line in wrap::with_next(&text::printable(&next(plan)), look.width) {
        out.push_str(&format!("{line}\n"));
    }
    let figures = format!(
        "{} to add, {} to change, {} to remove, {} unchanged; {} to upload",
        text::grouped(summary.add),
        text::grouped(summary.change),
        text::grouped(summary.remove),
        text::grouped(summary.unchanged),
        text::size(summary.upload_bytes)
    );
    out.push_str(&wrap::hanging("", &figures, look.width));
    out
}

fn next(plan: &Plan) -> String {
    let (summary, reason) = (&plan.summary, &plan.summary.reason);
    match summary.kind {
        UpdateKind::Nothing => "Nothing differs from what is live.".to_owned(),
        UpdateKind::ChatroomOnly => format!("A chatroom-only update: {reason}. Next: botctl update"),
        UpdateKind::Complete if summary.base_release.is_none() => format!("A {reason}. Next: botctl deploy"),
        UpdateKind::Complete => format!("A complete update: {reason}. Next: botctl update"),
        UpdateKind::WithRestart => format!("An update with restart: {reason}. Next: botctl update --restart"),
    }
}

fn separated(plan: &Plan) -> String {
    let line =
        |change: &crate::base::event::Change| format!("{}\t{}\t{}\n", sign(change.action), change.part, change.name);
    plan.changes.iter().map(line).collect()
}

fn sign(action: ChangeAction) -> char {
    match action {
        ChangeAction::Add => '+',
        ChangeAction::Change => '~',
        ChangeAction::Remove => '-',
    }
}
