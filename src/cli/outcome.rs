//! What a command that didn't fail hands to the printer.

use serde_json::Value;

use crate::cli::exit::Exit;
use crate::ui::Human;
use crate::ui::outcome::{Object, ResultLine};

/// The end of a command that did what it was asked to.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Ok, or Changes.
    pub exit: Exit,
    /// The result for people.
    pub human: Human,
    /// The last line of plain progress.
    pub closing: String,
    /// The result for machines.
    pub object: Object,
}

impl Outcome {
    /// A short verb's result: text for people, an object for machines.
    pub fn short(human: Human, fields: Value) -> Self {
        Self { exit: Exit::Ok, human, closing: String::new(), object: Object::short(fields) }
    }

    /// A text that is the result itself: a script, a manual, a schema. Machines get it under `text`.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        let fields = serde_json::json!({ "text": text });
        Self::short(Human::same(text), fields)
    }

    /// A long verb's result.
    pub fn long(human: Human, closing: String, result: ResultLine) -> Self {
        Self { exit: Exit::Ok, human, closing, object: Object::Long(Box::new(result)) }
    }

    /// The same with another exit code.
    #[must_use]
    pub fn exiting(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }
}
