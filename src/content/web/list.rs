//! The snapshot as documents: no network, nothing but what was fetched.

use std::collections::BTreeMap;

use super::places::Places;
use super::problem::{What, never_fetched, unusable_snapshot};
use super::snapshot::{Failure, KeptPage, PageRecord, Snapshot, folder};
use super::wanted::wanted;
use crate::base::diagnostic::Diagnostic;
use crate::config::bot::BotConfig;
use crate::content::MOST_FINDINGS;
use crate::content::documents::{DocumentFile, DocumentList, modified_ns};

/// The pages of a bot that were fetched, and what is to be said of the others.
///
/// A page that several addresses lead to is one document. What was never fetched, couldn't be fetched, or stays in an
/// earlier version comes back as a finding.
pub fn list(config: &BotConfig) -> DocumentList {
    let knowledge = &config.knowledge;
    if knowledge.pages.is_empty() && knowledge.sitemaps.is_empty() {
        return DocumentList::default();
    }
    let folder = folder(config);
    let (snapshot, unusable) = match Snapshot::load(&folder) {
        Ok(snapshot) => (snapshot, None),
        Err(reason) => (Snapshot::load_or_empty(&folder), Some(unusable_snapshot(&reason))),
    };
    let mut findings: Vec<(String, Diagnostic)> = Vec::new();
    findings.extend(unusable.map(|finding| (String::new(), finding)));
    sitemaps(config, &snapshot, &mut findings);
    let wanted = wanted(knowledge, &snapshot);
    let (mut documents, mut new_pages) = (BTreeMap::new(), Vec::new());
    for page in &wanted.pages {
        let address = page.address.as_str();
        let PageRecord { kept, problem } = snapshot.pages.get(address).cloned().unwrap_or_default();
        let kept = kept.filter(|kept| kept.is_here(&folder));
        if let Some(problem) = &problem {
            let day = kept.as_ref().map(|kept| kept.fetched.to_date());
            findings.push((page.declared.clone(), problem.diagnostic(What::Page, address, day.as_deref())));
        } else if kept.is_none() {
            new_pages.push(page);
        }
        if let Some(kept) = kept {
            add(&mut documents, address, kept);
        }
    }
    let new_addresses: Vec<&str> = new_pages.iter().map(|page| page.address.as_str()).collect();
    let declared = new_pages.first().map(|page| page.declared.clone()).unwrap_or_default();
    findings.extend(never_fetched(What::Page, &new_addresses).map(|finding| (declared, finding)));
    findings.extend(wanted.untaken);
    let documents = documents.into_values().map(|(_, kept)| document(&folder, kept)).collect();
    DocumentList { documents, diagnostics: placed(config, findings) }
}

/// What is to be said of the sitemaps.
fn sitemaps(config: &BotConfig, snapshot: &Snapshot, findings: &mut Vec<(String, Diagnostic)>) {
    let mut new = Vec::new();
    for sitemap in &config.knowledge.sitemaps {
        let Some(record) = snapshot.sitemaps.get(&sitemap.address) else {
            new.push(sitemap.address.as_str());
            continue;
        };
        let kept = record.fetched.map(|fetched| fetched.to_date()).filter(|_| !record.pages.is_empty());
        let of = |failure: &Failure| failure.problem.diagnostic(What::Sitemap, &failure.address, kept.as_deref());
        findings.extend(record.failures.iter().map(|failure| (sitemap.address.clone(), of(failure))));
    }
    let declared = new.first().copied().unwrap_or_default().to_owned();
    findings.extend(never_fetched(What::Sitemap, &new).map(|finding| (declared, finding)));
}

/// The findings with their lines in bot.toml; beyond the first so many only their number.
fn placed(config: &BotConfig, mut findings: Vec<(String, Diagnostic)>) -> Vec<Diagnostic> {
    if findings.is_empty() {
        return Vec::new();
    }
    let places = Places::of(config);
    let more = findings.len().saturating_sub(MOST_FINDINGS);
    findings.truncate(MOST_FINDINGS);
    let mut told: Vec<Diagnostic> =
        findings.into_iter().map(|(declared, finding)| places.at(finding, &declared)).collect();
    if more > 0 {
        let rest = Diagnostic::warning("KB051", format!("{more} more findings about web pages aren't shown"));
        told.push(places.at(rest.fix("correct the first ones, then run botctl train --refresh"), ""));
    }
    told
}

/// Of several addresses of one page the one that it calls its own decides, else the first in order of bytes.
fn add<'a>(documents: &mut BTreeMap<String, (&'a str, KeptPage)>, page: &'a str, kept: KeptPage) {
    let rank = |page: &str| (page != kept.address, page.to_owned());
    match documents.get(&kept.address) {
        Some((known, _)) if rank(known) <= rank(page) => {}
        _ => {
            documents.insert(kept.address.clone(), (page, kept));
        }
    }
}

fn document(folder: &std::path::Path, kept: KeptPage) -> DocumentFile {
    let absolute = kept.file(folder);
    let modified_ns = std::fs::metadata(&absolute).map_or(0, |file| modified_ns(&file));
    DocumentFile {
        path: kept.address.clone(),
        absolute,
        size: kept.size,
        modified_ns,
        kind: kept.kind,
        address: Some(kept.address),
        date: kept.date,
    }
}
