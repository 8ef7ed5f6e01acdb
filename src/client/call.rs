//! One call of the contract and its answer, before and after the network.

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::HeaderMap;
use serde::Serialize;

use crate::client::Sent;

/// What a call sends.
#[derive(Debug, Clone)]
pub(crate) enum Payload {
    Nothing,
    Json(Bytes),
    Upload { media_type: &'static str, bytes: Bytes, sent: Sent },
}

/// One call, that can be sent again.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) payload: Payload,
    pub(crate) repeatable: bool,
}

/// A success.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Call {
    /// A call that may be repeated, without a body.
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            payload: Payload::Nothing,
            repeatable: true,
        }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn query(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }

    pub(crate) fn json<T: Serialize>(mut self, body: &T) -> Self {
        let bytes = serde_json::to_vec(body).expect("bodies of the contract have text keys and no failing serializers");
        self.payload = Payload::Json(Bytes::from(bytes));
        self
    }

    pub(crate) fn upload(mut self, media_type: &'static str, bytes: Bytes, sent: Sent) -> Self {
        self.payload = Payload::Upload { media_type, bytes, sent };
        self
    }

    /// Marks a call that could do its work twice: it is repeated only if it can't have arrived.
    pub(crate) fn once(mut self) -> Self {
        self.repeatable = false;
        self
    }

    /// Method and path, for errors.
    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Answer {
    /// A number in a header.
    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        text_of(&self.headers, name)?.parse().ok()
    }

    /// The headers.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The body.
    pub(crate) fn into_body(self) -> Bytes {
        self.body
    }
}

/// A header as text.
pub(crate) fn text_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
