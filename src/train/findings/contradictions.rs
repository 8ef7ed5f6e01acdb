//! The same fact with different values in two places.
//!
//! Two claims contradict each other where what they are about is nearly the same, nothing tells them apart, and they share no
//! value. Candidates come from an inverted index over the rarer words of the claims.

use std::collections::{BTreeSet, HashMap};

use crate::train::findings::statements::{Claim, Source, Statement};
use crate::train::findings::values::Kind;

/// Words that more claims have are no way to find another one by; the whole topic is.
const MOST_POSTINGS: usize = 48;
/// Words of a claim that candidates are looked for by, the rarest.
const WAYS: usize = 8;
/// A claim that meets more other values than this, or more other claims, is one of a series: of each row, product, member another one.
const MOST_VALUES: usize = 2;
const MOST_PARTNERS: usize = 4;
/// The least share of the weight that both claims have in common, and what one of the two may have beyond it.
const LEAST_COMMON: f32 = 0.5;
const MOST_APART: f32 = 0.3;
/// Where the values of a kind differ more often than facts do, or both stand in one document.
const LEAST_COMMON_CAREFUL: f32 = 0.75;
/// The weight that has to be in common at least: two words, or one that is rare.
const LEAST_WEIGHT: f32 = 0.9;

/// Two statements that contradict each other, as positions; `left` < `right`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    pub(super) left: usize,
    pub(super) right: usize,
    /// Positions of the claims within their statements.
    pub(super) claims: (usize, usize),
    pub(super) certainty: f32,
}

/// In a small bot, a word of two claims is no more common than it would be in one of this many claims.
const LEAST_TOTAL: f32 = 200.0;
/// The weight up to which a claim is about nothing in particular: the phone number of the whole house.
const NOTHING: f32 = 0.4;

/// The key of claims about nothing in particular.
const GENERAL: u64 = 0;

struct Index<'a> {
    statements: &'a [Statement],
    /// Statement and claim of each.
    claims: Vec<(usize, usize)>,
    /// How many claims have a word of the kind.
    frequencies: HashMap<u64, u32>,
}

/// All contradictions, the most certain first; each pair of statements once.
pub(super) fn find(statements: &[Statement]) -> Vec<Pair> {
    let claims: Vec<(usize, usize)> = statements
        .iter()
        .enumerate()
        .flat_map(|(at, statement)| (0..statement.claims.len()).map(move |claim| (at, claim)))
        .collect();
    let mut index = Index { statements, claims, frequencies: HashMap::new() };
    let mut postings: Vec<(u64, u32)> = Vec::new();
    for (number, at) in (0_u32..).zip(&index.claims) {
        let claim = index.claim(*at);
        postings.extend(claim.topic.iter().map(|(word, _)| (keyed(*word, claim), number)));
        postings.push((keyed(topic_key(claim), claim), number));
        if claim.topic.iter().map(|(_, weight)| weight).sum::<f32>() <= NOTHING {
            postings.push((keyed(GENERAL, claim), number));
        }
    }
    postings.sort_unstable();
    let mut starts: HashMap<u64, (usize, usize)> = HashMap::new();
    for run in runs(&postings) {
        let (start, end) = run;
        index.frequencies.insert(postings[start].0, u32::try_from(end - start).unwrap_or(u32::MAX));
        if (2..=MOST_POSTINGS).contains(&(end - start)) {
            starts.insert(postings[start].0, run);
        }
    }
    let mut met: HashMap<u32, (BTreeSet<&[String]>, usize)> = HashMap::new();
    let mut pairs = Vec::new();
    for (number, at) in (0_u32..).zip(&index.claims) {
        let claim = index.claim(*at);
        for other in candidates(claim, number, &starts, &postings) {
            let there = index.claims[other as usize];
            if let Some(certainty) = index.contradict(*at, there) {
                for (one, values) in [(number, &index.claim(there).values), (other, &claim.values)] {
                    let among = met.entry(one).or_default();
                    among.0.insert(values);
                    among.1 += 1;
                }
                let pair = Pair { left: at.0, right: there.0, claims: (at.1, there.1), certainty };
                pairs.push((number, other, pair));
            }
        }
    }
    let is_series = |number: &u32| {
        met.get(number).is_some_and(|(values, others)| values.len() > MOST_VALUES || *others > MOST_PARTNERS)
    };
    let mut found: Vec<Pair> =
        pairs.iter().filter(|(left, right, _)| !is_series(left) && !is_series(right)).map(|(.., pair)| *pair).collect();
    found.sort_by(|left, right| {
        right.certainty.total_cmp(&left.certainty).then((left.left, left.right).cmp(&(right.left, right.right)))
    });
    // Where a page says a thing in each of its parts, one pair tells it.
    let named = |at: usize| (statements[at].source.name(), statements[at].text.as_str());
    let mut seen = BTreeSet::new();
    found.retain(|pair| seen.insert((named(pair.left), named(pair.right))));
    found
}

