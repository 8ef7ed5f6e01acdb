//! One story of the store, told on SQLite and on PostgreSQL.

use std::time::Duration;

use botctl::base::clock::Timestamp;
use botctl::base::digest::Digest;
use botctl::base::event::UpdateKind;
use botctl::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, TeamId, UniqueId};
use botctl::base::secret::Secret;
use botctl::host::store::{
    Asker, CommitOutcome, CommitRequest, DeploymentRow, DeploymentState, EnvironmentRow, LeaseOutcome, Operation,
    Payment, Plan, PointerMove, Recorded, ReleaseState, Scope, Store, StoreConfig, StoreError, TokenRow, TurnRow,
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

#[tokio::test]
async fn store_story_on_sqlite() {
    story(on_sqlite().await).await;
}

#[tokio::test]
async fn store_story_on_postgres() {
    story(on_postgres("story").await).await;
}

async fn story(place: Place) {
    let store = &place.store;
    store.health().await.expect("health");
    host_values(&place).await;
    tokens(store).await;
    logins(store).await;
    plans(store).await;
    environments(store).await;
    leases(store).await;
    first_release(store).await;
    second_release_fails(store).await;
    third_release_and_back(store).await;
    refused_commits(store).await;
    ends_before_commit(store).await;
    adoption(store).await;
    presence(store).await;
    turns(store).await;
    store.close().await;
    let closed = store.health().await.expect_err("closed");
    assert!(closed.is_unavailable(), "{closed}");
}

async fn host_values(place: &Place) {
    let (key, id) = (place.store.signing_key().await.expect("key"), place.store.host_id().await.expect("id"));
    assert_ne!(key, [0; 32]);
    let again = Store::open(&place.config).await.expect("open again");
    assert_eq!((again.signing_key().await.expect("key"), again.host_id().await.expect("id")), (key, id));
    again.close().await;
}

async fn tokens(store: &Store) {
    let token = TokenRow {
        id: UniqueId::generate(),
        hash: Digest::of(b"secret"),
        scope: Scope::Deploy,
        team: team(),
        bots: vec![bot("acme"), bot("other")],
        label: "CI – Übung".to_owned(),
        created: NOW,
        expires: Some(later(60)),
        last_used: None,
    };
    store.insert_token(&token).await.expect("insert");
    assert!(store.insert_token(&token).await.is_err(), "ids and hashes are unique");
    assert_eq!(store.find_token(&token.hash).await.expect("find"), Some(token.clone()));
    assert_eq!(store.find_token(&Digest::of(b"guess")).await.expect("find"), None);
    for (at, seen) in [(NOW, NOW), (later(30), NOW), (later(60), later(60))] {
        store.touch_token(&token.id, at).await.expect("touch");
        let found = store.find_token(&token.hash).await.expect("find").expect("token");
        assert_eq!(found.last_used, Some(seen));
    }
    assert_eq!(store.list_tokens().await.expect("list").len(), 1);
    assert!(store.revoke_token(&token.id).await.expect("revoke"));
    assert!(!store.revoke_token(&token.id).await.expect("revoke again"));
    assert_eq!(store.find_token(&token.hash).await.expect("find"), None);
}

async fn logins(store: &Store) {
    let (code, late, session) = (Digest::of(b"code"), Digest::of(b"late"), Digest::of(b"session"));
    store.insert_login_code(&code, "{}", later(60)).await.expect("insert");
    store.insert_login_code(&late, "{}", later(60)).await.expect("insert");
    assert_eq!(store.use_login_code(&late, later(60)).await.expect("expired"), None);
    assert_eq!(store.use_login_code(&code, NOW).await.expect("use").as_deref(), Some("{}"));
    assert_eq!(store.use_login_code(&code, NOW).await.expect("use twice"), None);
    store.insert_session(&session, "{}", later(60)).await.expect("insert");
    assert_eq!(store.find_session(&session, NOW).await.expect("find").as_deref(), Some("{}"));
    assert_eq!(store.find_session(&session, later(60)).await.expect("expired"), None);
    store.purge_logins(NOW).await.expect("purge");
    assert!(store.find_session(&session, NOW).await.expect("still there").is_some());
    assert!(store.delete_session(&session).await.expect("delete"));
    assert_eq!(store.find_session(&session, NOW).await.expect("gone"), None);
}

async fn plans(store: &Store) {
    let team = "hotels".parse().expect("a team");
    assert_eq!(store.plan(&team).await.expect("plan"), Plan::self_hosted());
    let small = Plan {
        name: "small".to_owned(),
        active: false,
        expires: Some(NOW),
        payment: Payment::Overdue,
        messages_limit: Some(100),
        licences: Some(1),
        knowledge_limit_bytes: Some(1 << 30),
        contact: "sales@example.com".to_owned(),
    };
    store.set_plan(&team, &small).await.expect("set");
    assert_eq!(store.plan(&team).await.expect("plan"), small);
    for (name, limit, granted) in [
        ("one", Some(0), false),
        ("one", Some(1), true),
        ("one", Some(1), true),
        ("two", Some(1), false),
        ("two", None, true),
    ] {
        assert_eq!(
            store.take_licence(&team, &bot(&format!("bot-{name}")), limit).await.expect("take"),
            granted,
            "{name}"
        );
    }
    assert!(!store.swap_licence(&team, &bot("bot-one"), &bot("bot-two")).await.expect("both hold one"));
    assert!(store.swap_licence(&team, &bot("bot-one"), &bot("bot-three")).await.expect("swap"));
    assert!(!store.swap_licence(&team, &bot("bot-one"), &bot("bot-four")).await.expect("none left to give"));
    assert_eq!(store.licensed_bots(&team).await.expect("list"), [bot("bot-three"), bot("bot-two")]);
    assert_eq!(store.messages_used(&team, "2026-11").await.expect("used"), 0);
}

async fn environments(store: &Store) {
    let (acme, staging) = (bot("acme"), "staging".parse().expect("a name"));
    assert_eq!(store.environment(&acme, &production()).await.expect("look"), None);
    store.ensure_bot(&team(), &acme, NOW).await.expect("new bot");
    store.ensure_bot(&team(), &acme, NOW).await.expect("same team");
    let other = store.ensure_bot(&"rivals".parse().expect("a team"), &acme, NOW).await.expect_err("another team");
    assert!(matches!(other, StoreError::BotOwnedByOther(_)), "{other}");
    let made = store.ensure_environment(&acme, &production(), &team(), NOW).await.expect("made");
    assert_eq!((made.address.as_str(), made.live_release, made.pointer_epoch), ("acme", None, 0));
    assert_eq!(store.ensure_environment(&acme, &production(), &team(), later(9)).await.expect("again"), made);
    let second = store.ensure_environment(&acme, &staging, &team(), NOW).await.expect("second");
    assert_eq!(second.address.as_str(), "acme--staging");
    assert_eq!(store.environment_at(&second.address).await.expect("at"), Some(second));
    assert_eq!(store.environments().await.expect("list").len(), 2);
    let seen = Digest::of(b"sources");
    assert!(store.set_sources_seen(&acme, &production(), &seen).await.expect("seen"));
    assert!(!store.set_sources_seen(&bot("nobody"), &production(), &seen).await.expect("unseen"));
    assert_eq!(live(store, &acme).await.sources_seen, Some(seen));
}

async fn leases(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let (first, second) = (UniqueId::generate(), UniqueId::generate());
    let take = async |deployment, now| store.take_lease(&acme, &here, deployment, "{}", now, TTL).await.expect("take");
    assert_eq!(take(&first, NOW).await, LeaseOutcome::Taken(1));
    let LeaseOutcome::Held(held) = take(&second, NOW).await else { panic!("two hold one lease") };
    assert_eq!((held.deployment, held.epoch, held.expires), (first.clone(), 1, later(30)));
    assert!(store.renew_lease(&acme, &here, 1, later(20), TTL).await.expect("renew"));
    assert!(!store.renew_lease(&acme, &here, 2, later(20), TTL).await.expect("wrong epoch"));
    assert!(!store.renew_lease(&acme, &here, 1, later(50), TTL).await.expect("too late"));
    assert_eq!(store.lease(&acme, &here, later(50)).await.expect("look"), None);
    assert_eq!(take(&second, later(50)).await, LeaseOutcome::Taken(2));
    assert!(!store.release_lease(&acme, &here, 1).await.expect("lost"));
    assert!(store.release_lease(&acme, &here, 2).await.expect("give back"));
    assert!(!store.release_lease(&acme, &here, 2).await.expect("once"));
    assert_eq!(take(&first, NOW).await, LeaseOutcome::Taken(3));
    assert!(store.release_lease(&acme, &here, 3).await.expect("give back"));
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

async fn live(store: &Store, name: &BotId) -> EnvironmentRow {
    store.environment(name, &production()).await.expect("look").expect("environment")
}

async fn first_release(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let begun = begin(store, &acme, None, &["passages", "chatroom"]).await;
    let row = &begun.row;
    assert_eq!(store.deployment(&row.id).await.expect("look").as_ref(), Some(row));
    assert_eq!(store.deployment_by_key(&acme, &here, &row.idempotency_key).await.expect("look").as_ref(), Some(row));
    assert!(!store.insert_deployment(row).await.expect("same key"));
    let Ok(CommitOutcome::Missing(missing)) = store.commit_deployment(&begun.request()).await else {
        panic!("missing")
    };
    assert_eq!(missing.len(), 2);
    upload(store, &begun).await;
    let late = CommitRequest { now: later(30), ..begun.request() };
    assert_eq!(store.commit_deployment(&late).await.expect("late"), CommitOutcome::FenceLost);
    for _ in 0..2 {
        let committed = store.commit_deployment(&begun.request()).await.expect("commit");
        assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(1)));
    }
    assert!(!store.cancel_deployment(&row.id, NOW).await.expect("too late to cancel"));
    assert_eq!(store.unfinished_deployments().await.expect("unfinished").len(), 1);
    let held = store.lease(&acme, &here, later(29)).await.expect("look").expect("the host's lease");
    assert_eq!((held.holder_json.as_str(), held.expires), ("\"host\"", later(31)));
    for (number, json) in [(1, "\"a\""), (2, "\"b\""), (3, "\"c\"")] {
        assert_eq!(store.append_events(&row.id, NOW, &[json.to_string()]).await.expect("append"), number);
    }
    let events = store.events_after(&row.id, 1, 10).await.expect("events");
    assert_eq!(
        events.iter().map(|event| (event.seq, event.json.as_str())).collect::<Vec<_>>(),
        [(2, "\"b\""), (3, "\"c\"")]
    );
    assert!(store.record_tests(&row.id, "{\"passed\":3}", NOW).await.expect("tests"));
    let wrong_base = PointerMove { from: Some(ReleaseNumber(7)), ..begun.pointer_move(ReleaseNumber(1)) };
    let fenced = PointerMove { epoch: row.epoch + 1, ..begun.pointer_move(ReleaseNumber(1)) };
    for refused in [wrong_base, fenced, begun.pointer_move(ReleaseNumber(2))] {
        assert!(!store.move_pointer(&refused).await.expect("refused"), "{refused:?}");
    }
    assert!(store.move_pointer(&begun.pointer_move(ReleaseNumber(1))).await.expect("move"));
    assert!(!store.move_pointer(&begun.pointer_move(ReleaseNumber(1))).await.expect("once"));
    assert_live(store, &begun, 1).await;
}

