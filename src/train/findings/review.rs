//! All findings about the content of a trained bundle, the most certain of each code first.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use crate::answer::bucket::decode_bucket;
use crate::answer::matcher::Trials;
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::base::fs;
use crate::bundle::Layout;
use crate::config::bot::BotConfig;
use crate::train::findings::content::Content;
use crate::train::findings::contradictions::{self, Pair};
use crate::train::findings::pages::{self, Page};
use crate::train::findings::statements::{self, Claim, Source, Statement};
use crate::train::findings::values::Kind;
use crate::train::findings::{links, phrasings, repeated};
use crate::train::trained::TrainedError;

/// Of one code, more than this help nobody.
const MOST_OF_A_CODE: usize = 200;
/// With so many buckets, 30 MB of text and more, a training after few changes looks at the changed ones alone, and takes over
/// what the one before found in the others: to compare each with all others takes seconds.
const MANY_BUCKETS: usize = 256;
/// One in so many changed at most.
const FEW_CHANGED: usize = 20;
/// In the cache's folder.
const KEPT: &str = "findings.json";
/// Letters that a finding quotes of a text.
const QUOTED: usize = 160;

/// A finding, and how sure it is: compared within its code only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Finding {
    pub(super) diagnostic: Diagnostic,
    pub(super) certainty: f64,
}

/// What is looked through.
pub(in crate::train) struct Review<'a> {
    pub(in crate::train) config: &'a BotConfig,
    pub(in crate::train) content: &'a Content,
    pub(in crate::train) trials: &'a Trials,
    pub(in crate::train) answer_millionths: i64,
}

/// What is kept of a bucket's documents.
#[derive(Debug, Default)]
struct Gathered {
    pages: Vec<Page>,
    statements: Vec<Statement>,
}

/// The findings. Errors: a bucket that can't be read back.
pub(in crate::train) fn review(
    review: &Review<'_>,
    layout: &Layout,
    (buckets, before): (&[Digest], &[Digest]),
) -> Result<Vec<Diagnostic>, TrainedError> {
    let qas = &review.content.qas;
    let known: BTreeSet<&Digest> = before.iter().collect();
    let changed: Vec<Digest> = buckets.iter().filter(|bucket| !known.contains(bucket)).copied().collect();
    let is_large = buckets.len() >= MANY_BUCKETS;
    let qa_files: BTreeSet<&str> = qas.places.values().map(|place| place.file.as_str()).collect();
    let of_qas = Digest::of(&serde_json::to_vec(&qas.qas).unwrap_or_default());
    let kept = if is_large && changed.len() * FEW_CHANGED <= buckets.len() { kept(layout, &of_qas) } else { None };
    let buckets = if kept.is_some() { &changed } else { buckets };
    let mut pages = Vec::new();
    let mut statements: Vec<Statement> =
        (0..).zip(&qas.qas).flat_map(|(index, qa)| statements::of_qa(index, qa)).collect();
    for gathered in gathered(layout, buckets)? {
        pages.extend(gathered.pages);
        statements.extend(gathered.statements);
    }
    let mut found = phrasings::findings(qas, review.trials, review.answer_millionths);
    found.extend(repeated::answers(qas));
    found.extend(repeated::documents(&pages));
    found.extend(pages::navigation(&pages));
    found.extend(links::findings(review.config, qas, &review.content.list.documents));
    let pairs = contradictions::find(&statements);
    let pairs = pairs.iter().take(MOST_OF_A_CODE);
    found.extend(pairs.map(|pair| contradiction(review, &statements, pair)));
    let fresh: BTreeSet<&str> = pages.iter().map(|page| page.document.as_str()).collect();
    let there: BTreeSet<&str> = review.content.list.documents.iter().map(|file| file.path.as_str()).collect();
    let is_left = |file: &str| there.contains(file) && !fresh.contains(file);
    let stays = |finding: &Diagnostic| {
        finding.places.iter().all(|place| is_left(&place.file) || qa_files.contains(place.file.as_str()))
    };
    let kept = kept.unwrap_or_default().into_iter().filter(|finding| stays(&finding.diagnostic));
    found.extend(kept);
    if is_large {
        keep(layout, &qa_files, of_qas, &found);
    }
    Ok(ordered(found))
}

/// What a training keeps for the next.
#[derive(Debug, Serialize, Deserialize)]
struct Kept<F> {
    /// Of the Q&As that the findings hold for: with others, all is looked through again.
    qas: Digest,
    findings: Vec<F>,
}

