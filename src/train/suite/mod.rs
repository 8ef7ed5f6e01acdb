//! Suites of questions: a folder with answers and questions, made into a bot, trained, loaded and asked as a deployed one is.
//!
//! A suite is a folder with `suite.json` and either `train.jsonl` and `test.jsonl` (Q&As with phrasings, and what they are asked with), or
//! `docs.jsonl` or `kb/` with `queries.jsonl` (documents, and questions with those that answer). `"as": "qa"` in `suite.json` makes each
//! document a Q&A: its title is the question, its text the answer.

mod ask;
mod bot;
mod error;
mod languages;
mod read;
mod score;

pub use ask::{Bench, run};
pub use error::SuiteError;
pub use read::{Suite, SuiteQuestion, read};
