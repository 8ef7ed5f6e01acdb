//! The reply out of a passage: the sentences, list or table that answer the question, word for word.

use std::collections::{BTreeMap, BTreeSet};

use crate::answer::analysis::{self, Keep};
use crate::answer::passage::Passage;

/// A passage up to this long is given whole.
const WHOLE_CHARACTERS: usize = 360;
/// A reply of sentences ends here; lists and tables are kept whole.
const MOST_SENTENCES: usize = 3;

/// A block of a passage: lines without an empty one between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Prose,
    /// A list, a table, a code block: meaningless in parts.
    Whole,
}

/// What the stems of a question tell, by stem.
pub type Stems = BTreeMap<String, f64>;

/// The part of the passage that tells most of what is asked, as Markdown that reads well by itself.
pub fn reply(passage: &Passage, question: &Stems) -> String {
    let text = passage.text.trim();
    if text.chars().count() <= WHOLE_CHARACTERS {
        return text.to_owned();
    }
    let blocks = blocks(text);
    let cover = |text: &str| covered(text, &passage.language, question);
    let Some(best) = first_best(blocks.iter().map(|(_, block)| cover(block))) else {
        return text.to_owned();
    };
    let (kind, block) = blocks[best];
    match kind {
        Kind::Prose => {
            let sentences = best_sentences(block, &passage.language, question);
            match blocks.get(best + 1) {
                Some((Kind::Whole, list)) if sentences.ends_with(':') => format!("{sentences}\n\n{list}"),
                _ => sentences,
            }
        }
        Kind::Whole => match best.checked_sub(1).and_then(|before| blocks.get(before)) {
            Some((Kind::Prose, lead)) => format!("{}\n\n{block}", last_sentence(lead)),
            _ => block.to_owned(),
        },
    }
}

/// The stems of a question that a passage, its title and its headings say nothing of.
pub fn without(passage: &Passage, mut question: Stems) -> Stems {
    for text in [&passage.text, &passage.title].into_iter().chain(&passage.headings) {
        analysis::for_each_stem_and_joined(text, &passage.language, Keep::All, |stem| {
            question.remove(stem);
        });
    }
    question
}

/// The share of what these stems tell that the passage's text holds, 0 to 1; 0 where they tell nothing.
pub fn share(passage: &Passage, stems: &Stems) -> f64 {
    let all: f64 = stems.values().sum();
    if all > 0.0 { covered(&passage.text, &passage.language, stems) / all } else { 0.0 }
}

fn blocks(text: &str) -> Vec<(Kind, &str)> {
    text.split("\n\n")
        .map(|block| block.trim_matches('\n'))
        .filter(|block| !block.trim().is_empty())
        .map(|block| (if is_whole(block) { Kind::Whole } else { Kind::Prose }, block))
        .collect()
}

fn is_whole(block: &str) -> bool {
    let first = block.trim_start();
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    first.starts_with(['|', '`', '>'])
        || ["- ", "* ", "+ "].iter().any(|mark| first.starts_with(mark))
        || (digits > 0 && (first[digits..].starts_with(". ") || first[digits..].starts_with(") ")))
        || block.contains("\n- ")
        || block.contains("\n* ")
        || block.contains("\n|")
}

/// The run of three sentences that tells most, around the one that tells most by itself; all of a shorter block.
fn best_sentences(block: &str, language: &str, question: &Stems) -> String {
    let sentences = sentences(block);
    let length = MOST_SENTENCES.min(sentences.len());
    let cover = |text: &str| covered(text, language, question);
    let single: Vec<f64> = sentences.iter().map(|sentence| cover(sentence)).collect();
    let scores = (0..=sentences.len() - length).map(|start| {
        let run = &single[start..start + length];
        // Equal runs: the one that says it first, since what follows explains it.
        let early: f64 = run.iter().zip([0.02, 0.01, 0.0]).map(|(one, weight)| one * weight).sum();
        cover(&sentences[start..start + length].join(" ")) + early
    });
    let Some(start) = first_best(scores) else { return block.to_owned() };
    sentences[start..start + length].join(" ")
}

