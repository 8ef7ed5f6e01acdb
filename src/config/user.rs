//! A person's own file, `config.toml` in the configuration folder: defaults and hosts, never a bot's content.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::base::diagnostic::Diagnostic;
use crate::base::fs;
use crate::config::document::SourceText;
use crate::config::error::ConfigError;
use crate::config::key::{KeyInfo, Kind};
use crate::config::rule::Rule;
use crate::config::tree::Shape;
use crate::config::walk::walk;

/// The keys of `config.toml`.
pub const KEYS: &[KeyInfo] = &[
    KeyInfo::new(
        "defaults.host",
        Kind::Text(Rule::HostAddress),
        "The host where neither bot.toml nor a flag names one.",
    )
    .read_by("cli"),
    KeyInfo::new(
        "defaults.progress",
        Kind::Choice(&["auto", "fancy", "plain", "none"]),
        "How progress is shown, as --progress.",
    )
    .read_by("cli"),
    KeyInfo::new(
        "defaults.color",
        Kind::Choice(&["auto", "always", "never"]),
        "Whether output is coloured, as --color.",
    )
    .read_by("cli"),
    KeyInfo::new("hosts.<host>.token_file", Kind::Text(Rule::AnyPath), "A file that holds the token for this host.")
        .read_by("cli"),
];

/// What a person prefers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserConfig {
    /// The host where nobody names one.
    pub host: Option<String>,
    /// As `--progress`.
    pub progress: Option<String>,
    /// As `--color`.
    pub color: Option<String>,
    token_files: BTreeMap<String, PathBuf>,
}

impl UserConfig {
    /// Reads the file; without one, nothing is preferred.
    ///
    /// Errors: an unreadable file, or all its faults.
    pub fn load(file: &Path) -> Result<Self, ConfigError> {
        let Some(bytes) = fs::read_optional(file)? else { return Ok(Self::default()) };
        let source = SourceText::from_bytes(&file.display().to_string(), bytes).map_err(ConfigError::Invalid)?;
        let walked = walk(&source, &Shape::of(KEYS, &[]));
        if walked.findings.iter().any(Diagnostic::is_error) {
            return Err(ConfigError::Invalid(walked.findings));
        }
        let values = walked.values;
        let text = |key: &str| values.text(key).map(str::to_owned);
        let folder = file.parent().unwrap_or(Path::new("/"));
        let token_file = |host: &String| {
            let path = values.text(&format!("hosts.{host}.token_file"))?;
            Some((host_key(host), folder.join(path)))
        };
        Ok(Self {
            host: text("defaults.host"),
            progress: text("defaults.progress"),
            color: text("defaults.color"),
            token_files: values.names("hosts").iter().filter_map(token_file).collect(),
        })
    }

    /// The file that holds the token for a host, if the person named one.
    pub fn token_file(&self, host: &str) -> Option<&Path> {
        self.token_files.get(&host_key(host)).map(PathBuf::as_path)
    }
}

/// The one form under which a host is kept: scheme, name and port that isn't the scheme's own.
pub fn host_key(host: &str) -> String {
    match url::Url::parse(host) {
        Ok(address) if address.has_host() => address.origin().ascii_serialization(),
        _ => host.trim_end_matches('/').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_are_read_and_faults_have_a_line() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("config.toml");
        assert_eq!(UserConfig::load(&file).expect("no file"), UserConfig::default());
        let good = "[defaults]\nhost = \"https://b.example\"\ncolor = \"never\"\n[hosts.\"https://b.example:443/\"]\ntoken_file = \"t\"\n";
        fs::write_cache(&file, good.as_bytes()).expect("file");
        let user = UserConfig::load(&file).expect("good file");
        assert_eq!((user.host.as_deref(), user.color.as_deref()), (Some("https://b.example"), Some("never")));
        assert_eq!(user.token_file("https://B.example"), Some(folder.path().join("t").as_path()));
        assert_eq!(user.token_file("https://other.example"), None);
        fs::write_cache(&file, b"[defaults]\ncolour = \"never\"\nyes = true\n").expect("file");
        let Err(ConfigError::Invalid(findings)) = UserConfig::load(&file) else { panic!("faults") };
        assert_eq!(findings.iter().map(|one| one.places[0].line).collect::<Vec<_>>(), [Some(2), Some(3)]);
        assert!(findings[0].next[0].command.contains("defaults.color"), "{findings:?}");
    }
}
