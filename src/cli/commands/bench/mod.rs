//! `botctl bench`: measures the engine.

mod answers;

use clap::{Args, Subcommand};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Measures how well the engine answers suites of questions.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What to measure.
    #[command(subcommand)]
    pub action: Action,
}

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Trains a bot of each suite, asks its questions, and prints how right it was.
    Answers(answers::Arguments),
}

/// Runs it.
pub fn run(context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match &arguments.action {
        Action::Answers(arguments) => answers::run(context, arguments),
    }
}
