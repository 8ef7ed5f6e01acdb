//! One address for one page: fragments, tracking parameters and other ways to write the same are dropped.

use url::Url;

/// Query parameters that tell where a visitor comes from and never what a page shows; a prefix where they end with `_`.
const TRACKING: [&str; 15] = [
    "utm_", "pk_", "mtm_", "hsa_", "gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "yclid", "igshid",
    "mc_cid", "mc_eid", "_ga",
];

/// The address without its fragment and without tracking parameters.
pub(super) fn tidy(mut address: Url) -> Url {
    address.set_fragment(None);
    if let Some(query) = address.query().map(str::to_owned) {
        let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
        let kept = kept.join("&");
        address.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
    }
    address
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
    TRACKING.iter().any(|known| name == *known || (known.ends_with('_') && name.starts_with(known)))
}

/// A tidy address of text as it stands in bot.toml or in a sitemap; `None` for what is no address of the web.
pub(super) fn parse(text: &str) -> Option<Url> {
    let address: Url = text.trim().parse().ok()?;
    matches!(address.scheme(), "http" | "https").then(|| tidy(address))
}

/// Whether two addresses are of one site: the same host, but for a leading `www.`, and the same port but for 80 and 443.
pub(super) fn is_same_site(one: &Url, other: &Url) -> bool {
    site(one) == site(other)
}

fn site(address: &Url) -> (&str, u16) {
    let host = address.host_str().unwrap_or_default();
    let port = address.port_or_known_default().unwrap_or(0);
    (host.strip_prefix("www.").unwrap_or(host), if port == 443 { 80 } else { port })
}

/// The address that a page at `page` says to be its own, if it may say so: one of its own site.
///
/// A site whose every page names the front page is misconfigured: following it would leave one page of all.
pub(super) fn canonical(page: &Url, said: Option<&str>) -> Url {
    let joined = said.and_then(|said| page.join(said.trim()).ok()).map(tidy);
    let usable = joined.filter(|canonical| {
        let is_web = matches!(canonical.scheme(), "http" | "https");
        let is_plain = canonical.username().is_empty() && canonical.password().is_none();
        let is_front_of_all = canonical.path() == "/" && canonical.query().is_none() && page.path() != "/";
        is_web && is_plain && is_same_site(page, canonical) && !is_front_of_all
    });
    usable.unwrap_or_else(|| page.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_page_has_one_address() {
        for (text, expected) in [
            ("https://Example.com:443/a#b", "https://example.com/a"),
            ("https://example.com/?utm_source=x&b=1&UTM_medium=y&gclid=z&a=2", "https://example.com/?b=1&a=2"),
            ("https://example.com/a?fbclid=1", "https://example.com/a"),
            ("https://example.com/a?&", "https://example.com/a"),
            (" https://example.com/è ", "https://example.com/%C3%A8"),
        ] {
            assert_eq!(parse(text).map(String::from).as_deref(), Some(expected));
        }
        assert_eq!(parse("javascript:alert(1)"), None);
        assert_eq!(parse("/a"), None);
    }

    #[test]
    fn a_page_names_its_address_within_its_site_only() {
        for (page, said, expected) in [
            ("https://www.a.org/x?sort=up", Some("/x"), "https://www.a.org/x"),
            ("https://www.a.org/x", Some("http://a.org/y"), "http://a.org/y"),
            ("https://www.a.org/x", Some("https://evil.org/x"), "https://www.a.org/x"),
            ("https://www.a.org/x", Some("https://u:p@a.org/x"), "https://www.a.org/x"),
            ("https://www.a.org/x", Some("https://www.a.org:8443/x"), "https://www.a.org/x"),
            ("https://www.a.org/x", Some("/"), "https://www.a.org/x"),
            ("https://www.a.org/", Some("/?utm_source=a"), "https://www.a.org/"),
            ("https://www.a.org/x", Some("javascript:1"), "https://www.a.org/x"),
            ("https://www.a.org/x", None, "https://www.a.org/x"),
        ] {
            let page: Url = page.parse().expect("an address");
            assert_eq!(canonical(&page, said).as_str(), expected);
        }
    }
}
