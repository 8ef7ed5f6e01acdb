//! Every key of bot.toml, once: the loader, the JSON Schema, the example, `config show` and the help are made from this table.

use crate::config::key::{ConfigPart, Fallback, KeyInfo, Kind, LaterKey};
use crate::config::rule::Rule;

const SWITCH_ON: Fallback = Fallback::Switch(true);
const SWITCH_OFF: Fallback = Fallback::Switch(false);

const fn words(most: usize) -> Kind {
    Kind::Text(Rule::Words { most })
}

const fn chatroom(key: &'static str, kind: Kind, doc: &'static str) -> KeyInfo {
    KeyInfo::new(key, kind, doc).changes(ConfigPart::Chatroom).read_by("host").per_environment()
}

const fn operations(key: &'static str, kind: Kind, doc: &'static str) -> KeyInfo {
    KeyInfo::new(key, kind, doc).changes(ConfigPart::Operations).read_by("host").per_environment()
}

const fn colour(key: &'static str, default: &'static str, doc: &'static str) -> KeyInfo {
    chatroom(key, Kind::Text(Rule::Colour), doc).or(Fallback::Text(default))
}

/// The keys of bot.toml, in the order in which it is best written.
pub const KEYS: &[KeyInfo] = &[
    KeyInfo::new("schema", Kind::Whole { least: 1, most: i64::MAX }, "The version of this file's format: 1.").or(Fallback::Required),
    KeyInfo::new("host", Kind::Text(Rule::HostAddress), "The address of the host that runs the bot; absent: the local host.")
        .read_by("cli").per_environment(),
    // [bot]
    KeyInfo::new("bot.id", Kind::Text(Rule::BotId), "The bot's id, unique on its host: 2 to 40 of a-z, 0-9 and single hyphens. It never changes.")
        .or(Fallback::Required).read_by("deploy"),
    KeyInfo::new("bot.name", words(80), "The bot's name, as visitors read it.").changes(ConfigPart::Chatroom).read_by("host"),
    KeyInfo::new("bot.description", words(500), "What the bot is for, in a sentence; shown on its demo page.")
        .changes(ConfigPart::Chatroom).read_by("host"),
    KeyInfo::new("bot.languages", Kind::Texts { rule: Rule::Language, most: 20 }, "The languages it answers in; the first is the default.")
        .changes(ConfigPart::Models).read_by("train"),
    // [knowledge]
    KeyInfo::new("knowledge.documents", Kind::Texts { rule: Rule::Glob, most: 200 }, "Which files are documents: globs relative to this folder.")
        .or(Fallback::Texts(&["knowledge/**"])).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.exclude", Kind::Texts { rule: Rule::Glob, most: 200 }, "Which of those are left out.")
        .or(Fallback::Texts(&[])).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new(
        "knowledge.address",
        Kind::Text(Rule::DocumentAddress),
        "Where a document stands on your site, so that answers link to it: {path} below the glob's fixed part without extension, {file} the same with extension, {name} the file's name alone.",
    )
    .changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.max_document_mb", Kind::Whole { least: 1, most: 200 }, "Larger documents are left out, with a warning (megabytes).")
        .or(Fallback::Whole(32)).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.pages", Kind::Texts { rule: Rule::PageAddress, most: 1000 }, "Addresses of web pages that are documents.")
        .or(Fallback::Texts(&[])).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.web.delay_ms", Kind::Whole { least: 0, most: 60_000 }, "The pause between two requests to a site (milliseconds); its Crawl-delay may ask for more.")
        .or(Fallback::Whole(500)).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.web.timeout_s", Kind::Whole { least: 1, most: 300 }, "How long one page may take (seconds).")
        .or(Fallback::Whole(30)).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.web.max_mb", Kind::Whole { least: 1, most: 2_000 }, "All pages together; those beyond it are left out, with a warning (megabytes).")
        .or(Fallback::Whole(200)).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new(
        "knowledge.web.snapshot",
        Kind::Text(Rule::FileInFolder),
        "The folder of the pages as they were fetched. Training reads them there until `botctl train --refresh`; outside .botctl and under version control, every machine trains the same.",
    )
    .or(Fallback::Text(".botctl/web")).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.sitemaps[].address", Kind::Text(Rule::PageAddress), "The address of a sitemap, or of an index of them, whose pages are documents.")
        .or(Fallback::Required).changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new(
        "knowledge.sitemaps[].include",
        Kind::Texts { rule: Rule::PagePattern, most: 200 },
        "Which of its pages are taken: /help/** on its own site, https://docs.example.com/** anywhere; absent: all of its own site.",
    )
    .changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.sitemaps[].exclude", Kind::Texts { rule: Rule::PagePattern, most: 200 }, "Which of those are left out.")
        .changes(ConfigPart::Knowledge).read_by("content"),
    KeyInfo::new("knowledge.sitemaps[].max_pages", Kind::Whole { least: 1, most: 50_000 }, "How many pages of it are taken at most, in its order; absent: 1000.")
        .changes(ConfigPart::Knowledge).read_by("content"),
    // [qa], [survey]
    KeyInfo::new("qa.files", Kind::Texts { rule: Rule::Glob, most: 200 }, "Which files hold Q&As (TOML, YAML, JSON, CSV, XLSX): globs relative to this folder.")
        .or(Fallback::Texts(&["qa/*"])).changes(ConfigPart::Qa).read_by("content"),
    KeyInfo::new("survey.file", Kind::Text(Rule::FileInFolder), "The file of the guided survey.")
        .or(Fallback::Text("survey.toml")).changes(ConfigPart::Knowledge).read_by("content"),
    // [features]
    KeyInfo::new("features.knowledge", Kind::Switch, "Answer from documents.").or(SWITCH_ON).changes(ConfigPart::Knowledge).read_by("train"),
    KeyInfo::new("features.qa", Kind::Switch, "Answer from Q&As.").or(SWITCH_ON).changes(ConfigPart::Qa).read_by("train"),
    KeyInfo::new("features.survey", Kind::Switch, "Answer from the survey.").or(SWITCH_ON).changes(ConfigPart::Knowledge).read_by("train"),
    KeyInfo::new("features.small_talk", Kind::Switch, "Answer greetings, thanks, goodbyes and the like, in those of en, it, de, fr, es and pt that it speaks; your Q&As come first.")
        .or(SWITCH_OFF).changes(ConfigPart::Models).read_by("train"),
    chatroom("features.contact_form", Kind::Switch, "Show how to reach a person when there is no answer; needs [answers.contact].").or(SWITCH_OFF),
    chatroom("features.suggested_questions", Kind::Switch, "Suggest questions to begin with; needs `suggested` in the messages of each language.").or(SWITCH_OFF),
    chatroom("features.sources", Kind::Switch, "Show where an answer comes from.").or(SWITCH_ON),
    // [appearance]
    chatroom("appearance.theme", Kind::Choice(&["auto", "light", "dark"]), "Which palette visitors see; auto follows their system.").or(Fallback::Text("auto")),
    chatroom("appearance.position", Kind::Choice(&["bottom-right", "bottom-left"]), "The corner of the page.").or(Fallback::Text("bottom-right")),
    chatroom("appearance.font", Kind::Text(Rule::Font), "`system`, `serif`, `mono`, or font names separated by commas.").or(Fallback::Text("system")),
    chatroom("appearance.avatar", Kind::Text(Rule::FileInFolder), "The bot's picture: PNG, JPEG, GIF or WebP, at most 256 KiB."),
    chatroom("appearance.title", words(80), "The window's title; absent: the bot's name."),
    chatroom("appearance.radius_px", Kind::Whole { least: 0, most: 32 }, "How round the corners are (CSS pixels).").or(Fallback::Whole(12)),
    colour("appearance.light.primary", "#1a4fd6", "Launcher, header, buttons and the visitor's bubbles, on light."),
    colour("appearance.light.on_primary", "#ffffff", "Text on `primary`."),
    colour("appearance.light.background", "#ffffff", "The window."),
    colour("appearance.light.text", "#1b1b1b", "Text on the window."),
    colour("appearance.light.bubble", "#f0f2f5", "The bot's bubbles."),
    colour("appearance.light.on_bubble", "#1b1b1b", "Text on the bot's bubbles."),
    colour("appearance.dark.primary", "#8fb0ff", "Launcher, header, buttons and the visitor's bubbles, on dark."),
    colour("appearance.dark.on_primary", "#0b1226", "Text on `primary`."),
    colour("appearance.dark.background", "#16181d", "The window."),
    colour("appearance.dark.text", "#f1f3f5", "Text on the window."),
    colour("appearance.dark.bubble", "#262a33", "The bot's bubbles."),
    colour("appearance.dark.on_bubble", "#f1f3f5", "Text on the bot's bubbles."),
    // [settings]
    chatroom("settings.privacy_policy", Kind::Text(Rule::PageAddress), "The address of your privacy policy; needed off the local host."),
    KeyInfo::new(
        "settings.authorized_domains",
        Kind::Texts { rule: Rule::Domain, most: 100 },
        "The sites whose pages may hold the bot: www.example.com, *.example.com, with :port where it isn't the usual one; needed off the local host.",
    )
    .or(Fallback::Texts(&[])).changes(ConfigPart::Operations).read_by("host").per_environment(),
    KeyInfo::new("settings.retention_days", Kind::Whole { least: 1, most: 3650 }, "Conversations older than this are deleted; the host may allow less.")
        .or(Fallback::Whole(90)).changes(ConfigPart::Operations).read_by("host").per_environment(),
    chatroom("settings.messages.<language>.welcome", words(2000), "The first thing a visitor reads."),
    chatroom("settings.messages.<language>.fallback", words(2000), "What the bot says when it has no answer."),
    chatroom("settings.messages.<language>.unsure", words(2000), "What it says above a choice of answers."),
    chatroom("settings.messages.<language>.offline", words(2000), "What a visitor reads when the host can't be reached."),
    chatroom("settings.messages.<language>.placeholder", words(200), "What stands in the empty input field."),
    chatroom("settings.messages.<language>.limit", words(2000), "What a visitor reads when the plan's message limit is reached."),
    chatroom("settings.messages.<language>.suggested", Kind::Texts { rule: Rule::Words { most: 200 }, most: 8 }, "Questions to begin with."),
    // [answers]
    KeyInfo::new(
        "answers.strictness",
        Kind::Whole { least: 0, most: 50 },
        "How careful the bot is: the percentage of your own phrasings that may fall below the threshold of an answer. Higher is more careful.",
    )
    .or(Fallback::Whole(5)).changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new("answers.choices", Kind::Whole { least: 0, most: 5 }, "How many answers to choose from when two or more fit; 0 never asks.")
        .or(Fallback::Whole(3)).changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new("answers.minimum_score", Kind::Whole { least: 0, most: 100 }, "The least score of an answer from documents, percent; absent: fitted by training.")
        .changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new(
        "answers.dense",
        Kind::Choice(&["auto", "full", "leads", "off"]),
        "What of the documents is encoded, so that a question in other words or another language finds it: full, every passage; leads, of each document the title, the headings and the first sentence; off, nothing; auto: full up to 10 MB of text, then leads.",
    )
    .or(Fallback::Text("auto")).changes(ConfigPart::Knowledge).read_by("train"),
    operations(
        "answers.generation.endpoint",
        Kind::Text(Rule::EndpointName),
        "Let a language model write the answers from documents: the name of an endpoint that the host's operator has set up in host.toml.",
    ),
    operations("answers.generation.model", words(200), "Which of the endpoint's models writes."),
    operations(
        "answers.generation.answers_per_day",
        Kind::Whole { least: 1, most: 1_000_000 },
        "How many answers of a day (UTC) it may write; beyond it they are quoted from the documents.",
    )
    .or(Fallback::Whole(500)),
    operations(
        "answers.generation.timeout_s",
        Kind::Whole { least: 1, most: 15 },
        "How long an answer may take to be written before it is quoted instead (seconds).",
    )
    .or(Fallback::Whole(8)),
    KeyInfo::new(
        "answers.embeddings.endpoint",
        Kind::Text(Rule::EndpointName),
        "Let another model than the built-in encoder match by meaning: the name of an endpoint in host.toml, and in the file of --endpoints where the bot is trained.",
    )
    .changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new("answers.embeddings.model", words(200), "Which of the endpoint's models gives the vectors.")
        .changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new("answers.embeddings.query_prefix", words(200), "What the model wants before a question, e.g. query: (a space is put behind it).")
        .changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new("answers.embeddings.document_prefix", words(200), "What the model wants before a passage, e.g. passage: (a space is put behind it).")
        .changes(ConfigPart::Models).read_by("train"),
    KeyInfo::new("answers.contact.email", Kind::Text(Rule::Email), "How to reach a person: mail.").changes(ConfigPart::Chatroom).read_by("host"),
    KeyInfo::new("answers.contact.phone", Kind::Text(Rule::Phone), "How to reach a person: telephone.").changes(ConfigPart::Chatroom).read_by("host"),
    KeyInfo::new("answers.contact.url", Kind::Text(Rule::PageAddress), "How to reach a person: a page.").changes(ConfigPart::Chatroom).read_by("host"),
    // [[accepted]]
    KeyInfo::new(
        "accepted[].code",
        Kind::Choice(&["CON001", "CON002", "CON003", "CON004", "CON005", "CON006", "CON007", "CON008"]),
        "Which kind of finding about the content is right as it is.",
    )
    .or(Fallback::Required).read_by("train"),
    KeyInfo::new("accepted[].about", words(500), "What the finding says: its file, the id of its Q&A, or words that it quotes.")
        .or(Fallback::Required).read_by("train"),
    KeyInfo::new("accepted[].reason", words(500), "Why it is right, for whoever reads this next.")
        .or(Fallback::Required).read_by("train"),
    // [[tests]]
    KeyInfo::new("tests[].question", words(2000), "A question that is asked of every release before it goes live.")
        .or(Fallback::Required).changes(ConfigPart::Qa).read_by("train"),
    KeyInfo::new("tests[].after", Kind::Texts { rule: Rule::Words { most: 2000 }, most: 20 }, "The visitor's messages before it, in order.")
        .changes(ConfigPart::Qa).read_by("train"),
    KeyInfo::new("tests[].language", Kind::Text(Rule::Language), "The visitor's language; absent: the bot's default.").changes(ConfigPart::Qa).read_by("train"),
    KeyInfo::new("tests[].expect", Kind::Text(Rule::Expectation), "What must come: qa:ID, text:WORDS, source:PATH, choices or miss.")
        .or(Fallback::Required).changes(ConfigPart::Qa).read_by("train"),
];

/// Keys and tables that the design promises and that have no effect yet.
pub const LATER: &[LaterKey] = &[
    LaterKey { key: "goals", what: "what counts as a success" },
    LaterKey { key: "alerts", what: "who is told when something is wrong" },
    LaterKey { key: "reports", what: "reports by mail" },
    LaterKey { key: "schedule", what: "updates at fixed times" },
    LaterKey { key: "maintenance", what: "maintenance routines" },
];
