//! The rules that string values keep, each with its words for people and its form in JSON Schema.

use serde_json::{Value, json};

use crate::base::id::{BotId, EnvironmentName};
use crate::base::reach::AllowedHost;
use crate::config::bot::{Colour, Expectation};
use crate::config::site;

/// A rule of a string value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Words for people: not empty, without control characters, at most so many characters.
    Words {
        /// The most characters.
        most: usize,
    },
    /// A bot's id.
    BotId,
    /// A primary language tag.
    Language,
    /// The address of a host: scheme, name, port.
    HostAddress,
    /// The address of a page.
    PageAddress,
    /// The pattern of documents' addresses.
    DocumentAddress,
    /// A glob within the folder.
    Glob,
    /// A glob of web pages: of their path, or of their whole address.
    PagePattern,
    /// A file within the folder.
    FileInFolder,
    /// `#rrggbb`.
    Colour,
    /// A CSS font-family list of plain names.
    Font,
    /// A domain whose pages may hold the widget.
    Domain,
    /// A mail address.
    Email,
    /// A telephone number.
    Phone,
    /// What a test expects.
    Expectation,
    /// An IP address and a port to listen at.
    SocketAddress,
    /// Where the host keeps its tables.
    Store,
    /// A folder or a file anywhere.
    AnyPath,
    /// An IP address or a range of them.
    Network,
    /// The name of an endpoint.
    EndpointName,
    /// The address below which an endpoint's API stands.
    EndpointAddress,
    /// Where a secret is kept: `env:NAME` or `file:PATH`.
    SecretReference,
    /// A host, with a port if only one is meant.
    AllowedHost,
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It leads out of the bot's folder.
    OutsideFolder,
    /// A secret stands where only a reference to one may: it must not be quoted.
    Secret,
    /// It breaks the rule; the reason, a fragment.
    Broken(String),
}

fn broken(reason: impl Into<String>) -> Result<(), Refusal> {
    Err(Refusal::Broken(reason.into()))
}

impl Rule {
    /// Whether `text` keeps the rule.
    pub fn check(self, text: &str) -> Result<(), Refusal> {
        match self {
            Self::Words { most } => words(text, most),
            Self::BotId => text.parse::<BotId>().map(drop).or_else(|error| broken(error.rule)),
            Self::Language => language(text),
            Self::HostAddress => host_address(text),
            Self::PageAddress => page_address(text),
            Self::DocumentAddress => document_address(text),
            Self::Glob => glob(text),
            Self::PagePattern => page_pattern(text),
            Self::FileInFolder => inside(text),
            Self::Colour => {
                text.parse::<Colour>().map(drop).or_else(|_| broken("`#` and six hexadecimal digits are expected"))
            }
            Self::Font => font(text),
            Self::Domain => site::check_domain(text).or_else(broken),
            Self::Email => email(text),
            Self::Phone => phone(text),
            Self::Expectation => Expectation::try_from(text.to_owned())
                .map(drop)
                .or_else(|_| broken("one of qa:ID, text:WORDS, source:PATH, choices, miss is expected")),
            Self::SocketAddress => text
                .parse::<std::net::SocketAddr>()
                .map(drop)
                .or_else(|_| broken("an IP address and a port are expected, e.g. 127.0.0.1:8080")),
            Self::Store => store(text),
            Self::AnyPath => words(text, 4096),
            Self::Network => text.parse::<site::Network>().map(drop).or_else(broken),
            Self::EndpointName => endpoint_name(text),
            Self::EndpointAddress => endpoint_address(text),
            Self::SecretReference => secret_reference(text),
            Self::AllowedHost => text.parse::<AllowedHost>().map(drop).or_else(broken),
        }
    }

    /// What the rule adds to `{"type": "string"}` in JSON Schema.
    pub fn schema(self) -> Value {
        match self {
            Self::Words { most } => json!({ "minLength": 1, "maxLength": most }),
            Self::BotId => json!({ "pattern": "^[a-z](-?[a-z0-9])+$", "minLength": 2, "maxLength": 40 }),
            Self::Language => json!({ "pattern": "^[a-z]{2,3}$" }),
            Self::HostAddress | Self::PageAddress | Self::DocumentAddress | Self::EndpointAddress => {
                json!({ "pattern": "^https?://" })
            }
            Self::PagePattern => json!({ "pattern": "^(/|https?://)" }),
            Self::Glob | Self::FileInFolder => json!({ "pattern": "^[^/]", "minLength": 1 }),
            Self::Colour => json!({ "pattern": "^#[0-9a-fA-F]{6}$" }),
            Self::Font => json!({ "pattern": "^[A-Za-z0-9 _,-]+$", "maxLength": 120 }),
            Self::Domain => json!({ "pattern": "^[^/]+$" }),
            Self::Email => json!({ "pattern": "^[^@\\s]+@[^@\\s]+$" }),
            Self::Phone => json!({ "pattern": "^[+0-9 ()./-]+$" }),
            Self::Expectation => json!({ "pattern": "^(qa:.+|text:.+|source:.+|choices|miss)$" }),
            Self::EndpointName => json!({ "pattern": "^[a-z](-?[a-z0-9])*$", "maxLength": 30 }),
            Self::SecretReference => json!({ "pattern": "^(env|file):.+" }),
            Self::SocketAddress | Self::Store | Self::AnyPath | Self::Network | Self::AllowedHost => {
                json!({ "minLength": 1 })
            }
        }
    }
}

