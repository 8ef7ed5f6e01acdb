//! Runs the checks and says what follows.

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;
use crate::base::event::{CheckItem, Status, UpdateKind};
use crate::checklist::facts::{CheckInputs, HostProblem, PlanFacts};
use crate::checklist::info::{CHECKS, Check, CheckInfo, Group};
use crate::checklist::verdict::Verdict;
use crate::checklist::{configuration, plan, training};

/// What can be done with the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All checks passed and nothing of it is live.
    ReadyToDeploy,
    /// Nothing differs from what is live.
    UpToDate,
    /// Something differs from what is live.
    NeedsUpdate,
    /// A check failed.
    CannotDeploy,
}

impl State {
    /// The words for people.
    pub fn label(self) -> &'static str {
        match self {
            Self::ReadyToDeploy => "Ready to deploy",
            Self::UpToDate => "Up to date",
            Self::NeedsUpdate => "Needs update",
            Self::CannotDeploy => "Cannot deploy",
        }
    }
}

/// The checklist, filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checklist {
    /// The twelve items, in their order.
    pub items: Vec<CheckItem>,
}

impl Checklist {
    /// How many items failed.
    pub fn failures(&self) -> usize {
        self.items.iter().filter(|item| item.status == Status::Failed).count()
    }

    /// Findings of all items.
    pub fn diagnostics(&self) -> impl Iterator<Item = &Diagnostic> {
        self.items.iter().flat_map(|item| &item.diagnostics)
    }

    /// The state. `difference` is the update that brings the folder live; `None` where nothing is live, or the host isn't asked.
    pub fn state(&self, difference: Option<UpdateKind>) -> State {
        match difference {
            _ if self.failures() > 0 => State::CannotDeploy,
            None => State::ReadyToDeploy,
            Some(UpdateKind::Nothing) => State::UpToDate,
            Some(UpdateKind::ChatroomOnly | UpdateKind::Complete | UpdateKind::WithRestart) => State::NeedsUpdate,
        }
    }
}

/// Runs all checks.
pub fn run(inputs: &CheckInputs<'_>) -> Checklist {
    Checklist { items: CHECKS.iter().map(|info| item(inputs, info)).collect() }
}

/// Runs one check.
pub fn item(inputs: &CheckInputs<'_>, info: &CheckInfo) -> CheckItem {
    let verdict = match info.check {
        Check::Status => training::status(inputs),
        Check::Knowledge => training::knowledge(inputs),
        Check::Qa => training::qa(inputs),
        Check::Survey => training::survey(inputs),
        // A host that says nothing is one problem, so it is told once, with the first of the four.
        Check::Subscription => by_plan(inputs, plan::subscription, |problem| {
            Verdict::with("the host doesn't say", vec![problem.diagnostic.clone()])
        }),
        Check::Messages => by_plan(inputs, plan::messages, unknown),
        Check::Payment => by_plan(inputs, plan::payment, unknown),
        Check::Licence => by_plan(inputs, plan::licence, unknown),
        Check::Bot => configuration::bot(inputs),
        Check::Features => configuration::features(inputs),
        Check::Appearance => configuration::appearance(inputs),
        Check::Settings => configuration::settings(inputs),
    };
    CheckItem {
        id: info.id.to_owned(),
        group: info.group.name().to_owned(),
        label: info.label.to_owned(),
        status: verdict.status(inputs.strict),
        summary: verdict.summary,
        ms: match info.group {
            Group::Training => inputs.times.training_ms,
            Group::Plan => inputs.times.plan_ms,
            Group::Configuration => inputs.times.configuration_ms,
        },
        diagnostics: verdict.findings,
    }
}

fn by_plan(
    inputs: &CheckInputs<'_>,
    judge: fn(&CheckInputs<'_>, &PlanFacts) -> Verdict,
    without: fn(&HostProblem) -> Verdict,
) -> Verdict {
    match inputs.plan {
        None => Verdict::skipped("not asked (--offline)"),
        Some(Err(problem)) => without(problem),
        Some(Ok(facts)) => judge(inputs, facts),
    }
}

fn unknown(_: &HostProblem) -> Verdict {
    Verdict::skipped("the host doesn't say")
}

#[cfg(test)]
mod tests;
