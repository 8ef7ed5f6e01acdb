//! The client itself: one host, one token, and the way of every call: send, check the contract's version, read, try again.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use serde::de::DeserializeOwned;
use url::Url;

use crate::base::clock::{Clock, Timestamp};
use crate::base::event::{EventSink, milliseconds};
use crate::base::http;
use crate::base::retry::Backoff;
use crate::base::secret::Secret;
use crate::base::version::WIRE_MAJOR;
use crate::client::body::{Activity, observed};
use crate::client::call::{Answer, Call, Payload, text_of};
use crate::client::error::problem_of_status;
use crate::client::redact::redacted;
use crate::client::{Cause, ClientError, Refusal, address, cause, retry};
use crate::wire::header;
use crate::wire::problem::Problem;

/// Larger answers are refused: no answer of the contract comes near it.
const LARGEST_ANSWER: usize = 256 << 20;

/// A client of one host. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    base: Url,
    host: String,
    token: Option<Secret>,
    http: reqwest::Client,
    uploads: Arc<OnceLock<reqwest::Client>>,
    clock: Clock,
    sink: EventSink,
    backoff: Backoff,
    idle: Duration,
}

impl Client {
    /// A client of the host at `base`, with the operator's token if there is one.
    ///
    /// Errors: an address that isn't http(s) or holds a password, a token for plain http off this machine, no TLS roots.
    pub fn new(base: &Url, token: Option<Secret>, clock: Clock) -> Result<Self, ClientError> {
        let host = address::accept(base)?;
        if token.is_some() && base.scheme() == "http" && !address::is_loopback(base) {
            return Err(ClientError::TokenInTheClear { host });
        }
        let http = address::builder(base).read_timeout(http::IDLE_TIMEOUT).build().map_err(setup)?;
        Ok(Self {
            base: base.clone(),
            host,
            token,
            http,
            uploads: Arc::new(OnceLock::new()),
            clock,
            sink: EventSink::null(),
            backoff: Backoff::REQUEST,
            idle: http::IDLE_TIMEOUT,
        })
    }

    /// The same client with another limit of a host's silence. Errors: as of [`Client::new`].
    pub fn with_idle_timeout(mut self, idle: Duration) -> Result<Self, ClientError> {
        self.http = address::builder(&self.base).read_timeout(idle).build().map_err(setup)?;
        self.idle = idle;
        Ok(self)
    }

    /// The same client, with every wait before a retry reported to `sink`.
    #[must_use]
    pub fn reporting_to(mut self, sink: EventSink) -> Self {
        self.sink = sink;
        self
    }

    /// The same client, for one who asks again by itself: a failure is no news and isn't retried.
    #[must_use]
    pub fn asking_once(&self) -> Self {
        let backoff = Backoff { attempts: 1, ..Backoff::REQUEST };
        Self { sink: EventSink::null(), backoff, ..self.clone() }
    }

