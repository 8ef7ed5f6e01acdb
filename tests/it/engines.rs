//! A host reads every engine's version that is live or kept on it, or refuses to start and lists the releases.

use botctl::answer::release::ENGINE_VERSION;
use sqlx::Connection;

use crate::harness::Stage;

const BOT: &str = "examples/trattoria-del-porto";

/// Makes releases look as if another engine had trained them.
fn retrain(stage: &Stage, releases: &str, engine: i64) {
    let file = stage.host_data().join("store.sqlite");
    let work = async {
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(file);
        let mut store = sqlx::SqliteConnection::connect_with(&options).await.expect("the store opens");
        let statement = format!("UPDATE releases SET engine = {engine} WHERE number IN ({releases})");
        let done =
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut store).await.expect("the store is changed");
        assert!(done.rows_affected() > 0);
    };
    tokio::runtime::Runtime::new().expect("a runtime").block_on(work);
}

#[test]
fn a_host_refuses_to_start_over_releases_that_it_cannot_serve() {
    let stage = Stage::deployed(BOT);
    for radius in ["17", "18"] {
        let text = std::fs::read_to_string(stage.path("bot.toml")).expect("bot.toml");
        let line = text.lines().find(|line| line.starts_with("radius_px")).expect("a radius").to_owned();
        stage.edit("bot.toml", &line, &format!("radius_px = {radius}"));
        stage.run("update -y").status(0);
    }
    stage.run("host stop").status(0);
    // Release 1 and 2 are only kept, release 3 is live: each alone is reason enough.
    for (releases, words) in [("1, 2", "release 2 and 1 older one, engine 99"), ("3", "release 3, engine 99")] {
        retrain(&stage, releases, 99);
        let foreground = stage.run("host run --local").status(5).stdout("");
        let expected = format!(
            "error[INT025]: releases on this host need an engine that this botctl doesn't\n  read (it reads engine {ENGINE_VERSION})\n  \
             trattoria-del-porto in default: {words}\n  Nothing was changed.\n  \
             Fix:  start the host with the botctl that made these releases\n"
        );
        assert_eq!(foreground.stderr, expected);
        let background = stage.run("host start --format json").status(5);
        let finding = background.object()["diagnostics"][0].clone();
        assert_eq!(finding["code"], "NET021");
        assert!(finding["detail"].as_str().is_some_and(|detail| detail.contains(words)), "{finding}");
        let deploy = stage.run("deploy -y --format json").status(5);
        assert_eq!(deploy.result()["outcome"], "not_started");
        retrain(&stage, releases, i64::from(ENGINE_VERSION));
    }
    stage.run("host start").status(0);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}
