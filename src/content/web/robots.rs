//! robots.txt (RFC 9309): which paths of a site this program may fetch, and how slowly.

use std::fmt::Write as _;
use std::time::Duration;

/// The name that a site's owner would write.
const PRODUCT: &str = "botctl";
/// Rules beyond these are dropped: no site has as many, and every page is held against all of them.
const MOST_RULES: usize = 5_000;
/// A longer delay would make a site's training a matter of days.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// The rules of a site for this program.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Robots {
    rules: Vec<Rule>,
    /// The pause between two requests that the site asks for.
    pub(super) delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// With percent-encoding made uniform.
    pattern: String,
    is_allowed: bool,
}

/// The rules under one or more `User-agent` lines.
#[derive(Default)]
struct Group {
    agents: Vec<String>,
    is_open: bool,
    robots: Robots,
}

impl Robots {
    /// Nothing may be fetched: what holds while a site's robots.txt can't be had.
    #[cfg(test)]
    fn nothing() -> Self {
        Self { rules: vec![Rule { pattern: "/".to_owned(), is_allowed: false }], delay: None }
    }

    /// Reads a robots.txt. Lines that are no rules are passed over.
    pub(super) fn read(text: &str) -> Self {
        let (mut groups, mut group) = (Vec::new(), Group::default());
        let mut count = 0;
        for line in text.trim_start_matches('\u{feff}').lines() {
            let line = line.split('#').next().unwrap_or_default();
            let Some((name, value)) = line.split_once(':') else { continue };
            let (name, value) = (name.trim().to_ascii_lowercase(), value.trim());
            if name == "user-agent" {
                if !group.is_open {
                    groups.push(std::mem::take(&mut group));
                }
                group.is_open = true;
                group.agents.push(value.to_ascii_lowercase());
                continue;
            }
            let is_rule = matches!(name.as_str(), "allow" | "disallow");
            if is_rule || name == "crawl-delay" {
                group.is_open = false;
            }
            // An empty Disallow allows all, as does its absence.
            if is_rule && !value.is_empty() && count < MOST_RULES {
                group.robots.rules.push(Rule { pattern: uniform(value), is_allowed: name == "allow" });
                count += 1;
            } else if name == "crawl-delay" {
                group.robots.delay = seconds(value).or(group.robots.delay);
            }
        }
        groups.push(group);
        Self::chosen(&groups)
    }

    /// The groups that name this program, else those of everybody, as one.
    fn chosen(groups: &[Group]) -> Self {
        let of = |name: &str| {
            let named: Vec<&Group> =
                groups.iter().filter(|group| group.agents.iter().any(|agent| product(agent) == name)).collect();
            (!named.is_empty()).then_some(named)
        };
        let chosen = of(PRODUCT).or_else(|| of("*")).unwrap_or_default();
        Self {
            rules: chosen.iter().flat_map(|group| group.robots.rules.iter().cloned()).collect(),
            delay: chosen.iter().filter_map(|group| group.robots.delay).max(),
        }
    }

    /// Whether a page may be fetched; `path` with its query, as in a request. The longest pattern decides.
    pub(super) fn allows(&self, path: &str) -> bool {
        let path = uniform(path);
        let matching = self.rules.iter().filter(|rule| matches(&rule.pattern, &path));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.is_allowed)).is_none_or(|rule| rule.is_allowed)
    }
}

/// The product's name of a `User-agent` line: `Botctl/1.0 (x)` → `botctl`.
fn product(agent: &str) -> &str {
    agent
        .split(|letter: char| !letter.is_ascii_alphanumeric() && !matches!(letter, '-' | '_' | '*'))
        .next()
        .unwrap_or(agent)
}

fn seconds(value: &str) -> Option<Duration> {
    let seconds: f64 = value.parse().ok()?;
    let delay = Duration::try_from_secs_f64(seconds).ok()?;
    Some(delay.min(LONGEST_DELAY))
}

