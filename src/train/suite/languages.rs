//! Which languages a suite's bot speaks: that of its answers, and that of its visitors.

use crate::answer::language;
use crate::train::suite::read::{Answers, Suite};

/// Samples of a suite that are looked at, each of several texts in a row: one text alone may be too short to tell.
const SAMPLES: usize = 9;
const TEXTS: usize = 12;
/// What is taken where nothing can be told.
const DEFAULT: &str = "en";

/// The languages of a suite's bot, the default first.
pub(super) fn of(suite: &Suite) -> Vec<String> {
    if !suite.settings.languages.is_empty() {
        return suite.settings.languages.clone();
    }
    let questions = most_frequent(&suite.questions.iter().map(|question| question.text.as_str()).collect::<Vec<_>>());
    let answers = match &suite.answers {
        Answers::Qas(qas) => {
            most_frequent(&qas.iter().flat_map(|qa| &qa.phrasings).map(String::as_str).collect::<Vec<_>>())
        }
        Answers::Documents(documents) => {
            most_frequent(&documents.iter().map(|document| document.text.as_str()).collect::<Vec<_>>())
        }
        // Each document tells its own language as it is read.
        Answers::Folder(_) => questions.clone(),
    };
    if questions == answers { vec![answers] } else { vec![answers, questions] }
}

fn most_frequent(texts: &[&str]) -> String {
    let mut votes: Vec<(String, usize)> = Vec::new();
    let step = (texts.len() / SAMPLES).max(1);
    for first in (0..texts.len()).step_by(step).take(SAMPLES) {
        let sample = texts[first..texts.len().min(first + TEXTS)].join(". ");
        let found = language::of_document(&sample, &[DEFAULT.to_owned()]);
        match votes.iter_mut().find(|(language, _)| *language == found) {
            Some((_, count)) => *count += 1,
            None => votes.push((found, 1)),
        }
    }
    // The first of several that are alike, so that the same suite always gives the same bot.
    let most = votes.iter().map(|(_, count)| *count).max();
    let winner = votes.into_iter().find(|(_, count)| Some(*count) == most);
    winner.map_or_else(|| DEFAULT.to_owned(), |(language, _)| language)
}
