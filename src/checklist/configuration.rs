//! The four checks of what the owner configured.

use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::checklist::facts::{CheckInputs, PlanFacts};
use crate::checklist::problem::Problem;
use crate::checklist::template;
use crate::checklist::verdict::Verdict;
use crate::config::bot::{Colour, Language, Messages, Palette};
use crate::config::compiled::Operations;

/// The least contrast of a text with what it stands on (WCAG 2.2, 1.4.3, level AA).
const LEAST_CONTRAST: f64 = 4.5;

fn finding(inputs: &CheckInputs<'_>, problem: Problem, key: &str, facts: impl Into<String>) -> Diagnostic {
    problem.diagnostic(facts, inputs.config.environment.as_str()).at(inputs.place(key))
}

fn verdict(good: impl Into<String>, findings: Vec<Diagnostic>) -> Verdict {
    match findings.len() {
        0 => Verdict::passed(good),
        problems => Verdict::with(text::count(problems, "problem"), findings),
    }
}

fn languages(inputs: &CheckInputs<'_>) -> Vec<Language> {
    match inputs.config.bot.languages.as_slice() {
        [] => vec![inputs.config.bot.default_language()],
        languages => languages.to_vec(),
    }
}

/// `config.bot`.
pub(super) fn bot(inputs: &CheckInputs<'_>) -> Verdict {
    let bot = &inputs.config.bot;
    let fault = |given: &str, placeholder: &str| match given.trim() {
        "" => Some("is missing"),
        given if given == placeholder => Some("is still the template's"),
        _ => None,
    };
    let faults = [
        ("bot.name", fault(&bot.name, template::NAME)),
        ("bot.description", fault(&bot.description, template::DESCRIPTION)),
        ("bot.languages", bot.languages.is_empty().then_some("is missing")),
    ];
    let faults = faults.into_iter().filter_map(|(key, fault)| fault.map(|fault| (key, fault)));
    verdict(
        bot.name.clone(),
        faults.map(|(key, fault)| finding(inputs, Problem::BotInfo, key, format!("`{key}` {fault}."))).collect(),
    )
}

/// `config.features`.
pub(super) fn features(inputs: &CheckInputs<'_>) -> Verdict {
    let features = &inputs.config.features;
    let mut findings = Vec::new();
    if !(features.knowledge || features.qa || features.survey) {
        let facts = "Documents, Q&As and survey are all switched off: the bot has nothing to answer from.";
        findings.push(finding(inputs, Problem::NoAnswers, "features", facts));
    }
    let contact = &inputs.config.answers.contact;
    if features.contact_form && contact.email.is_none() && contact.phone.is_none() && contact.url.is_none() {
        let facts = "`features.contact_form` is on and [answers.contact] is empty.";
        findings.push(finding(inputs, Problem::NoContact, "features.contact_form", facts));
    }
    if features.suggested_questions {
        let has_none = |language: &Language| {
            inputs.config.settings.messages.get(language).is_none_or(|messages| messages.suggested.is_empty())
        };
        for language in languages(inputs).into_iter().filter(has_none) {
            let key = format!("settings.messages.{language}");
            let facts = format!("`features.suggested_questions` is on and `{key}.suggested` is empty.");
            findings.push(finding(inputs, Problem::NoSuggestions, "features.suggested_questions", facts));
        }
    }
    findings.extend(unknown_endpoints(inputs));
    verdict("complete", findings)
}

/// The endpoints that bot.toml names and the host doesn't have, if it was asked.
fn unknown_endpoints(inputs: &CheckInputs<'_>) -> Vec<Diagnostic> {
    let Some(Ok(host)) = inputs.plan else { return Vec::new() };
    let operations = Operations::compile(inputs.config);
    let unknown = operations.endpoints().filter(|(_, endpoint)| !host.endpoints.iter().any(|name| name == endpoint));
    unknown.map(|(table, endpoint)| unknown_endpoint(inputs, host, table, endpoint)).collect()
}

