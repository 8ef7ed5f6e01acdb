//! Who may what (`security.md`, T2): every route of the host × every class of token. A route that isn't in the table fails.

use std::collections::{BTreeMap, BTreeSet};

use botctl::host::router::routes;
use botctl::wire::path;
use reqwest::Response;
use serde_json::{Value, json};

use crate::harness::{BOT, PUBLIC, Server, filled};

/// What a route lets pass.
#[derive(Clone, Copy, PartialEq)]
enum Gate {
    /// Everybody.
    Open,
    /// Tokens of these scopes, by their letters, of any bot.
    Scopes(&'static str),
    /// Tokens of these scopes; one of another bot is told that there is no such thing.
    Bot(&'static str),
    /// A request without `Origin`: operators of the bot alone, as [`Gate::Bot`]; nobody else is told anything.
    Chat(&'static str),
}

use Gate::{Bot, Chat, Open, Scopes};

/// Method, path, who passes, and what those who pass get for the request of [`request`].
#[rustfmt::skip] // a table reads as a table
const TABLE: &[(&str, &str, Gate, u16)] = &[
    ("GET",    path::HELLO,             Open, 200),
    ("GET",    path::OPENAPI,           Open, 200),
    ("GET",    path::HEALTH,            Open, 200),
    ("GET",    path::READY,             Open, 200),
    ("GET",    path::AUTH,              Scopes("adrx"), 200),
    ("GET",    path::TOKENS,            Scopes("a"), 200),
    ("POST",   path::TOKENS,            Scopes("a"), 200),
    ("DELETE", path::TOKEN,             Scopes("a"), 200),
    ("POST",   path::DASHBOARD_CODES,   Scopes("adr"), 200),
    ("GET",    path::PLAN,              Scopes("adr"), 200),
    ("PUT",    path::PLAN,              Scopes("a"), 200),
    ("POST",   path::PLAN_SWAP,         Scopes("a"), 404),
    ("GET",    path::BOTS,              Scopes("adr"), 200),
    ("GET",    path::ENVIRONMENT,       Bot("adr"), 200),
    ("PUT",    path::SOURCES,           Bot("ad"), 200),
    ("GET",    path::RELEASES,          Bot("adr"), 200),
    ("GET",    path::RELEASE,           Bot("adr"), 200),
    ("GET",    path::RELEASE_MANIFEST,  Bot("adr"), 200),
    ("GET",    path::RELEASE_BLOB,      Bot("ad"), 200),
    ("POST",   path::DEPLOYMENTS,       Bot("ad"), 400),
    ("GET",    path::DEPLOYMENT,        Bot("adr"), 200),
    ("DELETE", path::DEPLOYMENT,        Bot("ad"), 409),
    ("POST",   path::DEPLOYMENT_LEASE,  Bot("ad"), 409),
    ("POST",   path::DEPLOYMENT_PACKS,  Bot("ad"), 409),
    ("HEAD",   path::DEPLOYMENT_BLOB,   Bot("ad"), 409),
    ("PUT",    path::DEPLOYMENT_BLOB,   Bot("ad"), 409),
    ("POST",   path::DEPLOYMENT_COMMIT, Bot("ad"), 422),
    ("GET",    path::DEPLOYMENT_EVENTS, Bot("adr"), 200),
    ("GET",    path::CHAT_CONFIG,       Chat("adr"), 200),
    ("OPTIONS", path::CHAT_CONFIG,      Open, 204),
    ("GET",    path::CHAT_AVATAR,       Open, 200),
    ("POST",   path::CHAT_MESSAGES,     Chat("ad"), 200),
    ("OPTIONS", path::CHAT_MESSAGES,    Open, 204),
    ("GET",    path::BUNDLE,            Open, 200),
    ("GET",    path::ASSET,             Open, 200),
    ("GET",    path::DEMO,              Open, 200),
    ("GET",    path::STATUS,            Open, 200),
    ("GET",    path::DASHBOARD_LOGIN,   Open, 200),
    ("POST",   path::DASHBOARD_LOGIN,   Open, 400),
    // A token opens no dashboard: whoever comes without a session is sent to the login.
    ("GET",    path::DASHBOARD,         Open, 303),
    // Last, as they end what the others need.
    ("DELETE", path::BOT,               Scopes("a"), 200),
    ("POST",   path::RESTART,           Scopes("a"), 200),
];

/// Every class of token, by the letter of its scope; those without one are no operators.
const CLASSES: [(&str, Option<char>); 10] = [
    ("none", None),
    ("visitor", None),
    ("expired", None),
    ("revoked", None),
    ("export", Some('x')),
    ("read", Some('r')),
    ("read of another bot", Some('r')),
    ("deploy of another bot", Some('d')),
    ("deploy", Some('d')),
    ("admin", Some('a')),
];

fn expected(gate: Gate, passed: u16, class: &str, scope: Option<char>) -> u16 {
    let refused = if matches!(gate, Chat(_)) { 403 } else { 401 };
    match (gate, scope) {
        (Open, _) => passed,
        (Scopes(_) | Bot(_) | Chat(_), None) => refused,
        (Scopes(scopes) | Bot(scopes) | Chat(scopes), Some(scope)) if !scopes.contains(scope) => 403,
        (Bot(_) | Chat(_), Some(_)) if class.ends_with("another bot") => 404,
        (Scopes(_) | Bot(_) | Chat(_), Some(_)) => passed,
    }
}

#[test]
fn every_route_is_in_the_table_and_every_path_is_a_route() {
    let served: BTreeSet<(&str, &str)> = routes().iter().map(|route| (route.method, route.path)).collect();
    let listed: BTreeSet<(&str, &str)> = TABLE.iter().map(|(method, path, _, _)| (*method, *path)).collect();
    assert_eq!(served, listed);
    let contract = std::fs::read_to_string(crate::harness::root().join("src/wire/path.rs")).expect("the contract");
    let paths = contract.lines().filter_map(|line| line.strip_prefix("pub const ")?.split('"').nth(1));
    for path in paths {
        assert!(served.iter().any(|(_, served)| *served == path), "{path} is served by no route");
    }
}

#[tokio::test]
async fn every_token_gets_from_every_route_what_its_scope_allows_and_no_more() {
    let mut server = Server::deployed(&[]).await;
    let tokens = tokens(&server).await;
    let facts = Facts::of(&server).await;
    let mut faults = Vec::new();
    for (method, path, gate, passed) in TABLE {
        for (class, scope) in CLASSES {
            let answer = request(&server, &facts, method, path, tokens.get(class).map(String::as_str)).await;
            let (found, expected) = (answer.status().as_u16(), expected(*gate, *passed, class, scope));
            if found != expected {
                let body = answer.text().await.expect("a body");
                faults.push(format!("{method} {path} with {class}: {found} instead of {expected}: {body}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    server.until_ready().await;
}

#[tokio::test]
async fn tokens_of_deploy_and_read_see_no_words_of_visitors() {
    const CANARY: &str = "il mio segreto è zaffiro-quattro";
    let server = Server::deployed(&[]).await;
    let facts = Facts::of(&server).await;
    let tokens = tokens(&server).await;
    say(&server, CANARY).await;
    for (class, sees) in [("deploy", false), ("read", false), ("export", false), ("admin", true)] {
        let token = tokens.get(class).map(String::as_str);
        for (method, path, ..) in TABLE.iter().filter(|(method, ..)| *method == "GET") {
            let text = request(&server, &facts, method, path, token).await.text().await.expect("a body");
            assert!(!text.contains("zaffiro"), "{class}: {method} {path}");
        }
        let code = request(&server, &facts, "POST", path::DASHBOARD_CODES, token).await;
        if class == "export" {
            assert_eq!(code.status(), 403);
            continue;
        }
        let code: Value = code.json().await.expect("a code");
        let page = dashboard(&server, code["code"].as_str().expect("text")).await;
        assert!(page.contains("Deployed"), "{class}: {page}");
        assert_eq!(page.contains("zaffiro"), sees, "{class}: {page}");
    }
}

#[tokio::test]
async fn the_description_of_the_api_names_every_route_and_its_scopes() {
    let server = Server::start(&[]).await;
    let description: Value = server.request("GET", path::OPENAPI).send().await.expect("it").json().await.expect("JSON");
    for (method, path, gate, _) in TABLE.iter().filter(|(_, path, ..)| path.starts_with("/v1/")) {
        let operation = &description["paths"][path][method.to_ascii_lowercase()];
        let scopes = operation["x-scopes"].as_array().map_or(0, Vec::len);
        let expected = match gate {
            Scopes(scopes) | Bot(scopes) => scopes.len(),
            Open | Chat(_) => 0,
        };
        assert_eq!(scopes, expected, "{method} {path}: {operation}");
        assert_eq!(operation["security"].as_array().map(Vec::is_empty), Some(expected == 0), "{method} {path}");
    }
    assert_eq!(description["paths"][path::TOKEN]["parameters"][0]["name"], "id");
}

async fn tokens(server: &Server) -> BTreeMap<&'static str, String> {
    let other = "another-bot";
    let (revoked, id) = server.token("deploy", &[BOT], None).await;
    server.json("DELETE", &path::TOKEN.replace("{id}", &id), None).await;
    BTreeMap::from([
        ("visitor", say(server, "Buongiorno").await),
        ("expired", server.token("deploy", &[BOT], Some(1)).await.0),
        ("revoked", revoked),
        ("export", server.token("export", &[BOT], None).await.0),
        ("read", server.token("read", &[BOT], None).await.0),
        ("read of another bot", server.token("read", &[other], None).await.0),
        ("deploy of another bot", server.token("deploy", &[other], None).await.0),
        ("deploy", server.token("deploy", &[BOT], None).await.0),
        ("admin", server.admin().to_owned()),
    ])
}

/// Says something as a visitor of the host's own page; returns the visitor's token.
async fn say(server: &Server, text: &str) -> String {
    let path = path::CHAT_MESSAGES.replace("{address}", BOT);
    let request = server.request("POST", &path).header("origin", PUBLIC).json(&message(text));
    let reply: Value = request.send().await.expect("an answer").json().await.expect("JSON");
    reply["token"].as_str().expect("a visitor's token").to_owned()
}

fn message(text: &str) -> Value {
    json!({ "id": botctl::base::id::UniqueId::generate(), "text": text })
}

/// The dashboard as a browser sees it that types the code in.
async fn dashboard(server: &Server, code: &str) -> String {
    let login = server.login_from("192.0.2.1", code);
    let answer = login.send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    let cookie = answer.headers()["set-cookie"].to_str().expect("text").to_owned();
    for part in ["__Host-", "; Secure", "; HttpOnly", "; SameSite=Strict", "; Path=/"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    let pair = cookie.split(';').next().expect("a pair").to_owned();
    let page = server.request("GET", &path::DASHBOARD.replace("{address}", BOT)).header("cookie", pair);
    page.send().await.expect("an answer").text().await.expect("a page")
}

/// What the paths of the table are filled with.
struct Facts {
    deployment: String,
    digest: String,
    asset: String,
}

impl Facts {
    async fn of(server: &Server) -> Self {
        let environment = filled(path::ENVIRONMENT, &[]);
        let status = server.json("GET", &environment, None).await;
        let manifest = server.json("GET", &filled(path::RELEASE_MANIFEST, &[]), None).await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Self {
            deployment: text(&status["last"]["id"]),
            digest: text(&manifest["parts"]["chatroom"]["blobs"]["chatroom"]["digest"]),
            asset: botctl::host::web::panel_asset().file_name.clone(),
        }
    }
}

/// The request of a row: well-formed, so that only who asks decides.
async fn request(server: &Server, facts: &Facts, method: &str, path: &str, token: Option<&str>) -> Response {
    let id = if path == path::TOKEN { server.token("read", &[BOT], None).await.1 } else { String::new() };
    let places = [
        ("{deployment}", facts.deployment.as_str()),
        ("{digest}", &facts.digest),
        ("{file}", &facts.asset),
        ("{id}", &id),
    ];
    let mut request =
        server.request(method, &filled(path, &places)).header("botctl-fence", "1").header("upload-offset", "0");
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let nobody = "nobody-at-all";
    let zero = "0".repeat(64);
    request = match (method, path) {
        ("POST", path::TOKENS) => {
            request.json(&json!({ "scope": "read", "bots": [BOT], "label": "", "expires": null }))
        }
        ("PUT", path::SOURCES) => request.json(&json!({ "sources": zero })),
        ("POST", path::PLAN_SWAP) => request.json(&json!({ "from": nobody, "to": nobody })),
        ("POST", path::DEPLOYMENT_COMMIT) => request
            .json(&json!({ "digest": zero, "fence": 1, "uploaded": { "items": 0, "bytes": 0, "reused_items": 0 } })),
        ("POST", path::CHAT_MESSAGES) => request.json(&message("Quali sono gli orari?")),
        // Without an `Origin`, as no browser sends it.
        ("POST", path::DASHBOARD_LOGIN) => {
            request.header("content-type", "application/x-www-form-urlencoded").body("code=x")
        }
        ("PUT", path::PLAN) | ("POST", path::DEPLOYMENTS) => request.json(&json!({})),
        _ => request,
    };
    request.send().await.expect("an answer")
}
