//! A suite on disk, and the figures that come of it.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::{intents, retrieval};

/// Figures in the order in which they are printed.
#[derive(Default)]
pub struct Figures(Vec<(String, f64)>);

impl Figures {
    pub fn add(&mut self, name: &str, value: f64) {
        self.0.push((name.to_owned(), value));
    }

    pub fn share(&mut self, name: &str, part: usize, of: usize) {
        self.add(name, 100.0 * part as f64 / of.max(1) as f64);
    }

    pub fn line(&self) -> String {
        self.0.iter().map(|(name, value)| format!("{name} {value:.1}")).collect::<Vec<_>>().join("  ")
    }
}

/// A document of `docs.jsonl`.
#[derive(Deserialize)]
pub struct Doc {
    pub id: String,
    pub title: String,
    pub text: String,
}

/// A question of `queries.jsonl`.
#[derive(Deserialize)]
pub struct Query {
    pub q: String,
    /// The documents that answer.
    pub rel: Vec<String>,
    /// Words that a right answer holds.
    #[serde(default)]
    pub ans: Vec<String>,
}

pub fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, Box<dyn Error>> {
    let text = std::fs::read_to_string(path)?;
    Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

pub fn run(folder: &Path) -> Result<Figures, Box<dyn Error>> {
    let suite: BTreeMap<String, serde_json::Value> =
        serde_json::from_slice(&std::fs::read(folder.join("suite.json"))?)?;
    if folder.join("train.jsonl").is_file() {
        return intents::run(folder);
    }
    if suite.get("as").is_some_and(|kind| kind == "qa") { retrieval::as_qas(folder) } else { retrieval::run(folder) }
}
