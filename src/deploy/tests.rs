//! Whole deployments against a fake host: uploads that break off, locks, lost answers, signals.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Json, Response};
use axum::routing::{get, post};

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::{Event, EventSink, LockHolder, Status, UpdateKind};
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};
use crate::base::phase::Step;
use crate::bundle::{BlobRef, Layout, MANIFEST_SCHEMA, Manifest, Part, PartName};
use crate::client::fake::{FakeHost, refuse, refuse_with};
use crate::deploy::{DeployOutcome, DeployRequest, ExitClass, Interrupt, Outcome, Patience, Run, Wait, run};
use crate::wire::deployment::{
    Committed, DeploymentBegun, DeploymentEvent, DeploymentFacts, DeploymentState, Operation,
};
use crate::wire::hello::UploadLimits;
use crate::wire::problem::{Problem, ProblemCode};
use crate::wire::status::{BotState, EnvironmentStatus};
use crate::wire::{header, pack, path};

const LIMITS: UploadLimits =
    UploadLimits { blob_bytes: 100_000, request_bytes: 8_000, chunk_bytes: 4_000, concurrency: 2 };

/// What the fake host knows and how it misbehaves.
struct Facts {
    id: UniqueId,
    base: Option<ReleaseNumber>,
    missing: Vec<Digest>,
    state: DeploymentState,
    /// The state that a commit leads to.
    becomes: DeploymentState,
    stored: Vec<Digest>,
    large: Vec<u8>,
    /// Bytes of chunks received, to show that nothing is sent twice.
    chunk_bytes: usize,
    /// Chunks of which only the first half arrives.
    broken_chunks: u32,
    /// Begins that find the lock taken.
    locked: u32,
    /// Commits that are done but whose answer is lost.
    lost_answers: u32,
    /// Whether the host is gone after the commit.
    gone: bool,
    /// Whether packs are taken but never acknowledged; the signal that comes then.
    interrupt_at_pack: Option<Interrupt>,
    cancelled: bool,
    begun_with: Vec<UniqueId>,
}

#[derive(Clone)]
struct Host(Arc<Mutex<Facts>>);

impl Host {
    fn new(missing: Vec<Digest>) -> Self {
        Self(Arc::new(Mutex::new(Facts {
            id: UniqueId::generate(),
            base: Some(ReleaseNumber(41)),
            missing,
            state: DeploymentState::Open,
            becomes: DeploymentState::Succeeded,
            stored: Vec::new(),
            large: Vec::new(),
            chunk_bytes: 0,
            broken_chunks: 0,
            locked: 0,
            lost_answers: 0,
            gone: false,
            interrupt_at_pack: None,
            cancelled: false,
            begun_with: Vec::new(),
        })))
    }

    fn facts(&self) -> MutexGuard<'_, Facts> {
        self.0.lock().expect("no test panics while it holds the facts")
    }

    async fn start(&self) -> FakeHost {
        let router = Router::new()
            .route(path::DEPLOYMENTS, post(begin))
            .route(path::ENVIRONMENT, get(environment))
            .route(path::DEPLOYMENT_PACKS, post(take_pack))
            .route(path::DEPLOYMENT_BLOB, get(offset).put(take_chunk))
            .route(path::DEPLOYMENT_COMMIT, post(commit))
            .route(path::DEPLOYMENT, get(deployment).delete(cancel))
            .route(path::DEPLOYMENT_EVENTS, get(events))
            .with_state(self.clone());
        FakeHost::start(router).await
    }
}

async fn begin(State(host): State<Host>, Json(body): Json<serde_json::Value>) -> Response {
    let mut facts = host.facts();
    let key = body["idempotency_key"].as_str().expect("a key").parse().expect("an id");
    facts.begun_with.push(key);
    if facts.locked > 0 {
        facts.locked -= 1;
        return refuse_with(Problem {
            code: ProblemCode::Locked,
            message: "locked".to_owned(),
            hint: String::new(),
            request_id: String::new(),
            holder: Some(holder()),
        });
    }
    Json(DeploymentBegun {
        deployment: Some(facts.id.clone()),
        fence: 7,
        missing: facts.missing.clone(),
        base_release: facts.base,
        address: Address::of_bot(&bot()),
        limits: LIMITS,
    })
    .into_response()
}

async fn environment(State(host): State<Host>) -> Json<EnvironmentStatus> {
    let facts = host.facts();
    Json(EnvironmentStatus {
        bot: bot(),
        environment: EnvironmentName::default_name(),
        state: BotState::Updating,
        reason: String::new(),
        address: None,
        live: None,
        live_since: None,
        last_success: None,
        last: None,
        lock: (facts.locked > 0).then(holder),
        sources: None,
        live_sources: None,
        recent_ms: Vec::new(),
    })
}