/// Later claims with two of the rarer words in common, or the whole topic.
fn candidates(claim: &Claim, number: u32, starts: &HashMap<u64, (usize, usize)>, postings: &[(u64, u32)]) -> Vec<u32> {
    let mut ways: Vec<(usize, usize)> =
        claim.topic.iter().filter_map(|(word, _)| starts.get(&keyed(*word, claim)).copied()).collect();
    ways.sort_by_key(|(start, end)| end - start);
    ways.truncate(WAYS);
    let later = |(start, end): (usize, usize)| {
        postings[start..end].iter().map(|(_, other)| *other).filter(|other| *other > number)
    };
    let mut met: Vec<u32> = ways.iter().copied().flat_map(later).collect();
    let same = starts.get(&keyed(topic_key(claim), claim));
    met.extend(same.into_iter().copied().flat_map(|run| later(run).chain(later(run))));
    met.sort_unstable();
    let needed = ways.len().min(2);
    let mut found: Vec<u32> = met
        .chunk_by(|left, right| left == right)
        .filter(|same| same.len() >= needed.max(1))
        .map(|same| same[0])
        .collect();
    if claim.topic.iter().map(|(_, weight)| weight).sum::<f32>() <= NOTHING {
        met.extend(starts.get(&keyed(GENERAL, claim)).copied().into_iter().flat_map(later));
    }
    // A short claim may have one word in common with a longer one.
    if claim.topic.len() <= 3 {
        found.extend(met);
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn runs(postings: &[(u64, u32)]) -> impl Iterator<Item = (usize, usize)> {
    let mut start = 0;
    postings.chunk_by(|left, right| left.0 == right.0).map(move |run| {
        start += run.len();
        (start - run.len(), start)
    })
}

/// A word, for claims of this kind and language only.
fn keyed(word: u64, claim: &Claim) -> u64 {
    let kind = match claim.kind {
        Kind::Money(currency) => u64::from(u32::from(currency)),
        Kind::Percent => 1,
        Kind::Time => 2,
        Kind::TimeRange => 3,
        Kind::Duration(dimension) => 0x1000 + u64::from(u32::from(dimension)),
        Kind::Date => 4,
        Kind::Phone => 5,
        Kind::Email => 6,
        Kind::Url => 7,
        Kind::Count(noun) => noun,
    };
    (word ^ claim.language.rotate_left(17)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        ^ kind.wrapping_mul(0xc2b2_ae3d_27d4_eb4f)
}

fn topic_key(claim: &Claim) -> u64 {
    let own = claim.topic.iter().filter(|(_, weight)| *weight >= 0.3);
    own.fold(0x51, |key: u64, (word, _)| key.wrapping_mul(0x0100_0000_01b3) ^ word)
}

impl<'a> Index<'a> {
    fn claim(&self, (statement, claim): (usize, usize)) -> &'a Claim {
        &self.statements[statement].claims[claim]
    }

    /// What a word weighs: from 0.5 for one that all claims have to 1.5 for one that a single claim has.
    fn rarity(&self, word: u64, claim: &Claim) -> f32 {
        let total = (self.claims.len() as f32).max(LEAST_TOTAL);
        let having = self.frequencies.get(&keyed(word, claim)).map_or(1.0, |count| *count as f32);
        0.5 + (total / having).ln() / total.ln()
    }

    /// How certain it is that these two contradict each other; `None` where they don't.
    fn contradict(&self, left: (usize, usize), right: (usize, usize)) -> Option<f32> {
        let (one, other) = (self.claim(left), self.claim(right));
        let sources = (&self.statements[left.0].source, &self.statements[right.0].source);
        if left.0 == right.0 || sources.0 == sources.1 || one.kind != other.kind || one.language != other.language {
            return None;
        }
        let is_told_apart = (one.is_named && other.is_named)
            || (matches!(one.kind, Kind::Count(_)) && are_neighbours(sources))
            || !is_within(&one.strict, &other.scope)
            || !is_within(&other.strict, &one.scope)
            || (one.starts && !one.ends && other.ends && !other.starts)
            || (one.ends && !one.starts && other.starts && !other.ends)
            || differ_in_others(one, other);
        // The rows of one document's tables are a series.
        let is_row = |at: usize| self.statements[at].text.starts_with('|');
        let are_rows = is_same_document(sources) && is_row(left.0) && is_row(right.0);
        if is_told_apart || are_rows || !are_disjoint(one, other) {
            return None;
        }
        let (common, only_one, only_other) = self.overlap(one, other);
        let share = common / (common + only_one + only_other).max(f32::EPSILON);
        let is_careful = matches!(one.kind, Kind::Count(_) | Kind::Url | Kind::Percent) || is_same_document(sources);
        let least = if is_careful { LEAST_COMMON_CAREFUL } else { LEAST_COMMON };
        let is_same = common >= LEAST_WEIGHT && share >= least && only_one.min(only_other) <= MOST_APART * common;
        let answers = matches!(sources.0, Source::Qa(_)) || matches!(sources.1, Source::Qa(_));
        let is_contact = answers && matches!(one.kind, Kind::Phone | Kind::Email);
        let is_general = is_contact && common + only_one <= NOTHING && common + only_other <= NOTHING;
        (is_same || is_general).then_some(share)
    }

    /// Weights: in common, and on one side only.
    fn overlap(&self, one: &Claim, other: &Claim) -> (f32, f32, f32) {
        let (mut common, mut only_one, mut only_other) = (0.0, 0.0, 0.0);
        let (mut left, mut right) = (one.topic.as_slice(), other.topic.as_slice());
        loop {
            match (left.first(), right.first()) {
                (Some((word, weight)), Some((there, weight_there))) if word == there => {
                    common += self.rarity(*word, one) * weight.max(*weight_there);
                    (left, right) = (&left[1..], &right[1..]);
                }
                (Some((word, weight)), there) if there.is_none_or(|(there, _)| word < there) => {
                    only_one += self.rarity(*word, one) * weight;
                    left = &left[1..];
                }
                (_, Some((there, weight))) => {
                    only_other += self.rarity(*there, other) * weight;
                    right = &right[1..];
                }
                (Some(_), None) | (None, None) => return (common, only_one, only_other),
            }
        }
    }
}

fn is_same_document(sources: (&Source, &Source)) -> bool {
    matches!(sources, (Source::Document(one, _), Source::Document(other, _)) if one == other)
}

/// Passages of one document, one behind the other: they enumerate.
fn are_neighbours(sources: (&Source, &Source)) -> bool {
    matches!(sources, (Source::Document(one, at), Source::Document(other, there)) if one == other && at.abs_diff(*there) == 1)
}

/// Whether all of a sorted list stands in another.
fn is_within(list: &[u64], all: &[u64]) -> bool {
    list.iter().all(|word| all.binary_search(word).is_ok())
}

/// Quantities and dates next to the value are part of what it is said of; times and addresses only where both have them.
fn differ_in_others(one: &Claim, other: &Claim) -> bool {
    let bind =
        |kind: &Kind| matches!(kind, Kind::Duration(_) | Kind::Count(_) | Kind::Money(_) | Kind::Percent | Kind::Date);
    let binding = |claim: &Claim| claim.others.iter().filter(|(kind, _)| bind(kind)).cloned().collect::<Vec<_>>();
    let loose = |claim: &Claim, kind: Kind| {
        claim.others.iter().filter(|(other, _)| *other == kind).map(|(_, value)| value.clone()).collect::<Vec<_>>()
    };
    let differs = |kind: Kind| {
        let (left, right) = (loose(one, kind), loose(other, kind));
        !left.is_empty() && !right.is_empty() && left != right
    };
    binding(one) != binding(other) || [Kind::Time, Kind::TimeRange].into_iter().any(differs)
}

/// As many values on both sides, and none in common; a day without a year is that day of any year.
fn are_disjoint(one: &Claim, other: &Claim) -> bool {
    let is_same = |left: &String, right: &String| match one.kind {
        Kind::Date => left.starts_with(right.as_str()) || right.starts_with(left.as_str()) || is_swapped(left, right),
        Kind::Phone => {
            let tail = |digits: &String| digits.trim_start_matches('0').to_owned();
            tail(left).ends_with(&tail(right)) || tail(right).ends_with(&tail(left))
        }
        Kind::Url => left.starts_with(right.as_str()) || right.starts_with(left.as_str()),
        _ => left == right,
    };
    one.values.len() == other.values.len()
        && !one.values.iter().any(|left| other.values.iter().any(|right| is_same(left, right)))
}

/// 12/05 may be the 12th of May or the 5th of December.
fn is_swapped(left: &str, right: &str) -> bool {
    let parts = |date: &str| Some((date.get(..2)?.to_owned(), date.get(3..5)?.to_owned(), date.get(5..)?.to_owned()));
    matches!((parts(left), parts(right)), (Some(one), Some(other)) if one.0 == other.1 && one.1 == other.0 && one.2 == other.2)
}
