//! Headers of every response, by surface; and the checks that belong to the envelope: wire version, request id.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::base::id::UniqueId;
use crate::base::version::WIRE_MAJOR;
use crate::host::app::Shared;
use crate::host::error::ApiError;
use crate::host::web::csp;
use crate::wire::header::{REQUEST_ID, WIRE};
use crate::wire::problem::{Problem, ProblemCode};

/// What kind of client a route serves; decides its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surface {
    /// Operators' programs.
    Api,
    /// The widget's requests from other sites. CORS headers are set by the chat handlers, which know the bot.
    Chat,
    /// Scripts for other sites.
    Script,
    /// Images for other sites.
    Image,
    /// Pages of the host itself. Their policy, with its nonce, is set by the page.
    Page,
}

/// No feature of the browser is used by any surface, the widget's host page keeps its own.
const NO_FEATURES: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
                           magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Adds the headers of `surface`, a request id, and checks the contract's version on operators' requests.
pub async fn apply(State((app, surface)): State<(Shared, Surface)>, request: Request, next: Next) -> Response {
    let id = UniqueId::generate();
    let mismatch = (surface == Surface::Api).then(|| wire_mismatch(request.headers())).flatten();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let mut response = match mismatch {
        Some(error) => error.into_response(),
        None => next.run(request).await,
    };
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        let bytes = serde_json::to_vec(&Problem { request_id: id.to_string(), ..problem }).unwrap_or_default();
        // The length was computed for the body without the id.
        response.headers_mut().remove(header::CONTENT_LENGTH);
        *response.body_mut() = Body::from(bytes);
    }
    let path = masked(&path);
    tracing::debug!(%id, %method, path, status = response.status().as_u16(), "request");
    let https = app.public_url.starts_with("https:");
    add(response.headers_mut(), surface, https, &id);
    response
}

/// A path for the log: a token that somebody took for an id stays out of it.
fn masked(path: &str) -> String {
    path.split('/').map(|part| if part.contains("botctl_") { "…" } else { part }).collect::<Vec<_>>().join("/")
}

fn wire_mismatch(headers: &HeaderMap) -> Option<ApiError> {
    let theirs = headers.get(WIRE)?.to_str().ok().unwrap_or("?");
    (theirs != WIRE_MAJOR.to_string()).then(|| {
        ApiError::new(
            ProblemCode::WireMismatch,
            format!("the client speaks version {theirs} of the contract, this host version {WIRE_MAJOR}"),
        )
        .hint("install the version of botctl that the host runs: GET /v1/hello names it")
    })
}

fn add(headers: &mut HeaderMap, surface: Surface, https: bool, id: &UniqueId) {
    let mut set = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(HeaderName::from_static("permissions-policy"), NO_FEATURES);
    set(header::CONTENT_SECURITY_POLICY, csp::DEFAULT);
    if https {
        set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    match surface {
        Surface::Api => set(header::CACHE_CONTROL, "no-store"),
        Surface::Chat => {
            set(header::CACHE_CONTROL, "no-store");
            set(header::VARY, "Origin");
        }
        Surface::Script | Surface::Image => {
            set(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*");
            set(HeaderName::from_static("cross-origin-resource-policy"), "cross-origin");
            set(HeaderName::from_static("timing-allow-origin"), "*");
        }
        Surface::Page => {
            set(header::CACHE_CONTROL, "no-store");
            set(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
        }
    }
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        headers.insert(HeaderName::from_static(REQUEST_ID), value);
    }
    headers.insert(HeaderName::from_static(WIRE), HeaderValue::from(WIRE_MAJOR));
}
