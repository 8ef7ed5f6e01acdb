//! `botctl bots`: lists and deletes bots on a host.

mod delete;
mod list;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Lists and deletes bots on a host.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Lists the bots that the token may see.
    List(list::Arguments),
    /// Deletes a bot, with its releases and conversations.
    Delete(delete::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::List(arguments) => list::run(context, arguments),
        Action::Delete(arguments) => delete::run(context, arguments),
    }
}
