//! The same text twice: answers of two Q&As, documents under two names.

use std::collections::BTreeMap;

use crate::answer::analysis::canonical_question;
use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::text;
use crate::train::findings::pages::Page;
use crate::train::findings::review::{Finding, quoted};
use crate::train::input::QaInput;

/// Answers shorter than this, such as "Yes.", may well be the same.
const LEAST_ANSWER: usize = 20;
/// Documents with less text than this may well be the same.
const LEAST_DOCUMENT: u64 = 80;
/// Places that a finding names.
const NAMED: usize = 5;

/// Q&As of one language with the same answer, but for case, punctuation and spacing.
pub(super) fn answers(qas: &QaInput) -> Vec<Finding> {
    let mut same: BTreeMap<(&str, String), Vec<usize>> = BTreeMap::new();
    for (index, qa) in qas.qas.iter().enumerate() {
        let answer = canonical_question(&qa.answer);
        if answer.len() >= LEAST_ANSWER {
            same.entry((&qa.language, answer)).or_default().push(index);
        }
    }
    let twice = same.into_values().filter(|among| among.len() > 1);
    twice
        .map(|among| {
            let names: Vec<String> = among.iter().take(NAMED).map(|qa| format!("`{}`", qas.qas[*qa].id)).collect();
            let asked = among
                .iter()
                .take(NAMED)
                .map(|qa| format!("`{}` asks {}", qas.qas[*qa].id, quoted(&qas.qas[*qa].question)));
            let answer = format!("Both answer {}", quoted(&qas.qas[among[0]].answer));
            let summary = format!("{} have the same answer: {}", text::count(among.len(), "Q&A"), names.join(", "));
            let finding = Diagnostic::warning("CON004", summary)
                .because(asked.chain([answer]).collect::<Vec<_>>().join("\n"))
                .fix("make the questions variants of one Q&A");
            let places = among.iter().take(NAMED).filter_map(|qa| qas.place(*qa).cloned());
            Finding { diagnostic: places.fold(finding, Diagnostic::at), certainty: 1.0 }
        })
        .collect()
}

/// Documents with the same text.
pub(super) fn documents(pages: &[Page]) -> Vec<Finding> {
    let mut same: BTreeMap<_, Vec<&Page>> = BTreeMap::new();
    for page in pages.iter().filter(|page| page.text_bytes >= LEAST_DOCUMENT) {
        same.entry(page.text).or_default().push(page);
    }
    let twice = same.into_values().filter(|among| among.len() > 1);
    twice
        .map(|among| {
            let summary = format!("{} have the same text", text::count(among.len(), "document"));
            let paths: Vec<&str> = among.iter().take(NAMED).map(|page| page.document.as_str()).collect();
            let finding = Diagnostic::warning("CON005", summary)
                .because(format!("{}\nAll say {}", paths.join("\n"), quoted(&among[0].beginning)))
                .fix("remove all but one, or list the others in knowledge.exclude");
            let finding = paths.iter().fold(finding, |finding, path| finding.at(Place::file(*path)));
            Finding { diagnostic: finding, certainty: among[0].text_bytes as f64 }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::findings::review::tests::qas;

    #[test]
    fn answers_are_the_same_but_for_punctuation() {
        let input = qas(&[
            ("refund", &[], "Write to us within two days."),
            ("return", &[], "write to us  within two days"),
            ("yes", &[], "Yes."),
            ("sure", &[], "Yes."),
        ]);
        let found = answers(&input);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].diagnostic.summary, "2 Q&As have the same answer: `refund`, `return`");
        assert_eq!(found[0].diagnostic.places.len(), 2);
    }
}
