//! Passages and the buckets that they travel in.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A piece of a document, about 500 characters, with what is needed to cite it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Passage {
    /// The document's id: its path relative to the bot's folder; `survey.toml#business.industry` for a survey answer.
    pub document: String,
    /// Position within the document, from 0.
    pub ordinal: u32,
    /// The document's title.
    pub title: String,
    /// Headings above the passage, outermost first, without the title.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub headings: Vec<String>,
    /// The text: paragraphs, list items and table rows as Markdown lines.
    pub text: String,
    /// Primary language tag.
    pub language: String,
    /// The document's public address, if it has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// The day on which the document was last changed, if it says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub date: Option<Date>,
    /// The page that it begins on, from 1, where the document has pages.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub page: Option<u32>,
}
