//! One request: bounded in time and size, compressed bodies unpacked under the same bounds, nothing followed by itself.

use std::io::Read;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use reqwest::header::{self, HeaderMap, HeaderName};
use url::Url;

use super::problem::WebProblem;
use crate::base::http;
use crate::base::reach::{Reach, Refusal};
use crate::base::text;

/// Text may shrink to so much less when it is packed; what shrinks more is a bomb. Small bodies are no harm.
const MOST_RATIO: u64 = 100;
const HARMLESS_BYTES: u64 = 1 << 20;

/// What to ask for.
pub(super) struct Question<'a> {
    pub(super) address: &'a Url,
    /// The validators of the version that is here.
    pub(super) etag: Option<&'a str>,
    pub(super) last_modified: Option<&'a str>,
    /// The largest body, packed and unpacked.
    pub(super) most_bytes: u64,
}

/// What the server says.
#[derive(Debug)]
pub(super) enum Answer {
    /// The version that is here is the newest.
    NotModified,
    /// It is elsewhere; the `Location` as given.
    Elsewhere(String),
    /// An error; with the time to wait that the server asks for.
    Failed {
        status: u16,
        wait: Option<Duration>,
    },
    Here(Body),
}

/// A body with what its headers say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    /// The media type in lower case without parameters; empty where none is given.
    pub(super) media_type: String,
    pub(super) charset: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
}

/// The client of one crawl.
pub(super) struct Transport {
    client: reqwest::Client,
    reach: Reach,
    /// How long one request may take, its body included.
    limit: Duration,
}

impl Transport {
    /// A client that dials what `reach` lets through, and never a proxy: it would dial by a name that nobody checked.
    pub(super) fn new(reach: Reach, limit: Duration) -> Result<Self, WebProblem> {
        let client = http::builder().no_proxy().dns_resolver(std::sync::Arc::new(reach.clone()));
        let client =
            client.connect_timeout(http::CONNECT_TIMEOUT.min(limit)).read_timeout(http::IDLE_TIMEOUT.min(limit));
        let client = client.build().map_err(|error| unreachable(format!("no client can be made: {error}")))?;
        Ok(Self { client, reach, limit })
    }

    /// Asks once. Errors: the address is refused, no answer in time, or a body beyond its limits.
    pub(super) async fn ask(&self, question: &Question<'_>) -> Result<Answer, WebProblem> {
        self.reach.check(question.address).map_err(|refusal| refused(refusal, question.address))?;
        match tokio::time::timeout(self.limit, self.exchange(question)).await {
            Ok(answer) => answer,
            Err(_) => Err(unreachable(format!("it takes more than {} s to answer", self.limit.as_secs()))),
        }
    }

    async fn exchange(&self, question: &Question<'_>) -> Result<Answer, WebProblem> {
        let accept = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5";
        let mut request = self.client.get(question.address.clone()).header(header::ACCEPT, accept);
        request = request.header(header::ACCEPT_ENCODING, "gzip");
        for (name, value) in
            [(header::IF_NONE_MATCH, question.etag), (header::IF_MODIFIED_SINCE, question.last_modified)]
        {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        let response = request.send().await.map_err(|error| failed(&error, question.address))?;
        let (status, headers) = (response.status(), response.headers().clone());
        match status.as_u16() {
            304 => Ok(Answer::NotModified),
            301 | 302 | 303 | 307 | 308 => {
                Ok(Answer::Elsewhere(text_of(&headers, &header::LOCATION).unwrap_or_default()))
            }
            200 => self.body(response, &headers, question).await.map(Answer::Here),
            status => Ok(Answer::Failed { status, wait: wait(&headers) }),
        }
    }

    async fn body(
        &self,
        mut response: reqwest::Response,
        headers: &HeaderMap,
        question: &Question<'_>,
    ) -> Result<Body, WebProblem> {
        let most = question.most_bytes;
        if response.content_length().is_some_and(|length| length > most) {
            return Err(too_large(most));
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failed(&error, question.address))? {
            if bytes.len() as u64 + chunk.len() as u64 > most {
                return Err(too_large(most));
            }
            bytes.extend_from_slice(&chunk);
        }
        let encoding = text_of(headers, &header::CONTENT_ENCODING).unwrap_or_default().trim().to_ascii_lowercase();
        let bytes = match encoding.as_str() {
            "" | "identity" => bytes,
            "gzip" | "x-gzip" => unpacked(bytes, most).await?,
            other => return Err(WebProblem::OtherKind { found: format!("packed as `{}`", text::printable(other)) }),
        };
        let content_type = text_of(headers, &header::CONTENT_TYPE).unwrap_or_default();
        let mut parts = content_type.split(';');
        let media_type = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_owned())
        });
        let (etag, last_modified) = (text_of(headers, &header::ETAG), text_of(headers, &header::LAST_MODIFIED));
        Ok(Body { bytes, media_type, charset, etag, last_modified })
    }
}

