//! The features of a phrasing: hashed character n-grams within word bounds, and hashed words and pairs of words.

use crate::answer::analysis;

/// Orders of the character n-grams of a phrasing.
const GRAMS: std::ops::RangeInclusive<usize> = 2..=5;
/// The order of those of an answer: shorter ones stand in every answer.
const ANSWER_GRAMS: std::ops::RangeInclusive<usize> = 4..=4;
/// Longer questions are cut: what a visitor wants stands in the first lines.
const MOST_CHARACTERS: usize = 2_000;
const MOST_ANSWER_CHARACTERS: usize = 4_000;

/// Hashes with their counts, sorted by hash.
pub(super) type Counts = Vec<(u64, u32)>;

/// Character n-grams of a phrasing.
pub(super) fn characters(text: &str) -> Counts {
    let mut grams = Vec::new();
    for word in analysis::words(cut(text, MOST_CHARACTERS)) {
        push_grams(&mut grams, &analysis::fold(&word), GRAMS);
    }
    count(grams)
}

/// Words, and pairs of words that follow each other.
pub(super) fn words(text: &str) -> Counts {
    let words: Vec<String> = analysis::words(cut(text, MOST_CHARACTERS));
    let words: Vec<_> = words.iter().map(|word| analysis::fold(word)).collect();
    let singles = words.iter().map(|word| hash(b'w', word.as_bytes()));
    let pairs = words.windows(2).map(|pair| hash(b'p', format!("{} {}", pair[0], pair[1]).as_bytes()));
    count(singles.chain(pairs).collect())
}

/// Character n-grams of a text that answers, or of a question that is held against such texts.
pub(super) fn answer_characters(text: &str) -> Counts {
    let mut grams = Vec::new();
    for word in analysis::words(cut(text, MOST_ANSWER_CHARACTERS)) {
        push_grams(&mut grams, &analysis::fold(&word), ANSWER_GRAMS);
    }
    count(grams)
}

/// Words that turn a sentence round, in the languages of the encoder.
const NEGATIONS: &str = "not no never without cannot cant dont doesnt didnt wont isnt arent wasnt unable nicht kein keine \
                         keinen keinem nie ohne non senza mai nessun nessuna pas sans jamais aucun aucune sin nunca \
                         ningun nao sem niet geen zonder nooit nie bez nigdy degil";

/// Whether the text denies something: in most languages a short word says so, which vectors and n-grams hardly see.
pub(super) fn is_negated(text: &str) -> bool {
    let words = analysis::words(cut(text, MOST_CHARACTERS));
    let is_split = |pair: &[String]| pair[0].ends_with('n') && pair[1] == "t";
    let negations: std::collections::BTreeSet<&str> = NEGATIONS.split_whitespace().collect();
    words.windows(2).any(is_split) || words.iter().any(|word| negations.contains(analysis::fold(word).as_ref()))
}

fn push_grams(hashes: &mut Vec<u64>, word: &str, orders: std::ops::RangeInclusive<usize>) {
    let bounded = format!(" {word} ");
    let starts: Vec<usize> = bounded.char_indices().map(|(at, _)| at).chain([bounded.len()]).collect();
    for length in orders {
        if starts.len() <= length {
            // A word too short for this order is a gram of its own, so that it isn't lost.
            hashes.push(hash(b'c', bounded.as_bytes()));
            break;
        }
        for window in starts.windows(length + 1) {
            hashes.push(hash(b'c', &bounded.as_bytes()[window[0]..window[length]]));
        }
    }
}

fn count(mut hashes: Vec<u64>) -> Counts {
    hashes.sort_unstable();
    let mut counts: Counts = Vec::with_capacity(hashes.len());
    for hash in hashes {
        match counts.last_mut() {
            Some((last, count)) if *last == hash => *count += 1,
            _ => counts.push((hash, 1)),
        }
    }
    counts
}

/// FNV-1a over a kind and bytes.
pub(super) fn hash(kind: u8, bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    bytes.iter().fold(step(0xcbf2_9ce4_8422_2325, &kind), step)
}

/// The part of a question that is looked at.
pub(super) fn cut_question(text: &str) -> &str {
    cut(text, MOST_CHARACTERS)
}

fn cut(text: &str, most: usize) -> &str {
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}
