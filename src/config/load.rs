//! Finds, reads and settles bot.toml.

use std::path::{Path, PathBuf};

use crate::base::diagnostic::Diagnostic;
use crate::base::fs::{self, FsError};
use crate::base::id::EnvironmentName;
use crate::config::bot::BotConfig;
use crate::config::build::{Whereabouts, bot_config};
use crate::config::document::SourceText;
use crate::config::effective::{Effective, Origin, Setting};
use crate::config::error::ConfigError;
use crate::config::fault::Fault;
use crate::config::keys::{KEYS, LATER};
use crate::config::rule::{Refusal, Rule};
use crate::config::tree::Shape;
use crate::config::values::{Value, Values};
use crate::config::walk::{Walked, walk};

/// The name of a bot's configuration file.
pub const FILE_NAME: &str = "bot.toml";
/// The version of the file's format.
pub const SCHEMA: i64 = 1;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct LoadRequest<'a> {
    /// The folder where the search begins.
    pub start: &'a Path,
    /// The file itself, if it was named.
    pub file: Option<&'a Path>,
    /// The environment, if it was named.
    pub environment: Option<&'a str>,
    /// The host, if a flag or a variable names it.
    pub host: Option<&'a str>,
}

/// A configuration, and where its values come from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The effective configuration.
    pub config: BotConfig,
    /// Every effective value with its origin, by key.
    pub origins: Vec<Setting>,
    /// Findings that don't stop.
    pub warnings: Vec<Diagnostic>,
}

impl Loaded {
    /// Uses `host`, the user file's default, where neither bot.toml nor the command line names one.
    ///
    /// Errors: `host` is no address of a host.
    pub fn with_default_host(mut self, host: &str) -> Result<Self, ConfigError> {
        if self.config.host.is_some() {
            return Ok(self);
        }
        check_host(host)?;
        self.config.host = host.parse().ok();
        self.origins.push(Setting { key: "host".to_owned(), value: host.into(), origin: Origin::UserFile });
        self.origins.sort_by(|left, right| left.key.cmp(&right.key));
        Ok(self)
    }

    /// The effective value of a key with its origin.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.origins.iter().find(|setting| setting.key == key)
    }
}

/// The shape of bot.toml.
pub fn shape() -> Shape {
    Shape::of(KEYS, LATER).with_environments(KEYS)
}

/// Loads a bot's configuration.
///
/// Errors: no file, an unreadable file, all faults of the file at once, or the choice of the environment.
pub fn load(request: &LoadRequest<'_>) -> Result<Loaded, ConfigError> {
    let file = find(request)?;
    let source = read(&file)?;
    let Walked { values, mut findings } = walk(&source, &shape());
    findings.extend(cross_check(&values, &source));
    let (errors, mut warnings): (Vec<_>, Vec<_>) = findings.into_iter().partition(Diagnostic::is_error);
    if !errors.is_empty() {
        return Err(ConfigError::Invalid(errors));
    }
    let environment = choose_environment(values.names("env"), request.environment)?;
    let mut effective = Effective::settle(KEYS, &values, Some(environment.as_str()));
    if let Some(host) = request.host {
        check_host(host)?;
        effective.set("host", Value::Text(host.to_owned()), Origin::CommandLine);
    }
    let folder = file.parent().unwrap_or(Path::new("/"));
    let shown = shown(&file, request);
    let config = bot_config(&effective, &Whereabouts { folder, file: &shown, environment: &environment });
    let origins = effective.settings();
    warnings.extend(plain_http(&config, &origins));
    Ok(Loaded { config, origins, warnings })
}

/// The environments that a bot's file defines, in the order of their names.
///
/// Errors: as of [`load`], but for the choice of the environment.
pub fn environments(start: &Path, file: Option<&Path>) -> Result<Vec<String>, ConfigError> {
    let file = find(&LoadRequest { start, file, environment: None, host: None })?;
    let Walked { values, findings } = walk(&read(&file)?, &shape());
    let errors: Vec<_> = findings.into_iter().filter(Diagnostic::is_error).collect();
    if errors.is_empty() { Ok(values.names("env").to_vec()) } else { Err(ConfigError::Invalid(errors)) }
}

fn find(request: &LoadRequest<'_>) -> Result<PathBuf, ConfigError> {
    let absolute = |path: &Path| std::path::absolute(path).map_err(|error| FsError::new("find", path, error));
    let start = absolute(request.start)?;
    if let Some(file) = request.file {
        let file = start.join(file);
        return if file.exists() { Ok(file) } else { Err(ConfigError::NamedFileMissing { file }) };
    }
    let candidates = start.ancestors().map(|folder| folder.join(FILE_NAME));
    candidates.into_iter().find(|file| file.is_file()).ok_or(ConfigError::Missing { start })
}

fn read(file: &Path) -> Result<SourceText, ConfigError> {
    let bytes = fs::read(file)?;
    let name = file.file_name().map_or_else(|| FILE_NAME.into(), |name| name.to_string_lossy().into_owned());
    SourceText::from_bytes(&name, bytes).map_err(ConfigError::Invalid)
}

