//! What leaving out the owner's phrasings says about the Q&As: those that collide, phrasings of another Q&A, too few of them.

use std::collections::BTreeMap;

use crate::answer::matcher::{Trial, Trials};
use crate::answer::release::Qa;
use crate::base::diagnostic::{Diagnostic, Place, Severity};
use crate::base::text;
use crate::train::findings::review::{Finding, quoted};
use crate::train::input::QaInput;

/// So many phrasings that are taken for those of the other Q&A make two Q&As collide.
const COLLIDING: usize = 3;
/// A Q&A whose phrasings are found by less than this share of them is no home to judge a single one by.
const HOME_SHARE: f64 = 0.5;
/// How far beyond the score from which a Q&A answers the other one has to be.
const CLEARLY: f64 = 1.25;
/// Q&As that are named in the finding about few phrasings.
const NAMED: usize = 5;

/// A phrasing that another Q&A would answer.
struct Astray<'a> {
    phrasing: &'a str,
    qa: usize,
    found: usize,
    score: f64,
}

/// Findings about phrasings, from `trials` over all of them; `answer_millionths` is the score from which a Q&A answers.
pub(super) fn findings(qas: &QaInput, trials: &Trials, answer_millionths: i64) -> Vec<Finding> {
    let astray = astray(&qas.qas, trials);
    let mut pairs: BTreeMap<(usize, usize), Vec<&Astray<'_>>> = BTreeMap::new();
    for one in &astray {
        pairs.entry((one.qa.min(one.found), one.qa.max(one.found))).or_default().push(one);
    }
    let tried = tried(&qas.qas, trials);
    let (colliding, single): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|((left, right), among)| {
        among.len() >= COLLIDING || (among.len() >= 2 && among.len() * 2 >= tried[*left].0 + tried[*right].0)
    });
    let threshold = CLEARLY * answer_millionths as f64 / 1e6;
    let strangers = single.into_iter().flat_map(|(_, among)| among).filter(|one| {
        let (asked, right) = tried[one.qa];
        one.score >= threshold && asked > 1 && right as f64 >= HOME_SHARE * asked as f64
    });
    let colliding = colliding.iter().map(|((left, right), among)| collide(qas, *left, *right, among));
    colliding.chain(strangers.map(|one| stranger(qas, one))).chain(few(qas)).collect()
}

fn astray<'a>(qas: &'a [Qa], trials: &Trials) -> Vec<Astray<'a>> {
    let texts: Vec<&str> = qas.iter().flat_map(Qa::phrasings).collect();
    let one = |trial: &Trial| {
        let (found, score) = trial.found.filter(|(found, _)| *found != trial.qa)?;
        Some(Astray { phrasing: texts.get(trial.phrasing)?, qa: trial.qa, found, score })
    };
    trials.trials.iter().filter_map(one).collect()
}

/// Of each Q&A: how many phrasings were left out in turn, and how many of these it was found by.
fn tried(qas: &[Qa], trials: &Trials) -> Vec<(usize, usize)> {
    let mut tried = vec![(0, 0); qas.len()];
    for trial in &trials.trials {
        if let Some((found, _)) = trial.found {
            tried[trial.qa].0 += 1;
            tried[trial.qa].1 += usize::from(found == trial.qa);
        }
    }
    tried
}