async fn take_pack(State(host): State<Host>, headers: HeaderMap, body: Bytes) -> Response {
    assert_eq!(headers.get(header::FENCE).map(|fence| fence.as_bytes()), Some(b"7".as_slice()));
    let raw = zstd::stream::decode_all(body.as_ref()).expect("a pack");
    let digests: Vec<Digest> = pack::split(&raw).expect("whole blobs").into_iter().map(|(digest, _)| digest).collect();
    let interrupt = {
        let mut facts = host.facts();
        facts.stored.extend(digests);
        facts.interrupt_at_pack.clone()
    };
    if let Some(interrupt) = interrupt {
        interrupt.signal();
        std::future::pending::<()>().await;
    }
    ().into_response()
}

async fn offset(State(host): State<Host>) -> impl IntoResponse {
    [(header::UPLOAD_OFFSET, host.facts().large.len().to_string())]
}

async fn take_chunk(State(host): State<Host>, headers: HeaderMap, body: Bytes) -> Response {
    let mut facts = host.facts();
    let offset: usize = headers[header::UPLOAD_OFFSET].to_str().expect("text").parse().expect("a number");
    assert_eq!(offset, facts.large.len(), "chunks append where the host said");
    let is_broken = facts.broken_chunks > 0;
    let arrived = if is_broken { body.slice(..body.len() / 2) } else { body };
    facts.chunk_bytes += arrived.len();
    facts.large.extend_from_slice(&arrived);
    if is_broken {
        facts.broken_chunks -= 1;
        return refuse(ProblemCode::Unavailable);
    }
    ().into_response()
}

async fn commit(State(host): State<Host>) -> Response {
    let mut facts = host.facts();
    facts.state = facts.becomes;
    if facts.lost_answers > 0 {
        facts.lost_answers -= 1;
        return refuse(ProblemCode::Unavailable);
    }
    Json(Committed { release: ReleaseNumber(42) }).into_response()
}

async fn cancel(State(host): State<Host>) {
    host.facts().cancelled = true;
}

async fn deployment(State(host): State<Host>) -> Response {
    let facts = host.facts();
    if facts.gone {
        return refuse(ProblemCode::Unavailable);
    }
    let committed = facts.state != DeploymentState::Open;
    Json(DeploymentFacts {
        id: facts.id.clone(),
        bot: bot(),
        environment: EnvironmentName::default_name(),
        operation: Operation::Deploy,
        kind: UpdateKind::Complete,
        state: facts.state,
        release: committed.then_some(ReleaseNumber(42)),
        previous_release: facts.base,
        live_release: if facts.state == DeploymentState::Succeeded { Some(ReleaseNumber(42)) } else { facts.base },
        tests: None,
        failure: None,
        created: Timestamp(0),
        updated: Timestamp(0),
        who: "ada@build-7".to_owned(),
    })
    .into_response()
}

/// The step's beginning at once, its end after the commit; a host that is gone ends the stream early.
async fn events(State(host): State<Host>) -> Body {
    let line = |seq, event, finished| {
        let event = DeploymentEvent { seq, at: Timestamp(0), event, finished };
        Bytes::from(format!("id: {seq}\ndata: {}\n\n", serde_json::to_string(&event).expect("an event")))
    };
    let step = Step::UploadingKnowledgeBase;
    let mut lines = vec![line(1, Some(Event::StepStart { step, total: None, unit: None }), false)];
    let end = Event::StepEnd { step, status: Status::Passed, reused: None, ms: 1 };
    lines.extend([line(2, Some(end), false), line(3, None, true)]);
    Body::from_stream(futures_util::stream::unfold((host, lines.into_iter()), |(host, mut lines)| async move {
        let next = lines.next()?;
        while lines.len() < 2 && host.facts().state == DeploymentState::Open {
            tokio::task::yield_now().await;
        }
        let is_gone = host.facts().gone;
        (!is_gone).then_some((Ok::<_, Infallible>(next), (host, lines)))
    }))
}

fn bot() -> BotId {
    "acme".parse().expect("a bot id")
}

fn holder() -> LockHolder {
    LockHolder {
        who: "bob@build-8".to_owned(),
        op: "deploy".to_owned(),
        since: Timestamp(0),
        run_url: None,
        expires: Timestamp(30_000),
    }
}

