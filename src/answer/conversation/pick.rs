//! A choice that a visitor picks by its number or by its words.

use std::collections::BTreeSet;

use crate::answer::analysis::{self, Keep};
use crate::answer::conversation::words::{FILLERS, PLACES};
use crate::answer::question::Choice;

/// More words than this are a question of their own.
const MOST_WORDS: usize = 7;

/// The choice that a message picks of those that were offered; `language` is the message's primary tag.
pub(super) fn picked<'a>(text: &str, language: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let words = analysis::words(text);
    if choices.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    by_place(&words, choices).or_else(|| by_words(text, language, choices))
}

/// `2`, `the second one`, `l'ultima`: nothing else than a place and the words around it.
fn by_place<'a>(words: &[String], choices: &'a [Choice]) -> Option<&'a Choice> {
    let place =
        |word: &String| PLACES.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(place, _)| *place);
    let is_filler = |word: &&String| FILLERS.contains(&word.as_str());
    // `the second one`: a word that fills comes first, unless nothing else tells the place.
    let mut places: Vec<usize> = words.iter().filter(|word| !is_filler(word)).map(place).collect::<Option<_>>()?;
    if places.is_empty() {
        places = words.iter().filter_map(place).collect();
    }
    match places.as_slice() {
        [0] => choices.last(),
        [place] => choices.get(place - 1),
        _ => None,
    }
}

/// The only choice whose question holds all content words of the message.
fn by_words<'a>(text: &str, language: &str, choices: &'a [Choice]) -> Option<&'a Choice> {
    let said = analysis::stems(text, language, Keep::Content);
    if said.is_empty() {
        return None;
    }
    let holds = |choice: &&Choice| {
        let stems: BTreeSet<String> = analysis::stems(&choice.question, language, Keep::All).into_iter().collect();
        said.iter().all(|stem| stems.contains(stem))
    };
    let mut holding = choices.iter().filter(holds);
    holding.next().filter(|_| holding.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_picked_by_place_or_words() {
        let choices = [("a", "Where can I park?"), ("b", "How much is a room?"), ("c", "How much is the family room?")]
            .map(|(id, question)| Choice { id: id.to_owned(), question: question.to_owned() });
        let cases = [
            ("2", Some("b")),
            ("The second one, please", Some("b")),
            ("one", Some("a")),
            ("la terza", Some("c")),
            ("the last one", Some("c")),
            ("number 3", Some("c")),
            ("9", None),
            ("2 or 3", None),
            ("parking", Some("a")),
            ("family", Some("c")),
            ("room", None),
            ("do you have two rooms", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(picked(text, "en", &choices).map(|choice| choice.id.as_str()), expected, "{text}");
        }
        assert_eq!(picked("2", "en", &[]), None);
    }
}
