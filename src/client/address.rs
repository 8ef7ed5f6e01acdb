//! A host's address: which ones are accepted, and how it is reached.

use url::{Host, Url};

use crate::base::http;
use crate::client::ClientError;

/// Checks an address and returns its host and port for people.
pub(crate) fn accept(base: &Url) -> Result<String, ClientError> {
    let refuse = |reason| {
        let mut shown = base.clone();
        // Neither can fail on an address that has a host, and one without a host holds no password.
        let _ = shown.set_username("");
        let _ = shown.set_password(None);
        Err(ClientError::Address { address: shown.to_string(), reason })
    };
    if !matches!(base.scheme(), "http" | "https") {
        return refuse("it must begin with https:// (or http:// on this machine)");
    }
    if !base.username().is_empty() || base.password().is_some() {
        return refuse("it holds a user or a password; use a token");
    }
    if base.query().is_some() || base.fragment().is_some() {
        return refuse("it has a `?` or `#` part");
    }
    match (base.host_str(), base.port()) {
        (Some(host), Some(port)) => Ok(format!("{host}:{port}")),
        (Some(host), None) => Ok(host.to_owned()),
        (None, _) => refuse("it names no host"),
    }
}

/// Whether what is sent there stays on this machine.
pub(crate) fn is_loopback(base: &Url) -> bool {
    match base.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

/// A builder of HTTP clients for this address.
pub(crate) fn builder(base: &Url) -> reqwest::ClientBuilder {
    let builder = http::builder();
    // What goes to this machine never leaves it: a proxy would get the local host's token.
    if is_loopback(base) { builder.no_proxy() } else { builder }
}
