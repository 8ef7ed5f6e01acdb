//! A bot's configuration, validated: what the rest of the program works with. Built only by the loader.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::base::id::{BotId, EnvironmentName};

/// A language: the primary tag of BCP 47 in lower case, e.g. `en`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(pub String);

impl std::fmt::Display for Language {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The effective configuration of a bot in one environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotConfig {
    /// The bot's folder: where its bot.toml stands. Absolute.
    pub folder: PathBuf,
    /// The file it was read from, as the owner would name it.
    pub file: PathBuf,
    /// Which environment this is; `default` where bot.toml defines none.
    pub environment: EnvironmentName,
    /// The host's address; `None` is the local host.
    pub host: Option<url::Url>,
    /// Who the bot is.
    pub bot: BotInfo,
    /// Where its documents are.
    pub knowledge: Knowledge,
    /// Globs of its Q&A files, relative to the folder.
    pub qa_files: Vec<String>,
    /// Its survey file, relative to the folder.
    pub survey_file: String,
    /// What is switched on.
    pub features: Features,
    /// How it looks.
    pub appearance: Appearance,
    /// How it behaves on the site.
    pub settings: Settings,
    /// How it decides.
    pub answers: Answers,
    /// Findings about its content that are right as they are.
    pub accepted: Vec<Accepted>,
    /// Its regression questions.
    pub tests: Vec<TestCase>,
}

/// `[bot]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotInfo {
    /// Unique on a host.
    pub id: BotId,
    /// For people.
    pub name: String,
    /// For people.
    pub description: String,
    /// At least one; the first is the default.
    pub languages: Vec<Language>,
}

impl BotInfo {
    /// The language of last resort.
    pub fn default_language(&self) -> Language {
        self.languages.first().cloned().unwrap_or_else(|| Language("en".to_owned()))
    }
}

/// `[knowledge]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knowledge {
    /// Globs relative to the folder.
    pub documents: Vec<String>,
    /// Globs of what to leave out.
    pub exclude: Vec<String>,
    /// The pattern of a document's public address: `{path}`, `{file}`, `{name}`.
    pub address: Option<String>,
    /// Larger documents are left out, with a finding.
    pub max_document_mb: u32,
    /// Addresses of web pages.
    pub pages: Vec<String>,
    /// Sitemaps whose pages are documents.
    pub sitemaps: Vec<SitemapSource>,
    /// How pages are fetched and kept.
    pub web: WebRules,
}

/// One of `[[knowledge.sitemaps]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SitemapSource {
    /// Where it stands.
    pub address: String,
    /// Patterns of the pages that are taken; without any, all of its site.
    pub include: Vec<String>,
    /// Patterns of those that are not.
    pub exclude: Vec<String>,
    /// The most pages that are taken, in the sitemap's order.
    pub max_pages: u32,
}

/// `[knowledge.web]`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WebRules {
    /// The pause between two requests to a site, at least.
    pub delay_ms: u32,
    /// How long one request may take.
    pub timeout_s: u32,
    /// The most bytes of all pages together, in millions.
    pub max_mb: u32,
    /// The folder of the snapshot, relative to the bot's folder.
    pub snapshot: String,
}

/// `[features]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools)] // a table of switches in bot.toml is a table of switches here
pub struct Features {
    /// Answers from documents.
    pub knowledge: bool,
    /// Answers from Q&As.
    pub qa: bool,
    /// Answers from the survey.
    pub survey: bool,
    /// Answers greetings, thanks and the like.
    pub small_talk: bool,
    /// Shows how to reach a person when there is no answer.
    pub contact_form: bool,
    /// Shows questions to begin with.
    pub suggested_questions: bool,
    /// Shows where an answer comes from.
    pub sources: bool,
}

/// `[appearance]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    /// Which palette.
    pub theme: Theme,
    /// Which corner.
    pub position: Position,
    /// A CSS font-family list of safe names.
    pub font: String,
    /// An image file, relative to the folder.
    pub avatar: Option<String>,
    /// The window's title.
    pub title: String,
    /// Roundness of corners, CSS pixels.
    pub radius_px: u32,
    /// Colours on light.
    pub light: Palette,
    /// Colours on dark.
    pub dark: Palette,
}

/// Which palette a visitor sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the visitor's system says.
    Auto,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

/// The corner of the launcher.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Position {
    /// Bottom right.
    BottomRight,
    /// Bottom left.
    BottomLeft,
}

/// An opaque colour. Text form `#rrggbb`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    /// Red, 0–255.
    pub red: u8,
    /// Green, 0–255.
    pub green: u8,
    /// Blue, 0–255.
    pub blue: u8,
}

/// The colours of a palette.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Palette {
    /// Launcher, header, the visitor's bubbles, buttons.
    pub primary: Colour,
    /// Text on `primary`.
    pub on_primary: Colour,
    /// The window.
    pub background: Colour,
    /// Text on the window.
    pub text: Colour,
    /// The bot's bubbles.
    pub bubble: Colour,
    /// Text on the bot's bubbles.
    pub on_bubble: Colour,
}

/// `[settings]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The privacy policy's address.
    pub privacy_policy: Option<String>,
    /// Domains whose pages may hold the widget: `www.example.com`, `*.example.com`, with `:port` where it isn't the scheme's own.
    pub authorized_domains: Vec<String>,
    /// Conversations older than this are deleted.
    pub retention_days: u32,
    /// System messages by language.
    pub messages: BTreeMap<Language, Messages>,
}

