//! Why a bot's configuration can't be had.

use std::path::PathBuf;

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs::FsError;

/// Why a bot's configuration can't be had. The variants are kept apart because they end in different exit codes.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no bot.toml here or above.
    #[error("there is no bot.toml in `{}` or above it", start.display())]
    Missing {
        /// Where the search began.
        start: PathBuf,
    },
    /// The file that was named does not exist.
    #[error("there is no file `{}`", file.display())]
    NamedFileMissing {
        /// The file.
        file: PathBuf,
    },
    /// The file can't be read.
    #[error(transparent)]
    Unreadable(#[from] FsError),
    /// The file was read and has faults.
    #[error("the configuration has {} faults", .0.len())]
    Invalid(Vec<Diagnostic>),
    /// Several environments are defined and none was named.
    #[error("bot.toml defines several environments and none was named: {}", names.join(", "))]
    EnvironmentNeeded {
        /// The environments.
        names: Vec<String>,
    },
    /// The environment that was named isn't defined.
    #[error("bot.toml defines no environment `{name}`")]
    EnvironmentUnknown {
        /// What was named.
        name: String,
        /// The environments that are defined.
        names: Vec<String>,
    },
    /// The host that was named on the command line is no address of a host.
    #[error("`{host}` can't be the host: {reason}")]
    HostAddress {
        /// What was named.
        host: String,
        /// Why not, a fragment.
        reason: String,
    },
}

impl ConfigError {
    /// The stable code; of several faults, the first one's.
    pub fn code(&self) -> &str {
        match self {
            Self::Missing { .. } => "CFG001",
            Self::Unreadable(_) => "CFG002",
            Self::Invalid(diagnostics) => diagnostics.first().map_or("CFG004", |first| &first.code),
            Self::EnvironmentNeeded { .. } => "CFG014",
            Self::EnvironmentUnknown { .. } => "CFG015",
            Self::NamedFileMissing { .. } => "CFG022",
            Self::HostAddress { .. } => "CFG023",
        }
    }

    /// All findings, each with its fix.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let plain = || Diagnostic::error(self.code(), self.to_string());
        match self {
            Self::Invalid(diagnostics) => diagnostics.clone(),
            Self::Missing { .. } => vec![
                plain()
                    .because("A bot is a folder with a bot.toml.")
                    .try_when("botctl init my-bot", "make a new bot")
                    .try_when("botctl -C DIR …", "run as if started in the bot's folder"),
            ],
            Self::NamedFileMissing { .. } => {
                vec![plain().fix("name an existing bot.toml with --config, or leave it out")]
            }
            Self::Unreadable(error) => {
                vec![plain().at(Place::file(error.path.display().to_string())).fix("make the file readable")]
            }
            Self::EnvironmentNeeded { names } => {
                let steps = names.iter().map(|name| format!("botctl … -e {name}"));
                vec![steps.fold(plain().because("There is no implicit production."), Diagnostic::fix)]
            }
            Self::EnvironmentUnknown { name, names } => vec![unknown_environment(plain(), name, names)],
            Self::HostAddress { .. } => vec![plain().fix("give --host an address such as https://bots.example.com")],
        }
    }
}

fn unknown_environment(plain: Diagnostic, name: &str, names: &[String]) -> Diagnostic {
    if names.is_empty() {
        return plain
            .because("The file defines no environments at all.")
            .fix("leave -e out")
            .try_when(format!("add [env.{name}] to bot.toml"), "to define it");
    }
    let plain = plain.because(format!("Defined: {}.", names.join(", ")));
    match crate::base::text::did_you_mean(name, names.iter().map(String::as_str)) {
        Some(near) => plain.try_when(format!("botctl … -e {near}"), "did you mean this one?"),
        None => plain.fix(format!("add [env.{name}] to bot.toml, or name one that is defined")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_a_code_and_a_next_step() {
        let names = || vec!["production".to_owned(), "staging".to_owned()];
        let errors = [
            ConfigError::Missing { start: "x".into() },
            ConfigError::NamedFileMissing { file: "x".into() },
            ConfigError::Unreadable(FsError::new("read", "x".as_ref(), std::io::ErrorKind::PermissionDenied.into())),
            ConfigError::EnvironmentNeeded { names: names() },
            ConfigError::EnvironmentUnknown { name: "prodction".to_owned(), names: names() },
            ConfigError::EnvironmentUnknown { name: "x".to_owned(), names: Vec::new() },
            ConfigError::HostAddress { host: "x".to_owned(), reason: "y".to_owned() },
        ];
        for error in errors {
            let diagnostics = error.diagnostics();
            assert!(!diagnostics.is_empty(), "{error}");
            assert!(diagnostics.iter().all(|one| !one.next.is_empty() && one.code == error.code()), "{error}");
        }
    }
}
