//! The variables that are honoured.

use serde_json::json;

use crate::cli::outcome::Outcome;
use crate::config::variables::VARIABLES;
use crate::ui::Human;
use crate::ui::look::{Look, padded};
use crate::ui::wrap;

/// The table.
pub(super) fn show(look: &Look) -> Outcome {
    let mut terminal = String::new();
    let mut piped = String::new();
    for variable in VARIABLES {
        let (name, meaning) = (variable.name, variable.meaning);
        terminal.push_str(&wrap::hanging(&padded(name, 24), meaning, look.width));
        piped.push_str(&format!("{name}\t{meaning}\n"));
    }
    terminal.push_str("\nA flag beats its variable, which beats bot.toml. There is no variable for --yes:\n");
    terminal.push_str("consent belongs to one command line.\n");
    let fields: Vec<_> = VARIABLES.iter().map(|one| json!({ "name": one.name, "meaning": one.meaning })).collect();
    Outcome::short(Human { terminal, piped }, json!({ "variables": fields }))
}
