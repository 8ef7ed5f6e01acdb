//! A TOML file as text and as a tree with places: what the walker reads.

use toml::Spanned;
use toml::de::DeTable;

use crate::base::diagnostic::{Diagnostic, Place};
use crate::config::fault::Fault;

/// More syntax errors than these are consequences of the first ones.
const MOST_SYNTAX_ERRORS: usize = 10;

/// The text of a configuration file and the name that messages give it.
#[derive(Debug, Clone)]
pub struct SourceText {
    /// The name, e.g. `bot.toml`.
    pub name: String,
    /// The content.
    pub text: String,
}

impl SourceText {
    /// Takes the bytes of a file. The error names the line where they stop being UTF-8.
    pub fn from_bytes(name: &str, bytes: Vec<u8>) -> Result<Self, Vec<Diagnostic>> {
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Self { name: name.to_owned(), text }),
            Err(error) => {
                let valid = error.utf8_error().valid_up_to();
                let good = error.as_bytes().get(..valid).map(String::from_utf8_lossy).unwrap_or_default();
                let source = Self { name: name.to_owned(), text: good.into_owned() };
                Err(vec![Fault::NotUtf8.diagnostic(source.place(valid))])
            }
        }
    }

    /// The place of a byte: line and column in characters, both from 1.
    pub fn place(&self, offset: usize) -> Place {
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        let before = self.text.get(..end).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = before.matches('\n').count() + 1;
        let column = before.get(line_start..).unwrap_or_default().chars().count() + 1;
        Place { file: self.name.clone(), line: u32::try_from(line).ok(), column: u32::try_from(column).ok() }
    }

    /// Parses the text. The errors are all syntax errors that the parser could tell apart, each with its place.
    pub fn parse(&self) -> Result<Spanned<DeTable<'_>>, Vec<Diagnostic>> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        if errors.is_empty() {
            return Ok(table);
        }
        // Only the message and the span are used: the error's own text quotes the line, which may hold a secret.
        let start = |error: &toml::de::Error| error.span().map_or(0, |span| span.start);
        let mut errors: Vec<_> = errors.iter().collect();
        errors.sort_by_key(|error| start(error));
        let finding =
            |error: &&toml::de::Error| Fault::Syntax(error.message().to_owned()).diagnostic(self.place(start(error)));
        Err(errors.iter().take(MOST_SYNTAX_ERRORS).map(finding).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters() {
        let source = SourceText { name: "bot.toml".to_owned(), text: "a = 1\né = 'ü' x\n".to_owned() };
        assert_eq!(source.place(0).to_string(), "bot.toml:1:1");
        assert_eq!(source.place(6).to_string(), "bot.toml:2:1");
        assert_eq!(source.place(16).to_string(), "bot.toml:2:9");
        assert_eq!(source.place(7).to_string(), "bot.toml:2:1", "inside of a character");
        assert_eq!(source.place(999).to_string(), "bot.toml:3:1");
    }

    #[test]
    fn syntax_errors_have_a_place_and_quote_nothing() {
        let text = "schema = 1\nname = \"canary-value\nlist = [1,\n";
        let source = SourceText { name: "bot.toml".to_owned(), text: text.to_owned() };
        let errors = source.parse().expect_err("syntax error");
        assert!(errors.iter().all(|error| error.code == "CFG004" && !error.summary.contains("canary")), "{errors:?}");
        assert_eq!(errors[0].places[0].line, Some(2), "{errors:?}");
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_with_their_line() {
        let error = SourceText::from_bytes("bot.toml", b"a = 1\nb = \"\xff\"".to_vec()).expect_err("not UTF-8");
        assert_eq!((error[0].code.as_str(), error[0].places[0].to_string().as_str()), ("CFG003", "bot.toml:2:6"));
    }
}
