//! The two parts of a release that need no training, as the host and the widget read them. Compiled from a [`BotConfig`].

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::config::bot::{Appearance, BotConfig, Contact, Generation, Language, Messages};

/// The version of both formats.
pub const SETTINGS_SCHEMA: u32 = 1;

/// What a visitor sees. Blob `chatroom` of part `chatroom`; the avatar is a blob of its own, `avatar`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chatroom {
    /// [`SETTINGS_SCHEMA`].
    pub schema: u32,
    /// The bot's name.
    pub name: String,
    /// The bot's description.
    pub description: String,
    /// The bot's languages, the default first.
    pub languages: Vec<Language>,
    /// Colours, font, position; `avatar` holds the media type of the blob, if there is one.
    pub appearance: Appearance,
    /// System messages by language.
    pub messages: BTreeMap<Language, Messages>,
    /// The privacy policy's address.
    pub privacy_policy: Option<String>,
    /// How to reach a person.
    pub contact: Contact,
    /// Whether a miss shows the contact.
    pub contact_form: bool,
    /// Whether questions are suggested.
    pub suggested_questions: bool,
    /// Whether sources are shown.
    pub sources: bool,
}

/// What the host obeys. Blob `operations` of part `operations`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operations {
    /// [`SETTINGS_SCHEMA`].
    pub schema: u32,
    /// Domains whose pages may hold the widget.
    pub authorized_domains: Vec<String>,
    /// Conversations older than this are deleted.
    pub retention_days: u32,
    /// Who writes answers from documents; absent in releases that quote them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub generation: Option<Generation>,
    /// The endpoint that gives vectors, by its name; absent in releases that use the encoder.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embeddings: Option<String>,
}

impl Chatroom {
    /// The chatroom of a configuration. `avatar_media_type` is that of the avatar's bytes, if there is an avatar.
    pub fn compile(config: &BotConfig, avatar_media_type: Option<&str>) -> Self {
        let mut appearance = config.appearance.clone();
        appearance.avatar = avatar_media_type.map(str::to_owned);
        Self {
            schema: SETTINGS_SCHEMA,
            name: config.bot.name.clone(),
            description: config.bot.description.clone(),
            languages: config.bot.languages.clone(),
            appearance,
            messages: config.settings.messages.clone(),
            privacy_policy: config.settings.privacy_policy.clone(),
            contact: config.answers.contact.clone(),
            contact_form: config.features.contact_form,
            suggested_questions: config.features.suggested_questions,
            sources: config.features.sources,
        }
    }

    /// The messages in `language`, else in the default language, else in any.
    pub fn messages_in(&self, language: &str) -> Option<&Messages> {
        self.messages
            .get(&Language(language.to_owned()))
            .or_else(|| self.languages.first().and_then(|default| self.messages.get(default)))
            .or_else(|| self.messages.values().next())
    }
}

impl Operations {
    /// The endpoints that the bot needs, by name, each with the table of bot.toml that names it.
    pub fn endpoints(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let generation =
            self.generation.as_ref().map(|generation| ("answers.generation", generation.endpoint.as_str()));
        let embeddings = self.embeddings.as_deref().map(|endpoint| ("answers.embeddings", endpoint));
        generation.into_iter().chain(embeddings)
    }

    /// The operations settings of a configuration.
    pub fn compile(config: &BotConfig) -> Self {
        Self {
            schema: SETTINGS_SCHEMA,
            authorized_domains: config.settings.authorized_domains.clone(),
            retention_days: config.settings.retention_days,
            generation: config.answers.generation.clone(),
            embeddings: config.answers.embeddings.as_ref().map(|embeddings| embeddings.endpoint.clone()),
        }
    }
}
