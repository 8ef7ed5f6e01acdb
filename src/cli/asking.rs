//! Asking a bot: on its host, or the bundle here.

use std::collections::BTreeMap;

use crate::answer::engine::Engine;
use crate::answer::question::{Before, Question, Reply, ReplyKind};
use crate::base::diagnostic::Diagnostic;
use crate::base::id::{Address, UniqueId};
use crate::base::secret::Secret;
use crate::base::text;
use crate::cli::bot::Bot;
use crate::cli::commands::not_deployed;
use crate::cli::context::Context;
use crate::cli::endpoints;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Connection, Start};
use crate::client::ClientError;
use crate::config::bot::{Language, Messages};
use crate::endpoints::embeddings::Waiter;
use crate::train::{Trained, load_trained, local_engine};
use crate::ui::look::{Look, Tone, one_line};
use crate::ui::{markdown, wrap};
use crate::wire::chat::{ChoiceLink, MessageReply, MessageRequest, SourceLink};
use crate::wire::problem::ProblemCode;
use crate::wire::status::BotState;

/// An answer, from wherever it came.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Answer {
    /// `qa`, `knowledge`, `choices`, `miss`.
    pub kind: String,
    /// Markdown.
    pub text: String,
    /// Its language.
    pub language: String,
    /// Where it comes from.
    pub sources: Vec<SourceLink>,
    /// What to choose from.
    pub choices: Vec<ChoiceLink>,
    /// The question as it was understood after the one before, where that isn't what was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_as: Option<String>,
    /// Why words alone decided: a script that the encoder doesn't know, or a model behind an endpoint that gave no vector.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unembedded: Option<String>,
    /// The Q&A that answered.
    pub qa_id: Option<String>,
    /// The decision's score, millionths.
    pub score_millionths: Option<i64>,
    /// The release that answered; none for the bundle here.
    pub release: Option<i64>,
}

/// Who is asked.
pub enum Asked {
    /// The bundle here, with the bot's own words.
    Local(Box<Engine>, Words),
    /// The bot on its host.
    Host(Box<Connection>, Address),
}

/// What the bot says where no answer has words of its own.
pub struct Words {
    messages: BTreeMap<Language, Messages>,
    default: Language,
}

impl Words {
    /// Those of a language, else of the bot's first.
    fn of(&self, language: &str) -> Messages {
        let own = self.messages.get(&Language(language.to_owned()));
        own.or_else(|| self.messages.get(&self.default))
            .or_else(|| self.messages.values().next())
            .cloned()
            .unwrap_or_default()
    }
}

/// The trained bundle of this folder. Errors: there is none.
pub fn trained(bot: &Bot) -> Result<Trained, Failure> {
    load_trained(&bot.layout)?.ok_or_else(|| {
        let finding = Diagnostic::error("CHK001", "The chatbot is not trained").fix("botctl train");
        Failure::new(Exit::Check, finding)
    })
}

impl Asked {
    /// The bundle here. Errors: not trained, or its index can't be built.
    pub fn local(context: &Context, bot: &Bot) -> Result<Self, Failure> {
        let embedder = endpoints::embedder(context, bot.config(), Waiter::Visitor)?;
        let engine = local_engine(&bot.layout, &trained(bot)?, embedder)?;
        let config = bot.config();
        let words = Words { messages: config.settings.messages.clone(), default: config.bot.default_language() };
        Ok(Self::Local(Box::new(engine), words))
    }

    /// The bot on its host. Errors: not reached, or not deployed.
    pub async fn host(context: &Context, bot: &Bot) -> Result<Self, Failure> {
        let config = bot.config();
        let connection = hosts::connect(context, config.host.as_ref(), Start::Never).await?;
        let status = connection.client.environment(&config.bot.id, &config.environment).await?;
        if status.state == BotState::Offline {
            let finding = Diagnostic::error("DEP018", format!("the bot is offline: {}", status.reason));
            return Err(Failure::new(Exit::Unavailable, finding.fix("botctl status")));
        }
        let address = status.address.filter(|_| status.live.is_some()).ok_or_else(|| not_deployed(bot))?;
        Ok(Self::Host(Box::new(connection), address))
    }
}

/// A conversation with a bot, as a visitor has one.
pub struct Conversation<'a> {
    asked: &'a Asked,
    /// What the last message leaves for the next, where no host keeps it.
    before: Option<Before>,
    /// The last reply's, by which a host knows the conversation.
    token: Option<Secret>,
}

impl<'a> Conversation<'a> {
    /// A new one.
    pub fn with(asked: &'a Asked) -> Self {
        Self { asked, before: None, token: None }
    }

    /// One in which these messages were said, with what `question` says but for its text. Errors: as [`Self::say`].
    pub async fn after(asked: &'a Asked, earlier: &[String], question: &Question) -> Result<Self, Failure> {
        let mut conversation = Self::with(asked);
        for text in earlier {
            conversation.say(Question { text: text.clone(), ..question.clone() }).await?;
        }
        Ok(conversation)
    }