fn last_sentence(block: &str) -> String {
    sentences(block).pop().unwrap_or(block).to_owned()
}

/// Sentences end at `.`, `!`, `?`, `…` or `。` before a space and something that isn't lower case, or at the end.
pub(super) fn sentences(block: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;

    for (at, character) in block.char_indices() {
        let after = at + character.len_utf8();
        let ends = match character {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' | '…' => starts_sentence(&block[after..]) && !is_abbreviation(&block[start..at]),
            _ => false,
        };
        if ends {
            sentences.push(block[start..after].trim());
            start = after;
        }
    }
    sentences.push(block[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn starts_sentence(rest: &str) -> bool {
    let closed = rest.trim_start_matches(['"', '\'', ')', '”', '’', '*', '_', ']']);
    closed.starts_with(char::is_whitespace)
        && closed.trim_start().chars().next().is_some_and(|next| !next.is_lowercase())
}

/// `e.g`, `Dr`, a single initial: a word of at most two letters with a capital, or with a full stop in it.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let short = word.chars().count() <= 2 && word.chars().next().is_some_and(char::is_uppercase);
    short || (word.contains('.') && word.chars().count() <= 4 && !word.chars().any(|letter| letter.is_ascii_digit()))
}

/// What the question's stems in a text tell together.
fn covered(text: &str, language: &str, question: &Stems) -> f64 {
    let mut found = BTreeSet::new();
    analysis::for_each_stem_and_joined(text, language, Keep::Content, |stem| {
        if question.contains_key(stem) {
            found.insert(stem.to_owned());
        }
    });
    found.iter().filter_map(|stem| question.get(stem)).sum()
}

/// The position of the greatest value, the first of equals.
fn first_best(values: impl Iterator<Item = f64>) -> Option<usize> {
    let values = values.enumerate();
    values
        .max_by(|(left_index, left), (right_index, right)| left.total_cmp(right).then(right_index.cmp(left_index)))
        .map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passage(text: &str) -> Passage {
        Passage {
            document: "a.md".to_owned(),
            ordinal: 0,
            title: "A".to_owned(),
            headings: Vec::new(),
            text: text.to_owned(),
            language: "en".to_owned(),
            address: None,
            date: None,
            page: None,
        }
    }

    fn ask(text: &str, question: &str) -> String {
        reply(
            &passage(text),
            &analysis::stems(question, "en", Keep::Content).into_iter().map(|stem| (stem, 1.0)).collect(),
        )
    }

    #[test]
    fn sentences_are_told_from_abbreviations() {
        assert_eq!(
            sentences("Ask Dr. Smith, e.g. on Monday. It costs 3.50 a day! Really? yes."),
            ["Ask Dr. Smith, e.g. on Monday.", "It costs 3.50 a day!", "Really? yes."]
        );
    }

    #[test]
    fn the_answering_sentences_are_cut_out() {
        let filler = "The building was opened long ago and has been renovated twice since then. ".repeat(6);
        let text =
            format!("{filler}Parking costs ten euros a day. Guests with a card park free. On Sundays all do. {filler}");
        let reply = ask(&text, "how much does parking cost");
        assert_eq!(reply, "Parking costs ten euros a day. Guests with a card park free. On Sundays all do.");
    }

    #[test]
    fn lists_come_whole_with_their_lead() {
        let filler = "Nothing of this paragraph is about it at all, in any way. ".repeat(8);
        let text = format!("{filler}\n\nBring these documents for the visa:\n\n- passport\n- photo\n- form\n\nBye.");
        let expected = "Bring these documents for the visa:\n\n- passport\n- photo\n- form";
        assert_eq!(ask(&text, "documents for visa"), expected);
        assert_eq!(ask(&text, "is a passport and a photo needed"), expected);
    }

    #[test]
    fn a_short_passage_is_given_whole() {
        assert_eq!(ask("Open daily.\nExcept in May.", "open"), "Open daily.\nExcept in May.");
    }
}
