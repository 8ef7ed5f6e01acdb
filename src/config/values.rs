//! Values of a file that were read and found good, by dotted path.

use std::collections::BTreeMap;

use crate::base::diagnostic::Place;

/// A value of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// An array of strings.
    Texts(Vec<String>),
    /// A whole number.
    Whole(i64),
    /// A switch.
    Switch(bool),
}

impl Value {
    /// The value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Texts(texts) => texts.clone().into(),
            Self::Whole(number) => (*number).into(),
            Self::Switch(on) => (*on).into(),
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The value.
    pub value: Value,
    /// Its place.
    pub place: Place,
}

/// The good values of a file: `bot.name`, `settings.messages.en.welcome`, `tests[0].question`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values {
    /// By dotted path.
    pub found: BTreeMap<String, Found>,
    /// How many entries each list has.
    pub lists: BTreeMap<String, usize>,
    /// The names that the owner chose, by the table that holds them: `env` → `production`, `staging`.
    pub names: BTreeMap<String, Vec<String>>,
}

impl Values {
    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.found.get(key).map(|found| &found.value) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The texts of a key.
    pub fn texts(&self, key: &str) -> Option<&[String]> {
        match self.found.get(key).map(|found| &found.value) {
            Some(Value::Texts(texts)) => Some(texts),
            _ => None,
        }
    }

    /// The number of a key.
    pub fn whole(&self, key: &str) -> Option<i64> {
        match self.found.get(key).map(|found| &found.value) {
            Some(Value::Whole(number)) => Some(*number),
            _ => None,
        }
    }

    /// The names that the owner chose in a table.
    pub fn names(&self, table: &str) -> &[String] {
        self.names.get(table).map_or(&[], Vec::as_slice)
    }
}
