//! The guided survey: four categories of four topics, answered in a TOML file.

mod problem;
mod topics;

pub use topics::{CATEGORIES, CategoryDefinition, TopicDefinition, topics};

use std::io::Read;
use std::path::Path;

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::base::fs::{self, FsError};
use crate::base::text;
use crate::content::document::{Document, primary_language};
use crate::content::secrets;
use crate::content::tree::{self, Node, Value};
use problem::SurveyProblem;

/// One topic and what the survey says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// Key of the category, e.g. `business`.
    pub category: &'static str,
    /// Key of the topic, e.g. `industry`.
    pub topic: &'static str,
    /// For people, e.g. `Industry`.
    pub label: &'static str,
    /// What the survey says.
    pub answer: TopicAnswer,
    /// Where it stands, or where it should.
    pub place: Place,
}

/// What a survey says about a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TopicAnswer {
    /// The answer, Markdown.
    Answered(String),
    /// It doesn't apply to this business, for this reason.
    NotApplicable(String),
    /// Nothing.
    Missing,
}

impl Topic {
    /// Stable id within a bot's documents: `survey.toml#business.industry`.
    pub fn id(&self) -> String {
        format!("{}#{}.{}", self.place.file, self.category, self.topic)
    }

    /// Whether the topic is answered, or marked as not applicable.
    pub fn is_complete(&self) -> bool {
        match self.answer {
            TopicAnswer::Answered(_) | TopicAnswer::NotApplicable(_) => true,
            TopicAnswer::Missing => false,
        }
    }

    /// The answer as a document titled with the topic's label.
    pub fn document(&self, language: &str) -> Option<Document> {
        let TopicAnswer::Answered(answer) = &self.answer else { return None };
        let mut document = crate::content::formats::read_markdown(answer);
        document.title = self.label.to_owned();
        document.language = Some(language.to_owned());
        (!document.blocks.is_empty()).then_some(document)
    }
}

/// A survey as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyRead {
    /// All topics, in the order of [`CATEGORIES`].
    pub topics: Vec<Topic>,
    /// The language of the answers, where the file says it.
    pub language: Option<String>,
    /// Of the file's bytes; `None` where there is no file.
    pub digest: Option<Digest>,
    /// The file's size in bytes.
    pub size: u64,
    /// What is wrong. That topics are missing is no finding: it is for the checklist to say.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the survey in the bot's folder. `file` is relative to it.
pub fn read(folder: &Path, file: &str) -> SurveyRead {
    let mut read =
        SurveyRead { topics: unanswered(file), language: None, digest: None, size: 0, diagnostics: Vec::new() };
    let bytes = match load(folder, file) {
        Ok(bytes) => bytes,
        Err(problem) => {
            read.diagnostics.push(problem.diagnostic(Place::file(file)));
            return read;
        }
    };
    read.digest = Some(Digest::of(&bytes));
    read.size = bytes.len() as u64;
    let Ok(text) = std::str::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes)) else {
        read.diagnostics.push(SurveyProblem::NotUtf8.diagnostic(Place::file(file)));
        return read;
    };
    match tree::parse_toml(text) {
        Ok(root) => fill(&mut read, file, root),
        Err(errors) => read.diagnostics.extend(errors.into_iter().map(|error| {
            let place = Place { file: file.to_owned(), line: error.line, column: None };
            SurveyProblem::Syntax { reason: error.message }.diagnostic(place)
        })),
    }
    read.diagnostics.sort_by(|left, right| left.places.cmp(&right.places));
    read
}

fn load(folder: &Path, file: &str) -> Result<Vec<u8>, SurveyProblem> {
    let path = folder.join(file);
    let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    if path.canonicalize().is_ok_and(|target| !target.starts_with(root)) {
        return Err(SurveyProblem::Outside);
    }
    let mut bytes = Vec::new();
    let read = fs::open_regular(&path)
        .and_then(|mut survey| survey.read_to_end(&mut bytes).map_err(|error| FsError::new("read", &path, error)));
    match read {
        Ok(_) => Ok(bytes),
        Err(error) if error.is_not_found() => Err(SurveyProblem::NoFile),
        Err(error) => Err(SurveyProblem::Unreadable { reason: error.source.to_string() }),
    }
}

fn unanswered(file: &str) -> Vec<Topic> {
    let topics = topics().map(|(category, topic)| Topic {
        category: category.key,
        topic: topic.key,
        label: topic.label,
        answer: TopicAnswer::Missing,
        place: Place::file(file),
    });
    topics.collect()
}

fn fill(read: &mut SurveyRead, file: &str, root: Node) {
    let Value::Table(entries) = root.value else { return };
    for (key, node) in entries {
        let place = Place::line(file, node.line);
        let category = CATEGORIES.iter().find(|category| category.key == key);
        match (category, node.value) {
            (Some(category), Value::Table(answers)) => fill_category(read, file, category, answers),
            (None, Value::Text(tag)) if key == "language" => match primary_language(&tag) {
                Some(language) => read.language = Some(language),
                None => read.diagnostics.push(SurveyProblem::BadLanguage { tag }.diagnostic(place)),
            },
            (Some(_), other) => {
                let problem =
                    SurveyProblem::WrongType { key, found: other.kind(), expected: "a table of four answers" };
                read.diagnostics.push(problem.diagnostic(place));
            }
            (None, other) if key == "language" => {
                let problem =
                    SurveyProblem::WrongType { key, found: other.kind(), expected: "a language tag in quotes" };
                read.diagnostics.push(problem.diagnostic(place));
            }
            (None, _) => {
                let known = CATEGORIES.iter().map(|category| category.key).chain(["language"]);
                read.diagnostics.push(unknown(key, known).diagnostic(place));
            }
        }
    }
}

