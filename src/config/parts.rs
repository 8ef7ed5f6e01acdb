//! Which part of a release a key changes.

use crate::config::key::{ConfigPart, KeyInfo};
use crate::config::keys::KEYS;

/// The part that a key changes; `None` for a key that bot.toml doesn't have.
///
/// `key` is a dotted path as in [`crate::config::effective::Setting`]: `settings.messages.en.welcome`, `tests[3].expect`,
/// with or without its `env.<name>.`.
pub fn part_of(key: &str) -> Option<ConfigPart> {
    info_of(key).map(|info| info.part)
}

/// What is known of a key, by its dotted path as in [`part_of`].
pub fn info_of(key: &str) -> Option<&'static KeyInfo> {
    let key = match key.strip_prefix("env.") {
        Some(rest) => rest.split_once('.')?.1,
        None => key,
    };
    KEYS.iter().find(|info| is_of(info.key, key))
}

fn is_of(pattern: &str, key: &str) -> bool {
    let mut own = pattern.split('.');
    let mut given = key.split('.');
    loop {
        match (own.next(), given.next()) {
            (None, None) => return true,
            (Some(own), Some(given)) if own == given || own.starts_with('<') => {}
            (Some(own), Some(given)) => {
                let index = own.strip_suffix("[]").and_then(|list| given.strip_prefix(list));
                let inner = index.and_then(|index| index.strip_prefix('[')).and_then(|index| index.strip_suffix(']'));
                if !inner.is_some_and(|digits| digits.is_empty() || digits.parse::<usize>().is_ok()) {
                    return false;
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_their_concrete_paths() {
        let cases = [
            ("bot.name", Some(ConfigPart::Chatroom)),
            ("settings.messages.it.welcome", Some(ConfigPart::Chatroom)),
            ("env.production.settings.retention_days", Some(ConfigPart::Operations)),
            ("env.production.host", Some(ConfigPart::Nothing)),
            ("tests[12].expect", Some(ConfigPart::Qa)),
            ("tests[].expect", Some(ConfigPart::Qa)),
            ("answers.strictness", Some(ConfigPart::Models)),
            ("knowledge.documents", Some(ConfigPart::Knowledge)),
            ("tests.expect", None),
            ("bot", None),
            ("bot.nmae", None),
        ];
        for (key, part) in cases {
            assert_eq!(part_of(key), part, "{key}");
        }
    }

    #[test]
    fn only_chatroom_and_operations_differ_between_environments() {
        for info in KEYS.iter().filter(|info| info.environment_overridable) {
            let may = matches!(info.part, ConfigPart::Chatroom | ConfigPart::Operations) || info.key == "host";
            assert!(may, "{}", info.key);
        }
    }

    #[test]
    fn every_key_has_a_sentence_a_known_reader_and_stands_once() {
        let modules = ["config", "content", "answer", "train", "checklist", "deploy", "integrate", "host", "cli"];
        for (index, info) in KEYS.iter().enumerate() {
            assert!(info.doc.ends_with('.') && info.doc.len() > 10, "{}", info.key);
            assert!(modules.contains(&info.reader), "{}: {}", info.key, info.reader);
            assert!(KEYS[..index].iter().all(|other| other.key != info.key), "{}", info.key);
            // What a training says of the content is in no release.
            let is_outside = ["schema", "host", "bot.id"].contains(&info.key) || info.key.starts_with("accepted[]");
            assert!(ConfigPart::name(info.part).is_some() || is_outside, "{}", info.key);
        }
    }
}
