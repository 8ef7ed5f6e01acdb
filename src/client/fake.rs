//! A host for tests: any router, behind the contract's header, on a free port of this machine.

use std::time::Duration;

use axum::Router;
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Json, Response};
use url::Url;

use crate::base::clock::Clock;
use crate::base::event::EventSink;
use crate::base::http;
use crate::base::retry::Backoff;
use crate::base::secret::Secret;
use crate::client::Client;
use crate::client::error::problem_of_status;
use crate::wire::header;
use crate::wire::problem::{Problem, ProblemCode};

/// Five tries without waits worth mentioning.
const AT_ONCE: Backoff = Backoff { attempts: 5, base: Duration::from_millis(1), cap: Duration::from_millis(1) };

/// A server that ends with its test.
pub(crate) struct FakeHost {
    base: Url,
    server: tokio::task::JoinHandle<()>,
}

impl FakeHost {
    /// Serves `router`, with the contract's header on every response that doesn't set one.
    pub(crate) async fn start(router: Router) -> Self {
        Self::serve(router.layer(map_response(with_contract))).await
    }

    /// Serves `router` as it is.
    pub(crate) async fn serve(router: Router) -> Self {
        http::install_crypto();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let server = tokio::spawn(async move { axum::serve(listener, router).await.expect("the server runs") });
        Self { base: Url::parse(&format!("http://127.0.0.1:{port}")).expect("an address"), server }
    }

    /// A client that retries at once and reports to `sink`.
    pub(crate) fn client(&self, sink: EventSink) -> Client {
        Client::new(&self.base, Some(Secret::new("botctl_d_test")), Clock::system())
            .expect("a client")
            .reporting_to(sink)
            .with_backoff(AT_ONCE)
    }
}

impl Drop for FakeHost {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn with_contract(mut response: Response) -> Response {
    response.headers_mut().entry(header::WIRE).or_insert(HeaderValue::from_static("1"));
    response.headers_mut().entry(header::REQUEST_ID).or_insert(HeaderValue::from_static("request-7"));
    response
}

/// A refusal with this code.
pub(crate) fn refuse(code: ProblemCode) -> Response {
    refuse_with(Problem { code, ..problem_of_status(code.status(), "") })
}

/// A refusal with this body.
pub(crate) fn refuse_with(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.code.status()).expect("a status");
    (status, Json(problem)).into_response()
}