fn fill_category(read: &mut SurveyRead, file: &str, category: &CategoryDefinition, answers: Vec<(String, Node)>) {
    for (key, node) in answers {
        let place = Place::line(file, node.line);
        let name = format!("{}.{key}", category.key);
        let topic = read.topics.iter_mut().find(|topic| topic.category == category.key && topic.topic == key);
        let Some(topic) = topic else {
            let known = category.topics.iter().map(|topic| topic.key);
            read.diagnostics.push(unknown(key, known).diagnostic(place));
            continue;
        };
        topic.place = place.clone();
        match answer(name, node.value) {
            Ok(answer) => topic.answer = answer,
            Err(problem) => read.diagnostics.push(problem.diagnostic(place)),
        }
    }
}

fn answer(name: String, value: Value) -> Result<TopicAnswer, SurveyProblem> {
    match value {
        Value::Text(text) if text.trim().is_empty() => Ok(TopicAnswer::Missing),
        Value::Text(text) => match secrets::in_text(&text) {
            Some(kind) => Err(SurveyProblem::HoldsSecret { key: name, kind }),
            None => Ok(TopicAnswer::Answered(text.trim().to_owned())),
        },
        Value::Table(fields) => reason(name, fields).map(TopicAnswer::NotApplicable),
        other => Err(SurveyProblem::WrongType {
            key: name,
            found: other.kind(),
            expected: "text in quotes or { not_applicable = \"reason\" }",
        }),
    }
}

fn reason(name: String, fields: Vec<(String, Node)>) -> Result<String, SurveyProblem> {
    let mut reason = None;
    for (key, node) in fields {
        match node.value {
            Value::Text(text) if key == "not_applicable" => reason = Some(text.trim().to_owned()),
            other if key == "not_applicable" => {
                return Err(SurveyProblem::WrongType {
                    key: name,
                    found: other.kind(),
                    expected: "a reason in quotes",
                });
            }
            _ => return Err(unknown(key, ["not_applicable"])),
        }
    }
    reason.filter(|reason| !reason.is_empty()).ok_or(SurveyProblem::NoReason { key: name })
}

fn unknown<'a>(key: String, known: impl IntoIterator<Item = &'a str>) -> SurveyProblem {
    let known: Vec<&str> = known.into_iter().collect();
    let meant = text::did_you_mean(&key, known.iter().copied()).map(str::to_owned);
    SurveyProblem::UnknownKey { key, meant, known: known.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> SurveyRead {
        let folder = tempfile::tempdir().expect("temporary folder");
        std::fs::write(folder.path().join("survey.toml"), text).expect("file");
        read(folder.path(), "survey.toml")
    }

    fn findings(read: &SurveyRead) -> Vec<String> {
        let findings = read.diagnostics.iter();
        findings
            .map(|finding| {
                format!("{} {}", finding.code, finding.places.first().map(ToString::to_string).unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn there_are_four_times_four_topics() {
        assert_eq!(CATEGORIES.len(), 4);
        assert!(CATEGORIES.iter().all(|category| category.topics.len() == 4));
        let survey = read_text("");
        assert_eq!((survey.topics.len(), survey.diagnostics.len()), (16, 0));
        assert!(survey.topics.iter().all(|topic| !topic.is_complete()));
    }

    #[test]
    fn topics_are_answered_or_not_applicable_or_missing() {
        let survey = read_text(
            "language = \"it-IT\"\n[business]\nindustry = \"We **rent** rooms.\"\ncompany_size = \"\"\nsales_channels = { not_applicable = \"we sell nothing\" }\n",
        );
        assert_eq!((survey.diagnostics.len(), survey.language.as_deref()), (0, Some("it")));
        let answer =
            |key: &str| survey.topics.iter().find(|topic| topic.topic == key).map(|topic| topic.answer.clone());
        assert_eq!(answer("industry"), Some(TopicAnswer::Answered("We **rent** rooms.".to_owned())));
        assert_eq!(answer("company_size"), Some(TopicAnswer::Missing));
        assert_eq!(answer("sales_channels"), Some(TopicAnswer::NotApplicable("we sell nothing".to_owned())));
        let industry = survey.topics.first().expect("the first topic");
        assert_eq!((industry.id().as_str(), industry.place.line), ("survey.toml#business.industry", Some(3)));
        let document = industry.document("it").expect("an answer");
        assert_eq!(
            (document.title.as_str(), document.blocks.first().map(|block| block.text.as_str())),
            ("Industry", Some("We rent rooms."))
        );
    }

    #[test]
    fn what_is_wrong_is_named_in_its_place() {
        let survey = read_text(
            "langage = \"it\"\n[business]\nindustri = \"x\"\ncompany_size = 3\ntarget_customers = { not_aplicable = \"x\" }\nsales_channels = { not_applicable = \" \" }\n[suport]\nhours = \"x\"\n",
        );
        let expected = [
            "SUR006 survey.toml:1",
            "SUR006 survey.toml:3",
            "SUR005 survey.toml:4",
            "SUR006 survey.toml:5",
            "SUR007 survey.toml:6",
            "SUR006 survey.toml:7",
        ];
        assert_eq!(findings(&survey), expected);
        assert_eq!(
            survey.diagnostics.first().and_then(|finding| finding.next.first()).map(|next| next.command.as_str()),
            Some("did you mean `language`?")
        );
        assert_eq!(findings(&read_text("[business\n")), ["SUR004 survey.toml:1"]);
        let folder = tempfile::tempdir().expect("temporary folder");
        assert_eq!(findings(&read(folder.path(), "survey.toml")), ["SUR001 survey.toml"]);
    }
}
