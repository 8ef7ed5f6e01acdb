//! The life of a bot through the binary and a real local host: deployed, asked, updated, rolled back, and killed on the way.

use crate::harness::{Ran, Test, qa};

/// A bot's folder with a local host of its own, which is stopped at the end.
struct Stage(Option<Test>);

impl Stage {
    fn new(bot: &str) -> Self {
        Self(Some(Test::new().bot(bot)))
    }

    fn run(&mut self, line: &str) -> Ran {
        let test = self.0.take().expect("given back after each run").line(line);
        let ran = test.run();
        self.0 = Some(test);
        ran
    }

    fn ask(&mut self, question: &str) -> String {
        let test = self.0.take().expect("given back after each run").args(["ask", question]);
        let ran = test.run();
        self.0 = Some(test);
        ran.status(0).stdout
    }

    fn path(&self, file: &str) -> std::path::PathBuf {
        self.0.as_ref().expect("given back after each run").folder().join(file)
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.path(file);
        let text = std::fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{file} holds `{from}`");
        std::fs::write(&path, text.replace(from, to)).expect("the file is written");
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if self.0.is_some() {
            self.run("host stop");
        }
    }
}

#[test]
fn a_bot_is_deployed_asked_updated_and_rolled_back() {
    let mut stage = Stage::new("examples/trattoria-del-porto");
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
    let mut stage = Stage::new("examples/trattoria-del-porto");
    std::fs::write(stage.path("qa/parking.toml"), qa("sixteen")).expect("written");
    stage.run("deploy --train -y").status(0);
    assert!(stage.ask("how many bicycles fit into the shed?").contains("sixteen"));
    std::fs::write(stage.path("qa/parking.toml"), qa("seventeen")).expect("written");
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
    let mut stage = Stage::new("examples/trattoria-del-porto");
    stage.run("deploy --train -y").status(0);
    for _ in 0..3 {
        let path = stage.path("bot.toml");
        let text = std::fs::read_to_string(&path).expect("bot.toml");
        let poison = "\n[[tests]]\nquestion = \"Perché il mare è salato?\"\nexpect = \"text:nobody ever wrote this\"\n";
        std::fs::write(&path, format!("{text}{poison}")).expect("written");
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
    let mut stage = Stage::new("examples/trattoria-del-porto");
    for line in ["train --format json", "deploy -y --format json", "test --format json", "rollback -y --format json"] {
        let ran = stage.run(line);
        let events = ran.events();
        assert_eq!(events.first().map(|event| &event["type"]), Some(&"start".into()), "{line}");
        assert_eq!(events.last().map(|event| &event["type"]), Some(&"result".into()), "{line}");
    }
}
