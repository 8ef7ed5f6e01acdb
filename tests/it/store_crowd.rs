//! Eight clients at once on one store, and how fast it commits.

use std::collections::BTreeSet;
use std::time::Duration;

use botctl::base::digest::Digest;
use botctl::base::id::{Address, BotId, ReleaseNumber, UniqueId};
use botctl::base::secret::Secret;
use botctl::host::store::{
    CommitOutcome, DeploymentState, LeaseOutcome, Recorded, Store, StoreConfig, TurnRow, TurnWriter,
};

use crate::store_scene::{
    Begun, NOW, Place, TTL, begin, bot, deployment, on_postgres, on_sqlite, production, team, turn, upload,
};

const CLIENTS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn store_crowd_on_sqlite() {
    crowd(on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn store_crowd_on_postgres() {
    crowd(on_postgres("crowd").await).await;
}

async fn crowd(place: Place) {
    // Half of the clients come through a store of their own, as another process would.
    let other = Store::open(&place.config).await.expect("open again");
    let stores: Vec<Store> = (0..CLIENTS).map(|n| if n % 2 == 0 { &place.store } else { &other }.clone()).collect();
    let store = &place.store;
    openings(&place).await;
    names(&stores).await;
    licences(&stores).await;
    leases(&stores).await;
    same_commit(&stores).await;
    commit_against_cancel(&stores).await;
    deploys_in_a_row(&stores).await;
    events(&stores).await;
    turns(&stores).await;
    writer_survives_a_bad_turn(store).await;
    callers_that_go_away(store).await;
}

/// Runs `work` once per client, all at the same time; answers in the clients' order.
async fn together<T, Work, Run>(stores: &[Store], work: Work) -> Vec<T>
where
    T: Send + 'static,
    Work: Fn(usize, Store) -> Run,
    Run: Future<Output = T> + Send + 'static,
{
    let tasks: Vec<_> = stores.iter().cloned().enumerate().map(|(n, store)| tokio::spawn(work(n, store))).collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(task.await.expect("client"));
    }
    answers
}

async fn openings(place: &Place) {
    let config = place.config.clone();
    let keys = together(&vec![place.store.clone(); CLIENTS], move |_, _| {
        let config = config.clone();
        async move {
            let store = Store::open(&config).await.expect("open");
            let key = store.signing_key().await.expect("key");
            store.close().await;
            key
        }
    })
    .await;
    assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), 1);
}

async fn names(stores: &[Store]) {
    let owners = together(stores, |n, store| async move {
        let team = format!("team-{n}").parse().expect("a team");
        store.ensure_bot(&team, &bot("wanted"), NOW).await.is_ok()
    })
    .await;
    assert_eq!(owners.iter().filter(|owned| **owned).count(), 1);
    stores[0].ensure_bot(&team(), &bot("crowded"), NOW).await.expect("bot");
    let addresses = together(stores, |n, store| async move {
        let environment = format!("env-{}", n / 2).parse().expect("a name");
        store.ensure_environment(&bot("crowded"), &environment, &team(), NOW).await.expect("environment").address
    })
    .await;
    assert_eq!(addresses.iter().collect::<BTreeSet<_>>().len(), CLIENTS / 2, "two clients each, one address");
    assert_eq!(addresses.iter().filter(|address| address.as_str() == "crowded").count(), 2);
}

async fn licences(stores: &[Store]) {
    for round in 0..10 {
        let taken = together(stores, move |n, store| async move {
            let owner = format!("licensed-{round}").parse().expect("a team");
            store.take_licence(&owner, &bot(&format!("bot-{n}")), Some(3)).await.expect("take")
        })
        .await;
        assert_eq!(taken.iter().filter(|taken| **taken).count(), 3, "round {round}");
    }
}

async fn leases(stores: &[Store]) {
    let environment = stores[0].ensure_environment(&bot("crowded"), &production(), &team(), NOW).await;
    environment.expect("environment");
    for round in 1..=20 {
        let outcomes = together(stores, |_, store| async move {
            let id = UniqueId::generate();
            store.take_lease(&bot("crowded"), &production(), &id, "{}", NOW, TTL).await.expect("take")
        })
        .await;
        let epochs: Vec<i64> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                LeaseOutcome::Taken(epoch) => Some(*epoch),
                LeaseOutcome::Held(_) => None,
            })
            .collect();
        assert_eq!(epochs, [round]);
        assert!(stores[0].release_lease(&bot("crowded"), &production(), round).await.expect("give back"));
    }
}

