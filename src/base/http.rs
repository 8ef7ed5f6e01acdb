//! The HTTP client: one way to build it, with the timeouts that every wait must have.

use std::time::Duration;

use crate::base::version::{PRODUCT, VERSION};

/// How long a connection may take to open.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a peer may stay silent within a response.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// A builder with rustls, the system's proxies and roots, the connect timeout, and no redirects. It has no read timeout:
/// that one would also run while a long body is sent.
pub fn builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .user_agent(format!("{PRODUCT}/{VERSION}"))
        .connect_timeout(CONNECT_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
}

/// Builds a client with both timeouts.
///
/// Errors: the TLS roots of the system can't be read.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    builder().read_timeout(IDLE_TIMEOUT).build()
}

/// Installs the one crypto provider; without it rustls panics when several features meet. Call once, first.
pub fn install_crypto() {
    // A second call finds the provider installed, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
}
