//! The HTTP client: one way to build it, with the timeouts that every wait must have.

use std::time::Duration;

use crate::base::version::{PRODUCT, VERSION};

/// How long a connection may take to open.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a peer may stay silent within a response.
pub const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// Builds a client with rustls, the system's proxies and roots, and no redirects.
///
/// Errors: the TLS roots of the system can't be read.
pub fn client() -> Result<reqwest::Client, reqwest::Error> {
    reqwest::Client::builder()
        .user_agent(format!("{PRODUCT}/{VERSION}"))
        .connect_timeout(CONNECT_TIMEOUT)
        .read_timeout(IDLE_TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// Installs the one crypto provider; without it rustls panics when several features meet. Call once, first.
pub fn install_crypto() {
    // A second call finds the provider installed, which is what is wanted.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
}
