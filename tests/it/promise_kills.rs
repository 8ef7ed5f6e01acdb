//! At every kill -9 point the old or the new release serves after the restart, without repair (I2 of the promises).

use std::time::{Duration, Instant};

use botctl::base::clock::Clock;
use botctl::base::phase::Phase;
use botctl::client::Client;
use botctl::deploy::{ExitClass, Outcome};
use botctl::wire::status::{BotState, EnvironmentStatus};

use crate::harness::content::{Content, environment};
use crate::harness::killable::KillableHost;
use crate::harness::site::{number, texts};

/// Kills at each point.
const KILLS: usize = 10;
/// Hosts at once: most of a kill's time is waiting.
const LANES: usize = 5;
/// A lease of a client that died ends by itself within this.
const LEASE: Duration = Duration::from_secs(40);

/// Each step's begin and end, and both sides of the pointer's move, in the order of a deployment.
fn points() -> Vec<String> {
    let steps = Phase::ALL.iter().flat_map(|phase| phase.steps());
    let steps = steps.flat_map(|step| [step.name().to_owned(), format!("{}-end", step.name())]);
    steps.chain(["before-pointer".to_owned(), "after-pointer".to_owned()]).collect()
}

/// Whether a deployment that reached this point is committed, so that the host finishes it without its client.
fn is_committed(point: &str) -> bool {
    let all = points();
    let place = |name: &str| all.iter().position(|each| each == name).expect("a point");
    place(point) >= place("uploading_knowledge_base-end")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_host_killed_ten_times_at_each_point_serves_the_old_or_the_new_release() {
    let all = points();
    assert_eq!(all.len(), 20, "nine steps, begin and end, and the pointer: {all:?}");
    let lanes = (0..LANES).map(|lane| {
        let mine: Vec<String> = all.iter().skip(lane).step_by(LANES).cloned().collect();
        tokio::spawn(run_lane(mine))
    });
    let mut kills = 0;
    for lane in lanes.collect::<Vec<_>>() {
        kills += lane.await.expect("every kill is survived");
    }
    assert_eq!(kills, all.len() * KILLS);
}

async fn run_lane(points: Vec<String>) -> usize {
    let mut server = KillableHost::start().await;
    let mut live = "start".to_owned();
    Content::small().saying(&live).deploy(&server.client()).await.expect("the first release");
    let mut kills = 0;
    for point in points {
        for round in 0..KILLS {
            let next = format!("{point} {round}");
            kill_once(&mut server, &point, round, &live, &next).await;
            live = format!("{next} after");
            deploy(&server, &live).await;
            kills += 1;
        }
    }
    kills
}

/// One kill of the host by SIGKILL at `point`, and what must hold after the restart.
async fn kill_once(server: &mut KillableHost, point: &str, round: usize, live: &str, next: &str) {
    server.kill();
    server.revive(Some(point)).await;
    let (client, content) = (server.client(), Content::small().saying(next));
    let update = tokio::spawn({
        let content = content.clone();
        async move { content.deploy(&client).await }
    });
    server.dead(point).await;
    // Every second time nobody is left but the host; before the commit that would only be a lease that runs out.
    let is_alone = is_committed(point) && round % 2 == 1;
    if is_alone {
        update.abort();
    }
    server.revive(None).await;
    let (answer, _) = content.answer(&server.client()).await.expect("an answer right after the restart");
    let is_one_of_both = [live, next].iter().any(|variant| answer == format!("This is variant {variant}."));
    assert!(is_one_of_both, "{point} {round}: {answer} is neither {live} nor {next}");
    match update.await {
        Ok(outcome) => judge(point, &outcome.expect("the host came back")),
        Err(error) => assert!(is_alone && error.is_cancelled(), "{error}"),
    }
    let status = settled(&server.client(), &content).await;
    let is_done = status.live.as_ref().is_some_and(|live| live.digest == content.manifest.digest().expect("a digest"));
    assert!(is_done || !is_committed(point), "{point} {round}: {status:?}\n{}", server.log());
    whole(server, point).await;
}

/// The client's view of it: done, or told truly that it isn't.
fn judge(point: &str, outcome: &botctl::deploy::DeployOutcome) {
    let expected = match (outcome.outcome, outcome.class) {
        (Outcome::Deployed, ExitClass::Ok) | (Outcome::Pending, ExitClass::Pending) => true,
        (Outcome::NotStarted, ExitClass::Unavailable) => !is_committed(point),
        _ => false,
    };
    assert!(expected, "{point}: {outcome:?}");
}

/// The status once no deployment runs.
async fn settled(client: &Client, content: &Content) -> EnvironmentStatus {
    let began = Instant::now();
    loop {
        let status = client.environment(content.bot(), &environment()).await.expect("the host's status");
        if status.state != BotState::Updating {
            return status;
        }
        assert!(began.elapsed() < LEASE, "the deployment ends: {status:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The store is sound, and nobody's lease is left.
async fn whole(server: &KillableHost, point: &str) {
    assert_eq!(texts(&server.store(), "PRAGMA quick_check").await, ["ok"], "{point}");
    let began = Instant::now();
    loop {
        let ends = number(&server.store(), "SELECT COALESCE(MAX(expires), 0) FROM leases").await;
        if ends <= Clock::system().now().0 {
            return;
        }
        assert!(began.elapsed() < LEASE, "{point}: a lease is left until {ends}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The next update succeeds.
async fn deploy(server: &KillableHost, variant: &str) {
    let (client, content) = (server.client(), Content::small().saying(variant));
    let outcome = content.deploy(&client).await.expect("the host answers");
    assert_eq!(outcome.outcome, Outcome::Deployed, "{variant}: {outcome:?}");
    let (answer, release) = content.answer(&client).await.expect("an answer");
    assert_eq!((answer, Some(release)), (format!("This is variant {variant}."), outcome.release));
}
