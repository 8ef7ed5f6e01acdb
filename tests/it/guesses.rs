//! Guessing tokens and codes (`security.md`, T3): ten wrong ones a minute and address, then nobody from there is heard.

use botctl::wire::path;
use serde_json::Value;

use crate::harness::{BOT, Server};

const GUESSES: usize = 10;

#[tokio::test]
async fn ten_wrong_tokens_a_minute_silence_an_address() {
    let server = Server::start(&[]).await;
    let ask = |peer: &'static str, token: String| {
        let request = server.request_from(peer, "GET", path::AUTH).bearer_auth(token);
        async move { request.send().await.expect("an answer") }
    };
    for number in 0..GUESSES {
        let answer = ask("198.51.100.7", format!("botctl_a_guess{number}")).await;
        assert_eq!(answer.status(), 401, "guess {number}");
    }
    // The right token is refused as well, or guessing would go on at full speed.
    let answer = ask("198.51.100.7", server.admin().to_owned()).await;
    assert_eq!(answer.status(), 429);
    let wait: u64 = answer.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    let problem: Value = answer.json().await.expect("a problem");
    assert_eq!(problem["code"], "too_many_requests");
    assert_eq!(ask("198.51.100.8", server.admin().to_owned()).await.status(), 200, "another address is heard");
    // What a client writes into the header itself stands before what the proxy adds.
    assert_eq!(ask("198.51.100.9, 198.51.100.7", server.admin().to_owned()).await.status(), 429);
    assert_eq!(ask("198.51.100.7, 198.51.100.9", server.admin().to_owned()).await.status(), 200);
}

#[tokio::test]
async fn a_request_without_a_token_is_no_guess_and_every_place_that_takes_one_counts() {
    let server = Server::deployed(&[]).await;
    let config = path::CHAT_CONFIG.replace("{address}", BOT);
    for _ in 0..2 * GUESSES {
        let answer = server.request_from("198.51.100.7", "GET", path::AUTH).send().await.expect("an answer");
        assert_eq!(answer.status(), 401);
    }
    for number in 0..GUESSES {
        let wrong = format!("botctl_a_guess{number}");
        let peer = format!("2001:db8:1:2::{number}");
        match number % 3 {
            0 => server.request_from(&peer, "GET", path::AUTH).bearer_auth(wrong),
            1 => server.request_from(&peer, "GET", &config).bearer_auth(wrong),
            _ => server.login_from(&peer, &wrong),
        }
        .send()
        .await
        .expect("an answer");
    }
    // One IPv6 line has a whole /64 of addresses to guess from.
    let peer = "2001:db8:1:2:3:4:5:6";
    for request in [
        server.request_from(peer, "GET", path::AUTH),
        server.request_from(peer, "GET", &config),
        server.login_from(peer, "X"),
    ] {
        let answer = request.bearer_auth(server.admin()).send().await.expect("an answer");
        assert_eq!(answer.status(), 429);
        assert!(answer.headers().contains_key("retry-after"));
    }
}
