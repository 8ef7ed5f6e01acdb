//! The dashboard of a bot: its state, release, messages, plan, and what is asked.

use crate::base::clock::Timestamp;
use crate::base::state::Asker;
use crate::base::text::grouped;
use crate::host::web::Nonce;
use crate::host::web::template::{Markup, page, render};
use crate::host::web::words::{answered_by, asked_on, deployment_state, moment, payment, subscription, update_kind};
use crate::wire::deployment::{DeploymentFacts, DeploymentState};
use crate::wire::plan::PlanStatus;
use crate::wire::release::ReleaseFacts;
use crate::wire::status::{BotState, EnvironmentStatus};

/// What the dashboard shows.
#[derive(Debug, Clone, Copy)]
pub struct DashboardParams<'a> {
    /// Of this response.
    pub nonce: &'a Nonce,
    /// The bot's name.
    pub bot_name: &'a str,
    /// State, release, deployments.
    pub status: &'a EnvironmentStatus,
    /// The team's plan.
    pub plan: &'a PlanStatus,
    /// How much is talked.
    pub conversations: ConversationCounts,
    /// What was asked last, newest first; absent for whoever may not read conversations.
    pub questions: Option<&'a [RecentQuestion]>,
    /// The demo page's address.
    pub demo_url: &'a str,
    /// The line of HTML for the owner's site.
    pub snippet: &'a str,
}

/// Conversations by when they began, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConversationCounts {
    /// Today.
    pub today: u64,
    /// In this calendar month.
    pub month: u64,
    /// All that are kept.
    pub kept: u64,
}

/// A question, of whoever asked it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecentQuestion {
    /// When it was asked.
    pub at: Timestamp,
    /// The visitor's words.
    pub text: String,
    /// The kind of the reply: `qa`, `knowledge`, `choices` or `miss`.
    pub kind: String,
    /// Who asked.
    pub asker: Asker,
}

/// The dashboard.
pub fn dashboard_page(params: DashboardParams<'_>) -> String {
    let DashboardParams { nonce, bot_name, status, plan, conversations, questions, demo_url, snippet } = params;
    let body = render(
        include_str!("pages/dashboard.html"),
        [
            ("name", bot_name.into()),
            ("lamp", lamp(status.state).into()),
            ("state", status.state.title().into()),
            ("reason", reason(&status.reason)),
            ("messages", message_count(plan).into()),
            ("meter", meter(plan)),
            ("reset", plan.messages_reset.to_date().into()),
            ("today", grouped(conversations.today).into()),
            ("month", grouped(conversations.month).into()),
            ("kept", grouped(conversations.kept).into()),
            ("release", release(status)),
            ("deployment", deployment(status.last.as_ref())),
            ("plan", (&plan.plan.name).into()),
            ("subscription", subscription(&plan.plan).into()),
            ("payment", payment(plan.plan.payment).into()),
            ("licences", licences(plan).into()),
            ("contact", (&plan.plan.contact).into()),
            ("snippet", snippet.into()),
            ("demo", demo_url.into()),
            ("questions", question_table(questions)),
        ],
    );
    page(nonce, &format!("{bot_name} – dashboard"), Markup::default(), body)
}

fn lamp(state: BotState) -> &'static str {
    match state {
        BotState::Deployed => "up",
        BotState::Updating | BotState::Outdated => "partial",
        BotState::Offline => "down",
        BotState::NotDeployed => "none",
    }
}

fn reason(reason: &str) -> Markup {
    if reason.is_empty() {
        return Markup::default();
    }
    render("<p class=\"card wide\">{{reason}}</p>", [("reason", reason.into())])
}

fn message_count(plan: &PlanStatus) -> String {
    let used = count(plan.messages_used);
    match plan.plan.messages_limit {
        Some(limit) => format!("{used} of {}", count(limit)),
        None => used,
    }
}

