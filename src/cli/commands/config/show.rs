//! `botctl config show`: prints every value in effect and where it comes from.

use clap::Args;

use crate::cli::bot::Bot;
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
    let shown = lines(&Bot::read(context)?.loaded);
    let mut table = Table::new(&["KEY", "VALUE", "FROM"]);
    for setting in &shown {
        table.row([setting.key.clone(), setting.value.clone(), setting.origin.clone()]);
    }
    let human = table.human(&context.ui.stdout_look(), "No settings.");
    Ok(Outcome::short(human, serde_json::json!({ "settings": shown })))
}
