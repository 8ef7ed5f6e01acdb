//! Numbers and product codes: which of them tell the bot's Q&As apart, and which Q&As a question thereby speaks for or against.
//!
//! "Plan 2" and "plan 3" stand in the same surroundings, so the number tells; in "covid 19" it says nothing. Only numbers that
//! tell count: "I am 35 years old" leaves every score as it is, unless a phrasing has 35 where another has another number.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::analysis;
use crate::answer::matcher::features::{cut_question, hash};

/// What is left of the score of a Q&A about another number than the one that is asked for: below every threshold.
const OTHER: f32 = 0.2;
/// A Q&A that has the very number scores twice as much, or this much more: a number says which of several, not what is asked.
const MOST_GAIN: f32 = 0.15;
/// Letters before a code that may be written as one with it: "E 12", "E-12", "E12".
const MOST_PREFIX: usize = 4;
/// A word that stands before the same code this often, and before no other, is one name with it.
const NAME: u32 = 3;

/// A word with a digit in it.
struct Code {
    code: u64,
    /// The same with the word before it, or without its letters: other ways to write it.
    otherwise: Option<u64>,
    surroundings: Vec<Surrounding>,
}

/// What stands around a code, hashed, and says what the code is of.
struct Surrounding {
    kind: Kind,
    hash: u64,
    /// The word, to see whether it is a function word.
    word: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Before,
    Behind,
    /// The code's own letters and digits: `x100` is like `y200`.
    Shape,
    /// All other words of the text.
    Template,
}

/// The numbers and codes of a bot's phrasings.
#[derive(Debug)]
pub(super) struct Codes {
    /// The codes that stand in each of the surroundings in which different ones stand.
    kinds: BTreeMap<u64, BTreeSet<u64>>,
    /// By code: the surroundings among these in which it stands.
    known: BTreeMap<u64, Vec<u64>>,
    /// By Q&A: the codes that tell it from others; empty unless half of its phrasings have one.
    owned: Vec<BTreeSet<u64>>,
}

/// The codes of a question that tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// Sorted, each once.
    pub(super) codes: Vec<u64>,
    /// Of each, the surroundings that say what kind of code it is.
    kinds: Vec<(u64, Vec<u64>)>,
}

impl Codes {
    /// `owners` gives the Q&A of each text, in ascending order; `languages` are those whose function words say nothing.
    pub(super) fn new(texts: &[&str], owners: &[u32], qas: usize, languages: &[&str]) -> Self {
        let mut found: Vec<Vec<Code>> = texts.iter().map(|text| codes(text)).collect();
        let is_function_word = |word: &String| {
            languages.iter().any(|language| analysis::count_function_words(std::slice::from_ref(word), language) > 0)
        };
        for code in found.iter_mut().flatten() {
            code.surroundings.retain(|around| !around.word.as_ref().is_some_and(is_function_word));
        }
        let names = names(&found);
        found.iter_mut().for_each(|codes| codes.retain(|code| !code.is_name(&names)));
        let mut kinds: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
        for code in found.iter().flatten() {
            for surrounding in &code.surroundings {
                kinds.entry(surrounding.hash).or_default().insert(code.code);
            }
        }
        kinds.retain(|_, codes| codes.len() > 1);
        let mut known: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
        for (surrounding, codes) in &kinds {
            codes.iter().for_each(|code| known.entry(*code).or_default().push(*surrounding));
        }
        let owned = owned(&found, owners, qas, &kinds);
        Self { kinds, known, owned }
    }

    /// What a text names.
    pub(super) fn named(&self, text: &str) -> Named {
        let mut named = Named::default();
        for code in codes(text) {
            let ways = [Some(code.code), code.otherwise].into_iter().flatten();
            let known = ways.filter_map(|way| self.known.get_key_value(&way)).next();
            let (code, kinds) = match known {
                Some((known, kinds)) => (*known, kinds.clone()),
                None => {
                    let around = code.surroundings.iter().map(|around| around.hash);
                    (code.code, around.filter(|hash| self.kinds.contains_key(hash)).collect())
                }
            };
            if !kinds.is_empty() {
                named.codes.push(code);
                named.kinds.push((code, kinds));
            }
        }
        named.codes.sort_unstable();
        named.codes.dedup();
        named
    }

