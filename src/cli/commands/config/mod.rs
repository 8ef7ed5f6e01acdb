//! `botctl config`: shows the configuration in effect.

mod show;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Shows the configuration in effect.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Prints every value in effect and where it comes from.
    Show(show::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::Show(arguments) => show::run(context, arguments),
    }
}
