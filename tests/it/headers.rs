//! The headers of `security.md`, section 3 (T25 among them), on every route, for what it answers and for what it refuses.

use botctl::host::headers::Surface;
use botctl::host::router::routes;
use botctl::wire::path;
use reqwest::Response;
use reqwest::header::HeaderMap;
use serde_json::Value;

use crate::harness::{BOT, PUBLIC, Server, filled};

const POLICY: [&str; 4] = ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"];

/// An answer, and what it is an answer to.
struct Answer {
    what: String,
    headers: HeaderMap,
    status: u16,
    body: String,
}

impl Answer {
    async fn of(what: String, answer: Response) -> Self {
        let (headers, status) = (answer.headers().clone(), answer.status().as_u16());
        Self { what, headers, status, body: answer.text().await.expect("a body") }
    }

    #[track_caller]
    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name).unwrap_or_else(|| panic!("{}: no {name}: {:?}", self.what, self.headers));
        value.to_str().expect("text")
    }

    #[track_caller]
    fn has(&self, name: &str, value: &str) {
        assert_eq!(self.header(name), value, "{}: {name}", self.what);
    }

    #[track_caller]
    fn has_not(&self, name: &str) {
        assert!(self.headers.get(name).is_none(), "{}: {name}", self.what);
    }

    fn is_page(&self) -> bool {
        self.headers.get("content-type").is_some_and(|kind| kind == "text/html; charset=utf-8")
    }

    fn check_all(&self) {
        self.has("strict-transport-security", "max-age=31536000; includeSubDomains");
        self.has("x-content-type-options", "nosniff");
        self.has("referrer-policy", "strict-origin-when-cross-origin");
        self.has_not("server");
        self.has_not("x-powered-by");
        let features = self.header("permissions-policy");
        assert!(features.split(", ").all(|feature| feature.ends_with("=()")), "{}: {features}", self.what);
        let policy = self.header("content-security-policy");
        for directive in POLICY {
            assert!(policy.split("; ").any(|one| one == directive), "{}: {directive}: {policy}", self.what);
        }
        assert!(!policy.contains("unsafe"), "{}: {policy}", self.what);
        self.has_not("access-control-allow-credentials");
        assert_eq!(self.headers.get_all("x-request-id").iter().count(), 1, "{}", self.what);
        if let Ok(Value::Object(problem)) = serde_json::from_str(&self.body)
            && problem.contains_key("code")
            && self.status >= 400
        {
            assert_eq!(problem["request_id"], self.header("x-request-id"), "{}", self.what);
        }
    }

    fn check_surface(&self, surface: Surface) {
        match surface {
            Surface::Api => self.has("cache-control", "no-store"),
            Surface::Chat => {
                self.has("cache-control", "no-store");
                self.has("vary", "Origin");
            }
            Surface::Script | Surface::Image => {
                self.has("access-control-allow-origin", "*");
                self.has("cross-origin-resource-policy", "cross-origin");
            }
            Surface::Page => self.check_page(),
        }
        if surface != Surface::Script && surface != Surface::Image && surface != Surface::Chat {
            self.has_not("access-control-allow-origin");
        }
    }

    fn check_page(&self) {
        self.has("cache-control", "no-store");
        self.has("cross-origin-opener-policy", "same-origin");
        if !self.is_page() {
            return;
        }
        let policy = self.header("content-security-policy");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce");
        for directive in [
            format!("script-src 'nonce-{nonce}' 'strict-dynamic'"),
            format!("style-src 'nonce-{nonce}'"),
            "require-trusted-types-for 'script'".to_owned(),
        ] {
            assert!(policy.split("; ").any(|one| one == directive), "{}: {directive}: {policy}", self.what);
        }
        for tag in ["<script", "<style"] {
            let bare =
                self.body.split(tag).skip(1).filter(|rest| !rest.starts_with(&format!(" nonce=\"{nonce}\""))).count();
            let foreign = self.body.matches(&format!("src=\"{PUBLIC}/w/")).count();
            assert!(bare <= if tag == "<script" { foreign } else { 0 }, "{}: {tag} without the nonce", self.what);
        }
        assert!(!self.body.contains(" style=\"") && !self.body.contains(" onclick="), "{}", self.what);
    }
}

