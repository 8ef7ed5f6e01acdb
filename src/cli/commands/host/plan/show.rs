//! `botctl host plan show`: shows the plan and how far it is used.

use clap::Args;

use crate::base::text;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::wire::plan::{Payment, PlanStatus};

/// Shows the plan and how far it is used.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let host = chosen(context)?;
    let status = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::Never).await?;
        Ok(connection.client.plan(None).await?)
    })?;
    Ok(outcome(&status))
}

/// A plan as it is shown.
pub fn outcome(status: &PlanStatus) -> Outcome {
    let plan = &status.plan;
    let limit = |limit: Option<i64>| {
        limit.map_or("unlimited".to_owned(), |limit| text::grouped(u64::try_from(limit).unwrap_or(0)))
    };
    let until = plan.expires.map_or("no end".to_owned(), |expires| format!("until {}", expires.to_date()));
    let bots: Vec<&str> = status.licensed_bots.iter().map(|bot| bot.as_str()).collect();
    let knowledge = plan
        .knowledge_limit_bytes
        .map_or("unlimited".to_owned(), |bytes| text::size(u64::try_from(bytes).unwrap_or(0)));
    let rows = [
        ("Plan", format!("{} of team {}", plan.name, status.team)),
        ("Subscription", format!("{}, {until}", if plan.active { "active" } else { "not active" })),
        ("Payment", if plan.payment == Payment::UpToDate { "up to date".to_owned() } else { "overdue".to_owned() }),
        (
            "Messages",
            format!(
                "{} of {} this month, counted anew on {}",
                text::grouped(u64::try_from(status.messages_used).unwrap_or(0)),
                limit(plan.messages_limit),
                status.messages_reset.to_date()
            ),
        ),
        (
            "Licences",
            format!(
                "{} of {}: {}",
                bots.len(),
                limit(plan.licences),
                if bots.is_empty() { "none used".to_owned() } else { bots.join(", ") }
            ),
        ),
        ("Knowledge", format!("up to {knowledge} a bot")),
        ("Contact", plan.contact.clone()),
    ];
    let terminal: String =
        rows.iter().map(|(label, value)| format!("  {label:<14}{}\n", text::printable(value))).collect();
    let piped: String = rows.iter().map(|(label, value)| format!("{label}\t{}\n", text::printable(value))).collect();
    Outcome::short(Human { terminal, piped }, serde_json::to_value(status).unwrap_or_default())
}
