//! Templates that escape by themselves: `{{name}}` takes text, and only what this module made is taken as it is.

/// Text as HTML, for content and for attributes in quotes. The one escape function of the host's pages.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // HTML has no way to write a NUL.
            '\0' => out.push('\u{fffd}'),
            _ => out.push(character),
        }
    }
    out
}

/// HTML that is safe to insert: the crate's own, or escaped.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Markup(String);

impl Markup {
    /// A file of the crate.
    pub(super) fn own(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    /// Text from elsewhere.
    pub(super) fn text(text: &str) -> Self {
        Self(escape(text))
    }

    /// Several, one after the other.
    pub(super) fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        Self(parts.into_iter().map(|part| part.0).collect())
    }

    /// The HTML.
    pub(super) fn into_string(self) -> String {
        self.0
    }
}

impl From<&str> for Markup {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<&String> for Markup {
    fn from(text: &String) -> Self {
        Self::text(text)
    }
}

impl From<String> for Markup {
    fn from(text: String) -> Self {
        Self::text(&text)
    }
}

/// Fills the places of `template`. Values are not searched for places. A name without a value is left empty; the pages' tests find it.
pub(super) fn render<const N: usize>(template: &'static str, values: [(&str, Markup); N]) -> Markup {
    let mut pieces = template.split("{{");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once("}}").unwrap_or((piece, ""));
        let value = values.iter().find(|(candidate, _)| *candidate == name);
        debug_assert!(value.is_some(), "no value for the place `{name}`");
        if let Some((_, markup)) = value {
            out.push_str(&markup.0);
        }
        out.push_str(rest);
    }
    Markup(out)
}

/// A whole page: head with the shared sheet and the page's own `head`, then `body`.
pub(super) fn page(nonce: &super::Nonce, title: &str, head: Markup, body: Markup) -> String {
    let values = [
        ("title", title.into()),
        ("nonce", nonce.as_str().into()),
        ("style", Markup::own(include_str!("pages/page.css"))),
        ("head", head),
        ("body", body),
    ];
    render(include_str!("pages/page.html"), values).into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_leave_neither_content_nor_attribute() {
        assert_eq!(escape("a<b>&\"c\"'\0"), "a&lt;b&gt;&amp;&quot;c&quot;&#39;\u{fffd}");
        let filled = render("<p title=\"{{a}}\">{{b}}</p>", [("a", "\" onclick=x".into()), ("b", "<script>".into())]);
        assert_eq!(filled.into_string(), "<p title=\"&quot; onclick=x\">&lt;script&gt;</p>");
    }

    #[test]
    fn values_are_not_searched_for_places() {
        let filled = render("{{a}}-{{b}}", [("a", "{{b}}".into()), ("b", "x".into())]);
        assert_eq!(filled.into_string(), "{{b}}-x");
    }

    #[test]
    fn own_markup_stays_as_it_is() {
        let list = Markup::join([Markup::own("<li>"), Markup::text("<i>"), Markup::own("</li>")]);
        assert_eq!(list.into_string(), "<li>&lt;i&gt;</li>");
    }
}
