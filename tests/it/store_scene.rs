//! What the tests of the store share: a place to keep it, and the things that its stories are about.

use std::time::Duration;

use botctl::base::clock::Timestamp;
use botctl::base::digest::Digest;
use botctl::base::event::UpdateKind;
use botctl::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, TeamId, UniqueId};
use botctl::base::secret::Secret;
use botctl::host::store::{
    Asker, CommitRequest, DeploymentRow, DeploymentState, LeaseOutcome, Operation, PointerMove, Store, StoreConfig,
    TurnRow,
};

use crate::postgres::Postgres;

/// The present of the story: 2026-11-23T08:00:00Z.
pub const NOW: Timestamp = Timestamp(1_795_420_800_000);
pub const TTL: Duration = Duration::from_secs(30);

pub fn bot(name: &str) -> BotId {
    name.parse().expect("a bot id")
}

pub fn production() -> EnvironmentName {
    "production".parse().expect("an environment name")
}

pub fn team() -> TeamId {
    TeamId::default_name()
}

pub fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

/// A store on a file of its own, or a database of its own.
pub struct Place {
    pub store: Store,
    pub config: StoreConfig,
    _folder: Option<tempfile::TempDir>,
    _server: Option<std::sync::Arc<Postgres>>,
}

pub async fn on_sqlite() -> Place {
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("a folder with a space, a # and a %").join("store.db");
    let config = StoreConfig::new(Secret::new(format!("sqlite:{}", file.display())));
    let store = Store::open(&config).await.expect("open SQLite");
    Place { store, config, _folder: Some(folder), _server: None }
}

pub async fn on_postgres(database: &str) -> Place {
    let server = Postgres::shared();
    let config = StoreConfig::new(Secret::new(server.create_database(database)));
    let store = Store::open(&config).await.expect("open PostgreSQL");
    Place { store, config, _folder: None, _server: Some(server) }
}

/// A deployment that is about to commit.
pub struct Begun {
    pub row: DeploymentRow,
    pub blobs: Vec<(Digest, u64)>,
}

impl Begun {
    pub fn request(&self) -> CommitRequest<'_> {
        CommitRequest {
            id: &self.row.id,
            epoch: self.row.epoch,
            now: later(1),
            blobs: &self.blobs,
            uploaded_since: Timestamp(0),
            parts_json: "{}",
            engine: 1,
            host_holder_json: "\"host\"",
            host_ttl: TTL,
        }
    }

    pub fn pointer_move(&self, to: ReleaseNumber) -> PointerMove<'_> {
        PointerMove {
            bot: &self.row.bot,
            environment: &self.row.environment,
            from: self.row.base_release,
            to,
            epoch: self.row.epoch,
            deployment: &self.row.id,
            sources: self.row.sources,
            who: &self.row.who,
            now: later(2),
        }
    }
}

/// Begins a deployment of `acme`-like bots: the environment exists, the lease is free.
pub async fn begin(store: &Store, name: &BotId, base: Option<i64>, content: &[&str]) -> Begun {
    let id = UniqueId::generate();
    let taken = store.take_lease(name, &production(), &id, "\"ada\"", NOW, TTL).await.expect("take");
    let LeaseOutcome::Taken(epoch) = taken else { panic!("lease is held: {taken:?}") };
    let digest = Digest::of(content.concat().as_bytes());
    let row = DeploymentRow { manifest: Some(format!("{content:?}")), ..deployment(name, id, epoch, base, digest) };
    assert!(store.insert_deployment(&row).await.expect("insert"));
    Begun { row, blobs: content.iter().map(|text| (Digest::of(text.as_bytes()), text.len() as u64)).collect() }
}

/// An open deployment of a whole release.
pub fn deployment(name: &BotId, id: UniqueId, epoch: i64, base: Option<i64>, digest: Digest) -> DeploymentRow {
    DeploymentRow {
        id,
        bot: name.clone(),
        environment: production(),
        team: team(),
        operation: Operation::Deploy,
        kind: UpdateKind::Complete,
        state: DeploymentState::Open,
        manifest: Some("{}".to_owned()),
        manifest_digest: Some(digest),
        base_release: base.map(ReleaseNumber),
        release: None,
        epoch,
        idempotency_key: UniqueId::generate(),
        sources: Some(digest),
        who: "ada@build-7".to_owned(),
        run_url: Some("https://ci.example.com/1".to_owned()),
        created: NOW,
        updated: NOW,
        tests_json: None,
        failure_json: None,
        knowledge_bytes: 1000,
    }
}

pub async fn upload(store: &Store, begun: &Begun) {
    let digests: Vec<Digest> = begun.blobs.iter().map(|(digest, _)| *digest).collect();
    store.record_uploads(&team(), &digests, NOW).await.expect("record uploads");
}

/// A visitor's message to `acme`, answered by a Q&A.
pub fn turn(text: &str, at: Timestamp) -> TurnRow {
    TurnRow {
        address: Address::of_bot(&bot("acme")),
        message_id: UniqueId::generate(),
        conversation: UniqueId::generate(),
        bot: bot("acme"),
        environment: production(),
        team: team(),
        release: ReleaseNumber(1),
        text: text.to_owned(),
        reply_json: "{\"text\":\"From 3 pm – ✓\"}".to_owned(),
        kind: "qa".to_owned(),
        language: "en".to_owned(),
        page: None,
        origin_kind: Asker::Visitor,
        counted: true,
        at,
    }
}
