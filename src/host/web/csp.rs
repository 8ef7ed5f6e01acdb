//! Content-Security-Policy by surface (`security.md`, section 3): nothing is allowed that a surface doesn't need.

use base64::Engine as _;

/// A page's nonce: 128 random bits, for one response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Nonce(String);

impl Nonce {
    /// A new nonce.
    pub fn generate() -> Self {
        Self(base64::engine::general_purpose::STANDARD.encode(rand::random::<[u8; 16]>()))
    }

    /// The text, as it stands in the header and in the page.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Of every response that is no page: nothing may be loaded, framed or based on it.
pub const DEFAULT: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// Of downloads and exports: as [`DEFAULT`], and sandboxed.
pub const DOWNLOAD: &str = "sandbox; default-src 'none'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

/// Of the demo page: its widget loads the panel and talks to this host.
pub fn demo(nonce: &Nonce) -> String {
    format!("{}; connect-src 'self'; form-action 'none'", page(nonce))
}

/// Of the dashboard and other pages that load nothing and send nothing.
pub fn document(nonce: &Nonce) -> String {
    format!("{}; form-action 'none'", page(nonce))
}

/// Of the login page: its form is sent to this host.
pub fn login(nonce: &Nonce) -> String {
    format!("{}; form-action 'self'", page(nonce))
}

fn page(nonce: &Nonce) -> String {
    let nonce = nonce.as_str();
    format!(
        "{DEFAULT}; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'nonce-{nonce}'; require-trusted-types-for 'script'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_policy_denies_framing_base_and_objects() {
        let nonce = Nonce::generate();
        let policies = [DEFAULT.to_owned(), DOWNLOAD.to_owned(), demo(&nonce), document(&nonce), login(&nonce)];
        for policy in &policies {
            for directive in ["default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"] {
                assert!(policy.split("; ").any(|one| one == directive), "{policy}: {directive}");
            }
            assert!(!policy.contains("unsafe"), "{policy}");
        }
        for policy in &policies[2..] {
            assert!(policy.contains(&format!("script-src 'nonce-{}' 'strict-dynamic'", nonce.as_str())), "{policy}");
            assert!(policy.contains("require-trusted-types-for 'script'"), "{policy}");
        }
    }

    #[test]
    fn no_directive_stands_twice() {
        let nonce = Nonce::generate();
        for policy in [demo(&nonce), document(&nonce), login(&nonce)] {
            let mut names: Vec<&str> = policy.split("; ").filter_map(|one| one.split(' ').next()).collect();
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "{policy}");
        }
    }

    #[test]
    fn nonces_differ_and_are_plain_base64() {
        let (one, two) = (Nonce::generate(), Nonce::generate());
        assert_ne!(one, two);
        assert_eq!(one.as_str().len(), 24);
        assert!(one.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(&byte)));
    }
}
