//! `examples/pipeline`: the script as it stands, and the workflow's commands against the binary.

use std::os::unix::fs::PermissionsExt;

use crate::harness::{Ran, Stage, root};

const TRATTORIA: &str = "examples/trattoria-del-porto";

fn script(scene: &Stage, bot: &str) -> Ran {
    let call = scene.line("").env("BOTCTL", env!("CARGO_BIN_EXE_botctl")).env("RETRY_DELAY_SECONDS", "0");
    let mut command = call.command("sh");
    command.arg(root().join("examples/pipeline/deploy.sh")).arg(bot);
    let output = command.stdin(std::process::Stdio::null()).output().expect("a shell");
    Ran::new(output.status, &output.stdout, &output.stderr, "deploy.sh")
}

#[test]
fn the_script_deploys_updates_and_ends_with_the_programs_code() {
    let scene = Stage::new(TRATTORIA);
    let first = script(&scene, ".").status(0);
    assert!(first.stdout.trim_end().ends_with("/demo/trattoria-del-porto") && first.stdout.lines().count() == 1);
    for step in ["1/4 Train", "2/4 Check", "3/4 Plan", "4/4 deploy"] {
        assert!(first.stderr.contains(step), "{step}: {}", first.stderr);
    }
    let result: serde_json::Value = serde_json::from_str(&scene.read("deploy-result.json")).expect("the result");
    assert_eq!((&result["outcome"], &result["release"]), (&"deployed".into(), &1.into()));

    let again = script(&scene, ".").status(0);
    assert_eq!(again.stdout, first.stdout);
    assert!(again.stderr.contains("Nothing differs from what is live."), "{}", again.stderr);
    scene.edit("bot.toml", "radius_px = 16", "radius_px = 15");
    let update = script(&scene, ".").status(0);
    assert!(update.stderr.contains("4/4 update") && update.stderr.contains("deployed release 2"), "{}", update.stderr);

    scene.edit("bot.toml", "schema = 1", "schema = one");
    let broken = script(&scene, ".").status(3);
    assert!(broken.stderr.contains("Nothing was sent.") && broken.stdout.is_empty(), "{}", broken.stderr);
    script(&scene, "nowhere").status(2);
}

/// Stands for the program where only the script's own reaction is tried: writes down each verb, ends with the code that
/// a file of the verb's name holds, else 0.
const STAND_IN: &str = "#!/bin/sh\necho \"$3\" >> calls\n[ ! -f \"code-$3\" ] || exit \"$(cat \"code-$3\")\"\n";

#[test]
fn the_script_tries_again_only_where_that_helps() {
    for (code, calls, words) in [
        (6, 4, "Somebody else is deploying"),
        (7, 4, "The live bot is untouched"),
        (5, 1, "Cannot deploy: a prerequisite failed"),
        (4, 1, "the token may not do this"),
    ] {
        let scene = Stage::empty();
        scene.write("botctl", STAND_IN);
        scene.write("code-check", format!("{code}\n"));
        std::fs::set_permissions(scene.path("botctl"), std::fs::Permissions::from_mode(0o755)).expect("executable");
        let call = scene.line("").env("BOTCTL", scene.path("botctl")).env("RETRY_DELAY_SECONDS", "0");
        let mut command = call.command("sh");
        command.arg(root().join("examples/pipeline/deploy.sh")).arg(scene.folder());
        let output = command.output().expect("a shell");
        let ran = Ran::new(output.status, &output.stdout, &output.stderr, "deploy.sh").status(code);
        let called = scene.read("calls");
        assert_eq!(called.lines().filter(|verb| *verb == "check").count(), calls, "{code}: {called}");
        assert!(!called.contains("deploy") && ran.stderr.contains(words), "{code}: {}", ran.stderr);
    }
}

/// The commands of a workflow: `run: …` on one line, or folded with `>-`.
fn commands(workflow: &str) -> Vec<String> {
    let lines: Vec<&str> = workflow.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(command) = line.trim_start().strip_prefix("run: ") else { continue };
        let depth = line.len() - line.trim_start().len();
        let folded =
            lines[at + 1..].iter().take_while(|next| next.len() - next.trim_start().len() > depth && !next.is_empty());
        found.push(match command {
            ">-" => folded.map(|next| next.trim()).collect::<Vec<_>>().join(" "),
            one => one.to_owned(),
        });
    }
    found
}

#[test]
fn the_workflows_commands_run_as_they_stand() {
    let workflow = std::fs::read_to_string(root().join("examples/pipeline/github-workflow.yml")).expect("the workflow");
    let commands: Vec<String> = commands(&workflow).into_iter().filter(|line| line.starts_with("botctl ")).collect();
    assert_eq!(commands.len(), 4, "{commands:?}");
    let scene = Stage::new(TRATTORIA);
    for command in &commands {
        let call = scene.line("").env("CI", "true").env("GITHUB_ACTIONS", "true").env("BOT_FOLDER", ".");
        let call = call.env("RUNNER_TEMP", scene.folder()).env("GITHUB_OUTPUT", scene.path("output.txt"));
        let mut shell = call.command("sh");
        let line = command.replacen("botctl", env!("CARGO_BIN_EXE_botctl"), 1);
        let output = shell.args(["-ec", &line]).stdin(std::process::Stdio::null()).output().expect("a shell");
        Ran::new(output.status, &output.stdout, &output.stderr, command).status(0);
    }
    assert!(scene.read("output.txt").contains("outcome=deployed\n"));
    assert!(scene.path("deploy-result.json").is_file());
    let used =
        workflow.split("steps.deploy.outputs.").nth(1).and_then(|rest| rest.split(' ').next()).expect("an output");
    assert!(scene.read("output.txt").contains(&format!("\n{used}=http")), "{used}");
}
