//! What can be wrong with Q&As: codes, words, next steps.

use crate::base::diagnostic::{Diagnostic, Place, Severity};

/// Characters of an answer that a finding quotes.
const SHOWN_CHARACTERS: usize = 80;

/// Something wrong in a Q&A file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum QaProblem {
    #[error("Q&A file can't be read: {reason}")]
    Unreadable { reason: String },
    #[error("Q&A file isn't valid UTF-8")]
    NotUtf8,
    #[error("Q&A file isn't valid {format}: {reason}")]
    Syntax { format: &'static str, reason: String },
    #[error("row can't be read: {reason}")]
    BrokenRow { reason: String },
    #[error("table has no column {}", quoted(missing))]
    MissingColumns { missing: Vec<&'static str>, present: Vec<String> },
    #[error("`{key}` is {found}, but {expected} is expected")]
    WrongType { key: String, found: String, expected: &'static str },
    #[error("two Q&As have the same id `{id}`")]
    DuplicateId { id: String },
    #[error("unknown key `{key}`")]
    UnknownKey { key: String, meant: Option<String> },
    #[error("Q&A has no question")]
    NoQuestion,
    #[error("Q&A `{id}` has an empty answer")]
    NoAnswer { id: String },
    #[error("`{tag}` isn't a language tag")]
    BadLanguage { tag: String },
    #[error("Q&A `{id}` has the same phrasing twice: `{phrasing}`")]
    DuplicateVariant { id: String, phrasing: String },
    #[error("two Q&As in `{language}` ask the same: `{phrasing}`")]
    SameQuestion { phrasing: String, language: String, answers: [(String, String); 2] },
    #[error("`{glob}` in qa.files matches no file")]
    NothingMatches { glob: String },
    #[error("`{glob}` in qa.files can't be used: {reason}")]
    BadGlob { glob: String, reason: String },
    #[error("`.{extension}` files aren't read as Q&As")]
    UnknownFormat { extension: String },
    #[error("Q&A file is larger than {most}")]
    TooLarge { most: String },
    #[error("workbook can't be read: {reason}")]
    BadWorkbook { reason: String },
    #[error("link `{link}` isn't an address")]
    BadLink { link: String },
    #[error("Q&A has no id")]
    NoId,
    #[error("id `{id}` isn't made of 1 to 100 printable characters without spaces")]
    BadId { id: String },
    #[error("file leads outside the bot's folder")]
    Outside,
    #[error("Q&A `{id}` holds {kind}")]
    HoldsSecret { id: String, kind: &'static str },
    #[error("file holds no Q&As")]
    NoItems,
}

/// A problem and where it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) problem: QaProblem,
    pub(super) places: Vec<Place>,
}

impl Found {
    pub(super) fn diagnostic(&self) -> Diagnostic {
        let problem = &self.problem;
        let mut finding = Diagnostic::new(problem.severity(), problem.code(), problem.to_string());
        finding.places.clone_from(&self.places);
        finding.because(problem.consequence()).fix(problem.hint())
    }
}

impl QaProblem {
    pub(super) fn at(self, place: Place) -> Found {
        Found { problem: self, places: vec![place] }
    }

    pub(super) fn at_both(self, first: &Place, second: &Place) -> Found {
        Found { problem: self, places: vec![first.clone(), second.clone()] }
    }

    /// The stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "QA001",
            Self::NotUtf8 => "QA002",
            Self::Syntax { .. } => "QA003",
            Self::BrokenRow { .. } => "QA004",
            Self::MissingColumns { .. } => "QA005",
            Self::WrongType { .. } => "QA006",
            Self::DuplicateId { .. } => "QA007",
            Self::UnknownKey { .. } => "QA008",
            Self::NoQuestion => "QA009",
            Self::NoAnswer { .. } => "QA010",
            Self::BadLanguage { .. } => "QA011",
            Self::DuplicateVariant { .. } => "QA012",
            Self::SameQuestion { .. } => "QA013",
            Self::NothingMatches { .. } => "QA014",
            Self::BadGlob { .. } => "QA015",
            Self::UnknownFormat { .. } => "QA016",
            Self::TooLarge { .. } => "QA017",
            Self::BadWorkbook { .. } => "QA018",
            Self::BadLink { .. } => "QA019",
            Self::NoId => "QA020",
            Self::BadId { .. } => "QA021",
            Self::Outside => "QA022",
            Self::NoItems => "QA023",
            Self::HoldsSecret { .. } => "QA024",
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::DuplicateVariant { .. }
            | Self::SameQuestion { .. }
            | Self::NothingMatches { .. }
            | Self::UnknownFormat { .. }
            | Self::NoItems => Severity::Warning,
            _ => Severity::Error,
        }
    }

    fn consequence(&self) -> String {
        match self {
            Self::DuplicateId { .. } => "One of them would silently replace the other.".to_owned(),
            Self::SameQuestion { answers, .. } => {
                let line = |(id, answer): &(String, String)| format!("`{id}` answers \"{}\"", beginning(answer));
                let [one, other] = answers;
                format!("{}\n{}\nThe bot can't tell which of the two is meant.", line(one), line(other))
            }
            Self::HoldsSecret { .. } => "The bot would tell it to every visitor who asks.".to_owned(),
            Self::MissingColumns { present, .. } => format!("Its columns are {}.", quoted(present)),
            _ => String::new(),
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::Unreadable { .. } => "check that the file exists and that you may read it".to_owned(),
            Self::NotUtf8 => "save the file as UTF-8 (in Excel: \"CSV UTF-8\")".to_owned(),
            Self::Syntax { .. } => "correct the file at this line".to_owned(),
            Self::BrokenRow { .. } => "put cells with commas, quotes or line breaks in double quotes".to_owned(),
            Self::MissingColumns { .. } => {
                "make the first row `id,question,variants,answer,active,language,links`; question and answer are needed"
                    .to_owned()
            }
            Self::WrongType { expected, .. } => format!("write {expected}"),
            Self::DuplicateId { .. } => "rename one of them".to_owned(),
            Self::UnknownKey { meant: Some(meant), .. } => format!("did you mean `{meant}`?"),
            Self::UnknownKey { meant: None, .. } => {
                "remove it; known are id, question, variants, answer, active, language and links".to_owned()
            }
            Self::NoQuestion => "write the question that visitors ask".to_owned(),
            Self::NoAnswer { .. } => "write the answer, or set active = false and remove it later".to_owned(),
            Self::BadLanguage { .. } => "write a tag such as en or it".to_owned(),
            Self::DuplicateVariant { .. } => "remove one of them".to_owned(),
            Self::SameQuestion { .. } => "rephrase one, or join their answers".to_owned(),
            Self::NothingMatches { .. } => "add a Q&A file there, or correct the glob in bot.toml".to_owned(),
            Self::BadGlob { .. } => "write a glob relative to the folder of bot.toml, such as qa/*".to_owned(),
            Self::UnknownFormat { .. } => "save it as TOML, YAML, JSON, CSV or XLSX, or move it away".to_owned(),
            Self::TooLarge { .. } => "split it".to_owned(),
            Self::BadWorkbook { .. } => "open it in the program that made it and save it again as .xlsx".to_owned(),
            Self::BadLink { .. } => "write an address that begins with https://, mailto: or tel:".to_owned(),
            Self::NoId => "give it an id, such as id = \"opening-hours\"".to_owned(),
            Self::BadId { .. } => "write an id such as opening-hours".to_owned(),
            Self::Outside => "copy the file into the bot's folder".to_owned(),
            Self::HoldsSecret { .. } => "remove it from the text and revoke it, as others may know it".to_owned(),
            Self::NoItems => "add Q&As, or remove the file".to_owned(),
        }
    }
}

/// The first words of an answer, on one line.
fn beginning(answer: &str) -> String {
    let line = answer.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

fn quoted<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
