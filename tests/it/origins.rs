//! Which pages may use a bot (`security.md`, T5 and T7): the matrix of origins over HTTP, preflights included.

use botctl::wire::path;
use reqwest::Response;
use reqwest::header::HeaderValue;
use serde_json::{Value, json};

use crate::harness::{BOT, PUBLIC, Server};

const DOMAINS: [&str; 6] = [
    "www.example.com",
    "*.wild.example.com",
    "shop.example.com:8443",
    "xn--bcher-kva.example",
    "[2001:db8::1]:8443",
    "203.0.113.7",
];

const ALLOWED: [&str; 8] = [
    "https://www.example.com",
    "HTTPS://WWW.EXAMPLE.COM",
    "https://a.wild.example.com",
    "https://a.b.wild.example.com",
    "https://shop.example.com:8443",
    "https://xn--bcher-kva.example",
    "https://[2001:db8::1]:8443",
    "https://203.0.113.7",
];

const REFUSED: [&str; 40] = [
    "null",
    "",
    "*",
    "www.example.com",
    "http://www.example.com",
    "ftp://www.example.com",
    "file://",
    "chrome-extension://abcdefghijklmnop",
    "https://www.example.com:443",
    "https://www.example.com:8443",
    "https://www.example.com.",
    "https://www.example.com/",
    "https://www.example.com/path",
    "https://user@www.example.com",
    "https://www.example.com@evil.test",
    "https://www.example.com.evil",
    "https://www.example.com.evil.test",
    "https://evil-www.example.com",
    "https://evilwww.example.com",
    "https://example.com",
    "https://example.com.evil",
    "https://evil-example.com",
    "https://wild.example.com",
    "https://evilwild.example.com",
    "https://.wild.example.com",
    "https://a.wild.example.com.evil.test",
    "https://a.wild.example.com:8443",
    "https://shop.example.com",
    "https://shop.example.com:84430",
    "https://b\u{fc}cher.example",
    "https://xn--bcher-kva.example.evil.test",
    "https://xn--bcher-kvb.example",
    "https://[2001:db8::1]",
    "https://[2001:db8::2]:8443",
    "https://[2001:db8:0:0:0:0:0:1]:8443",
    "https://203.0.113.70",
    "https://203.0.113.7.evil.test",
    "https://0xcb.0x00.0x71.0x07",
    "https://www.example.com, https://evil.test",
    "https://bots.example.com.evil.test",
];

async fn ask(server: &Server, method: &str, path: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = server.request(method, &path.replace("{address}", BOT));
    for (name, value) in headers {
        request = request.header(*name, HeaderValue::from_bytes(value.as_bytes()).expect("bytes that may be sent"));
    }
    if method == "POST" {
        let id = botctl::base::id::UniqueId::generate();
        request = request.json(&json!({ "id": id, "text": "Quali sono gli orari del ristorante?" }));
    }
    request.send().await.expect("an answer")
}

fn header<'a>(answer: &'a Response, name: &str) -> Option<&'a str> {
    answer.headers().get(name).map(|value| value.to_str().expect("text"))
}

const CALLS: [(&str, &str); 2] = [("GET", path::CHAT_CONFIG), ("POST", path::CHAT_MESSAGES)];

