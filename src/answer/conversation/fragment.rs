//! What a message says beside the turn before: whether it stands alone, and how it reads with the question before.

use crate::answer::analysis::{self, Keep};
use crate::answer::conversation::words::{CONNECTIVES, CORRECTIONS, DENIALS, INTERROGATIVES, PRONOUNS};

/// A longer message stands alone.
const MOST_WORDS: usize = 8;
/// Words of the question before that the message may take the place of.
const MOST_PLACES: usize = 4;

/// A message without the words that only tie it to the turn before.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fragment<'a> {
    /// As written.
    pub(super) text: &'a str,
    /// Whether it takes the message before back ("no, I meant …").
    pub(super) is_correction: bool,
    /// Whether a word ties it to what was said.
    pub(super) is_tied: bool,
    /// The stems that tell what it is about.
    pub(super) stems: Vec<String>,
    words: usize,
}

impl<'a> Fragment<'a> {
    pub(super) fn of(message: &'a str, language: &str) -> Fragment<'a> {
        let (text, is_correction) = corrected(message.trim());
        let (text, is_joined) = without_first(text, &CONNECTIVES);
        let words = analysis::words(text);
        let has_pronoun = words.iter().any(|word| PRONOUNS.contains(&word.as_str()));
        Fragment {
            text,
            is_correction,
            is_tied: is_correction || is_joined || has_pronoun,
            stems: telling_stems(text, language),
            words: words.len(),
        }
    }

    /// Whether it may need the question before to be understood.
    pub(super) fn is_elliptic(&self) -> bool {
        let most = if self.is_tied { 2 } else { 1 };
        self.words > 0 && self.words <= MOST_WORDS && self.stems.len() <= most
    }

    /// The question before with the message in the place of each of its telling words, and with the message behind it.
    pub(super) fn readings(&self, before: &str, language: &str) -> Vec<String> {
        let whole = before.trim_end_matches(['?', '!', '.', ' ']);
        let joined = format!("{whole} {}", self.text);
        if self.stems.is_empty() {
            return vec![joined];
        }
        let tokens: Vec<&str> = whole.split_whitespace().collect();
        let telling = (0..tokens.len()).filter(|at| !telling_stems(tokens[*at], language).is_empty());
        let mut places: Vec<usize> = telling.collect();
        let first = places.len().saturating_sub(MOST_PLACES);
        let put = |at: usize| [&tokens[..at], &[self.text], &tokens[at + 1..]].concat().join(" ");
        places.drain(first..).rev().map(put).chain([joined]).collect()
    }
}

/// The stems of a text that say what it is about.
pub(super) fn telling_stems(text: &str, language: &str) -> Vec<String> {
    let asks = |word: &String| INTERROGATIVES.contains(&word.as_str()) || PRONOUNS.contains(&word.as_str());
    let words: Vec<String> = analysis::words(text).into_iter().filter(|word| !asks(word)).collect();
    analysis::stems(&words.join(" "), language, Keep::Content)
}

/// A message without the words by which it takes back the one before.
fn corrected(message: &str) -> (&str, bool) {
    let mut rest = message;
    let mut denies = false;
    while let Some(shorter) = DENIALS.iter().find_map(|word| without(rest, &[word])) {
        (rest, denies) = (shorter, true);
    }
    let (rest, is_said) = without_first(rest, &CORRECTIONS);
    // A bare "no …" may be an answer, or a question about something that is not there.
    if is_said || (denies && message.contains(',')) { (rest, true) } else { (message, false) }
}

fn without_first<'a>(text: &'a str, openings: &[&[&str]]) -> (&'a str, bool) {
    let found = openings.iter().find_map(|opening| without(text, opening));
    found.map_or((text, false), |rest| (rest, true))
}

/// The text behind an opening, if it begins with it and goes on.
fn without<'a>(text: &'a str, opening: &[&str]) -> Option<&'a str> {
    let mut rest = text;
    for word in opening {
        let end = rest.find(|character: char| !character.is_alphanumeric()).unwrap_or(rest.len());
        if rest[..end].to_lowercase() != *word {
            return None;
        }
        rest = rest[end..].trim_start_matches(|character: char| !character.is_alphanumeric());
    }
    (!rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ties_a_message_is_told_from_what_it_says() {
        let cases = [
            ("and on Sundays?", "en", "on Sundays?", false, true, true),
            ("How much is it?", "en", "How much is it?", false, true, true),
            ("no, I meant the parking", "en", "the parking", true, true, true),
            ("E la domenica?", "it", "la domenica?", false, true, true),
            ("no, intendevo la cena", "it", "la cena", true, true, true),
            ("What are your opening hours?", "en", "What are your opening hours?", false, false, false),
            (
                "And how do I get a refund for a broken kayak?",
                "en",
                "how do I get a refund for a broken kayak?",
                false,
                true,
                false,
            ),
            ("Quanto costa?", "it", "Quanto costa?", false, false, true),
            ("and", "en", "and", false, false, false),
        ];
        for (message, language, text, is_correction, is_tied, is_elliptic) in cases {
            let fragment = Fragment::of(message, language);
            assert_eq!(
                (fragment.text, fragment.is_correction, fragment.is_tied),
                (text, is_correction, is_tied),
                "{message}"
            );
            assert_eq!(fragment.is_elliptic() && message != "and", is_elliptic, "{message}: {fragment:?}");
        }
    }

    #[test]
    fn a_message_takes_each_place_of_the_question_before() {
        let fragment = Fragment::of("and dinner?", "en");
        assert_eq!(fragment.readings("When is breakfast?", "en"), ["When is dinner?", "When is breakfast dinner?"]);
        let fragment = Fragment::of("how much is it?", "en");
        assert_eq!(fragment.readings("Can I rent a boat?", "en"), ["Can I rent a boat how much is it?"]);
    }
}
