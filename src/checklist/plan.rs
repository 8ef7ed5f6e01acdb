//! The four checks of what the team's plan on the host allows.

use std::time::Duration;

use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::checklist::facts::{CheckInputs, PlanFacts};
use crate::checklist::problem::Problem;
use crate::checklist::verdict::Verdict;
use crate::wire::plan::Payment;

/// A subscription that ends within this time is named.
const SOON: Duration = Duration::from_secs(14 * 24 * 3600);
/// Messages are running out from this percentage on.
const RUNNING_OUT_PERCENT: i64 = 90;

fn finding(inputs: &CheckInputs<'_>, facts: &PlanFacts, problem: Problem, what: &str) -> Diagnostic {
    let contact = if facts.plan.contact.trim().is_empty() {
        String::new()
    } else {
        format!("\nContact: {}", text::printable(&facts.plan.contact))
    };
    problem.diagnostic(format!("{what}{contact}"), inputs.config.environment.as_str())
}

/// `plan.subscription`.
pub(super) fn subscription(inputs: &CheckInputs<'_>, facts: &PlanFacts) -> Verdict {
    let name = text::printable(&facts.plan.name);
    let failed = |summary: String, what: String| {
        Verdict::with(summary, vec![finding(inputs, facts, Problem::SubscriptionEnded, &what)])
    };
    if !facts.plan.active {
        return failed("not active".to_owned(), format!("The plan `{name}` isn't active."));
    }
    let Some(expires) = facts.plan.expires else { return Verdict::passed(format!("active ({name})")) };
    let day = expires.to_date();
    if expires <= inputs.now {
        return failed(format!("expired on {day}"), format!("The plan `{name}` expired on {day}."));
    }
    let summary = format!("active until {day}");
    if expires.since(inputs.now) <= SOON {
        let what = format!("The plan `{name}` ends on {day}.");
        return Verdict::with(summary, vec![finding(inputs, facts, Problem::SubscriptionEndsSoon, &what)]);
    }
    Verdict::passed(summary)
}

/// `plan.messages`.
pub(super) fn messages(inputs: &CheckInputs<'_>, facts: &PlanFacts) -> Verdict {
    let grouped = |number: i64| text::grouped(u64::try_from(number).unwrap_or(0));
    let used = facts.messages_used;
    let Some(limit) = facts.plan.messages_limit else {
        return Verdict::passed(format!("{} used this month, no limit", grouped(used)));
    };
    let percent = if limit > 0 { used.saturating_mul(100) / limit } else { 100 };
    let summary = format!("{} of {} used ({percent} %)", grouped(used), grouped(limit));
    let problem = match percent {
        _ if used >= limit => Problem::MessagesUsedUp,
        RUNNING_OUT_PERCENT.. => Problem::MessagesRunningOut,
        _ => return Verdict::passed(summary),
    };
    let what = format!("{summary}; the counter begins anew on {}.", facts.messages_reset.to_date());
    Verdict::with(summary, vec![finding(inputs, facts, problem, &what)])
}

/// `plan.payment`.
pub(super) fn payment(inputs: &CheckInputs<'_>, facts: &PlanFacts) -> Verdict {
    match facts.plan.payment {
        Payment::UpToDate => Verdict::passed("up to date"),
        Payment::Overdue => {
            let finding = finding(inputs, facts, Problem::PaymentOverdue, "A payment is due.");
            Verdict::with("overdue", vec![finding])
        }
    }
}

/// `plan.licence`.
pub(super) fn licence(inputs: &CheckInputs<'_>, facts: &PlanFacts) -> Verdict {
    let used = facts.licensed_bots.len();
    let of = facts.plan.licences.map_or_else(
        || format!("{}, no limit", text::count(used, "bot")),
        |licences| format!("{used} of {}", text::count(usize::try_from(licences).unwrap_or(0), "bot")),
    );
    let mut findings = Vec::new();
    if !facts.bot_may_deploy {
        let holders: Vec<&str> = facts.licensed_bots.iter().map(|bot| bot.as_str()).collect();
        let held = match holders.as_slice() {
            [] => "the plan has none".to_owned(),
            holders => format!("they are held by {}", holders.join(", ")),
        };
        let what = format!("No licence is free for `{}`; {held}.", inputs.config.bot.id);
        findings.push(finding(inputs, facts, Problem::NoLicence, &what));
    }
    let limit = facts.plan.knowledge_limit_bytes.and_then(|limit| u64::try_from(limit).ok());
    let bytes = inputs.content.document_bytes;
    if let Some(limit) = limit.filter(|limit| bytes > *limit) {
        let what = format!("The knowledge base has {}, the plan holds {}.", text::size(bytes), text::size(limit));
        findings.push(finding(inputs, facts, Problem::KnowledgeTooLarge, &what));
    }
    let verdict = if findings.is_empty() { "valid" } else { "not valid" };
    Verdict::with(format!("{verdict}, {of}"), findings)
}
