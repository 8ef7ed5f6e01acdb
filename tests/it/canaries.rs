//! Secrets put wherever one can stand (`security.md`, T3), then looked for wherever something is written: nowhere are they found.

use std::path::PathBuf;
use std::time::Duration;

use botctl::base::digest::Digest;
use botctl::content::documents::DocumentFile;
use botctl::content::extract::{Extractor, Limits};
use botctl::content::kind::DocumentKind;
use botctl::wire::path;

use crate::harness::{BOT, PUBLIC, Server, Stage, Test, binary, files, holds};

const VARIABLE: &str = "canary-of-a-variable-5f0c1";
const PASSWORD: &str = "canary-of-a-password-77ab2";
const FILE: &str = "canary-of-a-file-90de3";

#[track_caller]
fn absent(what: &str, bytes: &[u8], canaries: &[&str]) {
    for canary in canaries {
        assert!(!holds(bytes, canary), "{what} holds `{canary}`");
    }
}

#[tokio::test]
async fn a_host_writes_no_secret_anywhere() {
    let server = Server::start(&[("BOTCTL_SECRET_TRATTORIA_DEL_PORTO_KEY", VARIABLE)]).await;
    let mut printed = Vec::new();
    for line in [
        "deploy --train -y -vv",
        "deploy -y --force --format json -vv",
        "status -vv",
        "releases list -vv --format json",
    ] {
        printed.push((line, server.run(line).status(0)));
    }
    let made = server.run(&format!("token create --scope deploy --bot {BOT} -vv")).status(0);
    let minted = made.stdout.trim().to_owned();
    assert!(minted.starts_with("botctl_d_") && !made.stderr.contains(&minted), "shown once, as the result");
    printed.push(("token list", server.run("token list -vv --format json").status(0)));
    let mut secrets = browsing(&server).await;
    secrets.extend([server.admin().to_owned(), minted.clone(), VARIABLE.to_owned()]);
    secrets.push(refused(&server, &minted, &secrets).await);

    let canaries: Vec<&str> = secrets.iter().map(String::as_str).collect();
    for (line, ran) in &printed {
        absent(line, ran.stdout.as_bytes(), &canaries);
        absent(line, ran.stderr.as_bytes(), &canaries);
    }
    absent("the log", server.log().as_bytes(), &canaries);
    let cmdline = std::fs::read(format!("/proc/{}/cmdline", server.pid())).expect("it runs");
    absent("the host's command line", &cmdline, &canaries);
    let kept = files(server.folder()).into_iter().chain(files(server.test().folder()));
    let kept: Vec<PathBuf> = kept.filter(|file| !file.ends_with("admin.token")).collect();
    let read = |file: &PathBuf| std::fs::read(file).expect("a readable file");
    kept.iter().for_each(|file| absent(&file.display().to_string(), &read(file), &canaries));
    let stored = Digest::of(minted.as_bytes()).to_string();
    assert!(kept.iter().any(|file| holds(&read(file), &stored)), "the store keeps the token's SHA-256");
}

/// What browsers are given: a visitor's token, a code for the dashboard, and the session that it opens.
async fn browsing(server: &Server) -> Vec<String> {
    let message = serde_json::json!({ "id": botctl::base::id::UniqueId::generate(), "text": "Quali sono gli orari?" });
    let request = server.request("POST", &path::CHAT_MESSAGES.replace("{address}", BOT)).header("origin", PUBLIC);
    let reply = request.json(&message).send().await.expect("an answer");
    let reply: serde_json::Value = reply.json().await.expect("JSON");
    let visitor = reply["token"].as_str().expect("a token").to_owned();
    let code = server.json("POST", path::DASHBOARD_CODES, None).await["code"].as_str().expect("a code").to_owned();
    let opened = server.login_from("192.0.2.1", &code).send().await.expect("an answer");
    let cookie = opened.headers()["set-cookie"].to_str().expect("text").to_owned();
    let session = cookie.split(['=', ';']).nth(1).expect("a session").to_owned();
    vec![visitor, code, session]
}

/// Secrets in places where they are refused; returns the wrong token that was tried.
async fn refused(server: &Server, minted: &str, secrets: &[String]) -> String {
    let wrong = format!("{}x", &server.admin()[..server.admin().len() - 1]);
    for request in [
        server.request("GET", path::AUTH).bearer_auth(&wrong),
        server.request("GET", &format!("/v1/tokens/{minted}")).bearer_auth(&wrong),
        server.request("DELETE", &path::TOKEN.replace("{id}", minted)).bearer_auth(server.admin()),
        server.request("POST", path::TOKENS).bearer_auth(server.admin()).body(minted.to_owned()),
    ] {
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_client_error());
        let canaries: Vec<&str> = secrets.iter().map(String::as_str).chain([wrong.as_str()]).collect();
        absent("an error body", &answer.bytes().await.expect("a body"), &canaries);
    }
    wrong
}

