//! What each element means for the text.

use html5ever::tokenizer::Tag;

/// The role of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Never content: scripts, styles, navigation, forms.
    Skipped,
    /// Content in the main part only: `header`, `footer`.
    Frame,
    Main,
    Article,
    Heading(u8),
    /// A list; numbered from the given number on, if it is numbered.
    List(Option<u64>),
    Item,
    Quote,
    Preformatted,
    Table,
    Row,
    Cell,
    Link,
    Title,
    /// Separates text from what stands before and after.
    Block,
    /// A forced line break.
    Break,
    /// Changes nothing: emphasis, spans, images.
    Inline,
}

impl Role {
    /// The role of a start tag.
    pub(super) fn of(tag: &Tag) -> Self {
        if attribute(tag, "hidden").is_some() || attribute(tag, "aria-hidden") == Some("true") || is_navigation(tag) {
            return Self::Skipped;
        }
        match attribute(tag, "role") {
            Some("main") => return Self::Main,
            Some("navigation" | "search" | "complementary" | "dialog" | "alertdialog") => return Self::Skipped,
            Some("banner" | "contentinfo") => return Self::Frame,
            _ => {}
        }
        match &*tag.name {
            "ol" => Self::List(Some(attribute(tag, "start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            name => Self::of_name(name),
        }
    }

    /// The role of an element by its name alone.
    pub(super) fn of_name(name: &str) -> Self {
        match name {
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "nav" | "aside" | "form" | "button"
            | "select" | "textarea" | "iframe" | "object" | "canvas" | "dialog" | "audio" | "video" | "noframes"
            | "noembed" => Self::Skipped,
            "header" | "footer" => Self::Frame,
            "main" => Self::Main,
            "article" => Self::Article,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" => Self::Heading(5),
            "h6" => Self::Heading(6),
            "ul" | "menu" | "dir" | "ol" => Self::List(None),
            "li" => Self::Item,
            "blockquote" => Self::Quote,
            "pre" | "listing" | "xmp" | "plaintext" => Self::Preformatted,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "a" => Self::Link,
            "title" => Self::Title,
            "br" => Self::Break,
            "p" | "div" | "section" | "dl" | "dt" | "dd" | "hr" | "address" | "figure" | "figcaption" | "details"
            | "summary" | "fieldset" | "legend" | "center" | "caption" | "thead" | "tbody" | "tfoot" | "body"
            | "html" | "head" | "hgroup" | "option" | "optgroup" => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Whether the element stays open until its end tag and changes what is inside.
    pub(super) fn is_tracked(self) -> bool {
        !matches!(self, Self::Block | Self::Break | Self::Inline)
    }
}

/// Names that generators of sites, documentation and shops give to what isn't content.
fn is_navigation(tag: &Tag) -> bool {
    let classes = attribute(tag, "class").unwrap_or_default().split_ascii_whitespace();
    let is_footer = attribute(tag, "id") == Some("footer");
    matches!(&*tag.name, "div" | "ul" | "ol" | "p" | "section" | "table" | "span" | "dl")
        && (is_footer || classes.chain(attribute(tag, "id")).any(|name| is_navigation_name(name) || is_consent(name)))
}

#[rustfmt::skip] // one line a kind of thing
fn is_navigation_name(name: &str) -> bool {
    matches!(
        name,
        "toc" | "docnav" | "navheader" | "navfooter" | "navbar" | "navigation" | "sphinxsidebar"
            | "breadcrumb" | "breadcrumbs" | "pagination" | "sidebar" | "skip-link"
            | "nav" | "main-menu" | "main-nav" | "site-nav" | "site-navigation" | "top-nav" | "topbar" | "footer-nav"
            | "site-header" | "site-footer" | "social-links" | "share-buttons" | "sharedaddy"
    )
}

/// Whether a name is that of a banner that asks for consent: every maker has its own, with these words in it.
fn is_consent(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let asks = has(&[
        "banner",
        "bar",
        "bot",
        "consent",
        "dialog",
        "law",
        "message",
        "modal",
        "notice",
        "overlay",
        "policy-popup",
        "popup",
    ]);
    (name.contains("cookie") && asks)
        || has(&["gdpr", "onetrust-", "usercentrics", "didomi-", "consent-banner", "consent-manager"])
}

/// Elements that have no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// An attribute's value.
pub(super) fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}
