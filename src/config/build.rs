//! Effective values → [`BotConfig`]. Runs only when the walk found no fault, so every rule of the key table holds here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::base::id::{BotId, EnvironmentName};
use crate::config::bot::{
    Accepted, Answers, Appearance, BotConfig, BotInfo, Colour, Contact, Dense, EmbeddingSettings, Expectation,
    Features, Generation, Knowledge, Language, Messages, Palette, Position, Settings, SitemapSource, TestCase, Theme,
    WebRules,
};
use crate::config::effective::Effective;

/// Where a configuration comes from.
pub struct Whereabouts<'a> {
    /// The bot's folder, absolute.
    pub folder: &'a Path,
    /// The file.
    pub file: &'a Path,
    /// The environment.
    pub environment: &'a EnvironmentName,
}

/// Builds the configuration.
pub fn bot_config(effective: &Effective, whereabouts: &Whereabouts<'_>) -> BotConfig {
    let bot = bot_info(effective);
    BotConfig {
        folder: whereabouts.folder.to_owned(),
        file: PathBuf::from(whereabouts.file),
        environment: whereabouts.environment.clone(),
        host: effective.text("host").map(|host| host.parse().expect("the rule of `host` parsed it as an address")),
        knowledge: knowledge(effective),
        qa_files: effective.texts("qa.files"),
        survey_file: effective.text_or_empty("survey.file"),
        features: features(effective),
        appearance: appearance(effective, &bot.name),
        settings: settings(effective),
        answers: answers(effective),
        accepted: (0..effective.entries("accepted")).map(|index| accepted(effective, index)).collect(),
        tests: (0..effective.entries("tests")).map(|index| test_case(effective, index)).collect(),
        bot,
    }
}

fn number(effective: &Effective, key: &str) -> u32 {
    effective.whole(key).expect("the key has a default and its rule keeps it within u32")
}

fn bot_info(effective: &Effective) -> BotInfo {
    let id: BotId =
        effective.text("bot.id").and_then(|id| id.parse().ok()).expect("`bot.id` is required and its rule parsed it");
    BotInfo {
        id,
        name: effective.text_or_empty("bot.name"),
        description: effective.text_or_empty("bot.description"),
        languages: effective.texts("bot.languages").into_iter().map(Language).collect(),
    }
}

fn knowledge(effective: &Effective) -> Knowledge {
    Knowledge {
        documents: effective.texts("knowledge.documents"),
        exclude: effective.texts("knowledge.exclude"),
        address: effective.text("knowledge.address").map(str::to_owned),
        max_document_mb: number(effective, "knowledge.max_document_mb"),
        pages: effective.texts("knowledge.pages"),
        sitemaps: (0..effective.entries("knowledge.sitemaps")).map(|index| sitemap(effective, index)).collect(),
        web: WebRules {
            delay_ms: number(effective, "knowledge.web.delay_ms"),
            timeout_s: number(effective, "knowledge.web.timeout_s"),
            max_mb: number(effective, "knowledge.web.max_mb"),
            snapshot: effective.text_or_empty("knowledge.web.snapshot"),
        },
    }
}

/// The pages of a sitemap that are taken where it doesn't say how many.
const SITEMAP_PAGES: u32 = 1_000;

fn sitemap(effective: &Effective, index: usize) -> SitemapSource {
    let key = |name: &str| format!("knowledge.sitemaps[{index}].{name}");
    SitemapSource {
        address: effective.text_or_empty(&key("address")),
        include: effective.texts(&key("include")),
        exclude: effective.texts(&key("exclude")),
        max_pages: effective.whole(&key("max_pages")).unwrap_or(SITEMAP_PAGES),
    }
}

fn features(effective: &Effective) -> Features {
    Features {
        knowledge: effective.switch("features.knowledge"),
        qa: effective.switch("features.qa"),
        survey: effective.switch("features.survey"),
        small_talk: effective.switch("features.small_talk"),
        contact_form: effective.switch("features.contact_form"),
        suggested_questions: effective.switch("features.suggested_questions"),
        sources: effective.switch("features.sources"),
    }
}