async fn assert_live(store: &Store, begun: &Begun, number: i64) {
    let (row, here) = (&begun.row, production());
    let environment = live(store, &row.bot).await;
    assert_eq!(environment.live_release, Some(ReleaseNumber(number)));
    assert_eq!((environment.live_since, environment.live_sources), (Some(later(2)), row.sources));
    let ended = store.deployment(&row.id).await.expect("look").expect("deployment");
    assert_eq!((ended.state, ended.release), (DeploymentState::Succeeded, Some(ReleaseNumber(number))));
    let release = store.release(&row.bot, &here, ReleaseNumber(number)).await.expect("look").expect("release");
    assert_eq!(release.state, ReleaseState::Good);
    assert_eq!(store.lease(&row.bot, &here, NOW).await.expect("look"), None);
    let history = store.pointer_history(&row.bot, &here, 1).await.expect("history");
    assert_eq!((history[0].release, history[0].previous), (ReleaseNumber(number), row.base_release));
    let pointers = store.live_pointers().await.expect("pointers");
    let pointer = pointers.iter().find(|pointer| pointer.bot == row.bot).expect("pointer");
    assert_eq!((pointer.release, pointer.epoch), (ReleaseNumber(number), row.epoch));
}

async fn second_release_fails(store: &Store) {
    let acme = bot("acme");
    // Its other blob is the first release's: it needs no upload.
    let begun = begin(store, &acme, Some(1), &["passages", "bad chatroom"]).await;
    let strict = CommitRequest { uploaded_since: later(9), ..begun.request() };
    let missing = CommitOutcome::Missing(vec![Digest::of(b"bad chatroom")]);
    assert_eq!(store.commit_deployment(&strict).await.expect("commit"), missing);
    upload(store, &begun).await;
    let committed = store.commit_deployment(&begun.request()).await.expect("commit");
    assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(2)));
    let end = async || {
        let (id, failed) = (&begun.row.id, DeploymentState::Failed);
        store.finish_deployment(id, failed, Some("\"why\""), Some("{\"failed\":1}"), later(2)).await.expect("finish")
    };
    assert!(end().await);
    assert!(!end().await);
    assert!(!store.move_pointer(&begun.pointer_move(ReleaseNumber(2))).await.expect("failed"));
    let ended = store.deployment(&begun.row.id).await.expect("look").expect("deployment");
    assert_eq!((ended.state, ended.failure_json.as_deref()), (DeploymentState::Failed, Some("\"why\"")));
    let release = store.release(&acme, &production(), ReleaseNumber(2)).await.expect("look").expect("release");
    assert_eq!((release.state, release.size_bytes), (ReleaseState::Failed, 20));
    assert_eq!(live(store, &acme).await.live_release, Some(ReleaseNumber(1)));
    // Asked again, the commit of a failed deployment has the same answer.
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("commit"), committed);
}

