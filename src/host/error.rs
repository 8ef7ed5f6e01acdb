//! The one place where a failure becomes an HTTP response.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::base::event::LockHolder;
use crate::host::blobs::BlobError;
use crate::host::store::StoreError;
use crate::wire::problem::{Problem, ProblemCode};

/// A failure on its way to a client. What it says may be shown to anyone who may call the route.
#[derive(Debug)]
pub struct ApiError {
    code: ProblemCode,
    message: String,
    hint: String,
    holder: Option<LockHolder>,
    retry_after_seconds: Option<u32>,
}

impl ApiError {
    /// A failure with its sentence.
    pub fn new(code: ProblemCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: String::new(), holder: None, retry_after_seconds: None }
    }

    /// The answer to whoever may not know whether the thing exists: unknown and forbidden look alike.
    pub fn not_found(what: &str) -> Self {
        Self::new(ProblemCode::NotFound, format!("{what} does not exist on this host, or the token may not see it"))
    }

    /// A body or a parameter that can't be read.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(ProblemCode::BadRequest, message)
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }

    /// Adds who holds the lock.
    #[must_use]
    pub fn held_by(mut self, holder: LockHolder) -> Self {
        self.holder = Some(holder);
        self
    }

    /// Adds when to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// The code.
    pub fn code(&self) -> ProblemCode {
        self.code
    }

    /// The sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it; may be empty.
    pub fn hint_text(&self) -> &str {
        &self.hint
    }
}

impl ApiError {
    /// What a client is told; the request's id is filled in by the outermost layer.
    pub fn problem(self) -> Problem {
        Problem {
            code: self.code,
            message: self.message,
            hint: self.hint,
            request_id: String::new(),
            holder: self.holder,
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(code = ?self.code, message = %self.message, "request failed");
        }
        let retry_after_seconds = self.retry_after_seconds;
        let problem = self.problem();
        let mut response = (status, Json(&problem)).into_response();
        if let Some(seconds) = retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        // The request id is known to the outermost layer only, which writes it into the body of a problem.
        response.extensions_mut().insert(problem);
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        if error.is_full() {
            return Self::full();
        }
        // The text of the driver may name files and addresses of the host: it goes to the log, not to the client.
        tracing::error!(%error, "store failed");
        if error.is_unavailable() {
            Self::new(ProblemCode::Unavailable, "the host's store can't be reached").retry_after(2)
        } else {
            Self::new(ProblemCode::Unexpected, "the host's store refused a statement; its log says why")
        }
    }
}

impl From<BlobError> for ApiError {
    fn from(error: BlobError) -> Self {
        if matches!(error, BlobError::Full { .. }) {
            return Self::full();
        }
        tracing::error!(%error, "blob store failed");
        Self::new(ProblemCode::Unavailable, "the host's blob store failed; its log says why").retry_after(2)
    }
}

impl ApiError {
    fn full() -> Self {
        Self::new(ProblemCode::StorageFull, "the host's disk is full; nothing live was changed")
            .hint("free space on the host's disk, then run the same command again")
    }
}
