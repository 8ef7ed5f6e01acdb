//! A sitemap with those that it names: read to its end, without end if it loops, or lost in none of its parts.

use std::collections::{BTreeSet, VecDeque};

use url::Url;

use super::address::{is_same_site, tidy};
use super::problem::WebProblem;
use super::sitemap::Sitemap;
use super::snapshot::{Failure, SitemapRecord};
use super::transport::unpacked_if_packed;
use super::visit::{Found, Visit, Visitor};
use crate::base::clock::Timestamp;

/// The protocol's own limit.
const MOST_BYTES: u64 = 50 << 20;
/// An index names sitemaps; the protocol forbids an index of indexes, which some sites have all the same.
const MOST_DEPTH: usize = 3;
/// Sitemaps of one index.
const MOST_SITEMAPS: usize = 500;
/// Pages of one index, before include and exclude.
const MOST_PAGES: usize = 200_000;

/// A sitemap that waits to be read, with those that led to it.
struct Waiting {
    address: Url,
    above: Vec<String>,
}

/// Reads a sitemap, and those that it names. What fails keeps what was known before: `before` is the last record.
pub(super) async fn read(visitor: &mut Visitor, start: &Url, before: SitemapRecord, now: Timestamp) -> SitemapRecord {
    let mut reading = Reading { own: start.clone(), seen: BTreeSet::new(), pages: Vec::new(), failures: Vec::new() };
    let mut waiting = VecDeque::from([Waiting { address: start.clone(), above: Vec::new() }]);
    while let Some(next) = waiting.pop_front() {
        let name = next.address.to_string();
        match reading.one(visitor, &next).await {
            // Those above come first, so that what is named at two depths counts at the lesser one.
            Ok(inner) => waiting.extend(inner),
            Err(problem) => reading.failures.push(Failure { address: name, problem }),
        }
    }
    reading.record(before, now)
}

struct Reading {
    own: Url,
    seen: BTreeSet<String>,
    pages: Vec<String>,
    failures: Vec<Failure>,
}

impl Reading {
    /// Reads one file; gives the sitemaps that it names.
    async fn one(&mut self, visitor: &mut Visitor, at: &Waiting) -> Result<Vec<Waiting>, WebProblem> {
        let name = at.address.to_string();
        if at.above.contains(&name) {
            return Err(fault("it leads back to itself"));
        }
        if !self.seen.insert(name.clone()) {
            return Ok(Vec::new());
        }
        if at.above.len() > MOST_DEPTH {
            return Err(fault(&format!("it is named more than {MOST_DEPTH} sitemaps deep")));
        }
        if self.seen.len() > MOST_SITEMAPS {
            return Err(fault(&format!("it comes after {MOST_SITEMAPS} other sitemaps")));
        }
        if !is_same_site(&self.own, &at.address) {
            return Err(fault("it is of another site than the sitemap that names it"));
        }
        let visit = Visit { most_bytes: MOST_BYTES, ..Visit::default() };
        let Found::New(_, body) = visitor.visit(&at.address, &visit).await? else {
            return Err(fault("its server says that it hasn't changed, although nobody asked"));
        };
        let bytes = unpacked_if_packed(body.bytes, MOST_BYTES).await?;
        let sitemap = tokio::task::spawn_blocking(move || Sitemap::read(&String::from_utf8_lossy(&bytes))).await;
        match sitemap.ok().flatten().ok_or_else(|| fault("what stands there is no sitemap"))? {
            Sitemap::Pages(pages) => {
                self.pages.extend(pages.iter().filter_map(|page| joined(&at.address, page)));
                self.pages.truncate(MOST_PAGES);
                Ok(Vec::new())
            }
            Sitemap::Index(inner) => {
                let above: Vec<String> = at.above.iter().cloned().chain([name]).collect();
                let waiting = |address: String| Some(Waiting { address: address.parse().ok()?, above: above.clone() });
                Ok(inner.iter().filter_map(|inner| joined(&at.address, inner)).filter_map(waiting).collect())
            }
        }
    }

    fn record(self, before: SitemapRecord, now: Timestamp) -> SitemapRecord {
        let mut pages = self.pages;
        if !self.failures.is_empty() {
            // Nobody knows which pages the part that failed would have named.
            pages.extend(before.pages);
        }
        let mut known = BTreeSet::new();
        pages.retain(|page| known.insert(page.clone()));
        let is_read = !pages.is_empty() || self.failures.is_empty();
        let fetched =
            if self.failures.is_empty() || before.fetched.is_none() { is_read.then_some(now) } else { before.fetched };
        SitemapRecord { pages, fetched, failures: self.failures }
    }
}

fn joined(sitemap: &Url, text: &str) -> Option<String> {
    sitemap.join(text).ok().map(|address| tidy(address).to_string())
}

fn fault(reason: &str) -> WebProblem {
    WebProblem::Sitemap { reason: reason.to_owned() }
}
