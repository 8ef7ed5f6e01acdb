//! Requests that are sent again (`security.md`, T19): a key begins one deployment, a commit makes one release, an old lease makes none.

use botctl::base::id::UniqueId;
use botctl::wire::path;
use serde_json::{Value, json};

use crate::harness::site::texts;
use crate::harness::{BOT, Server, filled};

fn commit_path(begun: &Value) -> String {
    path::DEPLOYMENT_COMMIT.replace("{deployment}", begun["deployment"].as_str().expect("an id"))
}

async fn commit_of(server: &Server, begun: &Value) -> Value {
    let deployment = path::DEPLOYMENT.replace("{deployment}", begun["deployment"].as_str().expect("an id"));
    assert_eq!(server.json("GET", &deployment, None).await["state"], "open");
    let live = server.json("GET", &filled(path::ENVIRONMENT, &[]), None).await;
    json!({
        "digest": live["live"]["digest"], "fence": begun["fence"],
        "uploaded": { "items": 0, "bytes": 0, "reused_items": 0 },
    })
}

async fn releases(server: &Server) -> usize {
    server.json("GET", &filled(path::RELEASES, &[]), None).await.as_array().expect("a list").len()
}

/// Follows a deployment to its end.
async fn finished(server: &Server, begun: &Value) {
    let events = path::DEPLOYMENT_EVENTS.replace("{deployment}", begun["deployment"].as_str().expect("an id"));
    let stream = server.request("GET", &events).bearer_auth(server.admin()).send().await.expect("an answer");
    assert!(stream.text().await.expect("a stream that ends").contains("\"finished\":true"));
}

#[tokio::test]
async fn the_same_key_is_the_same_deployment_and_the_same_release() {
    let server = Server::deployed(&[]).await;
    let request = server.deployment_of(1).await;
    let deployments = filled(path::DEPLOYMENTS, &[]);
    let (status, begun) = server.post(&deployments, &request).await;
    assert_eq!((status, &begun["missing"]), (200, &json!([])), "{begun}");
    assert_eq!(server.post(&deployments, &request).await, (200, begun.clone()));

    let commit = commit_of(&server, &begun).await;
    for _ in 0..3 {
        assert_eq!(server.post(&commit_path(&begun), &commit).await, (200, json!({ "release": 2 })));
    }
    finished(&server, &begun).await;
    assert_eq!(server.post(&commit_path(&begun), &commit).await, (200, json!({ "release": 2 })));
    // A replay of the beginning begins nothing either.
    let (status, again) = server.post(&deployments, &request).await;
    assert_eq!((status, &again["deployment"]), (200, &begun["deployment"]));
    assert_eq!(releases(&server).await, 2);
    // The key of another bot's or environment's deployment is another key; here nobody may even ask.
    let other = filled(path::DEPLOYMENTS, &[]).replace("default", "other");
    let (status, _) = server.post(&other, &request).await;
    assert_eq!(status, 409, "the base release is of another environment");
}

/// Makes a release of what is live, whether or not it differs. Returns what began and ended it.
async fn make_release(server: &Server, base: u64) -> (Value, Value) {
    let (status, begun) = server.post(&filled(path::DEPLOYMENTS, &[]), &server.deployment_of(base).await).await;
    assert_eq!(status, 200, "{begun}");
    let commit = commit_of(server, &begun).await;
    assert_eq!(server.post(&commit_path(&begun), &commit).await, (200, json!({ "release": base + 1 })));
    finished(server, &begun).await;
    (begun, commit)
}

/// The database may go away right after the pointer has moved, with the answer to the move: it has moved all the same.
#[tokio::test]
async fn a_release_whose_move_nobody_heard_of_answers_after_the_next_try() {
    let server = Server::deployed(&[]).await;
    let (begun, commit) = make_release(&server, 1).await;
    make_release(&server, 2).await;
    let answering = async || {
        let message = json!({ "id": UniqueId::generate(), "text": "ciao" });
        let (status, reply) = server.post(&format!("/chat/v1/{BOT}/messages"), &message).await;
        assert_eq!(status, 200, "{reply}");
        reply["release"].clone()
    };
    assert_eq!(answering().await, 3);
    texts(&server.folder().join("store.sqlite"), "UPDATE environments SET live_release = 2 RETURNING bot").await;
    assert_eq!(server.post(&commit_path(&begun), &commit).await, (200, json!({ "release": 2 })));
    finished(&server, &begun).await;
    assert_eq!(answering().await, 2);
}

#[tokio::test]
async fn an_old_lease_commits_nothing() {
    let server = Server::deployed(&[]).await;
    let deployments = filled(path::DEPLOYMENTS, &[]);
    let (_, first) = server.post(&deployments, &server.deployment_of(1).await).await;
    let stale = commit_of(&server, &first).await;
    let (status, problem) = server.post(&deployments, &server.deployment_of(1).await).await;
    assert_eq!((status, &problem["code"]), (423, &json!("locked")));

    let cancel = path::DEPLOYMENT.replace("{deployment}", first["deployment"].as_str().expect("an id"));
    server.json("DELETE", &cancel, None).await;
    let (status, second) = server.post(&deployments, &server.deployment_of(1).await).await;
    assert_eq!(status, 200, "{second}");
    assert!(second["fence"].as_i64() > first["fence"].as_i64(), "{second}");

    for (begun, what) in [(&first, "a cancelled deployment"), (&second, "the lease of another")] {
        let (status, problem) = server.post(&commit_path(begun), &stale).await;
        assert_eq!(status, 409, "{what}: {problem}");
        let renew = path::DEPLOYMENT_LEASE.replace("{deployment}", begun["deployment"].as_str().expect("an id"));
        let fence = first["fence"].as_i64().expect("a number");
        let renewed = server.request("POST", &renew).bearer_auth(server.admin()).header("botctl-fence", fence);
        assert_eq!(renewed.send().await.expect("an answer").status(), 409, "{what}");
    }
    assert_eq!(releases(&server).await, 1);
    let fresh = commit_of(&server, &second).await;
    assert_eq!(server.post(&commit_path(&second), &fresh).await, (200, json!({ "release": 2 })));
    finished(&server, &second).await;

    // A commit that comes back after another release went live is as stale as its lease.
    let (status, _) = server.post(&commit_path(&first), &stale).await;
    assert_eq!((status, releases(&server).await), (409, 2));
}

#[test]
fn a_lost_lease_is_a_conflict_for_the_command_line() {
    use botctl::client::{ClientError, Refusal};
    use botctl::wire::problem::{Problem, ProblemCode};
    for code in [ProblemCode::FenceLost, ProblemCode::BaseMoved, ProblemCode::WrongState] {
        let problem = Problem { code, message: "m".into(), hint: "h".into(), request_id: "r".into(), holder: None };
        let refusal = Refusal { host: "h".into(), status: code.status(), problem, retry_after: None };
        let failure = botctl::cli::failure::Failure::from(ClientError::Problem(Box::new(refusal)));
        assert_eq!((code.status(), failure.exit.code()), (409, 11), "{code:?}");
    }
}
