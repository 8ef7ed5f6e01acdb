//! Why a bot answers as it does, for people: the reading of the question, candidates with their scores, the decision, what would change it.

use serde::Serialize;

use crate::answer::explain::{Explanation, PassageCandidate, QaCandidate};
use crate::answer::matcher::Likeness;
use crate::base::id::ReleaseNumber;
use crate::base::text::printable;
use crate::ui::Human;
use crate::ui::look::{Look, Tone, one_line};
use crate::ui::wrap;

/// Candidates whose scores are shown taken apart.
const APART: usize = 2;
const PASSAGES: usize = 3;
/// Characters of a passage that are shown.
const PASSAGE_CHARACTERS: usize = 300;

/// An explanation and the answer that it is about.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The release that was asked; none: the bundle here.
    pub release: Option<ReleaseNumber>,
    /// The answer, Markdown; empty for choices and misses.
    pub answer: String,
    /// Why.
    #[serde(flatten)]
    pub explanation: Explanation,
}

/// What another release makes of the same question.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The other release.
    pub release: Option<ReleaseNumber>,
    /// Whether a visitor reads the same.
    pub is_same: bool,
    /// The parts that differ; none where the bundle here is compared.
    pub parts: Option<Vec<String>>,
    /// Its answer.
    pub answer: String,
    /// Why.
    pub explanation: Explanation,
}

/// The whole page; the decision alone off a terminal.
pub fn human(explained: &Explained, compared: Option<&Compared>, look: &Look) -> Human {
    let explanation = &explained.explanation;
    let mut page = Page { out: String::new(), look };
    let whose = explained.release.map_or_else(|| "the bundle here".to_owned(), |number| format!("release {number}"));
    page.title("Decision");
    page.text("  ", &format!("{} ({whose})", explanation.decision));
    page.reading(explanation);
    page.qas(explanation);
    page.passages(explanation);
    page.title("What would change it");
    explanation.changes.iter().for_each(|change| page.text("  - ", change));
    if let Some(compared) = compared {
        page.compared(explained, compared);
    }
    let mut piped = format!("{}\n", one_line(&explanation.decision));
    if let Some(compared) = compared {
        piped.push_str(&format!("{}\n", one_line(&compared.explanation.decision)));
    }
    Human { terminal: page.out, piped }
}

struct Page<'a> {
    out: String,
    look: &'a Look,
}

