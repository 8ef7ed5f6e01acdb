//! A visit of an address: robots.txt obeyed, the site's pace kept, redirects followed with each hop looked at anew.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::address::tidy;
use super::problem::WebProblem;
use super::robots::Robots;
use super::transport::{Answer, Body, Question, Transport, unreachable};

/// Redirects that are followed.
const MOST_REDIRECTS: usize = 5;
/// Tries of one request, and the wait before the second; it doubles.
const TRIES: u32 = 3;
const FIRST_WAIT: Duration = Duration::from_millis(500);
/// A site that wants a longer wait is left alone.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// More of a robots.txt isn't read (RFC 9309 asks for 500 KiB).
const MOST_ROBOTS_BYTES: u64 = 1 << 20;
/// A site that couldn't be reached so often is left alone for the rest of the run.
const MOST_FAILURES: u32 = 3;

/// What to fetch.
#[derive(Debug, Clone, Default)]
pub(super) struct Visit {
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    pub(super) most_bytes: u64,
}

/// What came of it.
#[derive(Debug)]
// One at a time, and moved once.
#[allow(clippy::large_enum_variant)]
pub(super) enum Found {
    /// The version that is here is the newest.
    NotModified,
    /// A new version, and where it stood at last.
    New(Url, Body),
}

/// What is known of a site: scheme, host and port.
#[derive(Default)]
struct Site {
    robots: Option<Result<Arc<Robots>, WebProblem>>,
    next_request: Option<Instant>,
    failures: u32,
}

/// Visits one address after the other, never two at a time.
pub(super) struct Visitor {
    transport: Transport,
    delay: Duration,
    sites: HashMap<String, Site>,
}

impl Visitor {
    /// `delay` is the pause between two requests to a site; its own Crawl-delay may ask for more.
    pub(super) fn new(transport: Transport, delay: Duration) -> Self {
        Self { transport, delay, sites: HashMap::new() }
    }

    /// Visits an address. Errors: [`WebProblem`].
    pub(super) async fn visit(&mut self, start: &Url, visit: &Visit) -> Result<Found, WebProblem> {
        let mut address = tidy(start.clone());
        for _ in 0..=MOST_REDIRECTS {
            if !self.robots(&address).await?.allows(&path_of(&address)) {
                return Err(WebProblem::Robots);
            }
            match self.patiently(&address, visit).await? {
                Answer::NotModified => return Ok(Found::NotModified),
                Answer::Here(body) => return Ok(Found::New(address, body)),
                Answer::Failed { status, .. } => return Err(WebProblem::Status { status }),
                Answer::Elsewhere(location) => address = next(&address, &location)?,
            }
        }
        Err(endless())
    }

    /// The rules of an address's site, fetched once a run.
    async fn robots(&mut self, address: &Url) -> Result<Arc<Robots>, WebProblem> {
        let key = site_of(address);
        if let Some(known) = self.sites.get(&key).and_then(|site| site.robots.clone()) {
            return known;
        }
        let robots = match self.fetch_robots(address).await {
            // Where this program may not go, there is no robots.txt to speak of.
            Err(problem @ WebProblem::Refused { .. }) => Err(problem),
            Err(problem) => Err(WebProblem::RobotsUnreachable { reason: problem.to_string() }),
            Ok(robots) => Ok(Arc::new(robots)),
        };
        self.sites.entry(key).or_default().robots = Some(robots.clone());
        robots
    }

    /// RFC 9309, 2.3.1: what isn't there allows all, what can't be had allows nothing.
    async fn fetch_robots(&mut self, page: &Url) -> Result<Robots, WebProblem> {
        let visit = Visit { most_bytes: MOST_ROBOTS_BYTES, ..Visit::default() };
        let mut address = page.join("/robots.txt").map_err(|error| unreachable(error.to_string()))?;
        for _ in 0..=MOST_REDIRECTS {
            match self.patiently(&address, &visit).await {
                Ok(Answer::Here(body)) => return Ok(Robots::read(&String::from_utf8_lossy(&body.bytes))),
                Ok(Answer::Failed { status: 429 | 500.., .. }) => {
                    return Err(unreachable("its server fails".to_owned()));
                }
                Ok(Answer::Failed { .. } | Answer::NotModified) => return Ok(Robots::default()),
                Ok(Answer::Elsewhere(location)) => address = next(&address, &location)?,
                Err(problem) => return Err(problem),
            }
        }
        Ok(Robots::default())
    }

    /// Asks at the site's pace, and again where that may help.
    async fn patiently(&mut self, address: &Url, visit: &Visit) -> Result<Answer, WebProblem> {
        let key = site_of(address);
        if self.sites.get(&key).is_some_and(|site| site.failures >= MOST_FAILURES) {
            return Err(unreachable("its site doesn't answer".to_owned()));
        }
        let mut wait = FIRST_WAIT;
        for _ in 1..TRIES {
            let answer = self.at_pace(&key, address, visit).await;
            match &answer {
                Ok(Answer::Failed { status: 429 | 500.., wait: asked }) => {
                    if asked.is_some_and(|asked| asked > LONGEST_WAIT) {
                        return answer;
                    }
                    tokio::time::sleep(asked.unwrap_or(wait)).await;
                }
                _ => return answer,
            }
            wait *= 2;
        }
        self.at_pace(&key, address, visit).await
    }

    async fn at_pace(&mut self, key: &str, address: &Url, visit: &Visit) -> Result<Answer, WebProblem> {
        if let Some(next) = self.sites.get(key).and_then(|site| site.next_request) {
            tokio::time::sleep_until(next).await;
        }
        let question = Question {
            address,
            etag: visit.etag.as_deref(),
            last_modified: visit.last_modified.as_deref(),
            most_bytes: visit.most_bytes,
        };
        let answer = self.transport.ask(&question).await;
        let site = self.sites.entry(key.to_owned()).or_default();
        let asked = site.robots.as_ref().and_then(|robots| robots.as_ref().ok()?.delay).unwrap_or_default();
        site.next_request = Some(Instant::now() + self.delay.max(asked));
        match &answer {
            Err(problem) if problem.is_of_the_site() => site.failures += 1,
            Err(_) | Ok(_) => site.failures = 0,
        }
        answer
    }
}

fn site_of(address: &Url) -> String {
    address.origin().ascii_serialization()
}

/// The path with its query, as robots.txt means it.
fn path_of(address: &Url) -> String {
    address.query().map_or_else(|| address.path().to_owned(), |query| format!("{}?{query}", address.path()))
}

fn next(address: &Url, location: &str) -> Result<Url, WebProblem> {
    let nowhere = || WebProblem::Redirects { reason: "it redirects to no address".to_owned() };
    if location.is_empty() {
        return Err(nowhere());
    }
    let next = address.join(location).map_err(|_| nowhere())?;
    Ok(tidy(next))
}

fn endless() -> WebProblem {
    WebProblem::Redirects { reason: format!("it redirects more than {MOST_REDIRECTS} times") }
}
