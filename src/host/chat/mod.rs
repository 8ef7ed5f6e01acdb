//! The chat: what a visitor's browser and an operator's terminal speak.

mod admission;
mod before;
mod compose;
mod stream;
mod token;
mod turn;

use std::sync::Arc;

use axum::Extension;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::base::id::Address;
use crate::host::api::extract::{Path, shortened};
use crate::host::app::Shared;
use crate::host::chat::admission::Admitted;
use crate::host::error::ApiError;
use crate::host::live::{LiveRelease, Loaded};
use crate::host::router::Peer;
use crate::wire::chat::{MessageRequest, WidgetConfig};
use crate::wire::path;
use crate::wire::problem::ProblemCode;

/// How long a browser may remember that a preflight was allowed, seconds.
const PREFLIGHT_SECONDS: &str = "600";

/// What the widget needs to draw itself.
pub async fn config(
    State(app): State<Shared>,
    Path(address): Path<String>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
) -> Response {
    let live = match live(&app, &address) {
        Ok(live) => live,
        Err(error) => return readable(error.into_response(), &headers),
    };
    match admission::admit(&app, &live, &headers, &Method::GET, peer).await {
        Ok(admitted) => {
            let avatar =
                live.avatar.as_ref().map(|_| format!("{}{}", app.public_url, path::chat_avatar(&live.address)));
            let chatroom = serde_json::to_value(&live.chatroom).unwrap_or_default();
            let config = WidgetConfig { release: live.number, chatroom, avatar };
            with_cors(axum::Json(config).into_response(), &admitted)
        }
        // The refusal itself must be readable by the page, or the widget could not say what is wrong.
        Err(error) => readable(error.into_response(), &headers),
    }
}

/// The bot's picture.
pub async fn avatar(State(app): State<Shared>, Path(address): Path<String>) -> Result<Response, ApiError> {
    let live = live(&app, &address)?;
    let (bytes, media_type) = live.avatar.clone().ok_or_else(|| ApiError::not_found("this picture"))?;
    let headers = [(header::CONTENT_TYPE, media_type), (header::CACHE_CONTROL, "public, max-age=300".to_owned())];
    Ok((headers, Body::from(bytes)).into_response())
}

/// Answers a preflight: allowed for the origins that the bot allows.
pub async fn preflight(State(app): State<Shared>, Path(address): Path<String>, headers: HeaderMap) -> Response {
    let allowed = live(&app, &address).ok().and_then(|live| admission::allowed_origin(&app, &live, &headers));
    let mut response = StatusCode::NO_CONTENT.into_response();
    let set = response.headers_mut();
    set.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = allowed {
        set.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        set.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
        set.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
        set.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static(PREFLIGHT_SECONDS));
    }
    response
}

/// Answers a message, as JSON or as SSE by `Accept`.
pub async fn message(
    State(app): State<Shared>,
    Path(address): Path<String>,
    Extension(peer): Extension<Peer>,
    headers: HeaderMap,
    body: axum::body::Bytes,
) -> Response {
    let live = match live(&app, &address) {
        Ok(live) => live,
        Err(error) => return readable(error.into_response(), &headers),
    };
    let admitted = match admission::admit(&app, &live, &headers, &Method::POST, peer).await {
        Ok(admitted) => admitted,
        Err(error) => return readable(error.into_response(), &headers),
    };
    let response = match read(&app, &headers, &body) {
        Ok(request) if wants_stream(&headers) => stream::answer(app, live, admitted.clone(), request).await,
        Ok(request) => match turn::answer(&app, &live, &admitted, request, None).await {
            Ok(reply) => axum::Json(reply).into_response(),
            Err(error) => error.into_response(),
        },
        Err(error) => error.into_response(),
    };
    with_cors(response, &admitted)
}

/// The release at an address. Unknown and unloadable ones answer alike, but for what an operator may ask elsewhere.
pub fn live(app: &Shared, address: &str) -> Result<Arc<LiveRelease>, ApiError> {
    let unknown = || ApiError::not_found("this bot");
    let address: Address = address.parse().map_err(|_| unknown())?;
    match app.live.at(&address) {
        Some(Loaded::Live(live)) => Ok(live),
        Some(Loaded::Broken(_)) => {
            Err(ApiError::new(ProblemCode::Unavailable, "the bot is offline for the moment").retry_after(10))
        }
        None => Err(unknown()),
    }
}

fn read(app: &Shared, headers: &HeaderMap, body: &[u8]) -> Result<MessageRequest, ApiError> {
    let is_json = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    });
    if !is_json {
        return Err(ApiError::bad_request("the body must be `application/json`"));
    }
    let most = usize::try_from(app.config.limits.body_bytes).unwrap_or(usize::MAX);
    if body.len() > most {
        let message = format!("the message has {} bytes, this host takes {most}", body.len());
        return Err(ApiError::new(ProblemCode::TooLarge, message));
    }
    let unreadable = |error: serde_json::Error| shortened(&format!("the message can't be read: {error}"));
    serde_json::from_slice(body).map_err(|error| ApiError::bad_request(unreadable(error)))
}

fn wants_stream(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.contains("text/event-stream"))
}

fn with_cors(mut response: Response, admitted: &Admitted) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    if let Some(origin) = &admitted.cross_origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        // Without it a page of another origin doesn't see how long it is to wait.
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    response
}

/// Lets the page read a refusal: it tells nothing but that it is one. Answers are never sent this way.
fn readable(mut response: Response, headers: &HeaderMap) -> Response {
    let set = response.headers_mut();
    set.insert(header::VARY, HeaderValue::from_static("Origin"));
    if headers.contains_key(header::ORIGIN) {
        set.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        set.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    }
    response
}
