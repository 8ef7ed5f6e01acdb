//! What the matcher would say to the owner's own phrasings, had they never been written.

use crate::answer::matcher::ridge::LeftOut;
use crate::answer::matcher::{Matcher, ranked, tiles};
use crate::answer::release::Qa;

/// Without a fit over all, this many phrasings are tried, evenly spread: thresholds don't get better with more.
const MOST_SAMPLES: usize = 1_000;

/// One phrasing, left out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trial {
    /// Position over all phrasings.
    pub phrasing: usize,
    /// Its Q&A.
    pub qa: usize,
    /// The Q&A that would answer, and its score, without this phrasing. `None` if it is the only one of its Q&A, or nothing speaks for any.
    pub found: Option<(usize, f64)>,
    /// The best score of another Q&A, without all phrasings of its own.
    pub other: f64,
}

/// All phrasings that were tried, in order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trials {
    /// In order of the phrasings.
    pub trials: Vec<Trial>,
}

impl Trials {
    pub(super) fn exact(matcher: &Matcher, qas: &[Qa], texts: &[&str], left_out: LeftOut) -> Self {
        let scores = left_out.itself.into_iter().zip(left_out.all);
        let trials = texts
            .iter()
            .zip(scores)
            .enumerate()
            .map(|(phrasing, (text, (itself, all)))| matcher.trial(qas, Subject { phrasing, text }, itself, all));
        Self { trials: trials.collect() }
    }

    pub(super) fn sampled(matcher: &Matcher, qas: &[Qa], texts: &[&str]) -> Self {
        let Some(nearest) = &matcher.nearest else { return Self::default() };
        let step = texts.len().div_ceil(MOST_SAMPLES).max(1);
        let chosen: Vec<usize> = (0..texts.len()).step_by(step).collect();
        let trials = tiles::parallel(chosen.len(), |at| {
            let phrasing = chosen[at];
            let alike = matcher.phrasings.alike(texts[phrasing], &matcher.phrasings.vectors()[phrasing]);
            let owner = matcher.owners[phrasing];
            let scores = |is_there: &dyn Fn(usize) -> bool| {
                nearest.scores(&matcher.phrasings, &matcher.owners, matcher.classes, &alike, is_there)
            };
            let itself = scores(&|index| index != phrasing);
            let all = scores(&|index| matcher.owners[index] != owner);
            matcher.trial(qas, Subject { phrasing, text: texts[phrasing] }, itself, all)
        });
        Self { trials }
    }
}

struct Subject<'a> {
    phrasing: usize,
    text: &'a str,
}

impl Matcher {
    fn trial(&self, qas: &[Qa], subject: Subject<'_>, mut itself: Vec<f32>, mut all: Vec<f32>) -> Trial {
        let owner = self.owners[subject.phrasing];
        let qa = owner as usize;
        self.add_answers(&mut itself, subject.text, Some(owner));
        self.add_answers(&mut all, subject.text, Some(owner));
        self.phrasings.weigh_codes(subject.text, &mut itself);
        self.phrasings.weigh_codes(subject.text, &mut all);
        all[qa] = 0.0;
        // The same Q&A in another language is no rival: a visitor's own language comes first.
        for (other, scores) in qas.iter().zip(itself.iter_mut().zip(&mut all)) {
            if other.language != qas[qa].language {
                (*scores.0, *scores.1) = (0.0, 0.0);
            }
        }
        let found = ranked(&itself).first().map(|best| (best.qa, best.score));
        Trial {
            phrasing: subject.phrasing,
            qa,
            found: found.filter(|_| !qas[qa].variants.is_empty()),
            other: ranked(&all).first().map_or(0.0, |best| best.score),
        }
    }
}
