//! `botctl host start`: starts the local host in the background.

use clap::Args;

use crate::base::text;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::local_host::LocalHost;
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Starts the local host in the background.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let local = LocalHost::of(&context.paths()?);
    let was = local.running()?;
    let running = context.block_on(local.ensure(context))?;
    let word = if was.is_some() { "runs already" } else { "started" };
    let url = running.url.as_str().trim_end_matches('/').to_owned();
    let terminal = format!("The local host {word}: {} (process {})\n", text::printable(&url), running.pid);
    let fields = serde_json::json!({ "running": running, "started": was.is_none() });
    Ok(Outcome::short(Human { terminal, piped: format!("{url}\n") }, fields))
}
