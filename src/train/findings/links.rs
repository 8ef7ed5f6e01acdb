//! Links in answers that lead to files or documents of the bot that aren't there. Nothing is fetched.

use std::collections::BTreeSet;

use crate::base::diagnostic::Diagnostic;
use crate::config::bot::BotConfig;
use crate::content::documents::DocumentFile;
use crate::train::findings::review::{Finding, quoted};
use crate::train::input::QaInput;

/// Findings about the links of answers; `documents` are all that the folder has.
pub(super) fn findings(config: &BotConfig, qas: &QaInput, documents: &[DocumentFile]) -> Vec<Finding> {
    let there: BTreeSet<&str> = documents.iter().map(|document| document.path.as_str()).collect();
    let addresses: BTreeSet<&str> =
        documents.iter().filter_map(|document| document.address.as_deref()).map(page_of).collect();
    let template = config.knowledge.address.as_deref().and_then(|address| address.split("{path}").next());
    let mut found = Vec::new();
    for (index, qa) in qas.qas.iter().enumerate() {
        let place = qas.place(index);
        let targets = targets(&qa.answer).into_iter().chain(qa.links.iter().map(String::as_str));
        let dead = targets.collect::<BTreeSet<_>>().into_iter().filter_map(|target| {
            if is_relative(target) {
                let path = page_of(target).trim_start_matches("./");
                let beside = place.and_then(|place| place.file.rsplit_once('/')).map_or("", |(folder, _)| folder);
                let is_there = |path: &str| there.contains(path) || config.folder.join(path).exists();
                let is_dead = !path.is_empty() && !is_there(path) && !is_there(&format!("{beside}/{path}"));
                return is_dead.then_some((target, "no such file is in the bot's folder"));
            }
            let prefix = template.filter(|prefix| target.starts_with(prefix) && target.len() > prefix.len())?;
            let is_dead =
                prefix.len() > "https://".len() && !addresses.is_empty() && !addresses.contains(page_of(target));
            is_dead.then_some((target, "knowledge.address gives no document of the bot this address"))
        });
        found.extend(dead.map(|(target, why)| {
            let finding =
                Diagnostic::warning("CON007", format!("answer of Q&A `{}` links to what isn't there: {target}", qa.id))
                    .because(format!("{why}\nThe answer is {}", quoted(&qa.answer)))
                    .fix("correct the link, or add the document");
            Finding { diagnostic: place.cloned().into_iter().fold(finding, Diagnostic::at), certainty: 1.0 }
        }));
    }
    found
}

/// An address without its fragment, query and final slash.
fn page_of(target: &str) -> &str {
    target.split(['#', '?']).next().unwrap_or(target).trim_end_matches('/')
}

/// Names a file: no scheme, no host, nothing that the website itself would resolve from its root.
fn is_relative(target: &str) -> bool {
    let head = target.split('/').next().unwrap_or_default();
    !target.starts_with(['/', '#', '?', '<', '{']) && !head.contains(':') && target.contains('.')
}

/// Targets of Markdown links and pictures.
fn targets(markdown: &str) -> Vec<&str> {
    let starts = markdown.match_indices("](").map(|(at, _)| &markdown[at + 2..]);
    starts.filter_map(|rest| rest[..rest.find(')')?].split_whitespace().next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_targets_are_told_from_addresses() {
        for (target, expected) in [
            ("knowledge/fees.pdf", true),
            ("./fees.pdf", true),
            ("https://inn.example/fees.pdf", false),
            ("mailto:desk@inn.example", false),
            ("/contact.html", false),
            ("#fees", false),
        ] {
            assert_eq!(is_relative(target), expected, "{target}");
        }
        assert_eq!(targets("See [fees](a.pdf \"Fees\") and ![map](map.png)."), ["a.pdf", "map.png"]);
        assert_eq!(page_of("a.md#fees"), "a.md");
    }
}
