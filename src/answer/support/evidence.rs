//! Passages, taken apart into the places where something is said: a sentence, a list item, a cell of a table with its row and column.

use std::collections::BTreeSet;

use super::sentence::numbers;
use super::words::Words;
use crate::answer::analysis::{self, Keep};
use crate::answer::extract::sentences;
use crate::answer::passage::Passage;

/// Where something is said.
#[derive(Debug)]
pub(super) struct Place {
    /// The passage's position.
    pub(super) passage: usize,
    /// Its words, those of title and headings, of row and column.
    pub(super) own: BTreeSet<String>,
    /// The same with those of what stands before it in the same paragraph, which may name what it is about.
    pub(super) stems: BTreeSet<String>,
    /// In their order.
    pub(super) numbers: Vec<String>,
    /// What its numbers are bound to.
    pub(super) bound: BTreeSet<(String, String)>,
    /// Whether a word in it denies or limits.
    pub(super) limits: bool,
}

/// All that the passages say.
#[derive(Debug)]
pub(super) struct Evidence {
    pub(super) places: Vec<Place>,
    /// In lower case, for addresses, by passage.
    pub(super) texts: Vec<String>,
}

impl Evidence {
    pub(super) fn of(passages: &[Passage], words: &Words) -> Self {
        let mut reader = Reader { words, places: Vec::new() };
        passages.iter().enumerate().for_each(|(at, passage)| reader.read(at, passage));
        let texts = passages.iter().map(|passage| format!("{}\n{}", heading(passage), passage.text).to_lowercase());
        Self { places: reader.places, texts: texts.collect() }
    }

    /// Whether any passage uses the word.
    pub(super) fn holds(&self, stem: &str) -> bool {
        self.places.iter().any(|place| place.stems.contains(stem))
    }
}

fn heading(passage: &Passage) -> String {
    std::iter::once(&passage.title).chain(&passage.headings).cloned().collect::<Vec<_>>().join("\n")
}

struct Reader<'a> {
    words: &'a Words,
    places: Vec<Place>,
}

impl Reader<'_> {
    fn read(&mut self, at: usize, passage: &Passage) {
        let heading = heading(passage);
        let language = passage.language.as_str();
        let mut columns: Vec<&str> = Vec::new();
        let mut before: Option<&str> = None;
        for line in passage.text.lines().map(str::trim) {
            if let Some(row) = line.strip_prefix('|') {
                let cells: Vec<&str> = row.trim_end_matches('|').split('|').map(str::trim).collect();
                let is_rule =
                    cells.iter().all(|cell| !cell.is_empty() && cell.chars().all(|c| matches!(c, '-' | ':' | ' ')));
                match columns.is_empty() {
                    _ if is_rule => {}
                    true => columns = cells,
                    false => self.row(at, &columns, &cells, &heading, language),
                }
                before = None;
                continue;
            }
            columns.clear();
            if line.is_empty() {
                before = None;
            }
            let is_item = line.starts_with(['-', '*', '+']);
            for sentence in sentences(line).into_iter().flat_map(|sentence| sentence.split(';')) {
                self.place(at, sentence, before.unwrap_or_default(), &[&heading], language);
                before = (!is_item).then_some(sentence);
            }
        }
        // Titles say something too: `Parking, 12 euros a day`.
        for line in heading.lines() {
            self.place(at, line, "", &[], language);
        }
    }

    /// Each cell with what its row is about and what its column is.
    fn row(&mut self, at: usize, columns: &[&str], cells: &[&str], heading: &str, language: &str) {
        let Some((first, others)) = cells.split_first() else { return };
        if others.is_empty() {
            return self.place(at, first, "", &[heading], language);
        }
        for (cell, column) in others.iter().zip(columns.iter().skip(1).chain(std::iter::repeat(&""))) {
            let text = format!("{first} {column} {cell}");
            self.place(at, &text, "", &[heading, columns.first().copied().unwrap_or_default()], language);
        }
    }

    /// A place, what stands before it, and the texts around it that tell what it is about.
    fn place(&mut self, passage: usize, text: &str, before: &str, around: &[&str], language: &str) {
        let stems = |text: &str| analysis::stems(&self.words.spelled(text), language, Keep::All);
        let own: BTreeSet<String> = std::iter::once(&text).chain(around).flat_map(|text| stems(text)).collect();
        let mut all = own.clone();
        all.extend(stems(before));
        let (numbers, bound, limits) = (numbers(text), self.words.bound(text), self.words.limits(text));
        self.places.push(Place { passage, own, stems: all, numbers, bound, limits });
    }
}
