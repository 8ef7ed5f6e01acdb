//! What differs between two lists of files and two JSON documents, by name.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::base::digest::Digest;
use crate::base::event::{Change, ChangeAction};
use crate::bundle::{PartName, Source};

/// Changes, and how many things stayed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Difference {
    pub(crate) changes: Vec<Change>,
    pub(crate) unchanged: u64,
}

impl Difference {
    /// How many changes are of one kind.
    pub(crate) fn count(&self, action: ChangeAction) -> u64 {
        self.changes.iter().filter(|change| change.action == action).count() as u64
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Compares two lists of files by path and digest.
pub(crate) fn files(part: PartName, old: &[Source], new: &[Source]) -> Difference {
    let by_path = |sources: &[Source]| -> BTreeMap<String, Digest> {
        sources.iter().map(|source| (source.path.clone(), source.digest)).collect()
    };
    of_maps(part, &by_path(old), &by_path(new))
}

/// Compares two JSON documents key by key; arrays count as one value, `null` as absent, as in bot.toml.
pub(crate) fn keys(part: PartName, old: &Value, new: &Value) -> Difference {
    let leaves = |document: &Value| {
        let mut leaves = BTreeMap::new();
        flatten(document, "", &mut leaves);
        leaves.into_iter().map(|(key, value)| (key_of_config(&key), value)).collect()
    };
    of_maps(part, &leaves(old), &leaves(new))
}

fn of_maps<V: PartialEq>(part: PartName, old: &BTreeMap<String, V>, new: &BTreeMap<String, V>) -> Difference {
    let mut difference = Difference::default();
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let action = match (old.get(name), new.get(name)) {
            (Some(before), Some(after)) if before == after => {
                difference.unchanged += 1;
                continue;
            }
            (Some(_), Some(_)) => ChangeAction::Change,
            (None, _) => ChangeAction::Add,
            (Some(_), None) => ChangeAction::Remove,
        };
        difference.changes.push(Change { action, part: part.name().to_owned(), name: name.clone() });
    }
    difference
}

fn flatten(value: &Value, prefix: &str, leaves: &mut BTreeMap<String, Value>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
                flatten(field, &key, leaves);
            }
        }
        Value::Null => {}
        Value::Array(_) | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            leaves.insert(prefix.to_owned(), value.clone());
        }
    }
}

/// Where the fields of the compiled settings stand in bot.toml; those not named stand there under the same key.
const TABLES: [(&str, &str); 11] = [
    ("name", "bot.name"),
    ("description", "bot.description"),
    ("languages", "bot.languages"),
    ("messages", "settings.messages"),
    ("privacy_policy", "settings.privacy_policy"),
    ("authorized_domains", "settings.authorized_domains"),
    ("retention_days", "settings.retention_days"),
    ("contact", "answers.contact"),
    ("contact_form", "features.contact_form"),
    ("suggested_questions", "features.suggested_questions"),
    ("sources", "features.sources"),
];

fn key_of_config(key: &str) -> String {
    let (first, rest) = key.split_once('.').map_or((key, None), |(first, rest)| (first, Some(rest)));
    let first = TABLES.iter().find(|(field, _)| *field == first).map_or(first, |(_, table)| table);
    rest.map_or_else(|| first.to_owned(), |rest| format!("{first}.{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn source(path: &str, content: &str) -> Source {
        Source { path: path.to_owned(), digest: Digest::of(content.as_bytes()), size: 1, title: String::new() }
    }

    fn shown(difference: &Difference) -> Vec<String> {
        difference.changes.iter().map(|change| format!("{:?} {}", change.action, change.name)).collect()
    }

    #[test]
    fn files_differ_by_path_and_content() {
        let old = [source("a", "1"), source("b", "1"), source("c", "1")];
        let new = [source("b", "2"), source("c", "1"), source("d", "1")];
        let difference = files(PartName::Knowledge, &old, &new);
        assert_eq!(shown(&difference), ["Remove a", "Change b", "Add d"]);
        assert_eq!(difference.unchanged, 1);
    }

    #[test]
    fn settings_differ_by_their_key_in_bot_toml() {
        let old = json!({"name": "A", "appearance": {"light": {"primary": "#111111"}, "avatar": null},
            "messages": {"en": {"welcome": "Hi"}}, "authorized_domains": ["a"], "privacy_policy": "https://a"});
        let new = json!({"name": "A", "appearance": {"light": {"primary": "#222222"}, "avatar": "image/png"},
            "messages": {"en": {"welcome": "Hello"}}, "authorized_domains": ["a", "b"], "privacy_policy": null});
        let difference = keys(PartName::Chatroom, &old, &new);
        assert_eq!(
            shown(&difference),
            [
                "Add appearance.avatar",
                "Change appearance.light.primary",
                "Change settings.authorized_domains",
                "Change settings.messages.en.welcome",
                "Remove settings.privacy_policy",
            ]
        );
        assert_eq!(difference.unchanged, 1);
    }
}
