//! An upload that was cut off sends only what is missing when it goes on, and an unchanged bot sends nothing (I5).

use std::time::Duration;

use botctl::base::digest::Digest;
use botctl::bundle::PartName;
use botctl::client::Client;
use botctl::deploy::Outcome;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::harness::content::Content;
use crate::harness::proxy::Proxy;
use crate::harness::site::{Site, texts};

const CUTS: u64 = 50;
const LANES: u64 = 5;
/// The host's limit of a chunk here: larger blobs travel in pieces of this size.
const CHUNK: u64 = 1 << 20;
const SMALL_BLOBS: usize = 40;
/// Requests' lines and headers, and the manifest that begins a deployment.
const HEADERS: u64 = 128 * 1024;
const LIMIT: Duration = Duration::from_secs(60);
/// A client's lease, and a little.
const LEASE: Duration = Duration::from_secs(31);

/// How the client takes the cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum After {
    /// It tries again by itself.
    Retry,
    /// It died; the same command is run again.
    Again,
}

async fn site() -> Site {
    let configure = |config: &mut botctl::config::host::HostConfig| config.limits.chunk_bytes = CHUNK;
    Site::start_with(configure).await
}

/// Content that nobody has sent yet: one blob of several chunks, and small ones for packs.
fn content(bot: &str, random: &mut StdRng) -> Content {
    let mut noise = |length: usize| -> Vec<u8> {
        let mut bytes = vec![0; length];
        random.fill(&mut bytes[..]);
        bytes
    };
    let large = noise(5 * CHUNK as usize + 4321);
    let content = Content::small().of(bot).with(PartName::Models, "large", &large);
    (0..SMALL_BLOBS).fold(content, |content, number| {
        let bytes = noise(200 + 700 * number);
        content.with(PartName::Knowledge, &format!("small-{number}"), &bytes)
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_cut_uploads_send_again_only_what_is_missing() {
    for after in [After::Retry, After::Again] {
        let lanes: Vec<_> = (0..LANES).map(|lane| tokio::spawn(run_lane(lane, after))).collect();
        let mut cut = 0;
        for lane in lanes {
            cut += lane.await.expect("every upload is resumed");
        }
        assert_eq!(cut, CUTS / 2, "every upload was cut");
    }
}

async fn run_lane(lane: u64, after: After) -> u64 {
    let site = site().await;
    let seeds = (lane..CUTS / 2).step_by(LANES as usize);
    let mut cut = 0;
    for seed in seeds {
        cut_once(&site, seed, after).await;
        cut += 1;
    }
    cut
}

async fn cut_once(site: &Site, seed: u64, after: After) {
    let mut random = StdRng::seed_from_u64(seed + if after == After::Retry { 0 } else { 1000 });
    let content = content(&format!("bot-{seed}"), &mut random);
    let total: u64 = content.manifest.blobs().values().sum();
    let proxy = Proxy::to(&site.url);
    proxy.cut_at(random.random_range(HEADERS / 2..total - HEADERS));
    let run = tokio::spawn({
        let (content, client) = (content.clone(), site.client_at(&proxy.url));
        async move { content.deploy(&client).await }
    });
    assert!(tokio::task::block_in_place(|| proxy.is_cut_within(LIMIT)), "seed {seed}: the upload is cut");
    if after == After::Again {
        run.abort();
        // The lease of a client that died runs out.
        site.advance(LEASE);
    }
    let missing = missing(site, &content).await;
    proxy.count_anew();
    proxy.up();
    let outcome = match after {
        After::Retry => run.await.expect("the run ends"),
        After::Again => content.deploy(&site.client_at(&proxy.url)).await,
    };
    let outcome = outcome.expect("the host answers");
    assert_eq!(outcome.outcome, Outcome::Deployed, "seed {seed}: {outcome:?}");
    let (sent, allowed) = (proxy.sent(), missing + CHUNK + HEADERS);
    assert!(sent <= allowed, "seed {seed} {after:?}: {sent} bytes sent, {missing} of {total} were missing");
}

/// Bytes that the host lacks of this content, by what it has recorded and staged.
async fn missing(site: &Site, content: &Content) -> u64 {
    let have = texts(&site.store(), "SELECT digest FROM uploads UNION SELECT digest FROM release_blobs").await;
    let have: Vec<Digest> = have.iter().map(|text| text.parse().expect("a digest")).collect();
    let staged = |digest: &Digest| std::fs::metadata(site.staged(digest)).map_or(0, |facts| facts.len());
    let blobs = content.manifest.blobs();
    blobs.iter().filter(|(digest, _)| !have.contains(digest)).map(|(digest, size)| size - staged(digest)).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unchanged_bot_sends_no_blob() {
    let site = site().await;
    let content = content("acme", &mut StdRng::seed_from_u64(7));
    let proxy = Proxy::to(&site.url);
    let client: Client = site.client_at(&proxy.url);
    let first = content.deploy(&client).await.expect("the host answers");
    let blobs = content.manifest.blobs();
    // The settings of two parts come with the request that begins the deployment.
    assert_eq!(first.uploaded.items, blobs.len() as u64 - 2);
    assert!(proxy.sent() > 5 * CHUNK);

    proxy.count_anew();
    let again = content.deploy(&client).await.expect("the host answers");
    assert_eq!((again.outcome, again.uploaded.items, again.release), (Outcome::Unchanged, 0, first.release));
    let forced = content.deploy_with(&client, LIMIT, true).await.expect("the host answers");
    assert_eq!((forced.outcome, forced.uploaded.items, forced.uploaded.bytes), (Outcome::Deployed, 0, 0));
    assert_eq!(forced.uploaded.reused_items, blobs.len() as u64);
    assert!(proxy.sent() < HEADERS, "{} bytes were sent", proxy.sent());
}
