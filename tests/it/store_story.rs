//! One story of the store, told on SQLite and on PostgreSQL.

use botctl::base::digest::Digest;
use botctl::base::id::UniqueId;
use botctl::base::secret::Secret;
use botctl::host::store::{
    Asker, LeaseOutcome, Payment, Plan, Recorded, Scope, Store, StoreConfig, StoreError, TokenRow, TurnRow,
};

use crate::store_deploys::deployments;
use crate::store_scene::{NOW, Place, TTL, bot, later, on_postgres, on_sqlite, production, team, turn};

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
    deployments(store).await;
    turns(store).await;
    generations(store).await;
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
        networks: vec!["10.0.0.0/8".parse().expect("a network"), "::1".parse().expect("an address")],
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
    let found = store.environment(&acme, &production()).await.expect("look").expect("environment");
    assert_eq!(found.sources_seen, Some(seen));
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

async fn generations(store: &Store) {
    let (acme, other) = (bot("acme"), bot("other"));
    for (bot, day, most, granted) in [
        (&acme, "2026-11-26", 0, false),
        (&acme, "2026-11-26", 2, true),
        (&acme, "2026-11-26", 2, true),
        (&acme, "2026-11-26", 2, false),
        (&acme, "2026-11-26", 3, true),
        (&other, "2026-11-26", 1, true),
        (&acme, "2026-11-27", 1, true),
        (&acme, "2026-11-27", 1, false),
    ] {
        assert_eq!(store.reserve_generation(bot, day, most).await.expect("reserve"), granted, "{bot} {day} {most}");
    }
    // Of many at once no more than the budget are granted.
    let many = (0..20).map(|_| store.reserve_generation(&other, "2026-11-28", 5));
    let granted = futures_util::future::join_all(many).await;
    assert_eq!(granted.into_iter().filter(|granted| *granted.as_ref().expect("reserve")).count(), 5);
    assert_eq!(store.purge_generations("2026-11-27").await.expect("purge"), 2);
    assert!(store.reserve_generation(&acme, "2026-11-26", 1).await.expect("forgotten"));
    assert!(!store.reserve_generation(&acme, "2026-11-27", 1).await.expect("kept"));
    store.return_generation(&acme, "2026-11-27").await.expect("one is taken back");
    assert!(store.reserve_generation(&acme, "2026-11-27", 1).await.expect("free again"));
    store.return_generation(&acme, "2026-11-29").await.expect("nothing to take back");
    assert!(!store.reserve_generation(&acme, "2026-11-29", 0).await.expect("still none"));
}

#[tokio::test]
async fn store_is_private_and_keeps_out_of_a_newer_schema() {
    use std::os::unix::fs::PermissionsExt;
    let place = on_sqlite().await;
    let file = place.config.url.expose().strip_prefix("sqlite:").expect("a file").to_owned();
    for suffix in ["", "-wal"] {
        let mode = std::fs::metadata(format!("{file}{suffix}")).expect("metadata").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "store.db{suffix}");
    }
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file);
    let mut connection = sqlx::ConnectOptions::connect(&options).await.expect("connect");
    let newer = sqlx::query("INSERT INTO schema_versions (version) VALUES (99)").execute(&mut connection).await;
    assert_eq!(newer.expect("insert").rows_affected(), 1);
    let refused = Store::open(&place.config).await.expect_err("a newer schema");
    assert!(matches!(refused, StoreError::NewerSchema { found: 99, .. }), "{refused}");
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
