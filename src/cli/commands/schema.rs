//! `botctl schema`: JSON Schema, draft-07, of bot.toml (for editors) and of events (for programs).

use clap::{Args, ValueEnum};

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::config::schema::bot_schema;
use crate::ui::schema::EVENTS;

/// Prints the JSON Schema of bot.toml or of events.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Of what.
    #[arg(value_name = "WHAT", value_enum)]
    pub what: What,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// bot.toml.
    Config,
    /// A line of NDJSON.
    Events,
}

/// Runs it.
pub fn run(_context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    match arguments.what {
        What::Config => Ok(Outcome::text(format!("{:#}\n", bot_schema()))),
        What::Events => Ok(Outcome::text(EVENTS)),
    }
}
