//! Which pages may use a bot: `Origin` headers against the bot's authorized domains.
//!
//! Origin keeps honest browsers out of other people's bots; it is no authentication, since any program can send any origin.
//!
//! Decided here:
//! - Pages must be served by `https`. Only a loopback name (`localhost`, below it, `127.0.0.0/8`, `[::1]`) may use `http`,
//!   so that a site can be tried on the machine where it is made.
//! - A domain without a port means the scheme's own port; any other must be written.
//! - `*.example.com` means every name below `example.com`, at any depth, and not `example.com` itself. `*` alone, and a
//!   wildcard over a single label such as `*.com`, are refused.
//! - Only what a browser would send is an origin: its canonical form, in any case. User, path, a port that is the scheme's own
//!   and `null` are refused. A name with a trailing dot is another name.

use std::net::IpAddr;

use url::{Host, Url};

/// The origin of a page: scheme, host, port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    is_secure: bool,
    host: Host<String>,
    port: u16,
}

impl Origin {
    /// Reads an `Origin` header; none for `null` and whatever no browser sends.
    pub fn parse(header: &str) -> Option<Self> {
        let url = Url::parse(header).ok()?;
        let is_canonical = url.origin().ascii_serialization().eq_ignore_ascii_case(header);
        is_canonical.then(|| Self::of_url(&url)).flatten()
    }

    /// The origin of pages at `url`, e.g. of the host itself; none where the scheme isn't `http` or `https`.
    pub fn of_url(url: &Url) -> Option<Self> {
        let is_secure = match url.scheme() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        Some(Self { is_secure, host: url.host()?.to_owned(), port: url.port_or_known_default()? })
    }

    fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name == "localhost" || name.ends_with(".localhost"),
            Host::Ipv4(address) => IpAddr::V4(*address).is_loopback(),
            Host::Ipv6(address) => IpAddr::V6(*address).is_loopback(),
        }
    }

    fn default_port(&self) -> u16 {
        if self.is_secure { 443 } else { 80 }
    }
}

/// A domain of `settings.authorized_domains`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRule {
    hosts: RuleHosts,
    port: Option<u16>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum RuleHosts {
    One(Host<String>),
    /// Every name that ends with this, a dot first.
    Below(String),
}

/// Text that isn't a domain a bot can be allowed on.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("`{domain}` isn't a domain: {rule}")]
pub struct OriginRuleError {
    /// What was given.
    pub domain: String,
    /// What is wrong with it.
    pub rule: &'static str,
}

impl std::str::FromStr for OriginRule {
    type Err = OriginRuleError;

    fn from_str(text: &str) -> Result<Self, OriginRuleError> {
        let refuse = |rule| OriginRuleError { domain: text.chars().take(80).collect(), rule };
        if text.contains(['/', '@', '?', '#', '\\']) || text.chars().any(char::is_whitespace) {
            return Err(refuse("a name such as `www.example.com` is expected, without scheme, user or path"));
        }
        let (name, port) = split_port(text).ok_or_else(|| refuse("the port must be a number from 1 to 65535"))?;
        let (is_wildcard, name) = name.strip_prefix("*.").map_or((false, name), |rest| (true, rest));
        if name.contains('*') {
            return Err(refuse("`*` can only stand for whole names at the beginning, as in `*.example.com`"));
        }
        let host = Host::parse(name).map_err(|_| refuse("it can't be read as a host name"))?;
        let hosts = match (is_wildcard, host) {
            (_, Host::Domain(name)) if name.ends_with('.') => return Err(refuse("a name doesn't end with a dot")),
            (false, host) => RuleHosts::One(host),
            (true, Host::Domain(name)) if name.contains('.') || name == "localhost" => {
                RuleHosts::Below(format!(".{name}"))
            }
            (true, Host::Domain(_)) => {
                return Err(refuse("a wildcard needs at least two names after it, as in `*.example.com`"));
            }
            (true, Host::Ipv4(_) | Host::Ipv6(_)) => return Err(refuse("a wildcard can't stand before an IP address")),
        };
        Ok(Self { hosts, port })
    }
}

/// The name and the port, if there is one; none where the port isn't one.
fn split_port(text: &str) -> Option<(&str, Option<u16>)> {
    // The colons of an IPv6 address stand within its brackets.
    let after_address = text.rfind(']').unwrap_or(0);
    match text.get(after_address..).and_then(|rest| rest.rfind(':')) {
        None => Some((text, None)),
        Some(colon) => {
            let (name, port) = text.split_at(after_address + colon);
            let port = port.get(1..).filter(|digits| digits.bytes().all(|digit| digit.is_ascii_digit()))?;
            port.parse().ok().filter(|port| *port > 0).map(|port| (name, Some(port)))
        }
    }
}

impl OriginRule {
    /// Whether pages of `origin` may use the bot.
    pub fn allows(&self, origin: &Origin) -> bool {
        (origin.is_secure || origin.is_loopback())
            && origin.port == self.port.unwrap_or_else(|| origin.default_port())
            && match (&self.hosts, &origin.host) {
                (RuleHosts::One(host), actual) => host == actual,
                (RuleHosts::Below(ending), Host::Domain(name)) => {
                    name.len() > ending.len() && name.ends_with(ending.as_str())
                }
                (RuleHosts::Below(_), Host::Ipv4(_) | Host::Ipv6(_)) => false,
            }
    }
}