/// A body that may be packed by gzip on top, as sitemaps are, unpacked within `most_bytes`.
pub(super) async fn unpacked_if_packed(bytes: Vec<u8>, most_bytes: u64) -> Result<Vec<u8>, WebProblem> {
    if bytes.starts_with(&[0x1f, 0x8b]) { unpacked(bytes, most_bytes).await } else { Ok(bytes) }
}

async fn unpacked(packed: Vec<u8>, most: u64) -> Result<Vec<u8>, WebProblem> {
    let work = tokio::task::spawn_blocking(move || gunzip(&packed, most)).await;
    work.unwrap_or_else(|_| Err(unreachable("it can't be unpacked".to_owned())))
}

fn gunzip(packed: &[u8], most: u64) -> Result<Vec<u8>, WebProblem> {
    let ratio_limit = (packed.len() as u64).saturating_mul(MOST_RATIO).max(HARMLESS_BYTES);
    let limit = most.min(ratio_limit);
    let mut bytes = Vec::new();
    MultiGzDecoder::new(packed)
        .take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreachable(format!("it can't be unpacked: {error}")))?;
    match bytes.len() as u64 {
        length if length <= limit => Ok(bytes),
        _ if ratio_limit < most => {
            Err(WebProblem::BeyondLimit { limit: format!("it unpacks to more than {MOST_RATIO} times its size") })
        }
        _ => Err(too_large(most)),
    }
}

fn text_of(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    // Validators are kept and sent back; what is longer isn't one.
    (!value.is_empty() && value.len() <= 4_096).then(|| value.to_owned())
}

/// `Retry-After` in seconds. A date is taken as a minute: it tells no more than "later".
fn wait(headers: &HeaderMap) -> Option<Duration> {
    let value = text_of(headers, &header::RETRY_AFTER)?;
    Some(value.parse().map_or(Duration::from_mins(1), Duration::from_secs))
}

fn too_large(most: u64) -> WebProblem {
    WebProblem::BeyondLimit { limit: format!("more than {}", text::size(most)) }
}

pub(super) fn unreachable(reason: String) -> WebProblem {
    WebProblem::Unreachable { reason }
}

fn refused(refusal: Refusal, address: &Url) -> WebProblem {
    match refusal {
        Refusal::Unresolved { .. } => unreachable(refusal.to_string()),
        Refusal::Private { .. } | Refusal::Port { .. } => {
            let host = address.host_str().unwrap_or_default();
            let port = address.port_or_known_default().unwrap_or(0);
            WebProblem::Refused { reason: refusal.to_string(), host: format!("{host}:{port}") }
        }
        Refusal::Scheme { .. } | Refusal::Credentials => {
            WebProblem::Refused { reason: refusal.to_string(), host: String::new() }
        }
    }
}

fn failed(error: &reqwest::Error, address: &Url) -> WebProblem {
    if let Some(refusal) = Reach::refusal_of(error) {
        return refused(refusal, address);
    }
    if error.is_timeout() {
        return unreachable("it doesn't answer in time".to_owned());
    }
    // The innermost cause says what happened; those around it only where.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let reason: String = text::printable(&cause.to_string()).chars().take(200).collect();
    let what = if error.is_connect() { "it can't be reached" } else { "its answer ends too early" };
    unreachable(format!("{what}: {reason}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("in memory");
        encoder.finish().expect("in memory")
    }

    #[test]
    fn packed_bodies_are_bounded_while_they_are_unpacked() {
        let text = b"<urlset></urlset>".repeat(1_000);
        assert_eq!(gunzip(&packed(&text), 1 << 20), Ok(text.clone()));
        assert_eq!(gunzip(&packed(&text), 100), Err(too_large(100)));
        let bomb = packed(&vec![b'a'; 64 << 20]);
        assert!(matches!(gunzip(&bomb, 1 << 30), Err(WebProblem::BeyondLimit { .. })));
        let mut cut = packed(&text);
        cut.truncate(cut.len() / 2);
        assert!(matches!(gunzip(&cut, 1 << 20), Err(WebProblem::Unreachable { .. })));
    }
}
