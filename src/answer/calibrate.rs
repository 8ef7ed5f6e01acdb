//! Thresholds from the owner's own phrasings: each is asked as if it, and as if its whole Q&A, had never been written.
//!
//! A question that a Q&A doesn't answer must stay below what the phrasings of left-out Q&As reach at others (half of them:
//! they are about the same business, and so harder to refuse than what visitors ask out of scope); a question that it answers
//! should reach what right phrasings reach. Which of the two is higher decides. The scale of scores follows from the number of
//! phrasings per Q&A, so nothing universal would do.

use crate::answer::arithmetic::{quantile, to_millionths};
use crate::answer::matcher::Trials;
use crate::answer::release::Qa;

/// With fewer right answers than this, their quantile says nothing.
const LEAST_RIGHT: usize = 20;
/// The share of left-out phrasings that stay below the threshold of an answer, at strictness 0 and per percent of it.
const REFUSED: f64 = 0.4;
const REFUSED_PER_PERCENT: f64 = 0.02;
const MOST_REFUSED: f64 = 0.95;
/// The share that stays below that of a choice.
const CHOICE_REFUSED: f64 = 0.25;
/// Where the thresholds may lie: below, a common word would answer; above, only the owner's own words would.
const ANSWER_RANGE: (f64, f64) = (0.25, 0.70);
const CHOICE_RANGE: (f64, f64) = (0.15, 0.40);
/// Without anything to learn from.
const DEFAULT_ANSWER: f64 = 0.35;
const DEFAULT_CHOICE: f64 = 0.20;

/// What leaving out the owner's phrasings showed.
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

/// Calibrates on the trials of `qas`. `strictness` is the percentage of right answers that may fall below the threshold.
pub fn calibrate(trials: &Trials, qas: &[Qa], strictness: u32) -> Calibration {
    let asked = trials.trials.iter().filter(|trial| !qas[trial.qa].variants.is_empty());
    let found_right = trials.trials.iter().filter_map(|trial| trial.found.filter(|(qa, _)| *qa == trial.qa));
    let right = sorted(found_right.map(|(_, score)| score));
    let others = if qas.len() > 1 { sorted(trials.trials.iter().map(|trial| trial.other)) } else { Vec::new() };
    let percent = f64::from(strictness.min(100));
    let alike = quantile(&right, percent / 100.0).filter(|_| right.len() >= LEAST_RIGHT);
    let unlike = quantile(&others, (REFUSED + REFUSED_PER_PERCENT * percent).min(MOST_REFUSED));
    let answer = match (alike, unlike) {
        (Some(alike), Some(unlike)) => alike.max(unlike),
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => DEFAULT_ANSWER,
    };
    let choice = quantile(&others, CHOICE_REFUSED).unwrap_or(DEFAULT_CHOICE);
    let choice = choice.clamp(CHOICE_RANGE.0, CHOICE_RANGE.1);
    let answer = answer.clamp(ANSWER_RANGE.0, ANSWER_RANGE.1).max(choice);
    Calibration {
        answer_millionths: to_millionths(answer),
        choice_millionths: to_millionths(choice),
        asked: asked.count() as u64,
        right: right.len() as u64,
    }
}

fn sorted(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::matcher::Trial;

    fn qa(variants: usize) -> Qa {
        Qa {
            id: "refund".to_owned(),
            question: "How do I get a refund?".to_owned(),
            variants: vec!["refund".to_owned(); variants],
            answer: "By mail.".to_owned(),
            language: "en".to_owned(),
            links: Vec::new(),
        }
    }

    fn trial(qa: usize, found: Option<(usize, f64)>, other: f64) -> Trial {
        Trial { phrasing: 0, qa, found, other }
    }

    #[test]
    fn thresholds_are_fixed_without_data() {
        let nothing = calibrate(&Trials::default(), &[], 5);
        assert_eq!((nothing.answer_millionths, nothing.choice_millionths), (350_000, 200_000));
    }

    #[test]
    fn a_bot_with_one_phrasing_each_is_calibrated_by_what_it_must_refuse() {
        let trials =
            Trials { trials: (0..100).map(|index| trial(index % 2, None, f64::from(index as u32) / 200.0)).collect() };
        let calibration = calibrate(&trials, &[qa(0), qa(0)], 5);
        assert_eq!((calibration.asked, calibration.right), (0, 0));
        assert_eq!((calibration.answer_millionths, calibration.choice_millionths), (250_000, 150_000));
    }

    #[test]
    fn right_phrasings_raise_the_threshold_and_strictness_raises_it_further() {
        let trials = Trials {
            trials: (0..100).map(|index| trial(0, Some((0, 0.3 + f64::from(index as u32) / 200.0)), 0.1)).collect(),
        };
        let calibration = calibrate(&trials, &[qa(3), qa(3)], 5);
        assert_eq!((calibration.asked, calibration.right), (100, 100));
        assert_eq!(calibration.answer_millionths, 324_750);
        assert!(calibrate(&trials, &[qa(3), qa(3)], 20).answer_millionths > calibration.answer_millionths);
    }
}
