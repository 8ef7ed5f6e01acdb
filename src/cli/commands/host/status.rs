//! `botctl host status`: shows whether the local host runs, where, since when.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Start};
use crate::cli::local_host::LocalHost;
use crate::cli::outcome::Outcome;
use crate::ui::Human;

/// Shows whether the local host runs, where, since when.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let local = LocalHost::of(&context.paths()?);
    let Some(running) = local.running()? else {
        let fields = serde_json::json!({ "state": "stopped" });
        let human = Human {
            terminal: "The local host isn't running. Start it: botctl host start\n".to_owned(),
            piped: "stopped\n".to_owned(),
        };
        return Ok(Outcome::short(human, fields).exiting(Exit::Ok));
    };
    let (hello, bots) = context.block_on(async {
        let connection = hosts::connect(context, None, Start::Never).await?;
        Ok((connection.client.hello().await?, connection.client.bots().await?))
    })?;
    let url = running.url.as_str().trim_end_matches('/');
    let renewal = if hello.running == hello.installed {
        ""
    } else {
        "\n  Renewal    another program or host.toml stands on the disk: botctl update --restart"
    };
    let terminal = format!(
        "The local host runs\n\n  Address    {url}\n  Version    {}\n  Since      {}\n  Process    {}\n  Bots       {}\n  Data       {}\n  Log        {}{renewal}\n",
        running.version,
        running.since.to_rfc3339(),
        running.pid,
        bots.len(),
        local.data_dir().display(),
        local.log_file().display(),
    );
    let fields = serde_json::json!({ "state": "running", "running": running, "bots": bots.len() });
    Ok(Outcome::short(Human { terminal, piped: format!("{url}\n") }, fields))
}
