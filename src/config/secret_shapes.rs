//! The shapes of secrets: how tokens, keys and passwords look that must not stand in a file under version control.
//!
//! Prefixes and lengths are those that the issuers publish for secret scanners.

mod prose;

pub use prose::find_in_prose;

/// Which characters go on after a prefix.
#[derive(Clone, Copy)]
enum Body {
    /// Letters and digits.
    Alphanumeric,
    /// Letters, digits, `-` and `_`.
    UrlSafe,
    /// Letters, digits, `-`, `_`, `.`, `+`, `/`, `=`.
    Loose,
    /// Capital letters and digits.
    Capital,
    /// Hexadecimal digits.
    Hexadecimal,
}

impl Body {
    fn holds(self, byte: u8) -> bool {
        match self {
            Self::Alphanumeric => byte.is_ascii_alphanumeric(),
            Self::UrlSafe => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'),
            Self::Loose => byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b'/' | b'='),
            Self::Capital => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hexadecimal => byte.is_ascii_hexdigit(),
        }
    }
}

struct Shape {
    prefix: &'static str,
    body: Body,
    least: usize,
    kind: &'static str,
}

const fn shape(prefix: &'static str, body: Body, least: usize, kind: &'static str) -> Shape {
    Shape { prefix, body, least, kind }
}

/// Longer prefixes stand before the shorter ones that they begin with, so that the kind is the closer one.
const SHAPES: &[Shape] = &[
    shape("botctl_", Body::UrlSafe, 12, "a botctl token"),
    shape("sk-ant-", Body::UrlSafe, 16, "an Anthropic key"),
    shape("sk-or-v1-", Body::Alphanumeric, 16, "an OpenRouter key"),
    shape("sk-proj-", Body::UrlSafe, 16, "an OpenAI key"),
    shape("sk-", Body::UrlSafe, 20, "an API key"),
    shape("sk_live_", Body::Alphanumeric, 16, "a Stripe key"),
    shape("sk_test_", Body::Alphanumeric, 16, "a Stripe key"),
    shape("rk_live_", Body::Alphanumeric, 16, "a Stripe key"),
    shape("rk_test_", Body::Alphanumeric, 16, "a Stripe key"),
    shape("whsec_", Body::Loose, 16, "a webhook secret"),
    shape("AKIA", Body::Capital, 16, "an AWS access key"),
    shape("ASIA", Body::Capital, 16, "an AWS access key"),
    shape("ABIA", Body::Capital, 16, "an AWS access key"),
    shape("ACCA", Body::Capital, 16, "an AWS access key"),
    shape("ghp_", Body::Alphanumeric, 20, "a GitHub token"),
    shape("gho_", Body::Alphanumeric, 20, "a GitHub token"),
    shape("ghu_", Body::Alphanumeric, 20, "a GitHub token"),
    shape("ghs_", Body::Alphanumeric, 20, "a GitHub token"),
    shape("ghr_", Body::Alphanumeric, 20, "a GitHub token"),
    shape("github_pat_", Body::UrlSafe, 20, "a GitHub token"),
    shape("glpat-", Body::UrlSafe, 16, "a GitLab token"),
    shape("gldt-", Body::UrlSafe, 16, "a GitLab token"),
    shape("glrt-", Body::UrlSafe, 16, "a GitLab token"),
    shape("xoxb-", Body::UrlSafe, 16, "a Slack token"),
    shape("xoxp-", Body::UrlSafe, 16, "a Slack token"),
    shape("xoxa-", Body::UrlSafe, 16, "a Slack token"),
    shape("xoxr-", Body::UrlSafe, 16, "a Slack token"),
    shape("xoxs-", Body::UrlSafe, 16, "a Slack token"),
    shape("xoxe-", Body::UrlSafe, 16, "a Slack token"),
    shape("xapp-", Body::UrlSafe, 16, "a Slack token"),
    shape("hooks.slack.com/services/", Body::Loose, 16, "a Slack webhook"),
    shape("discord.com/api/webhooks/", Body::Loose, 24, "a Discord webhook"),
    shape("AIza", Body::UrlSafe, 30, "a Google API key"),
    shape("ya29.", Body::UrlSafe, 20, "a Google token"),
    shape("GOCSPX-", Body::UrlSafe, 20, "a Google client secret"),
    shape("SG.", Body::Loose, 32, "a SendGrid key"),
    shape("key-", Body::Hexadecimal, 32, "a Mailgun key"),
    shape("npm_", Body::Alphanumeric, 30, "an npm token"),
    shape("pypi-", Body::UrlSafe, 30, "a PyPI token"),
    shape("cio", Body::Alphanumeric, 32, "a crates.io token"),
    shape("dckr_pat_", Body::UrlSafe, 20, "a Docker token"),
    shape("dop_v1_", Body::Hexadecimal, 32, "a DigitalOcean token"),
    shape("hf_", Body::Alphanumeric, 30, "a Hugging Face token"),
    shape("shpat_", Body::Hexadecimal, 32, "a Shopify token"),
    shape("hvs.", Body::UrlSafe, 20, "a Vault token"),
    shape("atlasv1.", Body::Loose, 30, "a Terraform token"),
    shape("lin_api_", Body::Alphanumeric, 20, "a Linear key"),
    shape("secret_", Body::Alphanumeric, 32, "a Notion token"),
    shape("ntn_", Body::Alphanumeric, 32, "a Notion token"),
    shape("NRAK-", Body::Capital, 20, "a New Relic key"),
    shape("gsk_", Body::Alphanumeric, 30, "a Groq key"),
    shape("AccountKey=", Body::Loose, 40, "an Azure storage key"),
    shape("SharedAccessKey=", Body::Loose, 30, "an Azure key"),
];