/// What the last training found in documents; `None` if that isn't there, can't be read, or was of other Q&As.
fn kept(layout: &Layout, qas: &Digest) -> Option<Vec<Finding>> {
    let bytes = fs::read_optional(&layout.cache().join(KEPT)).ok()??;
    let kept: Kept<Finding> = serde_json::from_slice(&bytes).ok()?;
    (kept.qas == *qas).then_some(kept.findings)
}

/// A finding about Q&As alone is found anew each time. What can't be kept is looked for again.
fn keep(layout: &Layout, qa_files: &BTreeSet<&str>, qas: Digest, found: &[Finding]) {
    let of_documents = |finding: &&Finding| {
        finding.diagnostic.places.iter().any(|place| !qa_files.contains(place.file.as_str()))
            && ["CON005", "CON006", "CON008"].contains(&finding.diagnostic.code.as_str())
    };
    let kept: Kept<&Finding> = Kept { qas, findings: found.iter().filter(of_documents).collect() };
    let bytes = serde_json::to_vec(&kept).unwrap_or_default();
    drop(fs::write_cache(&layout.cache().join(KEPT), &bytes));
}

/// Reads the buckets on all cores; the outcome is in their order.
fn gathered(layout: &Layout, buckets: &[Digest]) -> Result<Vec<Gathered>, TrainedError> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, Result<Gathered, TrainedError>)>> = Mutex::new(Vec::new());
    let run = || {
        while let Some((index, digest)) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, buckets.get(at)?)))
        {
            let result = gather(layout, digest);
            results.lock().unwrap_or_else(PoisonError::into_inner).push((index, result));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(buckets.len());
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(run))));
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn gather(layout: &Layout, bucket: &Digest) -> Result<Gathered, TrainedError> {
    let passages = decode_bucket(&layout.read_blob(bucket)?)
        .map_err(|error| TrainedError::Blob { name: "bucket".to_owned(), reason: error.to_string() })?;
    let documents = passages.chunk_by(|left, right| left.document == right.document);
    Ok(Gathered {
        pages: documents.filter_map(Page::of).collect(),
        statements: passages.iter().flat_map(statements::of_passage).collect(),
    })
}

fn contradiction(review: &Review<'_>, statements: &[Statement], pair: &Pair) -> Finding {
    let sides = [(pair.left, pair.claims.0), (pair.right, pair.claims.1)].map(|(at, claim)| (&statements[at], claim));
    let places = sides.map(|(statement, _)| place(review, statement));
    let values = sides.map(|(statement, claim)| written(&statement.claims[claim]));
    let said = sides.map(|(statement, _)| quoted(&statement.text));
    let summary = format!("the same is said with {}: {} and {}", named(sides[0].0, sides[0].1), values[0], values[1]);
    let finding = Diagnostic::warning("CON008", summary)
        .because(format!("{} says {}\n{} says {}", places[0], said[0], places[1], said[1]))
        .fix("correct the wrong one, or say in each what it holds for");
    Finding { diagnostic: places.into_iter().fold(finding, Diagnostic::at), certainty: f64::from(pair.certainty) }
}

/// The values as people write them.
fn written(claim: &Claim) -> String {
    let one = |value: &String| {
        let hours = value.parse::<f64>().unwrap_or(0.0);
        match claim.kind {
            Kind::Money(sign) => format!("{value} {sign}"),
            Kind::Percent => format!("{value} %"),
            Kind::Duration('w') => format!("{value} working days"),
            Kind::Duration('m') => format!("{value} months"),
            Kind::Duration('n') => format!("{value} nights"),
            Kind::Duration(_) if hours >= 24.0 && hours % 24.0 == 0.0 => format!("{} days", hours / 24.0),
            Kind::Duration(_) if hours < 1.0 && (hours * 60.0).fract().abs() > 1e-6 => {
                format!("{} seconds", (hours * 3600.0 * 1e3).round() / 1e3)
            }
            Kind::Duration(_) if hours < 1.0 => format!("{} minutes", (hours * 60.0).round()),
            Kind::Duration(_) => format!("{value} hours"),
            Kind::Phone | Kind::Email | Kind::Url | Kind::Date | Kind::Time | Kind::TimeRange | Kind::Count(_) => {
                value.clone()
            }
        }
    };
    claim.values.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn named(statement: &Statement, claim: usize) -> &'static str {
    match statement.claims[claim].kind {
        Kind::Money(_) => "two amounts of money",
        Kind::Percent => "two percentages",
        Kind::Time | Kind::TimeRange => "two times",
        Kind::Duration(_) => "two lengths of time",
        Kind::Date => "two dates",
        Kind::Phone => "two phone numbers",
        Kind::Email => "two e-mail addresses",
        Kind::Url => "two web addresses",
        Kind::Count(_) => "two numbers",
    }
}

