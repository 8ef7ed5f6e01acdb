//! `botctl host stop`: stops the local host.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::local_host::LocalHost;
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Stops the local host.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let stopped = LocalHost::of(&context.paths()?).stop()?;
    let terminal = match &stopped {
        Some(running) => format!(
            "The local host has stopped (process {}). Its bots are offline until it starts again.\n",
            running.pid
        ),
        None => "The local host isn't running.\n".to_owned(),
    };
    let fields = serde_json::json!({ "stopped": stopped.is_some() });
    Ok(Outcome::short(Human { terminal, piped: String::new() }, fields))
}
