//! Thresholds from the owner's own phrasings: each is asked as if it had never been written.

use crate::answer::arithmetic::{quantile, to_millionths};
use crate::answer::matcher::Matcher;
use crate::answer::release::Qa;

/// More phrasings than this are sampled evenly: thresholds don't get better, and training stays quick.
const MOST_SAMPLES: usize = 2_000;
/// With fewer right answers than this, their quantile says nothing.
const LEAST_RIGHT: usize = 20;
/// Where an answer's threshold may lie: below, a common word would answer; above, only the owner's own words would.
const ANSWER_RANGE: (f64, f64) = (0.30, 0.85);
const CHOICE_RANGE: (f64, f64) = (0.20, 0.60);
/// With one phrasing per Q&A the similarity of different questions says little about that of the same one: a lower bound for caution.
const LONE_ANSWER_MOST: f64 = 0.60;
/// The share of questions about something else that must stay below the answer threshold, at strictness 0 and per percent of it.
const REFUSED_SHARE: f64 = 0.5;
const REFUSED_SHARE_PER_PERCENT: f64 = 0.04;
const MOST_REFUSED_SHARE: f64 = 0.95;
/// Without anything to learn from.
const DEFAULT_ANSWER: f64 = 0.5;
const DEFAULT_CHOICE: f64 = 0.3;

/// What leave-one-out over the owner's phrasings showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calibration {
    /// A Q&A at or above this answers.
    pub answer_millionths: i64,
    /// A Q&A at or above this is offered as a choice.
    pub choice_millionths: i64,
    /// Phrasings that were asked and have a sibling to be found by.
    pub asked: u64,
    /// Of those, found right.
    pub right: u64,
}

#[derive(Default)]
struct Scores {
    right: Vec<f64>,
    wrong: Vec<f64>,
    asked: u64,
}

/// Calibrates a matcher on the Q&As it was made from. `strictness` is the percentage of right answers that may fall below the threshold.
pub fn calibrate(matcher: &Matcher, qas: &[Qa], strictness: u32) -> Calibration {
    let scores = leave_one_out(matcher, qas);
    let strictness = f64::from(strictness.min(100));
    let refused = (REFUSED_SHARE + REFUSED_SHARE_PER_PERCENT * strictness).min(MOST_REFUSED_SHARE);
    let unlike = quantile(&scores.wrong, refused);
    let alike = quantile(&scores.right, strictness / 100.0).filter(|_| scores.right.len() >= LEAST_RIGHT);
    let choice = quantile(&scores.wrong, 0.5).unwrap_or(DEFAULT_CHOICE).min(alike.unwrap_or(f64::MAX));
    let choice = choice.clamp(CHOICE_RANGE.0, CHOICE_RANGE.1);
    let answer = match (alike, unlike) {
        (Some(alike), Some(unlike)) => alike.max(unlike),
        (Some(alike), None) => alike,
        (None, Some(unlike)) => unlike.min(LONE_ANSWER_MOST),
        (None, None) => DEFAULT_ANSWER,
    };
    let answer = answer.clamp(ANSWER_RANGE.0, ANSWER_RANGE.1).max(choice);
    Calibration {
        answer_millionths: to_millionths(answer),
        choice_millionths: to_millionths(choice),
        asked: scores.asked,
        right: scores.right.len() as u64,
    }
}

fn leave_one_out(matcher: &Matcher, qas: &[Qa]) -> Scores {
    let phrasings: Vec<(usize, &str)> =
        qas.iter().enumerate().flat_map(|(index, qa)| qa.phrasings().map(move |phrasing| (index, phrasing))).collect();
    let step = phrasings.len().div_ceil(MOST_SAMPLES).max(1);
    let mut scores = Scores::default();
    for (position, (qa, phrasing)) in phrasings.iter().enumerate().step_by(step) {
        let matches = matcher.rank_without(phrasing, &qas[*qa].language, Some(position));
        if !qas[*qa].variants.is_empty() {
            scores.asked += 1;
            if let Some(best) = matches.first().filter(|best| best.qa == *qa) {
                scores.right.push(best.score);
            }
        }
        if qas.len() > 1 {
            scores.wrong.push(matches.iter().find(|found| found.qa != *qa).map_or(0.0, |found| found.score));
        }
    }
    scores.right.sort_by(f64::total_cmp);
    scores.wrong.sort_by(f64::total_cmp);
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    fn qa(id: &str, phrasings: &[&str]) -> Qa {
        Qa {
            id: id.to_owned(),
            question: phrasings[0].to_owned(),
            variants: phrasings[1..].iter().map(|text| (*text).to_owned()).collect(),
            answer: format!("The answer about {id}."),
            language: "en".to_owned(),
            links: Vec::new(),
        }
    }

    #[test]
    fn thresholds_are_ordered_and_fixed_without_data() {
        let nothing = calibrate(&Matcher::new(&[]), &[], 5);
        assert_eq!((nothing.answer_millionths, nothing.choice_millionths), (500_000, 300_000));
        let single = [qa("refund", &["How do I get a refund?"]), qa("parking", &["Where can I park?"])];
        let calibration = calibrate(&Matcher::new(&single), &single, 5);
        assert_eq!(calibration.asked, 0);
        assert!(calibration.answer_millionths >= calibration.choice_millionths);
    }

    #[test]
    fn siblings_are_found_by_each_other() {
        let qas = [
            qa("refund", &["How do I get a refund?", "refund of my order", "can I get a refund"]),
            qa("parking", &["Where can I park?", "is there parking", "where to park my car"]),
        ];
        let calibration = calibrate(&Matcher::new(&qas), &qas, 5);
        assert_eq!((calibration.asked, calibration.right), (6, 6));
    }
}