/// A bundle of three small blobs and a large one, in a folder that lives as long as it.
struct Bundle {
    _folder: tempfile::TempDir,
    layout: Layout,
    manifest: Manifest,
    digests: Vec<Digest>,
    large: Vec<u8>,
}

impl Bundle {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let layout = Layout::of(folder.path());
        let large: Vec<u8> = (0..10_000_u32).map(|number| (number % 251) as u8).collect();
        let blobs = [b"one".to_vec(), b"two".to_vec(), b"three".to_vec(), large.clone()];
        let mut manifest = Manifest { schema: MANIFEST_SCHEMA, bot: bot(), engine: 1, parts: Default::default() };
        PartName::ALL.into_iter().for_each(|name| drop(manifest.parts.insert(name, Part::default())));
        let part = manifest.parts.get_mut(&PartName::Knowledge).expect("the part");
        let mut digests = Vec::new();
        for (number, bytes) in blobs.iter().enumerate() {
            let digest = layout.write_blob(bytes).expect("a blob");
            part.blobs.insert(format!("bucket-{number}"), BlobRef { digest, size: bytes.len() as u64 });
            digests.push(digest);
        }
        Self { _folder: folder, layout, manifest, digests, large }
    }

    fn request(&self) -> DeployRequest {
        DeployRequest {
            bot: bot(),
            environment: EnvironmentName::default_name(),
            operation: Operation::Deploy,
            kind: UpdateKind::Complete,
            manifest: self.manifest.clone(),
            layout: self.layout.clone(),
            base_release: Some(ReleaseNumber(41)),
            plan_is_fixed: false,
            force: false,
            knowledge_bytes: 1,
            chatroom: "{}".to_owned(),
            operations: "{}".to_owned(),
            who: "ada@build-7".to_owned(),
            run_url: None,
            sources: None,
            address: None,
            patience: Patience { lock: Duration::from_secs(60), wait: Wait::UpTo(Duration::from_secs(60)) },
        }
    }
}

struct Done {
    run: Run,
    events: Vec<Event>,
}

impl Done {
    fn end(&self) -> &DeployOutcome {
        match &self.run {
            Run::Ended(end) => end,
            Run::Replan { .. } => panic!("it wants another plan"),
        }
    }

    fn result(&self) -> (Outcome, ExitClass) {
        (self.end().outcome, self.end().class)
    }
}

async fn deploy(host: &Host, request: DeployRequest, interrupt: &Interrupt) -> Done {
    let server = host.start().await;
    let (sink, events) = EventSink::recording();
    let run = run(&server.client(sink.clone()), request, &sink, interrupt).await;
    let events = events.lock().expect("events").clone();
    Done { run, events }
}

#[tokio::test]
async fn a_broken_upload_goes_on_at_the_hosts_offset() {
    let bundle = Bundle::new();
    let host = Host::new(bundle.digests[1..].to_vec());
    host.facts().broken_chunks = 2;
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::Deployed, ExitClass::Ok));
    let end = done.end();
    assert_eq!((end.uploaded.items, end.uploaded.bytes, end.uploaded.reused_items), (3, 10_008, 1));
    assert_eq!((end.release, end.live_release), (Some(ReleaseNumber(42)), Some(ReleaseNumber(42))));
    assert_eq!(end.address, Some(Address::of_bot(&bot())));
    let facts = host.facts();
    assert_eq!(facts.large, bundle.large);
    assert_eq!(facts.chunk_bytes, bundle.large.len(), "no byte that arrived is sent again");
    assert_eq!(facts.stored, bundle.digests[1..3]);
    assert_eq!(done.events.iter().filter(|event| matches!(event, Event::Retry { .. })).count(), 2);
    let is_step = |event: &&Event| matches!(event, Event::StepStart { .. } | Event::StepEnd { .. });
    assert_eq!(done.events.iter().filter(is_step).count(), 2);
}

#[tokio::test]
async fn nothing_is_sent_where_nothing_differs() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    let request = DeployRequest { kind: UpdateKind::Nothing, ..bundle.request() };
    let done = deploy(&host, request.clone(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::Unchanged, ExitClass::Ok));
    assert!(host.facts().begun_with.is_empty());
    let forced = DeployRequest { force: true, ..request };
    assert_eq!(deploy(&host, forced, &Interrupt::default()).await.result(), (Outcome::Deployed, ExitClass::Ok));
}

#[tokio::test]
async fn a_release_that_stays_out_is_a_safe_failure() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    host.facts().becomes = DeploymentState::Failed;
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::FailedUnchanged, ExitClass::FailedSafe));
    assert_eq!(done.end().live_release, Some(ReleaseNumber(41)));
}

