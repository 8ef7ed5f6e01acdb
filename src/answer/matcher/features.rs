//! The features of a phrasing: hashed word stems and character n-grams within word bounds.

use crate::answer::analysis::{self, Keep};

const SHORTEST_GRAM: usize = 2;
const LONGEST_GRAM: usize = 5;
/// Longer questions are cut: what a visitor wants stands in the first lines.
const MOST_CHARACTERS: usize = 2_000;
const MOST_ANSWER_CHARACTERS: usize = 4_000;

/// A group of features with its own length norm, and its share of the similarity.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) share: f64,
    /// Hashes with their counts, sorted by hash.
    pub(super) counts: Vec<(u64, u32)>,
}

/// Word stems and character n-grams.
pub(super) fn of_phrasing(text: &str, language: &str, word_share: f64) -> Vec<Group> {
    let text = cut(text, MOST_CHARACTERS);
    let mut grams = Vec::new();
    for word in analysis::words(text) {
        push_grams(&mut grams, &analysis::fold(&word));
    }
    let words = Group { share: word_share, counts: count(stem_hashes(text, language)) };
    vec![words, Group { share: 1.0 - word_share, counts: count(grams) }]
}

/// Word stems of a question and its answer together.
pub(super) fn of_answer(question: &str, answer: &str, language: &str) -> Vec<Group> {
    let mut hashes = stem_hashes(cut(question, MOST_CHARACTERS), language);
    hashes.extend(stem_hashes(cut(answer, MOST_ANSWER_CHARACTERS), language));
    vec![Group { share: 1.0, counts: count(hashes) }]
}

/// Word stems of a question.
pub(super) fn of_words(question: &str, language: &str) -> Vec<Group> {
    vec![Group { share: 1.0, counts: count(stem_hashes(cut(question, MOST_CHARACTERS), language)) }]
}

fn stem_hashes(text: &str, language: &str) -> Vec<u64> {
    let mut hashes = Vec::new();
    analysis::for_each_stem(text, language, Keep::All, |stem| hashes.push(hash(b'w', stem.as_bytes())));
    hashes
}

fn push_grams(hashes: &mut Vec<u64>, word: &str) {
    let bounded = format!(" {word} ");
    let starts: Vec<usize> = bounded.char_indices().map(|(at, _)| at).chain([bounded.len()]).collect();
    for length in SHORTEST_GRAM..=LONGEST_GRAM {
        for window in starts.windows(length + 1) {
            hashes.push(hash(b'c', &bounded.as_bytes()[window[0]..window[length]]));
        }
    }
}

fn count(mut hashes: Vec<u64>) -> Vec<(u64, u32)> {
    hashes.sort_unstable();
    let mut counts: Vec<(u64, u32)> = Vec::with_capacity(hashes.len());
    for hash in hashes {
        match counts.last_mut() {
            Some((last, count)) if *last == hash => *count += 1,
            _ => counts.push((hash, 1)),
        }
    }
    counts
}

/// FNV-1a over a kind and bytes.
fn hash(kind: u8, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(step(0xcbf2_9ce4_8422_2325, &kind), step)
}

fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}
