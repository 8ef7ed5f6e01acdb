//! From drafts to Q&As: what must be there is there, and nothing contradicts anything else, over all files.

use std::collections::{HashMap, HashSet};

use super::QaItem;
use super::draft::Draft;
use super::problem::{Found, QaProblem};
use crate::base::diagnostic::Place;
use crate::base::digest::Digest;
use crate::content::document::primary_language;
use crate::content::secrets;

/// The valid ones among the drafts.
pub(super) fn items(drafts: Vec<Draft>, default_language: &str, found: &mut Vec<Found>) -> Vec<QaItem> {
    let mut items = Vec::with_capacity(drafts.len());
    let mut ids: HashMap<String, Place> = HashMap::new();
    for draft in drafts {
        let Some(item) = item(draft, default_language, found) else { continue };
        match ids.get(&item.id) {
            Some(first) => found.push(QaProblem::DuplicateId { id: item.id }.at_both(first, &item.place)),
            None => {
                ids.insert(item.id.clone(), item.place.clone());
                items.push(item);
            }
        }
    }
    same_questions(&items, found);
    items
}

/// One Q&A; all that is wrong with it is reported, not only the first.
fn item(draft: Draft, default_language: &str, found: &mut Vec<Found>) -> Option<QaItem> {
    let before = found.len();
    let mut report = |problem: QaProblem| found.push(problem.at(draft.place.clone()));
    if draft.question.is_empty() {
        report(QaProblem::NoQuestion);
    }
    let id = match draft.id.filter(|id| !id.is_empty()) {
        Some(id) if is_id(&id) => id,
        Some(id) => {
            report(QaProblem::BadId { id: id.chars().take(100).collect() });
            id
        }
        None if draft.may_lack_id => id_of(&draft.question),
        None => {
            report(QaProblem::NoId);
            String::new()
        }
    };
    if draft.answer.is_empty() {
        let name = if id.is_empty() { draft.question.clone() } else { id.clone() };
        report(QaProblem::NoAnswer { id: name });
    }
    let language = match draft.language.as_deref() {
        None => default_language.to_owned(),
        Some(tag) => primary_language(tag).unwrap_or_else(|| {
            report(QaProblem::BadLanguage { tag: tag.chars().take(40).collect() });
            String::new()
        }),
    };
    for link in draft.links.iter().filter(|link| !is_link(link)) {
        report(QaProblem::BadLink { link: link.chars().take(100).collect() });
    }
    let texts = [&draft.question, &draft.answer].into_iter().chain(&draft.variants);
    if let Some(kind) = texts.filter_map(|text| secrets::in_text(text)).next() {
        report(QaProblem::HoldsSecret { id: id.clone(), kind });
    }
    if found.len() > before {
        return None;
    }
    let variants = without_repeated(&id, &draft.question, draft.variants, &draft.place, found);
    Some(QaItem {
        id,
        question: draft.question,
        variants,
        answer: draft.answer,
        active: draft.active,
        language,
        links: draft.links,
        place: draft.place,
    })
}

/// Drops empty variants, and those that say what another phrasing says, with a finding.
fn without_repeated(
    id: &str,
    question: &str,
    variants: Vec<String>,
    place: &Place,
    found: &mut Vec<Found>,
) -> Vec<String> {
    let mut seen = HashSet::from([folded(question)]);
    let mut kept = Vec::with_capacity(variants.len());
    for variant in variants.into_iter().filter(|variant| !variant.is_empty()) {
        if seen.insert(folded(&variant)) {
            kept.push(variant);
        } else {
            found.push(QaProblem::DuplicateVariant { id: id.to_owned(), phrasing: variant }.at(place.clone()));
        }
    }
    kept
}

/// Reports phrasings that two active Q&As of one language share.
fn same_questions(items: &[QaItem], found: &mut Vec<Found>) {
    let mut seen: HashMap<(&str, String), &QaItem> = HashMap::new();
    let mut pairs: HashSet<(&str, &str)> = HashSet::new();
    for item in items.iter().filter(|item| item.active) {
        for phrasing in std::iter::once(&item.question).chain(&item.variants) {
            let first = seen.entry((&item.language, folded(phrasing))).or_insert(item);
            if first.id != item.id && pairs.insert((&first.id, &item.id)) {
                let problem = QaProblem::SameQuestion {
                    phrasing: phrasing.clone(),
                    language: item.language.clone(),
                    answers: [*first, item].map(|qa| (qa.id.clone(), qa.answer.clone())),
                };
                found.push(problem.at_both(&first.place, &item.place));
            }
        }
    }
}

/// A phrasing without what makes no difference to a reader: case, punctuation, white space.
fn folded(phrasing: &str) -> String {
    let words = phrasing.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

fn id_of(question: &str) -> String {
    format!("q-{}", Digest::of(question.as_bytes()).short())
}

fn is_id(id: &str) -> bool {
    id.chars().count() <= 100 && !id.chars().any(|letter| letter.is_whitespace() || letter.is_control())
}

fn is_link(link: &str) -> bool {
    let has_scheme = |scheme: &str| {
        let start = link.get(..scheme.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(scheme)) && link.len() > scheme.len()
    };
    ["https://", "http://", "mailto:", "tel:"].into_iter().any(has_scheme) && !link.contains(char::is_whitespace)
}
