//! A host that is down, strange, full or damaged, and requests that no host should heed: clear errors, the exit code of
//! the table, nothing lost, nothing live changed.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use botctl::base::digest::Digest;
use botctl::base::id::UniqueId;
use serde_json::{Value, json};

use crate::harness::{Stage, files};

const BOT: &str = "examples/trattoria-del-porto";
const DEPLOYMENTS: &str = "/v1/bots/trattoria-del-porto/environments/default/deployments";
const MESSAGES: &str = "/chat/v1/trattoria-del-porto/messages";
const JSON: [&str; 1] = ["Content-Type: application/json"];

/// Answers every request with the same bytes until the test ends.
fn strange_host(answer: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut request = [0; 4096];
            // A client that goes away in the middle is no concern of this host's.
            let _ = stream.read(&mut request).and_then(|_| stream.write_all(answer.as_bytes()));
        }
    });
    format!("http://{address}")
}

#[test]
fn a_host_that_speaks_another_contract_is_told_from_one_that_is_none() {
    let cases = [
        (
            "HTTP/1.1 200 OK\r\nbotctl-wire: 99\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}",
            5,
            "NET010",
            "version 99",
        ),
        ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}", 7, "NET009", "no botctl host"),
    ];
    let stage = Stage::new(BOT);
    stage.run("train").status(0);
    for (answer, status, code, words) in cases {
        let host = strange_host(answer);
        for line in ["check", "deploy -y", "status", "releases list", "ask x", "snippet", "rollback -y"] {
            let found = stage.run(&format!("{line} --host {host} --format json")).status(status).finding();
            assert_eq!(found["code"], code, "{line}: {found}");
            assert!(found["summary"].as_str().is_some_and(|text| text.contains(words)), "{line}: {found}");
        }
    }
}

fn message(text: &str) -> Vec<u8> {
    json!({ "id": UniqueId::generate(), "text": text }).to_string().into_bytes()
}

#[test]
fn messages_that_are_no_questions_are_refused_in_words() {
    let stage = Stage::deployed(BOT);
    let long = "parola ".repeat(15_000);
    let cases: [(&str, Vec<u8>, u16, &str); 7] = [
        ("empty", message(""), 400, "the message is empty"),
        ("blank", message(" \n\t "), 400, "the message is empty"),
        ("100 kB", message(&long), 413, "this host takes"),
        ("2,500 characters", message(&"x".repeat(2_500)), 413, "2500 characters, this host takes 2000"),
        ("control characters", message("a\u{0}b\u{1b}[31m"), 400, "control characters"),
        ("binary", vec![0, 159, 146, 150, 255, 7], 400, "the message can't be read"),
        ("no JSON", b"ciao".to_vec(), 400, "the message can't be read"),
    ];
    for (name, body, status, words) in cases {
        let (found, answer) = stage.request("POST", MESSAGES, &body, &JSON);
        assert_eq!(found, status, "{name}: {answer}");
        assert!(answer.contains(words), "{name}: {answer}");
    }
    let (status, _) = stage.request("POST", MESSAGES, b"ciao", &["Content-Type: application/octet-stream"]);
    assert_eq!(status, 400);
    stage.run_words(&["ask", "  "]).status(2);
    for words in [long.as_str(), "a\u{1}b"] {
        let ran = stage.run_words(&["ask", words, "--format", "json"]).status(2);
        assert_eq!(ran.object()["retryable"], false, "{ran:?}");
    }
    assert!(stage.ask("A che ora apre il ristorante a cena?").contains("19:15"));
}

