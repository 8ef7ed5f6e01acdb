//! The command line itself: usage errors, help, formats, colour, and streams that go away.

use crate::harness::{Stdout, Test};

#[test]
fn a_wrong_call_says_what_was_meant() {
    let table = [
        ("chekc", "error[CFG901]: there is no command `chekc`\n  Did you mean `check`?\n  Fix:  botctl --help\n"),
        (
            "status --fromat json",
            "error[CFG902]: there is no flag or argument `--fromat` here\n  Did you mean `--format`?\n  \
             Fix:  botctl status --help\n",
        ),
        (
            "check --format jsno",
            "error[CFG904]: `jsno` isn't a value of `--format <F>`: human, json\n  Did you mean `json`?\n  \
             Fix:  botctl --help\n",
        ),
        (
            "deploy --train --no-train",
            "error[CFG903]: `--train` can't be used with `--no-train`\n  Fix:  botctl deploy --help\n",
        ),
        ("ask", "error[CFG903]: missing: <QUESTION>\n  Fix:  botctl ask --help\n"),
        (
            "deploy --wait-timeout soon",
            "error[CFG904]: `soon` isn't a value of `--wait-timeout <TIME>`: `soon` isn't a\n  duration: numbers with ms, \
             s, m, h or d are expected, e.g. 30s, 2m, 1h30m\n  Fix:  botctl --help\n",
        ),
        (
            "help chekc",
            "error[CFG901]: there is no command or topic `chekc`\n  Did you mean `check`?\n  Fix:  botctl help check\n",
        ),
        (
            "help checks training.qaa",
            "error[CFG901]: there is no check `training.qaa`\n  Did you mean `training.qa`?\n  \
             Fix:  botctl help checks training.qa\n",
        ),
        (
            "man --host nonsense",
            "error[CFG909]: --host is `nonsense`, which isn't an address of a host\n  \
             Fix:  give an address like https://bots.example.com\n",
        ),
    ];
    for (line, stderr) in table {
        Test::new().line(line).run().status(2).stdout("").stderr(stderr);
    }
}

#[test]
fn a_bad_variable_is_a_wrong_call() {
    for (name, value, code) in [
        ("BOTCTL_NO_INPUT", "perhaps", "CFG016"),
        ("BOTCTL_FORMAT", "xml", "CFG907"),
        ("BOTCTL_ENV", "No Such", "CFG908"),
        ("BOTCTL_LOCK_TIMEOUT", "soon", "CFG911"),
    ] {
        let ran = Test::new().line("man").env(name, value).run().status(2).stdout("");
        assert!(ran.stderr.starts_with(&format!("error[{code}]: ")) && ran.stderr.contains(name), "{}", ran.stderr);
    }
}

#[test]
fn a_wrong_call_is_answered_in_json_where_json_was_asked_for() {
    let short = Test::new().line("status --nonsense --format json").run().status(2).stderr("");
    assert_eq!(short.object()["diagnostics"][0]["code"], "CFG902");
    let long = Test::new().line("deploy --nonsense").env("BOTCTL_FORMAT", "json").run().status(2).stderr("");
    let events = long.events();
    assert_eq!(events[0]["command"], "deploy");
    assert_eq!(events[1]["outcome"], "not_started");
    assert_eq!(events[1]["diagnostic"]["code"], "CFG902");
    Test::new().line("status --nonsense -qq").run().status(2).stdout("").stderr("");
}

#[test]
fn help_stays_within_80_columns_and_has_no_escapes() {
    let mut paths = vec![Vec::new()];
    let root = <botctl::cli::arguments::Cli as clap::CommandFactory>::command();
    collect(&root, &mut Vec::new(), &mut paths);
    assert!(paths.len() > 35, "{paths:?}");
    for mut path in paths {
        path.push("--help".to_owned());
        let ran = Test::new().args(path.iter().map(String::as_str)).env("COLUMNS", "200").run().status(0).stderr("");
        assert!(!ran.stdout.contains('\x1b'), "{path:?}");
        for line in ran.stdout.lines() {
            assert!(line.chars().count() <= 80, "{path:?}: {line}");
        }
    }
}

fn collect(command: &clap::Command, path: &mut Vec<String>, paths: &mut Vec<Vec<String>>) {
    for verb in command.get_subcommands() {
        path.push(verb.get_name().to_owned());
        paths.push(path.clone());
        collect(verb, path, paths);
        path.pop();
    }
}

#[test]
fn global_flags_stand_before_or_after_the_verb() {
    for line in ["--format json help checks", "help checks --format json", "help --format json checks"] {
        let ran = Test::new().line(line).run().status(0).stderr("");
        assert_eq!(ran.object()["checks"].as_array().map(Vec::len), Some(12), "{line}");
    }
}

#[test]
fn help_of_a_command_is_that_of_its_flag() {
    for verb in ["deploy", "host plan set"] {
        let help = Test::new().line(&format!("help {verb}")).run().status(0);
        Test::new().line(&format!("{verb} --help")).run().status(0).stdout(&help.stdout);
    }
}

#[test]
fn streams_that_go_away_do_no_harm() {
    for line in ["help exit-codes", "schema events", "completions bash", "--help", "man"] {
        Test::new().line(line).stdout_to(Stdout::ClosedPipe).run().status(0).stderr("");
        let full = Test::new().line(line).stdout_to(Stdout::Full).run().status(1);
        assert!(full.stderr.starts_with("error[INT003]: can't write the result to standard output"), "{}", full.stderr);
    }
}

