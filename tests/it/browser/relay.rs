//! A way between page and host on which things go wrong: faults before and after the host has answered, and replies of its own.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::scene::BOT;

/// What happens to a message.
pub enum Weather {
    /// The host doesn't see it; this is answered.
    Fault { status: u16, headers: &'static [(&'static str, &'static str)], body: &'static str },
    /// The host answers, and half of its answer arrives.
    Cut,
    /// The host doesn't see it; this is streamed as its reply.
    Reply(Value),
}

#[derive(Default)]
struct State {
    weather: VecDeque<Weather>,
    seen: Vec<Value>,
}

/// The relay; it forwards what no weather is set for.
#[derive(Clone)]
pub struct Relay {
    /// Its origin.
    pub url: String,
    host: String,
    state: Arc<Mutex<State>>,
}

impl Relay {
    /// A relay in front of `host`.
    pub async fn before(host: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("it is bound"));
        let relay = Self { url, host: host.to_owned(), state: Arc::default() };
        let service = relay.clone();
        let routes = Router::new().fallback(async move |request: Request| service.pass(request).await);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        relay
    }

    /// The snippet, with the relay in the host's place.
    pub fn snippet(&self) -> String {
        format!("<script async src=\"{}/w/{BOT}/bundle.js\"></script>", self.url)
    }

    /// What is to happen to the next messages, in order.
    pub fn expect(&self, weather: impl IntoIterator<Item = Weather>) {
        self.state.lock().expect("nobody panicked").weather.extend(weather);
    }

    /// The messages that came by since this was asked last.
    pub fn seen(&self) -> Vec<Value> {
        std::mem::take(&mut self.state.lock().expect("nobody panicked").seen)
    }

    async fn pass(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body");
        let is_message = parts.method == Method::POST && parts.uri.path().ends_with("/messages");
        let weather = is_message.then(|| self.next(&body)).flatten();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        match weather {
            Some(Weather::Fault { status, headers, body }) => fault(status, headers, body),
            Some(Weather::Reply(reply)) => streamed(&reply),
            Some(Weather::Cut) => cut(self.forward(parts.method, path, parts.headers, body).await),
            None => {
                let Some((status, headers, body)) = self.forward(parts.method, path, parts.headers, body).await else {
                    return StatusCode::BAD_GATEWAY.into_response();
                };
                (status, headers, body).into_response()
            }
        }
    }

    fn next(&self, body: &[u8]) -> Option<Weather> {
        let mut state = self.state.lock().expect("nobody panicked");
        state.seen.push(serde_json::from_slice(body).expect("a message is JSON"));
        state.weather.pop_front()
    }

    /// The host's answer; none where there is no host.
    async fn forward(
        &self,
        method: Method,
        path: &str,
        mut headers: HeaderMap,
        body: Bytes,
    ) -> Option<(StatusCode, HeaderMap, Bytes)> {
        headers.remove(header::HOST);
        botctl::base::http::install_crypto();
        let client = reqwest::Client::builder().no_proxy().build().expect("a client");
        let request = client.request(method, format!("{}{path}", self.host)).headers(headers).body(body);
        let answer = request.send().await.ok()?;
        let (status, mut headers) = (answer.status(), answer.headers().clone());
        for name in [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::CONNECTION] {
            headers.remove(name);
        }
        Some((status, headers, answer.bytes().await.ok()?))
    }
}

fn fault(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Response {
    let mut response = (StatusCode::from_u16(status).expect("a status"), body).into_response();
    for (name, value) in headers {
        response.headers_mut().insert(*name, value.parse().expect("a value"));
    }
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    response
}

fn cut(answer: Option<(StatusCode, HeaderMap, Bytes)>) -> Response {
    let (status, headers, body) = answer.expect("the host answers");
    let half = body.slice(..body.len() / 2);
    let broken = stream::iter([Ok(half), Err(std::io::Error::other("cut"))]);
    (status, headers, Body::from_stream(broken)).into_response()
}

fn streamed(reply: &Value) -> Response {
    let delta = json!({ "text": reply["text"] });
    let body = format!("event: delta\ndata: {delta}\n\nevent: done\ndata: {reply}\n\n");
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    (headers, body).into_response()
}
