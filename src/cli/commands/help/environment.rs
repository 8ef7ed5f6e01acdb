//! The variables that are honoured.

use serde_json::json;

use crate::cli::outcome::Outcome;
use crate::ui::Human;
use crate::ui::look::{Look, padded};
use crate::ui::wrap;

/// Variables and what they mean.
const VARIABLES: [(&str, &str); 28] = [
    ("BOTCTL_ENV", "the environment of bot.toml, as --env"),
    ("BOTCTL_HOST", "the host's address, as --host"),
    ("BOTCTL_TOKEN", "the token for the host"),
    ("BOTCTL_TOKEN_FILE", "a file that holds the token; beats BOTCTL_TOKEN"),
    ("BOTCTL_CONFIG", "the bot's file, as --config"),
    ("BOTCTL_FORMAT", "human or json, as --format"),
    ("BOTCTL_OUTPUT_FILE", "where the result object goes too, as --output-file"),
    ("BOTCTL_PROGRESS", "auto, fancy, plain or none, as --progress"),
    ("BOTCTL_COLOR", "auto, always or never, as --color"),
    ("BOTCTL_LOG", "what the host logs, e.g. info or botctl=debug"),
    ("BOTCTL_NO_INPUT", "1: never prompt, as --no-input"),
    ("BOTCTL_LOCK_TIMEOUT", "how long to wait for a lock, e.g. 2m"),
    ("BOTCTL_WAIT_TIMEOUT", "how long to wait for the end of a deployment, e.g. 15m"),
    ("BOTCTL_CONFIG_DIR", "where the user's file and tokens are"),
    ("BOTCTL_CACHE_DIR", "where what can be made again is kept"),
    ("BOTCTL_STATE_DIR", "where the local host keeps its data"),
    ("BOTCTL_SECRET_<BOT>_*", "secrets of a bot, read by the host"),
    ("NO_COLOR", "not empty: no colour"),
    ("CLICOLOR", "0: no colour"),
    ("CLICOLOR_FORCE", "colour also off a terminal"),
    ("FORCE_COLOR", "the same"),
    ("TERM", "dumb: no colour, no bars, plain symbols"),
    ("COLUMNS", "the width of the terminal"),
    ("CI", "set: no bars, no prompts"),
    ("GITHUB_*", "annotations, job summary and outputs on GitHub"),
    ("HTTPS_PROXY, NO_PROXY", "the way to the host"),
    ("SSL_CERT_FILE", "certificates to trust"),
    ("XDG_*", "where the three directories above are by default"),
];

/// The table.
pub(super) fn show(look: &Look) -> Outcome {
    let mut terminal = String::new();
    let mut piped = String::new();
    for (name, meaning) in VARIABLES {
        terminal.push_str(&wrap::hanging(&padded(name, 24), meaning, look.width));
        piped.push_str(&format!("{name}\t{meaning}\n"));
    }
    terminal.push_str("\nA flag beats its variable, which beats bot.toml. There is no variable for --yes:\n");
    terminal.push_str("consent belongs to one command line.\n");
    let fields: Vec<_> = VARIABLES.iter().map(|(name, meaning)| json!({ "name": name, "meaning": meaning })).collect();
    Outcome::short(Human { terminal, piped }, json!({ "variables": fields }))
}
