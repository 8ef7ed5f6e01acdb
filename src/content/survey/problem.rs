//! What can be wrong with a survey file: codes, words, next steps.

use crate::base::diagnostic::{Diagnostic, Place};

/// Something wrong in the survey file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum SurveyProblem {
    #[error("there is no survey file")]
    NoFile,
    #[error("survey can't be read: {reason}")]
    Unreadable { reason: String },
    #[error("survey isn't valid UTF-8")]
    NotUtf8,
    #[error("survey isn't valid TOML: {reason}")]
    Syntax { reason: String },
    #[error("`{key}` is {found}, but {expected} is expected")]
    WrongType { key: String, found: &'static str, expected: &'static str },
    #[error("unknown key `{key}`")]
    UnknownKey { key: String, meant: Option<String>, known: String },
    #[error("`{key}` is marked as not applicable without a reason")]
    NoReason { key: String },
    #[error("`{tag}` isn't a language tag")]
    BadLanguage { tag: String },
    #[error("survey file leads outside the bot's folder")]
    Outside,
    #[error("`{key}` holds {kind}")]
    HoldsSecret { key: String, kind: &'static str },
}

impl SurveyProblem {
    fn code(&self) -> &'static str {
        match self {
            Self::NoFile => "SUR001",
            Self::Unreadable { .. } => "SUR002",
            Self::NotUtf8 => "SUR003",
            Self::Syntax { .. } => "SUR004",
            Self::WrongType { .. } => "SUR005",
            Self::UnknownKey { .. } => "SUR006",
            Self::NoReason { .. } => "SUR007",
            Self::BadLanguage { .. } => "SUR008",
            Self::Outside => "SUR009",
            Self::HoldsSecret { .. } => "SUR010",
        }
    }

    fn hint(&self) -> String {
        match self {
            Self::NoFile => "write survey.toml: `botctl init` in an empty folder makes one to copy".to_owned(),
            Self::Unreadable { .. } => "check that you may read the file".to_owned(),
            Self::NotUtf8 => "save the file as UTF-8".to_owned(),
            Self::Syntax { .. } => "correct the file at this line".to_owned(),
            Self::WrongType { expected, .. } => format!("write {expected}"),
            Self::UnknownKey { meant: Some(meant), .. } => format!("did you mean `{meant}`?"),
            Self::UnknownKey { meant: None, known, .. } => format!("remove it; known here are {known}"),
            Self::NoReason { .. } => "write the reason: { not_applicable = \"we have no shop\" }".to_owned(),
            Self::BadLanguage { .. } => "write a tag such as en or it".to_owned(),
            Self::Outside => "copy the file into the bot's folder".to_owned(),
            Self::HoldsSecret { .. } => "remove it from the text and revoke it, as others may know it".to_owned(),
        }
    }

    /// The finding at a place. A survey that isn't there yet is a warning: the checklist says what it means.
    pub(super) fn diagnostic(&self, place: Place) -> Diagnostic {
        let finding = match self {
            Self::NoFile => Diagnostic::warning(self.code(), self.to_string()),
            _ => Diagnostic::error(self.code(), self.to_string()),
        };
        finding.at(place).fix(self.hint())
    }
}
