//! `botctl explain`: why the bot answers a question as it does, and what would change it.

use std::sync::Arc;

use clap::Args;

use crate::answer::embedding::Embedder;
use crate::answer::engine::Engine;
use crate::answer::explain::Explanation;
use crate::answer::question::{Question, Reply};
use crate::base::diagnostic::Diagnostic;
use crate::base::id::ReleaseNumber;
use crate::bundle::PartName;
use crate::cli::asking::trained;
use crate::cli::bot::Bot;
use crate::cli::commands::not_deployed;
use crate::cli::context::Context;
use crate::cli::endpoints;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Connection, Start};
use crate::cli::outcome::Outcome;
use crate::cli::releases_here::{ReleaseHere, fetch};
use crate::endpoints::embeddings::Waiter;
use crate::train::local_engine;
use crate::ui;
use crate::ui::explain::{Compared, Explained};

/// Shows why the bot answers a question as it does, and what would change it.
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
    #[arg(long, conflicts_with = "release")]
    pub local: bool,
    /// Ask this release; default: the live one.
    #[arg(long, value_name = "N")]
    pub release: Option<i64>,
    /// Also ask this release, and show what changed since.
    #[arg(long, value_name = "N")]
    pub against: Option<i64>,
}

/// Who is asked, and where it stands.
enum Source {
    Here(Box<Engine>),
    Release(Box<ReleaseHere>),
}

impl Source {
    fn engine(&self) -> &Engine {
        match self {
            Self::Here(engine) => engine,
            Self::Release(release) => &release.engine,
        }
    }

    fn number(&self) -> Option<ReleaseNumber> {
        match self {
            Self::Here(_) => None,
            Self::Release(release) => Some(release.number),
        }
    }
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    if arguments.question.trim().is_empty() {
        let finding =
            Diagnostic::error("CFG920", "the question is empty").fix("botctl explain \"What are your opening hours?\"");
        return Err(Failure::new(Exit::Usage, finding));
    }
    let bot = Bot::read(context)?;
    let (asked, before) = context.block_on(sources(context, &bot, arguments))?;
    let question =
        Question { text: arguments.question.clone(), language: arguments.language.clone(), ..Question::default() };
    let explained = explained(&asked, &arguments.after, &question)?;
    let compared = before.as_ref().map(|before| compared(&asked, before, &arguments.after, &question)).transpose()?;
    let human = ui::explain::human(&explained, compared.as_ref(), &context.ui.stdout_look());
    let mut fields = serde_json::to_value(&explained).unwrap_or_default();
    if let (Some(compared), Some(fields)) = (&compared, fields.as_object_mut()) {
        fields.insert("against".to_owned(), serde_json::to_value(compared).unwrap_or_default());
    }
    Ok(Outcome::short(human, fields))
}

async fn sources(context: &Context, bot: &Bot, arguments: &Arguments) -> Result<(Source, Option<Source>), Failure> {
    let embedder = match endpoints::embedder(context, bot.config(), Waiter::Visitor) {
        // What the host has set up needn't be set up here; the explanation says what is missing from it then.
        Err(_) if !arguments.local => None,
        other => other?,
    };
    let here = || {
        let engine = local_engine(&bot.layout, &trained(bot)?, embedder.clone())?;
        Ok::<_, Failure>(Source::Here(Box::new(engine)))
    };
    if arguments.local && arguments.against.is_none() {
        return Ok((here()?, None));
    }
    let connection = hosts::connect(context, bot.config().host.as_ref(), Start::Never).await?;
    let asked =
        if arguments.local { here()? } else { release(&connection, bot, arguments.release, embedder.clone()).await? };
    let before = match arguments.against {
        Some(number) => Some(release(&connection, bot, Some(number), embedder.clone()).await?),
        None => None,
    };
    Ok((asked, before))
}

async fn release(
    connection: &Connection,
    bot: &Bot,
    number: Option<i64>,
    embedder: Option<Arc<dyn Embedder>>,
) -> Result<Source, Failure> {
    let number = match number {
        Some(number) => ReleaseNumber(number),
        None => {
            let config = bot.config();
            let status = connection.client.environment(&config.bot.id, &config.environment).await?;
            status.live.ok_or_else(|| not_deployed(bot))?.number
        }
    };
    Ok(Source::Release(Box::new(fetch(&connection.client, bot, number, embedder).await?)))
}

/// Each release has its own turns before: what it answered to them may differ.
fn asked_after(engine: &Engine, earlier: &[String], question: &Question) -> Result<(Explanation, Reply), Failure> {
    let before = engine.after(earlier, question).map_err(unreadable)?;
    let question = Question { before, ..question.clone() };
    Ok((engine.explain(&question).map_err(unreadable)?, engine.answer(&question).map_err(unreadable)?))
}

fn explained(source: &Source, earlier: &[String], question: &Question) -> Result<Explained, Failure> {
    let (explanation, reply) = asked_after(source.engine(), earlier, question)?;
    Ok(Explained { release: source.number(), answer: reply.text, explanation })
}

fn compared(asked: &Source, before: &Source, earlier: &[String], question: &Question) -> Result<Compared, Failure> {
    let (explanation, old) = asked_after(before.engine(), earlier, question)?;
    let (_, new) = asked_after(asked.engine(), earlier, question)?;
    let is_same = (old.kind, &old.text, &old.choices) == (new.kind, &new.text, &new.choices);
    let parts = match (asked, before) {
        (Source::Release(asked), Source::Release(before)) => {
            let parts = asked.manifest.differing_parts(&before.manifest);
            Some(parts.into_iter().map(PartName::name).map(str::to_owned).collect())
        }
        (Source::Here(_), _) | (_, Source::Here(_)) => None,
    };
    Ok(Compared { release: before.number(), is_same, parts, answer: old.text, explanation })
}

fn unreadable(error: crate::answer::index::IndexError) -> Failure {
    Failure::new(Exit::Unexpected, Diagnostic::error("TRN010", error.to_string()).fix("botctl train"))
}
