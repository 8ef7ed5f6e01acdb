//! How a deployment ended, and what that means for the exit code: computed from the host's state, in one place.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::event::{TestSummary, Uploaded};
use crate::base::id::{Address, ReleaseNumber, UniqueId};
use crate::client::ErrorClass;
use crate::deploy::DeployError;
use crate::wire::deployment::{DeploymentFacts, DeploymentState};

/// How a deployment ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The release is live; for a rollback, the older one.
    Deployed,
    /// Nothing differed; no release was made.
    Unchanged,
    /// The host goes on by itself.
    Pending,
    /// The host will begin at the time that was set.
    Scheduled,
    /// It was interrupted before commit.
    Cancelled,
    /// It failed before commit.
    NotStarted,
    /// It failed; what was live is live.
    FailedUnchanged,
    /// It failed after it was live, and the host went back by itself.
    RolledBack,
    /// It failed, and what is live is bad or nothing.
    Degraded,
}

/// What an end means for the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitClass {
    /// Done, nothing to do, or accepted.
    Ok,
    /// A fault of the program or the host.
    Unexpected,
    /// The call was wrong.
    Usage,
    /// The token.
    Auth,
    /// A prerequisite.
    Check,
    /// The lock.
    Locked,
    /// The host, before commit.
    Unavailable,
    /// The end is not known yet.
    Pending,
    /// The previous release is live.
    FailedSafe,
    /// A bad release, or none, is live.
    Degraded,
    /// The host moved on.
    Conflict,
    /// No such bot, environment or release.
    NotFound,
    /// A signal; its number decides.
    Interrupted,
}

impl From<ErrorClass> for ExitClass {
    fn from(class: ErrorClass) -> Self {
        match class {
            ErrorClass::Auth => Self::Auth,
            ErrorClass::Unavailable => Self::Unavailable,
            ErrorClass::Locked => Self::Locked,
            ErrorClass::Conflict => Self::Conflict,
            ErrorClass::NotFound => Self::NotFound,
            ErrorClass::Refused => Self::Check,
            ErrorClass::Usage => Self::Usage,
            ErrorClass::Unexpected => Self::Unexpected,
        }
    }
}

/// A deployment's end, as this side knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeployOutcome {
    /// How it ended.
    pub outcome: Outcome,
    /// What that means for the exit code.
    pub class: ExitClass,
    /// The deployment on the host, once it began.
    pub deployment: Option<UniqueId>,
    /// The release that was made, or made live again.
    pub release: Option<ReleaseNumber>,
    /// The live release when it began.
    pub previous_release: Option<ReleaseNumber>,
    /// The live release at the end, as far as known.
    pub live_release: Option<ReleaseNumber>,
    /// The bot's address on the host.
    pub address: Option<Address>,
    /// What was sent.
    pub uploaded: Uploaded,
    /// Automatic tests.
    pub tests: Option<TestSummary>,
    /// Why it failed, or what to do about an end that is not known.
    pub failure: Option<Diagnostic>,
    /// From begin to end.
    pub elapsed: Duration,
}

/// Why the end is not known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Unknown {
    /// `--no-wait`.
    NotWaited,
    /// `--wait-timeout`.
    TimedOut(Duration),
    /// A signal after commit.
    Interrupted,
    /// The host stopped answering.
    LostContact(Diagnostic),
}

impl DeployOutcome {
    /// An end that says only how; the rest is filled in by `with_` steps.
    pub(crate) fn new(outcome: Outcome, class: ExitClass) -> Self {
        Self {
            outcome,
            class,
            deployment: None,
            release: None,
            previous_release: None,
            live_release: None,
            address: None,
            uploaded: Uploaded::default(),
            tests: None,
            failure: None,
            elapsed: Duration::ZERO,
        }
    }

