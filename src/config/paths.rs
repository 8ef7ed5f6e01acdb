//! Where botctl keeps what belongs to a person and a machine: configuration, caches, the local host's data.

use std::path::{Path, PathBuf};

use crate::base::diagnostic::Diagnostic;
use crate::config::env::Environment;

/// There is no home folder to put anything into.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("the home folder of this user isn't known")]
pub struct NoHome;

impl NoHome {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        "CFG017"
    }

    /// The finding with its fix.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::error(self.code(), self.to_string())
            .fix("set HOME, or BOTCTL_CONFIG_DIR, BOTCTL_CACHE_DIR and BOTCTL_STATE_DIR")
    }
}

/// The folders. They need not exist; who writes makes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    config: PathBuf,
    cache: PathBuf,
    state: PathBuf,
}

impl Paths {
    /// The folders by `BOTCTL_*_DIR`, else by the system's custom (XDG on Linux).
    ///
    /// Errors: a folder isn't named and there is no home folder.
    pub fn of(environment: &Environment) -> Result<Self, NoHome> {
        let system = directories::ProjectDirs::from("", "", "botctl");
        let choose = |named: &Option<PathBuf>, custom: fn(&directories::ProjectDirs) -> &Path| {
            let absolute = named.as_ref().map(|path| std::path::absolute(path).unwrap_or_else(|_| path.clone()));
            absolute.or_else(|| system.as_ref().map(|system| custom(system).to_owned())).ok_or(NoHome)
        };
        Ok(Self {
            config: choose(&environment.config_dir, directories::ProjectDirs::config_dir)?,
            cache: choose(&environment.cache_dir, directories::ProjectDirs::cache_dir)?,
            state: choose(&environment.state_dir, |system| {
                system.state_dir().unwrap_or_else(|| system.data_local_dir())
            })?,
        })
    }

    /// The caches' folder: may be deleted at any time.
    pub fn cache(&self) -> &Path {
        &self.cache
    }

    /// The folder of what must last and is no configuration.
    pub fn state(&self) -> &Path {
        &self.state
    }

    /// The person's configuration file.
    pub fn user_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    /// The file of stored tokens.
    pub fn credentials_file(&self) -> PathBuf {
        self.config.join("credentials.toml")
    }

    /// The data folder of the local host.
    pub fn local_host(&self) -> PathBuf {
        self.state.join("host")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_folders_are_used() {
        let environment = Environment {
            config_dir: Some("/c".into()),
            cache_dir: Some("/k".into()),
            state_dir: Some("/s".into()),
            ..Environment::default()
        };
        let paths = Paths::of(&environment).expect("all are named");
        assert_eq!(paths.user_file(), Path::new("/c/config.toml"));
        assert_eq!(paths.credentials_file(), Path::new("/c/credentials.toml"));
        assert_eq!((paths.cache(), paths.local_host()), (Path::new("/k"), PathBuf::from("/s/host")));
        assert!(!NoHome.diagnostic().next.is_empty());
    }
}
