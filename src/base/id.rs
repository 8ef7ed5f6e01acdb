//! Names and numbers of things: validated once, then trusted.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Text that isn't a valid name.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{value}` isn't a valid {kind}: {rule}")]
pub struct IdError {
    /// What was expected, e.g. `bot id`.
    pub kind: &'static str,
    /// What was given.
    pub value: String,
    /// The rule that it breaks.
    pub rule: &'static str,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $rule:literal, $valid:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(IdError { kind: $kind, value: text.chars().take(80).collect(), rule: $rule })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;

            fn try_from(text: String) -> Result<Self, IdError> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

text_id!(
    /// The id of a bot: unique on a host.
    BotId,
    "bot id",
    "2 to 40 of a-z, 0-9 and single hyphens, beginning with a letter, ending with a letter or digit",
    |text| (2..=40).contains(&text.len()) && is_slug(text)
);

text_id!(
    /// The name of an environment of bot.toml; `default` where none is defined.
    EnvironmentName,
    "environment name",
    "1 to 30 of a-z, 0-9 and single hyphens, beginning with a letter, ending with a letter or digit",
    |text| (1..=30).contains(&text.len()) && is_slug(text)
);

text_id!(
    /// A bot's address on a host: the last part of its demo page's and its widget's path. Fixed at the first deployment.
    Address,
    "address",
    "a bot id, or a bot id, `--` and an environment name",
    |text| match text.split_once("--") {
        None => text.parse::<BotId>().is_ok(),
        Some((bot, environment)) => bot.parse::<BotId>().is_ok() && environment.parse::<EnvironmentName>().is_ok(),
    }
);

text_id!(
    /// The name of a team on a host.
    TeamId,
    "team",
    "1 to 40 of a-z, 0-9 and single hyphens, beginning with a letter, ending with a letter or digit",
    |text| (1..=40).contains(&text.len()) && is_slug(text)
);

text_id!(
    /// A ULID: 26 characters of Crockford's base 32, sortable by time. Names deployments, conversations, messages and runs.
    UniqueId,
    "id",
    "26 characters of Crockford's base 32 (a ULID)",
    |text| text.len() == 26 && ulid::Ulid::from_string(text).is_ok()
);

fn is_slug(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl UniqueId {
    /// A new id.
    pub fn generate() -> Self {
        Self(ulid::Ulid::generate().to_string())
    }
}

impl EnvironmentName {
    /// The environment of a bot that defines none.
    pub fn default_name() -> Self {
        Self("default".to_owned())
    }
}

impl TeamId {
    /// The one team of a local host.
    pub fn default_name() -> Self {
        Self("default".to_owned())
    }
}

impl Address {
    /// The address that is used where the bot's own id is taken: `id--env`.
    pub fn of_environment(bot: &BotId, environment: &EnvironmentName) -> Self {
        Self(format!("{bot}--{environment}"))
    }

    /// The preferred address: the bot's id.
    pub fn of_bot(bot: &BotId) -> Self {
        Self(bot.as_str().to_owned())
    }
}

/// The number of a release, counted from 1 per bot and environment, never re-used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReleaseNumber(pub i64);

impl fmt::Display for ReleaseNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bot_ids_follow_their_rule() {
        for good in ["ab", "acme-hotel", "a1", &"a".repeat(40)] {
            assert!(good.parse::<BotId>().is_ok(), "{good}");
        }
        for bad in ["", "a", "1a", "-a", "a-", "a--b", "A1", "a_b", "é1", &"a".repeat(41)] {
            assert!(bad.parse::<BotId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn addresses_are_a_bot_or_a_bot_and_an_environment() {
        for good in ["acme", "acme--staging"] {
            assert!(good.parse::<Address>().is_ok(), "{good}");
        }
        for bad in ["acme--", "--acme", "acme--a--b", "acme--A"] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }

    #[test]
    fn unique_ids_are_ulids() {
        assert!(UniqueId::generate().as_str().parse::<UniqueId>().is_ok());
        assert!("not-a-ulid".parse::<UniqueId>().is_err());
    }
}
