//! The demo page of a bot.

use crate::base::id::Address;
use crate::config::bot::{Colour, Language};
use crate::host::web::Nonce;
use crate::host::web::template::{Markup, page, render};
use crate::wire::path;

/// What the demo page shows.
#[derive(Debug, Clone, Copy)]
pub struct DemoParams<'a> {
    /// Of this response.
    pub nonce: &'a Nonce,
    /// The bot's address on the host.
    pub address: &'a Address,
    /// Where visitors reach the host; a path in it precedes every address of the page.
    pub public_url: &'a url::Url,
    /// The bot's name.
    pub bot_name: &'a str,
    /// The bot's description.
    pub description: &'a str,
    /// The bot's default language, which the widget begins with.
    pub language: &'a Language,
    /// Questions to begin with; may be empty.
    pub suggested: &'a [String],
    /// The colour of the bot, and of text on it.
    pub colours: [Colour; 2],
    /// The line of HTML for the owner's site.
    pub snippet: &'a str,
}

/// The demo page: what the bot is, the snippet, and the widget itself, open.
pub fn demo_page(params: DemoParams<'_>) -> String {
    let prefix = params.public_url.path().trim_end_matches('/');
    let [accent, on_accent] = params.colours.map(|colour| colour.to_string());
    let head = render(
        include_str!("pages/demo_head.html"),
        [
            ("nonce", params.nonce.as_str().into()),
            ("accent", accent.into()),
            ("on_accent", on_accent.into()),
            ("bundle", format!("{prefix}{}", path::bundle(params.address)).into()),
            ("language", params.language.0.as_str().into()),
        ],
    );
    let body = render(
        include_str!("pages/demo.html"),
        [
            ("name", params.bot_name.into()),
            ("description", params.description.into()),
            ("language", params.language.0.as_str().into()),
            ("suggested", suggested(params.suggested, params.language)),
            ("snippet", params.snippet.into()),
            ("dashboard", format!("{prefix}{}", path::dashboard(params.address)).into()),
        ],
    );
    page(params.nonce, &format!("{} – demo", params.bot_name), head, body)
}

fn suggested(questions: &[String], language: &Language) -> Markup {
    if questions.is_empty() {
        return Markup::default();
    }
    let items = questions.iter().map(|question| render("<li>{{question}}</li>", [("question", question.into())]));
    let values = [("questions", Markup::join(items)), ("language", language.0.as_str().into())];
    render("<h2>Questions to try</h2>\n<ul class=\"questions\" lang=\"{{language}}\">{{questions}}</ul>", values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: &str = "</title><script>alert(1)</script>\" onload='x";

    #[test]
    fn the_page_holds_the_widget_open_and_escapes_what_it_shows() {
        let nonce = Nonce::generate();
        let address: Address = "acme".parse().expect("an address");
        let public_url = url::Url::parse("https://example.com/bots/").expect("a URL");
        let suggested = [VECTOR.to_owned()];
        let colours = ["#1a4fd6", "#ffffff"].map(|text| text.parse().expect("a colour"));
        let text = demo_page(DemoParams {
            nonce: &nonce,
            address: &address,
            public_url: &public_url,
            bot_name: VECTOR,
            description: VECTOR,
            language: &Language("it".to_owned()),
            suggested: &suggested,
            colours,
            snippet: VECTOR,
        });
        assert!(text.contains(&format!(
            "<script nonce=\"{}\" async src=\"/bots/w/acme/bundle.js\" data-open data-lang=\"it\"></script>",
            nonce.as_str()
        )));
        assert_eq!(text.matches("<script").count(), 1);
        assert!(!text.contains("alert(1)</script>"));
        assert!(!text.contains("{{"), "a place was left");
    }
}
