//! From `init` to a bot that answers, and the small commands around it.

use std::process::Command;

use super::scene::small;
use super::server::message;
use super::terminal::Terminal;
use crate::harness::Stage;

/// Does what `init` says is next, as a person does in ten minutes.
fn fill_in(scene: &Stage, folder: &str) {
    let at = |file: &str| format!("{folder}/{file}");
    let bot = scene.read(&at("bot.toml"));
    let named: Vec<String> = bot
        .lines()
        .map(|line| match line {
            line if line.starts_with("name = ") => "name = \"Mill Café\"".to_owned(),
            line if line.starts_with("description = ") => "description = \"Answers the guests of the mill\"".to_owned(),
            line => line.to_owned(),
        })
        .collect();
    scene.write(&at("bot.toml"), named.join("\n") + "\n");
    let survey = scene.read(&at("survey.toml"));
    let answered: Vec<String> = survey
        .lines()
        .map(|line| match line.split_once(" = \"\"") {
            Some((topic, _)) => format!("{topic} = \"About {topic}: the mill grinds slowly but finely.\""),
            None => line.to_owned(),
        })
        .collect();
    scene.write(&at("survey.toml"), answered.join("\n") + "\n");
    scene.write(&at("knowledge/cakes.md"), "# Cakes\n\nThe walnut cake is baked on Thursdays in the stone oven.\n");
}

#[test]
fn both_templates_lead_to_a_bot_that_answers() {
    for (template, folder) in [("support", "mill"), ("hotel", "inn")] {
        let scene = Stage::empty();
        let call = scene.words(&["init", folder, "--template", template]);
        let (status, shown) = Terminal::start(&call, 80).end();
        assert_eq!(status, 0, "{shown}");
        let next: Vec<&str> =
            shown.lines().filter_map(|line| line.split_once(". botctl ").map(|(_, rest)| rest)).collect();
        assert_eq!(next, [format!("check -C {folder} --offline"), format!("deploy -C {folder} --train")]);
        let fresh = scene.run(next[0]).status(5).stdout;
        assert!(fresh.contains("Incomplete survey") && fresh.contains("Bot info isn't complete"), "{fresh}");
        fill_in(&scene, folder);
        let ready = scene.run(next[0]).stdout;
        assert!(!ready.contains("Incomplete survey") && !ready.contains("Bot info isn't complete"), "{ready}");
        let deployed = scene.run(next[1]).status(0);
        assert!(deployed.stdout.trim_end().ends_with(&format!("/demo/{folder}")), "{}", deployed.stdout);
        let answer = scene.words(&["ask", "-C", folder, "when is the walnut cake baked?"]).run().status(0).stdout;
        assert!(answer.contains("Thursdays"), "{answer}");
        assert_eq!(scene.run(&format!("check -C {folder}")).status(0).stdout.matches('✗').count(), 0);
        scene.words(&["init", folder]).run().status(2);
    }
}

#[test]
fn status_is_watched_and_waited_for_and_the_log_is_read() {
    let scene = small();
    scene.run("status").status(13);
    scene.run("host logs").status(13);
    scene.run("host start").status(0);
    scene.run("status").status(13).stdout("Not deployed\n");
    scene.run("status --wait").status(13);
    scene.run("releases show").status(13);
    scene.run("deploy --train").status(0);
    let mut watch = Terminal::start(&scene.line("status --watch"), 80);
    watch.wait_for("Deployed release 1");
    scene.write("knowledge/new.md", "# New\n\nA giraffe was born on Monday.\n");
    watch.wait_for("Outdated release 1");
    scene.run("update").status(0);
    watch.wait_for("Deployed release 2");
    watch.press("\x03");
    let (status, shown) = watch.end();
    assert_eq!(status, 0, "{shown}");
    let log = scene.run("host logs --lines 200").status(0).stdout;
    assert!(log.lines().filter(|line| line.contains("release is live")).count() == 2, "{log}");
    let shown = scene.run("releases show").status(0).stdout;
    assert!(shown.starts_with("2\tlive\t"), "{shown}");
    let first = scene.run("releases show 1 --format json").status(0).object();
    assert_eq!((&first["release"]["number"], &first["release"]["live"]), (&1.into(), &false.into()));
    scene.run("releases show 9").status(13);
    let back = scene.run("rollback 1 --format json").status(0).result();
    assert_eq!((&back["live_release"], &back["undo"]), (&1.into(), &"botctl rollback 2".into()));
    scene.run("rollback 1").status(0);
    assert_eq!(scene.run("status").stdout, "Outdated\n");
    scene.run("rollback 9").status(13);
    scene.run("host stop").status(0);
    scene.run("status").status(10);
}

#[test]
fn the_shell_completes_verbs_flags_and_environments_from_local_files() {
    let scene = small();
    let text = scene.read("bot.toml");
    scene.write("bot.toml", format!("{text}\n[env.production]\n[env.preview]\n"));
    let complete = |words: &[&str]| {
        let call = scene.line("").env("COMPLETE", "fish");
        let mut command: Command = call.command(env!("CARGO_BIN_EXE_botctl"));
        let output = command.args(["--", "botctl"]).args(words).output().expect("it runs");
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    };
    assert!(complete(&["dep"]).starts_with("deploy"), "{}", complete(&["dep"]));
    assert!(!complete(&["internal"]).contains("internal-extract"), "{}", complete(&["internal"]));
    assert!(complete(&["deploy", "--tr"]).contains("--train"));
    let environments = complete(&["deploy", "-e", "pr"]);
    assert!(environments.contains("production") && environments.contains("preview"), "{environments}");
    assert!(!scene.home("state").exists(), "nothing was started");
}

#[test]
fn a_wrong_word_is_answered_by_the_nearest_that_people_type() {
    let scene = Stage::empty();
    for (line, meant) in
        [("integrate", None), ("internal", None), ("snipet", Some("snippet")), ("deploy --trian", Some("--train"))]
    {
        let ran = scene.run(line).status(2);
        assert!(!ran.stderr.contains("internal-extract"), "{line}: {}", ran.stderr);
        if let Some(meant) = meant {
            assert!(ran.stderr.contains(&format!("Did you mean `{meant}`?")), "{line}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_visitor_is_served_by_the_host_that_a_restart_renewed() {
    let scene = small();
    scene.run("deploy --train").status(0);
    let url = scene.url();
    scene.run("host stop").status(0).stdout("");
    assert_eq!(scene.run("host start").status(0).stdout.trim(), url, "the port is kept, so that snippets stay right");
    assert_eq!(message(&url, "zoo", "https://zoo.example", "What does the otter eat?").json()["kind"], "qa");
}