#[tokio::test]
async fn every_route_has_the_headers_of_its_surface_whatever_it_answers() {
    let server = Server::deployed(&[]).await;
    let (deploy, _) = server.token("deploy", &[BOT], None).await;
    let file = &botctl::host::web::panel_asset().file_name;
    for route in routes() {
        let path = filled(route.path, &[("{file}", file.as_str())]);
        let nobody = "nobody-here";
        let nowhere = filled(route.path, &[("{address}", nobody), ("{bot}", nobody), ("{file}", "x")]);
        let right = if route.surface == Surface::Chat { PUBLIC } else { "" };
        for (path, origin, token) in
            [(&path, right, deploy.as_str()), (&path, "https://evil.test", ""), (&nowhere, "", "x")]
        {
            let mut request = server.request(route.method, path).bearer_auth(token);
            if !origin.is_empty() {
                request = request.header("origin", origin);
            }
            let what = format!("{} {path} from `{origin}`", route.method);
            let answer = Answer::of(what, request.send().await.expect("an answer")).await;
            answer.check_all();
            answer.check_surface(route.surface);
        }
    }
}

#[tokio::test]
async fn what_no_route_answers_has_the_headers_too() {
    let server = Server::start(&[]).await;
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/v1/nothing"),
        ("GET", "/v1/%ff"),
        ("GET", "/v1/tokens/%ff"),
        ("POST", path::HELLO),
        ("DELETE", path::STATUS),
        ("TRACE", path::HELLO),
        ("GET", "/w/%ff/bundle.js"),
        ("GET", "/demo/%ff"),
        ("GET", "/v1/../../etc/passwd"),
        ("POST", path::DASHBOARD_LOGIN),
        ("GET", "/login?next=%ff"),
    ] {
        let answer = server.request(method, path).bearer_auth(server.admin()).send().await.expect("an answer");
        let answer = Answer::of(format!("{method} {path}"), answer).await;
        answer.check_all();
        assert!(answer.status >= 400 || path.starts_with("/login"), "{}: {}", answer.what, answer.status);
    }
}

#[tokio::test]
async fn a_wrong_method_is_told_the_right_ones() {
    let server = Server::start(&[]).await;
    for (method, path, allowed) in [
        ("POST", path::HELLO, vec!["GET", "HEAD"]),
        ("DELETE", path::TOKENS, vec!["GET", "HEAD", "POST"]),
        ("PUT", path::STATUS, vec!["GET", "HEAD"]),
        ("GET", "/v1/deployments/x/commit", vec!["POST"]),
        ("DELETE", "/chat/v1/acme/messages", vec!["OPTIONS", "POST"]),
    ] {
        let answer = server.request(method, path).send().await.expect("an answer");
        let answer = Answer::of(format!("{method} {path}"), answer).await;
        assert_eq!(answer.status, 405, "{}: {}", answer.what, answer.body);
        let mut told: Vec<&str> = answer.header("allow").split(',').map(str::trim).collect();
        told.sort_unstable();
        assert_eq!(told, allowed, "{}", answer.what);
        assert!(answer.body.contains("\"code\":\"method_not_allowed\""), "{}: {}", answer.what, answer.body);
    }
}

#[tokio::test]
async fn a_blob_is_a_download_in_a_sandbox() {
    let server = Server::deployed(&[]).await;
    let releases = format!("/v1/bots/{BOT}/environments/default/releases/1");
    let manifest = server.json("GET", &format!("{releases}/manifest"), None).await;
    let digest = manifest["parts"]["qa"]["blobs"]["qas"]["digest"].as_str().expect("a digest");
    let request = server.request("GET", &format!("{releases}/blobs/{digest}")).bearer_auth(server.admin());
    let answer = Answer::of("a blob".to_owned(), request.send().await.expect("an answer")).await;
    answer.check_all();
    answer.has("content-disposition", "attachment");
    assert!(answer.header("content-security-policy").starts_with("sandbox; "), "{:?}", answer.headers);
}
