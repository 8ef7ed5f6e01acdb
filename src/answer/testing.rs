//! The bot's own tests, asked of a release: on the owner's machine by `test`, on the host before a release goes live.

use crate::answer::analysis;
use crate::answer::engine::Engine;
use crate::answer::index::IndexError;
use crate::answer::question::{Question, Reply, ReplyKind};
use crate::answer::release::{Qa, TestItem};
use crate::base::event::{FailedTest, TestSummary};

/// Characters of an answer that a failure shows.
const SHOWN_CHARACTERS: usize = 80;

/// Asks every test. Errors: an index that can't be read; a test that fails is part of the summary.
pub fn run_tests(engine: &Engine, tests: &[TestItem]) -> Result<TestSummary, IndexError> {
    let mut summary = TestSummary { total: tests.len() as u64, ..TestSummary::default() };
    for test in tests {
        let question = Question { text: test.question.clone(), language: test.language.clone(), ..Question::default() };
        let question = Question { before: engine.after(&test.after, &question)?, ..question };
        let reply = engine.answer(&question)?;
        if meets(&reply, &test.expect) {
            summary.passed += 1;
        } else {
            summary.failing.push(FailedTest {
                question: test.question.clone(),
                expected: test.expect.clone(),
                got: describe(&reply),
                why: why(engine, &question, &test.expect)?,
            });
        }
    }
    Ok(summary)
}

/// Why a question isn't answered as expected: the decision, what was expected among the candidates, what would change it.
///
/// Errors: an index that can't be read.
pub fn why(engine: &Engine, question: &Question, expect: &str) -> Result<String, IndexError> {
    let explanation = engine.explain(question)?;
    let mut lines = vec![explanation.decision.clone()];
    match expect.split_once(':') {
        Some(("qa", id)) => lines.push(match explanation.qas.iter().position(|qa| qa.id == id) {
            Some(rank) => format!("Q&A `{id}` is number {} with {:.3}", rank + 1, explanation.qas[rank].score),
            None if engine.qas().iter().any(|qa| qa.id == id) => format!("Q&A `{id}` is not among the best"),
            None => format!("there is no active Q&A `{id}`"),
        }),
        Some(("source", path)) => lines.push(match explanation.passages.iter().find(|one| one.document == path) {
            Some(passage) => format!("the best passage of `{path}` has {:.3}", passage.confidence),
            None => format!("no passage of `{path}` is among the best"),
        }),
        Some(_) | None => {}
    }
    // What makes a certain Q&A answer is known better here than in general.
    match expect.strip_prefix("qa:").filter(|id| engine.qas().iter().any(|qa| qa.id == *id)) {
        Some(id) => lines.push(format!("to change it: add the question to the variants of Q&A `{id}`")),
        None => lines.extend(explanation.changes.first().map(|change| format!("to change it: {change}"))),
    }
    Ok(lines.join("\n"))
}

/// An even sample of the Q&As as tests: each main phrasing must get its own answer. Phrasings that several Q&As share are left out.
pub fn sample_questions(qas: &[Qa], most: usize) -> Vec<TestItem> {
    let mut sharers = std::collections::BTreeMap::<(String, &str), usize>::new();
    for qa in qas {
        let own: std::collections::BTreeSet<String> = qa.phrasings().map(analysis::canonical_question).collect();
        for phrasing in own {
            *sharers.entry((phrasing, &qa.language)).or_default() += 1;
        }
    }
    let is_alone = |qa: &&Qa| {
        let phrasing = analysis::canonical_question(&qa.question);
        !phrasing.is_empty() && sharers.get(&(phrasing, qa.language.as_str())) == Some(&1)
    };
    let askable: Vec<&Qa> = qas.iter().filter(is_alone).collect();
    let step = askable.len().div_ceil(most.max(1)).max(1);
    askable.into_iter().step_by(step).map(own_test).collect()
}

fn own_test(qa: &Qa) -> TestItem {
    let expect = format!("qa:{}", qa.id);
    TestItem { after: Vec::new(), question: qa.question.clone(), language: Some(qa.language.clone()), expect }
}

/// Whether a reply is what a test expects: `qa:ID`, `text:WORDS`, `source:PATH`, `choices`, `miss`.
pub fn meets(reply: &Reply, expect: &str) -> bool {
    match expect.split_once(':') {
        Some(("qa", id)) => reply.qa_id.as_deref() == Some(id),
        Some(("text", words)) => squeeze(&reply.text).contains(&squeeze(words)),
        Some(("source", path)) => reply.sources.iter().any(|source| source.document == path),
        None if expect == "choices" => reply.kind == ReplyKind::Choices,
        None if expect == "miss" => reply.kind == ReplyKind::Miss,
        Some(_) | None => false,
    }
}

fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// One line for people: what came.
fn describe(reply: &Reply) -> String {
    let start: String = squeeze_case(&reply.text).chars().take(SHOWN_CHARACTERS).collect();
    match (reply.kind, reply.sources.first()) {
        (ReplyKind::Qa, _) => format!("qa:{}", reply.qa_id.as_deref().unwrap_or_default()),
        (ReplyKind::Knowledge, Some(source)) => format!("source:{} “{start}”", source.document),
        (ReplyKind::Knowledge, None) => format!("“{start}”"),
        (ReplyKind::SmallTalk, _) => format!("small talk “{start}”"),
        (ReplyKind::Choices, _) => {
            let ids: Vec<&str> = reply.choices.iter().map(|choice| choice.id.as_str()).collect();
            format!("choices ({})", ids.join(", "))
        }
        (ReplyKind::Miss, _) => "miss".to_owned(),
    }
}

fn squeeze_case(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