async fn same_commit(stores: &[Store]) {
    let name = bot("crowded");
    let row = begin(&stores[0], &name, None, &["passages", "chatroom"]).await;
    upload(&stores[0], &row).await;
    let begun = std::sync::Arc::new(row);
    let outcomes = together(stores, |_, store| {
        let begun = std::sync::Arc::clone(&begun);
        async move { store.commit_deployment(&begun.request()).await.expect("commit") }
    })
    .await;
    assert_eq!(outcomes, vec![CommitOutcome::Committed(ReleaseNumber(1)); CLIENTS]);
    let moved = together(stores, |_, store| {
        let begun = std::sync::Arc::clone(&begun);
        async move { store.move_pointer(&begun.pointer_move(ReleaseNumber(1))).await.expect("move") }
    })
    .await;
    assert_eq!(moved.iter().filter(|moved| **moved).count(), 1);
    let history = stores[0].pointer_history(&name, &production(), 10).await.expect("history");
    assert_eq!(history.len(), 1);
}

/// Half of the clients commit what the other half cancels: one side wins, and the other learns it.
async fn commit_against_cancel(stores: &[Store]) {
    for round in 0..20 {
        let begun = begin(&stores[0], &bot("crowded"), Some(1), &["passages"]).await;
        let id = begun.row.id.clone();
        let begun = std::sync::Arc::new(begun);
        let claims = together(stores, |n, store| {
            let begun = std::sync::Arc::clone(&begun);
            async move {
                if n % 2 == round % 2 {
                    return (store.cancel_deployment(&begun.row.id, NOW).await.expect("cancel"), false);
                }
                let outcome = store.commit_deployment(&begun.request()).await.expect("commit");
                (false, matches!(outcome, CommitOutcome::Committed(_)))
            }
        })
        .await;
        let cancelled = claims.iter().filter(|(cancelled, _)| *cancelled).count();
        let committed = claims.iter().filter(|(_, committed)| *committed).count();
        assert!(matches!((cancelled, committed), (1, 0) | (0, 4)), "{cancelled} cancelled, {committed} committed");
        let state = stores[0].deployment(&id).await.expect("look").expect("deployment").state;
        let expected = if cancelled == 1 { DeploymentState::Cancelled } else { DeploymentState::Committed };
        assert_eq!(state, expected);
        let ended = stores[0].finish_deployment(&id, DeploymentState::Failed, None, None, NOW).await.expect("finish");
        assert_eq!(ended, committed == 4);
    }
}

/// Every client deploys three times, waiting for the lease; each release number is given out once, and none is skipped.
async fn deploys_in_a_row(stores: &[Store]) {
    let numbers = together(stores, |n, store| async move {
        let mut numbers = Vec::new();
        for round in 0..3 {
            numbers.push(deploy(&store, &format!("content {n} {round}")).await);
        }
        numbers
    })
    .await;
    let mut numbers: Vec<i64> = numbers.into_iter().flatten().map(|number| number.0).collect();
    numbers.sort_unstable();
    let first = numbers[0];
    assert_eq!(numbers, (first..first + 3 * CLIENTS as i64).collect::<Vec<_>>());
    let history = stores[0].pointer_history(&bot("crowded"), &production(), 100).await.expect("history");
    for pair in history.windows(2) {
        assert_eq!(pair[0].previous, Some(pair[1].release), "each move began where the one before it ended");
        assert!(pair[0].epoch > pair[1].epoch);
    }
}

async fn deploy(store: &Store, content: &str) -> ReleaseNumber {
    let name = bot("crowded");
    loop {
        let id = UniqueId::generate();
        let taken = store.take_lease(&name, &production(), &id, "{}", NOW, TTL).await.expect("take");
        let LeaseOutcome::Taken(epoch) = taken else {
            tokio::task::yield_now().await;
            continue;
        };
        let begun = under_lease(store, &name, id, epoch, content).await;
        upload(store, &begun).await;
        let committed = store.commit_deployment(&begun.request()).await.expect("commit");
        let CommitOutcome::Committed(number) = committed else { panic!("{committed:?}") };
        assert!(store.move_pointer(&begun.pointer_move(number)).await.expect("move"));
        return number;
    }
}

async fn under_lease(store: &Store, name: &BotId, id: UniqueId, epoch: i64, content: &str) -> Begun {
    let live = store.environment(name, &production()).await.expect("look").expect("environment").live_release;
    let digest = Digest::of(content.as_bytes());
    let row = deployment(name, id, epoch, live.map(|number| number.0), digest);
    assert!(store.insert_deployment(&row).await.expect("insert"));
    Begun { row, blobs: vec![(digest, content.len() as u64)] }
}