    /// The same client with other waits.
    #[cfg(test)]
    #[must_use]
    pub(crate) fn with_backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// The present, as this side sees it.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The host's name and port, for people.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of a page on the host, e.g. of [`crate::wire::path::demo`].
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base.as_str().trim_end_matches('/'))
    }

    /// Calls, and reads the answer's JSON.
    pub(crate) async fn read<T: DeserializeOwned>(&self, call: Call) -> Result<T, ClientError> {
        let name = call.name();
        let answer = self.call(call).await?;
        serde_json::from_slice(&answer.body).map_err(|error| self.unreadable(name, &answer.headers, error.to_string()))
    }

    /// Calls until it succeeds, fails for good, or the tries are used up.
    pub(crate) async fn call(&self, call: Call) -> Result<Answer, ClientError> {
        let mut attempt = 1;
        loop {
            match self.call_once(&call).await {
                Err(error) if call.repeatable || error.never_arrived() => self.before_retry(attempt, error).await?,
                done => return done,
            }
            attempt += 1;
        }
    }

    /// Calls once.
    pub(crate) async fn call_once(&self, call: &Call) -> Result<Answer, ClientError> {
        let activity = Activity::begin();
        let exchange = async {
            let response = self.send(call, &activity).await?;
            let headers = response.headers().clone();
            let body = self.read_body(response, LARGEST_ANSWER).await?;
            Ok(Answer { headers, body })
        };
        match call.payload {
            Payload::Nothing | Payload::Json(_) => exchange.await,
            Payload::Upload { .. } => tokio::select! {
                done = exchange => done,
                () = activity.idle(self.idle) => Err(self.silent()),
            },
        }
    }

    /// Sends, and returns the response of a success with its body unread.
    pub(crate) async fn open(&self, call: &Call) -> Result<Response, ClientError> {
        self.send(call, &Activity::begin()).await
    }

    /// Waits before the next try, or gives the error back; see [`retry::wait`].
    pub(crate) async fn before_retry(&self, attempt: u32, error: ClientError) -> Result<(), ClientError> {
        retry::wait(self.backoff, &self.sink, attempt, error).await
    }

    /// The failure of a body or a stream that broke off.
    pub(crate) fn broken(&self, error: &reqwest::Error) -> ClientError {
        ClientError::Unreachable { host: self.host.clone(), cause: cause::of(error), detail: cause::innermost(error) }
    }

    /// The failure of an answer that isn't what the contract says.
    pub(crate) fn unreadable(&self, call: String, headers: &HeaderMap, detail: String) -> ClientError {
        let request_id = text_of(headers, header::REQUEST_ID).unwrap_or_default().to_owned();
        ClientError::Unreadable { host: self.host.clone(), call, detail, request_id }
    }

    async fn send(&self, call: &Call, activity: &Arc<Activity>) -> Result<Response, ClientError> {
        let request = self.request(call, activity)?;
        if let Payload::Json(bytes) = &call.payload {
            tracing::trace!("> {}", redacted(bytes));
        }
        let started = Instant::now();
        let response = request.send().await.map_err(|error| self.broken(&error))?;
        let request_id = text_of(response.headers(), header::REQUEST_ID).unwrap_or_default();
        let (status, ms) = (response.status().as_u16(), milliseconds(started.elapsed()));
        tracing::debug!("{} {} {status} in {ms} ms, request {request_id}", call.method, self.address_of(call));
        self.check_contract(&response)?;
        if response.status().is_success() { Ok(response) } else { Err(self.refusal(response).await?) }
    }

    fn request(&self, call: &Call, activity: &Arc<Activity>) -> Result<reqwest::RequestBuilder, ClientError> {
        let http = match call.payload {
            Payload::Nothing | Payload::Json(_) => &self.http,
            Payload::Upload { .. } => self.uploads()?,
        };
        let mut request = http.request(call.method.clone(), self.address_of(call)).header(header::WIRE, WIRE_MAJOR);
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {}", token.expose()));
        }
        for (name, value) in &call.headers {
            request = request.header(*name, value);
        }
        Ok(match &call.payload {
            Payload::Nothing => request,
            Payload::Json(bytes) => request.header(CONTENT_TYPE, "application/json").body(bytes.clone()),
            Payload::Upload { media_type, bytes, sent } => request
                .header(CONTENT_TYPE, *media_type)
                .header(CONTENT_LENGTH, bytes.len())
                .body(observed(bytes.clone(), Arc::clone(activity), sent.clone())),
        })
    }

    fn address_of(&self, call: &Call) -> String {
        let mut address = self.page(&call.path);
        if !call.query.is_empty() {
            let pairs = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&call.query).finish();
            address.push('?');
            address.push_str(&pairs);
        }
        address
    }

    /// The client of uploads: without a read timeout, which would also run while a slow line takes a body.
    fn uploads(&self) -> Result<&reqwest::Client, ClientError> {
        if let Some(client) = self.uploads.get() {
            return Ok(client);
        }
        let client = address::builder(&self.base).build().map_err(setup)?;
        Ok(self.uploads.get_or_init(|| client))
    }

    fn check_contract(&self, response: &Response) -> Result<(), ClientError> {
        let status = response.status();
        match text_of(response.headers(), header::WIRE) {
            Some(theirs) if theirs == WIRE_MAJOR.to_string() => Ok(()),
            Some(theirs) => {
                Err(ClientError::WireMismatch { host: self.host.clone(), theirs: theirs.chars().take(20).collect() })
            }
            None if is_gateway(status) => Err(ClientError::Gateway {
                host: self.host.clone(),
                status: status.as_u16(),
                retry_after: self.retry_after(response.headers()),
            }),
            None => Err(ClientError::NotAHost { host: self.host.clone(), detail: describe(response) }),
        }
    }

    async fn refusal(&self, response: Response) -> Result<ClientError, ClientError> {
        let status = response.status().as_u16();
        let retry_after = self.retry_after(response.headers());
        let request_id = text_of(response.headers(), header::REQUEST_ID).unwrap_or_default().to_owned();
        let body = self.read_body(response, LARGEST_ANSWER).await?;
        let mut problem =
            serde_json::from_slice::<Problem>(&body).unwrap_or_else(|_| problem_of_status(status, &request_id));
        if problem.request_id.is_empty() {
            problem.request_id = request_id;
        }
        Ok(ClientError::Problem(Box::new(Refusal { host: self.host.clone(), status, problem, retry_after })))
    }

    async fn read_body(&self, mut response: Response, limit: usize) -> Result<Bytes, ClientError> {
        let mut body = BytesMut::new();
        while let Some(piece) = response.chunk().await.map_err(|error| self.broken(&error))? {
            if body.len() + piece.len() > limit {
                let detail = format!("it is larger than {limit} bytes");
                return Err(self.unreadable(response.url().path().to_owned(), response.headers(), detail));
            }
            body.extend_from_slice(&piece);
        }
        tracing::trace!("< {}", redacted(&body));
        Ok(body.freeze())
    }

    fn retry_after(&self, headers: &HeaderMap) -> Option<Duration> {
        retry::retry_after(text_of(headers, RETRY_AFTER.as_str())?, &self.clock)
    }

    fn silent(&self) -> ClientError {
        ClientError::Unreachable {
            host: self.host.clone(),
            cause: Cause::Timeout,
            detail: format!("no byte moved for {} s", self.idle.as_secs()),
        }
    }
}

