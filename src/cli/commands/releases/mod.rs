//! `botctl releases`: lists and shows the releases of the bot.

mod list;
mod show;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Lists and shows the releases of the bot.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Lists releases, newest first.
    List(list::Arguments),
    /// Shows one release.
    Show(show::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::List(arguments) => list::run(context, arguments),
        Action::Show(arguments) => show::run(context, arguments),
    }
}
