//! The table of exit codes, from the enum.

use serde_json::json;

use crate::cli::exit::Exit;
use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::ui::look::{Look, padded};
use crate::ui::wrap;

/// A blank at which no line is broken.
const KEPT: char = '\u{a0}';

fn bracket(what: &str, fact: &str) -> String {
    if fact.is_empty() {
        return String::new();
    }
    format!(" [{what}: {fact}]").replace(' ', &KEPT.to_string()).replacen(KEPT, " ", 1)
}

/// Aligned on a terminal; a Markdown table in a pipe, as the README holds it.
pub(super) fn show(look: &Look) -> Outcome {
    let rows = Exit::ALL.map(Exit::row);
    let mut terminal = String::from("Code  Name         Meaning\n");
    let mut piped = String::from("| code | name | meaning | live bot | retry |\n|---|---|---|---|---|\n");
    for row in rows {
        let head = format!("{:>4}  {} ", row.code, padded(row.name, 12));
        let meaning = format!("{}{}{}", row.meaning, bracket("bot", row.live_bot), bracket("retry", row.retry));
        let lines = wrap::hanging(&head, &meaning.replace('`', ""), look.width);
        terminal.push_str(&lines.replace(KEPT, " "));
        let (code, name, meaning) = (row.code, row.name, row.meaning);
        piped.push_str(&format!("| {code} | {name} | {meaning} | {} | {} |\n", row.live_bot, row.retry));
    }
    let fields = rows.map(|row| {
        json!({ "code": row.code, "name": row.name, "meaning": row.meaning, "live_bot": row.live_bot, "retry": row.retry })
    });
    Outcome::short(Human { terminal, piped }, json!({ "exit_codes": fields }))
}
