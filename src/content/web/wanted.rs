//! Which pages bot.toml asks for: those it names, and those of its sitemaps that its patterns let through.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use url::Url;

use super::address::{is_same_site, parse};
use super::problem::not_taken;
use super::snapshot::Snapshot;
use crate::base::diagnostic::Diagnostic;
use crate::config::bot::{Knowledge, SitemapSource};

/// The pages that are asked for, in the order of bot.toml and of its sitemaps, each once.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    pub(super) pages: Vec<WantedPage>,
    /// What of the sitemaps isn't taken although nothing excludes it, by the address in bot.toml.
    pub(super) untaken: Vec<(String, Diagnostic)>,
}

/// A page that is asked for.
#[derive(Debug)]
pub(super) struct WantedPage {
    pub(super) address: Url,
    /// What stands in bot.toml: the page's address, or that of its sitemap.
    pub(super) declared: String,
}

/// The pages as far as the snapshot knows the sitemaps.
pub(super) fn wanted(knowledge: &Knowledge, snapshot: &Snapshot) -> Wanted {
    let mut known = BTreeSet::new();
    let (mut wanted, mut untaken) = (Wanted::default(), Vec::new());
    let mut push = |address: Url, declared: &str| {
        if known.insert(address.to_string()) {
            wanted.pages.push(WantedPage { address, declared: declared.to_owned() });
        }
    };
    for declared in &knowledge.pages {
        parse(declared).into_iter().for_each(|page| push(page, declared));
    }
    for sitemap in &knowledge.sitemaps {
        let Some(record) = snapshot.sitemaps.get(&sitemap.address) else { continue };
        let mut findings = Vec::new();
        for page in Selection::of(sitemap).select(sitemap, &record.pages, &mut findings) {
            push(page, &sitemap.address);
        }
        untaken.extend(findings.into_iter().map(|finding| (sitemap.address.clone(), finding)));
    }
    wanted.untaken = untaken;
    wanted
}

struct Selection {
    own: Option<Url>,
    include: Patterns,
    exclude: Patterns,
}

impl Selection {
    fn of(sitemap: &SitemapSource) -> Self {
        Self {
            own: parse(&sitemap.address),
            include: Patterns::of(&sitemap.include),
            exclude: Patterns::of(&sitemap.exclude),
        }
    }

    /// Without patterns only pages of the sitemap's own site: whoever may write a sitemap could send a bot anywhere.
    fn select(&self, sitemap: &SitemapSource, pages: &[String], diagnostics: &mut Vec<Diagnostic>) -> Vec<Url> {
        let most = usize::try_from(sitemap.max_pages).unwrap_or(usize::MAX);
        let (mut taken, mut foreign, mut beyond) = (Vec::new(), 0, 0);
        for page in pages.iter().filter_map(|text| parse(text)) {
            let is_own = self.own.as_ref().is_some_and(|own| is_same_site(own, &page));
            let is_included = self.include.matches(&page, is_own) || (self.include.is_empty() && is_own);
            if self.exclude.matches(&page, is_own) {
                continue;
            }
            match (is_included, is_own) {
                (true, _) if taken.len() < most => taken.push(page),
                (true, _) => beyond += 1,
                (false, false) => foreign += 1,
                (false, true) => {}
            }
        }
        if foreign > 0 {
            let fix = "name the other site in `include` of the sitemap, e.g. \"https://docs.example.com/**\", or in `exclude`";
            diagnostics.push(not_taken(&sitemap.address, foreign, "not of its own site", fix));
        }
        if beyond > 0 {
            let why = format!("more than {most} pages");
            diagnostics.push(not_taken(
                &sitemap.address,
                beyond,
                &why,
                "raise `max_pages` of the sitemap, or exclude pages",
            ));
        }
        taken
    }
}

/// Patterns of a sitemap: `/help/**` for paths of its own site, `https://docs.example.com/**` for any.
struct Patterns {
    paths: GlobSet,
    addresses: GlobSet,
}

impl Patterns {
    fn of(patterns: &[String]) -> Self {
        let (paths, addresses): (Vec<&String>, Vec<&String>) =
            patterns.iter().partition(|pattern| pattern.starts_with('/'));
        Self { paths: set(&paths), addresses: set(&addresses) }
    }

    fn is_empty(&self) -> bool {
        self.paths.is_empty() && self.addresses.is_empty()
    }

    /// Patterns are held against the address without its query, with percent-encoding resolved.
    fn matches(&self, page: &Url, is_own: bool) -> bool {
        let path = decoded(page.path());
        let address = || format!("{}{path}", page.origin().ascii_serialization());
        (is_own && self.paths.is_match(&path)) || (!self.addresses.is_empty() && self.addresses.is_match(address()))
    }
}

fn set(patterns: &[&String]) -> GlobSet {
    let mut builder = GlobSetBuilder::new();
    // The rule of the keys compiled each of them before.
    for glob in patterns.iter().filter_map(|pattern| GlobBuilder::new(pattern).literal_separator(true).build().ok()) {
        builder.add(glob);
    }
    builder.build().unwrap_or_else(|_| GlobSet::empty())
}

fn decoded(path: &str) -> String {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits =
            (*first == b'%').then(|| after.get(..2)).flatten().and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn selected(include: &[&str], exclude: &[&str], max_pages: u32) -> (Vec<String>, Vec<String>) {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let address = "https://www.a.org/sitemap.xml".to_owned();
        let sitemap = SitemapSource { address, include: owned(include), exclude: owned(exclude), max_pages };
        let pages = owned(&[
            "https://a.org/",
            "https://www.a.org/help/one",
            "https://www.a.org/help/old/two?x=1",
            "https://www.a.org/caff%C3%A8",
            "https://docs.b.org/help/three",
            "ftp://a.org/x",
        ]);
        let mut diagnostics = Vec::new();
        let taken = Selection::of(&sitemap).select(&sitemap, &pages, &mut diagnostics);
        (
            taken.into_iter().map(String::from).collect(),
            diagnostics.into_iter().map(|finding| finding.summary).collect(),
        )
    }

    #[test]
    fn patterns_choose_pages() {
        let all = [
            "https://a.org/",
            "https://www.a.org/help/one",
            "https://www.a.org/help/old/two?x=1",
            "https://www.a.org/caff%C3%A8",
        ];
        assert_eq!(selected(&[], &[], 9).0, all);
        assert_eq!(selected(&["/help/**"], &["/help/old/*"], 9).0, all[1..2]);
        assert_eq!(selected(&["/help/*"], &[], 9).0, all[1..2]);
        assert_eq!(selected(&["/caffè"], &[], 9).0, all[3..]);
        assert_eq!(selected(&["https://docs.b.org/**"], &[], 9).0, ["https://docs.b.org/help/three"]);
        assert_eq!(
            selected(&[], &["https://www.a.org/**", "https://docs.b.org/**"], 9),
            (vec![all[0].to_owned()], vec![])
        );
    }

    #[test]
    fn what_is_not_taken_is_told() {
        let (taken, told) = selected(&[], &[], 2);
        assert_eq!(taken.len(), 2);
        let of = "left out of sitemap `https://www.a.org/sitemap.xml`";
        let expected =
            [format!("1 address is {of}: not of its own site"), format!("2 addresses are {of}: more than 2 pages")];
        assert_eq!(told, expected);
    }
}