async fn third_release_and_back(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let third = begin(store, &acme, Some(1), &["new passages", "chatroom"]).await;
    upload(store, &third).await;
    let committed = store.commit_deployment(&third.request()).await.expect("commit");
    assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(3)));
    assert!(store.move_pointer(&third.pointer_move(ReleaseNumber(3))).await.expect("move"));
    let previous = store.previous_good(&acme, &here, ReleaseNumber(3)).await.expect("previous").expect("release");
    assert_eq!(previous.number, ReleaseNumber(1));
    for (target, outcome) in [(2, CommitOutcome::WrongState), (1, CommitOutcome::Committed(ReleaseNumber(1)))] {
        let back = rollback(store, &acme, 3, target).await;
        assert_eq!(store.commit_deployment(&back.request()).await.expect("commit"), outcome);
        if outcome == CommitOutcome::WrongState {
            assert!(store.cancel_deployment(&back.row.id, NOW).await.expect("cancel"));
        } else {
            assert!(store.move_pointer(&back.pointer_move(ReleaseNumber(1))).await.expect("move"));
            assert_live(store, &back, 1).await;
        }
    }
    let numbers: Vec<i64> =
        store.releases(&acme, &here, 10).await.expect("list").iter().map(|release| release.number.0).collect();
    assert_eq!(numbers, [3, 2, 1], "a rollback makes no release");
    let history: Vec<i64> =
        store.pointer_history(&acme, &here, 10).await.expect("history").iter().map(|moved| moved.release.0).collect();
    assert_eq!(history, [1, 3, 1]);
    let manifest = store.release_manifest(&acme, &here, ReleaseNumber(3)).await.expect("manifest");
    assert_eq!(manifest, third.row.manifest);
    let engines = store.engines_in_use().await.expect("engines");
    assert_eq!((engines[0].engine, engines[0].newest, engines[0].releases), (1, ReleaseNumber(3), 2));
    assert_eq!(store.last_deployments(&acme, &here, 2).await.expect("last").len(), 2);
}

