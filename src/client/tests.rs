//! The client against hosts that misbehave.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Json, Redirect};
use axum::routing::{get, post};

use crate::base::clock::Timestamp;
use crate::base::event::{Event, EventSink};
use crate::base::http;
use crate::base::id::UniqueId;
use crate::base::retry::Backoff;
use crate::client::fake::{FakeHost, refuse};
use crate::client::{Cause, Client, ClientError, ErrorClass};
use crate::wire::auth::{NewToken, Scope};
use crate::wire::deployment::DeploymentEvent;
use crate::wire::problem::ProblemCode;
use crate::wire::status::BotEntry;
use crate::wire::{header, path};

fn counting() -> (Arc<AtomicUsize>, impl Fn() -> usize + Clone + Send + Sync + 'static) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    (count, move || counter.fetch_add(1, Ordering::SeqCst) + 1)
}

#[tokio::test]
async fn a_busy_host_is_asked_again_and_each_wait_is_reported() {
    let (_, next) = counting();
    let answer = move || {
        let call = next();
        async move { if call < 3 { refuse(ProblemCode::Unavailable) } else { Json(Vec::<BotEntry>::new()).into_response() } }
    };
    let host = FakeHost::start(Router::new().route(path::BOTS, get(answer))).await;
    let (sink, events) = EventSink::recording();
    assert!(host.client(sink).bots().await.expect("the third try succeeds").is_empty());
    let attempts: Vec<(u32, u32)> = events
        .lock()
        .expect("events")
        .iter()
        .map(|event| match event {
            Event::Retry { attempt, of, reason, .. } => {
                assert!(reason.starts_with("503: "), "{reason}");
                (*attempt, *of)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(attempts, [(1, 5), (2, 5)]);
}

#[tokio::test]
async fn what_could_happen_twice_is_not_repeated_and_a_limit_is_no_reason_to_wait() {
    let (tokens, next_token) = counting();
    let (plans, next_plan) = counting();
    let router = Router::new()
        .route(
            path::TOKENS,
            post(move || async move {
                next_token();
                refuse(ProblemCode::Unavailable)
            }),
        )
        .route(
            path::PLAN,
            get(move || async move {
                next_plan();
                refuse(ProblemCode::MessageLimit)
            }),
        );
    let host = FakeHost::start(router).await;
    let client = host.client(EventSink::null());
    let token =
        NewToken { scope: Scope::Admin, bots: Vec::new(), networks: Vec::new(), label: String::new(), expires: None };
    assert!(client.create_token(&token).await.is_err());
    let error = client.plan(None).await.expect_err("the limit");
    assert_eq!((error.class(), error.code(), error.request_id()), (ErrorClass::Refused, "DEP004", Some("request-7")));
    assert_eq!((tokens.load(Ordering::SeqCst), plans.load(Ordering::SeqCst)), (1, 1));
}

async fn hello_error(router: Router) -> ClientError {
    let host = FakeHost::serve(router).await;
    host.client(EventSink::null()).hello().await.expect_err("no host of ours")
}

#[tokio::test]
async fn hosts_that_are_not_ours_are_told_apart() {
    let other = [(header::WIRE, "2")];
    let cases = [
        (
            get(move || async move { (other, "{}") }),
            "NET010",
            "speaks version 2 of the contract, this botctl speaks version 1",
        ),
        (get(|| async { "hello" }), "NET009", "that is no botctl host"),
        (
            get(|| async { Redirect::permanent("https://elsewhere.example/") }),
            "NET009",
            "redirects to `https://elsewhere",
        ),
        (get(|| async { StatusCode::BAD_GATEWAY }), "NET008", "a gateway answers 502"),
        (get(|| async { ([(header::WIRE, "1")], "not JSON") }), "NET011", "can't be read"),
    ];
    for (answer, code, words) in cases {
        let error = hello_error(Router::new().route(path::HELLO, answer)).await;
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(words), "{error}");
        assert!(!error.diagnostic().next.is_empty(), "{error}");
        assert!(!format!("{error:?}").contains("botctl_d_test"));
    }
}

#[tokio::test]
async fn a_port_where_nothing_listens_is_named_as_such() {
    let client = {
        let host = FakeHost::start(Router::new()).await;
        let client = host.client(EventSink::null());
        drop(host);
        tokio::task::yield_now().await;
        client
    };
    let error = refused(&client).await;
    assert_eq!((error.code(), error.class()), ("NET004", ErrorClass::Unavailable));
}

/// The server's port closes once its task is gone, which may take a moment.
async fn refused(client: &Client) -> ClientError {
    loop {
        match client.hello().await.expect_err("nothing is served") {
            error if error.code() == "NET004" => return error,
            _ => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test]
async fn refusals_without_a_body_are_read_from_their_status() {
    let cases = [
        (StatusCode::UNAUTHORIZED, ErrorClass::Auth),
        (StatusCode::FORBIDDEN, ErrorClass::Auth),
        (StatusCode::NOT_FOUND, ErrorClass::NotFound),
        (StatusCode::LOCKED, ErrorClass::Locked),
        (StatusCode::CONFLICT, ErrorClass::Conflict),
        (StatusCode::INTERNAL_SERVER_ERROR, ErrorClass::Unavailable),
        (StatusCode::IM_A_TEAPOT, ErrorClass::Unexpected),
    ];
    for (status, class) in cases {
        let host = FakeHost::start(Router::new().route(path::HELLO, get(move || async move { status }))).await;
        let error = host.client(EventSink::null()).hello().await.expect_err("refused");
        assert_eq!(error.class(), class, "{status}");
    }
}

fn event(seq: i64, finished: bool) -> Bytes {
    let event = DeploymentEvent { seq, at: Timestamp(0), event: None, finished };
    let json = serde_json::to_string(&event).expect("an event");
    Bytes::from(format!("id: {seq}\ndata: {json}\n\n"))
}

#[tokio::test]
async fn a_dropped_stream_goes_on_where_it_broke_off() {
    let stream = |headers: HeaderMap| async move {
        let last = headers.get(header::LAST_EVENT_ID).and_then(|last| last.to_str().ok()).unwrap_or("0").to_owned();
        let events = match last.as_str() {
            "0" => vec![event(1, false), event(2, false), Bytes::from("id: 3\ndata: {\"se")],
            "2" => vec![event(2, false), event(3, false)],
            "3" => vec![Bytes::from(": still here\n\n"), event(4, true), event(5, false)],
            other => panic!("resumed after {other}"),
        };
        Body::from_stream(futures_util::stream::iter(events.into_iter().map(Ok::<_, Infallible>)))
    };
    let host = FakeHost::start(Router::new().route(path::DEPLOYMENT_EVENTS, get(stream))).await;
    let mut events = host.client(EventSink::null()).deployment_events(&UniqueId::generate(), 0);
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.expect("an event").seq);
    }
    assert_eq!(seen, [1, 2, 3, 4]);
}

#[tokio::test]
async fn a_stream_that_never_comes_ends_in_an_error() {
    let (calls, next) = counting();
    let stream = move || async move {
        next();
        refuse(ProblemCode::Unavailable)
    };
    let host = FakeHost::start(Router::new().route(path::DEPLOYMENT_EVENTS, get(stream))).await;
    let mut events = host.client(EventSink::null()).deployment_events(&UniqueId::generate(), 0);
    assert!(events.next().await.expect("an answer").is_err());
    assert!(events.next().await.is_none());
    assert_eq!(calls.load(Ordering::SeqCst), 5);
}

#[tokio::test]
async fn a_mute_host_is_given_up_after_thirty_seconds() {
    assert_eq!((http::CONNECT_TIMEOUT.as_secs(), http::IDLE_TIMEOUT.as_secs()), (10, 30));
    let mute = Router::new().route(path::HELLO, get(std::future::pending::<()>));
    let host = FakeHost::start(mute).await;
    let once = Backoff { attempts: 1, ..Backoff::REQUEST };
    let began = std::time::Instant::now();
    let error = host.client(EventSink::null()).with_backoff(once).hello().await.expect_err("nothing came");
    assert!(matches!(error, ClientError::Unreachable { cause: Cause::Timeout, .. }), "{error:?}");
    assert_eq!(error.class(), ErrorClass::Unavailable);
    assert!((30..40).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}
