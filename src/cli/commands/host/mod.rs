//! `botctl host`: runs a host, or manages the local one.

mod logs;
pub mod plan;
mod run;
mod start;
mod status;
mod stop;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Runs a host, or manages the local one.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Serves bots in the foreground; the program for servers.
    Run(run::Arguments),
    /// Starts the local host in the background.
    Start(start::Arguments),
    /// Stops the local host.
    Stop(stop::Arguments),
    /// Shows whether the local host runs, where, since when.
    Status(status::Arguments),
    /// Prints the local host's log.
    Logs(logs::Arguments),
    /// Shows and changes the plan and licences on a host.
    Plan(plan::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::Run(arguments) => run::run(context, arguments),
        Action::Start(arguments) => start::run(context, arguments),
        Action::Stop(arguments) => stop::run(context, arguments),
        Action::Status(arguments) => status::run(context, arguments),
        Action::Logs(arguments) => logs::run(context, arguments),
        Action::Plan(arguments) => plan::run(context, arguments),
    }
}
