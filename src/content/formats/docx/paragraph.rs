//! A paragraph that is being read, and the block that it becomes.

use super::parts::{Numbered, Numbering, Styles};
use crate::content::document::BlockKind;

/// What is known about a paragraph so far.
#[derive(Default)]
pub(super) struct Paragraph {
    pub(super) text: String,
    pub(super) style: Option<String>,
    pub(super) outline: Option<u8>,
    pub(super) level: Option<u8>,
    pub(super) list: Option<String>,
    /// Open hyperlinks: where their text begins, and their address.
    pub(super) links: Vec<(usize, String)>,
}

impl Paragraph {
    /// The list that it is an item of: its own, or its style's.
    fn place(&self, styles: &Styles) -> Option<Numbered> {
        let of_style = self.style.as_deref().and_then(|style| styles.numbering(style));
        let list = self.list.clone().or_else(|| of_style.as_ref().map(|place| place.list.clone()))?;
        let level = self.level.or(of_style.map(|place| place.level)).unwrap_or(0);
        (list != "0" && !list.is_empty()).then_some(Numbered { list, level })
    }

    /// Its role. Numbered headings are headings.
    pub(super) fn kind(&self, styles: &Styles, numbering: &Numbering, counters: &mut Counters) -> BlockKind {
        let heading = self.outline.or_else(|| self.style.as_deref().and_then(|style| styles.heading(style)));
        if let Some(level) = heading {
            return BlockKind::Heading { level };
        }
        match self.place(styles) {
            Some(place) => {
                let number = counters.next(&place);
                let number = numbering.is_numbered(&place).then_some(number);
                BlockKind::ListItem { depth: place.level, number }
            }
            None => BlockKind::Paragraph,
        }
    }
}

/// The items of each list so far, by level.
#[derive(Default)]
pub(super) struct Counters(std::collections::HashMap<String, Vec<u64>>);

impl Counters {
    /// The number of the next item at a place; deeper levels begin anew.
    fn next(&mut self, place: &Numbered) -> u64 {
        let counts = self.0.entry(place.list.clone()).or_default();
        counts.resize(usize::from(place.level) + 1, 0);
        match counts.last_mut() {
            Some(count) => {
                *count += 1;
                *count
            }
            None => 1,
        }
    }
}
