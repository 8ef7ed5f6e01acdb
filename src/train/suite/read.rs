//! A suite as it lies on the disk: its answers, and its questions with what answers them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::base::figures::SuiteKind;
use crate::base::fs;
use crate::train::suite::error::SuiteError;

/// A suite that was read.
#[derive(Debug, Clone)]
pub struct Suite {
    /// The folder's name.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// How it is run.
    pub kind: SuiteKind,
    /// What is asked.
    pub questions: Vec<SuiteQuestion>,
    pub(super) settings: Settings,
    pub(super) answers: Answers,
}

/// What a suite asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuiteQuestion {
    /// The text.
    pub text: String,
    /// Labels of Q&As, or ids of documents, that answer it; none: it is out of scope.
    pub right: Vec<String>,
    /// Words of which a right answer contains some.
    pub words: Vec<String>,
}

/// `suite.json`, as far as it decides anything.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Settings {
    #[serde(rename = "as")]
    pub(super) run_as: Option<RunAs>,
    /// The bot's languages, the default first; else they are found out.
    #[serde(default)]
    pub(super) languages: Vec<String>,
    /// Whether the bot has small talk.
    #[serde(default)]
    pub(super) small_talk: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RunAs {
    Qa,
}

/// What the bot is to know.
#[derive(Debug, Clone)]
pub(super) enum Answers {
    Qas(Vec<SuiteQa>),
    Documents(Vec<SuiteDocument>),
    /// A folder of documents, named by their paths.
    Folder(PathBuf),
}

/// A Q&A: its label, its phrasings in their order, its answer if the suite gives one.
#[derive(Debug, Clone)]
pub(super) struct SuiteQa {
    pub(super) label: String,
    pub(super) phrasings: Vec<String>,
    pub(super) answer: String,
}

/// A line of `docs.jsonl`.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct SuiteDocument {
    pub(super) id: String,
    #[serde(default)]
    pub(super) title: String,
    pub(super) text: String,
}

/// A line of `train.jsonl` and `test.jsonl`.
#[derive(Deserialize)]
struct Phrasing {
    q: String,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    answer: Option<String>,
    #[serde(default)]
    ans: Vec<String>,
}

/// A line of `queries.jsonl`.
#[derive(Deserialize)]
struct Query {
    q: String,
    #[serde(default)]
    rel: Vec<String>,
    #[serde(default)]
    ans: Vec<String>,
}

/// Reads a suite. Errors: what it lacks, and the first line that can't be understood.
pub fn read(folder: &Path) -> Result<Suite, SuiteError> {
    if !folder.is_dir() {
        return Err(SuiteError::Missing(folder.to_owned()));
    }
    let settings = settings(folder)?;
    let (answers, questions) = if folder.join("train.jsonl").is_file() {
        (Answers::Qas(qas(&folder.join("train.jsonl"))?), tests(folder)?)
    } else {
        (documents(folder, &settings)?, queries(folder)?)
    };
    let kind = match &answers {
        Answers::Qas(_) => SuiteKind::Qa,
        Answers::Documents(_) | Answers::Folder(_) => SuiteKind::Retrieval,
    };
    let whole = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = whole.file_name().unwrap_or(whole.as_os_str()).to_string_lossy().into_owned();
    Ok(Suite { name, folder: folder.to_owned(), kind, questions, settings, answers })
}

fn settings(folder: &Path) -> Result<Settings, SuiteError> {
    let file = folder.join("suite.json");
    let bytes = fs::read_optional(&file)?
        .ok_or_else(|| SuiteError::Incomplete { folder: folder.to_owned(), missing: "suite.json" })?;
    serde_json::from_slice(&bytes).map_err(|error| SuiteError::in_line(&file, error.line(), error.to_string()))
}

