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
pub mod local_host;
pub mod outcome;
pub mod pages;
pub mod records;
pub mod release;
pub mod releases_here;
pub mod saved_plan;
pub mod settings;
pub mod signals;

pub mod complete;
mod ended;
mod endpoints;
mod finish;
mod requests;
mod usage;

use std::ffi::OsString;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::base::clock::Clock;
use crate::base::http::install_crypto;
use crate::cli::arguments::Cli;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::cli::settings::Settings;
use crate::config::env::Environment;
use crate::config::paths::Paths;
use crate::config::user::UserConfig;
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
    // Without a usable environment the complaint about it is still to be printed, so the rest goes on with an empty one.
    let (environment, complaint) = match Environment::read() {
        Ok(environment) => (environment, None),
        Err(problem) => (Environment::default(), Some(Failure::from(problem))),
    };
    let current = current.unwrap_or_else(|_| PathBuf::from("."));
    ExitCode::from(match prepare(&arguments, &environment, current, complaint) {
        Prepared::Ready(prepared) => run(*prepared, environment),
        Prepared::Answered(called, wishes, ended) => {
            let ui = Ui::new(Manner::decide(&wishes, &settings::surroundings(&environment)), Clock::system());
            let ended = ended.map(|text| styled(&text, &ui));
            finish::finish(&ui, &called, None, ended)
        }
    })
}

struct Ready {
    cli: Cli,
    settings: Settings,
    user: UserConfig,
}

enum Prepared {
    Ready(Box<Ready>),
    Answered(Called, crate::ui::manner::Wishes, Box<Result<Box<clap::builder::StyledStr>, Failure>>),
}

/// The verb as far as it is known: its name, and whether it is a long one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Called {
    name: String,
    long: bool,
}

fn prepare(
    arguments: &[OsString],
    environment: &Environment,
    current: PathBuf,
    complaint: Option<Failure>,
) -> Prepared {
    let words: Vec<String> = arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let answered =
        |ended| Prepared::Answered(called(&words), settings::presumed_wishes(&words, environment), Box::new(ended));
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
    match resolved(&cli, environment, &current) {
        Ok((settings, user)) => Prepared::Ready(Box::new(Ready { cli, settings, user })),
        Err(failure) => answered(Err(failure)),
    }
}

fn resolved(cli: &Cli, environment: &Environment, current: &Path) -> Result<(Settings, UserConfig), Failure> {
    // Without a home folder there is no file to prefer anything; who needs one for more says so.
    let user = match Paths::of(environment) {
        Ok(paths) => UserConfig::load(&paths.user_file())?,
        Err(_) => UserConfig::default(),
    };
    let settings = Settings::resolve(&cli.global, environment, &user, current).map_err(Failure::usage)?;
    Ok((settings, user))
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

fn run(ready: Ready, environment: Environment) -> u8 {
    let Ready { cli, settings, user } = ready;
    let clock = Clock::system();
    let ui = Ui::new(Manner::decide(&settings.wishes, &settings::surroundings(&environment)), clock.clone());
    let name = cli.verb.name();
    let called = Called { name: name.to_owned(), long: commands::LONG.contains(&name) };
    if let Some(point) = &environment.fault {
        crate::base::fault::arm(point);
    }
    if !cli.verb.is_host() {
        requests::show(&ui);
    }
    let context = Context { settings, ui: ui.clone(), environment, user, clock, signals: signals::Signals::default() };
    // A panic must not cost the result line that programs wait for; nothing of the command is used after it.
    let ended = catch_unwind(AssertUnwindSafe(|| {
        crate::base::fault::bug("panic");
        commands::run(&context, cli.verb)
    }));
    let ended = ended.unwrap_or_else(|_| Err(Failure::panic()));
    finish::finish(&ui, &called, Some(&context.settings), ended)
}
