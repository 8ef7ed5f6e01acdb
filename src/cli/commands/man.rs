//! `botctl man`: the manual, one page for the program or one for a command.

use clap::{Args, CommandFactory};

use crate::base::diagnostic::Diagnostic;
use crate::cli::arguments::Cli;
use crate::cli::commands::help::find;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Prints the manual page.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A command, e.g. deploy; default: the whole program.
    #[arg(value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Runs it.
pub fn run(_context: &Context, arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut root = Cli::command();
    root.build();
    let command = find(&root, &arguments.command)?.clone();
    let name = command.get_display_name().unwrap_or("botctl").to_owned();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.name(name)).render(&mut page).map_err(|error| {
        let finding = Diagnostic::error("INT008", format!("the manual can't be made: {error}")).fix("botctl --help");
        Failure::new(Exit::Unexpected, finding)
    })?;
    Ok(Outcome::text(String::from_utf8_lossy(&page)))
}
