//! `settings.retention_days`: what a visitor wrote is gone after that time, and not before.

use std::time::{Duration, Instant};

use botctl::base::clock::{Clock, Timestamp};
use botctl::base::id::UniqueId;
use botctl::host::store::TurnRow;

use super::scene::small;
use super::server::message;
use crate::harness::open_store;

const DAY_MS: i64 = 24 * 3600 * 1000;
const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn conversations_are_kept_as_long_as_bot_toml_says() {
    let scene = small();
    scene.edit("bot.toml", "[settings]", "[settings]\nretention_days = 7");
    scene.run("deploy --train").status(0);
    let url = scene.url();
    let asked = message(&url, "zoo", "https://zoo.example", "What does the otter eat?").json();
    let id: UniqueId = asked["id"].as_str().expect("an id").parse().expect("an id");
    scene.run("host stop").status(0);

    let file = scene.host_data().join("store.sqlite");
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let address = "zoo".parse().expect("an address");
    let [young, old] = runtime.block_on(async {
        let store = open_store(&file).await;
        let turn = store.find_turn(&address, &id).await.expect("the store answers").expect("the turn is recorded");
        let aged = |days: i64| TurnRow {
            message_id: UniqueId::generate(),
            at: Timestamp(Clock::system().now().0 - days * DAY_MS),
            ..turn.clone()
        };
        let turns = [aged(6), aged(8)];
        store.insert_turns(&turns).await.expect("older turns");
        store.close().await;
        turns.map(|turn| turn.message_id)
    });
    scene.run("host start").status(0);
    runtime.block_on(async {
        let store = open_store(&file).await;
        let began = Instant::now();
        while store.find_turn(&address, &old).await.expect("the store answers").is_some() {
            assert!(began.elapsed() < LIMIT, "what is too old is deleted");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        for kept in [&young, &id] {
            assert!(store.find_turn(&address, kept).await.expect("the store answers").is_some());
        }
        store.close().await;
    });
}