fn place(review: &Review<'_>, statement: &Statement) -> Place {
    match &statement.source {
        Source::Qa(index) => review.content.qas.place(*index).cloned().unwrap_or_else(|| Place::file("qa")),
        Source::Document(path, _) => {
            let file = review.content.list.documents.iter().find(|file| file.path == *path);
            let line = file.and_then(|file| line_of(&file.absolute, &statement.text));
            Place { file: path.clone(), line, column: None }
        }
    }
}

/// The line of a text file on which a statement begins; `None` in other formats. Passages don't keep lines.
fn line_of(path: &Path, statement: &str) -> Option<u32> {
    let is_text = path.extension().is_some_and(|end| ["md", "markdown", "txt"].iter().any(|known| end == *known));
    let text = std::fs::read_to_string(path).ok().filter(|_| is_text)?;
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
    let wanted: String = letters(statement).chars().take(24).collect();
    let lines: Vec<String> = text.lines().map(letters).collect();
    // A statement may go on in the next line of the file.
    let begins =
        |at: &usize| format!("{}{}", lines[*at], lines.get(at + 1).map_or("", String::as_str)).contains(&wanted);
    let at = (0..lines.len()).find(|at| lines[*at].contains(&wanted)).or_else(|| (0..lines.len()).find(begins))?;
    u32::try_from(at + 1).ok()
}

/// By code, then by certainty, then by place; of each code at most [`MOST_OF_A_CODE`].
fn ordered(mut found: Vec<Finding>) -> Vec<Diagnostic> {
    found.sort_by(|left, right| {
        let by_place = || left.diagnostic.places.cmp(&right.diagnostic.places);
        let by_code = left.diagnostic.code.cmp(&right.diagnostic.code);
        by_code.then(right.certainty.total_cmp(&left.certainty)).then_with(by_place)
    });
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept = Vec::new();
    for finding in found {
        let count = counts.entry(finding.diagnostic.code.clone()).or_default();
        *count += 1;
        if *count <= MOST_OF_A_CODE {
            kept.push(finding.diagnostic);
        }
    }
    kept
}

/// A text in quotation marks, on one line, cut where it is long.
pub(super) fn quoted(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("\"{}…\"", text[..end].trim_end()),
        None => format!("\"{text}\""),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::answer::release::Qa;
    use crate::train::input::QaInput;

    /// Q&As of id (which is the question, too), variants and answer, one a line of `qa/a.toml`.
    pub(in crate::train::findings) fn qas(written: &[(&str, &[&str], &str)]) -> QaInput {
        let qa = |(id, variants, answer): &(&str, &[&str], &str)| Qa {
            id: (*id).to_owned(),
            question: (*id).to_owned(),
            variants: variants.iter().map(|variant| (*variant).to_owned()).collect(),
            answer: (*answer).to_owned(),
            language: "en".to_owned(),
            links: Vec::new(),
        };
        let places = (1..).zip(written).map(|(line, (id, ..))| ((*id).to_owned(), Place::line("qa/a.toml", line)));
        QaInput { qas: written.iter().map(qa).collect(), places: places.collect(), ..QaInput::default() }
    }

    #[test]
    fn the_most_certain_come_first_and_few_of_a_kind() {
        let finding = |code: &str, certainty: f64| Finding { diagnostic: Diagnostic::warning(code, "x"), certainty };
        let mut found: Vec<Finding> = (0..300).map(|number| finding("CON009", f64::from(number))).collect();
        found.push(Finding { diagnostic: Diagnostic::warning("CON009", "surest"), certainty: 1e9 });
        found.push(finding("CON001", 0.0));
        let kept = ordered(found);
        assert_eq!(kept.len(), MOST_OF_A_CODE + 1);
        assert_eq!((kept[0].code.as_str(), kept[1].summary.as_str()), ("CON001", "surest"));
    }

    #[test]
    fn quotations_are_short_and_on_one_line() {
        assert_eq!(quoted("one\n two"), "\"one two\"");
        assert_eq!(quoted(&"é".repeat(200)).chars().count(), QUOTED + 3);
    }
}
