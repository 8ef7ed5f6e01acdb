//! One turn: a message in, a durable answer out.

use std::sync::Arc;

use crate::answer::question::{Question, Reply};
use crate::base::id::UniqueId;
use crate::base::secret::Secret;
use crate::host::app::Shared;
use crate::host::chat::admission::Admitted;
use crate::host::chat::{before, compose, token};
use crate::host::error::ApiError;
use crate::host::generate::{self, Heard};
use crate::host::live::LiveRelease;
use crate::host::store::{Asker, Recorded, TurnRow};
use crate::wire::chat::{MessageReply, MessageRequest};
use crate::wire::problem::ProblemCode;

/// The page's address is kept up to this many characters.
const PAGE_CHARACTERS: usize = 500;

/// Answers a message; `heard` gets what is being written of it. The answer is in the store before it is returned; the same id and text get the same answer.
///
/// Errors: an unusable text, an id that was used for another text, or the store.
pub async fn answer(
    app: &Shared,
    live: &Arc<LiveRelease>,
    admitted: &Admitted,
    request: MessageRequest,
    heard: Option<Heard>,
) -> Result<MessageReply, ApiError> {
    let request = clean(request, app.config.limits.message_chars)?;
    // A model is asked once for a message, however often it is sent meanwhile, and to its end though the visitor goes away.
    if live.operations.generation.is_some() {
        let (own, release, admitted) = (Arc::clone(app), Arc::clone(live), admitted.clone());
        let work = async move {
            let _turn = own.generators.turn(&release, &request.id).await;
            recorded(&own, &release, &admitted, request, heard).await
        };
        return app.jobs.to_its_end(work).await.map_err(|error| fault(live, &error.to_string()))?;
    }
    recorded(app, live, admitted, request, None).await
}

async fn recorded(
    app: &Shared,
    live: &Arc<LiveRelease>,
    admitted: &Admitted,
    request: MessageRequest,
    heard: Option<Heard>,
) -> Result<MessageReply, ApiError> {
    let proven = proven_conversation(app, live, admitted, &request);
    // The engine works while the store is asked what seldom says no.
    let stored = async {
        let same = app.store.find_turn(&live.address, &request.id).await?;
        Ok::<_, ApiError>((same, is_over_limit(app, live, admitted.asker).await?))
    };
    let (stored, answered) = tokio::join!(stored, answered(app, live, &request, proven.as_ref()));
    let conversation = proven.unwrap_or_else(UniqueId::generate);
    let reply = match stored? {
        (Some(before), _) => return again(app, before, &request),
        (None, true) => compose::limit(live, &request.id, &conversation, &language(live, &request)),
        (None, false) => written(app, live, admitted.asker, &request, &conversation, answered?, heard).await,
    };
    let row = row(app, live, admitted.asker, &request, &reply)?;
    match app.turns.record(row).await? {
        Recorded::New => Ok(with_token(app, live.address.clone(), reply)),
        Recorded::Duplicate(before) => again(app, *before, &request),
    }
}

fn clean(request: MessageRequest, most: u32) -> Result<MessageRequest, ApiError> {
    let text = request.text.trim().to_owned();
    let length = text.chars().count();
    if text.is_empty() {
        return Err(ApiError::bad_request("the message is empty"));
    }
    if length > most as usize {
        let message = format!("the message has {length} characters, this host takes {most}");
        return Err(ApiError::new(ProblemCode::TooLarge, message));
    }
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return Err(ApiError::bad_request("the message holds control characters; only text is taken"));
    }
    Ok(MessageRequest { text, ..request })
}

/// The conversation that the visitor's token proves.
fn proven_conversation(
    app: &Shared,
    live: &LiveRelease,
    admitted: &Admitted,
    request: &MessageRequest,
) -> Option<UniqueId> {
    let given = admitted.visitor_token.as_ref().map(Secret::expose).or(request.token.as_deref())?;
    token::verify(&app.signing_key, &live.address, given, app.clock.now())
}

async fn is_over_limit(app: &Shared, live: &LiveRelease, asker: Asker) -> Result<bool, ApiError> {
    if asker != Asker::Visitor {
        return Ok(false);
    }
    let Some(limit) = app.store.plan(&live.team).await?.messages_limit else { return Ok(false) };
    Ok(app.store.messages_used(&live.team, &app.clock.now().to_month()).await? >= limit)
}

