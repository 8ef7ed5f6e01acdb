//! Effective values: built-in, then the file's top level, then one environment, then the command line; each with its origin.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Place;
use crate::config::key::{Fallback, KeyInfo};
use crate::config::values::{Value, Values};

/// Where an effective value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "snake_case")]
pub enum Origin {
    /// The program's default.
    BuiltIn,
    /// The user's own configuration file.
    UserFile,
    /// The file's top level.
    File {
        /// Where.
        place: Place,
    },
    /// `[env.<name>]` of the file.
    Environment {
        /// Which.
        name: String,
        /// Where.
        place: Place,
    },
    /// A flag or a variable.
    CommandLine,
}

impl Origin {
    /// The place in the file, if the value stands in it.
    pub fn place(&self) -> Option<&Place> {
        match self {
            Self::File { place } | Self::Environment { place, .. } => Some(place),
            Self::BuiltIn | Self::UserFile | Self::CommandLine => None,
        }
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn => formatter.write_str("built in"),
            Self::UserFile => formatter.write_str("your config.toml"),
            Self::File { place } => write!(formatter, "{place}"),
            Self::Environment { name, place } => write!(formatter, "{place} [env.{name}]"),
            Self::CommandLine => formatter.write_str("flag or variable"),
        }
    }
}

/// An effective value of a key, for `config show` and for findings that name a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// The dotted path, without the environment.
    pub key: String,
    /// The value as JSON.
    pub value: serde_json::Value,
    /// Where it comes from.
    pub origin: Origin,
}

/// All effective values by dotted path.
#[derive(Debug, Clone, Default)]
pub struct Effective {
    values: BTreeMap<String, (Value, Origin)>,
    lists: BTreeMap<String, usize>,
    names: BTreeMap<String, Vec<String>>,
}

impl Effective {
    /// Settles the values of a file for one environment. Tables merge key by key; arrays and strings replace.
    pub fn settle(keys: &[KeyInfo], values: &Values, environment: Option<&str>) -> Self {
        let mut effective = Self { values: defaults(keys), lists: values.lists.clone(), names: values.names.clone() };
        for (key, found) in values.found.iter().filter(|(key, _)| !key.starts_with("env.")) {
            effective.set(key, found.value.clone(), Origin::File { place: found.place.clone() });
        }
        if let Some(name) = environment {
            effective.overlay(values, name);
        }
        effective
    }

    fn overlay(&mut self, values: &Values, name: &str) {
        let prefix = format!("env.{name}.");
        for (key, found) in &values.found {
            if let Some(key) = key.strip_prefix(&prefix) {
                let origin = Origin::Environment { name: name.to_owned(), place: found.place.clone() };
                self.set(key, found.value.clone(), origin);
            }
        }
        for (table, names) in &values.names {
            let Some(table) = table.strip_prefix(&prefix) else { continue };
            let known = self.names.entry(table.to_owned()).or_default();
            let fresh: Vec<String> = names.iter().filter(|name| !known.contains(name)).cloned().collect();
            known.extend(fresh);
        }
    }

    /// Sets a value that stands above all others so far.
    pub fn set(&mut self, key: &str, value: Value, origin: Origin) {
        self.values.insert(key.to_owned(), (value, origin));
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.values.get(key) {
            Some((Value::Text(text), _)) => Some(text),
            _ => None,
        }
    }

    /// The text of a key, empty where it is absent.
    pub fn text_or_empty(&self, key: &str) -> String {
        self.text(key).unwrap_or_default().to_owned()
    }

    /// The texts of a key, none where it is absent.
    pub fn texts(&self, key: &str) -> Vec<String> {
        match self.values.get(key) {
            Some((Value::Texts(texts), _)) => texts.clone(),
            _ => Vec::new(),
        }
    }

    /// The number of a key. Rules keep numbers within `u32`, but for `schema`, which is never asked for here.
    pub fn whole(&self, key: &str) -> Option<u32> {
        match self.values.get(key) {
            Some((Value::Whole(number), _)) => u32::try_from(*number).ok(),
            _ => None,
        }
    }

    /// The switch of a key.
    pub fn switch(&self, key: &str) -> bool {
        matches!(self.values.get(key), Some((Value::Switch(true), _)))
    }

    /// How many entries a list has.
    pub fn entries(&self, list: &str) -> usize {
        self.lists.get(list).copied().unwrap_or(0)
    }

    /// The names that the owner chose in a table.
    pub fn names(&self, table: &str) -> &[String] {
        self.names.get(table).map_or(&[], Vec::as_slice)
    }

    /// Every value with its origin, by key.
    pub fn settings(&self) -> Vec<Setting> {
        let setting = |(key, (value, origin)): (&String, &(Value, Origin))| Setting {
            key: key.clone(),
            value: value.to_json(),
            origin: origin.clone(),
        };
        self.values.iter().map(setting).collect()
    }
}

fn defaults(keys: &[KeyInfo]) -> BTreeMap<String, (Value, Origin)> {
    let value = |fallback| match fallback {
        Fallback::Required | Fallback::Absent => None,
        Fallback::Text(text) => Some(Value::Text(text.to_owned())),
        Fallback::Texts(texts) => Some(Value::Texts(texts.iter().map(|text| (*text).to_owned()).collect())),
        Fallback::Whole(number) => Some(Value::Whole(number)),
        Fallback::Switch(on) => Some(Value::Switch(on)),
    };
    keys.iter()
        .filter_map(|info| value(info.fallback).map(|value| (info.key.to_owned(), (value, Origin::BuiltIn))))
        .collect()
}
