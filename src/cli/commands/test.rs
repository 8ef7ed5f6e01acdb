//! `botctl test`: asks the regression questions of bot.toml.

use clap::Args;

use crate::answer::release::TestItem;
use crate::answer::testing::run_tests;
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::event::{Event, FailedTest, TestSummary};
use crate::base::text;
use crate::cli::asking::{Answer, Asked};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::config::bot::{Expectation, TestCase};
use crate::ui::outcome::{Ending, ResultLine};
use crate::ui::{Begin, Human};

/// Asks the regression questions of bot.toml.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let bot = Bot::read(context)?;
    context.ui.begin(&Begin::new("test", "Testing", bot.config().bot.id.as_str()));
    let tests = &bot.config().tests;
    let summary = context.block_on(async {
        let asked = if arguments.local { Asked::local(&bot)? } else { Asked::host(context, &bot).await? };
        match &asked {
            Asked::Local(engine, _) => run_tests(engine, &items(tests)).map_err(|error| {
                Failure::new(Exit::Unexpected, Diagnostic::error("TRN010", error.to_string()).fix("botctl train"))
            }),
            Asked::Host(..) => on_host(&asked, tests).await,
        }
    })?;
    report(context, &summary);
    let words = format!("{} of {} passed", summary.passed, text::count(to_usize(summary.total), "test"));
    let mut result = ResultLine::new(Ending::Done, 0, false);
    result.elapsed_ms = context.ui.elapsed_ms();
    result.details.insert("tests".to_owned(), serde_json::to_value(&summary).unwrap_or_default());
    let human = Human { terminal: format!("{words}\n"), piped: format!("{}\t{}\n", summary.passed, summary.total) };
    if summary.failing.is_empty() {
        return Ok(Outcome::long(human, words, result));
    }
    let findings = summary.failing.iter().map(|failing| finding(&bot, failing)).collect();
    Err(Failure::of(Exit::Test, findings).with_human(human).with_result(result))
}

fn items(tests: &[TestCase]) -> Vec<TestItem> {
    let item = |test: &TestCase| TestItem {
        question: test.question.clone(),
        language: test.language.as_ref().map(ToString::to_string),
        expect: test.expect.to_string(),
    };
    tests.iter().map(item).collect()
}

async fn on_host(asked: &Asked, tests: &[TestCase]) -> Result<TestSummary, Failure> {
    let mut summary = TestSummary { total: tests.len() as u64, ..TestSummary::default() };
    for test in tests {
        let language = test.language.as_ref().map(ToString::to_string);
        let answer = asked.ask(&test.question, language.as_deref(), None).await?;
        if meets(&answer, &test.expect) {
            summary.passed += 1;
        } else {
            summary.failing.push(FailedTest {
                question: test.question.clone(),
                expected: test.expect.to_string(),
                got: got(&answer),
            });
        }
    }
    Ok(summary)
}

fn meets(answer: &Answer, expect: &Expectation) -> bool {
    let squeeze = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    match expect {
        Expectation::Qa(id) => answer.qa_id.as_deref() == Some(id),
        Expectation::Text(words) => squeeze(&answer.text).contains(&squeeze(words)),
        Expectation::Source(path) => answer.sources.iter().any(|source| source.document.as_deref() == Some(path)),
        Expectation::Choices => answer.kind == "choices",
        Expectation::Miss => answer.kind == "miss",
    }
}

fn got(answer: &Answer) -> String {
    match &answer.qa_id {
        Some(id) => format!("qa:{id}"),
        None => match answer.sources.first().and_then(|source| source.document.as_ref()) {
            Some(document) => format!("source:{document}"),
            None => answer.kind.clone(),
        },
    }
}

fn report(context: &Context, summary: &TestSummary) {
    for failing in &summary.failing {
        let test = TestSummary { passed: 0, total: 1, failing: vec![failing.clone()] };
        context.ui.report(&Event::Test { test });
    }
    context.ui.report(&Event::Test { test: summary.clone() });
}

fn finding(bot: &Bot, failing: &FailedTest) -> Diagnostic {
    let file = bot.config().file.display().to_string();
    Diagnostic::error("TRN020", format!("`{}`: expected {}, got {}", failing.question, failing.expected, failing.got))
        .at(Place::file(file))
        .try_when(format!("botctl ask --local \"{}\"", failing.question.replace('"', "'")), "what it answers now")
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
