//! Findings that the bot's owner has looked at and left as they are: `[[accepted]]` of bot.toml.

use crate::base::diagnostic::{Diagnostic, Place};
use crate::config::bot::{Accepted, BotConfig};

/// What is left of the findings, and how many were accepted. What accepts nothing any more is found itself.
pub(in crate::train) fn without_accepted(config: &BotConfig, found: Vec<Diagnostic>) -> (Vec<Diagnostic>, u64) {
    let mut used = vec![0_usize; config.accepted.len()];
    let mut left: Vec<Diagnostic> = Vec::with_capacity(found.len());
    for finding in found {
        let accepted = config.accepted.iter().position(|accepted| is_about(accepted, &finding));
        match accepted {
            Some(at) => used[at] += 1,
            None => left.push(finding),
        }
    }
    let file = config.file.display().to_string();
    let named = |accepted: &Accepted| format!("{} about \u{201c}{}\u{201d}", accepted.code, accepted.about);
    for (accepted, _) in config.accepted.iter().zip(&used).filter(|(_, used)| **used == 0) {
        let finding = Diagnostic::warning("CON009", format!("no finding is {} any more", named(accepted)));
        left.push(finding.at(Place::file(&file)).fix("remove it from [[accepted]] in bot.toml"));
    }
    (left, used.iter().sum::<usize>() as u64)
}

fn is_about(accepted: &Accepted, finding: &Diagnostic) -> bool {
    let about = accepted.about.as_str();
    finding.code == accepted.code
        && (finding.summary.contains(about)
            || finding.detail.contains(about)
            || finding.places.iter().any(|place| place.file.contains(about)))
}
