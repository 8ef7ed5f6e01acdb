//! Pages of one message: the host's public status, and what isn't there.

use crate::base::clock::Timestamp;
use crate::base::version::VERSION;
use crate::host::web::Nonce;
use crate::host::web::template::{Markup, page, render};
use crate::host::web::words::moment;

/// What a page of one message says.
#[derive(Debug, Clone, Copy)]
pub struct NoticeParams<'a> {
    /// Of this response.
    pub nonce: &'a Nonce,
    /// The heading.
    pub title: &'a str,
    /// One or two sentences.
    pub text: &'a str,
}

/// What the public status says.
#[derive(Debug, Clone, Copy)]
pub struct StatusParams<'a> {
    /// Of this response.
    pub nonce: &'a Nonce,
    /// Whether the host can serve.
    pub is_ready: bool,
    /// Bots that answer.
    pub bots_up: usize,
    /// Bots that are offline. Their names are nobody's business here.
    pub bots_down: usize,
    /// When it was looked.
    pub checked: Timestamp,
}

/// A page with a heading and a sentence.
pub fn notice_page(params: NoticeParams<'_>) -> String {
    let body =
        render(include_str!("pages/notice.html"), [("title", params.title.into()), ("text", params.text.into())]);
    page(params.nonce, params.title, Markup::default(), body)
}

/// The page for an address that leads nowhere; the same for what doesn't exist and what may not be seen.
pub fn not_found_page(nonce: &Nonce) -> String {
    notice_page(NoticeParams {
        nonce,
        title: "Nothing here",
        text: "This address leads to no page. Check it for typing errors, or ask whoever gave it to you.",
    })
}

/// The public status of the host.
pub fn status_page(params: StatusParams<'_>) -> String {
    let (class, title) = match (params.is_ready, params.bots_down) {
        (false, _) => ("down", "The host can't answer at the moment"),
        (true, 0) => ("up", "All bots answer"),
        (true, _) => ("partial", "Some bots are offline"),
    };
    let body = render(
        include_str!("pages/status.html"),
        [
            ("class", class.into()),
            ("title", title.into()),
            ("up", params.bots_up.to_string().into()),
            ("down", params.bots_down.to_string().into()),
            ("checked", moment(params.checked).into()),
            ("version", VERSION.into()),
        ],
    );
    page(params.nonce, title, Markup::default(), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_tells_the_worst() {
        let nonce = Nonce::generate();
        let at = |is_ready, bots_down| {
            status_page(StatusParams { nonce: &nonce, is_ready, bots_up: 2, bots_down, checked: Timestamp(0) })
        };
        assert!(at(true, 0).contains("All bots answer"));
        assert!(at(true, 1).contains("Some bots are offline"));
        assert!(at(false, 0).contains("The host can&#39;t answer"));
        assert!(!at(true, 1).contains("{{"));
    }

    #[test]
    fn notices_are_escaped() {
        let text = notice_page(NoticeParams { nonce: &Nonce::generate(), title: "<b>", text: "\"'" });
        assert!(text.contains("&lt;b&gt;") && text.contains("&quot;&#39;") && !text.contains("<b>"), "{text}");
    }
}
