//! What can be wrong within a configuration file: one variant each, with code, words and fix.

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::text::printable;

/// The longest value that a message quotes, in characters.
const MOST_QUOTED: usize = 60;

/// One fault of a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// No TOML; the parser's words.
    Syntax(String),
    /// A key that nobody knows.
    UnknownKey {
        /// The dotted path.
        key: String,
        /// What was probably meant, as a full path or a name.
        meant: Option<String>,
        /// The names that are allowed there.
        allowed: Vec<String>,
    },
    /// A value of another type.
    WrongType {
        /// The dotted path.
        key: String,
        /// What is expected.
        expected: String,
        /// What is there.
        found: &'static str,
    },
    /// A value that breaks the rule of its key.
    BadValue {
        /// The dotted path.
        key: String,
        /// The value.
        value: String,
        /// Why not, a fragment.
        reason: String,
    },
    /// A word that is none of the choices.
    BadChoice {
        /// The dotted path.
        key: String,
        /// The value.
        value: String,
        /// The choices.
        choices: Vec<String>,
        /// The choice that was probably meant.
        meant: Option<String>,
    },
    /// A key that must be given and isn't.
    Missing {
        /// The dotted path.
        key: String,
        /// What it is.
        doc: &'static str,
    },
    /// A key that has no effect yet.
    NotYet {
        /// The dotted path.
        key: String,
        /// What it will be for.
        what: &'static str,
    },
    /// A secret in clear.
    LiteralSecret {
        /// The dotted path.
        key: String,
        /// What it looks like, e.g. `a GitHub token`.
        kind: &'static str,
    },
    /// A path that leads out of the folder.
    OutsideFolder {
        /// The dotted path.
        key: String,
        /// The value.
        value: String,
    },
    /// A version of the format that this program doesn't know.
    SchemaUnknown(i64),
    /// A key that is the same in all environments.
    NotPerEnvironment {
        /// The dotted path below the environment.
        key: String,
    },
    /// A reference to a variable or a file that isn't there.
    Unresolved {
        /// The dotted path.
        key: String,
        /// The reference, e.g. `env:DATABASE_URL`.
        reference: String,
        /// Why not, a fragment.
        reason: String,
    },
    /// Messages in a language that the bot doesn't answer in.
    UnlistedLanguage {
        /// The dotted path.
        key: String,
        /// The language.
        language: String,
    },
    /// An endpoint at a host that isn't allowed.
    PrivateHost {
        /// The dotted path.
        key: String,
        /// `HOST:PORT`.
        host: String,
        /// Why not, a fragment.
        reason: String,
    },
    /// A host that is reached without encryption. A warning.
    PlainHttp,
}

/// A value as messages quote it.
fn quoted(value: &str) -> String {
    let clean = printable(value).replace(['\n', '\t'], " ");
    if clean.chars().count() <= MOST_QUOTED {
        return clean;
    }
    clean.chars().take(MOST_QUOTED - 1).chain(['…']).collect()
}

