//! The day on which a page was last changed, by its metadata.

use html5ever::tokenizer::Tag;
use jiff::civil::Date;

use super::roles::attribute;
use crate::content::document::day;

/// The days of a page's metadata so far.
#[derive(Default)]
pub(super) struct Dates {
    changed: Option<Date>,
    made: Option<Date>,
}

impl Dates {
    /// Takes a `<meta>` that holds a day.
    pub(super) fn take(&mut self, tag: &Tag) {
        let name = ["property", "name", "itemprop", "http-equiv"].into_iter().find_map(|key| attribute(tag, key));
        let of = || attribute(tag, "content").and_then(day);
        match name.unwrap_or_default().to_ascii_lowercase().as_str() {
            "article:modified_time"
            | "og:updated_time"
            | "datemodified"
            | "last-modified"
            | "revised"
            | "dcterms.modified"
            | "dc.date.modified" => self.changed = self.changed.or_else(of),
            "article:published_time"
            | "datepublished"
            | "date"
            | "dcterms.created"
            | "dcterms.date"
            | "dc.date"
            | "dc.date.created" => self.made = self.made.or_else(of),
            _ => {}
        }
    }

    /// The day of the last change, else that of its making.
    pub(super) fn day(&self) -> Option<Date> {
        self.changed.or(self.made)
    }
}
