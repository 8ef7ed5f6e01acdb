//! `botctl help`: a command's help, or one of four topics printed from the tables that the program itself uses.

mod checks;
mod environment;
mod events;
mod exit_codes;

use clap::{Args, CommandFactory};

use crate::base::diagnostic::Diagnostic;
use crate::base::text::did_you_mean;
use crate::cli::arguments::Cli;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::ui::Human;

const TOPICS: [&str; 4] = ["exit-codes", "environment", "events", "checks"];

/// Explains a command or a topic.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A command, or exit-codes, environment, events, checks [ID].
    #[arg(value_name = "TOPIC")]
    pub topic: Vec<String>,
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let words: Vec<&str> = arguments.topic.iter().map(String::as_str).collect();
    let look = context.ui.stdout_look();
    match words.as_slice() {
        ["exit-codes"] => Ok(exit_codes::show(&look)),
        ["environment"] => Ok(environment::show(&look)),
        ["events"] => Ok(events::show()),
        ["checks"] => Ok(checks::show_all(&look)),
        ["checks", id] => checks::show_one(id, &look),
        _ => command_help(context, &arguments.topic),
    }
}

fn command_help(context: &Context, path: &[String]) -> Result<Outcome, Failure> {
    let mut root = Cli::command();
    root.build();
    let help = find(&root, path)?.clone().render_help();
    let shown = if context.ui.manner().color_stdout { help.ansi().to_string() } else { help.to_string() };
    Ok(Outcome::short(Human::same(shown), serde_json::json!({ "text": help.to_string() })))
}

/// The command that `path` names. Errors: there is none.
pub(super) fn find<'a>(root: &'a clap::Command, path: &[String]) -> Result<&'a clap::Command, Failure> {
    let mut command = root;
    for (depth, name) in path.iter().enumerate() {
        let visible = |candidate: &&clap::Command| !candidate.is_hide_set();
        command = command
            .get_subcommands()
            .filter(visible)
            .find(|candidate| candidate.get_name() == name)
            .ok_or_else(|| unknown(command, name, depth))?;
    }
    Ok(command)
}

fn unknown(command: &clap::Command, name: &str, depth: usize) -> Failure {
    let topics = TOPICS.iter().copied().filter(|_| depth == 0);
    let visible = command.get_subcommands().filter(|candidate| !candidate.is_hide_set());
    let names: Vec<&str> = visible.map(clap::Command::get_name).chain(topics).collect();
    let finding = Diagnostic::error("CFG901", format!("there is no command or topic `{name}`"));
    Failure::usage(match did_you_mean(name, names) {
        Some(meant) => finding.because(format!("Did you mean `{meant}`?")).fix(format!("botctl help {meant}")),
        None => finding.fix("botctl --help"),
    })
}
