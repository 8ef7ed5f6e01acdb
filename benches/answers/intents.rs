//! Q&As with phrasings, asked with others: accuracy, and what the thresholds make of questions out of scope.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use botctl::answer::calibrate::calibrate;
use botctl::answer::encoder::Encoder;
use botctl::answer::matcher::{Asked, Match, Matcher, vectors};
use botctl::answer::release::Qa;
use serde::Deserialize;

use crate::suite::{Figures, lines};

#[derive(Deserialize)]
struct Line {
    q: String,
    label: Option<String>,
    #[serde(default)]
    answer: Option<String>,
}

/// One question's outcome: the right Q&A if it has one, and the best found.
pub struct Outcome {
    pub right: Option<usize>,
    pub best: Option<Match>,
}

pub fn run(folder: &Path) -> Result<Figures, Box<dyn Error>> {
    let train: Vec<Line> = lines(&folder.join("train.jsonl"))?;
    let test: Vec<Line> = lines(&folder.join("test.jsonl"))?;
    let qas = qas(&train);
    let began = Instant::now();
    let (matcher, trials) = Matcher::fit(&qas, vectors(&qas, &BTreeMap::new().into_iter().collect()));
    let calibration = calibrate(&trials, &qas, 5);
    let fitted_ms = began.elapsed().as_secs_f64() * 1e3;
    let position: BTreeMap<&str, usize> = qas.iter().enumerate().map(|(index, qa)| (qa.id.as_str(), index)).collect();
    let began = Instant::now();
    let outcomes: Vec<Outcome> = test
        .iter()
        .map(|line| Outcome {
            right: line.label.as_deref().and_then(|label| position.get(label).copied()),
            best: matcher.rank(&[asked(&line.q)]).first().copied(),
        })
        .collect();
    let asked_ms = began.elapsed().as_secs_f64() * 1e3 / test.len() as f64;
    let mut figures = Figures::default();
    describe(
        &mut figures,
        &outcomes,
        calibration.answer_millionths as f64 / 1e6,
        calibration.choice_millionths as f64 / 1e6,
    );
    figures.share("loo", calibration.right as usize, calibration.asked as usize);
    figures.add("fit-ms", fitted_ms);
    figures.add("ask-ms", asked_ms);
    Ok(figures)
}

pub fn asked(text: &str) -> Asked {
    Asked { text: text.to_owned(), vector: Encoder::shared().encode(text).quantised() }
}

fn qas(train: &[Line]) -> Vec<Qa> {
    let mut by_label: BTreeMap<&str, Qa> = BTreeMap::new();
    for line in train {
        let Some(label) = line.label.as_deref() else { continue };
        let qa = by_label.entry(label).or_insert_with(|| Qa {
            id: label.to_owned(),
            question: line.q.clone(),
            variants: Vec::new(),
            answer: line.answer.clone().unwrap_or_default(),
            language: "en".to_owned(),
            links: Vec::new(),
        });
        if qa.question != line.q {
            qa.variants.push(line.q.clone());
        }
    }
    by_label.into_values().collect()
}

/// Accuracy, and what the thresholds do.
pub fn describe(figures: &mut Figures, outcomes: &[Outcome], high: f64, low: f64) {
    let score = |outcome: &Outcome| outcome.best.map_or(0.0, |best| best.score);
    let is_right = |outcome: &Outcome| outcome.right.is_some() && outcome.best.map(|best| best.qa) == outcome.right;
    let (inside, outside): (Vec<&Outcome>, Vec<&Outcome>) =
        outcomes.iter().partition(|outcome| outcome.right.is_some());
    let count =
        |of: &[&Outcome], wanted: &dyn Fn(&Outcome) -> bool| of.iter().filter(|outcome| wanted(outcome)).count();
    figures.share("top1", count(&inside, &|one| is_right(one)), inside.len());
    if !outside.is_empty() {
        figures.add("auroc", 100.0 * auroc(&inside, &outside, &score));
        let mut scores: Vec<f64> = outside.iter().map(|one| score(one)).collect();
        scores.sort_by(f64::total_cmp);
        let bar = scores[scores.len() * 7 / 10];
        figures.share("top1@70", count(&inside, &|one| is_right(one) && score(one) >= bar), inside.len());
        figures.share("refused", count(&outside, &|one| score(one) < high), outside.len());
        figures.share("below-choice", count(&outside, &|one| score(one) < low), outside.len());
    }
    figures.share("right", count(&inside, &|one| is_right(one) && score(one) >= high), inside.len());
    figures.share("wrong", count(&inside, &|one| !is_right(one) && score(one) >= high), inside.len());
    figures.share("offered", count(&inside, &|one| score(one) < high && score(one) >= low), inside.len());
    figures.add("high", high * 100.0);
    figures.add("low", low * 100.0);
}

fn auroc(inside: &[&Outcome], outside: &[&Outcome], score: &dyn Fn(&Outcome) -> f64) -> f64 {
    let mut wins = 0.0;
    for one in inside {
        for other in outside {
            wins += match score(one).total_cmp(&score(other)) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    wins / (inside.len() * outside.len()) as f64
}
