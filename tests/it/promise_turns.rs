//! Deployments of one bot take turns: histories of clients that begin together, held against a sequential model (I6).

use std::sync::Arc;
use std::time::{Duration, Instant};

use botctl::base::digest::Digest;
use botctl::base::id::ReleaseNumber;
use botctl::deploy::{DeployOutcome, ExitClass, Outcome};
use botctl::wire::deployment::CommitDeployment;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::harness::content::{Content, environment};
use crate::harness::site::Site;

const HISTORIES: u64 = 200;
const LANES: u64 = 12;
const PATIENT: Duration = Duration::from_secs(120);
/// A client's lease, and a little.
const LEASE: Duration = Duration::from_secs(31);

/// What one client did, as it saw it.
struct Seen {
    began: Instant,
    ended: Instant,
    digest: Digest,
    outcome: DeployOutcome,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_histories_of_clients_at_once_are_sequential() {
    let site = Arc::new(Site::start().await);
    let lanes: Vec<_> = (0..LANES)
        .map(|lane| {
            let site = Arc::clone(&site);
            tokio::spawn(async move {
                let mut counts = [0; 3];
                for seed in (lane..HISTORIES).step_by(LANES as usize) {
                    let history = record(&site, seed).await;
                    judge(&site, seed, &history).await;
                    for (count, outcome) in counts.iter_mut().zip([Outcome::Deployed, Outcome::Unchanged]) {
                        *count += history.iter().filter(|seen| seen.outcome.outcome == outcome).count();
                    }
                    counts[2] += history.iter().filter(|seen| seen.outcome.class == ExitClass::Locked).count();
                }
                counts
            })
        })
        .collect();
    let mut sums = [0; 3];
    for lane in lanes {
        for (sum, count) in sums.iter_mut().zip(lane.await.expect("every history is sequential")) {
            *sum += count;
        }
    }
    // The histories show something: clients that won, that found their work done, and that gave up waiting.
    assert!(sums.iter().all(|sum| *sum > 0), "{sums:?}");
}

/// 2 to 8 clients deploy one bot with a jitter; some bring the same content, some have little patience.
async fn record(site: &Site, seed: u64) -> Vec<Seen> {
    let mut random = StdRng::seed_from_u64(seed);
    let clients = random.random_range(2..=8);
    let runs: Vec<_> = (0..clients)
        .map(|number| {
            let own = if random.random_bool(0.2) { 0 } else { number };
            let content = Content::small().of(&format!("bot-{seed}")).saying(&format!("{seed} {own}"));
            let jitter = Duration::from_millis(random.random_range(0..60));
            let lock = if random.random_bool(0.15) { Duration::from_millis(1) } else { PATIENT };
            let client = site.client.clone();
            tokio::spawn(async move {
                tokio::time::sleep(jitter).await;
                let began = Instant::now();
                let outcome = content.deploy_with(&client, lock, false).await.expect("the host answers");
                let digest = content.manifest.digest().expect("a digest");
                Seen { began, ended: Instant::now(), digest, outcome }
            })
        })
        .collect();
    let mut history = Vec::new();
    for run in runs {
        history.push(run.await.expect("a client ends"));
    }
    history
}

/// The sequential model: winners are numbered without gaps, each on the one before, in an order that real time allows.
async fn judge(site: &Site, seed: u64, history: &[Seen]) {
    for seen in history {
        let is_known = matches!(seen.outcome.class, ExitClass::Ok | ExitClass::Locked);
        assert!(is_known, "history {seed}: {:?}", seen.outcome);
    }
    let mut winners: Vec<&Seen> = history.iter().filter(|seen| seen.outcome.outcome == Outcome::Deployed).collect();
    winners.sort_by_key(|seen| seen.outcome.release);
    for (place, winner) in winners.iter().enumerate() {
        let number = i64::try_from(place).expect("few") + 1;
        assert_eq!(winner.outcome.release, Some(ReleaseNumber(number)), "history {seed}");
        let before = (number > 1).then(|| ReleaseNumber(number - 1));
        assert_eq!(winner.outcome.previous_release, before, "history {seed}");
    }
    for (earlier, later) in winners.iter().zip(winners.iter().skip(1)) {
        assert!(earlier.began < later.ended, "history {seed}: an order that real time forbids");
    }
    for seen in history {
        match (seen.outcome.outcome, seen.outcome.class) {
            (Outcome::Deployed, ExitClass::Ok) => {}
            (Outcome::Unchanged, ExitClass::Ok) => {
                let live = seen.outcome.release.expect("what is live");
                let maker =
                    winners.iter().find(|winner| winner.outcome.release == Some(live)).expect("a winner made it");
                assert!(maker.digest == seen.digest && maker.began < seen.ended, "history {seed}");
            }
            (Outcome::NotStarted, ExitClass::Locked) => {
                let failure = seen.outcome.failure.as_ref().expect("a reason");
                assert!(failure.summary.contains("ada@test holds the lock since 20"), "{failure:?}");
                assert!(winners.iter().any(|winner| winner.began < seen.ended && seen.began < winner.ended));
            }
            other => panic!("history {seed}: {other:?} {:?}", seen.outcome),
        }
    }
    ends_with(site, seed, &winners).await;
}

/// What is live at the end is the last winner's, and the host's list of releases is the winners'.
async fn ends_with(site: &Site, seed: u64, winners: &[&Seen]) {
    let bot = format!("bot-{seed}").parse().expect("a bot's id");
    let mut releases = site.client.releases(&bot, &environment()).await.expect("the releases");
    releases.sort_by_key(|release| release.number);
    let made: Vec<Digest> = releases.iter().map(|release| release.digest).collect();
    assert_eq!(made, winners.iter().map(|seen| seen.digest).collect::<Vec<_>>(), "history {seed}");
    let status = site.client.environment(&bot, &environment()).await.expect("the status");
    assert_eq!(status.live.map(|live| live.number), winners.last().and_then(|seen| seen.outcome.release));
    assert!(status.lock.is_none(), "history {seed}: {:?}", status.lock);
    let (_, release) = Content::small().of(bot.as_str()).answer(&site.client).await.expect("an answer");
    assert_eq!(Some(release), winners.last().and_then(|seen| seen.outcome.release), "history {seed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_holder_that_slept_past_its_lease_is_fenced_out() {
    let site = Site::start().await;
    Content::small().saying("first").deploy(&site.client).await.expect("the first release");
    for round in 0..10 {
        let (late, other) =
            (Content::small().saying(&format!("late {round}")), Content::small().saying(&format!("other {round}")));
        let live = site.client.environment(late.bot(), &environment()).await.expect("the status").live;
        let begin = late.begin(live.map(|live| live.number));
        let begun = site.client.begin_deployment(late.bot(), &environment(), &begin).await.expect("the lease");
        let deployment = begun.deployment.expect("a deployment");
        let blocked = other.deploy_with(&site.client, Duration::ZERO, false).await.expect("the host answers");
        assert_eq!((blocked.outcome, blocked.class), (Outcome::NotStarted, ExitClass::Locked));

        site.advance(LEASE);
        // Sometimes another has taken the lease meanwhile, sometimes it only ran out.
        let taken = (round % 2 == 0).then(|| other.deploy(&site.client));
        let expected = match taken {
            Some(run) => run.await.expect("the host answers").release,
            None => live_number(&site, &late).await,
        };
        let digest = late.manifest.digest().expect("a digest");
        let commit = CommitDeployment { digest, fence: begun.fence, uploaded: Default::default() };
        let refused = site.client.commit(&deployment, &commit).await.expect_err("the lease was lost");
        assert_eq!(ExitClass::from(refused.class()), ExitClass::Conflict, "{refused:?}");
        assert_eq!(live_number(&site, &late).await, expected, "nothing moved");
    }
}

async fn live_number(site: &Site, content: &Content) -> Option<ReleaseNumber> {
    let status = site.client.environment(content.bot(), &environment()).await.expect("the status");
    status.live.map(|live| live.number)
}
