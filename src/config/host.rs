//! The host's configuration, `host.toml`, validated. Every key has a default, so that the file may be absent.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::fs;
use crate::base::reach::AllowedHost;
use crate::base::secret::Secret;
use crate::config::document::SourceText;
use crate::config::effective::Effective;
use crate::config::endpoints::{self, Endpoint};
use crate::config::error::ConfigError;
use crate::config::fault::Fault;
use crate::config::host_keys::{HOST_KEYS, HOST_LATER};
use crate::config::rule::Rule;
use crate::config::site::Network;
use crate::config::tree::Shape;
use crate::config::values::Values;
use crate::config::walk::walk;

/// Where the host keeps its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreAddress {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database; its address may hold a password.
    Postgres(Secret),
}

/// `[limits]`: what bounds every bot and every client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HostLimits {
    /// The largest blob.
    pub blob_bytes: u64,
    /// The largest request of an upload.
    pub request_bytes: u64,
    /// The size of chunks of larger blobs.
    pub chunk_bytes: u64,
    /// Requests of one upload at a time.
    pub concurrency: u32,
    /// The longest retention that a bot may ask for.
    pub retention_days_max: u32,
    /// The longest message of a visitor.
    pub message_chars: u32,
    /// The largest request of a visitor.
    pub body_bytes: u64,
}

/// The configuration of a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostConfig {
    /// The file that it was read from, if there is one.
    pub file: Option<PathBuf>,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The address under which the world reaches it.
    pub public_url: Option<url::Url>,
    /// Where its tables are.
    pub store: StoreAddress,
    /// The folder of its blobs.
    pub blobs: PathBuf,
    /// The folder of all else that it keeps.
    pub data_dir: PathBuf,
    /// Its limits.
    pub limits: HostLimits,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Hosts that endpoints may be at although they are private.
    pub allow_private: Vec<AllowedHost>,
    /// Models that bots may use, by name.
    pub endpoints: BTreeMap<String, Endpoint>,
}

impl HostConfig {
    /// The configuration without a file: all in `data_dir`.
    pub fn defaults(data_dir: &Path) -> Self {
        let effective = Effective::settle(HOST_KEYS, &Values::default(), None);
        let store = StoreAddress::Sqlite(data_dir.join("store.sqlite"));
        build(&effective, None, data_dir, store, BTreeMap::new())
    }

    /// Reads a `host.toml`. `data_dir` is used where the file names none; `variable` resolves `env:NAME`.
    ///
    /// Errors: a missing or unreadable file, or all its faults at once, references that can't be resolved included.
    pub fn load(file: &Path, data_dir: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let file = std::path::absolute(file).map_err(|error| fs::FsError::new("find", file, error))?;
        let bytes = fs::read_optional(&file)?.ok_or_else(|| ConfigError::NamedFileMissing { file: file.clone() })?;
        let source = SourceText::from_bytes(&file.display().to_string(), bytes).map_err(ConfigError::Invalid)?;
        let walked = walk(&source, &Shape::of(HOST_KEYS, HOST_LATER));
        if walked.findings.iter().any(Diagnostic::is_error) {
            return Err(ConfigError::Invalid(walked.findings));
        }
        let effective = Effective::settle(HOST_KEYS, &walked.values, None);
        let folder = file.parent().unwrap_or(Path::new("/")).to_owned();
        let data_dir = effective.text("data_dir").map_or_else(|| data_dir.to_owned(), |path| folder.join(path));
        let place = walked.values.found.get("store").map_or_else(|| source.place(0), |found| found.place.clone());
        let store = Resolver { folder: &folder, data_dir: &data_dir, place, variable }.store(&effective)?;
        let endpoints = endpoints::named(&walked.values);
        Ok(build(&effective, Some(file), &data_dir, store, endpoints))
    }
}

fn build(
    effective: &Effective,
    file: Option<PathBuf>,
    data_dir: &Path,
    store: StoreAddress,
    endpoints: BTreeMap<String, Endpoint>,
) -> HostConfig {
    let folder = file.as_deref().and_then(Path::parent).unwrap_or(data_dir).to_owned();
    let loopback = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    HostConfig {
        listen: effective.text("listen").and_then(|text| text.parse().ok()).unwrap_or(loopback),
        public_url: effective.text("public_url").and_then(|text| text.parse().ok()),
        store,
        blobs: effective.text("blobs").map_or_else(|| data_dir.join("blobs"), |path| folder.join(path)),
        data_dir: data_dir.to_owned(),
        limits: limits(effective),
        trusted_proxies: effective.texts("trusted_proxies").iter().filter_map(|text| text.parse().ok()).collect(),
        allow_private: effective.texts("allow_private").iter().filter_map(|text| text.parse().ok()).collect(),
        endpoints,
        file,
    }
}

fn limits(effective: &Effective) -> HostLimits {
    let number = |name: &str| {
        let key = format!("limits.{name}");
        effective.whole(&key).expect("every limit has a default and its rule keeps it within u32")
    };
    let megabytes = |name: &str| u64::from(number(name)) * 1024 * 1024;
    HostLimits {
        blob_bytes: megabytes("blob_mb"),
        request_bytes: megabytes("request_mb"),
        // A chunk is sent in one request, so it can't be the larger of the two.
        chunk_bytes: megabytes("chunk_mb").min(megabytes("request_mb")),
        concurrency: number("concurrency"),
        retention_days_max: number("retention_days_max"),
        message_chars: number("message_chars"),
        body_bytes: u64::from(number("body_bytes")),
    }
}

