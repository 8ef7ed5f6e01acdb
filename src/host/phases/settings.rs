//! Validates on the host the settings that came with a deployment: the host's limits bound those of bot.toml.

use crate::base::digest::Digest;
use crate::bundle::{Manifest, PartName};
use crate::config::compiled::{Chatroom, Operations, SETTINGS_SCHEMA};
use crate::config::host::HostConfig;
use crate::host::error::ApiError;
use crate::host::origin::OriginRules;
use crate::wire::deployment::BeginDeployment;
use crate::wire::problem::ProblemCode;

/// The settings of a release, read from their two blobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What a visitor sees.
    pub chatroom: Chatroom,
    /// What the host obeys.
    pub operations: Operations,
}

/// Reads the two blobs. Errors: not the JSON of this version.
pub fn read_settings(chatroom: &[u8], operations: &[u8]) -> Result<Settings, ApiError> {
    let refuse = |part: &str, error: serde_json::Error| {
        ApiError::new(ProblemCode::SettingsRefused, format!("`{part}` of the release can't be read: {error}"))
            .hint("deploy with the version of botctl that the host runs")
    };
    let chatroom: Chatroom = serde_json::from_slice(chatroom).map_err(|error| refuse("chatroom", error))?;
    let operations: Operations = serde_json::from_slice(operations).map_err(|error| refuse("operations", error))?;
    for (part, schema) in [("chatroom", chatroom.schema), ("operations", operations.schema)] {
        if schema != SETTINGS_SCHEMA {
            let message = format!("`{part}` has format {schema}, this host reads {SETTINGS_SCHEMA}");
            return Err(ApiError::new(ProblemCode::SettingsRefused, message)
                .hint("deploy with the version of botctl that the host runs"));
        }
    }
    Ok(Settings { chatroom, operations })
}

/// Checks that the inline settings are those of the manifest, can be read, and are within the host's limits.
pub fn check_settings(
    request: &BeginDeployment,
    manifest: &Manifest,
    config: &HostConfig,
    local: bool,
) -> Result<Vec<(Digest, Vec<u8>)>, ApiError> {
    let inline = |text: &Option<String>, part: PartName, name: &str| {
        let text = text.as_ref().ok_or_else(|| ApiError::bad_request(format!("`{name}` is missing")))?;
        let digest = Digest::of(text.as_bytes());
        match manifest.blob(part, name) {
            Some(blob) if blob.digest == digest => Ok((digest, text.as_bytes().to_vec())),
            _ => Err(ApiError::new(
                ProblemCode::DigestMismatch,
                format!("`{name}` is not the one that the manifest names"),
            )),
        }
    };
    let chatroom = inline(&request.chatroom, PartName::Chatroom, "chatroom")?;
    let operations = inline(&request.operations, PartName::Operations, "operations")?;
    let settings = read_settings(&chatroom.1, &operations.1)?;
    check_limits(&settings, config, local)?;
    Ok(vec![chatroom, operations])
}

fn check_limits(settings: &Settings, config: &HostConfig, local: bool) -> Result<(), ApiError> {
    let refuse = |message: String, hint: &str| Err(ApiError::new(ProblemCode::SettingsRefused, message).hint(hint));
    let days = settings.operations.retention_days;
    let most = config.limits.retention_days_max;
    if days == 0 || days > most {
        return refuse(
            format!("settings.retention_days is {days}, this host keeps conversations for 1 to {most} days"),
            "set settings.retention_days in bot.toml within the host's limit",
        );
    }
    if let Err(error) = OriginRules::parse(&settings.operations.authorized_domains) {
        return refuse(
            format!("settings.authorized_domains: {error}"),
            "name domains like www.example.com or *.example.com",
        );
    }
    if !local && settings.operations.authorized_domains.is_empty() {
        return refuse(
            "settings.authorized_domains is empty, so the widget could be used on no site".to_owned(),
            "name the site's domains in settings.authorized_domains",
        );
    }
    for (table, endpoint) in settings.operations.endpoints() {
        if !config.endpoints.contains_key(endpoint) {
            return refuse(
                format!("{table}.endpoint is `{endpoint}`, which this host doesn't have"),
                "add [endpoints.<name>] to the host's host.toml and start it anew, or remove the table from bot.toml",
            );
        }
    }
    if settings.chatroom.messages.is_empty() {
        return refuse("the chatroom has no messages".to_owned(), "write [settings.messages.<language>] in bot.toml");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::{LoadRequest, load};

    #[test]
    fn generation_needs_an_endpoint_that_the_host_has() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let write = |name: &str, text: &str| {
            crate::base::fs::write_cache(&folder.path().join(name), text.as_bytes()).expect("a file");
        };
        write("bot.toml", include_str!("../../../bot.toml.example"));
        write("host.toml", "[endpoints.local]\nurl = \"https://models.example/v1\"\n");
        let request = LoadRequest { start: folder.path(), file: None, environment: Some("production"), host: None };
        let bot = load(&request).expect("the example is good").config;
        let settings = Settings { chatroom: Chatroom::compile(&bot, None), operations: Operations::compile(&bot) };
        let without = HostConfig::defaults(folder.path());
        let refused = check_limits(&settings, &without, true).expect_err("no such endpoint");
        assert!(refused.message().contains("answers.generation.endpoint is `local`"), "{refused:?}");
        assert!(refused.hint_text().contains("[endpoints.<name>]"), "{refused:?}");
        let with = HostConfig::load(&folder.path().join("host.toml"), folder.path(), &|_| None).expect("good file");
        check_limits(&settings, &with, true).expect("the host has it");
    }
}