fn qas(file: &Path) -> Result<Vec<SuiteQa>, SuiteError> {
    let mut qas: Vec<SuiteQa> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (line, phrasing) in lines::<Phrasing>(file)? {
        // A line without a label belongs to no answer: a question out of scope that some sets train refusals with.
        let Some(label) = phrasing.label else { continue };
        if phrasing.q.trim().is_empty() {
            return Err(SuiteError::in_line(file, line, "`q` is empty"));
        }
        let place = *places.entry(label.clone()).or_insert_with(|| {
            qas.push(SuiteQa { label, phrasings: Vec::new(), answer: String::new() });
            qas.len() - 1
        });
        let qa = &mut qas[place];
        qa.phrasings.push(phrasing.q);
        if qa.answer.is_empty() {
            qa.answer = phrasing.answer.unwrap_or_default();
        }
    }
    if qas.is_empty() {
        return Err(empty(file, "a phrasing with its label"));
    }
    Ok(qas)
}

fn tests(folder: &Path) -> Result<Vec<SuiteQuestion>, SuiteError> {
    let file = needed(folder, "test.jsonl")?;
    let question = |(_, test): (usize, Phrasing)| SuiteQuestion {
        text: test.q,
        right: test.label.into_iter().collect(),
        words: test.ans,
    };
    let questions: Vec<SuiteQuestion> = lines(&file)?.into_iter().map(question).collect();
    if questions.is_empty() { Err(empty(&file, "a question")) } else { Ok(questions) }
}

fn documents(folder: &Path, settings: &Settings) -> Result<Answers, SuiteError> {
    let file = folder.join("docs.jsonl");
    if !file.is_file() {
        let kb = folder.join("kb");
        let missing = "train.jsonl, docs.jsonl or kb/";
        let lacks = || SuiteError::Incomplete { folder: folder.to_owned(), missing };
        return kb.is_dir().then_some(Answers::Folder(kb)).ok_or_else(lacks);
    }
    let documents: Vec<(usize, SuiteDocument)> = lines(&file)?;
    let mut ids = BTreeSet::new();
    for (line, document) in &documents {
        if !ids.insert(document.id.as_str()) {
            return Err(SuiteError::in_line(&file, *line, format!("the id `{}` stands there twice", document.id)));
        }
    }
    if documents.is_empty() {
        return Err(empty(&file, "a document"));
    }
    if settings.run_as != Some(RunAs::Qa) {
        return Ok(Answers::Documents(documents.into_iter().map(|(_, document)| document).collect()));
    }
    let qa = |(line, document): (usize, SuiteDocument)| {
        if document.title.trim().is_empty() {
            return Err(SuiteError::in_line(&file, line, "`title` is empty, which is the question of a Q&A"));
        }
        Ok(SuiteQa { label: document.id, phrasings: vec![document.title], answer: document.text })
    };
    Ok(Answers::Qas(documents.into_iter().map(qa).collect::<Result<_, _>>()?))
}

fn queries(folder: &Path) -> Result<Vec<SuiteQuestion>, SuiteError> {
    let file = needed(folder, "queries.jsonl")?;
    let question = |(_, query): (usize, Query)| SuiteQuestion { text: query.q, right: query.rel, words: query.ans };
    let questions: Vec<SuiteQuestion> = lines(&file)?.into_iter().map(question).collect();
    if questions.is_empty() { Err(empty(&file, "a question")) } else { Ok(questions) }
}

fn needed(folder: &Path, name: &'static str) -> Result<PathBuf, SuiteError> {
    let file = folder.join(name);
    if file.is_file() { Ok(file) } else { Err(SuiteError::Incomplete { folder: folder.to_owned(), missing: name }) }
}

fn empty(file: &Path, what: &str) -> SuiteError {
    SuiteError::Line { file: file.to_owned(), line: None, reason: format!("it holds not even {what}") }
}

/// The lines of JSON of a file with their numbers; blank ones are passed over.
fn lines<T: DeserializeOwned>(file: &Path) -> Result<Vec<(usize, T)>, SuiteError> {
    let bytes = fs::read(file)?;
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        SuiteError::in_line(file, line, "it isn't UTF-8")
    })?;
    let parsed = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(|(index, line)| {
        let value = serde_json::from_str(line).map_err(|error| {
            // One value a line: the parser's own line number is always 1.
            let reason = error.to_string();
            let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason);
            SuiteError::in_line(file, index + 1, format!("{reason} (column {})", error.column()))
        })?;
        Ok((index + 1, value))
    });
    parsed.collect()
}
