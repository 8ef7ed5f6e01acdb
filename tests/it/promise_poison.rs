//! A release that fails its self-test never takes traffic (I11): poisoned ones while visitors keep asking.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use botctl::base::id::ReleaseNumber;
use botctl::bundle::PartName;
use botctl::deploy::{DeployOutcome, ExitClass, Outcome};
use serde_json::json;

use crate::harness::content::{Content, QUESTION};
use crate::harness::site::Site;

type Poison = (&'static str, fn(Content) -> Content);

/// Poisoned so that only the host's own look at it tells: all of them are committed.
const POISONS: [Poison; 20] = [
    ("a test that expects other words", |content| tests(content, QUESTION, "text:nobody ever wrote this")),
    ("a test that expects another Q&A", |content| tests(content, QUESTION, "qa:hours")),
    ("a test that expects a Q&A that is gone", |content| tests(content, QUESTION, "qa:gone")),
    ("a test that expects choices", |content| tests(content, QUESTION, "choices")),
    ("a test that expects a miss", |content| tests(content, QUESTION, "miss")),
    ("a test that expects another document", |content| tests(content, "How heavy is a tent?", "source:other.md")),
    ("a test of an unknown kind", |content| tests(content, QUESTION, "feeling:good")),
    ("tests that are no JSON", |content| content.with(PartName::Qa, "tests", b"[{]")),
    ("tests that are no list", |content| content.with(PartName::Qa, "tests", b"{}")),
    ("no tests blob", |content| content.without(PartName::Qa, "tests")),
    ("Q&As that are no JSON", |content| content.with(PartName::Qa, "qas", b"\xff\xfe")),
    ("Q&As that are no list", |content| content.with(PartName::Qa, "qas", b"{\"id\":\"variant\"}")),
    ("a Q&A without an answer", |content| {
        content.edited(PartName::Qa, "qas", |qas| {
            qas[0].as_object_mut().expect("a Q&A").remove("answer");
        })
    }),
    ("no Q&As blob", |content| content.without(PartName::Qa, "qas")),
    ("a model that uses no Q&As", |content| {
        content.edited(PartName::Models, "model", |model| model["use_qa"] = false.into())
    }),
    ("a model that is no JSON", |content| content.with(PartName::Models, "model", b"model")),
    ("a model of another engine", |content| {
        content.edited(PartName::Models, "model", |model| model["engine"] = 999.into())
    }),
    ("no model", |content| content.without(PartName::Models, "model")),
    ("passages that are none", |content| content.with(PartName::Knowledge, "bucket-0000", b"no passages\n")),
    ("passages of another format", |content| {
        content.with(PartName::Knowledge, "bucket-0000", b"{\"format\":\"botctl.passages/999\"}\n")
    }),
];

/// Poisoned so that the host refuses them before anything is sent.
const REFUSED: [Poison; 5] = [
    ("a chatroom that can't be read", |content| content.with(PartName::Chatroom, "chatroom", b"{")),
    ("a chatroom without messages", |content| {
        content.edited(PartName::Chatroom, "chatroom", |chatroom| chatroom["messages"] = json!({}))
    }),
    ("a domain that is none", |content| {
        content.edited(PartName::Operations, "operations", |all| all["authorized_domains"] = json!(["a b/c"]))
    }),
    ("no retention", |content| {
        content.edited(PartName::Operations, "operations", |operations| operations["retention_days"] = 0.into())
    }),
    ("a manifest of another engine", |mut content| {
        content.manifest.engine = 999;
        content
    }),
];

fn tests(content: Content, question: &str, expect: &str) -> Content {
    let tests = json!([{ "question": question, "expect": expect }]);
    content.with(PartName::Qa, "tests", &serde_json::to_vec(&tests).expect("JSON"))
}

/// Asks without a pause until told to stop; every answer must be the first release's. Returns how many came.
async fn ask(site: Arc<Site>, stop: Arc<AtomicBool>, count: Arc<AtomicU64>) {
    while !stop.load(Ordering::Relaxed) {
        let answer = Content::small().answer(&site.client).await.expect("an answer");
        assert_eq!(answer, ("This is variant good.".to_owned(), ReleaseNumber(1)));
        count.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_poisoned_releases_never_take_traffic() {
    let site = Arc::new(Site::start().await);
    Content::small().saying("good").deploy(&site.client).await.expect("the first release");
    let (stop, count) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let visitors: Vec<_> =
        (0..2).map(|_| tokio::spawn(ask(Arc::clone(&site), Arc::clone(&stop), Arc::clone(&count)))).collect();
    for (name, poison) in POISONS {
        let before = count.load(Ordering::Relaxed);
        let outcome = deploy(&site, poison(Content::small().saying(name))).await;
        assert_eq!(
            (outcome.outcome, outcome.class),
            (Outcome::FailedUnchanged, ExitClass::FailedSafe),
            "{name}: {outcome:?}"
        );
        let failure = outcome.failure.expect("a reason");
        assert!(failure.code.starts_with("DEP0"), "{name}: {failure:?}");
        assert!(count.load(Ordering::Relaxed) > before, "{name}: visitors were answered meanwhile");
    }
    for (name, poison) in REFUSED {
        let outcome = deploy(&site, poison(Content::small().saying(name))).await;
        assert_eq!((outcome.outcome, outcome.class), (Outcome::NotStarted, ExitClass::Check), "{name}: {outcome:?}");
    }
    stop.store(true, Ordering::Relaxed);
    for visitor in visitors {
        visitor.await.expect("every answer came from the live release");
    }
    let outcome = deploy(&site, Content::small().saying("sound again")).await;
    assert_eq!(outcome.outcome, Outcome::Deployed, "{outcome:?}");
}

async fn deploy(site: &Site, content: Content) -> DeployOutcome {
    let outcome = content.deploy(&site.client).await.expect("the host answers");
    assert!(outcome.outcome == Outcome::Deployed || outcome.live_release == Some(ReleaseNumber(1)), "{outcome:?}");
    outcome
}
