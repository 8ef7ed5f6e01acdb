//! The four checks of what the bot learned.

use std::time::Duration;

use crate::base::text;
use crate::checklist::facts::{BundleState, CheckInputs};
use crate::checklist::problem::Problem;
use crate::checklist::verdict::Verdict;

/// The least number of active Q&As.
pub(super) const LEAST_QAS: u64 = 10;
/// The most names that one line gives.
const MOST_NAMES: usize = 5;

/// `training.status`.
pub(super) fn status(inputs: &CheckInputs<'_>) -> Verdict {
    let finding = |problem: Problem, facts: String| vec![problem.diagnostic(facts, inputs.config.environment.as_str())];
    match &inputs.training.state {
        BundleState::NeverTrained => Verdict::with(
            "not trained",
            finding(Problem::NeverTrained, "There is no trained bundle in this folder.".to_owned()),
        ),
        BundleState::Stale { reasons } => {
            Verdict::with(format!("stale: {}", reasons.join(", ")), finding(Problem::Stale, String::new()))
        }
        BundleState::Trained => Verdict::passed(trained(inputs)),
    }
}

fn trained(inputs: &CheckInputs<'_>) -> String {
    let when = inputs.training.trained_at.map(|moment| format!(" {}", ago(inputs.now.since(moment))));
    let bundle =
        inputs.training.digest.map(|digest| format!(", bundle {}", digest.to_string().get(..8).unwrap_or_default()));
    format!("Trained{}{}", when.unwrap_or_default(), bundle.unwrap_or_default())
}

fn ago(elapsed: Duration) -> String {
    let minutes = elapsed.as_secs() / 60;
    let count = |number: u64, noun: &str| text::count(usize::try_from(number).unwrap_or(usize::MAX), noun);
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{} ago", count(minutes, "minute")),
        60..2880 => format!("{} ago", count(minutes / 60, "hour")),
        _ => format!("{} ago", count(minutes / 1440, "day")),
    }
}

/// `training.knowledge`.
pub(super) fn knowledge(inputs: &CheckInputs<'_>) -> Verdict {
    let content = inputs.content;
    let environment = inputs.config.environment.as_str();
    let mut findings = content.unreadable.clone();
    if content.documents == 0 && content.topics_with_text == 0 {
        let globs = inputs.config.knowledge.documents.join(", ");
        let facts = format!("No document lies at {globs}, and the survey holds no answer.");
        let finding = Problem::NoKnowledge.diagnostic(facts, environment).at(inputs.place("knowledge.documents"));
        findings.insert(0, finding);
        return Verdict::with("no documents", findings);
    }
    let count = |number: u64, noun| text::count(usize::try_from(number).unwrap_or(usize::MAX), noun);
    let mut summary = format!("{}, {}", count(content.documents, "document"), text::size(content.document_bytes));
    if let Some(passages) = inputs.training.passages {
        summary = format!("{summary}, {}", count(passages, "passage"));
    }
    if !content.unreadable.is_empty() {
        summary = format!("{summary}; {} couldn't be processed", text::grouped(content.unreadable.len() as u64));
    }
    Verdict::with(summary, findings)
}

/// `training.qa`.
pub(super) fn qa(inputs: &CheckInputs<'_>) -> Verdict {
    let content = inputs.content;
    if content.active_qas >= LEAST_QAS {
        return Verdict::passed(format!("{} active Q&As", text::grouped(content.active_qas)));
    }
    let summary = format!("{} of {LEAST_QAS} active Q&As", content.active_qas);
    let lacking = LEAST_QAS - content.active_qas;
    let facts = match content.inactive_qas.len() {
        0 => format!("{lacking} more are needed."),
        inactive => format!("{lacking} more are needed; {inactive} are here with active = false."),
    };
    let finding = Problem::TooFewQas.diagnostic(facts, inputs.config.environment.as_str());
    let finding =
        content.inactive_qas.iter().take(MOST_NAMES).cloned().fold(finding, |finding, place| finding.at(place));
    let finding = if finding.places.is_empty() { finding.at(inputs.place("qa.files")) } else { finding };
    Verdict::with(summary, vec![finding])
}

/// `training.survey`.
pub(super) fn survey(inputs: &CheckInputs<'_>) -> Verdict {
    let content = inputs.content;
    let summary = format!("{} of {} topics", content.topics_answered, content.topics);
    if content.missing_topics.is_empty() && content.topics_answered == content.topics {
        return Verdict::passed(summary);
    }
    let topics: Vec<&str> = content.missing_topics.iter().map(|missing| missing.topic.as_str()).collect();
    let facts = format!("Without an answer: {}.", topics.join(", "));
    let finding = Problem::SurveyIncomplete.diagnostic(facts, inputs.config.environment.as_str());
    let places = content.missing_topics.iter().map(|missing| missing.place.clone());
    Verdict::with(summary, vec![places.fold(finding, |finding, place| finding.at(place))])
}