/// The authorized domains of a bot.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OriginRules(Vec<OriginRule>);

impl OriginRules {
    /// Reads `settings.authorized_domains`. Errors: the first that isn't a domain.
    pub fn parse<Text: AsRef<str>>(domains: &[Text]) -> Result<Self, OriginRuleError> {
        domains.iter().map(|domain| domain.as_ref().parse()).collect::<Result<_, _>>().map(Self)
    }

    /// Whether pages of `origin` may use the bot; none may where no domain is authorized.
    pub fn allow(&self, origin: &Origin) -> bool {
        self.0.iter().any(|rule| rule.allows(origin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(domain: &str, header: &str) -> bool {
        let rules = OriginRules::parse(&[domain]).expect("a domain");
        Origin::parse(header).is_some_and(|origin| rules.allow(&origin))
    }

    #[test]
    fn pages_of_authorized_domains_are_allowed() {
        for (domain, header) in [
            ("www.example.com", "https://www.example.com"),
            ("WWW.Example.COM", "https://www.example.com"),
            ("www.example.com", "HTTPS://WWW.EXAMPLE.COM"),
            ("example.com:8443", "https://example.com:8443"),
            ("example.com:443", "https://example.com"),
            ("*.example.com", "https://www.example.com"),
            ("*.example.com", "https://a.b.example.com"),
            ("*.example.com:8443", "https://a.example.com:8443"),
            ("bücher.example", "https://xn--bcher-kva.example"),
            ("xn--bcher-kva.example", "https://xn--bcher-kva.example"),
            ("*.bücher.example", "https://www.xn--bcher-kva.example"),
            ("203.0.113.7", "https://203.0.113.7"),
            ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
            ("localhost", "http://localhost"),
            ("localhost:3000", "http://localhost:3000"),
            ("localhost:3000", "https://localhost:3000"),
            ("127.0.0.1:5173", "http://127.0.0.1:5173"),
            ("[::1]:5173", "http://[::1]:5173"),
            ("*.localhost:3000", "http://shop.localhost:3000"),
        ] {
            assert!(is_allowed(domain, header), "{domain}: {header}");
        }
    }

    #[test]
    fn pages_of_other_origins_are_not() {
        for (domain, header) in [
            ("example.com", "null"),
            ("example.com", ""),
            ("example.com", "example.com"),
            ("example.com", "*"),
            ("example.com", "file://"),
            ("example.com", "http://example.com"),
            ("example.com", "ftp://example.com"),
            ("example.com", "chrome-extension://example.com"),
            ("example.com", "https://www.example.com"),
            ("example.com", "https://example.com:8443"),
            ("example.com:8443", "https://example.com"),
            ("example.com", "https://example.com:443"),
            ("example.com", "https://example.com.evil"),
            ("example.com", "https://example.com.evil.test"),
            ("example.com", "https://evil-example.com"),
            ("*.example.com", "https://evil-example.com"),
            ("*.example.com", "https://example.com"),
            ("*.example.com", "https://.example.com"),
            ("*.example.com", "https://www.example.com.evil.test"),
            ("*.example.com", "http://www.example.com"),
            ("example.com", "https://example.com."),
            ("*.example.com", "https://www.example.com."),
            ("example.com", "https://example.com/"),
            ("example.com", "https://example.com/path"),
            ("example.com", "https://user@example.com"),
            ("example.com", "https://example.com@evil.test"),
            ("example.com", "https://evil.test#example.com"),
            ("example.com", "https://evil.test\\example.com"),
            ("example.com", " https://example.com"),
            ("example.com", "https://example.com https://evil.test"),
            ("bücher.example", "https://bucher.example"),
            ("example.com", "https://ехample.com"),
            ("localhost:3000", "http://localhost:3001"),
            ("localhost:3000", "http://localhost.evil.test:3000"),
            ("127.0.0.1:3000", "http://127.0.0.1.evil.test:3000"),
            ("10.0.0.1", "http://10.0.0.1"),
        ] {
            assert!(!is_allowed(domain, header), "{domain}: {header}");
        }
    }

    #[test]
    fn domains_are_refused_with_the_reason() {
        for domain in [
            "",
            "*",
            "*.",
            "*.com",
            "**.example.com",
            "www.*.com",
            "*example.com",
            "https://example.com",
            "example.com/path",
            "user@example.com",
            "example.com:",
            "example.com:0",
            "example.com:70000",
            "example.com:+80",
            "example.com:*",
            "a b.com",
            "example.com.",
            "*.127.0.0.1",
            "*.[::1]",
        ] {
            assert!(domain.parse::<OriginRule>().is_err(), "{domain}");
        }
        let error = "*.com".parse::<OriginRule>().expect_err("refused");
        assert_eq!(
            error.to_string(),
            "`*.com` isn't a domain: a wildcard needs at least two names after it, as in `*.example.com`"
        );
    }

    #[test]
    fn no_domain_allows_nobody_and_the_host_knows_itself() {
        let origin = Origin::parse("https://example.com").expect("an origin");
        assert!(!OriginRules::default().allow(&origin));
        let own = Url::parse("https://Example.com/bots").ok().and_then(|url| Origin::of_url(&url));
        assert_eq!(own, Some(origin));
    }
}
