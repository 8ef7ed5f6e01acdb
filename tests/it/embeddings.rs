//! A model behind an endpoint in place of the encoder: asked once a message, told when it changes, done without whenever it fails.

use std::path::PathBuf;

use botctl::base::id::UniqueId;
use serde_json::{Value, json};

use crate::harness::http::exchange;
use crate::harness::model::{Model, Says};
use crate::harness::{Ran, Stage};
use crate::trial::scene::{flat, small};
use crate::trial::server::Server;

const KEY: &str = "canary-embeddings-key";
/// Words that stand nowhere in the bot's texts, and what the model knows them to mean.
const ALIKE: [(&str, &str); 4] = [("vorp", "day"), ("quibble", "ticket"), ("zandle", "costs"), ("frimp", "northern")];
const STRANGE: &str = "Vorp quibble zandle frimp?";
const PLAIN: &str = "What does a day ticket cost?";
const ANSWER: &str = "eleven thalers";

fn vectors(dimensions: usize, seed: u64) -> Says {
    Says::Vectors { dimensions, seed, alike: ALIKE.to_vec() }
}

struct Zoo {
    model: Model,
    server: Server,
    scene: Stage,
    endpoints: PathBuf,
}

impl Zoo {
    /// A host with the endpoint, and a bot that wants it, trained nowhere yet.
    fn open() -> Self {
        let model = Model::saying("");
        model.says(vectors(700, 1));
        let text = format!(
            "allow_private = [\"{0}\"]\n[endpoints.local]\nurl = \"http://{0}/v1\"\nkey = \"env:ZOO_KEY\"\n",
            model.host()
        );
        let server = Server::start(&text, &[("ZOO_KEY", KEY), ("BOTCTL_LOG", "trace")]);
        let scene = small();
        let table = "[answers.embeddings]\nendpoint = \"local\"\nmodel = \"tiny\"\nquery_prefix = \"query:\"\n";
        scene.edit("bot.toml", "[answers.contact]", &format!("{table}\n[answers.contact]"));
        Self { model, endpoints: server.path("host.toml"), server, scene }
    }

    /// One that is live.
    fn live() -> Self {
        let zoo = Self::open();
        zoo.run("deploy --train -y", 0);
        zoo.model.asked();
        zoo
    }

    fn run(&self, line: &str, status: i32) -> Ran {
        self.run_words(&line.split_whitespace().collect::<Vec<_>>(), status)
    }

    fn run_words(&self, words: &[&str], status: i32) -> Ran {
        let prepared = self.scene.words(words).env("BOTCTL_HOST", &self.server.url).env("ZOO_KEY", KEY);
        let prepared = prepared.env("BOTCTL_ENDPOINTS", &self.endpoints);
        prepared.env("BOTCTL_TOKEN_FILE", self.server.admin()).run().status(status)
    }

    /// What an operator is answered, in a conversation if there is a token of one.
    fn ask(&self, text: &str, token: Option<&str>) -> Value {
        let admin = std::fs::read_to_string(self.server.admin()).expect("the admin's token");
        let admin = format!("Authorization: Bearer {}", admin.trim());
        let body = json!({ "id": UniqueId::generate(), "text": text, "token": token }).to_string();
        let headers = [admin.as_str(), "Content-Type: application/json"];
        let (status, answer) = exchange(&self.server.url, "POST", "/chat/v1/zoo/messages", &headers, body.as_bytes());
        assert_eq!(status, 200, "{answer}");
        serde_json::from_str(&answer).expect("JSON")
    }

    fn texts_asked(&self) -> Vec<Vec<String>> {
        let texts = |asked: &Value| asked["input"].as_array().into_iter().flatten().map(text_of).collect();
        self.model.asked().iter().map(|asked| texts(&asked.body)).collect()
    }

