//! An OpenAI-compatible endpoint over HTTP: only what the operator allows is dialled, everything is bounded, the key goes nowhere else.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use reqwest::header::{self, HeaderValue};
use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};
use url::Url;

use crate::base::clock::{Clock, Timestamp};
use crate::base::http;
use crate::base::reach::{AllowedHost, Reach, Refusal};
use crate::base::secret::Secret;
use crate::base::text;
use crate::config::endpoints;

/// Requests to one endpoint at a time; beyond it the bot does without.
const MOST_AT_ONCE: usize = 32;
/// After so many failures in a row the endpoint is left alone for a while: visitors would wait for nothing.
const FAILURES: u32 = 5;
/// How long it is left alone.
const REST: Duration = Duration::from_secs(30);

/// An endpoint that gave no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Not within the bot's limit.
    #[error("the endpoint is too slow")]
    Slow,
    /// No connection, or one that broke.
    #[error("the endpoint can't be reached: {0}")]
    Unreachable(String),
    /// Its address leads where it may not.
    #[error("the endpoint isn't dialled: {0}")]
    Refused(Refusal),
    /// An error.
    #[error("the endpoint answers {0}")]
    Status(u16),
    /// Something else than the protocol says.
    #[error("the endpoint can't be understood: {0}")]
    Unreadable(&'static str),
    /// Too much is asked of it at once.
    #[error("the endpoint is asked too much at once")]
    Busy,
    /// It failed several times in a row a moment ago.
    #[error("the endpoint failed a moment ago")]
    Resting,
}

impl Failure {
    /// Whether nothing can have been made, and so nothing is paid for. A connection that broke may have had a part of the answer.
    pub fn is_free(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Status(_) | Self::Busy | Self::Resting)
    }

    /// Whether it may be different in a moment.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Slow | Self::Unreachable(_) | Self::Busy | Self::Resting => true,
            Self::Status(status) => *status == 429 || *status >= 500,
            Self::Refused(_) | Self::Unreadable(_) => false,
        }
    }
}

/// An endpoint, with what is known of its health in this process.
pub struct Endpoint {
    address: Url,
    key: Option<Secret>,
    client: reqwest::Client,
    reach: Reach,
    places: Semaphore,
    failures: AtomicU32,
    /// Unix milliseconds.
    resting_until: AtomicI64,
}

impl Endpoint {
    /// The endpoint's API of this path, e.g. `chat/completions`. Errors: the system's TLS roots can't be read.
    pub fn open(endpoint: &endpoints::Endpoint, path: &str, allowed: &[AllowedHost]) -> Result<Self, reqwest::Error> {
        let reach = Reach::new(allowed);
        let client = http::builder().no_proxy().dns_resolver(Arc::new(reach.clone())).build()?;
        let mut address = endpoint.url.clone();
        address.set_path(&format!("{}/{path}", address.path().trim_end_matches('/')));
        Ok(Self {
            address,
            key: endpoint.key.clone(),
            client,
            reach,
            places: Semaphore::new(MOST_AT_ONCE),
            failures: AtomicU32::new(0),
            resting_until: AtomicI64::new(0),
        })
    }

    /// A place among those that ask at the same time. Errors: none is free, or the endpoint is left alone.
    pub fn admit<'a>(&'a self, clock: &'a Clock) -> Result<Asking<'a>, Failure> {
        if clock.now().0 < self.resting_until.load(Ordering::Relaxed) {
            return Err(Failure::Resting);
        }
        let place = self.places.try_acquire().map_err(|_| Failure::Busy)?;
        Ok(Asking { endpoint: self, clock, _place: place })
    }

    fn learn(&self, failed: bool, now: Timestamp) {
        if !failed {
            self.failures.store(0, Ordering::Relaxed);
        } else if self.failures.fetch_add(1, Ordering::Relaxed) + 1 >= FAILURES {
            self.failures.store(0, Ordering::Relaxed);
            self.resting_until.store(now.plus(REST).0, Ordering::Relaxed);
        }
    }

    /// Sends a request; the response's head, if that is a success. Errors: [`Failure`].
    pub async fn post(&self, body: &Value, accept: &'static str) -> Result<reqwest::Response, Failure> {
        self.reach.check(&self.address).map_err(Failure::Refused)?;
        let mut request = self.client.post(self.address.clone()).header(header::ACCEPT, accept).json(body);
        if let Some(key) = &self.key {
            let mut value = HeaderValue::try_from(format!("Bearer {}", key.expose()))
                .map_err(|_| Failure::Unreachable("its key can't be sent".to_owned()))?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        let response = request.send().await.map_err(|error| failed(&error))?;
        // What an error's body says stays unread: it may repeat the key.
        if response.status() != 200 {
            return Err(Failure::Status(response.status().as_u16()));
        }
        Ok(response)
    }
}

/// A request that may be sent.
pub struct Asking<'a> {
    endpoint: &'a Endpoint,
    clock: &'a Clock,
    _place: SemaphorePermit<'a>,
}

impl Asking<'_> {
    /// Runs an exchange within `limit`, and learns how it ended. Errors: [`Failure`].
    pub async fn within<T>(
        self,
        limit: Duration,
        exchange: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let answer = tokio::time::timeout(limit, exchange).await.unwrap_or(Err(Failure::Slow));
        self.endpoint.learn(answer.is_err(), self.clock.now());
        answer
    }
}

/// Why a request or the rest of a response didn't come through.
pub fn failed(error: &reqwest::Error) -> Failure {
    if let Some(refusal) = Reach::refusal_of(error) {
        return Failure::Refused(refusal);
    }
    if error.is_timeout() {
        return Failure::Slow;
    }
    // The innermost cause says what happened; those around it only where.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    Failure::Unreachable(text::printable(&cause.to_string()).chars().take(200).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_that_fails_again_and_again_is_left_alone_for_a_while() {
        http::install_crypto();
        let text = "[endpoints.a]\nurl = \"https://x.example/v1/\"\n";
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("host.toml");
        crate::base::fs::write_cache(&file, text.as_bytes()).expect("host.toml");
        let config = crate::config::host::HostConfig::load(&file, folder.path(), &|_| None).expect("good file");
        let endpoint = Endpoint::open(&config.endpoints["a"], "chat/completions", &[]).expect("a client");
        assert_eq!(endpoint.address.as_str(), "https://x.example/v1/chat/completions");
        let now = Arc::new(AtomicI64::new(1_000));
        let clock = Clock::from_source({
            let now = Arc::clone(&now);
            move || Timestamp(now.load(Ordering::Relaxed))
        });
        for failed in [true, true, true, true, false, true, true, true, true] {
            endpoint.learn(failed, clock.now());
            assert!(endpoint.admit(&clock).is_ok());
        }
        endpoint.learn(true, clock.now());
        assert_eq!(endpoint.admit(&clock).err(), Some(Failure::Resting));
        now.fetch_add(30_000, Ordering::Relaxed);
        let places: Vec<_> = (0..MOST_AT_ONCE).map(|_| endpoint.admit(&clock).expect("a place")).collect();
        assert_eq!(endpoint.admit(&clock).err(), Some(Failure::Busy));
        drop(places);
        assert!(endpoint.admit(&clock).is_ok());
    }
}