fn meter(plan: &PlanStatus) -> Markup {
    let Some(limit) = plan.plan.messages_limit else {
        return Markup::own("<p class=\"quiet\">The plan has no limit.</p>");
    };
    // A limit of 0 is used up from the start.
    let (used, limit) = if limit > 0 { (plan.messages_used.clamp(0, limit), limit) } else { (1, 1) };
    render(
        "<meter min=\"0\" max=\"{{limit}}\" high=\"{{high}}\" value=\"{{used}}\" aria-label=\"Messages used\"></meter>",
        [
            ("limit", limit.to_string().into()),
            ("high", (limit / 10 * 9).to_string().into()),
            ("used", used.to_string().into()),
        ],
    )
}

fn release(status: &EnvironmentStatus) -> Markup {
    let Some(live) = &status.live else {
        return Markup::own("<p class=\"quiet\">No release is live yet. Run <code>botctl deploy</code>.</p>");
    };
    let ReleaseFacts { number, digest, kind, created, created_by, .. } = live;
    facts([
        ("Release", number.to_string()),
        ("Digest", digest.short()),
        ("Update", update_kind(*kind).to_owned()),
        ("Made", moment(*created)),
        ("By", created_by.clone()),
        ("Live since", status.live_since.map_or_else(|| "–".to_owned(), moment)),
    ])
}

fn deployment(last: Option<&DeploymentFacts>) -> Markup {
    let Some(last) = last else {
        return Markup::own("<p class=\"quiet\">Nothing was deployed yet.</p>");
    };
    let outcome = match (&last.failure, last.state) {
        (Some(failure), DeploymentState::Failed) => format!("Failed: {}", failure.summary),
        (_, state) => deployment_state(state).to_owned(),
    };
    let release = last.release.map_or_else(|| "–".to_owned(), |number| number.to_string());
    facts([
        ("Outcome", outcome),
        ("Release", release),
        ("Update", update_kind(last.kind).to_owned()),
        ("Began", moment(last.created)),
        ("By", last.who.clone()),
    ])
}

