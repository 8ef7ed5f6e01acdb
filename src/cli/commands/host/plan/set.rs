//! `botctl host plan set`: changes what is given, and only that.

use clap::Args;

use crate::base::clock::Timestamp;
use crate::base::diagnostic::Diagnostic;
use crate::cli::commands::host::plan::show;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::hosts::{Start, chosen, connect};
use crate::cli::outcome::Outcome;
use crate::wire::plan::{Payment, PlanChange};

/// Changes what is given, and only that.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The plan's name.
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Whether the subscription is active.
    #[arg(long, value_name = "BOOL")]
    pub active: Option<bool>,
    /// The last day, e.g. 2027-03-01, or never.
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// Payment status.
    #[arg(long, value_name = "STATUS", value_parser = ["up-to-date", "overdue"])]
    pub payment: Option<String>,
    /// Visitors' messages a month, or unlimited.
    #[arg(long, value_name = "N")]
    pub messages_limit: Option<String>,
    /// Bots that may be deployed, or unlimited.
    #[arg(long, value_name = "N")]
    pub licences: Option<String>,
    /// Largest knowledge base, MB, or unlimited.
    #[arg(long, value_name = "N")]
    pub knowledge_limit_mb: Option<String>,
    /// Whom to ask about the plan.
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
}

const DAY_MS: i64 = 24 * 3600 * 1000;

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let change = PlanChange {
        name: arguments.name.clone(),
        active: arguments.active,
        expires: arguments.expires.as_deref().map(end_of_day).transpose()?,
        payment: arguments.payment.as_deref().map(|payment| match payment {
            "overdue" => Payment::Overdue,
            _ => Payment::UpToDate,
        }),
        messages_limit: number(arguments.messages_limit.as_deref(), 1, "--messages-limit")?,
        licences: number(arguments.licences.as_deref(), 1, "--licences")?,
        knowledge_limit_bytes: number(arguments.knowledge_limit_mb.as_deref(), 1_000_000, "--knowledge-limit-mb")?,
        contact: arguments.contact.clone(),
    };
    if change == PlanChange::default() {
        let finding = Diagnostic::error("CFG923", "nothing to change was given").fix("botctl host plan set --help");
        return Err(Failure::usage(finding));
    }
    let host = chosen(context)?;
    let status = context.block_on(async {
        let connection = connect(context, host.as_ref(), Start::IfNeeded).await?;
        Ok(connection.client.set_plan(&change).await?)
    })?;
    Ok(show::outcome(&status))
}

/// The last moment of a day in UTC; 0 stands for `never`.
fn end_of_day(text: &str) -> Result<Timestamp, Failure> {
    if text == "never" {
        return Ok(Timestamp(0));
    }
    let day = text.parse::<jiff::civil::Date>().ok().and_then(|date| date.to_zoned(jiff::tz::TimeZone::UTC).ok());
    let day = day.ok_or_else(|| refuse("--expires", text, "a date like 2027-03-01, or never"))?;
    Ok(Timestamp(day.timestamp().as_millisecond() + DAY_MS - 1))
}

/// A limit in units of `unit`; −1 stands for `unlimited`.
fn number(text: Option<&str>, unit: i64, flag: &str) -> Result<Option<i64>, Failure> {
    match text {
        None => Ok(None),
        Some("unlimited") => Ok(Some(-1)),
        Some(text) => {
            let value = text.parse::<i64>().ok().filter(|value| *value >= 0).and_then(|value| value.checked_mul(unit));
            value.map(Some).ok_or_else(|| refuse(flag, text, "a number from 0 on, or unlimited"))
        }
    }
}

fn refuse(flag: &str, text: &str, expected: &str) -> Failure {
    Failure::usage(
        Diagnostic::error("CFG924", format!("`{text}` isn't {expected}"))
            .fix(format!("botctl host plan set {flag} <VALUE>")),
    )
}
