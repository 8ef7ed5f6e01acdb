//! Fetching: what the snapshot lacks, or all of it anew; saved as it goes, so that an interrupted run loses little.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use url::Url;

use super::address::{canonical, parse};
use super::head;
use super::kinds::{kept_bytes, kind};
use super::problem::WebProblem;
use super::sitemaps;
use super::snapshot::{KeptPage, PageRecord, Snapshot, folder};
use super::transport::{Body, Transport};
use super::visit::{Found, Visit, Visitor};
use super::wanted::wanted;
use crate::base::clock::Clock;
use crate::base::digest::Digest;
use crate::base::event::EventSink;
use crate::base::fs::{self, FsError};
use crate::base::reach::Reach;
use crate::config::bot::BotConfig;
use crate::content::kind::DocumentKind;

/// The index of the snapshot is written again after so long.
const SAVE_EVERY: Duration = Duration::from_secs(2);

/// What to fetch.
#[derive(Clone)]
pub struct FetchRequest<'a> {
    /// The bot.
    pub config: &'a BotConfig,
    /// Asks for every page and sitemap again, instead of those that the snapshot lacks.
    pub refresh: bool,
    /// What may be dialled.
    pub reach: Reach,
    /// The present.
    pub clock: Clock,
}

/// What a run fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct FetchReport {
    /// Pages in use.
    pub pages: u64,
    /// Pages with other content than before, new ones included.
    pub changed: u64,
    /// Pages that were asked for and had nothing new.
    pub unchanged: u64,
    /// Pages that couldn't be fetched and keep their earlier version.
    pub kept: u64,
    /// Pages that couldn't be fetched and have none.
    pub missing: u64,
}

/// Fetches what bot.toml asks for into the snapshot. What fails is no error: [`super::list`] tells of it.
///
/// Errors: the snapshot can't be written.
pub async fn fetch(request: &FetchRequest<'_>, events: &EventSink) -> Result<FetchReport, FsError> {
    let folder = folder(request.config);
    let snapshot = Snapshot::load_or_empty(&folder);
    let mut run = Run {
        request,
        folder,
        snapshot,
        saved: Instant::now(),
        used: 0,
        visitor: None,
        report: FetchReport::default(),
    };
    run.sitemaps(events).await;
    run.pages(events).await?;
    run.end()
}

struct Run<'a> {
    request: &'a FetchRequest<'a>,
    folder: PathBuf,
    snapshot: Snapshot,
    saved: Instant,
    /// Bytes of all versions, but for the page that is being fetched.
    used: u64,
    /// Made when the first request needs it.
    visitor: Option<Visitor>,
    report: FetchReport,
}

