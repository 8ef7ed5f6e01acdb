//! Conversations of several turns: the dialogues of `tests/fixtures/dialogues` with the engine as it is deployed, and some through a host.

use botctl::answer::engine::Engine;
use botctl::answer::question::{Before, Choice, Question, Reply};
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
    local_engine(&layout, &trained, None).expect("an engine")
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
        before = Before::after(before, said, &reply);
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
        // With the offer of two Q&As still open, and without one.
        let offers = [Vec::new(), engine.qas().iter().take(2).collect()];
        for (earlier, offer) in earlier.iter().flat_map(|earlier| offers.iter().map(move |offer| (earlier, offer))) {
            let choices = offer.iter().map(|qa| Choice { id: qa.id.clone(), question: qa.question.clone() }).collect();
            let before = Some(Before { question: earlier.clone(), choices });
            let text = question.clone();
            let reply = engine.answer(&Question { text, before, ..Question::default() }).expect("a reply");
            assert_eq!(reply, alone, "{earlier} {question}, {} choices open", offer.len());
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
        self.send(&json!({ "id": id, "text": text }))
    }

    /// Asks what two Q&As fit alike; the ids of the choices that are offered.
    fn unsure(&mut self) -> Vec<String> {
        let reply = self.say(&UniqueId::generate(), "What does the boat cost?");
        assert_eq!(reply["kind"], "choices", "{reply}");
        let choices = reply["choices"].as_array().expect("choices");
        choices.iter().map(|choice| choice["id"].as_str().expect("an id").to_owned()).collect()
    }

    fn send(&mut self, message: &Value) -> Value {
        let body = message.to_string();
        let own = format!("Origin: {}", self.stage.url());
        let token = self.token.as_ref().map(|token| format!("Authorization: Bearer {token}"));
        let mut headers = vec!["Content-Type: application/json", "Accept: application/json", own.as_str()];
        headers.extend(token.as_deref());
        let path = "/chat/v1/trattoria-del-porto/messages";
        let (status, answer) = exchange(&self.stage.url(), "POST", path, &headers, body.as_bytes());
        assert_eq!(status, 200, "{message}: {answer}");
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

const BOATS: &str = "[[qa]]\nid = \"small\"\nquestion = \"What does the small boat cost?\"\nanswer = \"Nine thalers.\"\nlanguage = \"en\"\n\n\
                     [[qa]]\nid = \"large\"\nquestion = \"What does the large boat cost?\"\nanswer = \"Twelve thalers.\"\nlanguage = \"en\"\n";

#[test]
fn a_choice_is_picked_by_number_by_words_or_by_button() {
    let stage = Stage::new(BOT);
    stage.write("qa/boats.toml", BOATS);
    stage.run("deploy --train -y").status(0);
    let mut visitor = Visitor { stage: &stage, token: None };
    let id = UniqueId::generate;
    let price = |id: &str| if id == "small" { "Nine thalers." } else { "Twelve thalers." };
    let ids = visitor.unsure();
    assert_eq!(ids.len(), 2, "{ids:?}");
    let second = visitor.say(&id(), "2");
    assert_eq!((&second["kind"], &second["text"]), (&json!("qa"), &json!(price(&ids[1]))), "by its number");
    visitor.unsure();
    assert_eq!(visitor.say(&id(), "the first one")["text"], price(&ids[0]), "by its place");
    visitor.unsure();
    assert_eq!(visitor.say(&id(), "the large")["text"], price("large"), "by words");
    visitor.unsure();
    let pressed = visitor.send(&json!({ "id": id(), "text": "that", "choice": "small" }));
    assert_eq!(pressed["text"], price("small"), "by its button");
    let late = visitor.say(&id(), "2");
    assert_ne!(late["text"], price(&ids[1]), "no offer is open any more: {late}");
}

#[test]
fn an_operators_conversation_goes_on_against_a_host() {
    let stage = Stage::new(BOT);
    stage.run("deploy --train -y").status(0);
    let ran = stage.line("chat").stdin("Quando c'è il corso di pesto?\ne quanto costa?\n").run().status(0);
    assert_eq!(ran.stdout.matches("45 €").count(), 2, "{}", ran.stdout);
    let lost = stage.ask("e quanto costa?");
    assert!(!lost.contains("45 €"), "{lost}");
    let pesto = ["--after", "Quando c'è il corso di pesto?", "e quanto costa?"];
    for place in [&[] as &[&str], &["--local"]] {
        let asked = stage.run_words(&[&["ask"], place, &pesto].concat()).status(0).stdout;
        assert!(asked.contains("45 €"), "{place:?}: {asked}");
        let words = [&["explain", "--format", "json"], place, &pesto].concat();
        let explained = stage.run_words(&words).status(0).object();
        assert_eq!(explained["typed"], "e quanto costa?", "{explained}");
        for field in ["question", "answer"] {
            let holds = if field == "question" { "pesto" } else { "45 €" };
            assert!(explained[field].as_str().is_some_and(|text| text.contains(holds)), "{explained}");
        }
    }
}

#[test]
fn a_bundle_here_says_that_it_does_not_know_in_the_visitors_language() {
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    for (question, words) in [
        ("Which programming language should I learn first?", "I don't know"),
        ("Chi ha vinto il campionato mondiale di scacchi?", "non lo so"),
    ] {
        let ran = stage.run_words(&["ask", "--local", "--format", "json", question]).status(0).object();
        assert_eq!(ran["kind"], "miss", "{ran}");
        assert!(ran["text"].as_str().is_some_and(|text| text.contains(words)), "{ran}");
    }
}

#[test]
fn a_test_may_say_what_was_said_before() {
    let stage = Stage::new(BOT);
    let test = "[[tests]]\nafter = [\"Quando c'è il corso di pesto?\"]\nquestion = \"e quanto costa?\"\nlanguage = \"it\"\nexpect = \"text:45 €\"\n";
    stage.write("more.toml", test);
    stage.write(
        "more.csv",
        "question,expect,language,after\ne quanto costa?,text:45 €,it,Quando c'è il corso di pesto?\n",
    );
    stage.write("lost.csv", "question,expect,language\ne quanto costa?,text:45 €,it\n");
    let own = stage.read("bot.toml");
    stage.write("bot.toml", format!("{own}\n{test}"));
    // The host asks them of the release before it goes live.
    stage.run("deploy --train -y").status(0);
    for place in ["", "--local"] {
        stage.run(&format!("test {place} --from more.toml --from more.csv")).status(0);
        stage.run(&format!("test {place} --from lost.csv")).status(14);
    }
    stage.write("wrong.toml", "[[tests]]\nafter = \"x\"\nquestion = \"y\"\nexpect = \"miss\"\n");
    let ran = stage.run("test --local --from wrong.toml").status(3);
    assert!(ran.stderr.contains("`after` is text, but a list of texts is expected"), "{}", ran.stderr);
    assert!(ran.stderr.contains("wrong.toml:2"), "{}", ran.stderr);
}