    /// Nothing differed from `live`.
    pub(crate) fn unchanged(live: Option<ReleaseNumber>) -> Self {
        Self {
            release: live,
            previous_release: live,
            live_release: live,
            ..Self::new(Outcome::Unchanged, ExitClass::Ok)
        }
    }

    /// A failure before commit; what was live stays so.
    pub(crate) fn not_started(error: &DeployError, live: Option<ReleaseNumber>) -> Self {
        Self {
            previous_release: live,
            live_release: live,
            failure: Some(error.diagnostic()),
            ..Self::new(Outcome::NotStarted, error.class())
        }
    }

    /// An interruption before commit.
    pub(crate) fn cancelled(live: Option<ReleaseNumber>) -> Self {
        let note = Diagnostic::warning("DEP013", "Nothing was changed. Run again to resume.");
        Self {
            previous_release: live,
            live_release: live,
            failure: Some(note.try_when("run the same command again", "what was sent stays for 24 hours")),
            ..Self::new(Outcome::Cancelled, ExitClass::Interrupted)
        }
    }

    /// An end that the host will reach alone.
    pub(crate) fn pending(release: Option<ReleaseNumber>, previous: Option<ReleaseNumber>, why: Unknown) -> Self {
        let class = match &why {
            Unknown::NotWaited => ExitClass::Ok,
            Unknown::Interrupted => ExitClass::Interrupted,
            Unknown::TimedOut(_) | Unknown::LostContact(_) => ExitClass::Pending,
        };
        Self {
            release,
            previous_release: previous,
            failure: pending_note(release, why),
            ..Self::new(Outcome::Pending, class)
        }
    }

    /// The end that the host's state tells; `None` while it has none.
    pub(crate) fn of_host(facts: &DeploymentFacts) -> Option<Self> {
        let (outcome, class) = match facts.state {
            DeploymentState::Open | DeploymentState::Committed => return None,
            DeploymentState::Succeeded => (Outcome::Deployed, ExitClass::Ok),
            DeploymentState::Cancelled => (Outcome::NotStarted, ExitClass::Conflict),
            DeploymentState::Failed if is_bad(facts) => (Outcome::Degraded, ExitClass::Degraded),
            DeploymentState::Failed => (Outcome::FailedUnchanged, ExitClass::FailedSafe),
        };
        let failure = match (outcome, &facts.failure) {
            (Outcome::Deployed, _) => None,
            (_, Some(failure)) => Some(failure.clone()),
            (Outcome::NotStarted, None) => Some(DeployError::EndedElsewhere.diagnostic()),
            (_, None) => Some(unexplained(facts)),
        };
        Some(Self {
            release: facts.release,
            previous_release: facts.previous_release,
            live_release: facts.live_release,
            tests: facts.tests.clone(),
            failure,
            ..Self::new(outcome, class)
        })
    }
}

/// Whether visitors have no good release after a failed deployment: its own is live, or none is. After a first one that
/// fails none is live either: `failed-safe` would promise a script that the site has its bot.
fn is_bad(facts: &DeploymentFacts) -> bool {
    match (facts.live_release, facts.previous_release) {
        (None, _) => true,
        (Some(live), previous) => Some(live) == facts.release && Some(live) != previous,
    }
}

fn unexplained(facts: &DeploymentFacts) -> Diagnostic {
    Diagnostic::error("DEP014", "deploy failed - server error")
        .because(format!("the host gives no reason for deployment {}", facts.id))
        .try_when("botctl host logs", "shows what the host did")
        .try_when("run the same command again", "what was sent stays for 24 hours")
}