    /// Lowers the scores of Q&As about other codes of the same kind, and raises those of Q&As that have the very codes.
    pub(super) fn weigh(&self, named: &Named, scores: &mut [f32]) {
        if named.codes.is_empty() {
            return;
        }
        for (score, own) in scores.iter_mut().zip(&self.owned).filter(|(_, own)| !own.is_empty()) {
            *score = self.weighed(*score, named, own);
        }
    }

    fn weighed(&self, score: f32, named: &Named, own: &BTreeSet<u64>) -> f32 {
        let is_named = |code: &u64| named.codes.binary_search(code).is_ok();
        let stands_there = |kind: &u64, code: &u64| self.kinds.get(kind).is_some_and(|codes| codes.contains(code));
        let is_other = |other: &u64| {
            let mut missing = named.kinds.iter().filter(|(code, _)| !own.contains(code));
            missing.any(|(_, kinds)| kinds.iter().any(|kind| stands_there(kind, other)))
        };
        if own.iter().any(|code| !is_named(code) && is_other(code)) {
            OTHER * score
        } else if own.iter().any(is_named) {
            score + score.clamp(0.0, MOST_GAIN)
        } else {
            score
        }
    }
}

impl Code {
    fn is_name(&self, names: &BTreeSet<u64>) -> bool {
        self.surroundings.iter().any(|around| around.kind == Kind::Before && names.contains(&around.hash))
    }
}

/// The words before codes that are one name with them, as "covid" with 19.
fn names(found: &[Vec<Code>]) -> BTreeSet<u64> {
    let mut before: BTreeMap<u64, (u64, u32)> = BTreeMap::new();
    let mut others: BTreeSet<u64> = BTreeSet::new();
    for code in found.iter().flatten() {
        for around in code.surroundings.iter().filter(|around| around.kind == Kind::Before) {
            let (same, count) = before.entry(around.hash).or_insert((code.code, 0));
            *count += 1;
            if *same != code.code {
                others.insert(around.hash);
            }
        }
    }
    let is_name = |hash: &u64, count: u32| count >= NAME && !others.contains(hash);
    before.into_iter().filter(|(hash, (_, count))| is_name(hash, *count)).map(|(hash, _)| hash).collect()
}

/// By Q&A, the codes that tell; none where less than half of its phrasings have one.
fn owned(found: &[Vec<Code>], owners: &[u32], qas: usize, kinds: &BTreeMap<u64, BTreeSet<u64>>) -> Vec<BTreeSet<u64>> {
    let mut owned = vec![BTreeSet::new(); qas];
    let (mut phrasings, mut coded) = (vec![0_u32; qas], vec![0_u32; qas]);
    for (codes, owner) in found.iter().zip(owners) {
        let tells = |code: &&Code| code.surroundings.iter().any(|around| kinds.contains_key(&around.hash));
        let own: Vec<u64> = codes.iter().filter(tells).map(|code| code.code).collect();
        phrasings[*owner as usize] += 1;
        coded[*owner as usize] += u32::from(!own.is_empty());
        owned[*owner as usize].extend(own);
    }
    for (qa, own) in owned.iter_mut().enumerate() {
        if coded[qa] * 2 < phrasings[qa] {
            own.clear();
        }
    }
    owned
}

/// The words of a text with a digit in them.
fn codes(text: &str) -> Vec<Code> {
    let words = joined(cut_question(text));
    let around = |kind: Kind, text: &str| Surrounding {
        kind,
        hash: hash(b'a' + kind as u8, text.as_bytes()),
        word: matches!(kind, Kind::Before | Kind::Behind).then(|| text.to_owned()),
    };
    let template: Vec<&str> = words.iter().map(|word| if is_code(word) { "9" } else { word }).collect();
    let template = template.join(" ");
    let coded = words.iter().enumerate().filter(|(_, word)| is_code(word));
    coded
        .map(|(at, word)| {
            let before = at.checked_sub(1).and_then(|at| words.get(at));
            let has_letters = word.chars().any(char::is_alphabetic);
            let surroundings = [
                before.map(|word| around(Kind::Before, word)),
                words.get(at + 1).map(|word| around(Kind::Behind, word)),
                has_letters.then(|| around(Kind::Shape, &shape(word))),
                // A code alone is no sentence.
                (words.len() > 1).then(|| around(Kind::Template, &format!("{at} {template}"))),
            ];
            Code {
                code: hash(b'n', word.as_bytes()),
                otherwise: otherwise(word, before).map(|word| hash(b'n', word.as_bytes())),
                surroundings: surroundings.into_iter().flatten().collect(),
            }
        })
        .collect()
}