/// The file as its owner would name it: relative to where the search began, if it lies below.
fn shown(file: &Path, request: &LoadRequest<'_>) -> PathBuf {
    let start = std::path::absolute(request.start).unwrap_or_else(|_| request.start.to_owned());
    file.strip_prefix(&start).unwrap_or(file).to_owned()
}

fn choose_environment(names: &[String], named: Option<&str>) -> Result<EnvironmentName, ConfigError> {
    let name = match (named, names) {
        (None, []) => return Ok(EnvironmentName::default_name()),
        (None, [only]) => only,
        (None, _) => return Err(ConfigError::EnvironmentNeeded { names: names.to_vec() }),
        (Some("default"), []) => "default",
        (Some(named), _) if names.iter().any(|name| name == named) => named,
        (Some(named), _) => {
            return Err(ConfigError::EnvironmentUnknown { name: named.to_owned(), names: names.to_vec() });
        }
    };
    name.parse().map_err(|_| ConfigError::EnvironmentUnknown { name: name.to_owned(), names: names.to_vec() })
}

fn check_host(host: &str) -> Result<(), ConfigError> {
    let reason = match Rule::HostAddress.check(host) {
        Ok(()) => return Ok(()),
        Err(Refusal::Broken(reason)) => reason,
        Err(Refusal::OutsideFolder | Refusal::Secret) => String::new(),
    };
    // What stands before the `@` of an address may be a password.
    let shown = host.rsplit_once('@').map_or(host, |(_, rest)| rest);
    Err(ConfigError::HostAddress { host: shown.to_owned(), reason })
}

/// Rules over more than one key.
fn cross_check(values: &Values, source: &SourceText) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    if let Some(version) = values.whole("schema").filter(|version| *version != SCHEMA) {
        let place = values.found.get("schema").map_or_else(|| source.place(0), |found| found.place.clone());
        findings.push(Fault::SchemaUnknown(version).diagnostic(place));
    }
    for table in ["answers.generation", "answers.embeddings"] {
        findings.extend(half_endpoints(values, table));
    }
    let Some(languages) = values.texts("bot.languages") else { return findings };
    let is_listed = |language: &str| languages.iter().any(|listed| listed == language);
    for (key, found) in &values.found {
        let (Value::Text(text), true) = (&found.value, key.starts_with("tests[") && key.ends_with("].language")) else {
            continue;
        };
        if !is_listed(text) {
            let reason = "`bot.languages` doesn't list it".to_owned();
            let fault = Fault::BadValue { key: key.clone(), value: text.clone(), reason };
            findings.push(fault.diagnostic(found.place.clone()));
        }
    }
    findings.extend(unlisted_messages(values, &is_listed));
    findings
}

fn unlisted_messages(values: &Values, is_listed: &dyn Fn(&str) -> bool) -> Vec<Diagnostic> {
    let tables = values.names.iter().filter(|(table, _)| table.ends_with("settings.messages"));
    let unlisted = tables.flat_map(|(table, names)| names.iter().map(move |name| (format!("{table}.{name}"), name)));
    unlisted
        .filter(|(_, language)| !is_listed(language))
        .filter_map(|(key, language)| {
            let prefix = format!("{key}.");
            let place = values.found.iter().find(|(found, _)| found.starts_with(&prefix))?.1.place.clone();
            Some(Fault::UnlistedLanguage { key, language: language.clone() }.diagnostic(place))
        })
        .collect()
}

/// Settings of generation or of embeddings without an endpoint or without a model have no effect.
fn half_endpoints(values: &Values, of: &str) -> Vec<Diagnostic> {
    let tops = std::iter::once(String::new());
    let environments = values.names("env").iter().map(|name| format!("env.{name}."));
    let mut findings = Vec::new();
    for prefix in tops.chain(environments) {
        let table = format!("{prefix}{of}.");
        let Some((_, first)) = values.found.iter().find(|(key, _)| key.starts_with(&table)) else { continue };
        for info in KEYS.iter().filter(|info| ["endpoint", "model"].contains(&info.leaf()) && info.key.starts_with(of))
        {
            if !values.found.contains_key(info.key) && !values.found.contains_key(&format!("{prefix}{}", info.key)) {
                let fault = Fault::Missing { key: format!("{prefix}{}", info.key), doc: info.doc };
                findings.push(fault.diagnostic(first.place.clone()));
            }
        }
    }
    findings
}

fn plain_http(config: &BotConfig, origins: &[Setting]) -> Option<Diagnostic> {
    let host = config.host.as_ref().filter(|host| host.scheme() == "http")?;
    let is_loopback = match host.host()? {
        url::Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
        url::Host::Ipv4(address) => address.is_loopback(),
        url::Host::Ipv6(address) => address.is_loopback(),
    };
    if is_loopback {
        return None;
    }
    let setting = origins.iter().find(|setting| setting.key == "host")?;
    let place = setting.origin.place().cloned().unwrap_or_else(|| crate::base::diagnostic::Place::file("--host"));
    Some(Fault::PlainHttp.diagnostic(place))
}

#[cfg(test)]
mod tests;