#[test]
fn a_bot_that_does_not_exist_is_not_found_on_every_route() {
    let stage = Stage::deployed(BOT);
    let routes = [
        ("GET", "/chat/v1/nobody/config"),
        ("POST", "/chat/v1/nobody/messages"),
        ("GET", "/chat/v1/nobody/avatar"),
        ("GET", "/chat/v1/..%2f..%2fetc/config"),
        ("GET", "/demo/nobody"),
        ("GET", "/v1/bots/nobody/environments/default/releases/1"),
        ("GET", "/v1/bots/No%20Bot/environments/default"),
        ("GET", "/v1/deployments/01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ("GET", "/v1/nothing"),
    ];
    for (method, route) in routes {
        let (status, body) = stage.request(method, route, br#"{"id":"01ARZ3NDEKTSV4RRFFQ69G5FAV","text":"x"}"#, &JSON);
        assert_eq!(status, 404, "{route}: {body}");
    }
    stage.edit("bot.toml", "id = \"trattoria-del-porto\"", "id = \"nobody\"");
    for line in ["ask x", "status", "snippet", "rollback -y", "test"] {
        let found = stage.run(&format!("{line} --format json")).status(13).finding();
        assert_eq!(found["code"], "DEP010", "{line}: {found}");
    }
}

/// The live release's manifest, changed, as the body of a new deployment.
fn deployment(stage: &Stage, change: impl Fn(&mut Value)) -> Value {
    let (status, body) =
        stage.request("GET", "/v1/bots/trattoria-del-porto/environments/default/releases/1/manifest", b"", &[]);
    assert_eq!(status, 200, "{body}");
    let mut manifest: Value = serde_json::from_str(&body).expect("a manifest");
    change(&mut manifest);
    let blob = |part: &str| {
        let digest = manifest["parts"][part]["blobs"][part]["digest"].as_str().expect("a digest").to_owned();
        std::fs::read_to_string(blob_file(stage, &digest)).expect("settings are text")
    };
    json!({
        "operation": "deploy", "kind": "complete", "base_release": 1, "force": false, "knowledge_bytes": 1,
        "idempotency_key": UniqueId::generate(), "who": "ada@build-7",
        "chatroom": blob("chatroom"), "operations": blob("operations"), "manifest": manifest,
    })
}

fn blob_file(stage: &Stage, digest: &str) -> PathBuf {
    stage.host_data().join("blobs/sha256").join(&digest[..2]).join(digest)
}

#[test]
fn a_bundle_of_an_unknown_engine_is_refused_before_anything_moves() {
    let stage = Stage::deployed(BOT);
    let body = deployment(&stage, |manifest| manifest["engine"] = json!(99));
    let (status, answer) = stage.request("POST", DEPLOYMENTS, body.to_string().as_bytes(), &JSON);
    let problem: Value = serde_json::from_str(&answer).expect("a problem");
    assert_eq!((status, &problem["code"]), (409, &json!("engine_unknown")), "{answer}");
    let words = format!("engine 99, this host runs engine {}", botctl::answer::release::ENGINE_VERSION);
    assert!(answer.contains(&words), "{answer}");
    assert_eq!(stage.run("releases list").stdout.lines().count(), 1);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}

#[test]
fn a_blob_that_is_not_what_its_digest_says_is_refused() {
    let stage = Stage::deployed(BOT);
    let promised = Digest::of(b"what was promised").to_string();
    let body = deployment(&stage, |manifest| {
        manifest["parts"]["qa"]["blobs"]["tests"] = json!({ "digest": promised, "size": 17 });
    });
    let (status, answer) = stage.request("POST", DEPLOYMENTS, body.to_string().as_bytes(), &JSON);
    assert_eq!(status, 200, "{answer}");
    let begun: Value = serde_json::from_str(&answer).expect("begun");
    assert_eq!(begun["missing"], json!([promised]));
    let id = begun["deployment"].as_str().expect("an id");
    let fence = format!("botctl-fence: {}", begun["fence"]);
    let headers = [fence.as_str(), "upload-offset: 0", "Content-Type: application/octet-stream"];
    let (status, answer) =
        stage.request("PUT", &format!("/v1/deployments/{id}/blobs/{promised}"), b"what arrived here", &headers);
    let problem: Value = serde_json::from_str(&answer).expect("a problem");
    assert_eq!(problem["code"], "digest_mismatch", "{status} {answer}");
    assert!((400..500).contains(&status), "{status}");
    let digest = Digest::of(botctl::base::canonical::to_vec(&body["manifest"]).expect("canonical").as_slice());
    let commit = json!({ "digest": digest, "fence": begun["fence"], "uploaded": { "items": 1, "bytes": 17, "reused_items": 0 } });
    let headers = [fence.as_str(), JSON[0]];
    let (status, answer) =
        stage.request("POST", &format!("/v1/deployments/{id}/commit"), commit.to_string().as_bytes(), &headers);
    let problem: Value = serde_json::from_str(&answer).expect("a problem");
    assert_eq!(problem["code"], "blobs_missing", "{status} {answer}");
    stage.request("DELETE", &format!("/v1/deployments/{id}"), b"", &[&fence]);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
    assert!(!blob_file(&stage, &promised).exists());
}

/// Flips a byte in the middle of a file.
fn damage(file: &Path) {
    let mut bytes = std::fs::read(file).expect("the file is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(file, bytes).expect("the file is written");
}

const QUESTION: &str = "Quanto costa una camera vista mare in alta stagione?";

#[test]
fn a_damaged_index_cache_is_built_again() {
    let stage = Stage::deployed(BOT);
    let answer = stage.ask(QUESTION);
    let cache = stage.host_data().join("cache/index");
    for round in ["flipped", "cut", "gone"] {
        stage.run("host stop").status(0);
        for file in files(&cache) {
            match round {
                "flipped" => damage(&file),
                "cut" => std::fs::write(&file, b"").expect("cut"),
                _ => std::fs::remove_file(&file).expect("removed"),
            }
        }
        stage.run("host start").status(0);
        assert_eq!(stage.ask(QUESTION), answer, "{round}");
        assert_eq!(stage.run("status").stdout, "Deployed\n", "{round}");
    }
}

#[test]
fn a_fault_of_the_host_after_the_commit_ends_the_deployment_and_frees_the_lock() {
    let stage = Stage::new(BOT);
    stage.0.run_line("host start", Some(("BOTCTL_FAULT", "finish-panic"))).status(0);
    let result = stage.run("deploy --train -y --format json").status(10).result();
    assert_eq!(
        (&result["outcome"], &result["live_release"]),
        (&"degraded".into(), &serde_json::Value::Null),
        "{result}"
    );
    assert_eq!(result["diagnostic"]["code"], "DEP036", "{result}");
    assert!(result["diagnostic"]["detail"].as_str().is_some_and(|text| text == "No release is live yet."), "{result}");
    let status = stage.run("status --format json").status(13).object();
    assert_eq!((&status["state"], &status["lock"]), (&"not_deployed".into(), &serde_json::Value::Null), "{status}");
    stage.run("host stop").status(0);
    stage.run("deploy -y").status(0);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}

#[test]
fn a_damaged_blob_is_loud_and_a_forced_deploy_mends_it() {
    let stage = Stage::deployed(BOT);
    let answer = stage.ask(QUESTION);
    for file in files(&stage.host_data().join("blobs/sha256")) {
        damage(&file);
    }
    assert_eq!(stage.ask(QUESTION), answer, "what is loaded goes on answering");
    stage.run("host stop").status(0);
    std::fs::remove_dir_all(stage.host_data().join("cache")).expect("the cache was there");
    stage.run("host start").status(0);
    let status = stage.run("status").status(10);
    assert_eq!(status.stdout, "Offline\n");
    let told = status.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("is damaged") && status.stderr.contains("botctl deploy --force"), "{}", status.stderr);
    let log = stage.run("host logs").status(0).stdout;
    assert!(log.contains("\"level\":\"ERROR\"") && log.contains("live release can't be loaded"), "{log}");
    let asked = stage.run_words(&["ask", QUESTION]).status(7);
    assert!(asked.stderr.contains("error[DEP018]: the bot is offline: "), "{}", asked.stderr);
    let (refused, told) = stage.request("POST", MESSAGES, &message("ciao"), &JSON);
    assert_eq!(refused, 503, "{told}");
    assert!(told.contains("the bot is offline for the moment"), "{told}");
    stage.run("deploy --force -y").status(0);
    assert_eq!(stage.ask(QUESTION), answer);
    assert_eq!(stage.run("status").stdout, "Deployed\n");
}
