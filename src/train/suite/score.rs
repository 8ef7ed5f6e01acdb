//! From what a bot ranked and answered to figures.

use crate::answer::question::{Reply, ReplyKind};
use crate::answer::ranking::Ranking;
use crate::base::figures::{Hundredths, SuiteFigures, SuiteKind};
use crate::train::suite::bot::Names;
use crate::train::suite::read::SuiteQuestion;

/// Ranks that are looked at.
const RANKS: usize = 10;
/// `r5`.
const FEW: usize = 5;

/// What a bot did with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// An answer, from where the suite says.
    Right,
    /// An answer, from elsewhere.
    Wrong,
    /// "I don't know", or choices: no answer.
    Refused,
}

/// A question with what a bot made of it.
#[derive(Debug, Clone)]
pub(super) struct Asked<'a> {
    question: &'a SuiteQuestion,
    /// The rank of the first right one, from 0, among the first [`RANKS`].
    rank: Option<usize>,
    /// What speaks for the first.
    score: f64,
    verdict: Verdict,
    contains: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(question: &'a SuiteQuestion, ranking: &Ranking, reply: &Reply, names: &Names) -> Self {
        let is_right = |own: &str| question.right.iter().any(|right| right == names.of(own));
        let ranked = if ranking.qas.is_empty() { &ranking.documents } else { &ranking.qas };
        let from = reply.qa_id.as_deref().or_else(|| reply.sources.first().map(|source| source.document.as_str()));
        let verdict = match reply.kind {
            ReplyKind::Choices | ReplyKind::Miss => Verdict::Refused,
            _ if from.is_some_and(is_right) => Verdict::Right,
            _ => Verdict::Wrong,
        };
        let text = squeezed(&reply.text);
        Self {
            question,
            rank: ranked.iter().take(RANKS).position(|(own, _)| is_right(own)),
            score: ranked.first().map_or(0.0, |(_, score)| *score),
            verdict,
            contains: question.words.iter().any(|words| text.contains(&squeezed(words))),
        }
    }

    fn is_in_scope(&self) -> bool {
        !self.question.right.is_empty()
    }
}

/// Fills in all shares.
pub(super) fn fill(figures: &mut SuiteFigures, asked: &[Asked<'_>], foreign: Option<&[Asked<'_>]>) {
    let (inside, outside): (Vec<&Asked<'_>>, Vec<&Asked<'_>>) = asked.iter().partition(|one| one.is_in_scope());
    let share = |of: &[&Asked<'_>], is: &dyn Fn(&Asked<'_>) -> bool| {
        Hundredths::percent(of.iter().filter(|one| is(one)).count(), of.len())
    };
    figures.top1 = share(&inside, &|one| one.rank == Some(0));
    figures.r5 = share(&inside, &|one| one.rank.is_some_and(|rank| rank < FEW));
    figures.mrr = (!inside.is_empty()).then(|| {
        let sum: f64 = inside.iter().filter_map(|one| one.rank).map(|rank| 1.0 / (rank + 1) as f64).sum();
        Hundredths::of(100.0 * sum / inside.len() as f64)
    });
    figures.own_right = share(&inside, &|one| one.verdict == Verdict::Right);
    figures.own_wrong = share(&inside, &|one| one.verdict == Verdict::Wrong);
    figures.own_refused = share(&outside, &|one| one.verdict == Verdict::Refused);
    if figures.kind == SuiteKind::Qa {
        figures.in_scope = figures.top1;
    }
    if let (Some(bar), false) = (bar(&outside), inside.is_empty()) {
        figures.auroc = Some(Hundredths::of(100.0 * auroc(&inside, &outside)));
        figures.in_scope_at_70 = share(&inside, &|one| one.rank == Some(0) && one.score >= bar);
    }
    let with_words: Vec<&Asked<'_>> = asked.iter().filter(|one| !one.question.words.is_empty()).collect();
    figures.answer_contains = share(&with_words, &|one| one.contains);
    if let Some(foreign) = foreign {
        figures.foreign_refused = share(&foreign.iter().collect::<Vec<_>>(), &|one| one.verdict == Verdict::Refused);
        figures.own_questions_refused = share(&inside, &|one| one.verdict == Verdict::Refused);
    }
}

/// The score below which 70 % of the questions out of scope lie.
fn bar(outside: &[&Asked<'_>]) -> Option<f64> {
    let mut scores: Vec<f64> = outside.iter().map(|one| one.score).collect();
    scores.sort_by(f64::total_cmp);
    scores.get(scores.len() * 7 / 10).copied()
}

/// The area under the curve of right acceptance over wrong: the share of pairs in the right order, ties half.
fn auroc(inside: &[&Asked<'_>], outside: &[&Asked<'_>]) -> f64 {
    let mut scores: Vec<f64> = outside.iter().map(|one| one.score).collect();
    scores.sort_by(f64::total_cmp);
    let wins = inside.iter().map(|one| {
        let below = scores.partition_point(|score| *score < one.score);
        let not_above = scores.partition_point(|score| *score <= one.score);
        (below + not_above) as f64 / 2.0
    });
    wins.sum::<f64>() / (inside.len() * outside.len()) as f64
}

/// Text without what doesn't change its words: case, and how it is broken into lines.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(right: &[&str]) -> SuiteQuestion {
        let right = right.iter().map(|id| (*id).to_owned()).collect();
        SuiteQuestion { text: "?".to_owned(), right, words: Vec::new() }
    }

    fn asked(question: &SuiteQuestion, rank: Option<usize>, score: f64, verdict: Verdict) -> Asked<'_> {
        Asked { question, rank, score, verdict, contains: false }
    }

    #[test]
    fn shares_are_of_what_they_are_about() {
        let (own, stranger) = (question(&["a"]), question(&[]));
        let all = [
            asked(&own, Some(0), 0.9, Verdict::Right),
            asked(&own, Some(0), 0.2, Verdict::Refused),
            asked(&own, Some(1), 0.6, Verdict::Wrong),
            asked(&own, None, 0.1, Verdict::Refused),
            asked(&stranger, None, 0.1, Verdict::Refused),
            asked(&stranger, None, 0.5, Verdict::Wrong),
        ];
        let mut figures = SuiteFigures {
            suite: "x".to_owned(),
            kind: SuiteKind::Qa,
            questions: 6,
            top1: None,
            r5: None,
            mrr: None,
            in_scope: None,
            auroc: None,
            in_scope_at_70: None,
            own_right: None,
            own_refused: None,
            own_wrong: None,
            answer_contains: None,
            foreign_refused: None,
            own_questions_refused: None,
            cpu_ms: Hundredths(0),
            train_cpu_s: Hundredths(0),
            peak_mib: None,
        };
        fill(&mut figures, &all, Some(&all[4..]));
        let percent = |value: f64| Some(Hundredths::of(value));
        assert_eq!((figures.top1, figures.r5, figures.mrr), (percent(50.0), percent(75.0), percent(62.5)));
        assert_eq!(
            (figures.own_right, figures.own_wrong, figures.own_refused),
            (percent(25.0), percent(25.0), percent(50.0))
        );
        // Pairs: 0.9 and 0.6 beat both, 0.2 one, 0.1 ties with one.
        assert_eq!(figures.auroc, percent(100.0 * 5.5 / 8.0));
        assert_eq!(figures.in_scope_at_70, percent(25.0));
        assert_eq!(
            (figures.answer_contains, figures.foreign_refused, figures.own_questions_refused),
            (None, percent(50.0), percent(50.0))
        );
    }
}
