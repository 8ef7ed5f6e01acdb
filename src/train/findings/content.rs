//! What training has to say about the content, beyond what reading it found.

use crate::base::diagnostic::{Diagnostic, Place};
use crate::base::event::TestSummary;
use crate::base::text;
use crate::content::documents::DocumentList;
use crate::train::input::{QaInput, SurveyInput};
use crate::train::memory::Outcome;
use crate::train::read::Pieces;

/// The content of a folder, before documents are read.
pub(in crate::train) struct Content {
    pub(in crate::train) list: DocumentList,
    pub(in crate::train) qas: QaInput,
    pub(in crate::train) survey: SurveyInput,
}

impl Content {
    /// Errors of the walk, the Q&As and the survey: nothing is read if there are any.
    pub(in crate::train) fn errors(&self) -> Vec<Diagnostic> {
        let all = self.list.diagnostics.iter().chain(&self.qas.diagnostics).chain(&self.survey.diagnostics);
        all.filter(|finding| finding.is_error()).cloned().collect()
    }

    /// Warnings about Q&As and the survey.
    pub(in crate::train) fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.qas.diagnostics.iter().chain(&self.survey.diagnostics)
    }

    /// The finding that there is nothing at all to answer from.
    pub(in crate::train) fn nothing(&self, pieces: &Pieces) -> Option<Diagnostic> {
        let passages =
            pieces.pieces.iter().any(|piece| matches!(piece.known.outcome, Outcome::Cut { passages: 1.., .. }));
        (!passages && self.qas.qas.is_empty()).then(|| {
            Diagnostic::error(
                "TRN001",
                "there is nothing to train: no document, no answered survey topic, no active Q&A",
            )
            .at(Place::file("bot.toml"))
            .because("The bot would have no answer to any question.")
            .fix("add documents to knowledge/, Q&As to qa/, or answers to survey.toml")
        })
    }
}

/// Documents that were left out, and those without a word to answer from.
pub(in crate::train) fn left_out(list: &DocumentList, pieces: &Pieces) -> Vec<Diagnostic> {
    let wordless = pieces.pieces.iter().filter(|piece| matches!(piece.known.outcome, Outcome::Cut { passages: 0, .. }));
    let wordless = wordless.map(|piece| {
        Diagnostic::warning("TRN002", "document has headings only")
            .at(Place::file(&piece.id))
            .because("The bot can't answer from it.")
            .fix("write text below its headings, or list it in knowledge.exclude")
    });
    list.diagnostics.iter().chain(&pieces.diagnostics).cloned().chain(wordless).collect()
}

/// The finding that tests of the bot fail.
pub(in crate::train) fn failing(tests: Option<&TestSummary>) -> Option<Diagnostic> {
    let tests = tests.filter(|tests| !tests.failing.is_empty())?;
    let lines: Vec<String> = tests
        .failing
        .iter()
        .map(|test| format!("{}: expected {}, got {}", test.question, test.expected, test.got))
        .collect();
    let total = usize::try_from(tests.total).unwrap_or(usize::MAX);
    let summary = format!("{} of {} fail", tests.failing.len(), text::count(total, "test"));
    let finding = Diagnostic::warning("TRN003", summary).at(Place::file("bot.toml")).because(lines.join("\n"));
    Some(finding.fix("botctl test"))
}