async fn events(stores: &[Store]) {
    let last = stores[0].last_deployments(&bot("crowded"), &production(), 1).await.expect("last");
    let id = last[0].id.clone();
    let numbers = together(stores, |_, store| {
        let id = id.clone();
        async move {
            let mut numbers = Vec::new();
            for _ in 0..5 {
                numbers.push(store.append_events(&id, NOW, &["{}".to_owned()]).await.expect("append"));
            }
            numbers
        }
    })
    .await;
    let mut numbers: Vec<i64> = numbers.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=5 * CLIENTS as i64).collect::<Vec<_>>());
}

/// Every client sends the same messages: each is one row, counted once, and all learn the same answer.
async fn turns(stores: &[Store]) {
    let batch: Vec<TurnRow> = (0..300).map(|n| turn(&format!("question {n}"), NOW)).collect();
    let answers = together(stores, |n, store| {
        // Each in another order: writers that lock the same rows must not wait for each other in a ring.
        let mut batch: Vec<TurnRow> =
            batch.iter().map(|turn| TurnRow { text: format!("{} of {n}", turn.text), ..turn.clone() }).collect();
        batch.rotate_left(n * 37);
        async move { send(store, batch).await }
    })
    .await;
    let new: usize = answers.iter().flatten().filter(|recorded| **recorded == Recorded::New).count();
    assert_eq!(new, batch.len());
    assert_eq!(stores[0].messages_used(&team(), "2026-11").await.expect("used"), 300);
    let stored = stores[0].recent_turns(&bot("acme"), &production(), 1000).await.expect("list");
    assert_eq!(stored.len(), 300);
    for recorded in answers.iter().flatten() {
        if let Recorded::Duplicate(row) = recorded {
            assert!(stored.contains(row.as_ref()), "a duplicate is told what is stored");
        }
    }
}

/// Records all turns at once through a writer of one's own.
async fn send(store: Store, batch: Vec<TurnRow>) -> Vec<Recorded> {
    let (writer, task) = TurnWriter::new(store, 64);
    let running = tokio::spawn(task.run());
    let sent: Vec<_> = batch
        .into_iter()
        .map(|turn| {
            let writer = writer.clone();
            tokio::spawn(async move { writer.record(turn).await.expect("record") })
        })
        .collect();
    let mut recorded = Vec::new();
    for answer in sent {
        recorded.push(answer.await.expect("sender"));
    }
    drop(writer);
    running.await.expect("the writer ends with its last handle");
    recorded
}

/// PostgreSQL refuses a zero character in a text; the other turns of the batch are recorded all the same.
async fn writer_survives_a_bad_turn(store: &Store) {
    let (writer, task) = TurnWriter::new(store.clone(), 64);
    let record = |turn| {
        let writer = writer.clone();
        tokio::spawn(async move { writer.record(turn).await })
    };
    let sent = [turn("good", NOW), turn("bad \0", NOW), turn("good", NOW)].map(record);
    // All three wait before the writer begins, so that they are one batch.
    tokio::task::yield_now().await;
    let running = tokio::spawn(task.run());
    let [first, _, third] = sent;
    for answer in [first, third] {
        assert_eq!(answer.await.expect("sender").expect("record"), Recorded::New);
    }
    running.abort();
}

/// A request whose client hangs up is dropped wherever it stands: its turn and its count are both there, or neither.
async fn callers_that_go_away(store: &Store) {
    let used = store.messages_used(&team(), "2027-01").await.expect("used");
    let january = NOW.plus(Duration::from_secs(60 * 24 * 3600));
    let mut sent = Vec::new();
    for microseconds in (0..2000).step_by(20) {
        let turn = turn("hello?", january);
        sent.push(turn.message_id.clone());
        let recording = store.insert_turns(std::slice::from_ref(&turn));
        let _ = tokio::time::timeout(Duration::from_micros(microseconds), recording).await;
    }
    let mut stored = 0;
    for message_id in &sent {
        let found = store.find_turn(&Address::of_bot(&bot("acme")), message_id).await.expect("find");
        stored += i64::from(found.is_some());
    }
    assert_eq!(store.messages_used(&team(), "2027-01").await.expect("used") - used, stored);
    assert_eq!(store.insert_turns(&[turn("still there", january)]).await.expect("insert"), [Recorded::New]);
}

#[tokio::test(flavor = "multi_thread")]
async fn store_outlives_its_server() {
    let server = crate::postgres::Postgres::start();
    let config = StoreConfig {
        acquire_timeout: Duration::from_secs(2),
        ..StoreConfig::new(Secret::new(server.create_database("outlived")))
    };
    let store = Store::open(&config).await.expect("open");
    drop(server);
    let error = store.list_tokens().await.expect_err("the server is gone");
    assert!(error.is_unavailable(), "{error}");
}