fn unknown_endpoint(inputs: &CheckInputs<'_>, host: &PlanFacts, table: &str, endpoint: &str) -> Diagnostic {
    let known = match host.endpoints.as_slice() {
        [] => "it has none".to_owned(),
        names => format!("it has {}", text::printable(&names.join(", "))),
    };
    let key = format!("{table}.endpoint");
    let facts = format!("`{key}` is `{endpoint}`, which the host's operator hasn't set up; {known}.");
    finding(inputs, Problem::NoEndpoint, &key, facts)
}

/// `config.appearance`.
pub(super) fn appearance(inputs: &CheckInputs<'_>) -> Verdict {
    let appearance = &inputs.config.appearance;
    let mut findings = palette(inputs, "light", &appearance.light);
    findings.extend(palette(inputs, "dark", &appearance.dark));
    if let Some(error) = inputs.avatar {
        let facts = text::printable(&error.to_string()).into_owned();
        findings.push(finding(inputs, Problem::Avatar, "appearance.avatar", facts));
    }
    verdict("readable", findings)
}

fn palette(inputs: &CheckInputs<'_>, name: &str, palette: &Palette) -> Vec<Diagnostic> {
    let pairs: [(&str, Colour, &str, Colour); 3] = [
        ("on_primary", palette.on_primary, "primary", palette.primary),
        ("text", palette.text, "background", palette.background),
        ("on_bubble", palette.on_bubble, "bubble", palette.bubble),
    ];
    let unreadable = pairs.into_iter().filter(|(_, front, _, back)| front.contrast(*back) < LEAST_CONTRAST);
    unreadable
        .map(|(front_name, front, back_name, back)| {
            // Rounded down, so that 4.49 isn't shown as the 4.5 that it misses.
            let contrast = (front.contrast(back) * 10.0).floor() / 10.0;
            let facts = format!(
                "{name}: `{front_name}` {front} on `{back_name}` {back} has a contrast of {contrast:.1}, {LEAST_CONTRAST} is needed."
            );
            let key = format!("appearance.{name}.{front_name}");
            finding(inputs, Problem::Contrast, &key, facts).at(inputs.place(&format!("appearance.{name}.{back_name}")))
        })
        .collect()
}

/// `config.settings`.
pub(super) fn settings(inputs: &CheckInputs<'_>) -> Verdict {
    let settings = &inputs.config.settings;
    let mut findings: Vec<Diagnostic> =
        languages(inputs).iter().filter_map(|language| missing_messages(inputs, language)).collect();
    if !inputs.local_host && settings.privacy_policy.is_none() {
        let facts = "Visitors must be able to read what becomes of what they write.";
        findings.push(finding(inputs, Problem::PrivacyPolicy, "settings.privacy_policy", facts));
    }
    if !inputs.local_host && settings.authorized_domains.is_empty() {
        let facts = "The host answers only on pages of authorized domains, so the bot would answer nowhere.";
        findings.push(finding(inputs, Problem::Domains, "settings.authorized_domains", facts));
    }
    verdict("complete", findings)
}

fn missing_messages(inputs: &CheckInputs<'_>, language: &Language) -> Option<Diagnostic> {
    let none = Messages::default();
    let messages = inputs.config.settings.messages.get(language).unwrap_or(&none);
    let needed = [
        ("welcome", &messages.welcome),
        ("fallback", &messages.fallback),
        ("unsure", &messages.unsure),
        ("offline", &messages.offline),
    ];
    let missing: Vec<&str> =
        needed.into_iter().filter(|(_, text)| text.trim().is_empty()).map(|(name, _)| name).collect();
    if missing.is_empty() {
        return None;
    }
    let key = format!("settings.messages.{language}");
    Some(finding(inputs, Problem::Messages, &key, format!("[{key}] lacks {}.", missing.join(", "))))
}