    fn release(&self) -> i64 {
        self.ask(PLAIN, None)["release"].as_i64().expect("a number")
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

#[test]
fn a_question_in_words_that_only_the_model_knows_is_answered_and_asks_it_once() {
    let zoo = Zoo::open();
    zoo.run("deploy --train -y", 0);
    let asked = zoo.model.asked();
    assert!(asked.iter().all(|asked| asked.path == "/v1/embeddings"), "{asked:?}");
    assert!(asked.iter().all(|asked| asked.authorization.as_deref() == Some(&format!("Bearer {KEY}"))));
    assert!(asked.iter().all(|asked| asked.body["model"] == "tiny" && asked.body["encoding_format"] == "float"));
    let texts: Vec<String> =
        asked.iter().flat_map(|asked| asked.body["input"].as_array().into_iter().flatten().map(text_of)).collect();
    assert!(texts.contains(&"query: What does the otter eat?".to_owned()), "{texts:?}");
    assert!(texts.iter().any(|text| text.starts_with("Tickets") && text.contains(ANSWER)), "{texts:?}");

    let reply = zoo.ask(STRANGE, None);
    assert_eq!((&reply["kind"], reply.get("unembedded")), (&json!("knowledge"), None), "{reply}");
    assert!(text_of(&reply["text"]).contains(ANSWER), "{reply}");
    assert_eq!(zoo.texts_asked(), [[format!("query: {STRANGE}")]]);

    // A message that may be read in several ways asks once for all of them.
    let token = text_of(&zoo.ask("What does the heron eat?", None)["token"]);
    let reply = zoo.ask("and the lynx?", Some(&token));
    assert_eq!(reply["qa_id"], "lynx", "{reply}");
    let asked = zoo.texts_asked();
    assert!(asked.len() == 1 && asked[0].len() > 2, "{asked:?}");

    // The same here, by the same file; and the encoder alone knows nothing of it.
    let local = zoo.run_words(&["ask", "--local", STRANGE], 0);
    assert!(local.stdout.contains(ANSWER), "{}", local.stdout);
    let explained = zoo.run_words(&["explain", "--local", STRANGE], 0);
    assert!(explained.stdout.contains("a passage of `knowledge/tickets.md` answers"), "{}", explained.stdout);
    zoo.scene.edit("bot.toml", "endpoint = \"local\"\nmodel = \"tiny\"\nquery_prefix = \"query:\"\n", "");
    zoo.scene.edit("bot.toml", "[answers.embeddings]\n", "");
    zoo.run("train", 0);
    let encoder = zoo.run_words(&["ask", "--local", "--format", "json", STRANGE], 0).object();
    assert_eq!(encoder["kind"], "miss");
    for shown in ["config show", "status --format json", "explain --format json x"] {
        let ran = zoo.run(shown, 0);
        assert!(!ran.stdout.contains(KEY) && !ran.stderr.contains(KEY), "{shown}");
    }
    assert!(!zoo.server.log().contains(KEY));
}

#[test]
fn a_live_bot_answers_by_words_while_its_model_fails_in_any_way() {
    let zoo = Zoo::live();
    let one = |embedding: &str| format!("{{\"data\": [{{\"index\": 0, \"embedding\": {embedding}}}]}}");
    for (says, reason) in [
        (Says::Status(500), "answers 500"),
        (vectors(512, 1), "512 dimensions, not of 700"),
        (Says::Object(one("[NaN, 1.0]")), "sends no embeddings"),
        (Says::Object(one("[null]")), "sends no embeddings"),
        (Says::Object(one(&format!("[{}0.0]", "0.0, ".repeat(699)))), "without direction"),
        (Says::Object("{\"data\": []}".to_owned()), "one embedding for each text"),
    ] {
        zoo.model.says(says);
        let reply = zoo.ask(PLAIN, None);
        assert!(text_of(&reply["unembedded"]).contains(reason), "{reply}");
        assert!(text_of(&reply["text"]).contains(ANSWER), "{reply}");
        zoo.model.says(vectors(700, 1));
        assert_eq!(zoo.ask(PLAIN, None).get("unembedded"), None, "{reason}: it is asked again");
    }
    zoo.model.says(Says::Silent);
    let reply = zoo.ask(PLAIN, None);
    assert!(text_of(&reply["unembedded"]).contains("too slow") && text_of(&reply["text"]).contains(ANSWER), "{reply}");
    let unknown = zoo.ask(STRANGE, None);
    assert_eq!(unknown["kind"], "miss", "{unknown}");
    assert!(zoo.server.log().contains("a question was answered by words alone"));
}

#[test]
fn a_model_that_was_exchanged_goes_live_only_after_a_training() {
    let zoo = Zoo::live();
    let live = zoo.release();
    for (says, reason) in [
        (vectors(700, 2), "gives other vectors than before"),
        (vectors(300, 1), "300 dimensions, not of 700"),
        (Says::Status(401), "answers 401"),
    ] {
        zoo.model.says(vectors(700, 1));
        zoo.scene.edit("qa/animals.toml", "*well*", "*well*, always");
        zoo.run("train", 0);
        zoo.model.says(says);
        let failed = zoo.run("update -y", 9);
        let shown = flat(&failed.stderr);
        assert!(shown.contains("DEP037") && shown.contains(reason) && shown.contains("botctl train"), "{shown}");
        assert_eq!(zoo.release(), live);
    }
    zoo.model.says(vectors(300, 1));
    zoo.model.asked();
    zoo.run("train", 0);
    let texts: Vec<String> = zoo.texts_asked().into_iter().flatten().collect();
    assert!(texts.iter().any(|text| text.contains(ANSWER)) && texts.iter().any(|text| text.contains("otter")));
    zoo.run("update -y", 0);
    assert!(text_of(&zoo.ask(STRANGE, None)["text"]).contains(ANSWER));
    assert_ne!(zoo.release(), live);
}

#[test]
fn a_training_without_its_model_changes_nothing_and_what_came_is_not_asked_for_again() {
    let zoo = Zoo::open();
    let bundle = zoo.run("train", 0).stdout;
    zoo.model.asked();
    zoo.run("train", 0);
    let again = zoo.texts_asked();
    assert_eq!(again.iter().map(Vec::len).collect::<Vec<_>>(), [1, 20], "the probe, and questions of no bot's field");
    let kept = std::fs::read(zoo.scene.folder().join(".botctl/trained.json")).expect("a bundle");
    zoo.scene.write("knowledge/boats.md", "# Boats\n\nRowing boats are rented at the pontoon for five thalers.\n");
    let first = |embedding: &str| Says::Object(format!("{{\"data\": [{{\"index\": 0, \"embedding\": {embedding}}}]}}"));
    for (says, reason) in [
        (Says::Status(400), "answers 400"),
        (first("[NaN]"), "sends no embeddings"),
        (first("[0.0, 0.0]"), "without direction"),
        (first("[]"), "0 dimensions"),
        (Says::Elsewhere("http://169.254.169.254/latest".to_owned()), "answers 307"),
    ] {
        zoo.model.says(says);
        let failed = zoo.run("train", 7);
        let shown = flat(&failed.stderr);
        assert!(shown.contains("TRN011") && shown.contains(reason) && !shown.contains(KEY), "{shown}");
        assert_eq!(std::fs::read(zoo.scene.folder().join(".botctl/trained.json")).expect("it stands"), kept);
    }
    zoo.model.says(vectors(700, 1));
    zoo.model.asked();
    assert_ne!(zoo.run("train", 0).stdout, bundle);
    let texts: Vec<String> = zoo.texts_asked().into_iter().flatten().collect();
    assert!(texts.iter().any(|text| text.contains("pontoon")) && !texts.iter().any(|text| text.contains("otter")));
}

#[test]
fn an_endpoint_is_named_by_its_operator_alone() {
    let zoo = Zoo::open();
    // Nothing beside bot.toml is looked for, nor what its author may write into it.
    std::fs::copy(&zoo.endpoints, zoo.scene.folder().join("host.toml")).expect("a copy");
    let unknown = zoo.scene.line("train").env("ZOO_KEY", KEY).run().status(3);
    let shown = flat(&unknown.stderr);
    assert!(
        shown.contains("CFG026") && shown.contains("[endpoints.local]") && shown.contains("--endpoints"),
        "{shown}"
    );
    assert!(zoo.model.asked().is_empty());
    // A private host that isn't allowed by name isn't dialled.
    let text = format!("[endpoints.local]\nurl = \"http://{}/v1\"\n", zoo.model.host());
    zoo.scene.write("other.toml", &text);
    let refused = zoo.scene.line("train --endpoints other.toml").run().status(3);
    assert!(flat(&refused.stderr).contains("CFG025"), "{}", refused.stderr);
    assert!(zoo.model.asked().is_empty());
    // A host that has no such endpoint takes no such bot.
    zoo.run("train", 0);
    let bare = Server::start("", &[]);
    let prepared = zoo.scene.line("deploy -y").env("BOTCTL_HOST", &bare.url).env("ZOO_KEY", KEY);
    let refused = prepared.env("BOTCTL_TOKEN_FILE", bare.admin()).run().status(5);
    let shown = flat(&refused.stderr);
    assert!(shown.contains("CHK033") && shown.contains("answers.embeddings.endpoint"), "{shown}");
}

#[test]
fn words_answer_alone_in_a_script_that_the_encoder_does_not_know_and_where_nothing_has_vectors() {
    let scene = small();
    scene.write("knowledge/hours.md", "# Ώρες\n\nΤο μουσείο ανοίγει στις εννέα το πρωί.\n");
    scene.run("train").status(0);
    let ask = |question: &str| scene.run_words(&["ask", "--local", "--format", "json", question]).status(0).object();
    let reply = ask("Πότε ανοίγει το μουσείο;");
    assert!(text_of(&reply["text"]).contains("εννέα"), "{reply}");
    assert_eq!(reply["unembedded"], "the encoder doesn't know the script");
    let reply = ask("Πόσο κοστίζει ένα ποδήλατο;");
    assert_eq!(reply["kind"], "miss", "{reply}");
    assert_eq!(ask(PLAIN).get("unembedded"), None);
    let explained = scene.run_words(&["explain", "--local", "--format", "json", "Πότε ανοίγει το μουσείο;"]).status(0);
    assert_eq!(explained.object()["unembedded"], "the encoder doesn't know the script");

    scene.edit("bot.toml", "[answers.contact]", "[answers]\ndense = \"off\"\n\n[answers.contact]");
    scene.run("train").status(0);
    assert!(text_of(&ask(PLAIN)["text"]).contains(ANSWER));
    let explained = scene.run_words(&["explain", "--local", "--format", "json", PLAIN]).status(0).object();
    let passages = explained["passages"].as_array().expect("passages");
    assert!(!passages.is_empty() && passages.iter().all(|passage| passage["meaning"] == 0.0), "{explained}");
}
