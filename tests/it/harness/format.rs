//! Every run with `--format json` is held against the contract, whatever the test is about: NDJSON of a long verb against
//! the schema, one object of a short one.

use super::{Ran, events};

/// Verbs that print as long as they run: what comes out last is no object of theirs alone.
const ENDLESS: [&str; 3] = ["--watch", "--follow", "-f"];
/// A process that is killed says no last word.
const KILLED: i32 = 137;

/// Holds a run against the format that it was asked for.
#[track_caller]
pub fn hold<'a>(ran: &Ran, words: &[String], variables: impl Iterator<Item = (&'a str, &'a str)>) {
    let is_json = chosen(words).map_or_else(|| by_variable(variables), |format| format == "json");
    let is_silent = words.iter().any(|word| word == "-qq");
    let is_endless = words.iter().any(|word| ENDLESS.contains(&word.as_str()));
    if !is_json || is_silent || is_endless || ran.status == KILLED {
        return;
    }
    let root = <botctl::cli::arguments::Cli as clap::CommandFactory>::command();
    let verb = words.iter().find(|word| root.find_subcommand(word).is_some());
    if verb.is_some_and(|verb| botctl::cli::commands::LONG.contains(&verb.as_str())) {
        events::validated(&ran.stdout, ran.status);
    } else {
        assert_eq!(ran.stdout.lines().count(), 1, "one object on one line: {ran:?}");
        ran.object();
    }
}

fn chosen(words: &[String]) -> Option<&str> {
    let next = |index: usize| words.get(index + 1).map(String::as_str);
    words.iter().enumerate().find_map(|(index, word)| match word.strip_prefix("--format") {
        Some("") => next(index),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    })
}

fn by_variable<'a>(mut variables: impl Iterator<Item = (&'a str, &'a str)>) -> bool {
    variables.any(|pair| pair == ("BOTCTL_FORMAT", "json"))
}
