//! Text → pieces: NFKC, a mark before every word, and of all ways to cut a word the one with the highest score.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use crate::answer::encoder::pieces::{BEGIN, END, Pieces, UNKNOWN};

/// Tokens of a text that are read, begin and end among them; what follows isn't.
pub const MAX_TOKENS: usize = 512;
/// Bytes of a word that are read. No text is lost by it that a language would write as one word.
const MAX_WORD: usize = 8192;
/// What stands before every word.
const MARK: &str = "\u{2581}";

/// Cuts a text into tokens: begin, at most 510 pieces, end.
pub(super) fn tokens(pieces: &Pieces, text: &str) -> Vec<u32> {
    let mut tokens = vec![BEGIN];
    let mut cutter = Cutter::default();
    for word in text.split_whitespace() {
        for part in normalised(head(word)).split_whitespace() {
            cutter.cut(pieces, part, &mut tokens);
            if tokens.len() >= MAX_TOKENS - 1 {
                tokens.truncate(MAX_TOKENS - 1);
                tokens.push(END);
                return tokens;
            }
        }
    }
    tokens.push(END);
    tokens
}

/// Whether at least half of a text's letters are Latin: the model has pieces of no other script.
pub(super) fn is_known(text: &str) -> bool {
    let (mut latin, mut others) = (0_usize, 0_usize);
    for letter in text.chars().filter(|letter| letter.is_alphabetic()) {
        // With ligatures and full-width letters, which normalisation makes plain.
        let is_latin = matches!(u32::from(letter), 0..=0x024f | 0x1e00..=0x1eff | 0xfb00..=0xfb06 | 0xff21..=0xff5a);
        *(if is_latin { &mut latin } else { &mut others }) += 1;
    }
    latin >= others
}

fn head(word: &str) -> &str {
    &word[..word.floor_char_boundary(MAX_WORD)]
}

/// White space is the same before and after, so words can be normalised one by one.
fn normalised(word: &str) -> Cow<'_, str> {
    if word.is_ascii() { Cow::Borrowed(word) } else { Cow::Owned(word.nfkc().collect()) }
}

/// The best way to each byte of a word; kept from word to word for its memory.
#[derive(Default)]
struct Cutter {
    word: String,
    ways: Vec<Way>,
    cut: Vec<u32>,
}

#[derive(Clone, Copy)]
struct Way {
    score: f32,
    from: usize,
    piece: u32,
}

const NO_WAY: Way = Way { score: f32::NEG_INFINITY, from: 0, piece: UNKNOWN };

impl Cutter {
    fn cut(&mut self, pieces: &Pieces, word: &str, tokens: &mut Vec<u32>) {
        self.word.clear();
        self.word.push_str(MARK);
        self.word.push_str(word);
        self.ways.clear();
        self.ways.resize(self.word.len() + 1, NO_WAY);
        self.ways[0].score = 0.0;
        for (start, character) in self.word.char_indices() {
            step(&mut self.ways, pieces, &self.word.as_bytes()[start..], character.len_utf8());
        }
        self.walk_back();
        tokens.extend(self.cut.iter().rev());
    }

    /// Collects the best way's pieces from the last to the first. Unknown characters in a row are one token.
    fn walk_back(&mut self) {
        self.cut.clear();
        let mut end = self.word.len();
        while end > 0 {
            let way = self.ways[end];
            if way.piece != UNKNOWN || self.cut.last() != Some(&UNKNOWN) {
                self.cut.push(way.piece);
            }
            end = way.from;
        }
    }
}

/// Tries every piece with which the rest of a word begins; `width` bytes are its first character.
fn step(ways: &mut [Way], pieces: &Pieces, rest: &[u8], width: usize) {
    let from = ways.len() - 1 - rest.len();
    let score = ways[from].score;
    let mut is_known = false;
    for found in pieces.prefixes(rest) {
        is_known |= found.length == width;
        improve(&mut ways[from + found.length], Way { score: score + found.score, from, piece: found.piece });
    }
    if !is_known {
        improve(&mut ways[from + width], Way { score: score + pieces.unknown_score(), from, piece: UNKNOWN });
    }
}

fn improve(way: &mut Way, other: Way) {
    if other.score > way.score {
        *way = other;
    }
}