#[tokio::test]
async fn a_lost_answer_to_the_commit_is_looked_up() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    host.facts().lost_answers = 5;
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::Deployed, ExitClass::Ok));
}

#[tokio::test]
async fn contact_lost_after_the_commit_is_pending() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    {
        let mut facts = host.facts();
        facts.gone = true;
        facts.becomes = DeploymentState::Committed;
    }
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::Pending, ExitClass::Pending));
    let note = done.end().failure.as_ref().expect("what to do");
    assert_eq!((note.code.as_str(), done.end().release), ("DEP017", Some(ReleaseNumber(42))));
}

#[tokio::test]
async fn not_waiting_is_no_failure_and_a_short_wait_is_pending() {
    let bundle = Bundle::new();
    for (wait, expected) in [
        (Wait::Not, (Outcome::Pending, ExitClass::Ok)),
        (Wait::UpTo(Duration::from_millis(20)), (Outcome::Pending, ExitClass::Pending)),
    ] {
        let host = Host::new(Vec::new());
        host.facts().becomes = DeploymentState::Committed;
        let patience = Patience { wait, ..bundle.request().patience };
        let request = DeployRequest { patience, ..bundle.request() };
        assert_eq!(deploy(&host, request, &Interrupt::default()).await.result(), expected);
    }
}

#[tokio::test]
async fn a_signal_before_the_commit_gives_the_lease_back() {
    let bundle = Bundle::new();
    let host = Host::new(bundle.digests[..3].to_vec());
    let interrupt = Interrupt::default();
    host.facts().interrupt_at_pack = Some(interrupt.clone());
    let done = deploy(&host, bundle.request(), &interrupt).await;
    assert_eq!(done.result(), (Outcome::Cancelled, ExitClass::Interrupted));
    assert_eq!(done.end().live_release, Some(ReleaseNumber(41)));
    assert!(host.facts().cancelled);
}

#[tokio::test]
async fn a_damaged_blob_is_never_sent() {
    let bundle = Bundle::new();
    let host = Host::new(bundle.digests.clone());
    std::fs::write(bundle.layout.blob(&bundle.digests[3]), b"other").expect("the damage");
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::NotStarted, ExitClass::Check));
    assert_eq!(done.end().failure.as_ref().map(|failure| failure.code.as_str()), Some("UPL010"));
    assert!(host.facts().large.is_empty() && host.facts().cancelled);
}

#[tokio::test]
async fn the_lock_is_waited_for_under_one_key_and_said_so() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    host.facts().locked = 1;
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::Deployed, ExitClass::Ok));
    let keys = host.facts().begun_with.clone();
    assert!(keys.len() == 2 && keys[0] == keys[1], "{keys:?}");
}

#[tokio::test]
async fn a_lock_that_stays_is_left_in_time_with_its_holder_named() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    host.facts().locked = 9;
    let patience = Patience { lock: Duration::from_millis(700), ..bundle.request().patience };
    let done = deploy(&host, DeployRequest { patience, ..bundle.request() }, &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::NotStarted, ExitClass::Locked));
    let failure = done.end().failure.as_ref().expect("why");
    assert!(failure.summary.starts_with("bob@build-8 holds the lock"), "{}", failure.summary);
    assert_eq!(done.events, [Event::LockWait { holder: holder() }]);
}

#[tokio::test]
async fn a_host_that_moved_needs_another_plan_or_is_a_conflict() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    host.facts().base = Some(ReleaseNumber(43));
    let done = deploy(&host, bundle.request(), &Interrupt::default()).await;
    assert!(matches!(done.run, Run::Replan { .. }), "{:?}", done.run);
    assert!(std::mem::take(&mut host.facts().cancelled), "the lease is given back");
    let fixed = DeployRequest { plan_is_fixed: true, ..bundle.request() };
    let done = deploy(&host, fixed, &Interrupt::default()).await;
    assert_eq!(done.result(), (Outcome::NotStarted, ExitClass::Conflict));
}

#[tokio::test]
async fn a_signal_in_the_queue_leaves_it() {
    let bundle = Bundle::new();
    let host = Host::new(Vec::new());
    host.facts().locked = 9;
    let interrupt = Interrupt::default();
    let waiting = deploy(&host, bundle.request(), &interrupt);
    let signal = async {
        while host.facts().begun_with.is_empty() {
            tokio::task::yield_now().await;
        }
        interrupt.signal();
    };
    let (done, ()) = tokio::join!(waiting, signal);
    assert_eq!(done.result(), (Outcome::Cancelled, ExitClass::Interrupted));
}
