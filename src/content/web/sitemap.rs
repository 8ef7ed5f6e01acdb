//! Sitemaps: the addresses in their `<loc>` elements, found by a flat scan, so that no depth of nesting and no entity can harm.

/// More addresses than the protocol lets a sitemap hold are dropped.
const MOST_ADDRESSES: usize = 50_000;
/// No address is longer.
const MOST_ADDRESS_BYTES: usize = 4_096;

/// What a file of a sitemap says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sitemap {
    /// The addresses of further sitemaps.
    Index(Vec<String>),
    /// The addresses of pages.
    Pages(Vec<String>),
}

impl Sitemap {
    /// Reads a sitemap: XML, or text with an address on each line. `None` for what is neither.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}').trim_start();
        if !text.starts_with('<') {
            return lines(text).map(Self::Pages);
        }
        let mut scan = Scan { rest: text };
        let (mut found, mut is_index) = (Vec::new(), None);
        while let Some(tag) = scan.next_tag() {
            match tag {
                "sitemapindex" => is_index = is_index.or(Some(true)),
                "urlset" => is_index = is_index.or(Some(false)),
                "loc" if found.len() < MOST_ADDRESSES => found.extend(address(&scan.text())),
                // A page that stands where a sitemap should be: "not found", a login.
                "html" | "HTML" => return None,
                _ => {}
            }
        }
        is_index.map(|is_index| if is_index { Self::Index(found) } else { Self::Pages(found) })
    }
}

struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    /// Moves behind the next start tag and gives its name; comments, declarations and end tags are passed over.
    fn next_tag(&mut self) -> Option<&'a str> {
        loop {
            let (_, rest) = self.rest.split_once('<')?;
            if let Some(comment) = rest.strip_prefix("!--") {
                self.rest = comment.split_once("-->")?.1;
            } else if let Some(data) = rest.strip_prefix("![CDATA[") {
                self.rest = data.split_once("]]>")?.1;
            } else {
                let (tag, rest) = rest.split_once('>')?;
                self.rest = rest;
                if !tag.starts_with(['/', '!', '?']) {
                    return Some(tag.split([' ', '\t', '\n', '\r', '/']).next().unwrap_or(tag));
                }
            }
        }
    }

    /// The text up to the next tag, with its entities resolved.
    fn text(&self) -> String {
        let text = self.rest.trim_start();
        if let Some(data) = text.strip_prefix("<![CDATA[") {
            return data.split("]]>").next().unwrap_or_default().chars().take(MOST_ADDRESS_BYTES + 1).collect();
        }
        let plain = text.split('<').next().unwrap_or_default();
        let short: String = plain.chars().take(MOST_ADDRESS_BYTES + 1).collect();
        let mut resolved = short;
        for (entity, letter) in
            [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#38;", "&"), ("&amp;", "&")]
        {
            resolved = resolved.replace(entity, letter);
        }
        resolved
    }
}

fn address(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty() && text.len() <= MOST_ADDRESS_BYTES).then(|| text.to_owned())
}

/// A sitemap in text: nothing but addresses.
fn lines(text: &str) -> Option<Vec<String>> {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let is_address = |line: &str| line.starts_with("http://") || line.starts_with("https://");
    (lines().next().is_some() && lines().take(100).all(is_address))
        .then(|| lines().filter_map(address).take(MOST_ADDRESSES).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(addresses: &[&str]) -> Option<Sitemap> {
        Some(Sitemap::Pages(addresses.iter().map(|address| (*address).to_owned()).collect()))
    }

    #[test]
    fn addresses_are_found_in_every_form() {
        let xml = "\u{feff}<?xml version='1.0'?>\n<!-- <urlset><loc>no</loc> -->\n<urlset xmlns=\"x\">\n\
                   <url><loc> https://a.org/?a=1&amp;b=2 </loc><lastmod>2026-01-01</lastmod>\
                   <image:loc>https://a.org/i.png</image:loc></url>\
                   <url><loc><![CDATA[https://a.org/c]]></loc></url><url><loc></loc></url></urlset>";
        assert_eq!(Sitemap::read(xml), pages(&["https://a.org/?a=1&b=2", "https://a.org/c"]));
        let index = "<sitemapindex><sitemap><loc>https://a.org/1.xml</loc></sitemap></sitemapindex>";
        assert_eq!(Sitemap::read(index), Some(Sitemap::Index(vec!["https://a.org/1.xml".to_owned()])));
        assert_eq!(Sitemap::read("https://a.org/\n\nhttp://b.org/x\n"), pages(&["https://a.org/", "http://b.org/x"]));
        assert_eq!(Sitemap::read("<urlset></urlset>"), pages(&[]));
    }

    #[test]
    fn what_is_no_sitemap_is_none() {
        for text in [
            "",
            "not found",
            "<!doctype html><html><urlset>",
            "<a><loc>https://a.org</loc></a>",
            "<",
            "<!--",
            "<urlset",
        ] {
            assert_eq!(Sitemap::read(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_in_it_grows() {
        let entities =
            "<!DOCTYPE x [<!ENTITY a \"bbbb\"><!ENTITY b \"&a;&a;\">]><urlset><loc>https://a.org/&b;</loc></urlset>";
        assert_eq!(Sitemap::read(entities), pages(&["https://a.org/&b;"]));
        let long = format!("<urlset><loc>https://a.org/{}</loc></urlset>", "a".repeat(9_000_000));
        assert_eq!(Sitemap::read(&long), pages(&[]));
        let many = format!("<urlset>{}</urlset>", "<loc>https://a.org/</loc>".repeat(60_000));
        assert!(matches!(Sitemap::read(&many), Some(Sitemap::Pages(found)) if found.len() == MOST_ADDRESSES));
        let open = "<urlset>".repeat(200_000);
        assert_eq!(Sitemap::read(&open), pages(&[]));
    }
}
