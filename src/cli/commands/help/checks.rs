//! The twelve checks: when each passes, and what to do when it doesn't.

use serde_json::json;

use crate::base::diagnostic::Diagnostic;
use crate::base::text::did_you_mean;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::ui::look::{Look, padded};
use crate::ui::wrap;

struct Check {
    id: &'static str,
    passes: &'static str,
    otherwise: &'static str,
    fix: &'static str,
}

const CHECKS: [Check; 12] = [
    Check {
        id: "training.status",
        passes: "a trained bundle is here; a stale one passes and is trained anew before a deploy",
        otherwise: "The chatbot is not trained",
        fix: "botctl train",
    },
    Check {
        id: "training.knowledge",
        passes: "at least one document or survey answer, and every one could be read",
        otherwise: "The chatbot is not trained",
        fix: "add documents to the folders of [knowledge] documents, or mend the ones that are named",
    },
    Check {
        id: "training.qa",
        passes: "at least 10 active Q&As",
        otherwise: "fewer than 10 active Q&As",
        fix: "add Q&As, or set active = true",
    },
    Check {
        id: "training.survey",
        passes: "16 of 16 topics answered, or marked not_applicable with a reason",
        otherwise: "Incomplete survey",
        fix: "answer the topics that are named in survey.toml",
    },
    Check {
        id: "plan.subscription",
        passes: "the subscription is active and not expired",
        otherwise: "Upgrade chatbot plan",
        fix: "botctl host plan show",
    },
    Check {
        id: "plan.messages",
        passes: "this month's messages are under the limit",
        otherwise: "Message usage limit reached",
        fix: "wait for the reset, or raise the limit: botctl host plan set --messages-limit N",
    },
    Check {
        id: "plan.payment",
        passes: "payment is up to date",
        otherwise: "Upgrade chatbot plan",
        fix: "botctl host plan show",
    },
    Check {
        id: "plan.licence",
        passes: "the team has a licence for this bot, and the knowledge base is under the plan's size",
        otherwise: "Upgrade chatbot plan",
        fix: "botctl host plan swap FROM TO, or raise the number: botctl host plan set --licences N",
    },
    Check {
        id: "config.bot",
        passes: "name, description and languages are given, and are not the template's",
        otherwise: "the bot has no name of its own",
        fix: "fill in [bot] of bot.toml",
    },
    Check {
        id: "config.features",
        passes: "a source of answers is on, and what a feature needs is there",
        otherwise: "a feature lacks what it needs",
        fix: "fill in [answers.contact] or the suggested questions, or switch the feature off",
    },
    Check {
        id: "config.appearance",
        passes: "colours can be read on each other (contrast 4.5 or more), and the avatar is an image",
        otherwise: "colours or avatar can't be used",
        fix: "change the colours that are named in [appearance]",
    },
    Check {
        id: "config.settings",
        passes: "each language has its messages; off the local host also privacy policy and domains",
        otherwise: "messages, privacy policy or domains are missing",
        fix: "fill in [settings] of bot.toml",
    },
];

/// All checks.
pub(super) fn show_all(look: &Look) -> Outcome {
    let mut terminal = String::new();
    let mut piped = String::new();
    for check in &CHECKS {
        terminal.push_str(&wrap::hanging(&padded(check.id, 20), check.passes, look.width));
        piped.push_str(&format!("{}\t{}\n", check.id, check.passes));
    }
    terminal.push_str("\nMore about one: botctl help checks training.qa\n");
    Outcome::short(Human { terminal, piped }, json!({ "checks": CHECKS.iter().map(fields).collect::<Vec<_>>() }))
}

/// One check, by its id or the last part of it.
pub(super) fn show_one(id: &str, look: &Look) -> Result<Outcome, Failure> {
    let named = |check: &&Check| check.id == id || check.id.split_once('.').is_some_and(|(_, last)| last == id);
    let check = CHECKS.iter().find(named).ok_or_else(|| unknown(id))?;
    let rows = [("Passes when ", check.passes), ("Otherwise   ", check.otherwise), ("Fix         ", check.fix)];
    let rows: String = rows.iter().map(|(label, text)| wrap::hanging(label, text, look.width)).collect();
    Ok(Outcome::short(Human::same(format!("{}\n\n{rows}", check.id)), fields(check)))
}

fn fields(check: &Check) -> serde_json::Value {
    json!({ "id": check.id, "passes": check.passes, "otherwise": check.otherwise, "fix": check.fix })
}

fn unknown(id: &str) -> Failure {
    let finding = Diagnostic::error("CFG901", format!("there is no check `{id}`"));
    Failure::usage(match did_you_mean(id, CHECKS.iter().map(|check| check.id)) {
        Some(meant) => finding.because(format!("Did you mean `{meant}`?")).fix(format!("botctl help checks {meant}")),
        None => finding.fix("botctl help checks"),
    })
}
