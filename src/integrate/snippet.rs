//! The lines of HTML that put a bot on a page.

use url::Url;

use crate::base::id::Address;
use crate::wire::path;

/// The line before the script; tools find the snippet by it.
pub(super) const BEGIN: &str = "<!-- BEGIN CRAFTER CHATROOM -->";
/// The line after the script.
pub(super) const END: &str = "<!-- END CRAFTER CHATROOM -->";

/// The integration code of a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    bundle_url: String,
}

impl Snippet {
    /// The snippet of the bot at `address` on the host that visitors reach at `public_url`.
    pub fn new(public_url: &Url, address: &Address) -> Self {
        let mut base = public_url.clone();
        base.set_query(None);
        base.set_fragment(None);
        Self { bundle_url: format!("{}{}", base.as_str().trim_end_matches('/'), path::bundle(address)) }
    }

    /// The address of the bot's loader.
    pub fn bundle_url(&self) -> &str {
        &self.bundle_url
    }

    /// The three lines of HTML, without a line end after the last.
    pub fn html(&self) -> String {
        format!("{BEGIN}\n<script async src=\"{}\"></script>\n{END}", self.source())
    }

    /// The address of the bot's loader as it stands in an attribute.
    pub(super) fn source(&self) -> String {
        // A serialized URL holds no quote and no angle bracket; an ampersand in its path would read as an entity.
        self.bundle_url.replace('&', "&amp;")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_snippet_is_three_lines() {
        let address: Address = "acme-hotel".parse().expect("an address");
        for (public_url, source) in [
            ("https://bots.example.com", "https://bots.example.com/w/acme-hotel/bundle.js"),
            ("https://bots.example.com/chat/?x=1#y", "https://bots.example.com/chat/w/acme-hotel/bundle.js"),
            ("http://127.0.0.1:4173/", "http://127.0.0.1:4173/w/acme-hotel/bundle.js"),
            ("https://example.com/a&copy\"<", "https://example.com/a&amp;copy%22%3C/w/acme-hotel/bundle.js"),
        ] {
            let url = Url::parse(public_url).expect("a URL");
            let expected = format!(
                "<!-- BEGIN CRAFTER CHATROOM -->\n<script async src=\"{source}\"></script>\n<!-- END CRAFTER CHATROOM -->"
            );
            assert_eq!(Snippet::new(&url, &address).html(), expected);
        }
    }
}
