//! The dashboard's login page: a one-time code from `botctl dashboard`.

use crate::base::id::Address;
use crate::host::web::Nonce;
use crate::host::web::template::{Markup, page, render};
use crate::wire::path;

/// What the login page shows.
#[derive(Debug, Clone, Copy)]
pub struct LoginParams<'a> {
    /// Of this response.
    pub nonce: &'a Nonce,
    /// A path that the host's public address has before every other; empty for most.
    pub prefix: &'a str,
    /// The dashboard that was wanted.
    pub next: Option<&'a Address>,
    /// Why the last code was refused.
    pub error: Option<&'a str>,
}

/// The login page: a form that posts `code` and `next` to [`path::DASHBOARD_LOGIN`].
pub fn login_page(params: LoginParams<'_>) -> String {
    let error = params.error.map_or_else(Markup::default, |error| {
        render("<p class=\"error\" id=\"error\" role=\"alert\">{{error}}</p>", [("error", error.into())])
    });
    let described = if params.error.is_some() { " aria-invalid=\"true\" aria-describedby=\"error\"" } else { "" };
    let body = render(
        include_str!("pages/login.html"),
        [
            ("action", format!("{}{}", params.prefix, path::DASHBOARD_LOGIN).into()),
            ("next", params.next.map(path::dashboard).unwrap_or_default().into()),
            ("error", error),
            ("described", Markup::own(described)),
            ("command", command(params.next).into()),
        ],
    );
    page(params.nonce, "Log in", Markup::default(), body)
}

fn command(next: Option<&Address>) -> String {
    match next.and_then(|address| address.as_str().split_once("--")) {
        Some((_, environment)) => format!("botctl dashboard -e {environment}"),
        None => "botctl dashboard".to_owned(),
    }
}

/// The dashboard that a posted `next` names; none for any other address, so that a login never leads elsewhere.
pub fn next_address(next: &str) -> Option<Address> {
    let address = next.strip_prefix("/dashboard/")?.parse().ok()?;
    (path::dashboard(&address) == next).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_posts_the_code_and_where_to_go() {
        let nonce = Nonce::generate();
        let address: Address = "acme--staging".parse().expect("an address");
        let text = login_page(LoginParams { nonce: &nonce, prefix: "", next: Some(&address), error: Some("<used>") });
        for part in [
            "<form method=\"post\" action=\"/login\"",
            "name=\"code\"",
            "name=\"next\" value=\"/dashboard/acme--staging\"",
            "botctl dashboard -e staging",
            "&lt;used&gt;",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("{{"), "a place was left");
    }

    #[test]
    fn a_login_leads_only_to_a_dashboard() {
        assert_eq!(next_address("/dashboard/acme").map(String::from).as_deref(), Some("acme"));
        for other in [
            "",
            "/",
            "//evil.example",
            "/dashboard/",
            "/dashboard/../x",
            "https://evil.example/dashboard/a",
            "/dashboard/a/b",
        ] {
            assert_eq!(next_address(other), None, "{other}");
        }
    }
}
