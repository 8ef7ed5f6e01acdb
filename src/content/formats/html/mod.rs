//! HTML to blocks by its tokens: no tree, so no depth of nesting can harm.

mod page;
mod roles;
mod tags;
mod tokens;

use crate::content::document::{Block, BlockKind, Document, primary_language};
use crate::content::documents::DocumentError;
use crate::content::formats::beyond;
use page::{Page, Scope};

/// A main part with less text than this, in bytes, may be a mere shell.
const LEAST_MAIN_BYTES: usize = 200;

/// Reads a page: its main part, without navigation, scripts and forms.
///
/// The main part is `<main>` or `role="main"`, else its `<article>`s, else the body.
///
/// Errors: a tag with thousands of attributes.
pub(super) fn read(source: &str) -> Result<Document, DocumentError> {
    if tags::has_monstrous(source) {
        return Err(beyond("4,096 attributes of a tag"));
    }
    Ok(read_page(source))
}

fn read_page(source: &str) -> Document {
    let page = tokens::scan(source, Scope::Page);
    let least = LEAST_MAIN_BYTES.min(bytes(&page.blocks) / 2).max(1);
    let blocks = main_part(source, &page, least).unwrap_or(page.blocks);
    let blocks = if blocks.is_empty() { fragment(source) } else { blocks };
    let heading = blocks.iter().find(|block| block.kind == BlockKind::Heading { level: 1 });
    let title = match heading {
        // `<title>` often ends with the site's name, which says nothing about the page.
        Some(heading) if page.title.is_empty() || page.title.contains(&heading.text) => heading.text.clone(),
        _ => page.title,
    };
    Document { title, language: page.language.as_deref().and_then(primary_language), date: None, blocks }
}

/// The blocks of a piece of HTML, wherever they stand; none of a piece with a tag of thousands of attributes.
pub(super) fn fragment(source: &str) -> Vec<Block> {
    if tags::has_monstrous(source) {
        return Vec::new();
    }
    tokens::scan(source, Scope::Everything).blocks
}

/// The first marked part that has at least `least` bytes of text.
fn main_part(source: &str, page: &Page, least: usize) -> Option<Vec<Block>> {
    [(Scope::Main, page.has_main), (Scope::Article, page.has_article)]
        .into_iter()
        .filter(|(_, is_present)| *is_present)
        .map(|(scope, _)| tokens::scan(source, scope).blocks)
        .find(|blocks| bytes(blocks) >= least)
}

fn bytes(blocks: &[Block]) -> usize {
    blocks.iter().map(|block| block.text.len()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<String> {
        read_page(source).blocks.into_iter().map(|block| block.text).collect()
    }

    #[test]
    fn the_main_part_is_chosen() {
        let long = "word ".repeat(60);
        let body = format!("<body><div>Menu</div><MAIN><h1>Hours</h1><p>{long}</MAIN><p>After</body>");
        assert_eq!(texts(&body), ["Hours", long.trim()]);
        let role = format!("<div>Menu</div><div role=main><div><p>{long}</div><p>Second</div><p>After");
        assert_eq!(texts(&role), [long.trim(), "Second"]);
        let articles = "<p>x</p><article><p>One</article><article><p>Two</article>";
        assert_eq!(texts(articles), ["One", "Two"]);
        assert_eq!(texts("<main><span></span></main><p>Outside</p>"), ["Outside"]);
    }

    #[test]
    fn what_is_no_content_is_dropped() {
        let source = "<title>T</title><style>p{}</style><nav>Menu</nav><header>Head</header>\
                      <p>Text<script>if (a<b) {}</script></p><form>Name <input></form><p hidden>no</p>\
                      <footer>Foot</footer><noscript>No</noscript><svg><text>x</text></svg>\
                      <div class='x toc'><ul><li>1. Text</ul></div>";
        assert_eq!(texts(source), ["Text"]);
        let after = read_page("<nav><ul><li>Menu</ul></nav><p>Text").blocks;
        assert_eq!(after, [Block::new(BlockKind::Paragraph, "Text")]);
        assert_eq!(texts("<nav>Only a menu</nav>"), ["Only a menu"]);
    }

    #[test]
    fn blocks_keep_their_roles_without_closing_tags() {
        let source = "<h2>Head <a href='https://a.org'>x</a></h2><p>One <b>two</b>&nbsp;three<br>four<p>Five &amp; six\
                      <ul><li>a<li>b<ol start=3><li>c</ol></ul><blockquote>said</blockquote><pre>x\n  y</pre>\
                      <table><tr><th>k<th>v<tr><td>1<td>2 <a href=\"https://b.org\">link</a></table>end";
        let item = |depth, number| BlockKind::ListItem { depth, number };
        let expected = [
            (BlockKind::Heading { level: 2 }, "Head x"),
            (BlockKind::Paragraph, "One two three\nfour"),
            (BlockKind::Paragraph, "Five & six"),
            (item(0, None), "a"),
            (item(0, None), "b"),
            (item(1, Some(3)), "c"),
            (BlockKind::Quote, "said"),
            (BlockKind::Code, "x\n  y"),
            (BlockKind::TableRow, "k | v"),
            (BlockKind::TableRow, "1 | 2 [link](https://b.org)"),
            (BlockKind::Paragraph, "end"),
        ];
        let blocks = read_page(source).blocks.into_iter();
        let found: Vec<(BlockKind, String)> = blocks.map(|block| (block.kind, block.text)).collect();
        assert_eq!(found, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn a_layout_table_is_no_table() {
        let source = "<table><tr><td><h1>Title</h1><p>One</p><ul><li>x</ul></td></tr><tr><td>Alone</td></tr></table>";
        assert_eq!(texts(source), ["Title", "One", "x", "Alone"]);
    }

    #[test]
    fn a_question_on_a_button_is_kept() {
        assert_eq!(texts("<h3><button>Why?</button></h3><p>So.</p><button>Buy</button>"), ["Why?", "So."]);
    }

    #[test]
    fn title_and_language_are_found() {
        let document =
            read_page("<html lang=it-IT><head><title>Orari — Acme</title></head><body><h1>Orari</h1><p>Sempre.");
        assert_eq!((document.title.as_str(), document.language.as_deref()), ("Orari", Some("it")));
        assert_eq!(read_page("<title> Only\n title </title><p>x").title, "Only title");
    }

    #[test]
    fn nesting_without_end_is_no_harm() {
        let source = format!("{}deep{}", "<ul><li>".repeat(50_000), "</ol>".repeat(50_000));
        assert_eq!(texts(&source), ["deep"]);
    }
}
