//! Secrets in running text: documents, answers. Texts speak of keys and show invented ones, so that less counts here than in a file.

use super::{Body, SHAPES, body, entropy, is_secret_name, word_starts};

/// The shortest word in running text that can hold a secret: a prefix and sixteen characters.
const LEAST_SECRET_WORD: usize = 20;

/// What invented secrets in documentation are made of.
const PLACEHOLDERS: &[&str] = &[
    "example",
    "xxxx",
    "your",
    "12345",
    "abcde",
    "placeholder",
    "redacted",
    "sample",
    "changeme",
    "token",
    "secret",
    "0000",
];

/// A secret in running text, such as a document or an answer: what it is, and the word that gives it away.
///
/// Stricter than [`find`], as texts speak of keys and show invented ones: only private keys, issuers' tokens and
/// assignments to a secret's name count, and only where what follows is random and no placeholder.
pub fn find_in_prose(text: &str) -> Option<(&'static str, &str)> {
    let words = text.split(char::is_whitespace).filter(|word| word.len() >= LEAST_SECRET_WORD);
    words
        .filter_map(|word| Some((secret_word(word)?, word)))
        .next()
        .or_else(|| private_key_in_prose(text).map(|word| ("a private key", word)))
}

fn secret_word(word: &str) -> Option<&'static str> {
    let is_real = |body: &str| entropy(body) >= 3.0 && !is_placeholder(body);
    let shapes = |rest| SHAPES.iter().find(|shape| body(rest, shape).is_some_and(is_real));
    let shape = word_starts(word).find_map(shapes).map(|shape| shape.kind);
    let age_key = || word.split("AGE-SECRET-KEY-1").nth(1).is_some_and(|body| body.len() >= 50 && is_real(body));
    shape
        .or_else(|| age_key().then_some("a private key"))
        .or_else(|| is_secret_assignment(word).then_some("what looks like a secret"))
}

/// `SMTP_PASSWORD=Xy7…`, as files of variables have it.
fn is_secret_assignment(word: &str) -> bool {
    let Some((name, value)) = word.split_once('=') else { return false };
    let value = value.trim_matches(['"', '\'', '`', ',', ';']);
    let in_name = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == '_';
    let name = name.rsplit(|letter| !in_name(letter)).next().unwrap_or_default();
    is_secret_name(name)
        && value.len() >= 16
        && value.bytes().all(|byte| Body::Loose.holds(byte))
        && value.bytes().any(|byte| byte.is_ascii_digit())
        && entropy(value) >= 3.5
        && !is_placeholder(value)
}

/// A PEM block with a body: the first line of its base64.
fn private_key_in_prose(text: &str) -> Option<&str> {
    text.split("-----BEGIN ").skip(1).find_map(|block| {
        let (kind, body) = block.split_once("PRIVATE KEY")?;
        let is_head = kind.len() <= 20 && !kind.contains('\n');
        let body = body.split("-----END").next().unwrap_or_default();
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
        let mut lines = body.split(char::is_whitespace).take(40);
        let line = lines.find(|line| line.len() >= 40 && line.bytes().all(is_base64))?;
        (is_head && entropy(line) >= 4.0).then_some(line)
    })
}

/// Whether a text says of itself that it is invented.
fn is_placeholder(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    PLACEHOLDERS.iter().any(|word| lower.contains(word))
}
