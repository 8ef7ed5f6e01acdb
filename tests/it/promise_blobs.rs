//! No release of missing or wrong blobs is committed, and damaged bytes on the host's disk are never served (I7).

use botctl::base::digest::Digest;
use botctl::base::id::UniqueId;
use botctl::bundle::PartName;
use botctl::client::{Chunk, ClientError, Sent};
use botctl::deploy::{ExitClass, Outcome};
use botctl::wire::deployment::{CommitDeployment, DeploymentBegun};
use botctl::wire::pack;
use botctl::wire::problem::ProblemCode;
use botctl::wire::status::BotState;
use bytes::Bytes;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::harness::content::{Content, environment};
use crate::harness::site::Site;

const VARIATIONS: u64 = 100;
const KINDS: u64 = 8;
const BLOBS: usize = 12;

/// A deployment that is open, and what it is to bring.
struct Open<'a> {
    site: &'a Site,
    content: Content,
    begun: DeploymentBegun,
    deployment: UniqueId,
}

impl<'a> Open<'a> {
    async fn begin(site: &'a Site, content: Content) -> Self {
        let live = site.client.environment(content.bot(), &environment()).await.expect("the status").live;
        let begin = content.begin(live.map(|live| live.number));
        let begun = site.client.begin_deployment(content.bot(), &environment(), &begin).await.expect("begun");
        let deployment = begun.deployment.clone().expect("a deployment");
        Self { site, content, begun, deployment }
    }

    /// Sends blobs in one pack, each as `spoil` leaves its bytes.
    async fn pack(&self, digests: &[Digest], spoil: impl Fn(&Digest, &mut Vec<u8>)) -> Result<(), ClientError> {
        let mut raw = Vec::new();
        for digest in digests {
            let mut bytes = self.content.bytes(digest);
            spoil(digest, &mut bytes);
            pack::append(&mut raw, digest, &bytes);
        }
        let body = Bytes::from(zstd::bulk::compress(&raw, 3).expect("a pack"));
        self.site.client.upload_pack(&self.deployment, self.begun.fence, body, Sent::unwatched()).await
    }

    /// Sends a blob as two chunks, or only the first.
    async fn chunks(&self, digest: Digest, bytes: Vec<u8>, whole: bool) -> Result<(), ClientError> {
        let middle = bytes.len() / 2;
        for (from, to) in [(0, middle), (middle, bytes.len())].into_iter().take(if whole { 2 } else { 1 }) {
            let bytes = Bytes::copy_from_slice(&bytes[from..to]);
            let chunk = Chunk { digest, offset: from as u64, bytes };
            self.site.client.upload_chunk(&self.deployment, self.begun.fence, chunk, Sent::unwatched()).await?;
        }
        Ok(())
    }