fn words(text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return broken("it is empty");
    }
    if text.chars().any(|character| character.is_control() && !matches!(character, '\n' | '\r' | '\t')) {
        return broken("it holds a control character");
    }
    let length = text.chars().count();
    if length > most { broken(format!("it has {length} characters, at most {most} fit")) } else { Ok(()) }
}

fn language(text: &str) -> Result<(), Refusal> {
    if (2..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Ok(());
    }
    let primary = text.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    if (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_lowercase()) {
        broken(format!("only the language itself is given, in lower case: `{primary}`"))
    } else {
        broken("a language is two or three lower-case letters, e.g. `en`")
    }
}

fn web_address(text: &str) -> Result<url::Url, Refusal> {
    let address = url::Url::parse(text)
        .map_err(|_| Refusal::Broken("an address is expected, e.g. https://www.example.com".to_owned()))?;
    if !matches!(address.scheme(), "http" | "https") || address.host_str().is_none() {
        return Err(Refusal::Broken("it must begin with https:// or http://".to_owned()));
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(Refusal::Broken("it holds a user name or a password".to_owned()));
    }
    Ok(address)
}

fn page_address(text: &str) -> Result<(), Refusal> {
    web_address(text).map(drop)
}

fn host_address(text: &str) -> Result<(), Refusal> {
    let address = web_address(text)?;
    if address.path() != "/" || address.query().is_some() || address.fragment().is_some() {
        return broken("only scheme, name and port are given, e.g. https://bots.example.com");
    }
    Ok(())
}

fn document_address(text: &str) -> Result<(), Refusal> {
    let mut plain = text.to_owned();
    let mut places = 0;
    for name in ["{path}", "{file}", "{name}"] {
        places += plain.matches(name).count();
        plain = plain.replace(name, "x");
    }
    if plain.contains(['{', '}']) {
        return broken("only {path}, {file} and {name} may stand in braces");
    }
    if places == 0 {
        return broken("{path}, {file} or {name} must stand in it, or every document has the same address");
    }
    page_address(&plain)
}

fn inside(text: &str) -> Result<(), Refusal> {
    words(text, 1024)?;
    if text.contains('\\') {
        return broken("folders are separated by `/`");
    }
    let drive = text.as_bytes().get(1) == Some(&b':') && text.starts_with(|first: char| first.is_ascii_alphabetic());
    if text.starts_with(['/', '~']) || drive || text.split('/').any(|name| name == "..") {
        return Err(Refusal::OutsideFolder);
    }
    Ok(())
}

fn glob(text: &str) -> Result<(), Refusal> {
    inside(text)?;
    globset::Glob::new(text).map(drop).or_else(|error| broken(format!("it is no glob: {}", error.kind())))
}

fn page_pattern(text: &str) -> Result<(), Refusal> {
    words(text, 1024)?;
    if !["/", "http://", "https://"].iter().any(|start| text.starts_with(start)) {
        return broken("it must begin with `/`, for paths of the sitemap's site, or with https:// or http://");
    }
    globset::Glob::new(text).map(drop).or_else(|error| broken(format!("it is no pattern: {}", error.kind())))
}

fn font(text: &str) -> Result<(), Refusal> {
    let plain = |character: char| character.is_ascii_alphanumeric() || matches!(character, ' ' | '-' | '_' | ',');
    let families_named = text.split(',').all(|family| !family.trim().is_empty());
    if text.len() <= 120 && families_named && text.chars().all(plain) {
        Ok(())
    } else {
        broken("`system`, `serif`, `mono` or plain font names separated by commas are expected")
    }
}

fn email(text: &str) -> Result<(), Refusal> {
    let plain = !text.chars().any(|character| character.is_whitespace() || character.is_control());
    match text.split_once('@') {
        Some((name, domain)) if plain && !name.is_empty() && site::check_domain(domain).is_ok() => Ok(()),
        _ => broken("a mail address is expected, e.g. hello@example.com"),
    }
}