#[test]
fn a_stores_address_with_a_password_is_said_nowhere() {
    let address = format!("postgres://botctl:{PASSWORD}@127.0.0.1:9/botctl");
    for (store, variable) in [("env:DATABASE", Some(("DATABASE", address.as_str()))), ("file:store.secret", None)] {
        let test = Test::new()
            .file("host.toml", &format!("listen = \"127.0.0.1:0\"\nstore = \"{store}\"\n"))
            .file("store.secret", &address);
        let ran = test.run_line("host run -vv", variable).status(7);
        absent("stderr", ran.stderr.as_bytes(), &[PASSWORD]);
        absent("stdout", ran.stdout.as_bytes(), &[PASSWORD]);
    }
    let test =
        Test::new().file("host.toml", &format!("store = \"{address}\"\n")).file("broken", &format!("nonsense {FILE}"));
    let ran = test.run_line("host run -vv", None).status(3);
    absent("stderr", ran.stderr.as_bytes(), &[PASSWORD]);
    let test = test.file("host.toml", "store = \"file:broken\"\n");
    let ran = test.run_line("host run -vv", None).status(3);
    absent("stderr", ran.stderr.as_bytes(), &[FILE]);
}

#[test]
fn the_command_line_says_no_secret_that_it_is_given() {
    let token = "botctl_a_canary00000000000000000000000000000000000000000";
    let test = Test::new().bot("examples/trattoria-del-porto").file("token", token);
    let address = format!("https://ada:{PASSWORD}@127.0.0.1:9");
    for line in [
        format!("status -vv --host {address}"),
        "status -vv --host http://127.0.0.1:9".to_owned(),
        "status -vv --format json --host http://127.0.0.1:9 --token-file token".to_owned(),
        "status -vv --host http://192.0.2.1".to_owned(),
        "config show -vv".to_owned(),
        "auth status -vv --host http://127.0.0.1:9".to_owned(),
    ] {
        let ran = test.run_line(&line, Some(("BOTCTL_TOKEN", token)));
        absent(&line, ran.stdout.as_bytes(), &[token, PASSWORD]);
        absent(&line, ran.stderr.as_bytes(), &[token, PASSWORD]);
    }
    let login = test.line("login --host http://127.0.0.1:9 --with-token -vv").stdin(&format!("{token}\n")).run();
    absent("login", login.stderr.as_bytes(), &[token]);
}

#[test]
fn children_get_no_secret_by_their_command_line_or_environment() {
    let stage = Stage::new("examples/trattoria-del-porto");
    stage.0.run_line("host start", Some(("BOTCTL_TOKEN", VARIABLE))).status(0);
    let state = stage.run("host status --format json").object();
    let pid = state["running"]["pid"].as_u64().expect("the host's process");
    let read = |name: &str| std::fs::read(format!("/proc/{pid}/{name}")).expect("it runs");
    absent("the host's command line", &read("cmdline"), &[VARIABLE]);
    absent("the host's environment", &read("environ"), &[VARIABLE]);

    let extractor = Extractor::new(binary(), Limits { wall: Duration::from_secs(20), children: 1 });
    let (path, absolute) = ("a.html".to_owned(), PathBuf::from("a.html"));
    let file =
        DocumentFile { path, absolute, size: 0, modified_ns: 0, kind: DocumentKind::Html, address: None, date: None };
    extractor.extract(&file, b"<p>word").expect("a page");
    let environments = readers_environments();
    assert!(!environments.is_empty(), "the one that read the page is kept for the next");
    assert!(environments.iter().all(Vec::is_empty), "a reader has nothing of this process, not even PATH");
}

/// The environments of the processes that this one has read documents in.
fn readers_environments() -> Vec<Vec<u8>> {
    let own = std::process::id().to_string();
    let processes = std::fs::read_dir("/proc").expect("processes").map(|entry| entry.expect("a process").path());
    let readers = processes.filter(|process| {
        // One that ends meanwhile has nothing to read.
        let text =
            |name: &str| String::from_utf8_lossy(&std::fs::read(process.join(name)).unwrap_or_default()).into_owned();
        let stat = text("stat");
        let parent = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().nth(1));
        parent == Some(own.as_str()) && text("cmdline").contains("\0internal-extract\0")
    });
    readers.filter_map(|reader| std::fs::read(reader.join("environ")).ok()).collect()
}