/// `[settings.messages.<language>]`: what the bot says by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Messages {
    /// The first thing a visitor reads.
    pub welcome: String,
    /// When there is no answer.
    pub fallback: String,
    /// Above choices.
    pub unsure: String,
    /// When the host can't be reached.
    pub offline: String,
    /// In the empty input field.
    pub placeholder: String,
    /// When the plan's message limit is reached.
    pub limit: String,
    /// Questions to begin with.
    pub suggested: Vec<String>,
}

/// `[answers]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// Percent of the owner's own phrasings that may fall below the threshold of an answer.
    pub strictness: u32,
    /// How many choices at most; 0 switches them off.
    pub choices: u32,
    /// Overrides the least score of an answer from documents, percent.
    pub minimum_score: Option<u32>,
    /// What of the documents is encoded.
    pub dense: Dense,
    /// How to reach a person.
    pub contact: Contact,
    /// Who writes answers from documents; without, they are quoted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub generation: Option<Generation>,
    /// Which model gives vectors; without, the encoder does.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embeddings: Option<EmbeddingSettings>,
}

/// `[answers.embeddings]`: a model behind an endpoint gives the vectors in place of the encoder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmbeddingSettings {
    /// The endpoint's name in host.toml.
    pub endpoint: String,
    /// Which of its models.
    pub model: String,
    /// Put before what is asked.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub query_prefix: String,
    /// Put before passages.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub document_prefix: String,
}

/// `[answers.generation]`: a language model writes answers from the passages that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generation {
    /// The endpoint's name in host.toml.
    pub endpoint: String,
    /// Which of its models.
    pub model: String,
    /// The most answers of a day in UTC.
    pub answers_per_day: u32,
    /// How long one may take, seconds.
    pub timeout_s: u32,
}

/// What of the documents is encoded, so that a question in other words finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dense {
    /// By the size of the knowledge base.
    Auto,
    /// Every passage.
    Full,
    /// Of each document the title, the headings and the first sentence.
    Leads,
    /// Nothing.
    Off,
}

/// `[answers.contact]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Contact {
    /// Mail address.
    pub email: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// A page.
    pub url: Option<String>,
}

/// One of `[[accepted]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accepted {
    /// The finding's code, `CON001` to `CON008`.
    pub code: String,
    /// What the finding says, or where it stands.
    pub about: String,
    /// Why it is right.
    pub reason: String,
}

/// One of `[[tests]]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCase {
    /// The visitor's messages before it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub after: Vec<String>,
    /// What is asked.
    pub question: String,
    /// The visitor's language; the bot's default where absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<Language>,
    /// What must come.
    pub expect: Expectation,
}

/// What a test expects. Text form `qa:ID`, `text:WORDS`, `source:PATH`, `choices`, `miss`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Expectation {
    /// The answer of this Q&A.
    Qa(String),
    /// An answer that holds these words.
    Text(String),
    /// An answer from this document.
    Source(String),
    /// Choices.
    Choices,
    /// "I don't know".
    Miss,
}

impl std::fmt::Display for Expectation {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Qa(id) => write!(formatter, "qa:{id}"),
            Self::Text(words) => write!(formatter, "text:{words}"),
            Self::Source(path) => write!(formatter, "source:{path}"),
            Self::Choices => formatter.write_str("choices"),
            Self::Miss => formatter.write_str("miss"),
        }
    }
}

impl From<Expectation> for String {
    fn from(expectation: Expectation) -> Self {
        expectation.to_string()
    }
}

impl TryFrom<String> for Expectation {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("qa", id)) if !id.is_empty() => Ok(Self::Qa(id.to_owned())),
            Some(("text", words)) if !words.is_empty() => Ok(Self::Text(words.to_owned())),
            Some(("source", path)) if !path.is_empty() => Ok(Self::Source(path.to_owned())),
            None if text == "choices" => Ok(Self::Choices),
            None if text == "miss" => Ok(Self::Miss),
            _ => Err(format!("`{text}` isn't one of qa:ID, text:WORDS, source:PATH, choices, miss")),
        }
    }
}

/// Text that isn't a colour.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{0}` isn't a colour: `#` and six hexadecimal digits are expected")]
pub struct ColourError(String);

impl std::str::FromStr for Colour {
    type Err = ColourError;

    fn from_str(text: &str) -> Result<Self, ColourError> {
        let refuse = || ColourError(text.chars().take(40).collect());
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .ok_or_else(refuse)?;
        let channel = |start: usize| {
            digits.get(start..start + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).ok_or_else(refuse)
        };
        Ok(Self { red: channel(0)?, green: channel(2)?, blue: channel(4)? })
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl Serialize for Colour {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Colour {
    /// The contrast ratio with `other`, 1 to 21 (WCAG 2.2, relative luminance).
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    fn luminance(self) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(self.red) + 0.7152 * channel(self.green) + 0.0722 * channel(self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_and_compared() {
        let black: Colour = "#000000".parse().expect("black");
        let white: Colour = "#FFFFFF".parse().expect("white");
        assert!((black.contrast(white) - 21.0).abs() < 1e-9);
        assert_eq!(white.to_string(), "#ffffff");
        for bad in ["", "#fff", "000000", "#00000g", "#+1+1+1"] {
            assert!(bad.parse::<Colour>().is_err(), "{bad}");
        }
    }

    #[test]
    fn expectations_round_trip() {
        for text in ["qa:a", "text:30 days: all", "source:k/x.md", "choices", "miss"] {
            assert_eq!(Expectation::try_from(text.to_owned()).map(String::from).as_deref(), Ok(text));
        }
        for bad in ["", "qa:", "qa", "other:x", "miss:x"] {
            assert!(Expectation::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
