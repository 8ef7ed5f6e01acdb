//! The chat API: what the widget, `ask` and `chat` speak.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::base::id::{ReleaseNumber, UniqueId};

/// Body of POST [`crate::wire::path::CHAT_MESSAGES`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MessageRequest {
    /// A ULID of the client's; the same id with the same text gets the same answer.
    pub id: UniqueId,
    /// What the visitor typed.
    pub text: String,
    /// The page's address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<String>,
    /// The page's or visitor's language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// The id of a choice that was picked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub choice: Option<String>,
    /// The token of the reply before, from an operator who goes on with a conversation: his own takes the header's place.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub token: Option<String>,
}

/// A whole reply. As SSE: `delta` {text}, `sources` [..], `choices` [..], then `done` with this object, or `error` with a problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MessageReply {
    /// The message that is answered.
    pub id: UniqueId,
    /// The conversation.
    pub conversation: UniqueId,
    /// The visitor's token, sent as Bearer from now on.
    pub token: String,
    /// `qa`, `knowledge`, `choices` or `miss`.
    pub kind: String,
    /// Markdown.
    pub text: String,
    /// The language of the reply.
    pub language: String,
    /// Where it comes from.
    #[serde(default)]
    pub sources: Vec<SourceLink>,
    /// Choices to pick from.
    #[serde(default)]
    pub choices: Vec<ChoiceLink>,
    /// Contact lines shown with a miss.
    #[serde(default)]
    pub contact: Vec<ContactLine>,
    /// The question as it was understood after the turns before, where that isn't what was typed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub read_as: Option<String>,
    /// The Q&A that answered; for operators only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub qa_id: Option<String>,
    /// The score in millionths; for operators only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub score_millionths: Option<i64>,
    /// Where a language model was to write the answer, whether it did: `written`, or `quoted: ` and why; for operators only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub generation: Option<String>,
    /// Why words alone decided: a script that the encoder doesn't know, or a model behind an endpoint that gave no vector; for operators only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unembedded: Option<String>,
    /// The release that answered.
    pub release: ReleaseNumber,
}

/// A source as shown to a visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLink {
    /// The document's title.
    pub title: String,
    /// Headings above the passage.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub section: String,
    /// Its public address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// The day on which it was last changed, e.g. `2026-03-03`, if it says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Date>,
    /// The page that the passage begins on, from 1, where the document has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
    /// The document's id; for operators only.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub document: Option<String>,
}

/// A choice as shown to a visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceLink {
    /// Sent back in `choice`.
    pub id: String,
    /// What the button says.
    pub question: String,
}

/// A way to reach a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactLine {
    /// What is shown.
    pub text: String,
    /// `mailto:`, `tel:`, `https:`.
    pub address: String,
}

/// Answer of GET [`crate::wire::path::CHAT_CONFIG`]: what the widget needs to draw itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WidgetConfig {
    /// The release it belongs to.
    pub release: ReleaseNumber,
    /// The chatroom as compiled: see `config::compiled::Chatroom`.
    pub chatroom: serde_json::Value,
    /// The avatar's address, if there is one.
    pub avatar: Option<String>,
}
