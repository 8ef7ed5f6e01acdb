//! Which network addresses are dialled on behalf of content: public ones, and what its owner allows by name. SSRF ends here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use futures_util::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// The ports that are dialled without being allowed by name.
pub const USUAL_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Why an address isn't dialled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Neither `http` nor `https`.
    #[error("`{scheme}:` isn't fetched, only http: and https:")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// A user name or a password stands in it.
    #[error("it holds a user name or a password")]
    Credentials,
    /// An unusual port.
    #[error("port {port} of `{host}` isn't dialled")]
    Port {
        /// The host as it stands in the address.
        host: String,
        /// The port.
        port: u16,
    },
    /// The host's name leads to an address that isn't public.
    #[error("{}", not_public(host, *address))]
    Private {
        /// The host as it stands in the address.
        host: String,
        /// Where it leads.
        address: IpAddr,
    },
    /// The host's name leads nowhere.
    #[error("the name `{host}` can't be resolved: {reason}")]
    Unresolved {
        /// The host.
        host: String,
        /// The system's answer.
        reason: String,
    },
}

fn not_public(host: &str, address: IpAddr) -> String {
    let plain = address.to_string();
    match host.trim_matches(['[', ']']) == plain {
        true => format!("{plain} isn't a public address"),
        false => format!("`{host}` leads to {plain}, which isn't a public address"),
    }
}

/// Whether an address belongs to the public internet. IPv4 within IPv6 (mapped, NAT64) counts as what it holds.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

/// By the special-purpose registry of RFC 6890; and the one public address that a cloud gives to its own services.
fn is_public_v4(address: Ipv4Addr) -> bool {
    let special = match address.octets() {
        [0 | 10 | 127, ..] | [224..=255, ..] => true,
        [100, second, ..] => (64..128).contains(&second),
        [169, 254, ..] | [192, 168, ..] => true,
        [172, second, ..] => (16..32).contains(&second),
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [198, second, ..] => (18..20).contains(&second),
        [168, 63, 129, 16] => true,
        _ => false,
    };
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [first, second, third, fourth, fifth, sixth, seventh, eighth] = address.segments();
    if [first, second, third, fourth, fifth, sixth] == [0x64, 0xff9b, 0, 0, 0, 0] {
        let [[a, b], [c, d]] = [seventh.to_be_bytes(), eighth.to_be_bytes()];
        return is_public_v4(Ipv4Addr::new(a, b, c, d));
    }
    let is_global = first & 0xe000 == 0x2000;
    let is_protocol = first == 0x2001 && second < 0x200;
    let is_sample = (first == 0x2001 && second == 0xdb8) || (first == 0x3fff && second < 0x1000);
    is_global && !is_protocol && !is_sample && first != 0x2002
}

/// A host that is dialled although it is private or its port unusual. Text form `HOST` or `HOST:PORT`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedHost {
    host: String,
    port: Option<u16>,
}

impl FromStr for AllowedHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || "a host is expected, e.g. intranet.example.com, localhost:8080 or [::1]:8080".to_owned();
        let address: Url = format!("http://{text}/").parse().map_err(|_| refuse())?;
        let is_alone = address.path() == "/" && address.query().is_none() && address.fragment().is_none();
        if text.contains('/') || !is_alone || !address.username().is_empty() || address.password().is_some() {
            return Err(refuse());
        }
        // Port 80 is no port to the parser of addresses.
        let port = if text.ends_with(":80") { Some(80) } else { address.port() };
        Ok(Self { host: tidy_host(address.host_str().ok_or_else(refuse)?), port })
    }
}

impl std::fmt::Display for AllowedHost {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.port {
            Some(port) => write!(formatter, "{}:{port}", self.host),
            None => formatter.write_str(&self.host),
        }
    }
}