/// Whether a pattern matches the beginning of a path: `*` is any text, `$` at its end is the path's end.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, is_whole) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces: Vec<&str> = pieces.collect();
    let last = pieces.pop();
    for piece in pieces {
        let Some(position) = rest.find(piece) else { return false };
        rest = rest.get(position + piece.len()..).unwrap_or_default();
    }
    match last {
        None => !is_whole || rest.is_empty(),
        Some(last) if is_whole => rest.ends_with(last),
        Some(last) => rest.contains(last),
    }
}

/// Percent-encoding made uniform: letters beyond ASCII encoded, unreserved ones plain, digits upper case.
fn uniform(path: &str) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let encoded = (byte == b'%').then(|| path.get(at + 1..at + 3)).flatten();
        let decoded = encoded.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let (value, length) = decoded.map_or((byte, 1), |decoded| (decoded, 3));
        let is_unreserved = value.is_ascii_alphanumeric() || matches!(value, b'-' | b'.' | b'_' | b'~');
        if is_unreserved || (length == 1 && value.is_ascii_graphic()) {
            out.push(char::from(value));
        } else {
            // Writing to a string can't fail.
            let _ = write!(out, "%{value:02X}");
        }
        at += length;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_decides() {
        let cases = [
            ("", "/a", true),
            ("Disallow: /", "/a", true),
            ("User-agent: *\nDisallow: /", "/a", false),
            ("User-agent: *\nDisallow:", "/a", true),
            ("user-agent:*\nDISALLOW:/a # no\nAllow: /a/b", "/a/b/c", true),
            ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", true),
            ("User-agent: *\nAllow: /p\nDisallow: /", "/page", true),
            ("User-agent: *\nDisallow: /*.php$", "/x/a.php", false),
            ("User-agent: *\nDisallow: /*.php$", "/a.php?x=1", true),
            ("User-agent: *\nDisallow: /*?print=", "/a?print=1", false),
            ("User-agent: *\nDisallow: /fish*", "/fish/x", false),
            ("User-agent: *\nDisallow: /a*b*c", "/a-b-c-d", false),
            ("User-agent: *\nDisallow: /a*b*c", "/a-c-b", true),
            ("User-agent: *\nDisallow: /è", "/%C3%A8/x", false),
            ("User-agent: *\nDisallow: /%7Ejoe", "/~joe/x", false),
            ("User-agent: *\nDisallow: /a%3cd", "/a%3Cd", false),
            ("User-agent: other\nDisallow: /", "/a", true),
            ("User-agent: other\nUser-agent: *\nDisallow: /a\n\nUser-agent: botctl\nDisallow: /b", "/a", true),
            ("User-agent: *\nDisallow: /a\nUser-agent: BotCtl/2.0\nDisallow: /b", "/b", false),
            ("User-agent: *\nDisallow: /a\nSitemap: https://x/s.xml\nUser-agent: *\nDisallow: /b", "/a", false),
            ("\u{feff}User-agent: *\nDisallow: /a", "/a", false),
            ("<html>not found</html>", "/a", true),
        ];
        for (text, path, expected) in cases {
            assert_eq!(Robots::read(text).allows(path), expected, "{text:?} {path}");
        }
        assert!(!Robots::nothing().allows("/"));
    }

    #[test]
    fn delays_are_bounded() {
        let delay = |text: &str| Robots::read(text).delay;
        assert_eq!(delay("User-agent: *\nCrawl-delay: 1.5"), Some(Duration::from_millis(1500)));
        assert_eq!(delay("User-agent: *\nCrawl-delay: 86400"), Some(LONGEST_DELAY));
        assert_eq!(delay("User-agent: *\nCrawl-delay: -1\nCrawl-delay: NaN"), None);
        assert_eq!(delay("User-agent: other\nCrawl-delay: 9"), None);
    }

    #[test]
    fn a_hostile_file_is_read_in_time() {
        let stars = format!("User-agent: *\n{}", format!("Disallow: /{}b$\n", "*a".repeat(200)).repeat(400));
        assert!(Robots::read(&stars).allows(&format!("/{}", "a".repeat(2_000))));
    }
}