fn pending_note(release: Option<ReleaseNumber>, why: Unknown) -> Option<Diagnostic> {
    let name = release.map_or_else(|| "The release".to_owned(), |number| format!("Release {number}"));
    let goes_on = format!("{name} is being deployed by the host and will finish or stay out by itself.");
    let note = |code: &str, summary: String| Diagnostic::warning(code, summary);
    let finding = match why {
        Unknown::NotWaited => return None,
        Unknown::Interrupted => note("DEP015", goes_on),
        Unknown::TimedOut(limit) => {
            let waited = crate::base::text::duration(limit);
            note("DEP016", format!("the deployment has not ended within {waited}"))
                .because(goes_on)
                .try_when("run it again with a longer --wait-timeout", "to wait longer")
        }
        Unknown::LostContact(cause) => {
            note("DEP017", format!("contact with the host was lost after the commit: {}", cause.summary))
                .because(if cause.detail.is_empty() { goes_on } else { format!("{goes_on}\n{}", cause.detail) })
        }
    };
    Some(finding.try_when("botctl status --wait", "follows it to its end"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::base::event::UpdateKind;
    use crate::base::id::EnvironmentName;
    use crate::wire::deployment::Operation;

    fn facts(state: DeploymentState, previous: Option<i64>, live: Option<i64>) -> DeploymentFacts {
        DeploymentFacts {
            id: UniqueId::generate(),
            bot: "acme".parse().expect("a bot id"),
            environment: EnvironmentName::default_name(),
            operation: Operation::Deploy,
            kind: UpdateKind::Complete,
            state,
            release: Some(ReleaseNumber(43)),
            previous_release: previous.map(ReleaseNumber),
            live_release: live.map(ReleaseNumber),
            tests: None,
            failure: None,
            created: Timestamp(0),
            updated: Timestamp(0),
            who: "ada@build".to_owned(),
        }
    }

    #[test]
    fn the_hosts_state_decides_outcome_and_class() {
        let cases = [
            (DeploymentState::Open, Some(42), Some(42), None),
            (DeploymentState::Committed, Some(42), Some(42), None),
            (DeploymentState::Succeeded, Some(42), Some(43), Some((Outcome::Deployed, ExitClass::Ok))),
            (DeploymentState::Cancelled, Some(42), Some(42), Some((Outcome::NotStarted, ExitClass::Conflict))),
            (DeploymentState::Failed, Some(42), Some(42), Some((Outcome::FailedUnchanged, ExitClass::FailedSafe))),
            (DeploymentState::Failed, None, None, Some((Outcome::Degraded, ExitClass::Degraded))),
            (DeploymentState::Failed, Some(42), None, Some((Outcome::Degraded, ExitClass::Degraded))),
            (DeploymentState::Failed, Some(42), Some(43), Some((Outcome::Degraded, ExitClass::Degraded))),
        ];
        for (state, previous, live, expected) in cases {
            let end = DeployOutcome::of_host(&facts(state, previous, live));
            assert_eq!(end.as_ref().map(|end| (end.outcome, end.class)), expected, "{state:?} {previous:?} {live:?}");
            if let Some(end) = end.filter(|end| end.outcome != Outcome::Deployed) {
                assert!(!end.failure.expect("a reason").next.is_empty(), "{state:?}");
            }
        }
    }

    #[test]
    fn an_end_that_is_not_known_says_why_and_how_to_follow() {
        let lost = Unknown::LostContact(Diagnostic::error("NET004", "`h` can't be reached"));
        let cases = [
            (Unknown::NotWaited, ExitClass::Ok, None),
            (Unknown::Interrupted, ExitClass::Interrupted, Some("DEP015")),
            (Unknown::TimedOut(Duration::from_secs(900)), ExitClass::Pending, Some("DEP016")),
            (lost, ExitClass::Pending, Some("DEP017")),
        ];
        for (why, class, code) in cases {
            let end = DeployOutcome::pending(Some(ReleaseNumber(43)), Some(ReleaseNumber(42)), why);
            assert_eq!((end.outcome, end.class), (Outcome::Pending, class));
            assert_eq!(end.failure.as_ref().map(|note| note.code.as_str()), code);
            if let Some(note) = end.failure {
                assert!(note.next.iter().any(|next| next.command == "botctl status --wait"));
            }
        }
    }
}
