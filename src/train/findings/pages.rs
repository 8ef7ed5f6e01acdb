//! What each document consists of, gathered from its passages: its text's digest, and how much of it is links.

use crate::answer::passage::Passage;
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::train::findings::review::{Finding, quoted};

/// A document of which this share of the words are links is navigation.
const LINK_SHARE: f64 = 0.7;
/// Fewer links than this are none to complain of.
const LEAST_LINKS: usize = 8;
/// A line with so many words that aren't links says something.
const PROSE_WORDS: usize = 12;

/// A document as a whole.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Page {
    pub(super) document: String,
    /// Of the text of all passages.
    pub(super) text: Digest,
    pub(super) text_bytes: u64,
    pub(super) beginning: String,
    links: usize,
    link_words: usize,
    words: usize,
    prose_lines: usize,
}

impl Page {
    /// Of the passages of one document, in order; `None` where there are none.
    pub(super) fn of(passages: &[Passage]) -> Option<Self> {
        let first = passages.first()?;
        let text: Vec<&str> = passages.iter().map(|passage| passage.text.as_str()).collect();
        let text = text.join("\n\n");
        let mut page = Self {
            document: first.document.clone(),
            text: Digest::of(text.as_bytes()),
            text_bytes: text.len() as u64,
            beginning: first.text.clone(),
            links: 0,
            link_words: 0,
            words: 0,
            prose_lines: 0,
        };
        text.lines().for_each(|line| page.add(line));
        Some(page)
    }

    fn add(&mut self, line: &str) {
        let (mut rest, mut plain) = (line, 0);
        while let Some((before, label, after)) = next_link(rest) {
            plain += words(before);
            self.links += 1;
            self.link_words += words(label);
            rest = after;
        }
        plain += words(rest);
        self.words += plain;
        self.prose_lines += usize::from(plain >= PROSE_WORDS);
    }

    fn is_navigation(&self) -> bool {
        let share = self.link_words as f64 / (self.link_words + self.words).max(1) as f64;
        self.links >= LEAST_LINKS && share >= LINK_SHARE && self.prose_lines == 0
    }
}

fn words(text: &str) -> usize {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).count()
}

/// The first Markdown link: what stands before it, its label, what follows it.
pub(super) fn next_link(text: &str) -> Option<(&str, &str, &str)> {
    let (middle, _) = text.match_indices("](").next()?;
    let open = text[..middle].rfind('[')?;
    let close = middle + text[middle..].find(')')?;
    Some((&text[..open], &text[open + 1..middle], &text[close + 1..]))
}

/// Documents that are mostly links to others.
pub(super) fn navigation(pages: &[Page]) -> Vec<Finding> {
    let found = pages.iter().filter(|page| page.is_navigation());
    found
        .map(|page| {
            let finding = Diagnostic::warning("CON006", "document is mostly navigation")
                .at(Place::file(&page.document))
                .because(format!(
                    "{} of its {} words are links: {}",
                    page.link_words,
                    page.link_words + page.words,
                    quoted(&page.beginning)
                ))
                .fix("list it in knowledge.exclude, or write what its links lead to");
            Finding { diagnostic: finding, certainty: page.links as f64 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Page {
        let passage = Passage {
            document: "knowledge/a.md".to_owned(),
            ordinal: 0,
            title: "A".to_owned(),
            headings: Vec::new(),
            text: text.to_owned(),
            language: "en".to_owned(),
            address: None,
            date: None,
            page: None,
        };
        Page::of(&[passage]).expect("a passage")
    }

    #[test]
    fn a_list_of_links_is_navigation_and_a_text_with_links_is_none() {
        let links = "- [Rooms and prices](https://inn.example/rooms)\n".repeat(9);
        assert_eq!(navigation(&[page(&links)]).len(), 1);
        let prose = format!("{links}Breakfast is served from seven to ten, and on Sundays until eleven in the garden.");
        assert_eq!(navigation(&[page(&prose)]), []);
        assert_eq!(navigation(&[page("- [Rooms](https://inn.example/rooms)")]), []);
    }
}
