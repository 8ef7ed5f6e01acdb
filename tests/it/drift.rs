//! What is written twice says the same: README, help, completions. `BOTCTL_BLESS=1 cargo test` writes the completions anew.

use std::collections::BTreeSet;

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use crate::harness::{Test, root};

fn verbs() -> BTreeSet<String> {
    let command = botctl::cli::arguments::Cli::command();
    let visible = command.get_subcommands().filter(|verb| !verb.is_hide_set());
    visible.map(|verb| verb.get_name().to_owned()).collect()
}

fn readme() -> Option<String> {
    std::fs::read_to_string(root().join("README.md")).ok()
}

#[test]
fn completions_are_those_of_the_commands() {
    let bless = std::env::var_os("BOTCTL_BLESS").is_some();
    let shells = [
        (Shell::Bash, "bash", "botctl.bash"),
        (Shell::Zsh, "zsh", "_botctl"),
        (Shell::Fish, "fish", "botctl.fish"),
        (Shell::PowerShell, "powershell", "_botctl.ps1"),
        (Shell::Elvish, "elvish", "botctl.elv"),
    ];
    for (shell, name, file) in shells {
        let mut script = Vec::new();
        generate(shell, &mut botctl::cli::complete::visible(), "botctl", &mut script);
        let path = root().join("completions").join(file);
        if bless {
            std::fs::write(&path, &script).expect("the script is written");
            continue;
        }
        let script = String::from_utf8(script).expect("scripts are text");
        let held = std::fs::read_to_string(&path).expect("the script is held");
        assert!(held == script, "completions/{file} is stale: run BOTCTL_BLESS=1 cargo test --test it completions");
        Test::new().args(["completions", name]).run().status(0).stdout(&script).stderr("");
    }
}

#[test]
fn the_readmes_exit_codes_are_those_of_the_program() {
    let Some(readme) = readme() else { return };
    let table = Test::new().line("help exit-codes").run().status(0).stdout;
    for line in table.lines().skip(2) {
        assert!(readme.contains(line), "the README lacks or changes this row of `botctl help exit-codes`:\n{line}");
    }
}

#[test]
fn the_readme_names_every_verb() {
    let Some(readme) = readme() else { return };
    for verb in verbs() {
        assert!(readme.contains(&format!("`{verb}")) || readme.contains(&format!("botctl {verb}")), "README: {verb}");
    }
}

#[test]
fn every_verb_is_in_the_manual_and_no_verb_of_later_is_there() {
    let manual = Test::new().line("man").run().status(0).stdout;
    for verb in verbs() {
        let name = format!("botctl\\-{}", verb.replace('-', "\\-"));
        assert!(manual.contains(&name), "{verb}:\n{manual}");
    }
    for later in ["verify", "logs", "analytics", "promote", "backup", "lock"] {
        Test::new().args([later]).run().status(2);
    }
}

#[test]
fn every_kind_of_event_is_explained() {
    let help = Test::new().line("help events").run().status(0).stdout;
    let kinds = [
        "start",
        "check",
        "plan",
        "lock_wait",
        "phase_start",
        "phase_end",
        "step_start",
        "step_end",
        "progress",
        "heartbeat",
        "retry",
        "test",
        "suite",
        "diagnostic",
        "result",
    ];
    for kind in kinds {
        assert!(help.lines().any(|line| line.starts_with(kind)), "{kind}:\n{help}");
    }
}