    async fn commit(&self) -> Result<(), ClientError> {
        let digest = self.content.manifest.digest().expect("a digest");
        let commit = CommitDeployment { digest, fence: self.begun.fence, uploaded: Default::default() };
        self.site.client.commit(&self.deployment, &commit).await.map(drop)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_incomplete_or_wrong_uploads_are_refused() {
    let site = Site::start().await;
    Content::small().saying("live").deploy(&site.client).await.expect("the first release");
    for seed in 0..VARIATIONS {
        let mut random = StdRng::seed_from_u64(seed);
        let open = Open::begin(&site, content(seed, &mut random)).await;
        let refused = spoil_one(&open, seed % KINDS, &mut random).await;
        assert_eq!(refused.problem(), Some(ProblemCode::BlobsMissing), "variation {seed}: {refused:?}");
        assert_eq!(ExitClass::from(refused.class()), ExitClass::Unavailable, "running again helps");
        site.client.cancel(&open.deployment, open.begun.fence).await.expect("cancelled");
        let (answer, _) = Content::small().answer(&site.client).await.expect("an answer");
        assert_eq!(answer, "This is variant live.", "variation {seed}");
        if seed % 10 == 0 {
            let outcome = open.content.of("other").deploy(&site.client).await.expect("the host answers");
            assert_eq!(outcome.outcome, Outcome::Deployed, "whole, the same is taken: {outcome:?}");
        }
    }
}

fn content(seed: u64, random: &mut StdRng) -> Content {
    (0..BLOBS).fold(Content::small().saying(&format!("never {seed}")), |content, number| {
        let mut bytes = vec![0; random.random_range(10..20_000)];
        random.fill(&mut bytes[..]);
        content.with(PartName::Models, &format!("noise-{number}"), &bytes)
    })
}

/// Brings everything but what one fault of this kind leaves out, and commits. Returns the refusal of the commit.
async fn spoil_one(open: &Open<'_>, kind: u64, random: &mut StdRng) -> ClientError {
    let mut good = open.begun.missing.clone();
    let victim = good.swap_remove(random.random_range(0..good.len()));
    let mut wrong = open.content.bytes(&victim);
    let place = random.random_range(0..wrong.len());
    wrong[place] ^= 1 << random.random_range(0..8);
    match kind {
        0 => {}
        1 => {
            good.truncate(random.random_range(0..good.len()));
        }
        2 => mismatch(open.pack(&[victim], |_, bytes| bytes.clone_from(&wrong)).await),
        3 => {
            // One bad blob spoils its pack: none of it counts.
            let mut all = good.split_off(good.len() / 2);
            all.push(victim);
            let spoil = |digest: &Digest, bytes: &mut Vec<u8>| {
                if *digest == victim {
                    bytes.pop();
                }
            };
            mismatch(open.pack(&all, spoil).await);
        }
        4 => mismatch(open.chunks(victim, wrong.clone(), true).await),
        5 => open.chunks(victim, wrong.clone(), false).await.expect("a first chunk is taken"),
        6 | 7 => {
            open.pack(&[victim], |_, _| ()).await.expect("a whole blob is taken");
            let file = open.site.blob(&victim);
            let half = wrong.len() / 2;
            match kind {
                6 => std::fs::remove_file(file).expect("a stored blob"),
                _ => std::fs::write(file, &wrong[..half]).expect("a stored blob"),
            }
        }
        other => panic!("kind {other}"),
    }
    open.pack(&good, |_, _| ()).await.expect("whole blobs are taken");
    open.commit().await.expect_err("the commit is refused")
}

#[track_caller]
fn mismatch(sent: Result<(), ClientError>) {
    let refused = sent.expect_err("a blob that isn't what it claims is refused");
    assert_eq!(refused.problem(), Some(ProblemCode::DigestMismatch), "{refused:?}");
}

/// The blobs that a release is loaded from, one of each kind.
const LOADED: [(PartName, &str); 5] = [
    (PartName::Qa, "qas"),
    (PartName::Qa, "tests"),
    (PartName::Models, "model"),
    (PartName::Chatroom, "chatroom"),
    (PartName::Knowledge, "bucket-0000"),
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_release_whose_stored_blob_is_damaged_stays_out_and_the_next_upload_mends_it() {
    let site = Site::start().await;
    Content::small().saying("old").deploy(&site.client).await.expect("the first release");
    for (round, (part, name)) in LOADED.into_iter().enumerate() {
        let next = fresh(Content::small().saying(&format!("new {round}")), part, name, round);
        let victim = next.manifest.blob(part, name).expect("a blob that is loaded").digest;
        let open = Open::begin(&site, next.clone()).await;
        open.pack(&open.begun.missing, |_, _| ()).await.expect("whole blobs are taken");
        flip(&site, &victim);
        open.commit().await.expect("what was sent is whole");
        let end = end_of(&site, &open.deployment).await;
        let (answer, _) = next.answer(&site.client).await.expect("an answer");
        let old = if round == 0 { "old".to_owned() } else { format!("new {}", round - 1) };
        assert_eq!(answer, format!("This is variant {old}."), "{part}/{name}");
        let failure = end.failure.expect("a reason");
        assert!(failure.code == "DEP030" && failure.summary.contains("is damaged"), "{part}/{name}: {failure:?}");

        let outcome = next.deploy(&site.client).await.expect("the host answers");
        assert_eq!(
            (outcome.outcome, outcome.uploaded.items),
            (Outcome::Deployed, sent(part)),
            "{part}/{name}: {outcome:?}"
        );
        assert_eq!(next.answer(&site.client).await.expect("an answer").0, format!("This is variant new {round}."));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_live_release_whose_blob_is_damaged_is_offline_after_a_restart_until_it_is_sent_again() {
    let mut site = Site::start().await;
    for (round, (part, name)) in LOADED.into_iter().filter(|(_, name)| *name != "tests").enumerate() {
        let content = fresh(Content::small().saying(&format!("whole {round}")), part, name, round);
        content.deploy(&site.client).await.expect("the host answers");
        flip(&site, &content.manifest.blob(part, name).expect("a blob that is loaded").digest);
        let (answer, number) = content.answer(&site.client).await.expect("an answer from memory");
        assert_eq!(answer, format!("This is variant whole {round}."));
        std::fs::remove_dir_all(site.index_cache()).expect("the cache goes too");

        site = site.restart().await;
        let status = site.client.environment(content.bot(), &environment()).await.expect("the status");
        assert_eq!(status.state, BotState::Offline, "{part}/{name}");
        assert!(status.reason.contains("is damaged"), "{}", status.reason);
        assert_eq!(site.status_of_message(content.bot().as_str()).await, 503, "nothing is served of it");

        let outcome = content.deploy(&site.client).await.expect("the host answers");
        assert_eq!(
            (outcome.outcome, outcome.uploaded.items),
            (Outcome::Deployed, sent(part)),
            "{part}/{name}: {outcome:?}"
        );
        let (answer, after) = content.answer(&site.client).await.expect("an answer");
        assert_eq!((answer, after.0), (format!("This is variant whole {round}."), number.0 + 1));
    }
}

/// The same content with a blob that no earlier round has sent, so that a file of its own can be damaged.
fn fresh(content: Content, part: PartName, name: &str, round: usize) -> Content {
    match (part, name) {
        (PartName::Qa, "tests") => content.edited(part, name, |tests| {
            let expect = format!("text:new {round}");
            *tests = serde_json::json!([{ "question": crate::harness::content::QUESTION, "expect": expect }]);
        }),
        (PartName::Models, "model") => content.edited(part, name, |model| model["choices"] = (round + 2).into()),
        (PartName::Chatroom, _) => {
            content.edited(part, name, |chatroom| chatroom["name"] = format!("Acme {round}").into())
        }
        (PartName::Knowledge, _) => {
            let text = content.text(part, name).replace("two kilograms", &format!("two kilograms and {round} grams"));
            content.with(part, name, text.as_bytes())
        }
        _ => content,
    }
}

/// What is uploaded of a part's one blob: the settings come with the request that begins the deployment.
fn sent(part: PartName) -> u64 {
    if part == PartName::Chatroom { 0 } else { 1 }
}

fn flip(site: &Site, digest: &Digest) {
    let file = site.blob(digest);
    let mut bytes = std::fs::read(&file).expect("a stored blob");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).expect("a bit is flipped");
}

async fn end_of(site: &Site, deployment: &UniqueId) -> botctl::wire::deployment::DeploymentFacts {
    let mut events = site.client.deployment_events(deployment, 0);
    while let Some(event) = events.next().await {
        event.expect("the stream goes on to the end");
    }
    site.client.deployment(deployment).await.expect("the deployment")
}