fn appearance(effective: &Effective, bot_name: &str) -> Appearance {
    Appearance {
        theme: match effective.text("appearance.theme") {
            Some("light") => Theme::Light,
            Some("dark") => Theme::Dark,
            _ => Theme::Auto,
        },
        position: match effective.text("appearance.position") {
            Some("bottom-left") => Position::BottomLeft,
            _ => Position::BottomRight,
        },
        font: effective.text_or_empty("appearance.font"),
        avatar: effective.text("appearance.avatar").map(str::to_owned),
        title: effective.text("appearance.title").unwrap_or(bot_name).to_owned(),
        radius_px: number(effective, "appearance.radius_px"),
        light: palette(effective, "appearance.light"),
        dark: palette(effective, "appearance.dark"),
    }
}

fn palette(effective: &Effective, table: &str) -> Palette {
    let colour = |name: &str| -> Colour {
        effective
            .text(&format!("{table}.{name}"))
            .and_then(|text| text.parse().ok())
            .expect("every colour has a default and its rule parsed it")
    };
    Palette {
        primary: colour("primary"),
        on_primary: colour("on_primary"),
        background: colour("background"),
        text: colour("text"),
        bubble: colour("bubble"),
        on_bubble: colour("on_bubble"),
    }
}

fn settings(effective: &Effective) -> Settings {
    let languages = effective.names("settings.messages");
    let messages: BTreeMap<Language, Messages> =
        languages.iter().map(|language| (Language(language.clone()), messages(effective, language))).collect();
    Settings {
        privacy_policy: effective.text("settings.privacy_policy").map(str::to_owned),
        authorized_domains: effective.texts("settings.authorized_domains"),
        retention_days: number(effective, "settings.retention_days"),
        messages,
    }
}

fn messages(effective: &Effective, language: &str) -> Messages {
    let key = |name: &str| format!("settings.messages.{language}.{name}");
    let text = |name: &str| effective.text_or_empty(&key(name));
    Messages {
        welcome: text("welcome"),
        fallback: text("fallback"),
        unsure: text("unsure"),
        offline: text("offline"),
        placeholder: text("placeholder"),
        limit: text("limit"),
        suggested: effective.texts(&key("suggested")),
    }
}

fn answers(effective: &Effective) -> Answers {
    let contact = |name: &str| effective.text(&format!("answers.contact.{name}")).map(str::to_owned);
    Answers {
        strictness: number(effective, "answers.strictness"),
        choices: number(effective, "answers.choices"),
        minimum_score: effective.whole("answers.minimum_score"),
        dense: match effective.text("answers.dense") {
            Some("full") => Dense::Full,
            Some("leads") => Dense::Leads,
            Some("off") => Dense::Off,
            _ => Dense::Auto,
        },
        contact: Contact { email: contact("email"), phone: contact("phone"), url: contact("url") },
        generation: generation(effective),
        embeddings: embeddings(effective),
    }
}

fn embeddings(effective: &Effective) -> Option<EmbeddingSettings> {
    let text = |name: &str| effective.text(&format!("answers.embeddings.{name}")).map(str::to_owned);
    // Where text ends in a file of TOML, a space is easily lost; models that want a prefix want a space behind it.
    let prefix = |name: &str| text(name).map(|prefix| format!("{} ", prefix.trim_end())).unwrap_or_default();
    let (endpoint, model) = text("endpoint").zip(text("model"))?;
    Some(EmbeddingSettings {
        endpoint,
        model,
        query_prefix: prefix("query_prefix"),
        document_prefix: prefix("document_prefix"),
    })
}

fn generation(effective: &Effective) -> Option<Generation> {
    let text = |name: &str| effective.text(&format!("answers.generation.{name}")).map(str::to_owned);
    let (endpoint, model) = text("endpoint").zip(text("model"))?;
    Some(Generation {
        endpoint,
        model,
        answers_per_day: number(effective, "answers.generation.answers_per_day"),
        timeout_s: number(effective, "answers.generation.timeout_s"),
    })
}

fn accepted(effective: &Effective, index: usize) -> Accepted {
    let text = |name: &str| effective.text_or_empty(&format!("accepted[{index}].{name}"));
    Accepted { code: text("code"), about: text("about"), reason: text("reason") }
}

fn test_case(effective: &Effective, index: usize) -> TestCase {
    let key = |name: &str| format!("tests[{index}].{name}");
    let expect = effective.text(&key("expect")).and_then(|text| Expectation::try_from(text.to_owned()).ok());
    TestCase {
        after: effective.texts(&key("after")),
        question: effective.text_or_empty(&key("question")),
        language: effective.text(&key("language")).map(|language| Language(language.to_owned())),
        expect: expect.expect("`expect` is required and its rule parsed it"),
    }
}
