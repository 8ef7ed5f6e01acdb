//! A sentence of a written answer, held against passages.

use std::collections::BTreeSet;

use super::words::Words;
use super::{Evidence, LEAST_TENTHS, MOST_PASSAGES, MOST_UNITS, Unit};
use crate::answer::analysis::{self, Keep};

/// What is looked for of a sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    /// Content words but for numbers.
    content: BTreeSet<String>,
    /// Those that may not be missing: names, and words that decide.
    decisive: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// Web and mail addresses, lower case.
    addresses: Vec<String>,
    limits: bool,
    /// It could be read as markup, or it asks back.
    is_foreign: bool,
}

impl Sentence {
    pub(super) fn of(text: &str, language: &str, words: &Words) -> Self {
        let stems = |text: &str, keep| analysis::stems(text, language, keep);
        let is_word = |stem: &String| !stem.bytes().any(|byte| byte.is_ascii_digit());
        let mut decisive: BTreeSet<String> =
            stems(text, Keep::All).into_iter().filter(|stem| words.decides(stem)).collect();
        // German writes every noun with a capital: there it tells nothing.
        if language != "de" {
            let names = text.split_whitespace().skip(1).filter(|word| is_name(word));
            decisive.extend(names.flat_map(|word| stems(word, Keep::Content)).filter(is_word));
        }
        Self {
            content: stems(text, Keep::Content).into_iter().filter(is_word).collect(),
            decisive,
            numbers: numbers(text),
            addresses: text.split_whitespace().filter_map(address).collect(),
            limits: words.limits(text),
            is_foreign: text.contains("](") || text.ends_with('?') || holds_tag(text),
        }
    }

    /// The positions of the passages that say it, if they do.
    pub(super) fn supported_by(&self, passages: &[Evidence]) -> Option<Vec<usize>> {
        if self.is_foreign || self.content.is_empty() {
            return None;
        }
        let from = self.best_passages(passages);
        let chosen: Vec<&Evidence> = from.iter().filter_map(|at| passages.get(*at)).collect();
        let holds = |stem: &String| chosen.iter().any(|passage| passage.holds(stem));
        let found = self.content.iter().filter(|stem| holds(stem)).count();
        let is_supported = found * 10 >= self.content.len() * LEAST_TENTHS
            && self.decisive.iter().all(holds)
            && self.numbers.iter().all(|number| chosen.iter().any(|passage| self.is_said_of(number, passage)))
            && self
                .addresses
                .iter()
                .all(|address| chosen.iter().any(|passage| passage.text.contains(address.as_str())))
            && self.limits == self.best_units(&chosen).iter().any(|unit| unit.limits);
        is_supported.then_some(from)
    }

    /// One passage, and another one if it holds words that the first lacks.
    fn best_passages(&self, passages: &[Evidence]) -> Vec<usize> {
        let mut missing: BTreeSet<&String> = self.content.iter().collect();
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < MOST_PASSAGES {
            let gain = |passage: &Evidence| missing.iter().filter(|stem| passage.holds(stem)).count();
            let gains = passages.iter().map(gain).enumerate().filter(|(at, gain)| *gain > 0 && !chosen.contains(at));
            let Some((best, _)) = gains.max_by_key(|(at, gain)| (*gain, std::cmp::Reverse(*at))) else { break };
            if let Some(passage) = passages.get(best) {
                missing.retain(|stem| !passage.holds(stem));
            }
            chosen.push(best);
        }
        chosen.sort_unstable();
        chosen
    }

    /// The sentences of the passages that together say most of it.
    fn best_units<'a>(&self, passages: &[&'a Evidence]) -> Vec<&'a Unit> {
        let mut missing: BTreeSet<&String> = self.content.iter().collect();
        let mut chosen = Vec::new();
        while chosen.len() < MOST_UNITS {
            let gain = |unit: &&Unit| missing.iter().filter(|stem| unit.stems.contains(**stem)).count();
            let units = passages.iter().flat_map(|passage| &passage.units).map(|unit| (gain(&unit), unit));
            // Of equals the first: `max_by_key` would give the last.
            let best =
                units.filter(|(gain, _)| *gain > 0).reduce(|best, next| if next.0 > best.0 { next } else { best });
            let Some((_, unit)) = best else { break };
            missing.retain(|stem| !unit.stems.contains(*stem));
            chosen.push(unit);
        }
        chosen
    }

    /// Whether the number stands beside a word of this sentence.
    fn is_said_of(&self, number: &str, passage: &Evidence) -> bool {
        let shares = |stems: &BTreeSet<String>| !self.content.is_disjoint(stems);
        passage
            .units
            .iter()
            .any(|unit| unit.numbers.contains(number) && (shares(&unit.stems) || shares(&passage.context)))
            || passage.context_numbers.contains(number)
    }
}

/// Runs of digits, with the marks that stand between digits: `7`, `3.50`, `10:30`, `1/2`. Ranges are two numbers.
pub(super) fn numbers(text: &str) -> BTreeSet<String> {
    let mut numbers = BTreeSet::new();
    let mut number = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inner = matches!(character, '.' | ',' | ':' | '/')
            && !number.is_empty()
            && characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_ascii_digit() || is_inner {
            number.push(character);
        } else if !number.is_empty() {
            numbers.insert(std::mem::take(&mut number));
        }
    }
    if !number.is_empty() {
        numbers.insert(number);
    }
    numbers
}

fn is_name(word: &str) -> bool {
    word.trim_start_matches(|character: char| !character.is_alphanumeric()).starts_with(char::is_uppercase)
}

/// A web or mail address, or what a reader's program may take for one.
fn address(word: &str) -> Option<String> {
    let word = word.trim_matches(|character: char| !character.is_alphanumeric() && character != '/').to_lowercase();
    let is_domain = || {
        let domain = word.split(['/', ':']).next().unwrap_or_default();
        domain.rsplit_once('.').is_some_and(|(name, end)| {
            end.len() >= 2
                && end.chars().all(char::is_alphabetic)
                && name.chars().filter(|character| character.is_alphanumeric()).count() >= 2
        })
    };
    let is_address = word.contains("://") || word.contains('@') || word.contains("www.") || is_domain();
    is_address.then_some(word)
}

/// `<` before a letter, `/` or `!`: HTML, were it not plain text.
fn holds_tag(text: &str) -> bool {
    let starts = text.match_indices('<').filter_map(|(at, _)| text.get(at + 1..)?.chars().next());
    starts.into_iter().any(|next| next.is_alphabetic() || matches!(next, '/' | '!' | '?'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_addresses_are_found() {
        let found = |text: &str| numbers(text).into_iter().collect::<Vec<_>>();
        assert_eq!(found("From 7:00-10:30, 3.50 € (A4), 1/2, 12."), ["1/2", "10:30", "12", "3.50", "4", "7:00"]);
        assert_eq!(found("0900-123456"), ["0900", "123456"]);
        assert_eq!(found("none"), [""; 0]);
        for (word, is_one) in [
            ("https://a.example/x", true),
            ("(www.a.example).", true),
            ("desk@a.example,", true),
            ("evil.com/login", true),
            ("e.g.", false),
            ("end.", false),
            ("3.50", false),
            ("and/or", false),
        ] {
            assert_eq!(address(word).is_some(), is_one, "{word}");
        }
        assert!(holds_tag("a <b>") && !holds_tag("a < 5"));
    }
}
