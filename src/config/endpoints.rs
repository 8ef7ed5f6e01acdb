//! `[endpoints.<name>]` of host.toml: the models that bots may use. Only the host's operator names addresses and keys.

use std::collections::BTreeMap;
use std::path::Path;

use url::Url;

use crate::base::diagnostic::Place;
use crate::base::fs;
use crate::base::reach::{Reach, Refusal};
use crate::base::secret::Secret;
use crate::config::error::ConfigError;
use crate::config::fault::Fault;
use crate::config::host::HostConfig;
use crate::config::values::Values;

/// An OpenAI-compatible API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// The address below which it stands, e.g. `https://api.example.com/v1`.
    pub url: Url,
    /// What is sent as bearer token; known once [`HostConfig::open_endpoints`] has read it.
    pub key: Option<Secret>,
    url_place: Place,
    reference: Option<(String, Place)>,
}

/// The endpoints of a file whose values keep their rules.
pub(super) fn named(values: &Values) -> BTreeMap<String, Endpoint> {
    let endpoint = |name: &String| {
        let url = format!("endpoints.{name}.url");
        let key = format!("endpoints.{name}.key");
        let reference = values.found.get(&key).map(|found| found.place.clone());
        let endpoint = Endpoint {
            url: values.text(&url)?.parse().ok()?,
            key: None,
            url_place: values.found.get(&url)?.place.clone(),
            reference: values.text(&key).map(str::to_owned).zip(reference),
        };
        Some((name.clone(), endpoint))
    };
    values.names("endpoints").iter().filter_map(endpoint).collect()
}

/// The text behind `env:NAME` or `file:PATH`; `None`: it is neither. Errors: why it can't be had, a fragment.
pub(super) fn referenced(
    text: &str,
    folder: &Path,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Option<Result<String, &'static str>> {
    if let Some(name) = text.strip_prefix("env:") {
        return Some(variable(name).ok_or("a variable that isn't set"));
    }
    let path = text.strip_prefix("file:")?;
    Some(fs::read_to_string(&folder.join(path)).map_err(|_| "a file that can't be read"))
}

impl HostConfig {
    /// Reads the endpoints' keys and looks at their addresses. Only a host that serves needs them.
    ///
    /// Errors: all keys that can't be had, and all addresses that are private and not in `allow_private`.
    pub fn open_endpoints(&mut self, variable: &dyn Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
        let reach = Reach::new(&self.allow_private);
        let folder = self.file.as_deref().and_then(Path::parent).unwrap_or(&self.data_dir).to_owned();
        let mut findings = Vec::new();
        for (name, endpoint) in &mut self.endpoints {
            if let Err(refusal) = reach.check(&endpoint.url) {
                let fault = refused(format!("endpoints.{name}.url"), &endpoint.url, &refusal);
                findings.push(fault.diagnostic(endpoint.url_place.clone()));
            }
            let Some((reference, place)) = &endpoint.reference else { continue };
            match key(reference, &folder, variable) {
                Ok(key) => endpoint.key = Some(key),
                Err(reason) => {
                    let (key, reference) = (format!("endpoints.{name}.key"), reference.clone());
                    let fault = Fault::Unresolved { key, reference, reason: reason.to_owned() };
                    findings.push(fault.diagnostic(place.clone()));
                }
            }
        }
        if findings.is_empty() { Ok(()) } else { Err(ConfigError::Invalid(findings)) }
    }
}

fn key(reference: &str, folder: &Path, variable: &dyn Fn(&str) -> Option<String>) -> Result<Secret, &'static str> {
    let text = referenced(reference, folder, variable).unwrap_or(Err("which is no reference"))?;
    let key = text.trim();
    // What a header can't carry is no key; it must not come out as an error of the request, which might quote it.
    let is_sendable = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
    if is_sendable { Ok(Secret::new(key)) } else { Err("which holds no key") }
}

fn refused(key: String, url: &Url, refusal: &Refusal) -> Fault {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(0);
    Fault::PrivateHost { key, host: format!("{host}:{port}"), reason: refusal.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> Result<HostConfig, ConfigError> {
        let folder = tempfile::tempdir().expect("temporary folder");
        let file = folder.path().join("host.toml");
        fs::write_cache(&file, text.as_bytes()).expect("host.toml");
        fs::write_cache(&folder.path().join("key"), b"canary-file\n").expect("a key");
        fs::write_cache(&folder.path().join("lines"), b"canary\nof two lines\n").expect("no key");
        let variable = |name: &str| (name == "KEY").then(|| "canary-variable".to_owned());
        let mut config = HostConfig::load(&file, Path::new("/data"), &variable)?;
        config.open_endpoints(&variable)?;
        Ok(config)
    }

    #[test]
    fn endpoints_have_addresses_and_keys() {
        let text = "allow_private = [\"127.0.0.1:11434\"]\n[endpoints.local]\nurl = \"http://127.0.0.1:11434/v1\"\n\
                    [endpoints.cloud]\nurl = \"https://api.example.com/v1\"\nkey = \"env:KEY\"\n\
                    [endpoints.other]\nurl = \"https://api.example.org\"\nkey = \"file:key\"\n";
        let config = opened(text).expect("good endpoints");
        assert_eq!(config.endpoints.keys().collect::<Vec<_>>(), ["cloud", "local", "other"]);
        assert_eq!(config.endpoints["cloud"].url.as_str(), "https://api.example.com/v1");
        let key = |name: &str| config.endpoints[name].key.as_ref().map(Secret::expose);
        assert_eq!((key("cloud"), key("other"), key("local")), (Some("canary-variable"), Some("canary-file"), None));
        assert!(!format!("{config:?}").contains("canary"));
    }

    #[test]
    fn faults_have_code_line_and_fix_and_never_the_key() {
        let cases = [
            ("[endpoints.a]\nurl = \"http://127.0.0.1:11434/v1\"", "CFG025", 2, "add \"127.0.0.1:11434\""),
            ("[endpoints.a]\nurl = \"http://0x7f.1/v1\"", "CFG025", 2, "add \"127.0.0.1:80\""),
            ("[endpoints.a]\nurl = \"https://x.example:9/v1\"", "CFG025", 2, "add \"x.example:9\""),
            ("[endpoints.a]\nurl = \"https://x.example\"\nkey = \"env:OTHER\"", "CFG020", 3, "export OTHER="),
            ("[endpoints.a]\nurl = \"https://x.example\"\nkey = \"file:none\"", "CFG020", 3, "write the value"),
            ("[endpoints.a]\nurl = \"https://x.example\"\nkey = \"file:lines\"", "CFG020", 3, "write the value"),
            ("[endpoints.a]\nurl = \"https://x.example\"\nkey = \"canary\"", "CFG010", 3, "env:NAME"),
            ("[endpoints.a]\nkey = \"env:KEY\"", "CFG008", 1, "endpoints.a.url"),
            ("[endpoints.\"A b\"]\nurl = \"https://x.example\"", "CFG007", 1, "endpoints"),
            ("[endpoints.a]\nurl = \"https://u:canary@x.example\"", "CFG010", 2, "env:NAME"),
            ("allow_private = [\"http://x\"]", "CFG007", 1, "allow_private"),
        ];
        for (text, code, line, fix) in cases {
            let Err(ConfigError::Invalid(findings)) = opened(text) else { panic!("{text}") };
            assert_eq!((findings[0].code.as_str(), findings[0].places[0].line), (code, Some(line)), "{text}");
            assert!(findings[0].next[0].command.contains(fix), "{text}: {findings:?}");
            assert!(!format!("{findings:?}").contains("canary"), "{text}");
        }
    }
}