fn setup(error: reqwest::Error) -> ClientError {
    ClientError::Setup { reason: cause::innermost(&error) }
}

fn is_gateway(status: StatusCode) -> bool {
    status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429)
}

fn describe(response: &Response) -> String {
    match text_of(response.headers(), LOCATION.as_str()) {
        Some(target) if response.status().is_redirection() => {
            let target: String = target.chars().take(200).collect();
            format!("redirects to `{target}`")
        }
        _ => format!("answers {} without the contract's header `{}`", response.status().as_u16(), header::WIRE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn new(address: &str) -> Result<Client, ClientError> {
        http::install_crypto();
        let base = Url::parse(address).expect("an address");
        Client::new(&base, Some(Secret::new("botctl_d_hunter2")), Clock::system())
    }

    #[test]
    fn tokens_stay_off_plain_http_but_on_this_machine() {
        let cases = [
            ("https://bots.example.com", None),
            ("https://bots.example.com:8443/prefix/", None),
            ("http://127.0.0.1:4000", None),
            ("http://[::1]:4000", None),
            ("http://localhost:4000", None),
            ("http://bots.example.com", Some("AUT001")),
            ("http://localhost.example.com", Some("AUT001")),
            ("http://192.168.1.4", Some("AUT001")),
            ("ftp://bots.example.com", Some("NET001")),
            ("https://ada:secret@bots.example.com", Some("NET001")),
            ("https://bots.example.com/?token=x", Some("NET001")),
        ];
        for (address, expected) in cases {
            let error = new(address).err();
            assert_eq!(error.as_ref().map(ClientError::code), expected, "{address}");
            if let Some(error) = error {
                assert!(!error.to_string().contains("secret"), "{error}");
                assert!(!error.diagnostic().next.is_empty(), "{error}");
            }
        }
    }

    #[test]
    fn a_token_never_shows() {
        let client = new("https://bots.example.com").expect("a client");
        assert!(!format!("{client:?}").contains("hunter2"));
    }

    #[test]
    fn pages_stand_below_the_address() {
        for address in ["https://h.example/b", "https://h.example/b/"] {
            assert_eq!(new(address).expect("a client").page("/v1/hello"), "https://h.example/b/v1/hello");
        }
    }
}
