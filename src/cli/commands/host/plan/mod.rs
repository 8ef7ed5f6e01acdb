//! `botctl host plan`: shows and changes the plan and licences on a host.

mod set;
pub mod show;
mod swap;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows and changes the plan and licences on a host.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Shows the plan and how far it is used.
    Show(show::Arguments),
    /// Changes what is given, and only that.
    Set(set::Arguments),
    /// Moves a licence from one bot to another.
    Swap(swap::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::Show(arguments) => show::run(context, arguments),
        Action::Set(arguments) => set::run(context, arguments),
        Action::Swap(arguments) => swap::run(context, arguments),
    }
}
