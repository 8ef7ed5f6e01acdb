//! Arguments, settings, failure → exit code, one file per command.

pub mod arguments;
pub mod asking;
pub mod bot;
pub mod commands;
pub mod context;
pub mod duration;
pub mod exit;
pub mod facts;
pub mod failure;
pub mod hosts;
pub mod inherited;
pub mod local_host;
pub mod outcome;
pub mod release;
pub mod settings;
pub mod signals;

mod complete;
mod finish;
mod usage;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::base::clock::Clock;
use crate::base::http::install_crypto;
use crate::cli::arguments::Cli;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::inherited::Inherited;
use crate::cli::outcome::Outcome;
use crate::cli::settings::Settings;
use crate::config::env::Environment;
use crate::ui::manner::Manner;
use crate::ui::{Human, Ui};

/// The whole program but for ending the process.
pub fn main(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    install_crypto();
    let arguments: Vec<OsString> = arguments.collect();
    let current = std::env::current_dir();
    if complete::answered(&arguments, current.as_deref().ok()) {
        return ExitCode::SUCCESS;
    }
    let (inherited, complaint) = match Inherited::read(|name| std::env::var(name).ok()) {
        Ok(inherited) => (inherited, None),
        Err(complaint) => (Inherited::default(), Some(complaint)),
    };
    let current = current.unwrap_or_else(|_| PathBuf::from("."));
    let prepared = prepare(&arguments, &inherited, current, complaint.map(Failure::usage));
    ExitCode::from(match prepared {
        Prepared::Ready(cli, settings) => run(*cli, *settings, inherited),
        Prepared::Answered(verb, wishes, ended) => {
            let ui = Ui::new(Manner::decide(&wishes, &settings::surroundings(&inherited)), Clock::system());
            let ended = ended.map(|text| styled(&text, &ui));
            finish::finish(&ui, &verb, None, ended)
        }
    })
}

enum Prepared {
    Ready(Box<Cli>, Box<Settings>),
    Answered(Called, crate::ui::manner::Wishes, Box<Result<Box<clap::builder::StyledStr>, Failure>>),
}

/// The verb as far as it is known: its name, and whether it is a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Called {
    name: String,
    long: bool,
}

fn prepare(arguments: &[OsString], inherited: &Inherited, current: PathBuf, complaint: Option<Failure>) -> Prepared {
    let words: Vec<String> = arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let answered =
        |ended| Prepared::Answered(called(&words), settings::presumed_wishes(&words, inherited), Box::new(ended));
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            return answered(match usage::answer(&error) {
                usage::Answer::Text(text) => Ok(text),
                usage::Answer::Wrong(finding) => Err(Failure::usage(finding)),
            });
        }
    };
    if let Some(complaint) = complaint {
        return answered(Err(complaint));
    }
    match Settings::resolve(&cli.global, inherited, &current) {
        Ok(settings) => Prepared::Ready(Box::new(cli), Box::new(settings)),
        Err(finding) => answered(Err(Failure::usage(finding))),
    }
}

// The first word that is a verb; enough to know whether the answer must be NDJSON.
fn called(words: &[String]) -> Called {
    let command = Cli::command();
    let name = words.iter().find(|word| command.find_subcommand(word).is_some()).cloned().unwrap_or_default();
    let long = commands::LONG.contains(&name.as_str());
    Called { name, long }
}

fn styled(text: &clap::builder::StyledStr, ui: &Ui) -> Outcome {
    let shown = if ui.manner().color_stdout { text.ansi().to_string() } else { text.to_string() };
    let fields = serde_json::json!({ "text": text.to_string() });
    Outcome::short(Human::same(shown), fields)
}

fn run(cli: Cli, settings: Settings, environment: Inherited) -> u8 {
    let clock = Clock::system();
    let ui = Ui::new(Manner::decide(&settings.wishes, &settings::surroundings(&environment)), clock.clone());
    let name = cli.verb.name();
    let called = Called { name: name.to_owned(), long: commands::LONG.contains(&name) };
    let variables = match Environment::read() {
        Ok(variables) => variables,
        Err(problem) => return finish::finish(&ui, &called, None, Err(Failure::usage(problem.diagnostic()))),
    };
    if let Some(point) = &variables.fault {
        crate::base::fault::arm(point);
    }
    let context =
        Context { settings, ui: ui.clone(), environment, variables, clock, signals: signals::Signals::default() };
    // A panic must not cost the result line that programs wait for; nothing of the command is used after it.
    let ended = catch_unwind(AssertUnwindSafe(|| commands::run(&context, cli.verb)));
    let ended = ended.unwrap_or_else(|_| Err(Failure::panic()));
    finish::finish(&ui, &called, Some(&context.settings), ended)
}
