//! Misspelt words: each that the bot doesn't know is read as the word of its own that is nearest.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::analysis;
use crate::answer::encoder::Encoder;
use crate::answer::release::Qa;

/// Shorter words are left as they are: too many others are near.
const LEAST_LETTERS: usize = 4;
/// From this length on, two mistakes are mended.
const LONG_LETTERS: usize = 8;
/// Letters of an answer whose words are known.
const MOST_ANSWER_CHARACTERS: usize = 4_000;

/// Words of a message that are held against the bot's at most.
const MOST_UNKNOWN: u32 = 64;

/// A word of the bot's.
#[derive(Debug)]
struct Word {
    letters: Vec<char>,
    /// As the bot writes it, with its diacritics.
    written: String,
    /// A bit per letter, so that most words are passed over at once.
    mask: u64,
    /// How often it stands in phrasings and answers.
    count: u32,
}

/// The words of a bot's phrasings and answers, folded, and its languages, whose function words are known too.
#[derive(Debug)]
pub(super) struct Spelling {
    known: BTreeSet<String>,
    /// By number of letters, in alphabetical order.
    by_length: Vec<Vec<Word>>,
    languages: Vec<String>,
}

impl Spelling {
    pub(super) fn new(qas: &[Qa]) -> Self {
        let mut words: BTreeMap<String, (String, u32)> = BTreeMap::new();
        let mut languages: Vec<String> = Vec::new();
        for qa in qas {
            if !languages.contains(&qa.language) {
                languages.push(qa.language.clone());
            }
            let end = qa.answer.char_indices().nth(MOST_ANSWER_CHARACTERS).map_or(qa.answer.len(), |(end, _)| end);
            for text in qa.phrasings().chain([&qa.answer[..end]]) {
                for word in analysis::words(text) {
                    words.entry(analysis::fold(&word).into_owned()).or_insert((word, 0)).1 += 1;
                }
            }
        }
        let mut by_length: Vec<Vec<Word>> = Vec::new();
        for (word, (written, count)) in words.iter().filter(|(word, _)| is_word(word)) {
            let letters: Vec<char> = word.chars().collect();
            if by_length.len() <= letters.len() {
                by_length.resize_with(letters.len() + 1, Vec::new);
            }
            let (length, mask) = (letters.len(), mask(&letters));
            by_length[length].push(Word { letters, written: written.clone(), mask, count: *count });
        }
        Self { known: words.into_keys().collect(), by_length, languages }
    }

    /// The languages of the Q&As, each once.
    pub(super) fn languages(&self) -> Vec<&str> {
        self.languages.iter().map(String::as_str).collect()
    }

    /// The text with its misspelt words mended; none if there are none.
    pub(super) fn read(&self, text: &str) -> Option<String> {
        let shouts = !text.chars().any(char::is_lowercase);
        let mut mended = String::with_capacity(text.len());
        let mut unknown = 0;
        let mut is_mended = false;
        for piece in pieces(text) {
            let letters = if unknown < MOST_UNKNOWN { self.unknown(piece, shouts) } else { None };
            unknown += u32::from(letters.is_some());
            let word = letters.and_then(|letters| self.nearest(&letters));
            is_mended |= word.is_some();
            mended.push_str(word.unwrap_or(piece));
        }
        is_mended.then_some(mended)
    }

    /// The letters of a word that may be misspelt.
    fn unknown(&self, piece: &str, shouts: bool) -> Option<Vec<char>> {
        let is_abbreviation = !shouts && !piece.chars().any(char::is_lowercase);
        if piece.chars().nth(LEAST_LETTERS - 1).is_none() || !is_word(piece) || is_abbreviation {
            return None;
        }
        let words = analysis::words(piece);
        let [word] = words.as_slice() else { return None };
        let folded = analysis::fold(word);
        let is_function_word =
            |language: &String| analysis::count_function_words(std::slice::from_ref(word), language) > 0;
        // A word of which the encoder has one piece is spelt as others spell it.
        let is_spelt = self.known.contains(folded.as_ref())
            || self.languages.iter().any(is_function_word)
            || Encoder::shared().pieces(word).len() == 1;
        let letters: Vec<char> = folded.chars().collect();
        (!is_spelt && letters.len() >= LEAST_LETTERS).then_some(letters)
    }

