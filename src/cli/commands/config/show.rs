//! `botctl config show`: every value in effect and where it comes from.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;
use crate::config::show::lines;
use crate::ui::table::Table;

/// Prints every value in effect and where it comes from.
#[derive(Debug, Args)]
pub struct Arguments {}

/// Runs it.
pub fn run(context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    let settings = lines(&context.load()?);
    let mut table = Table::new(&["Key", "Value", "From"]);
    for setting in &settings {
        table.row([setting.key.clone(), setting.value.clone(), setting.origin.clone()]);
    }
    let human = table.human(&context.ui.stdout_look(), "No settings.");
    Ok(Outcome::short(human, json!({ "settings": settings })))
}
