//! A suite as a bot's folder, and back: what the bot calls an answer, and what the suite calls it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;

use crate::base::fs::{self, FsError};
use crate::train::suite::languages;
use crate::train::suite::read::{Answers, Suite, SuiteDocument, SuiteQa};

/// Where the documents stand in the bot's folder.
const KNOWLEDGE: &str = "knowledge/";
/// The answer of a Q&A of which the suite tells none: a Q&A has one, and this one says nothing.
const NO_ANSWER: &str = "…";

/// The suite's names of what the bot knows, by the bot's own.
#[derive(Debug, Default)]
pub(super) struct Names {
    names: BTreeMap<String, String>,
}

impl Names {
    /// The suite's name of a Q&A's id or a document's path.
    pub(super) fn of<'a>(&'a self, own: &'a str) -> &'a str {
        self.names.get(own).map_or_else(|| own.strip_prefix(KNOWLEDGE).unwrap_or(own), String::as_str)
    }
}

/// Writes the bot's folder. Errors: a file that can't be read or written.
pub(super) fn write(suite: &Suite, folder: &Path) -> Result<Names, FsError> {
    write_file(&folder.join("bot.toml"), bot_toml(suite).as_bytes())?;
    match &suite.answers {
        Answers::Qas(qas) => write_qas(qas, folder),
        Answers::Documents(documents) => write_documents(documents, folder),
        Answers::Folder(kb) => copy(kb, &folder.join(KNOWLEDGE)).map(|()| Names::default()),
    }
}

/// Nothing is set but what the suite is about: the rest is as deployed.
fn bot_toml(suite: &Suite) -> String {
    let languages = languages::of(suite);
    let is_qa = matches!(suite.answers, Answers::Qas(_));
    let messages: Vec<String> = languages
        .iter()
        .map(|language| {
            format!(
                "[settings.messages.{language}]\nwelcome = \"-\"\nfallback = \"-\"\nunsure = \"-\"\noffline = \"-\"\n"
            )
        })
        .collect();
    format!(
        "schema = 1\n[bot]\nid = \"suite\"\nname = \"Suite\"\ndescription = \"Answers the questions of a suite\"\nlanguages = {}\n\
         [features]\nqa = {is_qa}\nknowledge = {}\nsurvey = false\nsmall_talk = {}\n{}",
        json!(languages),
        !is_qa,
        suite.settings.small_talk,
        messages.concat()
    )
}

fn write_qas(qas: &[SuiteQa], folder: &Path) -> Result<Names, FsError> {
    let mut names = Names::default();
    let mut items = Vec::with_capacity(qas.len());
    for (number, qa) in qas.iter().enumerate() {
        // A label may hold anything; an id may not.
        let id = format!("qa-{number:06}");
        let answer = if qa.answer.trim().is_empty() { NO_ANSWER } else { &qa.answer };
        let (question, variants) =
            qa.phrasings.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
        items.push(json!({ "id": id, "question": question, "variants": variants, "answer": answer }));
        names.names.insert(id, qa.label.clone());
    }
    write_file(&folder.join("qa/suite.json"), json!({ "qa": items }).to_string().as_bytes())?;
    Ok(names)
}

fn write_documents(documents: &[SuiteDocument], folder: &Path) -> Result<Names, FsError> {
    let mut names = Names::default();
    for (number, document) in documents.iter().enumerate() {
        let path = format!("{KNOWLEDGE}{number:06}.md");
        let title = document.title.replace('_', " ");
        let heading = if title.trim().is_empty() { String::new() } else { format!("# {title}\n\n") };
        write_file(&folder.join(&path), format!("{heading}{}\n", document.text).as_bytes())?;
        names.names.insert(path, document.id.clone());
    }
    Ok(names)
}

fn copy(from: &Path, to: &Path) -> Result<(), FsError> {
    for entry in walkdir::WalkDir::new(from).follow_links(true) {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(from).to_owned();
            FsError::new("read", &path, error.into())
        })?;
        if entry.file_type().is_file() {
            let target = to.join(entry.path().strip_prefix(from).unwrap_or(entry.path()));
            write_file(&target, &fs::read(entry.path())?)?;
        }
    }
    Ok(())
}

/// Nothing here outlives the command: no fsync.
fn write_file(path: &Path, bytes: &[u8]) -> Result<(), FsError> {
    fs::create_dir(path.parent().unwrap_or(path))?;
    std::fs::write(path, bytes).map_err(|error| FsError::new("write", path, error))
}
