//! Questions over HTTP in an open loop: each is sent at its time, whatever became of those before, and its latency
//! counts from that time.

use std::io::Write;
use std::time::{Duration, Instant};

use botctl::base::id::UniqueId;
use serde_json::json;

use crate::stage::{Stage, user_time};
use crate::table::{Row, duration};

const EACH_SECOND: u32 = 50;
const SECONDS: u32 = 20;
const QUESTIONS: usize = 400;
const SYNCS: usize = 200;

/// Whom to ask.
pub struct Load {
    /// The site whose visitors ask.
    pub origin: &'static str,
    /// The bot's address on its host.
    pub address: &'static str,
    /// The 99th percentile to keep.
    pub limit: Duration,
    /// The row's place.
    pub place: u8,
}

/// Asks about the titles of the bot's documents, and checks that every message was recorded.
pub fn row(stage: &Stage, load: &Load, work: &'static str, goal: &'static str) -> Row {
    let questions = questions(stage);
    let host = stage.host().expect("it runs");
    let (recorded_before, user_before) = (recorded(stage), user_time(host.process));
    let url = format!("{}/chat/v1/{}/messages", host.url.trim_end_matches('/'), load.address);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut latencies = runtime.block_on(ask_all(&url, load.origin, &questions));
    let user = user_time(host.process).saturating_sub(user_before);
    let sent = latencies.len();
    assert_eq!(recorded(stage) - recorded_before, sent as u64, "every message is on record");
    latencies.sort();
    let (middle, late) = percentiles(&latencies);
    let (disk_middle, disk_late) = percentiles(&syncs(stage));
    Row {
        place: load.place,
        work,
        goal,
        measured: format!(
            "p50 {}, p99 {} (the disk alone needs {} and {} to keep 4 kB)",
            duration(middle),
            duration(late),
            duration(disk_middle),
            duration(disk_late)
        ),
        cpu: format!("{} an answer", duration(user / u32::try_from(sent).expect("some thousands"))),
        reached: Some(late <= load.limit),
    }
}

async fn ask_all(url: &str, origin: &'static str, questions: &[String]) -> Vec<Duration> {
    botctl::base::http::install_crypto();
    let client = reqwest::Client::builder().no_proxy().build().expect("a client");
    let began = Instant::now();
    let mut asked = tokio::task::JoinSet::new();
    for number in 0..EACH_SECOND * SECONDS {
        let intended = began + Duration::from_secs(1) * number / EACH_SECOND;
        tokio::time::sleep_until(intended.into()).await;
        let text = &questions[number as usize % questions.len()];
        let body = json!({ "id": UniqueId::generate().as_str(), "text": text });
        let request = client.post(url).header("origin", origin).json(&body);
        asked.spawn(async move {
            let answer = request.send().await.expect("the host answers");
            assert!(answer.status().is_success(), "{}", answer.status());
            answer.bytes().await.expect("a whole answer");
            intended.elapsed()
        });
    }
    asked.join_all().await
}

/// The 50th and the 99th percentile of sorted durations.
fn percentiles(sorted: &[Duration]) -> (Duration, Duration) {
    let percentile = |percent: usize| sorted[(sorted.len() * percent).div_ceil(100) - 1];
    (percentile(50), percentile(99))
}

/// How long the disk takes to make a small write durable, which no answer can undercut; at the pace of the questions, sorted.
fn syncs(stage: &Stage) -> Vec<Duration> {
    let mut file = std::fs::File::create(stage.path("sync")).expect("a file is made");
    let sync = |_| {
        std::thread::sleep(Duration::from_secs(1) / EACH_SECOND);
        file.write_all(&[0; 4096]).expect("the file is written");
        let began = Instant::now();
        file.sync_data().expect("the file is synced");
        began.elapsed()
    };
    let mut syncs: Vec<Duration> = (0..SYNCS).map(sync).collect();
    syncs.sort();
    syncs
}

/// Visitors' messages that the host has counted.
fn recorded(stage: &Stage) -> u64 {
    stage.object("host plan show")["messages_used"].as_u64().expect("a number")
}

/// Questions about the titles of documents, spread evenly over all of them.
fn questions(stage: &Stage) -> Vec<String> {
    let files = walkdir::WalkDir::new(stage.path("knowledge")).sort_by_file_name().into_iter().filter_map(Result::ok);
    let files: Vec<_> = files.filter(|entry| entry.path().extension().is_some_and(|end| end == "md")).collect();
    let step = files.len().div_ceil(QUESTIONS).max(1);
    let titles = files.iter().step_by(step).filter_map(|entry| {
        let text = std::fs::read_to_string(entry.path()).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("title:").or_else(|| line.strip_prefix("# ")))?;
        Some(line.trim().trim_matches(['"', '\'']).chars().take(200).collect::<String>())
    });
    titles.filter(|title| !title.is_empty()).map(|title| format!("What do I have to know about {title}?")).collect()
}
