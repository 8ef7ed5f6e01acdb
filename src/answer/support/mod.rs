//! What of a written answer its passages say. A sentence stays if they hold its words and all that decides in it: numbers, dates,
//! names, addresses, negations. Everything else is cut, so that a model's inventions, and what a text told it to say, reach nobody.

mod evidence;
mod plain;
mod sentence;
mod words;

use std::collections::BTreeSet;

use crate::answer::extract::sentences;
use crate::answer::passage::Passage;

use evidence::Evidence;
use plain::Piece;
use sentence::Sentence;

/// Of a sentence's content words, this many of ten must be found.
const LEAST_TENTHS: usize = 7;
/// Places in the passages that one sentence may put together.
const MOST_PLACES: usize = 2;
/// A further place is used only if it brings so many words and numbers: one that lends a single word turns two facts into a third.
const LEAST_NEW: usize = 2;

/// The part of an answer that is supported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Supported {
    /// Plain paragraphs and lists, as Markdown.
    pub text: String,
    /// The passages that it draws from, by their position, ascending.
    pub used: Vec<usize>,
}

/// Whether sentences of this language can be judged at all.
pub fn knows(language: &str) -> bool {
    words::of(language).is_some()
}

/// Cuts an answer to the sentences that the passages (of one language) support. `None`: less than half of them are, or the language
/// isn't known.
pub fn cut(answer: &str, passages: &[Passage]) -> Option<Supported> {
    let language = passages.first()?.language.as_str();
    let words = words::of(language)?;
    let evidence = Evidence::of(passages, words);
    let (mut kept, mut all) = (0, 0);
    let mut used = BTreeSet::new();
    let mut pieces = Vec::new();
    for piece in plain::pieces(answer) {
        let mut good = Vec::new();
        for text in sentences(piece.text()) {
            all += 1;
            let Some(from) = Sentence::of(text, language, words).supported_by(&evidence) else { continue };
            kept += 1;
            used.extend(from);
            good.push(text);
        }
        if !good.is_empty() {
            pieces.push(piece.with(good.join(" ")));
        }
    }
    let text = written(&pieces);
    (kept * 2 >= all && !text.is_empty()).then(|| Supported { text, used: used.into_iter().collect() })
}

/// Paragraphs and lists; a paragraph that announces a list is left out where the list was cut.
fn written(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let next_is_item = matches!(pieces.get(at + 1), Some(Piece::Item(_)));
        let (start, body) = match piece {
            Piece::Paragraph(body) if body.ends_with(':') && !next_is_item => continue,
            Piece::Paragraph(body) => ("\n\n", body.clone()),
            Piece::Item(body) if matches!(at.checked_sub(1).and_then(|at| pieces.get(at)), Some(Piece::Item(_))) => {
                ("\n", format!("- {body}"))
            }
            Piece::Item(body) => ("\n\n", format!("- {body}")),
        };
        if !text.is_empty() {
            text.push_str(start);
        }
        text.push_str(&body);
    }
    text
}

#[cfg(test)]
mod tests;
