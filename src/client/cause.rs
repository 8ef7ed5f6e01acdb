//! Why a request got no answer, told apart from what reqwest, hyper and rustls report.

use std::error::Error;
use std::io;

/// Why a host could not be reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// Its name has no address.
    Dns,
    /// Nothing listens there.
    Refused,
    /// No trusted connection could be made.
    Tls,
    /// It stayed silent.
    Timeout,
    /// The connection broke.
    Broken,
}

impl Cause {
    /// What happened, for a sentence that begins with the host.
    pub fn words(self) -> &'static str {
        match self {
            Self::Dns => "its name can't be resolved",
            Self::Refused => "nothing listens there",
            Self::Tls => "no trusted TLS connection can be made",
            Self::Timeout => "it doesn't answer in time",
            Self::Broken => "the connection broke",
        }
    }
}

/// The cause of a failed request, and whether the request can't have reached the host.
pub(crate) fn of(error: &reqwest::Error) -> Cause {
    if error.is_dns() {
        return Cause::Dns;
    }
    if chain(error).any(is_tls) {
        return Cause::Tls;
    }
    if chain(error).filter_map(|source| source.downcast_ref::<io::Error>()).any(is_refused) {
        return Cause::Refused;
    }
    if error.is_timeout() { Cause::Timeout } else { Cause::Broken }
}

/// The innermost text of an error: reqwest's own begins with the address, which the caller names already.
pub(crate) fn innermost(error: &reqwest::Error) -> String {
    chain(error).last().map_or_else(|| "no further detail".to_owned(), ToString::to_string)
}

fn chain(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let first: Option<&(dyn Error + 'static)> = error.source();
    std::iter::successors(first, |source| (**source).source())
}

fn is_tls(source: &(dyn Error + 'static)) -> bool {
    // An `io::Error` that wraps another error leaves it out of its own `source()`, so it is looked into by hand.
    let inner = source.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    source.is::<rustls::Error>() || inner.is_some_and(|inner| inner.is::<rustls::Error>())
}

fn is_refused(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable
    )
}