fn phone(text: &str) -> Result<(), Refusal> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text
        .chars()
        .all(|character| character.is_ascii_digit() || matches!(character, '+' | ' ' | '(' | ')' | '.' | '/' | '-'));
    if plain && (3..=20).contains(&digits) {
        Ok(())
    } else {
        broken("a telephone number is expected, e.g. +39 02 1234567")
    }
}

fn endpoint_name(text: &str) -> Result<(), Refusal> {
    // Endpoints are named as environments are.
    text.parse::<EnvironmentName>().map(drop).or_else(|error| broken(error.rule))
}

fn endpoint_address(text: &str) -> Result<(), Refusal> {
    let address = web_address(text)?;
    if address.query().is_some() || address.fragment().is_some() {
        return broken("the address below which the API stands is expected, e.g. https://api.example.com/v1");
    }
    Ok(())
}

fn secret_reference(text: &str) -> Result<(), Refusal> {
    let is_reference =
        ["env:", "file:"].iter().any(|kind| text.strip_prefix(kind).is_some_and(|rest| !rest.is_empty()));
    if is_reference { words(text, 1024) } else { Err(Refusal::Secret) }
}

fn store(text: &str) -> Result<(), Refusal> {
    let known = text == "sqlite"
        || ["sqlite:", "env:", "file:", "postgres://", "postgresql://"]
            .iter()
            .any(|start| text.strip_prefix(start).is_some_and(|rest| !rest.is_empty()));
    if known {
        Ok(())
    } else {
        broken("`sqlite`, `sqlite:PATH`, `postgres://…`, `env:NAME` or `file:PATH` is expected")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_hold_for_what_they_name() {
        let cases: [(Rule, &[&str], &[&str]); 17] = [
            (Rule::Words { most: 5 }, &["a", "àèìòù", "a\nb"], &["", "  ", "123456", "a\u{1b}b"]),
            (Rule::BotId, &["acme-hotel"], &["a", "A1", "a--b"]),
            (Rule::Language, &["en", "it", "fil"], &["EN", "en-US", "english", "", "e1"]),
            (
                Rule::HostAddress,
                &["https://b.example.com", "http://127.0.0.1:8080"],
                &["b.example.com", "ftp://x", "https://x/y", "https://u:p@x"],
            ),
            (Rule::PageAddress, &["https://x.example/privacy?a=b"], &["/privacy", "javascript:alert(1)", "https://"]),
            (
                Rule::DocumentAddress,
                &["https://x.example/{path}/", "https://x/{name}.html"],
                &["https://x/{slug}", "https://x/", "{path}"],
            ),
            (Rule::PagePattern, &["/help/**", "https://a.org/*"], &["", "help/**", "/a[", "ftp://a.org/*"]),
            (Rule::Glob, &["knowledge/**", "*.md"], &["", "a/[", "a\\b"]),
            (Rule::Colour, &["#1a4fd6"], &["red", "#fff"]),
            (Rule::Font, &["system", "Open Sans, sans-serif"], &["", "a;b", "url(x)", "a,,b", "\"x\""]),
            (Rule::Email, &["a@example.com"], &["a", "@b.com", "a b@c.com", "a@"]),
            (Rule::Phone, &["+39 02 1234567", "112"], &["12", "call us", "1;2;3"]),
            (
                Rule::Store,
                &["sqlite", "sqlite:db", "postgres://db/x", "env:DB", "file:db.txt"],
                &["", "mysql://x", "env:"],
            ),
            (Rule::EndpointName, &["local", "open-ai"], &["", "Open AI", "a--b"]),
            (
                Rule::EndpointAddress,
                &["https://api.example.com/v1", "http://127.0.0.1:11434/v1/"],
                &["api.example.com", "https://u:p@x/v1", "https://x/v1?key=1", "ftp://x"],
            ),
            (Rule::SecretReference, &["env:KEY", "file:key.secret"], &["", "env:", "canary"]),
            (Rule::AllowedHost, &["localhost", "10.0.0.7:8080", "[::1]:80"], &["", "http://x", "a/b"]),
        ];
        for (rule, good, bad) in cases {
            for text in good {
                assert_eq!(rule.check(text), Ok(()), "{rule:?} {text:?}");
            }
            for text in bad {
                assert!(rule.check(text).is_err(), "{rule:?} {text:?}");
            }
        }
    }

    #[test]
    fn a_path_out_of_the_folder_is_told_from_a_broken_one() {
        for outside in ["/etc/passwd", "../x", "a/../../b", "~/x", "C:/x"] {
            assert_eq!(Rule::Glob.check(outside), Err(Refusal::OutsideFolder), "{outside}");
            assert_eq!(Rule::FileInFolder.check(outside), Err(Refusal::OutsideFolder), "{outside}");
        }
        assert_eq!(Rule::FileInFolder.check("a..b/c"), Ok(()));
    }
}