    /// The nearest word; of several the most frequent, then the first of the alphabet.
    fn nearest(&self, letters: &[char]) -> Option<&str> {
        let most = if letters.len() >= LONG_LETTERS { 2 } else { 1 };
        let own = mask(letters);
        let lengths = letters.len() - most..=letters.len() + most;
        let near = lengths.filter_map(|length| self.by_length.get(length)).flatten().filter_map(|word| {
            let is_far = (word.mask ^ own).count_ones() as usize > 2 * most || !begin_alike(letters, &word.letters);
            let distance = if is_far { None } else { distance(letters, &word.letters, most) };
            distance.map(|distance| (distance, std::cmp::Reverse(word.count), &word.letters, &word.written))
        });
        near.min().map(|(.., written)| written.as_str())
    }
}

/// Runs of letters and digits, and what stands between them, in order.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let is_word = rest.chars().next()?.is_alphanumeric();
        let end = rest.find(|character: char| character.is_alphanumeric() != is_word).unwrap_or(rest.len());
        let (piece, others) = rest.split_at(end);
        rest = others;
        Some(piece)
    })
}

/// Letters alone; scripts without spaces have no words to be misspelt.
fn is_word(piece: &str) -> bool {
    piece.chars().all(char::is_alphabetic)
}

/// Whether the first letters are the same, or one is left out, put in or swapped: few take the first letter for another.
fn begin_alike(left: &[char], right: &[char]) -> bool {
    left.first() == right.first() || left.first() == right.get(1) || left.get(1) == right.first()
}

/// A bit per letter; different letters may share one.
fn mask(letters: &[char]) -> u64 {
    letters.iter().fold(0, |mask, letter| mask | 1 << (u32::from(*letter) % 64))
}

/// Letters left out, put in, taken for another, or swapped with the next (optimal string alignment), if at most `most`.
fn distance(left: &[char], right: &[char], most: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for row in 1..=left.len() {
        let mut next = vec![row];
        for column in 1..=right.len() {
            let is_same = left[row - 1] == right[column - 1];
            let mut least = (last[column] + 1).min(next[column - 1] + 1).min(last[column - 1] + usize::from(!is_same));
            if row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1] {
                least = least.min(before[column - 2] + 1);
            }
            next.push(least);
        }
        if next.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelling() -> Spelling {
        let qa = |language: &str, question: &str, answer: &str| Qa {
            id: question.to_owned(),
            question: question.to_owned(),
            variants: Vec::new(),
            answer: answer.to_owned(),
            language: language.to_owned(),
            links: Vec::new(),
        };
        Spelling::new(&[
            qa("en", "What is the wireless password?", "The password of the network is on the card: bring it along"),
            qa("it", "Perché la prenotazione è annullata?", "La caparra non è pagata"),
        ])
    }

    #[test]
    fn misspelt_words_are_read_as_the_bots_own() {
        let spelling = spelling();
        for (text, read) in [
            ("Wats teh PASWORD of the netwrok?", Some("Wats teh PASWORD of the network?")),
            ("wireles, pasword!", Some("wireless, password!")),
            ("perche la prenotasione", Some("perche la prenotazione")),
            ("brign", Some("bring")),
            ("WIRELES PASWORD", Some("wireless password")),
            ("pssword1 wirless2", None),
            ("pagatta o perchhé", Some("pagata o perché")),
            ("prenotatione annulata", Some("prenotazione annullata")),
            ("where is the wireless", None),
            ("crad", Some("card")),
            ("unwireless", None),
            ("cad", None),
            ("unrelated words", None),
            ("", None),
        ] {
            assert_eq!(spelling.read(text).as_deref(), read, "{text}");
        }
    }

    #[test]
    fn distances_count_a_swap_once() {
        let letters = |word: &str| word.chars().collect::<Vec<char>>();
        for (left, right, expected) in [
            ("network", "netwrok", Some(1)),
            ("network", "network", Some(0)),
            ("reservation", "resevatoin", Some(2)),
            ("bank", "bnka", Some(2)),
            ("bank", "cards", None),
        ] {
            assert_eq!(distance(&letters(left), &letters(right), 2), expected, "{left} {right}");
        }
    }
}
