//! A question and its reply: the engine's two ends.

use std::sync::Arc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::answer::embedding::{EmbedError, Embedded};
use crate::answer::passage::Passage;
use crate::answer::small_talk::Topic;

/// What a visitor asks.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Question {
    /// The text as typed.
    pub text: String,
    /// The page's or the visitor's language, if known; a prior, not an order.
    pub language: Option<String>,
    /// The id of a Q&A that the visitor picked among choices.
    pub choice: Option<String>,
    /// The turn before, in a conversation.
    pub before: Option<Before>,
    /// What a model behind an endpoint made of the texts that the question may be read as; the engine asks for it where it is absent.
    pub embedded: Option<Arc<Embedded>>,
}

/// What the turn before holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Before {
    /// Its question, as it was understood.
    pub question: String,
    /// The Q&As that it offered to choose from.
    pub choices: Vec<Choice>,
}

impl Before {
    /// What a turn leaves for the next one. Small talk leaves what was there before it, but closes its choices.
    pub fn after(earlier: Option<Self>, typed: &str, reply: &Reply) -> Option<Self> {
        if reply.kind == ReplyKind::SmallTalk {
            return earlier.map(|earlier| Self { choices: Vec::new(), ..earlier });
        }
        Some(Self {
            question: reply.read_as.clone().unwrap_or_else(|| typed.to_owned()),
            choices: reply.choices.clone(),
        })
    }
}

/// Where an answer comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The document's title.
    pub title: String,
    /// The document's id.
    pub document: String,
    /// Its public address, if it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// The day on which it was last changed, if it says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Date>,
    /// Headings above the passage, joined by ` › `; empty where there are none.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub section: String,
    /// The page that the passage begins on, from 1, where the document has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
}

impl From<&Passage> for Source {
    fn from(passage: &Passage) -> Self {
        Self {
            title: passage.title.clone(),
            document: passage.document.clone(),
            address: passage.address.clone(),
            date: passage.date,
            section: passage.headings.join(" › "),
            page: passage.page,
        }
    }
}

/// A choice that is offered when the bot is unsure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The Q&A's id, sent back when picked.
    pub id: String,
    /// The Q&A's question.
    pub question: String,
}

/// What kind of reply it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReplyKind {
    /// The answer of a Q&A.
    Qa,
    /// A passage of the knowledge base.
    Knowledge,
    /// Small talk: a greeting, thanks and the like.
    SmallTalk,
    /// Choices: "Did you mean".
    Choices,
    /// No answer: "I don't know".
    Miss,
}

/// The engine's reply.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Kind.
    pub kind: ReplyKind,
    /// Markdown: the answer; empty for choices and misses (their words come from the chatroom's messages).
    pub text: String,
    /// The language of the reply.
    pub language: String,
    /// The Q&A that answered.
    pub qa_id: Option<String>,
    /// Where it comes from.
    pub sources: Vec<Source>,
    /// The passages that it may be written anew from, the one that it quotes first; none but for [`ReplyKind::Knowledge`].
    pub passages: Vec<Passage>,
    /// Choices, best first.
    pub choices: Vec<Choice>,
    /// What it is about, where it is small talk.
    pub topic: Option<Topic>,
    /// The question as it was understood, where that isn't what was typed.
    pub read_as: Option<String>,
    /// Why words alone decided: a script that the encoder doesn't know, or a model behind an endpoint that gave no vector.
    pub unembedded: Option<EmbedError>,
    /// The decision's score, 0 to 1 (comparable only within a release).
    pub score: f64,
}
