//! `botctl train`: reads documents, Q&As and survey into the bundle that is deployed; only what changed is redone.

use clap::Args;

use crate::base::digest::Digest;
use crate::base::event::FailedTest;
use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::pages::Fetching;
use crate::cli::release::train_now;
use crate::content::web::FetchReport;
use crate::train::{TrainReport, TrainedError};
use crate::ui::look::Look;
use crate::ui::outcome::{Ending, ResultLine};
use crate::ui::{Begin, Human, wrap};

/// Reads documents, Q&As and survey into the bundle that is deployed; only what changed is redone.
///
/// Says what is wrong with the content: Q&As that collide (CON001), phrasings of another Q&A (CON002), too few phrasings
/// (CON003), the same answer or document twice (CON004, CON005), mere navigation (CON006), links to what isn't there (CON007),
/// and the same fact with different values in two places (CON008). A terminal shows the five most certain of each; `[[accepted]]`
/// in bot.toml takes out what is right as it is.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
    /// Which web pages to fetch.
    #[command(flatten)]
    pub fetching: Fetching,
}

/// Where the values of the summary stand.
const VALUE_COLUMN: usize = 16;

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    context.ui.begin(&Begin::new("train", "Training", bot.config().bot.id.as_str()));
    let (report, fetched) = train_now(context, &bot, arguments.strict, &arguments.fetching)?;
    let mut result = ResultLine::new(Ending::Done, 0, false);
    result.elapsed_ms = context.ui.elapsed_ms();
    let trained = &report.trained;
    let bundle = trained.digest().map_err(TrainedError::from)?;
    result.details.insert("bundle".to_owned(), bundle.to_string().into());
    result.details.insert("sources".to_owned(), trained.sources_digest.to_string().into());
    for (name, value) in
        [("counts", serde_json::to_value(trained.counts)), ("evaluation", serde_json::to_value(&trained.evaluation))]
    {
        result.details.insert(name.to_owned(), value.unwrap_or_default());
    }
    result.details.insert("accepted".to_owned(), report.accepted.into());
    if let Some(fetched) = fetched {
        result.details.insert("pages".to_owned(), serde_json::to_value(fetched).unwrap_or_default());
    }
    let closing = format!(
        "trained: {}, {}",
        text::count(to_usize(trained.counts.documents), "document"),
        text::count(to_usize(trained.counts.passages), "passage")
    );
    let human = Human {
        terminal: summary(&report, fetched.as_ref(), &bundle, &context.ui.stdout_look()),
        piped: format!("{bundle}\n"),
    };
    Ok(Outcome::long(human, closing, result))
}

fn summary(report: &TrainReport, fetched: Option<&FetchReport>, bundle: &Digest, look: &Look) -> String {
    let (counts, evaluation) = (&report.trained.counts, &report.trained.evaluation);
    let mut lines = vec![
        String::new(),
        format!("Trained, bundle {}", bundle.short()),
        String::new(),
        format!(
            "  Documents     {} ({} read, {} unchanged), {} of text",
            text::grouped(counts.documents),
            text::grouped(report.read),
            text::grouped(report.reused),
            text::size(counts.text_bytes)
        ),
        format!("  Passages      {}", text::grouped(counts.passages)),
        format!("  Q&As          {} active, {} phrasings", text::grouped(counts.qas), text::grouped(counts.phrasings)),
        format!("  Survey        {}", text::count(to_usize(counts.survey_answers), "answer")),
    ];
    lines.extend(fetched.map(|fetched| format!("  Web pages     {}", pages(fetched))));
    if let Some(percent) = (evaluation.right * 100).checked_div(evaluation.asked) {
        lines.push(format!(
            "  Evaluation    {percent} % right on your own phrasings ({}, each left out in turn)",
            text::grouped(evaluation.asked)
        ));
    }
    if report.accepted > 0 {
        lines.push(format!("  Accepted      {} of bot.toml", text::count(to_usize(report.accepted), "finding")));
    }
    if let Some(tests) = &evaluation.tests {
        lines.push(format!("  Tests         {} of {} passed", tests.passed, tests.total));
        for failing in &tests.failing {
            let FailedTest { question, expected, got, why: _ } = failing;
            lines.push(format!("{}{question}: expected {expected}, got {got}", " ".repeat(VALUE_COLUMN)));
        }
    }
    // Values begin in the column of the first one, and go on there.
    let shown = |line: &String| match line.split_at_checked(VALUE_COLUMN) {
        Some((head, value)) if line.starts_with("  ") => wrap::hanging(head, &text::printable(value), look.width),
        Some(_) | None => format!("{}\n", text::printable(line)),
    };
    lines.iter().map(shown).collect()
}

/// What was fetched, in words; nothing of what didn't happen.
fn pages(fetched: &FetchReport) -> String {
    let parts = [
        (fetched.changed, "new or changed"),
        (fetched.unchanged, "unchanged"),
        (fetched.kept, "kept as they were, as they can't be fetched"),
        (fetched.missing, "can't be fetched"),
    ];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let parts: Vec<String> = parts.map(|(count, words)| format!("{} {words}", text::grouped(*count))).collect();
    let parts = if parts.is_empty() { "none fetched".to_owned() } else { parts.join(", ") };
    format!("{} ({parts})", text::grouped(fetched.pages))
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
