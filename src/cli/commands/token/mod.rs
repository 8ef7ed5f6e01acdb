//! `botctl token`: makes, lists and revokes tokens of a host.

mod create;
mod list;
mod revoke;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Makes, lists and revokes tokens of a host.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub action: Action,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Makes a token and prints it, once.
    Create(create::Arguments),
    /// Lists tokens without their secrets.
    List(list::Arguments),
    /// Ends a token at once.
    Revoke(revoke::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::Create(arguments) => create::run(context, arguments),
        Action::List(arguments) => list::run(context, arguments),
        Action::Revoke(arguments) => revoke::run(context, arguments),
    }
}
