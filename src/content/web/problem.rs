//! Why a page of the web can't be had: codes, words, next steps, and whether another try without `--refresh` may help. Findings
//! have no place yet: [`super::places`] knows the lines of bot.toml.

use serde::{Deserialize, Serialize};

use crate::base::diagnostic::Diagnostic;

/// Why a page or a sitemap can't be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WebProblem {
    /// No answer, or none to its end.
    #[error("{reason}")]
    Unreachable {
        /// What happened.
        reason: String,
    },
    /// The server answers with an error.
    #[error("its server answers {status}")]
    Status {
        /// The HTTP status.
        status: u16,
    },
    /// It stands where this program doesn't go.
    #[error("{reason}")]
    Refused {
        /// Why.
        reason: String,
        /// What to allow, `HOST:PORT`; empty where nothing helps.
        host: String,
    },
    /// The site's robots.txt keeps it from programs.
    #[error("robots.txt of its site disallows it")]
    Robots,
    /// The site's robots.txt can't be had, so that nobody knows what may be fetched.
    #[error("robots.txt of its site can't be fetched: {reason}")]
    RobotsUnreachable {
        /// What happened.
        reason: String,
    },
    /// Redirects that don't end, or lead nowhere.
    #[error("{reason}")]
    Redirects {
        /// What is wrong with them.
        reason: String,
    },
    /// Larger than allowed.
    #[error("it goes beyond a limit: {limit}")]
    BeyondLimit {
        /// Which one.
        limit: String,
    },
    /// Nothing that documents are made of.
    #[error("it is {found}, which isn't read")]
    OtherKind {
        /// What it is.
        found: String,
    },
    /// No sitemap, or one that can't be followed to its end.
    #[error("{reason}")]
    Sitemap {
        /// What is wrong with it.
        reason: String,
    },
}

/// Whether it is a page or a sitemap, for words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Page,
    Sitemap,
}

impl What {
    fn name(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Sitemap => "sitemap",
        }
    }
}

impl WebProblem {
    /// The stable code.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } | Self::RobotsUnreachable { .. } | Self::Status { status: 429 | 500.. } => "KB041",
            Self::Status { .. } => "KB042",
            Self::Refused { .. } => "KB043",
            Self::Robots => "KB044",
            Self::Redirects { .. } => "KB045",
            Self::BeyondLimit { .. } => "KB046",
            Self::OtherKind { .. } => "KB047",
            Self::Sitemap { .. } => "KB048",
        }
    }

    /// Whether training tries again by itself; the others wait for `--refresh`.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Unreachable { .. } | Self::RobotsUnreachable { .. } | Self::Refused { .. } => true,
            Self::Status { status } => *status == 429 || *status >= 500,
            Self::Robots
            | Self::Redirects { .. }
            | Self::BeyondLimit { .. }
            | Self::OtherKind { .. }
            | Self::Sitemap { .. } => false,
        }
    }

    /// Whether the site as a whole doesn't answer.
    pub(super) fn is_of_the_site(&self) -> bool {
        matches!(self, Self::Unreachable { .. } | Self::RobotsUnreachable { .. })
    }

    /// The finding about a page or a sitemap; `kept` is the day of the version that stays in use, if there is one.
    pub(super) fn diagnostic(&self, what: What, address: &str, kept: Option<&str>) -> Diagnostic {
        let (noun, retry) = (what.name(), "botctl train --refresh");
        let finding = Diagnostic::warning(self.code(), format!("{noun} `{address}` can't be fetched: {self}"));
        let detail = match (kept, what) {
            (Some(day), _) => format!("What was fetched on {day} stays in use."),
            (None, What::Page) => "It is left out; the bot can't answer from it.".to_owned(),
            (None, What::Sitemap) => "Its pages are left out; the bot can't answer from them.".to_owned(),
        };
        let finding = finding.because(detail);
        match self {
            Self::Unreachable { .. } | Self::RobotsUnreachable { .. } => {
                finding.try_when(retry, "once the site answers")
            }
            Self::Status { .. } => finding
                .fix(format!("correct or remove the {noun}'s address in bot.toml"))
                .try_when(retry, "once the site has it again"),
            Self::Refused { host, .. } if !host.is_empty() => {
                finding.try_when(format!("botctl train --allow-private {host}"), "if it is yours and meant to be read")
            }
            Self::Refused { .. } => finding.fix(format!("correct the {noun}'s address in bot.toml")),
            Self::Robots => finding
                .fix("let `User-agent: botctl` in, in the site's robots.txt, then run botctl train --refresh")
                .fix(format!("remove the {noun} from bot.toml, or exclude it from its sitemap")),
            Self::Redirects { .. } => {
                finding.fix(format!("write the address that the {noun} really has into bot.toml"))
            }
            Self::BeyondLimit { .. } => finding
                .fix("raise knowledge.max_document_mb or knowledge.web.max_mb, then run botctl train --refresh")
                .fix(format!("remove the {noun} from bot.toml, or exclude it from its sitemap")),
            Self::OtherKind { .. } => {
                finding.fix(format!("remove the {noun} from bot.toml, or exclude it from its sitemap"))
            }
            Self::Sitemap { .. } => finding
                .fix("write the sitemap's address into bot.toml; robots.txt of the site often names it")
                .try_when(retry, "once the site has corrected it"),
        }
    }
}

/// The finding that pages or sitemaps were never fetched.
pub(super) fn never_fetched(what: What, addresses: &[&str]) -> Option<Diagnostic> {
    let first = addresses.first()?;
    let more = addresses.len() - 1;
    let summary = match more {
        0 => format!("{} `{first}` was never fetched", what.name()),
        _ => format!("{} `{first}` and {more} more were never fetched", what.name()),
    };
    let finding = Diagnostic::warning("KB040", summary);
    Some(finding.because("The bot can't answer from what isn't here.").try_when("botctl train", "with a network"))
}

/// The finding about addresses of a sitemap that aren't taken.
pub(super) fn not_taken(sitemap: &str, count: usize, why: &str, fix: &str) -> Diagnostic {
    let verb = if count == 1 { "address is" } else { "addresses are" };
    Diagnostic::warning("KB049", format!("{count} {verb} left out of sitemap `{sitemap}`: {why}")).fix(fix)
}

/// The finding that the snapshot can't be used.
pub(super) fn unusable_snapshot(reason: &str) -> Diagnostic {
    Diagnostic::warning("KB050", format!("the snapshot of web pages can't be read: {reason}"))
        .because("Its pages are left out; the bot can't answer from them.")
        .fix("botctl train --refresh")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_name_the_page_and_what_stays_in_use() {
        let lost = WebProblem::Status { status: 404 }.diagnostic(What::Page, "https://a.org/x", Some("2026-11-01"));
        assert_eq!(lost.summary, "page `https://a.org/x` can't be fetched: its server answers 404");
        assert_eq!(
            (lost.code.as_str(), lost.detail.as_str()),
            ("KB042", "What was fetched on 2026-11-01 stays in use.")
        );
        assert!(never_fetched(What::Page, &[]).is_none());
        let never = never_fetched(What::Page, &["https://a.org/", "https://a.org/b"]).expect("a finding");
        assert_eq!(never.summary, "page `https://a.org/` and 1 more were never fetched");
    }
}