async fn rollback(store: &Store, name: &BotId, base: i64, target: i64) -> Begun {
    let Begun { row, .. } = begin(store, name, Some(base), &[]).await;
    assert!(store.cancel_deployment(&row.id, NOW).await.expect("only its shape is of use"));
    let id = UniqueId::generate();
    let taken = store.take_lease(name, &production(), &id, "{}", NOW, TTL).await.expect("take");
    let LeaseOutcome::Taken(epoch) = taken else { panic!("lease is held") };
    let row = DeploymentRow {
        id,
        epoch,
        operation: Operation::Rollback,
        manifest: None,
        manifest_digest: None,
        release: Some(ReleaseNumber(target)),
        idempotency_key: UniqueId::generate(),
        ..row
    };
    assert!(store.insert_deployment(&row).await.expect("insert"));
    Begun { row, blobs: Vec::new() }
}

async fn refused_commits(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let begun = begin(store, &acme, Some(3), &["chatroom"]).await;
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("base 3 isn't live"), CommitOutcome::BaseMoved);
    let other = UniqueId::generate();
    let taken = store.take_lease(&acme, &here, &other, "{}", later(40), TTL).await.expect("take the expired lease");
    let LeaseOutcome::Taken(epoch) = taken else { panic!("an expired lease is held") };
    assert_eq!(epoch, begun.row.epoch + 1);
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("fenced"), CommitOutcome::FenceLost);
    assert!(store.release_lease(&acme, &here, epoch).await.expect("give back"));
    assert!(store.cancel_deployment(&begun.row.id, NOW).await.expect("cancel"));
    assert!(!store.cancel_deployment(&begun.row.id, NOW).await.expect("once"));
    assert_eq!(store.commit_deployment(&begun.request()).await.expect("cancelled"), CommitOutcome::WrongState);
    let unknown = UniqueId::generate();
    let nobody = CommitRequest { id: &unknown, ..begun.request() };
    assert_eq!(store.commit_deployment(&nobody).await.expect("unknown"), CommitOutcome::WrongState);
}

