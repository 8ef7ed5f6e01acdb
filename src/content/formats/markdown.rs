//! Markdown to blocks, in one pass over the parser's events.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::content::document::{Block, BlockKind, Document};
use crate::content::formats::{front_matter, html, markup};

/// Reads Markdown: CommonMark with tables, strikethrough, task lists and footnotes, with the front matter and the
/// templates of site generators.
pub(super) fn read(source: &str) -> Document {
    let front = front_matter::split(source);
    let body = markup::strip_templates(front.body);
    let mut reader = MarkdownReader::default();
    for event in Parser::new_ext(&body, options()) {
        reader.event(event);
    }
    reader.end_block(BlockKind::Paragraph);
    let title = front.title.unwrap_or_else(|| first_heading(&reader.blocks));
    Document { title, language: front.language, date: front.date, blocks: reader.blocks }
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

fn first_heading(blocks: &[Block]) -> String {
    let heading = blocks.iter().find(|block| block.kind == BlockKind::Heading { level: 1 });
    heading.map(|block| block.text.clone()).unwrap_or_default()
}

#[derive(Default)]
struct MarkdownReader {
    blocks: Vec<Block>,
    /// The text of the block that is being read.
    text: String,
    /// Open lists, outermost first, each with the next item's number.
    lists: Vec<Option<u64>>,
    /// The item whose first block is still to come.
    item: Option<BlockKind>,
    quotes: u32,
    /// Open links: where their text begins, and their address.
    links: Vec<(usize, String)>,
    images: u32,
    in_heading: bool,
    in_table: bool,
    in_code: bool,
    /// Raw HTML of the open HTML block.
    html: Option<String>,
}

impl MarkdownReader {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.push(&text)
            }
            Event::Html(raw) => match &mut self.html {
                Some(html) => html.push_str(&raw),
                None => self.push_blocks(&raw),
            },
            Event::InlineHtml(tag) => {
                if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) {
                    self.line_break();
                }
            }
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.line_break(),
            Event::Rule => self.end_block(BlockKind::Paragraph),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.in_heading = true;
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(_) | CodeBlockKind::Indented) => {
                self.flush();
                self.in_code = true;
            }
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.flush();
                self.quotes += 1;
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(String::new());
            }
            Tag::Table(_) => {
                self.flush();
                self.in_table = true;
            }
            Tag::TableCell if !self.text.is_empty() => self.text.push_str(" | "),
            Tag::Link { dest_url, .. } => self.links.push((self.text.len(), dest_url.into_string())),
            Tag::Image { .. } => self.images += 1,
            Tag::Paragraph | Tag::FootnoteDefinition(_) | Tag::TableHead | Tag::TableRow => self.flush(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                self.in_heading = false;
                self.end_block(BlockKind::Heading { level: level as u8 });
            }
            TagEnd::CodeBlock => {
                self.in_code = false;
                self.end_block(BlockKind::Code);
            }
            TagEnd::List(_) => {
                self.flush();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.flush();
                self.item = None;
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::HtmlBlock => {
                let html = self.html.take().unwrap_or_default();
                self.push_blocks(&html);
            }
            TagEnd::TableHead | TagEnd::TableRow => self.end_block(BlockKind::TableRow),
            TagEnd::Table => self.in_table = false,
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Paragraph | TagEnd::FootnoteDefinition => self.flush(),
            _ => {}
        }
    }

    fn start_item(&mut self) {
        self.flush();
        let depth = u8::try_from(self.lists.len().saturating_sub(1)).unwrap_or(u8::MAX);
        let next = self.lists.last_mut().and_then(Option::as_mut);
        let number = next.map(|next| {
            *next += 1;
            *next - 1
        });
        self.item = Some(BlockKind::ListItem { depth, number });
    }

    fn end_link(&mut self) {
        let Some((start, address)) = self.links.pop() else { return };
        if !self.in_heading && self.images == 0 {
            wrap_link(&mut self.text, start, &address);
        }
    }

    fn push(&mut self, text: &str) {
        if self.images == 0 {
            self.text.push_str(text);
        }
    }

    fn line_break(&mut self) {
        self.push(if self.in_heading || self.in_table { " " } else { "\n" });
    }

    /// Ends a block whose kind follows from what is open around it.
    fn flush(&mut self) {
        // In code, only the end of the code ends the block.
        if self.in_code || self.text.trim().is_empty() {
            return;
        }
        let around = match self.item.take() {
            Some(item) => item,
            None if self.quotes > 0 => BlockKind::Quote,
            None => BlockKind::Paragraph,
        };
        self.end_block(around);
    }

    fn end_block(&mut self, kind: BlockKind) {
        let block = Block::new(kind, &self.text);
        self.text.clear();
        self.links.clear();
        let is_empty_row = kind == BlockKind::TableRow && block.text.chars().all(|letter| matches!(letter, '|' | ' '));
        if !block.text.is_empty() && !is_empty_row {
            self.blocks.push(block);
        }
    }

    fn push_blocks(&mut self, html: &str) {
        self.blocks.extend(html::fragment(html));
    }
}

