//! `botctl chat`: talks to the bot, one question after the other.

use clap::Args;

use crate::base::diagnostic::Diagnostic;
use crate::cli::asking::{Answer, Asked, describe};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Talks to the bot, one question after the other.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The language of the question, e.g. it.
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    if !context.ui.manner().may_ask {
        let finding = Diagnostic::error("CFG921", "`chat` needs a person at a terminal").fix("botctl ask \"…\"");
        return Err(Failure::new(Exit::Usage, finding));
    }
    let bot = Bot::read(context)?;
    let asked = if arguments.local { Asked::local(&bot)? } else { context.block_on(Asked::host(context, &bot))? };
    context.ui.note("Ask; an empty line or Ctrl-D ends it. A number picks a choice.");
    let mut last: Option<Answer> = None;
    while let Some(line) = context.ui.ask_line("> ").filter(|line| !line.trim().is_empty()) {
        let picked = last.as_ref().and_then(|answer| pick(answer, &line));
        let (text, choice) = match &picked {
            Some((id, question)) => (question.as_str(), Some(id.as_str())),
            None => (line.trim(), None),
        };
        let answer = context.block_on(asked.ask(text, arguments.language.as_deref(), choice))?;
        context.ui.result_line(describe(&answer).trim_end());
        last = Some(answer);
    }
    Ok(Outcome::short(Human::default(), serde_json::Value::Null))
}

/// The choice that a number picks: its id and its question.
fn pick(answer: &Answer, line: &str) -> Option<(String, String)> {
    let number: usize = line.trim().parse().ok()?;
    let choice = answer.choices.get(number.checked_sub(1)?)?;
    Some((choice.id.clone(), choice.question.clone()))
}
