//! The life of a bot through the binary and a real local host: deployed, asked, updated and rolled back.

use crate::harness::{Stage, Test, qa};

const BOT: &str = "examples/trattoria-del-porto";

#[test]
fn a_bot_is_deployed_asked_updated_and_rolled_back() {
    let stage = Stage::new(BOT);
    stage.run("check").status(5);
    stage.run("deploy -y").status(5);
    let deployed = stage.run("deploy --train -y").status(0);
    assert!(deployed.stdout.starts_with("http://127.0.0.1:"), "{}", deployed.stdout);
    assert!(deployed.stdout.trim_end().ends_with("/demo/trattoria-del-porto"), "{}", deployed.stdout);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
    stage.run("plan --detailed-exitcode").status(0).stdout("");

    let again = stage.run("deploy -y --format json").status(0);
    assert_eq!(again.result()["outcome"], "unchanged");

    stage.edit("bot.toml", "radius_px = 16", "radius_px = 17");
    stage.run("check --detailed-exitcode").status(20);
    stage.run("plan").stdout("~\tchatroom\tappearance.radius_px\n");
    let quick = stage.run("update --chatroom-only -y --format json").status(0);
    let result = quick.result();
    assert_eq!((&result["outcome"], &result["release"]), (&"deployed".into(), &2.into()));
    assert_eq!(result["uploaded"]["items"], 0);

    let back = stage.run("rollback -y --format json").status(0);
    assert_eq!((&back.result()["outcome"], &back.result()["live_release"]), (&"rolled_back".into(), &1.into()));
    stage.run("rollback 9 -y").status(13);
    assert_eq!(stage.run("releases list").stdout.lines().count(), 2);
    stage.run("test").status(0);
}

#[test]
fn an_edited_folder_is_outdated_and_an_update_brings_it_live() {
    let stage = Stage::new(BOT);
    stage.write("qa/parking.toml", qa("sixteen"));
    stage.run("deploy --train -y").status(0);
    assert!(stage.ask("how many bicycles fit into the shed?").contains("sixteen"));
    stage.write("qa/parking.toml", qa("seventeen"));
    assert_eq!(stage.run("status").stdout, "Outdated\n");
    let quick = stage.run("update --chatroom-only -y --format json").status(0);
    assert_eq!(quick.result()["outcome"], "unchanged");
    assert!(stage.ask("how many bicycles fit into the shed?").contains("sixteen"));
    stage.run("update -y").status(0);
    assert!(stage.ask("how many bicycles fit into the shed?").contains("seventeen"));
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}

#[test]
fn a_release_that_fails_its_tests_stays_out() {
    let stage = Stage::deployed(BOT);
    for _ in 0..3 {
        let text = stage.read("bot.toml");
        let poison = "\n[[tests]]\nquestion = \"Perché il mare è salato?\"\nexpect = \"text:nobody ever wrote this\"\n";
        stage.write("bot.toml", text + poison);
        let failed = stage.run("update -y --format json").status(9);
        let result = failed.result();
        assert_eq!((&result["outcome"], &result["live_release"]), (&"failed_unchanged".into(), &1.into()));
        assert_eq!(result["diagnostic"]["code"], "DEP021");
        assert_eq!(stage.run("status").stdout, "Outdated\n");
    }
}

#[test]
fn the_local_host_needs_no_login_and_a_token_is_read_from_stdin_only() {
    let test = Test::new().line("login --with-token").stdin("botctl_a_not-a-token\n");
    let ran = test.run().status(2);
    assert!(ran.stderr.contains("AUT010"), "{}", ran.stderr);
    let test = Test::new().line("login --host http://127.0.0.1:9 --with-token").stdin("not a token\n");
    let ran = test.run().status(2);
    assert!(ran.stderr.contains("AUT011") && !ran.stderr.contains("not a token\n"), "{}", ran.stderr);
}

#[test]
fn every_line_of_a_run_validates_and_the_last_is_the_result() {
    let stage = Stage::new(BOT);
    for line in ["train --format json", "deploy -y --format json", "test --format json", "rollback -y --format json"] {
        let ran = stage.run(line);
        let events = ran.events();
        assert_eq!(events.first().map(|event| &event["type"]), Some(&"start".into()), "{line}");
        assert_eq!(events.last().map(|event| &event["type"]), Some(&"result".into()), "{line}");
    }
}
