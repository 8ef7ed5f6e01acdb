//! Conversations of several turns: the dialogues of `tests/fixtures/dialogues` with the engine as it is deployed, and some through a host.

use botctl::answer::engine::Engine;
use botctl::answer::question::{Before, Choice, Question, Reply, ReplyKind};
use botctl::base::id::UniqueId;
use botctl::bundle::Layout;
use botctl::train::{load_trained, local_engine};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::harness::http::exchange;
use crate::harness::{Stage, root};

const BOT: &str = "examples/trattoria-del-porto";

#[derive(Deserialize)]
struct Dialogues {
    dialogue: Vec<Dialogue>,
    alone: Alone,
}

#[derive(Deserialize)]
struct Dialogue {
    said: Vec<String>,
    #[serde(default)]
    offered: Vec<String>,
    right: Vec<String>,
}

#[derive(Deserialize)]
struct Alone {
    before: Vec<String>,
    questions: Vec<String>,
}

fn dialogues() -> Dialogues {
    let path = root().join("tests/fixtures/dialogues/trattoria.toml");
    toml::from_str(&std::fs::read_to_string(path).expect("the dialogues")).expect("TOML")
}

fn engine(stage: &Stage) -> Engine {
    // Thanks between a question and what goes on from it.
    stage.edit("bot.toml", "sources = true", "sources = true\nsmall_talk = true");
    stage.run("train").status(0);
    let layout = Layout::of(stage.folder());
    let trained = load_trained(&layout).expect("readable").expect("trained");
    local_engine(&layout, &trained).expect("an engine")
}

/// Says one thing after the other; the reply to the last.
fn talk(engine: &Engine, dialogue: &Dialogue) -> Reply {
    let mut before: Option<Before> = None;
    let mut last = None;
    for said in &dialogue.said {
        if said == "{choices}" {
            let offered = engine.qas().iter().filter(|qa| dialogue.offered.contains(&qa.id));
            let choices: Vec<Choice> =
                offered.map(|qa| Choice { id: qa.id.clone(), question: qa.question.clone() }).collect();
            assert_eq!(choices.len(), dialogue.offered.len(), "{:?}", dialogue.offered);
            let mut choices = choices;
            choices.sort_by_key(|choice| dialogue.offered.iter().position(|id| *id == choice.id));
            before = Some(Before { question: "which one".to_owned(), choices });
            continue;
        }
        let question = Question { text: said.clone(), before: before.clone(), ..Question::default() };
        let reply = engine.answer(&question).expect("a reply");
        if reply.kind != ReplyKind::SmallTalk {
            let question = reply.read_as.clone().unwrap_or_else(|| said.clone());
            before = Some(Before { question, choices: reply.choices.clone() });
        }
        last = Some(reply);
    }
    last.expect("a message")
}

#[test]
fn dialogues_are_understood() {
    let stage = Stage::new(BOT);
    let engine = engine(&stage);
    let Dialogues { dialogue: dialogues, .. } = dialogues();
    assert_eq!(dialogues.len(), 40);
    let mut wrong = Vec::new();
    for dialogue in &dialogues {
        let reply = talk(&engine, dialogue);
        if !reply.qa_id.as_ref().is_some_and(|id| dialogue.right.contains(id)) {
            let got = reply.qa_id.as_deref().or(reply.sources.first().map(|source| source.document.as_str()));
            wrong.push(format!("{:?}: {:?} {got:?}, read as {:?}", dialogue.said, reply.kind, reply.read_as));
        }
    }
    let right = dialogues.len() - wrong.len();
    // The README's figure; the goal is 34, which are 85 %.
    assert!(right >= 35, "{right} of {} right\n{}", dialogues.len(), wrong.join("\n"));
}

#[test]
fn a_question_that_stands_alone_is_not_changed_by_the_turn_before() {
    let stage = Stage::new(BOT);
    let engine = engine(&stage);
    let Alone { before: earlier, questions } = dialogues().alone;
    assert_eq!(questions.len(), 20);
    for question in &questions {
        let alone = engine.answer(&Question { text: question.clone(), ..Question::default() }).expect("a reply");
        for earlier in &earlier {
            let before = Some(Before { question: earlier.clone(), choices: Vec::new() });
            let text = question.clone();
            let reply = engine.answer(&Question { text, before, ..Question::default() }).expect("a reply");
            assert_eq!(
                (reply.kind, &reply.text),
                (alone.kind, &alone.text),
                "{earlier} {question}: {:?}",
                reply.read_as
            );
        }
    }
}

/// A visitor of the demo page.
struct Visitor<'a> {
    stage: &'a Stage,
    token: Option<String>,
}

impl Visitor<'_> {
    fn say(&mut self, id: &UniqueId, text: &str) -> Value {
        let body = json!({ "id": id, "text": text }).to_string();
        let own = format!("Origin: {}", self.stage.url());
        let token = self.token.as_ref().map(|token| format!("Authorization: Bearer {token}"));
        let mut headers = vec!["Content-Type: application/json", "Accept: application/json", own.as_str()];
        headers.extend(token.as_deref());
        let path = "/chat/v1/trattoria-del-porto/messages";
        let (status, answer) = exchange(&self.stage.url(), "POST", path, &headers, body.as_bytes());
        assert_eq!(status, 200, "{text}: {answer}");
        let reply: Value = serde_json::from_str(&answer).expect("JSON");
        self.token = reply["token"].as_str().map(str::to_owned);
        reply
    }
}

#[test]
fn a_host_goes_on_with_a_conversation_from_its_store_alone() {
    let stage = Stage::new(BOT);
    stage.run("deploy --train -y").status(0);
    let mut visitor = Visitor { stage: &stage, token: None };
    let first = visitor.say(&UniqueId::generate(), "Quando c'è il corso di pesto?");
    assert!(first["text"].as_str().is_some_and(|text| text.contains("giovedì")), "{first}");
    let id = UniqueId::generate();
    let second = visitor.say(&id, "e quanto costa?");
    assert!(second["text"].as_str().is_some_and(|text| text.contains("45 €")), "{second}");
    assert_eq!(second["conversation"], first["conversation"]);
    assert!(second["read_as"].as_str().is_some_and(|read| read.contains("pesto")), "{second}");

    stage.run("host stop").status(0);
    stage.run("host start").status(0);
    let again = visitor.say(&id, "e quanto costa?");
    assert_eq!(again["text"], second["text"], "the same message has the same answer");
    let third = visitor.say(&UniqueId::generate(), "no, intendevo il coperto");
    assert!(third["text"].as_str().is_some_and(|text| text.contains("2,50 €")), "{third}");

    let mut stranger = Visitor { stage: &stage, token: None };
    let lost = stranger.say(&UniqueId::generate(), "e quanto costa?");
    assert_ne!(lost["text"], second["text"], "another conversation knows nothing of it: {lost}");
}

#[test]
fn a_chat_without_a_host_goes_on_too() {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    let ran = stage.line("chat --local").stdin("Quando c'è il corso di pesto?\ne quanto costa?\n").run();
    let ran = ran.status(0);
    assert_eq!(ran.stdout.matches("45 €").count(), 2, "{}", ran.stdout);
}