/// Names of keys whose values are secrets.
const SECRET_NAMES: &[&str] = &[
    "token",
    "secret",
    "password",
    "passwd",
    "passphrase",
    "api_key",
    "apikey",
    "access_key",
    "private_key",
    "credential",
    "credentials",
];

/// What `text`, the value of a key called `name`, looks like, if it looks like a secret.
pub fn find(name: &str, text: &str) -> Option<&'static str> {
    if is_reference(text) {
        return None;
    }
    find_private_key(text)
        .or_else(|| SHAPES.iter().find(|shape| has_shape(text, shape)).map(|shape| shape.kind))
        .or_else(|| find_web_token(text))
        .or_else(|| find_password_in_address(text))
        .or_else(|| find_bearer(text))
        .or_else(|| (is_secret_name(name) && is_random(text)).then_some("what looks like a secret"))
}

/// Whether a value says where a secret is instead of being one.
fn is_reference(text: &str) -> bool {
    let named = |prefix: &str| {
        text.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
    };
    let variable = text.strip_prefix("env:").is_some_and(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
    });
    variable || (named("file:") && text.len() <= 256)
}

fn has_shape(text: &str, shape: &Shape) -> bool {
    word_starts(text).any(|rest| body(rest, shape).is_some())
}

/// What follows each place where a word begins.
fn word_starts(text: &str) -> impl Iterator<Item = &str> {
    let goes_on = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let before = std::iter::once(b' ').chain(text.bytes());
    let starts = before.enumerate().filter(move |(_, before)| !goes_on(*before));
    starts.filter_map(|(start, _)| text.get(start..))
}

/// What follows a shape's prefix, if the text begins with the shape.
fn body<'a>(text: &'a str, shape: &Shape) -> Option<&'a str> {
    let body = text.strip_prefix(shape.prefix)?;
    let length = body.bytes().take_while(|byte| shape.body.holds(*byte)).count();
    body.get(..length).filter(|body| length >= shape.least && is_mixed(body))
}

/// Whether the text is more than hyphenated words: `sk-to-the-left-of-the-door` is no key.
fn is_mixed(text: &str) -> bool {
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    let capitals_inside = text.bytes().skip(1).any(|byte| byte.is_ascii_uppercase());
    let one_long_word = text.split(['-', '_', '.', '/']).any(|word| word.len() >= 20);
    digits || capitals_inside || one_long_word
}

fn find_private_key(text: &str) -> Option<&'static str> {
    let begins = text.contains("-----BEGIN") && text.contains("PRIVATE KEY");
    let other = text.contains("AGE-SECRET-KEY-1") || text.contains("PuTTY-User-Key-File");
    (begins || other).then_some("a private key")
}

/// A JSON Web Token: three parts of base64url, of which two begin like `{"`.
fn find_web_token(text: &str) -> Option<&'static str> {
    let is_token = |word: &str| {
        let parts: Vec<&str> = word.split('.').collect();
        let url_safe = |part: &str| part.len() >= 8 && part.bytes().all(|byte| Body::UrlSafe.holds(byte));
        parts.len() == 3
            && parts.iter().all(|part| url_safe(part))
            && parts.iter().take(2).all(|part| part.starts_with("ey"))
    };
    let separators = |character: char| character.is_whitespace() || matches!(character, '"' | '\'' | '=' | ',' | ';');
    text.split(separators).any(is_token).then_some("a JSON Web Token")
}

/// `scheme://user:password@host`.
fn find_password_in_address(text: &str) -> Option<&'static str> {
    text.split("://")
        .skip(1)
        .any(|rest| {
            let authority = rest.split(['/', '?', '#', ' ', '\n']).next().unwrap_or_default();
            let credentials = authority.rsplit_once('@').map(|(credentials, _)| credentials);
            credentials
                .and_then(|credentials| credentials.split_once(':'))
                .is_some_and(|(_, password)| !password.is_empty())
        })
        .then_some("a password in an address")
}

fn find_bearer(text: &str) -> Option<&'static str> {
    let found = ["Bearer ", "Basic "].iter().any(|scheme| {
        text.split(scheme).skip(1).any(|rest| {
            let token: &str = rest.split(char::is_whitespace).next().unwrap_or_default();
            token.len() >= 16 && token.bytes().all(|byte| Body::Loose.holds(byte)) && is_random(token)
        })
    });
    found.then_some("an authorization header")
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    // `token_file` holds a path; a token that stands there all the same is known by its shape.
    !name.ends_with("_file")
        && SECRET_NAMES
            .iter()
            .any(|word| name == *word || name.ends_with(&format!("_{word}")) || name.starts_with(&format!("{word}_")))
}

/// Whether a text without spaces carries too much information to be words: over 3 bits a character and 8 characters.
fn is_random(text: &str) -> bool {
    let length = text.chars().count();
    if length < 8 || text.contains(char::is_whitespace) {
        return false;
    }
    let kinds = [
        text.bytes().any(|byte| byte.is_ascii_digit()),
        text.bytes().any(|byte| byte.is_ascii_lowercase()),
        text.bytes().any(|byte| byte.is_ascii_uppercase()),
        text.bytes().any(|byte| byte.is_ascii_punctuation()),
    ];
    kinds.iter().filter(|kind| **kind).count() >= 2 && entropy(text) >= 2.5
}

/// Shannon entropy of the characters, in bits a character.
fn entropy(text: &str) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for character in text.chars() {
        *counts.entry(character).or_insert(0_u32) += 1;
    }
    let total = f64::from(counts.values().sum::<u32>().max(1));
    counts.values().map(|count| f64::from(*count) / total).map(|share| -share * share.log2()).sum()
}

#[cfg(test)]
mod tests;
