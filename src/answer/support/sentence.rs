//! A sentence of a written answer, held against passages.

use std::collections::BTreeSet;

use super::evidence::{Evidence, Place};
use super::words::Words;
use super::{LEAST_NEW, LEAST_TENTHS, MOST_PLACES};
use crate::answer::analysis::{self, Keep};

/// What is looked for of a sentence.
#[derive(Debug)]
pub(super) struct Sentence {
    /// Content words but for numbers.
    content: BTreeSet<String>,
    /// Those that may not be missing: names, and words that decide.
    decisive: BTreeSet<String>,
    /// In their order.
    numbers: Vec<String>,
    bound: BTreeSet<(String, String)>,
    /// Web and mail addresses, lower case.
    addresses: Vec<String>,
    limits: bool,
    /// It could be read as markup, or it asks back.
    is_foreign: bool,
}

impl Sentence {
    pub(super) fn of(text: &str, language: &str, words: &Words) -> Self {
        let stems = |text: &str, keep| analysis::stems(&words.spelled(text), language, keep);
        let is_word = |stem: &String| !stem.bytes().any(|byte| byte.is_ascii_digit());
        let mut decisive: BTreeSet<String> =
            stems(text, Keep::All).into_iter().filter(|stem| words.decides(stem)).collect();
        // German writes every noun with a capital: there it tells nothing.
        if language != "de" {
            let written: Vec<&str> = text.split_whitespace().collect();
            // The first word always has a capital: it is taken for a name if the next one goes on with it.
            let is_named = written.get(1).is_some_and(|next| is_name(next));
            let names = written.iter().skip(usize::from(!is_named)).filter(|word| is_name(word));
            decisive.extend(names.flat_map(|word| stems(word, Keep::Content)).filter(is_word));
        }
        Self {
            content: stems(text, Keep::Content)
                .into_iter()
                .filter(|stem| is_word(stem) && !words.is_plain(stem))
                .collect(),
            decisive,
            numbers: numbers(text),
            bound: words.bound(text),
            addresses: text.split_whitespace().filter_map(address).collect(),
            limits: words.limits(text),
            is_foreign: text.contains("](") || text.ends_with('?') || holds_tag(text),
        }
    }

    /// The positions of the passages that say it, if they do.
    pub(super) fn supported_by(&self, evidence: &Evidence) -> Option<BTreeSet<usize>> {
        if self.is_foreign || self.content.is_empty() {
            return None;
        }
        let places = self.places(evidence);
        let is_there = |stem: &String| places.iter().any(|place| place.stems.contains(stem));
        let missing: Vec<&String> = self.content.iter().filter(|stem| !is_there(stem)).collect();
        let found = self.content.len() - missing.len();
        let from: BTreeSet<usize> = places.iter().map(|place| place.passage).collect();
        let stands =
            |address: &String| from.iter().filter_map(|at| evidence.texts.get(*at)).any(|text| text.contains(address));
        let is_supported = found * 10 >= self.content.len() * LEAST_TENTHS
            // A word that stands elsewhere but not here: two facts were mixed up.
            && !missing.iter().any(|stem| evidence.holds(stem))
            && self.decisive.iter().all(|stem| places.iter().any(|place| place.own.contains(stem)))
            && self.bound.iter().all(|bound| places.iter().any(|place| place.bound.contains(bound)))
            && self.numbers.iter().all(|number| places.iter().any(|place| place.numbers.contains(number)))
            && places.iter().all(|place| self.keeps_the_order_of(place))
            && self.addresses.iter().all(stands)
            && self.limits == places.iter().any(|place| place.limits);
        is_supported.then_some(from)
    }

    /// Whether the numbers that stand in a place stand in its order here: `9 euros, 5 for children` isn't `5 euros, 9 for children`.
    fn keeps_the_order_of(&self, place: &Place) -> bool {
        let mut there = place.numbers.iter();
        let here = self.numbers.iter().filter(|number| place.numbers.contains(number));
        here.into_iter().all(|number| there.any(|other| other == number))
    }

    /// The place that says most of it, and another one if that brings enough that is new.
    fn places<'a>(&self, evidence: &'a Evidence) -> Vec<&'a Place> {
        let mut stems: BTreeSet<&String> = self.content.iter().collect();
        let mut numbers: BTreeSet<&String> = self.numbers.iter().collect();
        let mut chosen = Vec::new();
        while chosen.len() < MOST_PLACES {
            let gain = |place: &Place| {
                let words = stems.iter().filter(|stem| place.stems.contains(**stem)).count();
                words + numbers.iter().filter(|number| place.numbers.contains(**number)).count()
            };
            // A further place must be about something that the first one is about too.
            let is_akin = |place: &&Place| {
                let shares = |first: &&Place| {
                    self.content.iter().any(|stem| first.own.contains(stem) && place.own.contains(stem))
                };
                chosen.first().is_none_or(shares)
            };
            let gains = evidence.places.iter().filter(is_akin).map(|place| (gain(place), place));
            // Of equals the first: `max_by_key` would give the last.
            let best = gains.reduce(|best, next| if next.0 > best.0 { next } else { best });
            let least = if chosen.is_empty() { 1 } else { LEAST_NEW };
            let Some((_, place)) = best.filter(|(gain, _)| *gain >= least) else { break };
            stems.retain(|stem| !place.stems.contains(*stem));
            numbers.retain(|number| !place.numbers.contains(*number));
            chosen.push(place);
        }
        chosen
    }
}

/// Runs of digits, with the marks that stand between digits: `7`, `3.50`, `10:30`, `1/2`. Ranges are two numbers.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut number = String::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let is_inner = matches!(character, '.' | ',' | ':' | '/')
            && !number.is_empty()
            && characters.peek().is_some_and(char::is_ascii_digit);
        if character.is_ascii_digit() || is_inner {
            number.push(character);
        } else if !number.is_empty() {
            numbers.push(std::mem::take(&mut number));
        }
    }
    if !number.is_empty() {
        numbers.push(number);
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
        assert_eq!(numbers("From 7:00-10:30, 3.50 € (A4), 1/2, 12."), ["7:00", "10:30", "3.50", "4", "1/2", "12"]);
        assert_eq!(numbers("0900-123456"), ["0900", "123456"]);
        assert_eq!(numbers("none"), [""; 0]);
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
