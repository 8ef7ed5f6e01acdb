//! What of a message is asked: all of it, and of a long one each sentence, since the question may stand anywhere in it.

use crate::answer::extract;

/// A message up to this long is one question.
const SHORT_CHARACTERS: usize = 200;
/// Sentences that are looked up at most; those with a question mark come first.
const MOST_SENTENCES: usize = 8;
/// Shorter sentences are greetings and signatures.
const LEAST_WORDS: usize = 3;

/// The parts of a message that are looked up, the whole first.
pub(super) fn of_message(text: &str) -> Vec<&str> {
    let text = text.trim();
    if text.chars().nth(SHORT_CHARACTERS).is_none() {
        return vec![text];
    }
    let mut sentences: Vec<&str> = text
        .lines()
        .flat_map(extract::sentences)
        .filter(|sentence| sentence.split_whitespace().nth(LEAST_WORDS - 1).is_some())
        .collect();
    sentences.sort_by_key(|sentence| !sentence.ends_with('?'));
    sentences.truncate(MOST_SENTENCES);
    std::iter::once(text).chain(sentences).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_found_within_a_mail() {
        assert_eq!(of_message(" Where do I park? "), ["Where do I park?"]);
        let mail =
            format!("Dear team,\n{} Where do I park? Thanks,\nAda", "We are looking forward to the stay. ".repeat(8));
        let parts = of_message(&mail);
        assert_eq!((parts[0], parts[1]), (mail.trim(), "Where do I park?"));
        assert_eq!(parts.len(), 1 + MOST_SENTENCES);
    }
}
