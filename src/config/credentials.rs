//! Stored tokens: `credentials.toml` in the configuration folder, for its owner's eyes only (0600).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs::{self, Access, FsError};
use crate::base::secret::Secret;
use crate::config::user::host_key;

/// The version of the file's format.
const VERSION: u32 = 1;

/// Why stored tokens can't be had.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsError {
    /// The file can't be read or written.
    #[error(transparent)]
    File(#[from] FsError),
    /// Others may read it.
    #[error("`{}` can be read by others than its owner", .0.display())]
    TooOpen(PathBuf),
    /// The file isn't what botctl wrote.
    #[error("`{}` isn't a file of stored tokens", .0.display())]
    Damaged(PathBuf),
}

impl CredentialsError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(_) => "CFG002",
            Self::TooOpen(_) => "CFG018",
            Self::Damaged(_) => "CFG019",
        }
    }

    /// The finding with its fix.
    pub fn diagnostic(&self) -> Diagnostic {
        let finding = Diagnostic::error(self.code(), self.to_string());
        match self {
            Self::File(error) => {
                finding.at(Place::file(error.path.display().to_string())).fix("make the file yours to read and write")
            }
            Self::TooOpen(file) => finding
                .because("The tokens in it may be known to others.")
                .fix(format!("chmod 600 {}", file.display()))
                .try_when("botctl logout", "then log in anew, if others may have read it"),
            Self::Damaged(file) => finding.fix(format!("remove {} and run botctl login", file.display())),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    version: u32,
    #[serde(default)]
    hosts: BTreeMap<String, StoredHost>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredHost {
    token: String,
}

/// The stored tokens of a person, by host.
#[derive(Debug, Clone)]
pub struct Credentials {
    file: PathBuf,
    tokens: BTreeMap<String, Secret>,
}

impl Credentials {
    /// Reads the file; without one, nothing is stored.
    ///
    /// Errors: a file that can't be read, that others may read, or that isn't ours.
    pub fn load(file: &Path) -> Result<Self, CredentialsError> {
        let empty = Self { file: file.to_owned(), tokens: BTreeMap::new() };
        let Some(bytes) = fs::read_optional(file)? else { return Ok(empty) };
        check_access(file)?;
        let damaged = || CredentialsError::Damaged(file.to_owned());
        // The parser's own error quotes the line, which holds a token: it is dropped.
        let stored: Stored = toml::from_slice(&bytes).map_err(|_| damaged())?;
        if stored.version != VERSION {
            return Err(damaged());
        }
        let tokens = stored.hosts.into_iter().map(|(host, stored)| (host, Secret::new(stored.token))).collect();
        Ok(Self { tokens, ..empty })
    }

    /// The token for a host.
    pub fn token(&self, host: &str) -> Option<&Secret> {
        self.tokens.get(&host_key(host))
    }

    /// The hosts that a token is stored for.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.tokens.keys().map(String::as_str)
    }

    /// Stores the token for a host, and writes the file.
    ///
    /// Errors: the file can't be written.
    pub fn store(&mut self, host: &str, token: Secret) -> Result<(), CredentialsError> {
        self.tokens.insert(host_key(host), token);
        self.write()
    }

    /// Forgets the token for a host, and writes the file. Says whether there was one.
    ///
    /// Errors: the file can't be written.
    pub fn remove(&mut self, host: &str) -> Result<bool, CredentialsError> {
        if self.tokens.remove(&host_key(host)).is_none() {
            return Ok(false);
        }
        self.write().map(|()| true)
    }

    fn write(&self) -> Result<(), CredentialsError> {
        let host = |(host, token): (&String, &Secret)| (host.clone(), StoredHost { token: token.expose().to_owned() });
        let stored = Stored { version: VERSION, hosts: self.tokens.iter().map(host).collect() };
        let text = toml::to_string(&stored).map_err(|_| CredentialsError::Damaged(self.file.clone()))?;
        Ok(fs::write_atomic(&self.file, text.as_bytes(), Access::Private)?)
    }
}

#[cfg(unix)]
fn check_access(file: &Path) -> Result<(), CredentialsError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = std::fs::metadata(file).map_err(|error| FsError::new("read", file, error))?;
    if metadata.permissions().mode() & 0o077 == 0 { Ok(()) } else { Err(CredentialsError::TooOpen(file.to_owned())) }
}

#[cfg(not(unix))]
fn check_access(_file: &Path) -> Result<(), CredentialsError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_stored_and_forgotten() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("deep/credentials.toml");
        let mut credentials = Credentials::load(&file).expect("none yet");
        credentials.store("https://B.example:443", Secret::new("one")).expect("stored");
        credentials.store("http://127.0.0.1:8080/", Secret::new("two")).expect("stored");
        let mut again = Credentials::load(&file).expect("read back");
        assert_eq!(again.token("https://b.example/").map(Secret::expose), Some("one"));
        assert_eq!(again.hosts().collect::<Vec<_>>(), ["http://127.0.0.1:8080", "https://b.example"]);
        assert!(again.remove("https://b.example").expect("removed"));
        assert!(!again.remove("https://b.example").expect("not there"));
        assert!(Credentials::load(&file).expect("read back").token("https://b.example").is_none());
        assert!(!format!("{again:?}").contains("two"));
    }

    #[test]
    fn the_first_version_of_the_file_is_read() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("credentials.toml");
        let first = b"version = 1\n\n[hosts.\"https://b.example\"]\ntoken = \"t\"\n";
        fs::write_atomic(&file, first, Access::Private).expect("file");
        assert_eq!(Credentials::load(&file).expect("read").token("https://b.example").map(Secret::expose), Some("t"));
    }

    #[test]
    fn a_file_that_is_damaged_or_open_is_refused_without_its_content() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("credentials.toml");
        for damaged in ["version = 1\ncanary", "version = 2\n", "version = 1\n[hosts.x]\ntoken = 3\n"] {
            fs::write_atomic(&file, damaged.as_bytes(), Access::Private).expect("file");
            let error = Credentials::load(&file).expect_err("damaged");
            assert_eq!(error.code(), "CFG019");
            assert!(!format!("{error:?}{:?}", error.diagnostic()).contains("canary"));
            assert!(!error.diagnostic().next.is_empty());
        }
        #[cfg(unix)]
        {
            fs::write_atomic(&file, b"version = 1\n", Access::Shared).expect("file");
            assert_eq!(Credentials::load(&file).expect_err("open").code(), "CFG018");
        }
    }
}
