//! `botctl ask`: asks the bot one question.

use clap::Args;

use crate::answer::question::Question;
use crate::base::diagnostic::Diagnostic;
use crate::cli::asking::{Asked, Conversation, describe, value};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Asks the bot one question.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The question.
    #[arg(value_name = "QUESTION")]
    pub question: String,
    /// The language of the question, e.g. it.
    #[arg(long, value_name = "LANG")]
    pub language: Option<String>,
    /// Ask it after this message, as the visitor's next; may be repeated.
    #[arg(long, value_name = "MESSAGE")]
    pub after: Vec<String>,
    /// Ask the bundle here, without a host.
    #[arg(long)]
    pub local: bool,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.question.trim().is_empty() {
        let finding =
            Diagnostic::error("CFG920", "the question is empty").fix("botctl ask \"What are your opening hours?\"");
        return Err(Failure::new(Exit::Usage, finding));
    }
    let bot = Bot::read(context)?;
    let answer = context.block_on(async {
        let asked = if arguments.local { Asked::local(context, &bot)? } else { Asked::host(context, &bot).await? };
        let question =
            Question { text: arguments.question.clone(), language: arguments.language.clone(), ..Question::default() };
        Conversation::after(&asked, &arguments.after, &question).await?.say(question).await
    })?;
    let human = Human { terminal: describe(&answer, &context.ui.stdout_look()), piped: value(&answer) };
    let fields = serde_json::to_value(&answer).unwrap_or_default();
    Ok(Outcome::short(human, fields))
}