struct Resolver<'a> {
    folder: &'a Path,
    data_dir: &'a Path,
    place: Place,
    variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Resolver<'_> {
    fn store(&self, effective: &Effective) -> Result<StoreAddress, ConfigError> {
        let text = effective.text("store").unwrap_or("sqlite");
        let referenced = endpoints::referenced(text, self.folder, self.variable);
        let resolved =
            referenced.unwrap_or_else(|| Ok(text.to_owned())).map_err(|reason| self.unresolved(text, reason))?;
        self.address(text, resolved.trim())
    }

    fn address(&self, reference: &str, address: &str) -> Result<StoreAddress, ConfigError> {
        if address == "sqlite" {
            return Ok(StoreAddress::Sqlite(self.data_dir.join("store.sqlite")));
        }
        if let Some(path) = address.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            return Ok(StoreAddress::Sqlite(self.folder.join(path)));
        }
        let is_postgres = Rule::Store.check(address).is_ok() && address.starts_with("postgres");
        if is_postgres && url::Url::parse(address).is_ok() {
            return Ok(StoreAddress::Postgres(Secret::new(address)));
        }
        Err(self.unresolved(reference, "which holds no address of a store"))
    }

    fn unresolved(&self, reference: &str, reason: &str) -> ConfigError {
        let fault =
            Fault::Unresolved { key: "store".to_owned(), reference: reference.to_owned(), reason: reason.to_owned() };
        ConfigError::Invalid(vec![fault.diagnostic(self.place.clone())])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(text: &str) -> (tempfile::TempDir, Result<HostConfig, ConfigError>) {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("host.toml");
        fs::write_cache(&file, text.as_bytes()).expect("host.toml");
        fs::write_cache(&folder.path().join("db"), b"postgres://a:canary@db/x\n").expect("secret file");
        let variable = |name: &str| (name == "DB").then(|| "postgres://a:canary@db/x".to_owned());
        let loaded = HostConfig::load(&file, Path::new("/data"), &variable);
        (folder, loaded)
    }

    #[test]
    fn an_empty_file_is_the_defaults() {
        let (folder, loaded) = load("");
        let file = folder.path().join("host.toml");
        let expected = HostConfig { file: Some(file), ..HostConfig::defaults(Path::new("/data")) };
        let loaded = loaded.expect("empty file");
        assert_eq!(loaded, expected);
        assert_eq!(loaded.listen.to_string(), "127.0.0.1:0");
        assert_eq!(loaded.store, StoreAddress::Sqlite("/data/store.sqlite".into()));
        assert_eq!((loaded.limits.chunk_bytes, loaded.limits.message_chars), (8 << 20, 2_000));
    }

    #[test]
    fn keys_are_read_and_paths_are_relative_to_the_file() {
        let text = "listen = \"0.0.0.0:8443\"\npublic_url = \"https://b.example\"\nstore = \"sqlite:db.sqlite\"\nblobs = \"b\"\n\
                    data_dir = \"/var/lib/botctl\"\ntrusted_proxies = [\"10.0.0.0/8\"]\n[limits]\nrequest_mb = 4\nbody_bytes = 2048\n";
        let (folder, loaded) = load(text);
        let config = loaded.expect("good file");
        assert_eq!(config.store, StoreAddress::Sqlite(folder.path().join("db.sqlite")));
        assert_eq!(config.blobs, folder.path().join("b"));
        assert_eq!(config.data_dir, Path::new("/var/lib/botctl"));
        assert_eq!((config.limits.chunk_bytes, config.limits.body_bytes), (4 << 20, 2048));
        assert!(config.trusted_proxies[0].contains("10.1.2.3".parse().expect("address")));
    }

    #[test]
    fn the_stores_address_is_resolved_and_never_printed() {
        let expected = StoreAddress::Postgres(Secret::new("postgres://a:canary@db/x"));
        for good in ["store = \"env:DB\"", "store = \"file:db\""] {
            let config = load(good).1.expect("a reference");
            assert_eq!(config.store, expected, "{good}");
            assert!(!format!("{config:?}").contains("canary"));
        }
        assert!(matches!(load("store = \"postgres://db/x\"").1.expect("no password").store, StoreAddress::Postgres(_)));
    }

    #[test]
    fn faults_have_code_and_line() {
        let cases = [
            ("listen = \"8080\"", "CFG007", 1),
            ("\nlisten_at = \"0.0.0.0:1\"", "CFG005", 2),
            ("store = \"env:OTHER\"", "CFG020", 1),
            ("store = \"file:missing\"", "CFG020", 1),
            ("store = \"postgres://a:canary@db/x\"", "CFG010", 1),
            ("[limits]\nconcurrency = 0", "CFG007", 2),
            ("[limits]\nbot_messages_per_minute = 600", "CFG009", 2),
            ("trusted_proxies = [\"everyone\"]", "CFG007", 1),
        ];
        for (text, code, line) in cases {
            let Err(ConfigError::Invalid(findings)) = load(text).1 else { panic!("{text}") };
            assert_eq!((findings[0].code.as_str(), findings[0].places[0].line), (code, Some(line)), "{text}");
            assert!(!format!("{findings:?}").contains("canary"), "{text}");
        }
        let missing = HostConfig::load(Path::new("no/host.toml"), Path::new("/data"), &|_| None);
        assert!(matches!(missing, Err(ConfigError::NamedFileMissing { .. })));
    }
}