impl Page<'_> {
    fn title(&mut self, title: &str) {
        let blank = if self.out.is_empty() { "" } else { "\n" };
        self.out.push_str(&format!("{blank}{}\n", self.look.paint(Tone::Strong, title)));
    }

    fn text(&mut self, head: &str, text: &str) {
        let text = printable(text).split_whitespace().collect::<Vec<_>>().join(" ");
        self.out.push_str(&wrap::hanging(head, &self.look.words(&text), self.look.width));
    }

    fn reading(&mut self, explanation: &Explanation) {
        self.title("How the question is read");
        if let Some(typed) = &explanation.typed {
            self.text("  typed       ", typed);
            self.text("  meant       ", &explanation.question);
        }
        self.text("  language    ", &explanation.language);
        self.text("  words       ", &explanation.words.join(" "));
        match &explanation.model {
            Some(model) => self.text("  model       ", model),
            None => {
                let tokens = explanation.tokens.iter().map(|token| token.replace('\u{2581}', "_"));
                self.text("  tokens      ", &tokens.collect::<Vec<_>>().join(" "));
            }
        }
        if let Some(failure) = &explanation.unembedded {
            self.text("  by words    ", failure);
        }
        for part in explanation.parts.iter().skip(1) {
            self.text("  part        ", part);
        }
        for read in &explanation.read_as {
            self.text("  read as     ", read);
        }
        if let Some(topic) = explanation.small_talk {
            self.text("  small talk  ", topic.name());
        }
    }

    fn qas(&mut self, explanation: &Explanation) {
        self.title("Q&As");
        self.text(
            "  ",
            &format!(
                "an answer needs {:.3}, a choice {:.3}",
                explanation.answer_threshold, explanation.choice_threshold
            ),
        );
        if explanation.qas.is_empty() {
            self.text("  ", "none has anything in common with it");
        }
        for (rank, qa) in explanation.qas.iter().enumerate() {
            self.qa(qa, rank < APART);
        }
    }

    fn qa(&mut self, qa: &QaCandidate, is_apart: bool) {
        self.text(&format!("  {:.3}  ", qa.score), &format!("{} ({}): {}", qa.id, qa.language, qa.question));
        let Some(why) = qa.why.as_ref().filter(|_| is_apart) else { return };
        why.phrasings.iter().for_each(|likeness| self.likeness(likeness));
        if why.by_answer > 0.0 {
            self.text("           ", &format!("{:+.3} by the words of its answer", why.by_answer));
        }
    }

    fn likeness(&mut self, likeness: &Likeness) {
        let adds = likeness.adds.map_or_else(String::new, |adds| format!("{adds:+.3} by "));
        let mut line = format!(
            "{adds}\"{}\": meaning {:.2}, characters {:.2}, words {:.2}",
            likeness.phrasing, likeness.meaning, likeness.characters, likeness.words
        );
        let marks = [
            (!likeness.is_own, "another Q&A's"),
            (likeness.other_codes, "other numbers or codes"),
            (likeness.other_sense, "one of the two denies"),
        ];
        marks.iter().filter(|(is, _)| *is).for_each(|(_, mark)| line.push_str(&format!(", {mark}")));
        self.text("           ", &line);
    }

    fn passages(&mut self, explanation: &Explanation) {
        if explanation.passages.is_empty() {
            return;
        }
        self.title("Passages");
        let needed = format!("an answer needs {:.3}", explanation.passage_needed);
        let raised = explanation.passage_needed > explanation.passage_threshold;
        let raised = if raised {
            format!(" ({:.3}, raised by the best choice)", explanation.passage_threshold)
        } else {
            String::new()
        };
        self.text("  ", &format!("{needed}{raised}"));
        for (rank, passage) in explanation.passages.iter().take(PASSAGES).enumerate() {
            self.passage(passage, rank == 0);
        }
    }

    fn passage(&mut self, passage: &PassageCandidate, is_first: bool) {
        self.text(&format!("  {:.3}  ", passage.confidence), &format!("{} ({})", passage.section, passage.document));
        self.text(
            "         ",
            &format!(
                "words {:.2} of the passage and {:.2} of its page, meaning {:.2}; rank score {:.2}",
                passage.passage_coverage, passage.document_coverage, passage.meaning, passage.score
            ),
        );
        if is_first {
            let text: String = passage.text.chars().take(PASSAGE_CHARACTERS).collect();
            let dots = if text.len() < passage.text.len() { "…" } else { "" };
            self.text("         ", &format!("\"{text}{dots}\""));
        }
    }

    fn compared(&mut self, explained: &Explained, compared: &Compared) {
        let number = compared.release.map_or_else(String::new, |number| number.to_string());
        self.title(&format!("What changed since release {number}"));
        let same = if compared.is_same { "the answer is the same" } else { "the answer is another" };
        self.text("  ", same);
        if let Some(parts) = &compared.parts {
            let parts = if parts.is_empty() { "none".to_owned() } else { parts.join(", ") };
            self.text("  parts       ", &parts);
        }
        let (new, old) = (&explained.explanation, &compared.explanation);
        self.text("  before      ", &old.decision);
        self.text("  now         ", &new.decision);
        for (name, new, old) in [
            ("answer threshold", new.answer_threshold, old.answer_threshold),
            ("choice threshold", new.choice_threshold, old.choice_threshold),
            ("passage threshold", new.passage_threshold, old.passage_threshold),
        ] {
            if (new - old).abs() > 1e-9 {
                self.text("  ", &format!("{name}: {old:.3} before, {new:.3} now"));
            }
        }
        self.scores(new, old);
    }

    fn scores(&mut self, new: &Explanation, old: &Explanation) {
        let score = |of: &Explanation, id: &str| of.qas.iter().find(|qa| qa.id == id).map(|qa| qa.score);
        let shown =
            |score: Option<f64>| score.map_or_else(|| "not among the best".to_owned(), |score| format!("{score:.3}"));
        let mut ids: Vec<&str> = new.qas.iter().take(3).map(|qa| qa.id.as_str()).collect();
        ids.extend(old.qas.iter().take(3).map(|qa| qa.id.as_str()));
        for (index, id) in ids.iter().enumerate() {
            if !ids[..index].contains(id) {
                self.text("  ", &format!("Q&A {id}: {} before, {} now", shown(score(old, id)), shown(score(new, id))));
            }
        }
    }
}