fn collide(qas: &QaInput, left: usize, right: usize, among: &[&Astray<'_>]) -> Finding {
    let name = |qa: usize| &qas.qas[qa].id;
    let examples: Vec<String> = among
        .iter()
        .take(COLLIDING)
        .map(|one| {
            format!("{} is asked of `{}`, but found in `{}`", quoted(one.phrasing), name(one.qa), name(one.found))
        })
        .collect();
    let summary = format!(
        "Q&As `{}` and `{}` collide: {} of one are taken for the other's",
        name(left),
        name(right),
        text::count(among.len(), "phrasing")
    );
    let finding = Diagnostic::warning("CON001", summary)
        .because(examples.join("\n"))
        .fix("join the two, or rephrase them so that each says what only it answers")
        .try_when(format!("botctl explain {}", quoted(among[0].phrasing)), "see what speaks for each");
    Finding { diagnostic: at(qas, finding, &[left, right]), certainty: among.len() as f64 }
}

fn stranger(qas: &QaInput, one: &Astray<'_>) -> Finding {
    let (own, other) = (&qas.qas[one.qa], &qas.qas[one.found]);
    let summary = format!("{} doesn't fit Q&A `{}`: it reads like one of `{}`", quoted(one.phrasing), own.id, other.id);
    let finding = Diagnostic::warning("CON002", summary)
        .because(format!(
            "`{}` asks {}\n`{}` asks {}",
            own.id,
            quoted(&own.question),
            other.id,
            quoted(&other.question)
        ))
        .fix(format!("move it to `{}`, or add phrasings like it to `{}`", other.id, own.id));
    Finding { diagnostic: at(qas, finding, &[one.qa, one.found]), certainty: one.score }
}

/// One finding for all Q&As that have a single phrasing: a note where they are the minority.
fn few(qas: &QaInput) -> Option<Finding> {
    let single: Vec<usize> = (0..qas.qas.len()).filter(|qa| qas.qas[*qa].variants.is_empty()).collect();
    if single.is_empty() {
        return None;
    }
    let severity = if single.len() * 2 > qas.qas.len() { Severity::Warning } else { Severity::Note };
    let (has, total) = (if single.len() == 1 { "has" } else { "have" }, text::count(qas.qas.len(), "active Q&A"));
    let named: Vec<String> = single
        .iter()
        .take(NAMED)
        .map(|qa| format!("`{}`: {}", qas.qas[*qa].id, quoted(&qas.qas[*qa].question)))
        .collect();
    let finding = Diagnostic::new(severity, "CON003", format!("{} of {total} {has} a single phrasing", single.len()))
        .because(format!(
            "Visitors ask in other words, and nothing shows how well these are found.\n{}",
            named.join("\n")
        ))
        .fix("add two or three `variants` to each: the words that visitors use");
    Some(Finding { diagnostic: at(qas, finding, &single[..1]), certainty: 0.0 })
}

fn at(qas: &QaInput, finding: Diagnostic, places: &[usize]) -> Diagnostic {
    let places = places.iter().filter_map(|qa| qas.place(*qa).cloned());
    places.fold(finding, |finding, place: Place| finding.at(place))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::findings::review::tests::qas;

    fn trials(found: &[(usize, usize, f64)]) -> Trials {
        let trial = |(phrasing, (qa, found, score)): (usize, &(usize, usize, f64))| Trial {
            phrasing,
            qa: *qa,
            found: Some((*found, *score)),
            other: 0.1,
        };
        Trials { trials: found.iter().enumerate().map(trial).collect() }
    }

    fn codes(found: &[Finding]) -> Vec<(&str, usize)> {
        found.iter().map(|found| (found.diagnostic.code.as_str(), found.diagnostic.places.len())).collect()
    }

    #[test]
    fn qas_that_are_taken_for_each_other_collide() {
        let input =
            qas(&[("refund", &["money back", "return it"], "By mail."), ("return", &["give back", "back"], "Here.")]);
        let left_out = [(0, 1, 0.5), (0, 1, 0.4), (0, 0, 0.6), (1, 0, 0.5), (1, 1, 0.7), (1, 1, 0.8)];
        let found = findings(&input, &trials(&left_out), 350_000);
        assert_eq!(codes(&found), [("CON001", 2)]);
        let detail = &found[0].diagnostic.detail;
        assert!(detail.contains("\"refund\" is asked of `refund`, but found in `return`"), "{detail}");
        assert!(findings(&input, &trials(&[(0, 0, 0.9), (1, 1, 0.9)]), 350_000).is_empty());
    }

    #[test]
    fn a_phrasing_of_another_qa_is_named_only_where_its_own_is_well_found() {
        let input = qas(&[("refund", &["a", "b"], "By mail."), ("pool", &["swim", "d"], "At nine.")]);
        let astray = [(0, 0, 0.5), (0, 0, 0.5), (0, 1, 0.5), (1, 1, 0.5), (1, 1, 0.5), (1, 1, 0.5)];
        assert_eq!(codes(&findings(&input, &trials(&astray), 350_000)), [("CON002", 2)]);
        assert!(findings(&input, &trials(&astray), 600_000).is_empty(), "it wouldn't be answered");
    }

    #[test]
    fn single_phrasings_are_one_finding_and_weigh_by_their_share() {
        let few = |qas: &QaInput| few(qas).map(|found| (found.diagnostic.severity, found.diagnostic.summary));
        let warned = few(&qas(&[("a", &[], "A."), ("b", &[], "B."), ("c", &["d"], "C.")]));
        assert_eq!(warned, Some((Severity::Warning, "2 of 3 active Q&As have a single phrasing".to_owned())));
        let noted = few(&qas(&[("a", &[], "A."), ("b", &["e"], "B."), ("c", &["d"], "C.")]));
        assert_eq!(noted.map(|(severity, _)| severity), Some(Severity::Note));
        assert_eq!(few(&qas(&[("a", &["b"], "A.")])), None);
    }
}