impl Fault {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotUtf8 => "CFG003",
            Self::Syntax(_) => "CFG004",
            Self::UnknownKey { .. } => "CFG005",
            Self::WrongType { .. } => "CFG006",
            Self::BadValue { .. } | Self::BadChoice { .. } => "CFG007",
            Self::Missing { .. } => "CFG008",
            Self::NotYet { .. } => "CFG009",
            Self::LiteralSecret { .. } => "CFG010",
            Self::OutsideFolder { .. } => "CFG011",
            Self::SchemaUnknown(_) => "CFG012",
            Self::NotPerEnvironment { .. } => "CFG013",
            Self::Unresolved { .. } => "CFG020",
            Self::UnlistedLanguage { .. } => "CFG021",
            Self::PlainHttp => "CFG024",
            Self::PrivateHost { .. } => "CFG025",
        }
    }

    fn summary(&self) -> String {
        match self {
            Self::NotUtf8 => "the file isn't UTF-8 text".to_owned(),
            Self::Syntax(message) => format!("the file isn't valid TOML: {}", quoted(message)),
            Self::UnknownKey { key, .. } => format!("unknown key `{}`", quoted(key)),
            Self::WrongType { key, expected, found } => format!("`{key}` must be {expected}, not {found}"),
            Self::BadValue { key, value, reason } => format!("`{key}` can't be `{}`: {reason}", quoted(value)),
            Self::BadChoice { key, value, .. } => format!("`{key}` can't be `{}`", quoted(value)),
            Self::Missing { key, .. } => format!("`{key}` is missing"),
            Self::NotYet { key, what } => format!("`{key}` isn't supported yet ({what})"),
            Self::LiteralSecret { key, kind } => format!("`{}` holds {kind} in clear", quoted(key)),
            Self::OutsideFolder { key, value } => format!("`{key}` leads out of the bot's folder: `{}`", quoted(value)),
            Self::SchemaUnknown(version) => format!("this botctl doesn't know version {version} of the file's format"),
            Self::NotPerEnvironment { key } => format!("`{key}` can't differ between environments"),
            Self::Unresolved { key, reference, reason } => {
                format!("`{key}` refers to `{}`, {reason}", quoted(reference))
            }
            Self::UnlistedLanguage { key, language } => {
                format!("`{key}` is in a language that `bot.languages` doesn't list: `{language}`")
            }
            Self::PlainHttp => "the host is reached without encryption".to_owned(),
            Self::PrivateHost { key, reason, .. } => format!("`{key}` isn't dialled: {reason}"),
        }
    }

    fn detail(&self) -> String {
        match self {
            Self::UnknownKey { allowed, .. } if !allowed.is_empty() => format!("Known here: {}.", allowed.join(", ")),
            Self::NotYet { .. } => "A key without an effect would be a promise that isn't kept, so it is refused.".to_owned(),
            Self::LiteralSecret { .. } => "The file is in git and goes to the host; whoever reads it has the secret.".to_owned(),
            Self::OutsideFolder { .. } => "A bot is its folder: what lies elsewhere isn't in git and isn't the same for everyone.".to_owned(),
            Self::NotPerEnvironment { .. } => {
                "A release that is promoted keeps its knowledge, Q&As and models; only host, settings, appearance and visible features differ.".to_owned()
            }
            Self::PlainHttp => "Tokens and conversations can be read on the way.".to_owned(),
            Self::UnlistedLanguage { .. } => "No visitor will ever read them.".to_owned(),
            Self::PrivateHost { .. } => {
                "A private host or an unusual port is dialled only where the host's operator allows it by name.".to_owned()
            }
            Self::Missing { doc, .. } => (*doc).to_owned(),
            _ => String::new(),
        }
    }

    fn fix(&self) -> String {
        match self {
            Self::NotUtf8 => "save the file as UTF-8".to_owned(),
            Self::Syntax(_) => "correct the line; texts stand in quotes, tables in [brackets]".to_owned(),
            Self::UnknownKey { meant: Some(meant), .. } => format!("did you mean `{meant}`?"),
            Self::UnknownKey { meant: None, .. } => "remove it; `botctl schema config` lists every key".to_owned(),
            Self::WrongType { key, expected, .. } => format!("give `{key}` {expected}"),
            Self::BadValue { key, .. } => format!("correct `{key}`"),
            Self::BadChoice { meant: Some(meant), .. } => format!("did you mean `{meant}`?"),
            Self::BadChoice { choices, .. } => format!("use one of {}", choices.join(", ")),
            Self::Missing { key, .. } => format!("add `{key}`"),
            Self::NotYet { key, .. } => format!("remove `{key}`"),
            Self::LiteralSecret { .. } => {
                "replace it by env:NAME or file:PATH, and revoke the secret if it was ever shared".to_owned()
            }
            Self::OutsideFolder { .. } => {
                "move the files into the bot's folder and name them relative to it".to_owned()
            }
            Self::SchemaUnknown(_) => "install a newer botctl, or write `schema = 1`".to_owned(),
            Self::NotPerEnvironment { key } => format!("set `{key}` at the top of the file, for all environments"),
            Self::Unresolved { reference, .. } => match reference.split_once(':') {
                Some(("env", name)) => format!("export {name}=…"),
                Some((_, path)) => format!("write the value into {path}"),
                None => "use env:NAME or file:PATH".to_owned(),
            },
            Self::UnlistedLanguage { language, .. } => {
                format!("add \"{language}\" to `bot.languages`, or remove the messages")
            }
            Self::PlainHttp => "use https:// in `host`".to_owned(),
            Self::PrivateHost { host, .. } => format!("add \"{host}\" to `allow_private`"),
        }
    }

    /// The finding, at its place.
    pub fn diagnostic(&self, place: Place) -> Diagnostic {
        let make = match self {
            Self::UnlistedLanguage { .. } | Self::PlainHttp => Diagnostic::warning,
            _ => Diagnostic::error,
        };
        make(self.code(), self.summary()).at(place).because(self.detail()).fix(self.fix())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_words_and_a_fix() {
        let key = || "a.b".to_owned();
        let faults = [
            Fault::NotUtf8,
            Fault::Syntax("invalid".to_owned()),
            Fault::UnknownKey { key: key(), meant: None, allowed: vec!["c".to_owned()] },
            Fault::WrongType { key: key(), expected: "a string".to_owned(), found: "integer" },
            Fault::BadValue { key: key(), value: "v".to_owned(), reason: "it is empty".to_owned() },
            Fault::BadChoice { key: key(), value: "v".to_owned(), choices: vec!["w".to_owned()], meant: None },
            Fault::Missing { key: key(), doc: "A key." },
            Fault::NotYet { key: key(), what: "something" },
            Fault::LiteralSecret { key: key(), kind: "a token" },
            Fault::OutsideFolder { key: key(), value: "../x".to_owned() },
            Fault::SchemaUnknown(2),
            Fault::NotPerEnvironment { key: key() },
            Fault::Unresolved { key: key(), reference: "env:X".to_owned(), reason: "which isn't set".to_owned() },
            Fault::UnlistedLanguage { key: key(), language: "fr".to_owned() },
            Fault::PlainHttp,
            Fault::PrivateHost { key: key(), host: "localhost:8080".to_owned(), reason: "it is private".to_owned() },
        ];
        for fault in faults {
            let diagnostic = fault.diagnostic(Place::file("bot.toml"));
            assert!(diagnostic.code.starts_with("CFG0") && !diagnostic.summary.is_empty(), "{fault:?}");
            assert!(
                diagnostic.next.iter().all(|next| !next.command.is_empty()) && !diagnostic.next.is_empty(),
                "{fault:?}"
            );
        }
    }

    #[test]
    fn long_values_are_cut_and_cleaned() {
        assert_eq!(quoted(&"x".repeat(100)).chars().count(), MOST_QUOTED);
        assert_eq!(quoted("a\u{1b}[31m\nb"), "a[31m b");
    }
}
