//! An answer as server-sent events: `delta`s of its text, `sources`, `choices`, and `done` with the whole of it, or `error`.

use std::convert::Infallible;
use std::sync::Arc;

use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::{FutureExt, StreamExt, stream};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;

use crate::host::app::Shared;
use crate::host::chat::admission::Admitted;
use crate::host::chat::turn;
use crate::host::error::ApiError;
use crate::host::live::LiveRelease;
use crate::wire::chat::{MessageReply, MessageRequest};

/// Pieces of a text that wait for the visitor's browser.
const PIECES: usize = 16;

/// Answers a message. What is being written is sent sentence by sentence; `done` follows once it is recorded, and counts: where the
/// rest can't be used it holds another text. A failure before the first sentence is a response of its own.
pub async fn answer(app: Shared, live: Arc<LiveRelease>, admitted: Admitted, request: MessageRequest) -> Response {
    let (sender, mut pieces) = mpsc::channel(PIECES);
    let mut work = Box::pin(async move { turn::answer(&app, &live, &admitted, request, Some(sender)).await }.fuse());
    let first = tokio::select! {
        biased;
        piece = pieces.recv() => piece,
        answered = &mut work => return whole(answered),
    };
    let Some(first) = first else { return whole(work.await) };
    let deltas = stream::iter([first]).chain(ReceiverStream::new(pieces)).map(|piece| vec![delta(&piece)]);
    let end = stream::once(work).map(|answered| match answered {
        Ok(reply) => end(&reply),
        Err(error) => vec![Event::default().event("error").data(json!(error.problem()).to_string())],
    });
    let events = deltas.chain(end).flat_map(stream::iter);
    Sse::new(events.map(Ok::<_, Infallible>)).into_response()
}

fn whole(answered: Result<MessageReply, ApiError>) -> Response {
    match answered {
        Ok(reply) => {
            let events = std::iter::once(delta(&reply.text)).chain(end(&reply)).collect::<Vec<_>>();
            Sse::new(stream::iter(events.into_iter().map(Ok::<_, Infallible>))).into_response()
        }
        Err(error) => error.into_response(),
    }
}

fn delta(text: &str) -> Event {
    Event::default().event("delta").data(json!({ "text": text }).to_string())
}

fn end(reply: &MessageReply) -> Vec<Event> {
    let event = |name: &str, data: serde_json::Value| Event::default().event(name).data(data.to_string());
    let mut events = Vec::new();
    if !reply.sources.is_empty() {
        events.push(event("sources", json!(reply.sources)));
    }
    if !reply.choices.is_empty() {
        events.push(event("choices", json!(reply.choices)));
    }
    events.push(event("done", json!(reply)));
    events
}