impl Run<'_> {
    fn visitor(&mut self) -> Result<&mut Visitor, WebProblem> {
        if self.visitor.is_none() {
            let web = &self.request.config.knowledge.web;
            let limit = Duration::from_secs(u64::from(web.timeout_s));
            let transport = Transport::new(self.request.reach.clone(), limit)?;
            self.visitor = Some(Visitor::new(transport, Duration::from_millis(u64::from(web.delay_ms))));
        }
        self.visitor.as_mut().ok_or(WebProblem::Unreachable { reason: "no client can be made".to_owned() })
    }

    async fn sitemaps(&mut self, events: &EventSink) {
        let declared = &self.request.config.knowledge.sitemaps;
        for (index, source) in declared.iter().enumerate() {
            let before = self.snapshot.sitemaps.get(&source.address).cloned().unwrap_or_default();
            let is_needed =
                before.fetched.is_none() || before.failures.iter().any(|failure| failure.problem.may_pass());
            let Some(address) = parse(&source.address) else { continue };
            if !self.request.refresh && !is_needed {
                continue;
            }
            events.train("sitemaps", index as u64, declared.len() as u64);
            let now = self.request.clock.now();
            if let Ok(visitor) = self.visitor() {
                let record = sitemaps::read(visitor, &address, before, now).await;
                self.snapshot.sitemaps.insert(source.address.clone(), record);
            }
        }
        let named: BTreeSet<&String> = declared.iter().map(|source| &source.address).collect();
        self.snapshot.sitemaps.retain(|address, _| named.contains(address));
    }

    async fn pages(&mut self, events: &EventSink) -> Result<(), FsError> {
        let wanted = wanted(&self.request.config.knowledge, &self.snapshot).pages.into_iter().map(|page| page.address);
        let wanted: Vec<Url> = wanted.collect();
        let named: BTreeSet<String> = wanted.iter().map(Url::to_string).collect();
        self.snapshot.pages.retain(|address, _| named.contains(address));
        self.used = self.snapshot.size();
        let mut due: Vec<Url> = wanted.into_iter().filter(|page| self.is_due(page)).collect();
        // One site after the other, each in the order of bot.toml and its sitemap.
        due.sort_by_key(|page| page.origin().ascii_serialization());
        for (index, page) in due.iter().enumerate() {
            events.train("pages", index as u64, due.len() as u64);
            self.page(page).await?;
            if self.saved.elapsed() >= SAVE_EVERY {
                self.snapshot.save(&self.folder)?;
                self.saved = Instant::now();
            }
        }
        if !due.is_empty() {
            events.train("pages", due.len() as u64, due.len() as u64);
        }
        Ok(())
    }

    fn is_due(&self, page: &Url) -> bool {
        let Some(record) = self.snapshot.pages.get(page.as_str()) else { return true };
        let is_here = record.kept.as_ref().is_some_and(|kept| kept.is_here(&self.folder));
        let is_settled = is_here || record.problem.as_ref().is_some_and(|problem| !problem.may_pass());
        self.request.refresh || !is_settled
    }

    async fn page(&mut self, page: &Url) -> Result<(), FsError> {
        let mut record = self.snapshot.pages.remove(page.as_str()).unwrap_or_default();
        self.used -= record.kept.as_ref().map_or(0, |kept| kept.size);
        // Without its file, a version can neither be used nor compared.
        record.kept = record.kept.filter(|kept| kept.is_here(&self.folder));
        record.problem = None;
        match self.visit(page, record.kept.as_ref()).await {
            Ok(Found::NotModified) => {
                self.report.unchanged += 1;
                record.kept.iter_mut().for_each(|kept| kept.fetched = self.request.clock.now());
            }
            Ok(Found::New(at, body)) => match self.keep(&at, body, record.kept.as_ref())? {
                Ok(kept) => {
                    let is_same = record.kept.as_ref().is_some_and(|before| before.digest == kept.digest);
                    if is_same {
                        self.report.unchanged += 1
                    } else {
                        self.report.changed += 1
                    }
                    record.kept = Some(kept);
                }
                Err(problem) => record.problem = Some(problem),
            },
            Err(problem) => record.problem = Some(problem),
        }
        if record.problem.is_some() {
            if record.kept.is_some() { self.report.kept += 1 } else { self.report.missing += 1 }
        }
        self.used += record.kept.as_ref().map_or(0, |kept| kept.size);
        self.snapshot.pages.insert(page.to_string(), record);
        Ok(())
    }

    async fn visit(&mut self, page: &Url, kept: Option<&KeptPage>) -> Result<Found, WebProblem> {
        let visit = Visit {
            etag: kept.and_then(|kept| kept.etag.clone()),
            last_modified: kept.and_then(|kept| kept.last_modified.clone()),
            most_bytes: u64::from(self.request.config.knowledge.max_document_mb) * 1_000_000,
        };
        match self.visitor()?.visit(page, &visit).await? {
            Found::NotModified if kept.is_none() => Err(WebProblem::Unreachable {
                reason: "its server says that it hasn't changed, although nobody asked".to_owned(),
            }),
            found => Ok(found),
        }
    }

    /// Writes a version's file. The outer error is of the disk, the inner one of the page.
    fn keep(&self, at: &Url, body: Body, before: Option<&KeptPage>) -> Result<Result<KeptPage, WebProblem>, FsError> {
        let kind = match kind(&body) {
            Ok(kind) => kind,
            Err(problem) => return Ok(Err(problem)),
        };
        let said = if kind == DocumentKind::Html { head::canonical(&body.bytes) } else { None };
        let (etag, last_modified) = (body.etag.clone(), body.last_modified.clone());
        let bytes = kept_bytes(kind, body);
        let (digest, size) = (Digest::of(&bytes), bytes.len() as u64);
        let most = u64::from(self.request.config.knowledge.web.max_mb) * 1_000_000;
        if self.used + size > most {
            let limit = format!("all pages together have more than {}", crate::base::text::size(most));
            return Ok(Err(WebProblem::BeyondLimit { limit }));
        }
        // The day belongs to the content: a server that only touches its files makes nothing new.
        let date = match before.filter(|before| before.digest == digest) {
            Some(before) => before.date,
            None => last_modified.as_deref().and_then(day_of),
        };
        let address = canonical(at, said.as_deref()).to_string();
        let fetched = self.request.clock.now();
        let kept = KeptPage { address, kind, digest, size, date, etag, last_modified, fetched };
        if !kept.is_here(&self.folder) {
            fs::write_cache(&kept.file(&self.folder), &bytes)?;
        }
        Ok(Ok(kept))
    }

    fn end(mut self) -> Result<FetchReport, FsError> {
        // A bot without pages gets no snapshot.
        if !self.snapshot.sitemaps.is_empty() || !self.snapshot.pages.is_empty() || self.folder.is_dir() {
            self.snapshot.save(&self.folder)?;
            self.snapshot.prune(&self.folder);
        }
        self.report.pages =
            self.snapshot.pages.values().filter(|record: &&PageRecord| record.kept.is_some()).count() as u64;
        Ok(self.report)
    }
}

/// The day of a date as HTTP writes it.
fn day_of(http_date: &str) -> Option<Date> {
    let moment = jiff::fmt::rfc2822::DateTimeParser::new().parse_zoned(http_date).ok()?;
    Some(moment.date()).filter(|date| (1980..2100).contains(&date.year()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_an_http_date_is_read() {
        assert_eq!(day_of("Sun, 06 Nov 1994 08:49:37 GMT"), Some(jiff::civil::date(1994, 11, 6)));
        assert_eq!(day_of("Thu, 01 Jan 1970 00:00:00 GMT"), None);
        assert_eq!(day_of("yesterday"), None);
    }
}
