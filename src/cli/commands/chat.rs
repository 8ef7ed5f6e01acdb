//! `botctl chat`: talks to the bot, one question after the other.

use clap::Args;

use crate::answer::question::Question;
use crate::base::diagnostic::Diagnostic;
use crate::cli::asking::{Answer, Asked, Conversation, describe, value};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::ui::manner::Format;

/// Talks to the bot, one question after the other.
///
/// On a terminal until an empty line or Ctrl-D; else each line of standard input is a question.
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
    let with_person = context.ui.manner().may_ask;
    if !with_person && context.ui.manner().stdin_tty {
        let finding = Diagnostic::error("CFG921", "`chat` may not ask this terminal for questions")
            .because("CI, --no-input or --format json forbid it.")
            .try_when("botctl ask \"…\"", "asks one question")
            .try_when("botctl chat < questions.txt", "asks each line of a file");
        return Err(Failure::new(Exit::Usage, finding));
    }
    let bot = Bot::read(context)?;
    let asked =
        if arguments.local { Asked::local(context, &bot)? } else { context.block_on(Asked::host(context, &bot))? };
    if with_person {
        context.ui.note("Ask; an empty line or Ctrl-D ends it. A number picks a choice.");
    }
    let conversation = Conversation::with(&asked);
    let mut talk = Talk { context, conversation, language: arguments.language.as_deref(), last: None };
    let mut turns = Vec::new();
    while let Some(question) = talk.next_question(with_person)? {
        let answer = talk.ask(&question)?;
        if context.ui.manner().format == Format::Json {
            turns.push(serde_json::json!({ "question": question, "answer": answer }));
        } else {
            context.ui.result_line(&talk.shown(&answer, with_person));
        }
        talk.last = Some(answer);
    }
    Ok(Outcome::short(Human::default(), serde_json::json!({ "turns": turns })))
}

/// A conversation so far.
struct Talk<'a> {
    context: &'a Context,
    conversation: Conversation<'a>,
    language: Option<&'a str>,
    last: Option<Answer>,
}

impl Talk<'_> {
    /// A person ends with an empty line; in a file, empty lines are skipped. Errors: Ctrl-C, with nothing to be said.
    fn next_question(&self, with_person: bool) -> Result<Option<String>, Failure> {
        let asked = self.context.block_on(self.context.asking(move |ui| {
            if with_person {
                return ui.ask_line("\n> ").filter(|line| !line.trim().is_empty());
            }
            std::iter::from_fn(|| ui.input_line()).find(|line| !line.trim().is_empty())
        }));
        asked.map_err(|failure| Failure::of(failure.exit, Vec::new()))
    }

    fn ask(&mut self, line: &str) -> Result<Answer, Failure> {
        let picked = self.last.as_ref().and_then(|answer| pick(answer, line));
        let (choice, text) = picked.map_or((None, line.trim().to_owned()), |(id, question)| (Some(id), question));
        let question = Question { text, language: self.language.map(str::to_owned), choice, ..Question::default() };
        self.context.block_on(self.conversation.say(question))
    }

    /// A line apart from the next for a program; where a person types, the prompt keeps them apart.
    fn shown(&self, answer: &Answer, with_person: bool) -> String {
        let look = self.context.ui.stdout_look();
        let text = if self.context.ui.manner().stdout_tty { describe(answer, &look) } else { value(answer) };
        let text = text.trim_end();
        if with_person || self.last.is_none() { text.to_owned() } else { format!("\n{text}") }
    }
}

/// The choice that a number picks: its id and its question.
fn pick(answer: &Answer, line: &str) -> Option<(String, String)> {
    let number: usize = line.trim().parse().ok()?;
    let choice = answer.choices.get(number.checked_sub(1)?)?;
    Some((choice.id.clone(), choice.question.clone()))
}
