//! Names of sites and networks: authorized domains and trusted proxies.

use std::net::IpAddr;
use std::str::FromStr;

/// Whether `text` is a domain whose pages may hold the widget: `www.example.com`, `*.example.com`, either with `:port`.
///
/// The error is a reason, as a fragment. A bare `*` is refused: it would authorize every page of the world.
pub fn check_domain(text: &str) -> Result<(), String> {
    if let Some((scheme, rest)) = text.split_once("://") {
        let alone = rest.split('/').next().unwrap_or_default();
        return Err(format!("the domain stands alone, without `{scheme}://`: `{alone}`"));
    }
    if text.contains('/') {
        return Err("the domain stands alone, without a path".to_owned());
    }
    if !text.is_ascii() {
        return Err("international names are given in their ASCII form, `xn--…`".to_owned());
    }
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return Err("domains are given in lower case".to_owned());
    }
    let (name, port) = split_port(text);
    if port.is_some_and(|port| port.parse::<u16>().map_or(true, |port| port == 0)) {
        return Err("the port is a number from 1 to 65535".to_owned());
    }
    check_name(name)
}

fn split_port(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
        _ => (text, None),
    }
}

fn check_name(name: &str) -> Result<(), String> {
    if let Some(inner) = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return inner.parse::<std::net::Ipv6Addr>().map(drop).map_err(|_| "it is no IPv6 address".to_owned());
    }
    let (wild, plain) = match name.strip_prefix("*.") {
        Some(rest) => (true, rest),
        None => (false, name),
    };
    if plain.contains('*') {
        return Err("`*` stands only at the beginning, for all subdomains: `*.example.com`".to_owned());
    }
    let label_is_good = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if plain.len() > 253 || !plain.split('.').all(label_is_good) {
        return Err("a domain is expected, e.g. www.example.com".to_owned());
    }
    if wild && !plain.contains('.') {
        return Err(format!("`*.{plain}` would hold every site of `{plain}`"));
    }
    Ok(())
}

/// An IP address, or a range of them in CIDR form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Whether `address` lies in the range. An IPv4 address in its IPv6 form counts as the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let shift = 32 - u32::from(self.prefix);
                u32::from(own).checked_shr(shift) == u32::from(other).checked_shr(shift)
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let shift = 128 - u32::from(self.prefix);
                u128::from(own).checked_shr(shift) == u128::from(other).checked_shr(shift)
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || "an IP address or a range is expected, e.g. 10.0.0.0/8".to_owned();
        let (address, prefix) = text.split_once('/').map_or((text, None), |(address, prefix)| (address, Some(prefix)));
        let address: IpAddr = address.parse().map_err(|_| refuse())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            None => most,
            Some(digits) => digits.parse().ok().filter(|prefix| *prefix <= most).ok_or_else(refuse)?,
        };
        Ok(Self { address, prefix })
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_exact_names_or_all_subdomains_of_one() {
        for good in [
            "www.example.com",
            "*.example.com",
            "localhost",
            "localhost:8080",
            "127.0.0.1:1",
            "[::1]:80",
            "xn--bcher-kva.example",
        ] {
            assert_eq!(check_domain(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "*",
            "*.com",
            "https://www.example.com",
            "a/b",
            "www.*.com",
            "Example.com",
            "bücher.example",
            "a b",
            "a:0",
            "a:99999",
            "-a.com",
            "a..b",
            "[x]",
        ] {
            assert!(check_domain(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn networks_hold_their_addresses() {
        let cases = [
            ("10.0.0.0/8", "10.200.1.2", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.1", "::ffff:10.0.0.1", true),
            ("0.0.0.0/0", "1.2.3.4", true),
            ("fd00::/8", "fd12::1", true),
            ("::/0", "fe80::1", true),
            ("fd00::/8", "10.0.0.1", false),
        ];
        for (network, address, expected) in cases {
            let network: Network = network.parse().expect("network");
            assert_eq!(network.contains(address.parse().expect("address")), expected, "{network} {address}");
        }
        for bad in ["", "10.0.0.0/33", "x", "10.0.0.0/-1"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }
}
