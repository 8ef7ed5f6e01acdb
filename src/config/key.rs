//! What a key of a configuration file is: its shape, its default, the part of a release that it changes, who reads it.

use crate::config::rule::Rule;

/// The part of a release that a key changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConfigPart {
    /// Passages of documents and of the survey.
    Knowledge,
    /// Q&As and the bot's tests.
    Qa,
    /// Matcher, thresholds, languages.
    Models,
    /// What a visitor sees.
    Chatroom,
    /// What the host obeys.
    Operations,
    /// No part: the key says where or under which name the bot is deployed.
    Nothing,
}

impl ConfigPart {
    /// The name of the part in a manifest; `None` where the key is in no release.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Knowledge => Some("knowledge"),
            Self::Qa => Some("qa"),
            Self::Models => Some("models"),
            Self::Chatroom => Some("chatroom"),
            Self::Operations => Some("operations"),
            Self::Nothing => None,
        }
    }
}

/// The type of a key's value and the bounds of it.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A string that keeps a rule.
    Text(Rule),
    /// An array of strings that each keep a rule.
    Texts {
        /// The rule.
        rule: Rule,
        /// The most entries.
        most: usize,
    },
    /// A whole number within bounds, both included.
    Whole {
        /// The lower bound.
        least: i64,
        /// The upper bound.
        most: i64,
    },
    /// `true` or `false`.
    Switch,
    /// One of a few words.
    Choice(&'static [&'static str]),
}

impl Kind {
    /// The type as messages name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text(_) | Self::Choice(_) => "a string",
            Self::Texts { .. } => "an array of strings",
            Self::Whole { .. } => "a whole number",
            Self::Switch => "true or false",
        }
    }
}

/// What holds where a key is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fallback {
    /// The key must be given.
    Required,
    /// There is no value.
    Absent,
    /// This text.
    Text(&'static str),
    /// These texts.
    Texts(&'static [&'static str]),
    /// This number.
    Whole(i64),
    /// This switch.
    Switch(bool),
}

/// A key of a configuration file. `<language>` and the like stand for names that the owner chooses, `[]` for each entry of a list.
#[derive(Debug, Clone, Copy)]
pub struct KeyInfo {
    /// The dotted path, e.g. `settings.messages.<language>.welcome`.
    pub key: &'static str,
    /// Type and bounds.
    pub kind: Kind,
    /// What holds where it is absent.
    pub fallback: Fallback,
    /// The part of a release that it changes.
    pub part: ConfigPart,
    /// The module whose behaviour it changes.
    pub reader: &'static str,
    /// Whether `[env.<name>]` may set it.
    pub environment_overridable: bool,
    /// One sentence for people.
    pub doc: &'static str,
}

impl KeyInfo {
    /// An optional key without a default, in no part.
    pub(crate) const fn new(key: &'static str, kind: Kind, doc: &'static str) -> Self {
        Self {
            key,
            kind,
            fallback: Fallback::Absent,
            part: ConfigPart::Nothing,
            reader: "config",
            environment_overridable: false,
            doc,
        }
    }

    pub(crate) const fn or(mut self, fallback: Fallback) -> Self {
        self.fallback = fallback;
        self
    }

    pub(crate) const fn changes(mut self, part: ConfigPart) -> Self {
        self.part = part;
        self
    }

    pub(crate) const fn read_by(mut self, reader: &'static str) -> Self {
        self.reader = reader;
        self
    }

    pub(crate) const fn per_environment(mut self) -> Self {
        self.environment_overridable = true;
        self
    }

    /// The last name of the path, e.g. `welcome`.
    pub fn leaf(&self) -> &'static str {
        self.key.rsplit('.').next().unwrap_or(self.key)
    }
}

/// A key or table that the design promises and that has no effect yet.
#[derive(Debug, Clone, Copy)]
pub struct LaterKey {
    /// The dotted path.
    pub key: &'static str,
    /// What it will be for.
    pub what: &'static str,
}
