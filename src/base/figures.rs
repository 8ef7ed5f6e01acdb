//! The figures of a suite of questions, as `bench answers` prints them.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A figure to two decimals, kept whole so that figures can be compared. In JSON a plain number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Hundredths(pub i64);

impl Hundredths {
    /// Of a number; rounded.
    pub fn of(value: f64) -> Self {
        // Saturates: no figure here comes near the bounds.
        Self((value * 100.0).round() as i64)
    }

    /// What share of `of` the `part` is, percent; `None` of nothing.
    pub fn percent(part: usize, of: usize) -> Option<Self> {
        (of > 0).then(|| Self::of(100.0 * part as f64 / of as f64))
    }

    /// The number.
    pub fn value(self) -> f64 {
        self.0 as f64 / 100.0
    }
}

impl Serialize for Hundredths {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value())
    }
}

impl<'de> Deserialize<'de> for Hundredths {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self::of)
    }
}

/// How a suite is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SuiteKind {
    /// As a bot of Q&As.
    Qa,
    /// As a bot of documents.
    Retrieval,
}

impl SuiteKind {
    /// The name for people and machines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Qa => "qa",
            Self::Retrieval => "retrieval",
        }
    }
}

/// What a suite measured. Shares are percent; absent where they don't apply. A question is *in scope* if the suite names what answers
/// it. The bot *refuses* a question if it gives no answer: "I don't know", or choices, which are neither right nor wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteFigures {
    /// The suite's folder.
    pub suite: String,
    /// How it was run.
    pub kind: SuiteKind,
    /// Questions asked, those out of scope included.
    pub questions: u64,
    /// In scope: a right Q&A or document is ranked first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub top1: Option<Hundredths>,
    /// In scope: a right one is among the first five.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub r5: Option<Hundredths>,
    /// In scope: the mean of 1 / rank of the first right one, 0 below rank 10; percent.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub mrr: Option<Hundredths>,
    /// Q&As, in scope: ranked right, whatever the score. The same as `top1`, under the name that the references use.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub in_scope: Option<Hundredths>,
    /// The chance that a question in scope scores above one out of scope.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub auroc: Option<Hundredths>,
    /// In scope: ranked right and above the score below which 70 % of those out of scope lie.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub in_scope_at_70: Option<Hundredths>,
    /// In scope: the bot gives the right answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub own_right: Option<Hundredths>,
    /// Out of scope: the bot refuses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub own_refused: Option<Hundredths>,
    /// In scope: the bot gives a wrong answer.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub own_wrong: Option<Hundredths>,
    /// Of questions with such words: the bot's answer contains some of them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub answer_contains: Option<Hundredths>,
    /// Of another suite's questions: the bot refuses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub foreign_refused: Option<Hundredths>,
    /// In scope, beside another suite's: the bot refuses.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub own_questions_refused: Option<Hundredths>,
    /// CPU time of an answer, milliseconds.
    pub cpu_ms: Hundredths,
    /// CPU time of the training, seconds.
    pub train_cpu_s: Hundredths,
    /// The most memory that was resident at once, in training and answering, MiB; absent where the system doesn't tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub peak_mib: Option<Hundredths>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_numbers_in_json() {
        let figure = Hundredths::percent(2, 3).expect("three are some");
        assert_eq!(serde_json::to_string(&figure).expect("a number"), "66.67");
        assert_eq!(serde_json::from_str::<Hundredths>("66.67").expect("a number"), figure);
        assert_eq!(Hundredths::percent(0, 0), None);
    }
}