async fn ends_before_commit(store: &Store) {
    let begun = begin(store, &bot("acme"), Some(1), &["chatroom"]).await;
    assert_eq!(store.expire_open(later(29)).await.expect("expire"), []);
    assert_eq!(store.expire_open(later(30)).await.expect("expire"), std::slice::from_ref(&begun.row.id));
    let ended = store.deployment(&begun.row.id).await.expect("look").expect("deployment");
    assert_eq!(ended.state, DeploymentState::Cancelled);
    assert!(store.release_lease(&begun.row.bot, &production(), begun.row.epoch).await.expect("give back"));
}

async fn adoption(store: &Store) {
    let acme = bot("acme");
    let mut begun = begin(store, &acme, Some(1), &["chatroom", "more"]).await;
    let (id, old) = (begun.row.id.clone(), begun.row.epoch);
    upload(store, &begun).await;
    assert_eq!(store.adopt_deployment(&id, "{}", NOW, TTL).await.expect("adopt"), None, "it is open");
    let committed = store.commit_deployment(&begun.request()).await.expect("commit");
    assert_eq!(committed, CommitOutcome::Committed(ReleaseNumber(4)));
    let adopted = store.adopt_deployment(&id, "{}", later(2), TTL).await.expect("adopt");
    assert_eq!(adopted, Some(old + 1));
    assert!(!store.move_pointer(&begun.pointer_move(ReleaseNumber(4))).await.expect("fenced out"));
    begun.row.epoch = old + 1;
    assert!(store.move_pointer(&begun.pointer_move(ReleaseNumber(4))).await.expect("the new holder moves it"));
    assert_eq!(store.adopt_deployment(&id, "{}", later(3), TTL).await.expect("adopt"), None, "it has ended");
}

