//! The blobs of a release that the engine reads: Q&As, tests, models, chatroom and operations settings, as JSON with a version.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

use serde::{Deserialize, Serialize};

use crate::answer::embedding::Embeddings;
use crate::answer::small_talk::SmallTalk;

/// The version of matching, decision and blob formats. A change of any of them raises it.
pub const ENGINE_VERSION: u32 = 4;

/// The blob of part `models` that holds the fitted matcher.
pub const MATCHER: &str = "matcher";

/// The versions whose releases this program can serve.
pub const ENGINES_READ: [u32; 1] = [ENGINE_VERSION];

/// A Q&A as the engine sees it. Blob `qas` of part `qa`: a list, active ones only, in order of id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qa {
    /// Stable id.
    pub id: String,
    /// The main phrasing.
    pub question: String,
    /// Other phrasings.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub variants: Vec<String>,
    /// Markdown.
    pub answer: String,
    /// Primary language tag.
    pub language: String,
    /// Addresses given with the answer.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub links: Vec<String>,
}

/// A passage whose confidence reaches this answers, unless the owner sets `answers.minimum_score`. Measured: documentation asked
/// its own questions refuses under 5 % of them, asked another field's it refuses over 90 %.
pub const PASSAGE_MILLIONTHS: i64 = 450_000;

impl Qa {
    /// All phrasings, the main one first.
    pub fn phrasings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.question.as_str()).chain(self.variants.iter().map(String::as_str))
    }
}

/// One of the bot's tests. Blob `tests` of part `qa`: a list, in the owner's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestItem {
    /// The visitor's messages before it, in order.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub after: Vec<String>,
    /// What is asked.
    pub question: String,
    /// The visitor's language; the bot's default where absent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<String>,
    /// `qa:ID`, `text:WORDS`, `source:PATH`, `choices` or `miss`.
    pub expect: String,
}

/// What training found out. Blob `model` of part `models`. Scores are in millionths, so that no float reaches a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// [`ENGINE_VERSION`] of the trainer.
    pub engine: u32,
    /// Languages of the bot, the default first.
    pub languages: Vec<String>,
    /// A Q&A at or above this answers.
    pub answer_millionths: i64,
    /// A Q&A at or above this is offered as a choice.
    pub choice_millionths: i64,
    /// A passage at or above this answers.
    pub passage_millionths: i64,
    /// How many choices at most.
    pub choices: u32,
    /// Which kinds of answers are on.
    pub use_qa: bool,
    /// Whether documents and survey answers are searched.
    pub use_knowledge: bool,
    /// What is answered to greetings and the like, in the order of `languages`; empty where that is off.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub small_talk: Vec<SmallTalk>,
    /// The model that gives vectors in place of the encoder.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub embeddings: Option<Embeddings>,
}
