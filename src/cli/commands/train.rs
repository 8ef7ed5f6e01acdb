//! `botctl train`: reads documents, Q&As and survey into the bundle that is deployed; only what changed is redone.

use clap::Args;

use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::release::train_now;
use crate::train::TrainReport;
use crate::ui::outcome::{Ending, ResultLine};
use crate::ui::{Begin, Human};

/// Reads documents, Q&As and survey into the bundle that is deployed; only what changed is redone.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Warnings count as failures.
    #[arg(long)]
    pub strict: bool,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    context.ui.begin(&Begin::new("train", "Training", bot.config().bot.id.as_str()));
    let report = train_now(context, &bot, arguments.strict)?;
    let mut result = ResultLine::new(Ending::Done, 0, false);
    result.elapsed_ms = context.ui.elapsed_ms();
    let trained = &report.trained;
    result.details.insert("sources".to_owned(), trained.sources_digest.to_string().into());
    for (name, value) in
        [("counts", serde_json::to_value(trained.counts)), ("evaluation", serde_json::to_value(&trained.evaluation))]
    {
        result.details.insert(name.to_owned(), value.unwrap_or_default());
    }
    let closing = format!(
        "trained: {}, {}",
        text::count(to_usize(trained.counts.documents), "document"),
        text::count(to_usize(trained.counts.passages), "passage")
    );
    let human = Human { terminal: summary(&report), piped: format!("{}\n", trained.sources_digest) };
    Ok(Outcome::long(human, closing, result))
}

fn summary(report: &TrainReport) -> String {
    let (counts, evaluation) = (&report.trained.counts, &report.trained.evaluation);
    let mut lines = vec![
        format!("Trained {}", report.trained.sources_digest.short()),
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
    if let Some(percent) = (evaluation.right * 100).checked_div(evaluation.asked) {
        lines.push(format!(
            "  Evaluation    {percent} % right on your own phrasings, each left out in turn ({} of {})",
            evaluation.right, evaluation.asked
        ));
    }
    if let Some(tests) = &evaluation.tests {
        lines.push(format!("  Tests         {} of {} passed", tests.passed, tests.total));
        for failing in &tests.failing {
            lines.push(format!("    {}   expected {}, got {}", failing.question, failing.expected, failing.got));
        }
    }
    lines.push(String::new());
    lines.iter().map(|line| format!("{}\n", text::printable(line))).collect()
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
