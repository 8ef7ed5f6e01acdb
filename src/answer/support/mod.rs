//! What of a written answer its passages say. A sentence stays if they hold its words and all that decides in it: numbers, dates,
//! names, addresses, negations. Everything else is cut, so that a model's inventions, and what a text told it to say, reach nobody.

mod plain;
mod sentence;
mod words;

use std::collections::BTreeSet;

use crate::answer::analysis::{self, Keep};
use crate::answer::extract::sentences;
use crate::answer::passage::Passage;

use plain::Piece;
use sentence::Sentence;

/// Of a sentence's content words, this many of ten must be found.
const LEAST_TENTHS: usize = 7;
/// Passages that one sentence may draw from.
const MOST_PASSAGES: usize = 2;
/// Sentences of passages that one sentence may put together.
const MOST_UNITS: usize = 3;

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
    let evidence: Vec<Evidence> = passages.iter().map(|passage| Evidence::of(passage, words)).collect();
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

/// A sentence, list item or table row of a passage.
#[derive(Debug)]
struct Unit {
    stems: BTreeSet<String>,
    numbers: BTreeSet<String>,
    /// Whether a word in it denies or limits.
    limits: bool,
}

/// A passage, ready to be held against sentences.
#[derive(Debug)]
struct Evidence {
    units: Vec<Unit>,
    /// Of title and headings.
    context: BTreeSet<String>,
    context_numbers: BTreeSet<String>,
    /// In lower case, for addresses.
    text: String,
}

impl Evidence {
    fn of(passage: &Passage, words: &words::Words) -> Self {
        let language = passage.language.as_str();
        let stems = |text: &str| analysis::stems(text, language, Keep::All).into_iter().collect();
        let unit =
            |text: &str| Unit { stems: stems(text), numbers: sentence::numbers(text), limits: words.limits(text) };
        let heading = std::iter::once(&passage.title).chain(&passage.headings).cloned().collect::<Vec<_>>().join("\n");
        Self {
            units: passage.text.lines().flat_map(sentences).map(unit).collect(),
            context: stems(&heading),
            context_numbers: sentence::numbers(&heading),
            text: format!("{heading}\n{}", passage.text).to_lowercase(),
        }
    }

    fn holds(&self, stem: &str) -> bool {
        self.context.contains(stem) || self.units.iter().any(|unit| unit.stems.contains(stem))
    }
}

#[cfg(test)]
mod tests;