/// The engine's answer, after the turn before if there is one.
async fn answered(
    app: &Shared,
    live: &Arc<LiveRelease>,
    request: &MessageRequest,
    conversation: Option<&UniqueId>,
) -> Result<Reply, ApiError> {
    let before = match conversation {
        Some(conversation) => before::before(app, &live.address, conversation).await?,
        None => None,
    };
    let engine = Arc::clone(&live.engine);
    let question = Question {
        text: request.text.clone(),
        language: request.language.clone(),
        choice: request.choice.clone(),
        before,
        embedded: None,
    };
    let fault = |reason: String| fault(live, &reason);
    let answered =
        app.jobs.blocking(move || engine.answer(&question)).await.map_err(|error| fault(error.to_string()))?;
    let reply = answered.map_err(|error| fault(error.to_string()))?;
    if let (Some(why), Some(_)) = (&reply.unembedded, &live.engine.model().embeddings) {
        tracing::warn!(bot = %live.bot, %why, "a question was answered by words alone");
    }
    Ok(reply)
}

/// The answer as the visitor gets it, in a model's words where the bot has one.
async fn written(
    app: &Shared,
    live: &Arc<LiveRelease>,
    asker: Asker,
    request: &MessageRequest,
    conversation: &UniqueId,
    reply: Reply,
    heard: Option<Heard>,
) -> MessageReply {
    let understood = reply.read_as.clone().unwrap_or_else(|| request.text.clone());
    let (reply, outcome) = generate::written(app, live, &understood, reply, heard).await;
    let generation = outcome.filter(|_| asker == Asker::Operator).map(|outcome| outcome.to_string());
    MessageReply { generation, ..compose::reply(live, &request.id, conversation, reply, asker) }
}

fn fault(live: &LiveRelease, reason: &str) -> ApiError {
    tracing::error!(bot = %live.bot, release = %live.number, reason, "a question can't be answered");
    ApiError::new(ProblemCode::Unexpected, "the bot met a fault while it answered")
}

fn language(live: &LiveRelease, request: &MessageRequest) -> String {
    let default = live.chatroom.languages.first().map_or_else(|| "en".to_owned(), ToString::to_string);
    request.language.clone().unwrap_or(default)
}

fn row(
    app: &Shared,
    live: &LiveRelease,
    asker: Asker,
    request: &MessageRequest,
    reply: &MessageReply,
) -> Result<TurnRow, ApiError> {
    let reply_json = serde_json::to_string(reply)
        .map_err(|error| ApiError::new(ProblemCode::Unexpected, format!("the reply can't be written: {error}")))?;
    Ok(TurnRow {
        address: live.address.clone(),
        message_id: request.id.clone(),
        conversation: reply.conversation.clone(),
        bot: live.bot.clone(),
        environment: live.environment.clone(),
        team: live.team.clone(),
        release: live.number,
        origin_kind: asker,
        // A message beyond the limit is kept, but is not one of the plan's messages.
        counted: asker == Asker::Visitor && reply.kind != compose::LIMIT,
        kind: reply.kind.clone(),
        language: reply.language.clone(),
        page: request.page.as_ref().map(|page| page.chars().take(PAGE_CHARACTERS).collect()),
        text: request.text.clone(),
        reply_json,
        at: app.clock.now(),
    })
}

/// The stored answer of a message that came before, with a fresh token.
fn again(app: &Shared, before: TurnRow, request: &MessageRequest) -> Result<MessageReply, ApiError> {
    if before.text != request.text {
        return Err(ApiError::new(ProblemCode::IdReused, "this message id was used for another text")
            .hint("make a new ULID for each message"));
    }
    let reply: MessageReply = serde_json::from_str(&before.reply_json)
        .map_err(|error| ApiError::new(ProblemCode::Unexpected, format!("the stored reply can't be read: {error}")))?;
    Ok(with_token(app, before.address, reply))
}

fn with_token(app: &Shared, address: crate::base::id::Address, reply: MessageReply) -> MessageReply {
    let token = token::mint(&app.signing_key, &address, &reply.conversation, app.clock.now());
    MessageReply { token, ..reply }
}