/// Makes the text from `start` on a link, if its address is of the web and it isn't the address itself.
pub(super) fn wrap_link(text: &mut String, start: usize, address: &str) {
    let is_web = ["http://", "https://"]
        .iter()
        .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    let Some(label) = text.get(start..) else { return };
    let words = label.trim();
    if !is_web || words.is_empty() || words == address || words.contains(['[', ']', '\n']) {
        return;
    }
    let link = format!("[{words}]({})", escape_address(address));
    let lead = label.len() - label.trim_start().len();
    let trail = label.trim_end().len();
    text.replace_range(start + lead..start + trail, &link);
}

fn escape_address(address: &str) -> String {
    let mut escaped = String::with_capacity(address.len());
    for letter in address.trim().chars() {
        match letter {
            ' ' => escaped.push_str("%20"),
            '(' => escaped.push_str("%28"),
            ')' => escaped.push_str("%29"),
            '<' => escaped.push_str("%3C"),
            '>' => escaped.push_str("%3E"),
            control if control.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blocks(source: &str) -> Vec<(BlockKind, String)> {
        read(source).blocks.into_iter().map(|block| (block.kind, block.text)).collect()
    }

    fn one(source: &str) -> String {
        let found = blocks(source);
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn inline_markup_is_reduced_to_text_and_web_links() {
        for (source, text) in [
            ("Some *emphasis*, **strong**, ~~gone~~ and `code_x`.", "Some emphasis, strong, gone and code_x."),
            ("[Site](https://a.org/b) and [page](../b.md)", "[Site](https://a.org/b) and page"),
            ("<https://a.org>", "https://a.org"),
            ("[x](https://a.org/b_(c))", "[x](https://a.org/b_%28c%29)"),
            ("[mail](mailto:a@b.c) [bad](javascript:x)", "mail bad"),
            ("before ![alt text](a.png) after", "before after"),
            ("[![badge](b.svg)](https://a.org) text", "text"),
            ("a<br>b  \nc\nd", "a\nb\nc d"),
            ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
            ("Note[^1]", "Note[^1]"),
        ] {
            assert_eq!(one(source), text);
        }
    }

    #[test]
    fn blocks_keep_their_roles() {
        let source = "# Title {#id}\n\nText.\n\n- one\n- two\n  1. inner\n  2. next\n\n     more\n\n> said\n\n\
                      ```sh\nls -l\n\n  x\n```\n\n| a | b |\n|---|---|\n| 1 | [2](https://x.org) |\n\n---\n\nend";
        let item = |depth, number| BlockKind::ListItem { depth, number };
        let expected = [
            (BlockKind::Heading { level: 1 }, "Title"),
            (BlockKind::Paragraph, "Text."),
            (item(0, None), "one"),
            (item(0, None), "two"),
            (item(1, Some(1)), "inner"),
            (item(1, Some(2)), "next"),
            (BlockKind::Paragraph, "more"),
            (BlockKind::Quote, "said"),
            (BlockKind::Code, "ls -l\n\n  x"),
            (BlockKind::TableRow, "a | b"),
            (BlockKind::TableRow, "1 | [2](https://x.org)"),
            (BlockKind::Paragraph, "end"),
        ];
        assert_eq!(blocks(source), expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn html_keeps_its_text() {
        assert_eq!(
            blocks("<div class=\"x\">\n<p>Inside <b>bold</b></p>\n</div>\n\n<!-- note -->\n\nOutside"),
            [(BlockKind::Paragraph, "Inside bold".to_owned()), (BlockKind::Paragraph, "Outside".to_owned())]
        );
        assert_eq!(one("a <span>b</span> c"), "a b c");
    }

    #[test]
    fn the_title_is_of_the_front_matter_then_of_the_first_heading() {
        assert_eq!(read("---\ntitle: Front\n---\n# Head").title, "Front");
        assert_eq!(read("## Second\n# Head *x*").title, "Head x");
        assert_eq!(read("Text").title, "");
    }
}
