//! Where an address stands in bot.toml, for findings about it.

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs;
use crate::config::bot::BotConfig;

/// The text of bot.toml, read when a finding needs it.
pub(super) struct Places {
    name: String,
    lines: Vec<String>,
}

impl Places {
    /// The places of a bot's file; one that can't be read has no lines.
    pub(super) fn of(config: &BotConfig) -> Self {
        let name = config.file.file_name().map_or_else(|| "bot.toml".into(), |name| name.to_string_lossy());
        let text = fs::read_to_string(&config.file).unwrap_or_default();
        Self { name: name.into_owned(), lines: text.lines().map(str::to_owned).collect() }
    }

    /// Says where a finding is about something that bot.toml declares.
    pub(super) fn at(&self, finding: Diagnostic, declared: &str) -> Diagnostic {
        let quoted = [format!("\"{declared}\""), format!("'{declared}'")];
        let holds = |line: &String| {
            !line.trim_start().starts_with('#') && quoted.iter().any(|quoted| line.contains(quoted.as_str()))
        };
        let line = self.lines.iter().position(holds).and_then(|index| u32::try_from(index + 1).ok());
        finding.at(Place { file: self.name.clone(), line, column: None })
    }
}