    /// Says the next message. Errors: no answer.
    pub async fn say(&mut self, question: Question) -> Result<Answer, Failure> {
        match self.asked {
            Asked::Local(engine, words) => {
                let question = Question { before: self.before.clone(), ..question };
                let reply = engine.answer(&question).map_err(|error| {
                    let finding = Diagnostic::error("TRN010", error.to_string()).fix("botctl train");
                    Failure::new(Exit::Unexpected, finding)
                })?;
                self.before = Before::after(self.before.take(), &question.text, &reply);
                Ok(answer_here(words.of(&reply.language), reply))
            }
            Asked::Host(connection, address) => {
                let request = MessageRequest {
                    id: UniqueId::generate(),
                    text: question.text,
                    page: None,
                    language: question.language,
                    choice: question.choice,
                    token: self.token.as_ref().map(|token| token.expose().to_owned()),
                };
                let reply = connection.client.ask(address, &request).await.map_err(unanswered)?;
                self.token = Some(Secret::new(&reply.token));
                Ok(answer_of_host(reply))
            }
        }
    }
}

fn answer_here(messages: Messages, reply: Reply) -> Answer {
    let (kind, text) = match reply.kind {
        ReplyKind::Qa => ("qa", reply.text),
        ReplyKind::Knowledge => ("knowledge", reply.text),
        ReplyKind::SmallTalk => ("small_talk", reply.text),
        ReplyKind::Choices => ("choices", messages.unsure),
        ReplyKind::Miss => ("miss", messages.fallback),
    };
    let sources = reply.sources.into_iter().map(|source| SourceLink {
        title: source.title,
        section: source.section,
        address: source.address,
        date: source.date,
        page: source.page,
        document: Some(source.document),
    });
    Answer {
        kind: kind.to_owned(),
        text,
        language: reply.language,
        sources: sources.collect(),
        choices: reply
            .choices
            .into_iter()
            .map(|choice| ChoiceLink { id: choice.id, question: choice.question })
            .collect(),
        read_as: reply.read_as,
        unembedded: reply.unembedded.map(|failure| failure.0),
        qa_id: reply.qa_id,
        score_millionths: Some((reply.score * 1e6).round() as i64),
        release: None,
    }
}

fn answer_of_host(reply: MessageReply) -> Answer {
    Answer {
        kind: reply.kind,
        text: reply.text,
        language: reply.language,
        sources: reply.sources,
        choices: reply.choices,
        read_as: reply.read_as,
        unembedded: reply.unembedded,
        qa_id: reply.qa_id,
        score_millionths: reply.score_millionths,
        release: Some(reply.release.0),
    }
}

/// A question that is too long is a wrong call; all else is the host's matter.
fn unanswered(error: ClientError) -> Failure {
    if error.problem() == Some(ProblemCode::TooLarge) {
        return Failure::usage(Diagnostic::error("CFG925", error.to_string()).fix("ask it in fewer words"));
    }
    error.into()
}

/// An answer as a person reads it on a terminal: the text, numbered choices, sources.
pub fn describe(answer: &Answer, look: &Look) -> String {
    let mut out = String::new();
    if let Some(read_as) = &answer.read_as {
        let line = format!("Read as: {}", one_line(read_as));
        out.push_str(look.paint(Tone::Faint, wrap::hanging("", &line, look.width).trim_end()).as_ref());
        out.push_str("\n\n");
    }
    if let Some(failure) = &answer.unembedded {
        let line = format!("By words alone: {}", one_line(failure));
        out.push_str(look.paint(Tone::Faint, wrap::hanging("", &line, look.width).trim_end()).as_ref());
        out.push_str("\n\n");
    }
    out.push_str(&markdown::shown(&answer.text, look));
    if !answer.choices.is_empty() {
        out.push('\n');
    }
    for (number, choice) in answer.choices.iter().enumerate() {
        out.push_str(&wrap::hanging(&format!("  {}. ", number + 1), &one_line(&choice.question), look.width));
    }
    if !answer.sources.is_empty() {
        out.push_str(&format!("\n{}\n", if answer.sources.len() == 1 { "Source" } else { "Sources" }));
    }
    for source in &answer.sources {
        let arrow = if look.unicode { "›" } else { ">" };
        let section = if source.section.is_empty() { String::new() } else { format!(" {arrow} {}", source.section) };
        let date = source.date.map(|date| format!(" ({date})")).unwrap_or_default();
        let page = source.page.map(|page| format!(", p. {page}")).unwrap_or_default();
        out.push_str(&wrap::hanging("  ", &one_line(&format!("{}{section}{page}{date}", source.title)), look.width));
        if let Some(place) = source.address.as_ref().or(source.document.as_ref()) {
            out.push_str(&format!("  {}\n", look.paint(Tone::Faint, &one_line(place))));
        }
    }
    out
}

/// An answer for a program: its Markdown, and behind it the choices, numbered, where there are any.
pub fn value(answer: &Answer) -> String {
    let choices = answer.choices.iter().enumerate();
    let choices = choices.map(|(number, choice)| format!("{}. {}\n", number + 1, one_line(&choice.question)));
    format!("{}\n{}", text::printable(answer.text.trim_end()), choices.collect::<String>())
}