fn facts<const N: usize>(rows: [(&'static str, String); N]) -> Markup {
    let rows = rows.into_iter().map(|(name, value)| {
        render("<dt>{{name}}</dt><dd>{{value}}</dd>\n", [("name", name.into()), ("value", value.into())])
    });
    render("<dl class=\"facts\">\n{{rows}}</dl>", [("rows", Markup::join(rows))])
}

fn question_table(questions: Option<&[RecentQuestion]>) -> Markup {
    let Some(questions) = questions else {
        return Markup::own("<p class=\"quiet\">Shown to whoever logs in with a code of an admin token.</p>");
    };
    if questions.is_empty() {
        return Markup::own("<p class=\"quiet\">Nobody has asked anything yet.</p>");
    }
    let rows = questions.iter().map(|question| {
        let values = [
            ("at", moment(question.at).into()),
            ("text", (&question.text).into()),
            ("kind", answered_by(&question.kind).into()),
            ("asker", asked_on(question.asker).into()),
        ];
        render("<tr><td>{{at}}</td><td dir=\"auto\">{{text}}</td><td>{{kind}}</td><td>{{asker}}</td></tr>\n", values)
    });
    render(
        "<div class=\"scroll\"><table><thead><tr><th>Asked</th><th>Question</th><th>Answered by</th><th>Asked on</th></tr></thead>\n<tbody>{{rows}}</tbody></table></div>",
        [("rows", Markup::join(rows))],
    )
}

fn licences(plan: &PlanStatus) -> String {
    let used = grouped(plan.licensed_bots.len() as u64);
    match plan.plan.licences {
        Some(licences) => format!("{used} of {} used", count(licences)),
        None => format!("{used} used, no limit"),
    }
}

fn count(number: i64) -> String {
    grouped(u64::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::digest::Digest;
    use crate::base::event::UpdateKind;
    use crate::base::id::{ReleaseNumber, TeamId, UniqueId};
    use crate::wire::deployment::Operation;
    use crate::wire::plan::{Payment, Plan};
    use crate::wire::release::ReleaseState;

    const VECTOR: &str = "<img src=x onerror=alert(1)>\"'";

    fn status() -> EnvironmentStatus {
        let id = UniqueId::generate();
        EnvironmentStatus {
            bot: "acme".parse().expect("a bot id"),
            environment: "default".parse().expect("an environment"),
            state: BotState::Deployed,
            reason: VECTOR.to_owned(),
            address: None,
            live: Some(ReleaseFacts {
                number: ReleaseNumber(7),
                digest: Digest::of(b"a"),
                parts: std::collections::BTreeMap::new(),
                engine: 1,
                state: ReleaseState::Good,
                live: true,
                kind: UpdateKind::Complete,
                created: Timestamp(1_764_000_000_250),
                created_by: VECTOR.to_owned(),
                deployment: id.clone(),
                size_bytes: 1,
            }),
            live_since: Some(Timestamp(1_764_000_000_250)),
            last_success: None,
            last: Some(DeploymentFacts {
                id,
                bot: "acme".parse().expect("a bot id"),
                environment: "default".parse().expect("an environment"),
                operation: Operation::Deploy,
                kind: UpdateKind::Complete,
                state: DeploymentState::Succeeded,
                release: Some(ReleaseNumber(7)),
                previous_release: None,
                live_release: None,
                tests: None,
                failure: None,
                created: Timestamp(0),
                updated: Timestamp(0),
                who: VECTOR.to_owned(),
            }),
            lock: None,
            sources: None,
            live_sources: None,
            recent_ms: Vec::new(),
        }
    }

    fn plan(messages_limit: Option<i64>) -> PlanStatus {
        PlanStatus {
            team: TeamId::default_name(),
            plan: Plan {
                name: VECTOR.to_owned(),
                active: true,
                expires: None,
                payment: Payment::UpToDate,
                messages_limit,
                licences: Some(3),
                knowledge_limit_bytes: None,
                contact: VECTOR.to_owned(),
            },
            messages_used: 1_250,
            messages_reset: Timestamp(1_764_547_200_000),
            licensed_bots: Vec::new(),
            bot_may_deploy: true,
            endpoints: Vec::new(),
        }
    }

    fn page_with(status: &EnvironmentStatus, plan: &PlanStatus) -> String {
        let question = RecentQuestion {
            at: Timestamp(0),
            text: VECTOR.to_owned(),
            kind: VECTOR.to_owned(),
            asker: Asker::Visitor,
        };
        dashboard_page(DashboardParams {
            nonce: &Nonce::generate(),
            bot_name: VECTOR,
            status,
            plan,
            conversations: ConversationCounts { today: 4, month: 90, kept: 2_000 },
            questions: Some(&[question]),
            demo_url: VECTOR,
            snippet: VECTOR,
        })
    }

    #[test]
    fn it_tells_the_facts() {
        let text = page_with(&status(), &plan(Some(5_000)));
        for part in ["Deployed", "1,250 of 5,000", "2025-12-01", "<dd>7</dd>", "2025-11-24 16:00 UTC", "0 of 3 used"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("{{"), "a place was left");
    }

    #[test]
    fn nothing_from_elsewhere_becomes_markup() {
        let text = page_with(&status(), &plan(None));
        assert!(!text.contains("<img"), "{text}");
        assert!(!text.contains("<script"), "{text}");
        assert_eq!(text.matches("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;").count(), 11);
    }

    #[test]
    fn a_bot_that_was_never_deployed_has_a_dashboard_too() {
        let empty = EnvironmentStatus { live: None, last: None, state: BotState::NotDeployed, ..status() };
        let text = page_with(&empty, &plan(Some(0)));
        assert!(text.contains("No release is live yet") && text.contains("Nothing was deployed yet"), "{text}");
    }
}
