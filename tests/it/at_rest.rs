//! Commands that only look start no host: they say what a local host that doesn't run has on record.

use crate::harness::Stage;

const BOT: &str = "examples/trattoria-del-porto";

#[track_caller]
fn assert_stopped(stage: &Stage) {
    assert_eq!(stage.run("host status").stdout, "stopped\n");
}

#[test]
fn looking_starts_no_host_that_never_ran() {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    let check = stage.run("check --format json").status(0).object();
    assert_eq!((&check["state"], &check["host"]), (&"ready_to_deploy".into(), &"local host, not started yet".into()));
    let plan = stage.run("plan --format json").status(0).object();
    assert_eq!((&plan["plan"]["base_release"], &plan["plan"]["documents"]), (&serde_json::Value::Null, &14.into()));
    let status = stage.run("status --format json").status(13).object();
    assert_eq!((&status["state"], &status["live"]), (&"not_deployed".into(), &serde_json::Value::Null));
    assert_stopped(&stage);
    assert!(!stage.host_data().exists(), "nothing was made");
}

#[test]
fn looking_tells_what_a_stopped_host_knows() {
    let stage = Stage::deployed(BOT);
    stage.run("host plan set --messages-limit 1000 --licences 3").status(0);
    stage.run("host stop").status(0);
    let status = stage.run("status --format json").status(10).object();
    assert_eq!((&status["state"], &status["live"]["number"]), (&"offline".into(), &1.into()));
    assert_eq!(status["reason"], "the local host isn't running");
    let check = stage.run("check --format json").status(0).object();
    assert_eq!((&check["state"], &check["host"]), (&"up_to_date".into(), &"local host, stopped".into()));
    let summary = |id: &str| {
        let items = check["items"].as_array().expect("items");
        let item = items.iter().find(|item| item["id"] == id).expect("each check is there");
        item["summary"].as_str().expect("a summary").to_owned()
    };
    assert_eq!(summary("plan.messages"), "0 of 1,000 used (0 %)");
    assert_eq!(summary("plan.licence"), "valid, 1 of 3 bots");
    stage.edit("bot.toml", "radius_px = 16", "radius_px = 17");
    stage.run("plan --detailed-exitcode").status(20).stdout("~\tchatroom\tappearance.radius_px\n");
    stage.run("check --detailed-exitcode").status(20);
    // A fresh clone has none of the blobs of what is live: they come from the host's own disk.
    std::fs::remove_dir_all(stage.path(".botctl")).expect("the bundle was there");
    stage.run("train").status(0);
    std::fs::write(stage.path("knowledge/menu.md"), "# Menu\n\nOggi si digiuna.\n").expect("written");
    stage.run("plan").status(0).stdout("~\tknowledge\tknowledge/menu.md\n~\tchatroom\tappearance.radius_px\n");
    assert_stopped(&stage);
    stage.run("update -y").status(0);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}

#[test]
fn a_record_that_cannot_be_read_is_no_answer() {
    let stage = Stage::deployed(BOT);
    stage.run("host stop").status(0);
    for journal in ["store.sqlite-wal", "store.sqlite-shm"] {
        let _ = std::fs::remove_file(stage.host_data().join(journal));
    }
    std::fs::write(stage.host_data().join("store.sqlite"), "no database at all, but long enough to be looked at")
        .expect("written");
    for line in ["check", "status", "plan"] {
        let ran = stage.run(&format!("{line} --format json")).status(7);
        let finding = ran.object()["diagnostics"][0].clone();
        assert_eq!(finding["code"], "NET020", "{line}: {finding}");
        assert!(finding["detail"].as_str().is_some_and(|detail| detail.contains("can't be read")), "{line}: {finding}");
    }
    assert_stopped(&stage);
}

#[test]
fn who_deploys_is_known_without_a_variable() {
    let mut stage = Stage::new(BOT);
    stage.0.set_env("USER", "");
    stage.0.set_env("HOSTNAME", "");
    stage.run("deploy --train -y").status(0);
    let name = std::process::Command::new("id").arg("-un").output().expect("id runs").stdout;
    let name = String::from_utf8(name).expect("a name").trim().to_owned();
    let releases = stage.run("releases list").status(0).stdout;
    let who = releases.trim_end().rsplit('\t').next().expect("the last column");
    assert!(who.starts_with(&format!("{name}@")) && who.len() > name.len() + 1, "{who}");
}