/// The words of a text, with "A-12" as `a12`, "16:40" as `16.40` and "1,000" as `1000`.
fn joined(text: &str) -> Vec<String> {
    let mut joined: Vec<String> = Vec::new();
    for chunk in text.split_whitespace() {
        let mut separators = chunk.split(char::is_alphanumeric).skip(1).filter(|between| !between.is_empty());
        for (index, word) in analysis::words(chunk).into_iter().enumerate() {
            let separator = if index > 0 { separators.next() } else { None };
            match (joined.last_mut(), separator) {
                (Some(last), Some("-" | "/" | "_" | ".")) if is_prefix(last) && starts_with_digit(&word) => {
                    last.push_str(&word);
                }
                (Some(last), Some("," | "." | ":")) if is_number(last) && is_number(&word) => {
                    if separator == Some(":") || word.len() != 3 {
                        last.push('.');
                    }
                    last.push_str(&word);
                }
                _ => joined.push(word),
            }
        }
    }
    joined
}

fn otherwise(word: &str, before: Option<&String>) -> Option<String> {
    match word.find(|character: char| character.is_ascii_digit()) {
        Some(0) => before.filter(|before| is_prefix(before)).map(|before| format!("{before}{word}")),
        Some(at) => Some(word[at..].to_owned()),
        None => None,
    }
}

fn is_code(word: &str) -> bool {
    word.bytes().any(|byte| byte.is_ascii_digit())
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_prefix(word: &str) -> bool {
    word.chars().all(char::is_alphabetic) && word.chars().nth(MOST_PREFIX).is_none()
}

fn starts_with_digit(word: &str) -> bool {
    word.starts_with(|character: char| character.is_ascii_digit())
}

/// `x100` → `a999`.
fn shape(word: &str) -> String {
    word.chars().map(|character| if character.is_numeric() { '9' } else { 'a' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 6] = [
        "What does plan 2 cost?",
        "What does plan 3 cost?",
        "Is there a manual of the X-100?",
        "Where is the X200 made?",
        "Where can I be tested for covid 19?",
        "When does the tour of 16:40 start?",
    ];

    fn scores(text: &str) -> Vec<f32> {
        let codes = Codes::new(&TEXTS, &[0, 1, 2, 3, 4, 5], 6, &["en"]);
        let mut scores = vec![0.5; 6];
        codes.weigh(&codes.named(text), &mut scores);
        scores
    }

    #[test]
    fn codes_speak_for_their_own_and_against_others_of_their_kind() {
        let (same, other) = (0.5 + MOST_GAIN, 0.5 * OTHER);
        for (text, expected) in [
            ("the price of the 2 plan", [same, other, 0.5, 0.5, 0.5, 0.5]),
            ("what is plan 7", [other, other, 0.5, 0.5, 0.5, 0.5]),
            ("from plan 2 to plan 3", [same, same, 0.5, 0.5, 0.5, 0.5]),
            ("my x 100 is broken", [0.5, 0.5, same, other, 0.5, 0.5]),
            ("my X/200 is broken", [0.5, 0.5, other, same, 0.5, 0.5]),
            ("have you got the X300", [0.5, 0.5, other, other, 0.5, 0.5]),
            ("I am 35 years old", [0.5; 6]),
            ("which plan is the best", [0.5; 6]),
            ("covid 20", [0.5; 6]),
        ] {
            assert_eq!(scores(text), expected, "{text}");
        }
    }

    #[test]
    fn codes_are_read_as_they_are_meant() {
        for (text, words) in [
            ("DBL-1, 16:40 or 1,000", vec!["dbl1", "16.40", "or", "1000"]),
            ("version 2.0.1. (A/12)", vec!["version", "2.0.1", "a12"]),
            ("covid-19 for 12-14 year-olds", vec!["covid", "19", "for", "12", "14", "year", "olds"]),
        ] {
            assert_eq!(joined(text), words, "{text}");
        }
    }
}
