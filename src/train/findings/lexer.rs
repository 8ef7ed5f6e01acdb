//! Text → tokens: words, numbers, signs, phone numbers and addresses.

use crate::train::findings::vocabulary::lower;

/// A token of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// In lower case without diacritics; with a capital where no sentence begins.
    Word(String, bool),
    /// Digits with separators between them.
    Number(String),
    Symbol(char),
    /// Digits only.
    Phone(String),
    /// In lower case.
    Email(String),
    /// Without scheme, `www.`, query and final slash.
    Url(String),
}

/// The tokens of a text.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut lexer = Lexer { rest: text, tokens: Vec::new() };
    while let Some(first) = lexer.rest.chars().next() {
        lexer.step(first);
    }
    lexer.tokens
}

struct Lexer<'a> {
    rest: &'a str,
    tokens: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self, first: char) {
        let is_phone = (first.is_ascii_digit() || matches!(first, '+' | '(')) && self.phone();
        if is_phone || (first.is_alphanumeric() && self.address()) {
            return;
        }
        if first.is_whitespace() {
            self.rest = &self.rest[first.len_utf8()..];
        } else if first.is_ascii_digit() {
            self.number();
        } else if first.is_alphabetic() {
            self.word(first);
        } else {
            self.tokens.push(Token::Symbol(first));
            self.rest = &self.rest[first.len_utf8()..];
        }
    }

    fn word(&mut self, first: char) {
        let end = self.rest.find(|letter: char| !letter.is_alphanumeric()).unwrap_or(self.rest.len());
        let begins = match self.tokens.last() {
            None | Some(Token::Symbol('.' | '!' | '?' | ':' | '|' | '"' | '*' | '_' | '-' | '[' | '(')) => true,
            Some(_) => false,
        };
        let is_name = first.is_uppercase() && !begins;
        self.tokens.push(Token::Word(lower(&self.rest[..end]), is_name));
        self.rest = &self.rest[end..];
    }

    fn number(&mut self) {
        let bytes = self.rest.as_bytes();
        let mut end = 0;
        while end < bytes.len() {
            let joins = matches!(bytes[end], b'.' | b',' | b':') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
            if !bytes[end].is_ascii_digit() && !joins {
                break;
            }
            end += 1;
        }
        self.tokens.push(Token::Number(self.rest[..end].to_owned()));
        self.rest = &self.rest[end..];
    }

    /// `+39 06 123`, `06 1234567`, `866-450-5250`: a plus or a zero first, or three groups of which the last has four digits.
    fn phone(&mut self) -> bool {
        let is_part =
            |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '-' | '.' | '(' | ')' | '/' | '+');
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let written = self.rest[..end].trim_end_matches([' ', '-', '.', '(', '/', '+']);
        let digits: String = written.chars().filter(char::is_ascii_digit).collect();
        let groups: Vec<usize> =
            written.split(|letter: char| !letter.is_ascii_digit()).map(str::len).filter(|n| *n > 0).collect();
        let is_american = matches!(groups[..], [3, 3, 4] | [1, 3, 3, 4]);
        let is_led = written.starts_with('+') || (written.starts_with('0') && !matches!(groups[..], [2, 2, 4 | 2]));
        if !(7..=15).contains(&digits.len()) || !(is_american || is_led) || written.contains(". ") {
            return false;
        }
        self.tokens.push(Token::Phone(digits));
        self.rest = &self.rest[written.len()..];
        true
    }

    fn address(&mut self) -> bool {
        let is_part = |letter: char| letter.is_alphanumeric() || "@./:-_?=&#%+~".contains(letter);
        let end = self.rest.find(|letter| !is_part(letter)).unwrap_or(self.rest.len());
        let written = self.rest[..end].trim_end_matches(['.', ':', '?', '-', '_']);
        if !written.contains('.') {
            return false;
        }
        let plain = written.strip_prefix("mailto:").unwrap_or(written).to_lowercase();
        let token = if plain.matches('@').count() == 1 {
            Token::Email(plain)
        } else {
            let has_scheme = plain.starts_with("https://") || plain.starts_with("http://");
            let bare = plain.split_once("://").map_or(plain.as_str(), |(_, rest)| rest);
            let bare = bare.strip_prefix("www.").unwrap_or(bare);
            let host = bare.split('/').next().unwrap_or(bare);
            let end = host.rsplit('.').next().unwrap_or_default();
            let is_known = matches!(end, "com" | "org" | "net" | "it" | "eu" | "gov" | "io" | "info" | "example");
            if !(has_scheme
                || (host.contains('.') && is_known && (3..).contains(&host.split('.').next().unwrap_or("").len())))
            {
                return false;
            }
            Token::Url(bare.split(['?', '#']).next().unwrap_or(bare).trim_end_matches('/').to_owned())
        };
        self.tokens.push(token);
        self.rest = &self.rest[written.len()..];
        true
    }
}
