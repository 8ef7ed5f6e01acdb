//! What `config show` prints: the effective values, their origins and what they change.

use serde::Serialize;

use crate::config::effective::{Origin, Setting};
use crate::config::load::Loaded;
use crate::config::parts::part_of;

/// One line of `config show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShownSetting {
    /// The dotted path.
    pub key: String,
    /// The value as one would write it in the file.
    pub value: String,
    /// Where it comes from.
    pub origin: String,
    /// The part of a release that it changes, if any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<&'static str>,
}

/// All lines: first the environment, then every key in the order of its name.
pub fn lines(loaded: &Loaded) -> Vec<ShownSetting> {
    let environment = ShownSetting {
        key: "environment".to_owned(),
        value: quoted(loaded.config.environment.as_str()),
        origin: Origin::File { place: crate::base::diagnostic::Place::file(loaded.config.file.display().to_string()) }
            .to_string(),
        part: None,
    };
    std::iter::once(environment).chain(loaded.origins.iter().map(line)).collect()
}

fn line(setting: &Setting) -> ShownSetting {
    ShownSetting {
        key: setting.key.clone(),
        value: written(&setting.value),
        origin: setting.origin.to_string(),
        part: part_of(&setting.key).and_then(|part| part.name()),
    }
}

fn written(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => quoted(text),
        serde_json::Value::Array(entries) => {
            let entries: Vec<String> = entries.iter().map(written).collect();
            format!("[{}]", entries.join(", "))
        }
        other => other.to_string(),
    }
}

fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_they_would_be_written() {
        let cases = [
            (serde_json::json!("a\"b"), "'a\"b'"),
            (serde_json::json!(["en", "it"]), "[\"en\", \"it\"]"),
            (serde_json::json!(3), "3"),
            (serde_json::json!(true), "true"),
            (serde_json::json!([]), "[]"),
        ];
        for (value, expected) in cases {
            assert_eq!(written(&value), expected);
        }
    }
}
