//! From the engine's reply to what is sent: the chatroom's words, sources, contact. No I/O.

use crate::answer::question::{Reply, ReplyKind};
use crate::answer::small_talk::Topic;
use crate::base::id::UniqueId;
use crate::config::compiled::Chatroom;
use crate::host::live::LiveRelease;
use crate::host::store::Asker;
use crate::wire::chat::{ChoiceLink, ContactLine, MessageReply, SourceLink};

/// The kind of reply when the plan's messages are used up.
pub const LIMIT: &str = "limit";

/// The whole reply, but for the conversation's token.
pub fn reply(live: &LiveRelease, id: &UniqueId, conversation: &UniqueId, reply: Reply, asker: Asker) -> MessageReply {
    let is_operator = asker == Asker::Operator;
    let words = live.chatroom.messages_in(&reply.language).cloned().unwrap_or_default();
    let (kind, text) = match reply.kind {
        ReplyKind::Qa => ("qa", reply.text),
        ReplyKind::Knowledge => ("knowledge", reply.text),
        ReplyKind::SmallTalk => ("small_talk", reply.text),
        ReplyKind::Choices => ("choices", words.unsure),
        ReplyKind::Miss => ("miss", words.fallback),
    };
    let sources = if live.chatroom.sources || is_operator { reply.sources } else { Vec::new() };
    let is_stuck = reply.kind == ReplyKind::Miss || reply.topic.is_some_and(Topic::wants_contact);
    let contact = if is_stuck { contact(&live.chatroom) } else { Vec::new() };
    MessageReply {
        id: id.clone(),
        conversation: conversation.clone(),
        token: String::new(),
        kind: kind.to_owned(),
        text,
        language: reply.language,
        sources: sources
            .into_iter()
            .map(|source| SourceLink {
                title: source.title,
                section: source.section,
                address: source.address,
                date: source.date,
                page: source.page,
                document: is_operator.then_some(source.document),
            })
            .collect(),
        choices: reply
            .choices
            .into_iter()
            .map(|choice| ChoiceLink { id: choice.id, question: choice.question })
            .collect(),
        contact,
        read_as: reply.read_as,
        qa_id: reply.qa_id.filter(|_| is_operator),
        score_millionths: is_operator.then(|| (reply.score * 1e6).round() as i64),
        generation: None,
        unembedded: reply.unembedded.filter(|_| is_operator).map(|failure| failure.0),
        release: live.number,
    }
}

/// The reply when the plan's messages of the month are used up.
pub fn limit(live: &LiveRelease, id: &UniqueId, conversation: &UniqueId, language: &str) -> MessageReply {
    let words = live.chatroom.messages_in(language).cloned().unwrap_or_default();
    MessageReply {
        id: id.clone(),
        conversation: conversation.clone(),
        token: String::new(),
        kind: LIMIT.to_owned(),
        text: words.limit,
        language: language.to_owned(),
        sources: Vec::new(),
        choices: Vec::new(),
        contact: lines(&live.chatroom),
        read_as: None,
        qa_id: None,
        score_millionths: None,
        generation: None,
        unembedded: None,
        release: live.number,
    }
}

fn contact(chatroom: &Chatroom) -> Vec<ContactLine> {
    if chatroom.contact_form { lines(chatroom) } else { Vec::new() }
}

fn lines(chatroom: &Chatroom) -> Vec<ContactLine> {
    let contact = &chatroom.contact;
    let line = |text: &Option<String>, scheme: &str| {
        text.as_ref().map(|text| {
            let target: String = text.chars().filter(|character| !character.is_whitespace()).collect();
            ContactLine { text: text.clone(), address: format!("{scheme}{target}") }
        })
    };
    [line(&contact.email, "mailto:"), line(&contact.phone, "tel:"), line(&contact.url, "")]
        .into_iter()
        .flatten()
        .collect()
}