#[tokio::test]
async fn pages_of_authorized_domains_alone_may_use_the_bot() {
    let server = Server::deployed(&DOMAINS).await;
    for origin in ALLOWED {
        for (method, path) in CALLS {
            let answer = ask(&server, method, path, &[("origin", origin)]).await;
            assert_eq!(answer.status(), 200, "{method} {origin}");
            assert_eq!(header(&answer, "access-control-allow-origin"), Some(origin), "the exact echo");
            assert_eq!(header(&answer, "vary"), Some("Origin"), "{origin}");
            assert_eq!(header(&answer, "access-control-allow-credentials"), None, "{origin}");
            preflight(&server, path, origin, true).await;
        }
    }
    for origin in REFUSED {
        for (method, path) in CALLS {
            let answer = ask(&server, method, path, &[("origin", origin)]).await;
            assert_eq!(answer.status(), 403, "{method} `{origin}`");
            // The page may read that it is refused, and why; nothing of the bot.
            assert_eq!(header(&answer, "access-control-allow-origin"), Some("*"), "`{origin}`");
            assert_eq!(header(&answer, "access-control-allow-credentials"), None, "`{origin}`");
            assert_eq!(header(&answer, "vary"), Some("Origin"), "`{origin}`");
            let problem: Value = answer.json().await.expect("a problem");
            assert_eq!(problem["code"], "origin_refused", "`{origin}`");
            preflight(&server, path, origin, false).await;
        }
    }
}

async fn preflight(server: &Server, path: &str, origin: &str, allowed: bool) {
    let asked = [
        ("origin", origin),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,content-type"),
    ];
    let answer = ask(server, "OPTIONS", path, &asked).await;
    assert_eq!(answer.status(), 204, "`{origin}`");
    let when_allowed = |value: &'static str| allowed.then_some(value);
    let expected = [
        ("access-control-allow-origin", allowed.then_some(origin)),
        ("access-control-allow-methods", when_allowed("GET, POST")),
        ("access-control-allow-headers", when_allowed("authorization, content-type")),
        ("access-control-max-age", when_allowed("600")),
        ("access-control-allow-credentials", None),
        ("vary", Some("Origin")),
    ];
    for (name, value) in expected {
        assert_eq!(header(&answer, name), value, "{name} for `{origin}`");
    }
}

#[tokio::test]
async fn without_an_origin_an_operators_token_decides() {
    let server = Server::deployed(&DOMAINS).await;
    for (method, path) in CALLS {
        let own = ask(&server, method, path, &[("origin", PUBLIC)]).await;
        assert_eq!(
            (own.status().as_u16(), header(&own, "access-control-allow-origin")),
            (200, None),
            "the host's own page"
        );
        assert_eq!(ask(&server, method, path, &[]).await.status(), 403, "{method}: nobody");
        for (bearer, status) in [(server.admin(), 200), ("botctl_a_wrong", 403)] {
            let bearer = format!("Bearer {bearer}");
            assert_eq!(ask(&server, method, path, &[("authorization", &bearer)]).await.status(), status, "{method}");
            // A page of a foreign site gets nothing by a token either.
            let foreign = [("authorization", bearer.as_str()), ("origin", "https://evil.test")];
            assert_eq!(ask(&server, method, path, &foreign).await.status(), 403, "{method}");
        }
        let two = [("origin", "https://www.example.com"), ("origin", "https://evil.test")];
        assert_eq!(ask(&server, method, path, &two).await.status(), 403, "{method}: two origins");
    }
    for (site, status) in [("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("none", 403)] {
        let answer = ask(&server, "GET", path::CHAT_CONFIG, &[("sec-fetch-site", site)]).await;
        assert_eq!(answer.status(), status, "{site}");
        assert_eq!(
            ask(&server, "POST", path::CHAT_MESSAGES, &[("sec-fetch-site", site)]).await.status(),
            403,
            "{site}"
        );
    }
}

#[tokio::test]
async fn only_json_is_taken_from_a_page() {
    let server = Server::deployed(&DOMAINS).await;
    let path = path::CHAT_MESSAGES.replace("{address}", BOT);
    let body = json!({ "id": botctl::base::id::UniqueId::generate(), "text": "Buongiorno" }).to_string();
    let kinds =
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp", ""];
    for (kind, status) in kinds.map(|kind| (kind, 400)).into_iter().chain([("application/json; charset=utf-8", 200)]) {
        let request = server.request("POST", &path).header("origin", "https://www.example.com");
        let answer = request.header("content-type", kind).body(body.clone()).send().await.expect("an answer");
        assert_eq!(answer.status(), status, "`{kind}`");
    }
}