fn tidy_host(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// How a name becomes addresses; tests hand in one that lies.
pub trait Lookup: Send + Sync {
    /// The addresses of a name. Errors: the system's.
    fn addresses(&self, host: &str) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>>;
}

/// The system's resolver.
struct System;

impl Lookup for System {
    fn addresses(&self, host: &str) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
        let host = host.to_owned();
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// Decides what is dialled. As the resolver of the HTTP client it hands on checked addresses only, so that what was
/// checked is what is dialled, however often a name changes its mind.
#[derive(Clone)]
pub struct Reach {
    allowed: Arc<[AllowedHost]>,
    lookup: Arc<dyn Lookup>,
}

impl Reach {
    /// The public internet and what is allowed by name.
    pub fn new(allowed: &[AllowedHost]) -> Self {
        Self::with_lookup(allowed, Arc::new(System))
    }

    /// The same with another resolver of names.
    pub fn with_lookup(allowed: &[AllowedHost], lookup: Arc<dyn Lookup>) -> Self {
        Self { allowed: allowed.into(), lookup }
    }

    /// Looks at an address before it is dialled; names are looked at when they are resolved. Errors: [`Refusal`].
    pub fn check(&self, address: &Url) -> Result<(), Refusal> {
        if !matches!(address.scheme(), "http" | "https") {
            return Err(Refusal::Scheme { scheme: address.scheme().to_owned() });
        }
        if !address.username().is_empty() || address.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let host = address.host_str().unwrap_or_default().to_owned();
        let port = address.port_or_known_default().unwrap_or(0);
        if self.allows(&host, Some(port)) {
            return Ok(());
        }
        // The resolver doesn't know the port: a host that is allowed at some ports is dialled at none but these.
        if self.allows(&host, None) || !USUAL_PORTS.contains(&port) {
            return Err(Refusal::Port { host, port });
        }
        // A number in any notation (octal, hexadecimal, one whole) is an address here already.
        match address.host() {
            Some(Host::Ipv4(inner)) if !is_public_v4(inner) => Err(Refusal::Private { host, address: inner.into() }),
            Some(Host::Ipv6(inner)) if !is_public_v6(inner) => Err(Refusal::Private { host, address: inner.into() }),
            _ => Ok(()),
        }
    }

    fn allows(&self, host: &str, port: Option<u16>) -> bool {
        let host = tidy_host(host);
        let is_port = |own: Option<u16>| own.is_none() || port.is_none() || own == port;
        self.allowed.iter().any(|allowed| allowed.host == host && is_port(allowed.port))
    }

    async fn resolved(self, host: String) -> Result<Addrs, Refusal> {
        let unresolved = |reason: String| Refusal::Unresolved { host: host.clone(), reason };
        let found = self.lookup.addresses(&host).await.map_err(|error| unresolved(error.to_string()))?;
        if found.is_empty() {
            return Err(unresolved("it has no address".to_owned()));
        }
        if !self.allows(&host, None)
            && let Some(address) = found.iter().copied().find(|address| !is_public(*address))
        {
            return Err(Refusal::Private { host, address });
        }
        Ok(Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0))))
    }

    /// The refusal that made a request fail, if one did.
    pub fn refusal_of(error: &reqwest::Error) -> Option<Refusal> {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
        while let Some(error) = cause {
            if let Some(refusal) = error.downcast_ref::<Refusal>() {
                return Some(refusal.clone());
            }
            cause = error.source();
        }
        None
    }
}

impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let resolved = self.clone().resolved(name.as_str().to_owned());
        Box::pin(async move { Ok(resolved.await?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn only_the_public_internet_is_public() {
        for public in [
            "1.1.1.1",
            "93.184.216.34",
            "172.15.0.1",
            "100.63.0.1",
            "2606:4700::1111",
            "64:ff9b::101:101",
            "::ffff:1.1.1.1",
        ] {
            assert!(is_public(public.parse().expect("an address")), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!is_public(private.parse().expect("an address")), "{private}");
        }
    }

    #[test]
    fn addresses_are_refused_in_every_notation_unless_allowed_by_name() {
        let reach = Reach::new(&["localhost:8099".parse().expect("a host"), "10.0.0.7".parse().expect("a host")]);
        for (address, refused) in [
            ("https://www.example.com/", false),
            ("http://www.example.com:8080/", false),
            ("http://www.example.com:22/", true),
            ("http://127.0.0.1/", true),
            ("http://0x7f.1/", true),
            ("http://2130706433/", true),
            ("http://0177.0.0.1/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("http://[fd00::1]/", true),
            ("https://user@www.example.com/", true),
            ("ftp://www.example.com/", true),
            ("http://localhost:8099/", false),
            ("http://LOCALHOST.:8099/", false),
            ("http://localhost:8098/", true),
            ("http://localhost:8080/", true),
            ("http://10.0.0.7:9/", false),
            ("http://10.0.0.8/", true),
        ] {
            assert_eq!(reach.check(&address.parse().expect("an address")).is_err(), refused, "{address}");
        }
        for bad in ["", "http://x", "a/b", "u@x", "x:99999", "a b"] {
            assert!(bad.parse::<AllowedHost>().is_err(), "{bad}");
        }
        assert_eq!("[::1]:80".parse::<AllowedHost>().map(|host| host.to_string()), Ok("[::1]:80".to_owned()));
    }

    /// Public at the first look, then this machine.
    struct Rebinding(AtomicUsize);

    impl Lookup for Rebinding {
        fn addresses(&self, _: &str) -> BoxFuture<'static, std::io::Result<Vec<IpAddr>>> {
            let address = if self.0.fetch_add(1, Ordering::SeqCst) == 0 { [1, 1, 1, 1] } else { [127, 0, 0, 1] };
            Box::pin(async move { Ok(vec![IpAddr::from(address)]) })
        }
    }

    #[tokio::test]
    async fn a_name_that_changes_its_mind_is_refused_when_it_is_dialled() {
        crate::base::http::install_crypto();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("a listener that doesn't wait");
        let port = listener.local_addr().expect("bound").port();
        let reach = Reach::with_lookup(&[], Arc::new(Rebinding(AtomicUsize::new(0))));
        let first = reach.clone().resolved("rebind.example".to_owned()).await.map(|found| found.collect::<Vec<_>>());
        assert_eq!(first, Ok(vec!["1.1.1.1:0".parse().expect("an address")]));
        let client = reqwest::Client::builder().no_proxy().dns_resolver(Arc::new(reach)).build().expect("a client");
        let error = client.get(format!("http://rebind.example:{port}/")).send().await.expect_err("refused");
        let expected = Refusal::Private { host: "rebind.example".to_owned(), address: IpAddr::from([127, 0, 0, 1]) };
        assert_eq!(Reach::refusal_of(&error), Some(expected));
        assert!(listener.accept().is_err(), "it was dialled");
    }
}
