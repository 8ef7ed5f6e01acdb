//! The demo page of a bot.

use crate::base::id::Address;
use crate::config::bot::{Appearance, Language, Palette, Position, Theme};
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
    /// Colours of the page's head, and the corner that it leaves free.
    pub appearance: &'a Appearance,
    /// The line of HTML for the owner's site.
    pub snippet: &'a str,
}

/// The demo page: what the bot is, the snippet, and the widget itself, open.
pub fn demo_page(params: DemoParams<'_>) -> String {
    let prefix = params.public_url.path().trim_end_matches('/');
    let [light, dark] = palettes(params.appearance);
    let head = render(
        include_str!("pages/demo_head.html"),
        [
            ("nonce", params.nonce.as_str().into()),
            ("light", accent(light)),
            ("dark", accent(dark)),
            ("bundle", format!("{prefix}{}", path::bundle(params.address)).into()),
            ("language", params.language.0.as_str().into()),
        ],
    );
    let body = render(
        include_str!("pages/demo.html"),
        [
            ("side", side(params.appearance.position).into()),
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

/// What the widget shows on light and on dark.
fn palettes(appearance: &Appearance) -> [&Palette; 2] {
    match appearance.theme {
        Theme::Auto => [&appearance.light, &appearance.dark],
        Theme::Light => [&appearance.light; 2],
        Theme::Dark => [&appearance.dark; 2],
    }
}

fn accent(palette: &Palette) -> Markup {
    let values = [("accent", palette.primary.to_string().into()), ("on_accent", palette.on_primary.to_string().into())];
    render("--accent: {{accent}}; --on-accent: {{on_accent}};", values)
}

fn side(position: Position) -> &'static str {
    match position {
        Position::BottomRight => "right",
        Position::BottomLeft => "left",
    }
}

fn suggested(questions: &[String], language: &Language) -> Markup {
    if questions.is_empty() {
        return Markup::default();
    }
    let items = questions.iter().map(|question| render("<li>{{question}}</li>", [("question", question.into())]));
    let values = [("questions", Markup::join(items)), ("language", language.0.as_str().into())];
    let list = "<section class=\"card\">\n<h2>Questions to try</h2>\n<ul class=\"questions\" lang=\"{{language}}\">{{questions}}</ul>\n</section>";
    render(list, values)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VECTOR: &str = "</title><script>alert(1)</script>\" onload='x";

    fn appearance(theme: Theme) -> Appearance {
        let palette = |colours: [&str; 2]| {
            let [primary, on_primary] = colours.map(|text| text.parse().expect("a colour"));
            Palette {
                primary,
                on_primary,
                background: on_primary,
                text: primary,
                bubble: on_primary,
                on_bubble: primary,
            }
        };
        Appearance {
            theme,
            position: Position::BottomLeft,
            font: "system".to_owned(),
            avatar: None,
            title: "Acme".to_owned(),
            radius_px: 12,
            light: palette(["#1a4fd6", "#ffffff"]),
            dark: palette(["#93b4ff", "#101827"]),
        }
    }

    #[test]
    fn the_page_holds_the_widget_open_and_escapes_what_it_shows() {
        let nonce = Nonce::generate();
        let address: Address = "acme".parse().expect("an address");
        let public_url = url::Url::parse("https://example.com/bots/").expect("a URL");
        let suggested = [VECTOR.to_owned()];
        let appearance = appearance(Theme::Auto);
        let text = demo_page(DemoParams {
            nonce: &nonce,
            address: &address,
            public_url: &public_url,
            bot_name: VECTOR,
            description: VECTOR,
            language: &Language("it".to_owned()),
            suggested: &suggested,
            appearance: &appearance,
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

    #[test]
    fn the_head_has_the_colours_that_the_widget_has() {
        let accents = |theme| palettes(&appearance(theme)).map(|palette| accent(palette).into_string());
        let [light, dark] =
            ["--accent: #1a4fd6; --on-accent: #ffffff;", "--accent: #93b4ff; --on-accent: #101827;"].map(str::to_owned);
        assert_eq!(accents(Theme::Auto), [light.clone(), dark.clone()]);
        assert_eq!(accents(Theme::Light), [light.clone(), light]);
        assert_eq!(accents(Theme::Dark), [dark.clone(), dark]);
    }
}
