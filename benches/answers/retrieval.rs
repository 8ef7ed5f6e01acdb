//! Documents asked with questions: the page found, and how much of what isn't there is refused.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use botctl::answer::calibrate::calibrate;
use botctl::answer::engine::Engine;
use botctl::answer::matcher::{Matcher, vectors};
use botctl::answer::question::{Question, ReplyKind};
use botctl::answer::release::Qa;
use botctl::base::event::EventSink;
use botctl::bundle::Layout;
use botctl::config::load::{LoadRequest, load};
use botctl::train::{TrainRequest, local_engine, train};

use crate::intents::{Outcome, asked, describe};
use crate::suite::{Doc, Figures, Query, lines};

/// A suite whose documents are Q&As: the title asks, the text answers.
pub fn as_qas(folder: &Path) -> Result<Figures, Box<dyn Error>> {
    let docs: Vec<Doc> = lines(&folder.join("docs.jsonl"))?;
    let queries: Vec<Query> = lines(&folder.join("queries.jsonl"))?;
    let qa = |doc: &Doc| Qa {
        id: doc.id.clone(),
        question: doc.title.clone(),
        variants: Vec::new(),
        answer: doc.text.clone(),
        language: "en".to_owned(),
        links: Vec::new(),
    };
    let qas: Vec<Qa> = docs.iter().map(qa).collect();
    let (matcher, trials) = Matcher::fit(&qas, vectors(&qas, &BTreeMap::new().into_iter().collect()));
    let calibration = calibrate(&trials, &qas, 5);
    let position: BTreeMap<&str, usize> = qas.iter().enumerate().map(|(index, qa)| (qa.id.as_str(), index)).collect();
    let mut outcomes = Vec::new();
    let mut hits = 0;
    for query in &queries {
        let matches = matcher.rank(&[asked(&query.q)]);
        let is_right = |qa: usize| query.rel.iter().any(|id| position.get(id.as_str()) == Some(&qa));
        hits += usize::from(matches.iter().take(5).any(|found| is_right(found.qa)));
        let best = matches.first().copied();
        let right = best.map(|best| best.qa).filter(|qa| is_right(*qa));
        outcomes.push(Outcome {
            right: right.or(query.rel.first().and_then(|id| position.get(id.as_str()).copied())),
            best,
        });
    }
    let mut figures = Figures::default();
    describe(
        &mut figures,
        &outcomes,
        calibration.answer_millionths as f64 / 1e6,
        calibration.choice_millionths as f64 / 1e6,
    );
    figures.share("hit@5", hits, queries.len());
    Ok(figures)
}

/// A suite of documents, trained as a bot's knowledge.
pub fn run(folder: &Path) -> Result<Figures, Box<dyn Error>> {
    let queries: Vec<Query> = lines(&folder.join("queries.jsonl"))?;
    let home = tempfile::tempdir()?;
    let engine = engine(folder, home.path())?;
    let mut figures = Figures::default();
    let (mut first, mut hits, mut answered, mut held) = (0, 0, 0, 0);
    for query in &queries {
        let question = Question { text: query.q.clone(), ..Question::default() };
        let found: Vec<String> =
            engine.explain(&question)?.passages.into_iter().map(|passage| document(&passage.document)).collect();
        let mut pages: Vec<&String> = Vec::new();
        found.iter().for_each(|page| {
            if !pages.contains(&page) {
                pages.push(page)
            }
        });
        first += usize::from(pages.first().is_some_and(|page| query.rel.contains(page)));
        hits += usize::from(pages.iter().take(5).any(|page| query.rel.contains(page)));
        let reply = engine.answer(&question)?;
        answered += usize::from(reply.kind != ReplyKind::Miss);
        held += usize::from(query.ans.iter().any(|words| reply.text.contains(words.as_str())));
    }
    figures.share("top1", first, queries.len());
    figures.share("hit@5", hits, queries.len());
    figures.share("answered", answered, queries.len());
    if queries.iter().any(|query| !query.ans.is_empty()) {
        figures.share("holds-words", held, queries.len());
    }
    let strangers = folder.join("../xquad-en/queries.jsonl");
    if strangers.is_file() && !folder.ends_with("xquad-en") {
        let strangers: Vec<Query> = lines(&strangers)?;
        let refuses = |query: &&Query| {
            let question = Question { text: query.q.clone(), ..Question::default() };
            engine.answer(&question).is_ok_and(|reply| reply.kind == ReplyKind::Miss)
        };
        figures.share("strangers-refused", strangers.iter().filter(refuses).count(), strangers.len());
    }
    Ok(figures)
}

/// The suite's name of a document.
fn document(id: &str) -> String {
    let name = id.strip_prefix("knowledge/").unwrap_or(id);
    name.strip_prefix("docs.jsonl/").map_or(name, |name| name.trim_end_matches(".md")).to_owned()
}

fn engine(folder: &Path, home: &Path) -> Result<Engine, Box<dyn Error>> {
    let knowledge = home.join("knowledge");
    if folder.join("kb").is_dir() {
        copy(&folder.join("kb"), &knowledge)?;
    } else {
        let target = knowledge.join("docs.jsonl");
        std::fs::create_dir_all(&target)?;
        for doc in lines::<Doc>(&folder.join("docs.jsonl"))? {
            let title =
                if doc.title.is_empty() { String::new() } else { format!("# {}\n\n", doc.title.replace('_', " ")) };
            std::fs::write(target.join(format!("{}.md", doc.id)), format!("{title}{}\n", doc.text))?;
        }
    }
    std::fs::write(home.join("bot.toml"), BOT)?;
    let loaded = load(&LoadRequest { start: home, file: None, environment: None, host: None })?;
    let program = std::path::PathBuf::from(env!("CARGO_BIN_EXE_botctl"));
    let report = train(&TrainRequest { config: &loaded.config, program: &program, strict: false }, &EventSink::null())?;
    Ok(local_engine(&Layout::of(home), &report.trained)?)
}

fn copy(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    for entry in walkdir::WalkDir::new(from).follow_links(true) {
        let entry = entry?;
        let target = to.join(entry.path().strip_prefix(from)?);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

const BOT: &str = r#"
schema = 1
[bot]
id = "suite"
name = "Suite"
description = "Answers from the documents of a suite"
languages = ["en"]
[features]
qa = false
survey = false
[settings.messages.en]
welcome = "Hello."
fallback = "I don't know."
unsure = "Did you mean?"
offline = "Offline."
"#;
