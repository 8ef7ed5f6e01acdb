//! A Q&A as a file gives it, before it is checked.

use crate::base::diagnostic::Place;

/// The keys of a Q&A: of objects and of columns.
pub(super) const KEYS: [&str; 7] = ["id", "question", "variants", "answer", "active", "language", "links"];

/// A Q&A, not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) place: Place,
    pub(super) id: Option<String>,
    /// Whether an id may be made from the question, as in tables.
    pub(super) may_lack_id: bool,
    pub(super) question: String,
    pub(super) variants: Vec<String>,
    pub(super) answer: String,
    pub(super) active: bool,
    pub(super) language: Option<String>,
    pub(super) links: Vec<String>,
}

impl Draft {
    /// An empty one.
    pub(super) fn at(place: Place, may_lack_id: bool) -> Self {
        Self {
            place,
            id: None,
            may_lack_id,
            question: String::new(),
            variants: Vec::new(),
            answer: String::new(),
            active: true,
            language: None,
            links: Vec::new(),
        }
    }
}