#[test]
fn the_result_goes_to_a_file_too() {
    let test = Test::new().line("help checks --output-file out.json");
    test.run().status(0).stderr("");
    let text = std::fs::read_to_string(test.folder().join("out.json")).expect("the file is written");
    let value: serde_json::Value = serde_json::from_str(&text).expect("one object");
    assert_eq!((&value["v"], &value["ok"]), (&1.into(), &true.into()));
    let full = Test::new().line("help checks --output-file /dev/full").run().status(1);
    assert!(full.stderr.starts_with("error[INT002]: can't write the result to `/dev/full`"), "{}", full.stderr);
    let nowhere = Test::new().line("help checks --output-file no/such/out.json").run().status(2).stdout("");
    assert!(nowhere.stderr.starts_with("error[CFG910]: "), "{}", nowhere.stderr);
}

#[test]
fn colour_is_off_where_it_was_not_asked_for() {
    let ran = Test::new().line("--help").run_in_terminal().status(0);
    assert!(ran.stdout.contains("Usage:"), "{}", ran.stdout);
    for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb"), ("CLICOLOR", "0"), ("BOTCTL_COLOR", "never")] {
        for line in ["--help", "chekc", "help exit-codes"] {
            let ran = Test::new().line(line).env(name, value).run_in_terminal();
            assert!(!ran.stdout.contains('\x1b'), "{name} {line}: {:?}", ran.stdout);
        }
    }
    let coloured = Test::new().line("chekc").run_in_terminal().status(2);
    assert!(coloured.stdout.contains("\x1b[31merror[CFG901]\x1b[0m"), "{:?}", coloured.stdout);
    let forced = Test::new().line("chekc --color always").run().status(2);
    assert!(forced.stderr.contains("\x1b[31m"), "{}", forced.stderr);
}

#[test]
fn init_writes_a_bot_and_overwrites_nothing() {
    for template in ["support", "hotel"] {
        let test = Test::new().line(&format!("init acme --template {template}"));
        test.run().status(0).stdout("acme\n").stderr("");
        let text = std::fs::read_to_string(test.folder().join("acme/bot.toml")).expect("bot.toml");
        assert!(text.starts_with("#:schema ") && text.contains("id = \"acme\""), "{text}");
        let again = test.run().status(2).stdout("");
        assert!(again.stderr.starts_with("error[CFG912]: "), "{}", again.stderr);
    }
}

#[test]
fn annotations_are_made_on_github_for_people_only() {
    let on_github = |line: &str| Test::new().line(line).env("GITHUB_ACTIONS", "true").run().status(2);
    let ran = on_github("chekc");
    assert!(
        ran.stderr.contains("::error title=CFG901::there is no command `chekc`%0AFix: botctl --help\n"),
        "{}",
        ran.stderr
    );
    on_github("chekc --format json").stderr("");
}

#[test]
fn shells_complete_environments_from_the_local_file() {
    let test = Test::new().file("bot.toml", BOT).args(["--", "botctl", "status", "-e", ""]);
    let ran = test.env("COMPLETE", "fish").run().status(0).stderr("");
    assert!(ran.stdout.contains("production") && ran.stdout.contains("staging"), "{}", ran.stdout);
}

const BOT: &str = r#"
schema = 1
[bot]
id = "acme"
name = "Acme"
description = "Answers"
languages = ["en"]
[env.staging]
host = "https://staging.example.com"
[env.production]
host = "https://bots.example.com"
"#;

#[test]
fn faults_of_the_configuration_have_their_exit_codes() {
    let broken = BOT.replace("name =", "nmae =");
    let table = [
        ("config show", None, 3, "CFG001"),
        ("config show -e production", Some(broken.as_str()), 3, "CFG"),
        ("config show", Some(BOT), 2, "CFG014"),
        ("config show -e prodction", Some(BOT), 13, "CFG015"),
        ("config show -c other.toml", Some(BOT), 13, "CFG022"),
    ];
    for (line, bot, status, code) in table {
        let test = Test::new().line(line);
        let test = match bot {
            Some(bot) => test.file("bot.toml", bot),
            None => test,
        };
        let ran = test.run().status(status).stdout("");
        assert!(ran.stderr.starts_with(&format!("error[{code}")), "{line}: {}", ran.stderr);
    }
}

#[test]
fn config_show_names_the_origin_of_each_value() {
    let test =
        Test::new().file("bot.toml", BOT).line("config show -e production").env("BOTCTL_HOST", "https://h.example");
    let ran = test.run().status(0).stderr("");
    let line = |key: &str| ran.stdout.lines().find(|line| line.starts_with(key)).unwrap_or_default().to_owned();
    assert!(line("host\t").ends_with("\tflag or variable"), "{}", ran.stdout);
    assert_eq!(line("bot.id\t"), "bot.id\t\"acme\"\tbot.toml:4:6");
}

#[test]
fn a_schema_is_draft_07_and_holds_what_init_writes() {
    let text = Test::new().line("schema config").run().status(0).stderr("").stdout;
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let validator = jsonschema::draft7::new(&schema).expect("a draft-07 schema");
    for template in ["support", "hotel"] {
        let test = Test::new().line(&format!("init --id acme --template {template}"));
        test.run().status(0);
        let bot = std::fs::read_to_string(test.folder().join("bot.toml")).expect("bot.toml");
        let bot: toml::Table = bot.parse().expect("TOML");
        let bot = serde_json::to_value(bot).expect("JSON");
        let faults: Vec<String> = validator.iter_errors(&bot).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{template}: {faults:?}");
        let shown = test.line("config show").run().status(0).stderr("");
        assert!(shown.stdout.contains("bot.id\t\"acme\""), "{}", shown.stdout);
    }
}