async fn presence(store: &Store) {
    let digests: Vec<Digest> = (0..1200).map(|number| Digest::of(format!("blob {number}").as_bytes())).collect();
    let rivals = "rivals".parse().expect("a team");
    let uploaded = &digests[..1100];
    store.record_uploads(&rivals, uploaded, NOW).await.expect("record");
    store.record_uploads(&rivals, &[uploaded[0], uploaded[0]], later(60)).await.expect("record again");
    let present = async |team: &TeamId, since| store.present(team, &digests, since).await.expect("present").len();
    assert_eq!(present(&rivals, Timestamp(0)).await, 1100);
    assert_eq!(present(&rivals, NOW).await, 1);
    assert_eq!(present(&team(), Timestamp(0)).await, 0, "another team's uploads give nothing");
    let released = [Digest::of(b"chatroom"), Digest::of(b"bad chatroom")];
    assert_eq!(store.present(&team(), &released, later(99)).await.expect("present").len(), 2);
    assert_eq!(store.present(&rivals, &released, Timestamp(0)).await.expect("present").len(), 0);
}

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

async fn turns(store: &Store) {
    let (acme, here) = (bot("acme"), production());
    let first = turn("When can I check in? 🏨", NOW);
    let doubled = TurnRow { text: "another text".to_owned(), ..first.clone() };
    let miss =
        TurnRow { kind: "miss".to_owned(), page: Some("https://example.com/".to_owned()), ..turn("?", later(5)) };
    let tested = TurnRow { counted: false, origin_kind: Asker::Operator, ..turn("test", later(6)) };
    let recorded = store.insert_turns(&[first.clone(), doubled.clone(), miss.clone(), tested]).await.expect("insert");
    assert_eq!(recorded, [Recorded::New, Recorded::Duplicate(Box::new(first.clone())), Recorded::New, Recorded::New]);
    let again = store.insert_turns(&[doubled, turn("one more", later(7))]).await.expect("insert");
    assert_eq!(again, [Recorded::Duplicate(Box::new(first.clone())), Recorded::New]);
    assert_eq!(store.insert_turns(&[]).await.expect("none"), []);
    assert_eq!(store.messages_used(&team(), "2026-11").await.expect("used"), 3);
    assert_eq!(store.find_turn(&miss.address, &miss.message_id).await.expect("find"), Some(miss.clone()));
    let counts = store.conversation_counts(&acme, &here, NOW).await.expect("counts");
    assert_eq!((counts.conversations, counts.messages), (3, 3));
    assert_eq!(counts.by_kind.into_iter().collect::<Vec<_>>(), [("miss".to_owned(), 1), ("qa".to_owned(), 2)]);
    assert_eq!(store.recent_turns(&acme, &here, 2).await.expect("recent")[0].text, "one more");
    assert_eq!(store.purge_turns(&acme, &here, later(6)).await.expect("purge"), 2);
    assert_eq!(store.find_turn(&first.address, &first.message_id).await.expect("find"), None);
    assert_eq!(store.messages_used(&team(), "2026-11").await.expect("the counter stays"), 3);
}

#[tokio::test]
async fn store_refuses_what_it_does_not_know() {
    let open = async |url: &str| Store::open(&StoreConfig::new(Secret::new(url))).await.map(drop);
    assert!(matches!(open("mysql://host/database").await, Err(StoreError::UnknownKind)));
    let folder = tempfile::tempdir().expect("temporary folder");
    let file = folder.path().join("store.db");
    std::fs::write(&file, "not a database, but long enough to be read as one".repeat(9)).expect("write");
    let error = open(&format!("sqlite:{}", file.display())).await.expect_err("not a database");
    assert!(!error.is_unavailable() && !error.is_full(), "{error}");
    let nobody = open("postgres://botctl:hunter2@127.0.0.1:1/none").await.expect_err("nobody listens");
    assert!(nobody.is_unavailable(), "{nobody}");
    assert!(!format!("{nobody} {nobody:?}").contains("hunter2"));
}
