//! An answer's Markdown as a person reads it on a terminal: words wrapped at its width, marks turned into what they mean.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::base::text::printable;
use crate::ui::look::{Look, Tone, columns};
use crate::ui::markdown_table::Grid;
use crate::ui::wrap;

/// Narrower text than this is not wrapped any further, however deep the list.
const LEAST_COLUMNS: usize = 20;
const CODE_INDENT: &str = "    ";

/// The text for a terminal, ending with a line end. Control characters are dropped; raw HTML is left out.
pub fn shown(markdown: &str, look: &Look) -> String {
    let source = printable(markdown);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut page = Page::new(*look);
    for event in Parser::new_ext(&source, options) {
        page.event(event);
    }
    page.end_block();
    page.out
}

/// A list that is open: the number of the next item, or none for bullets.
struct List {
    next: Option<u64>,
}

struct Page {
    look: Look,
    out: String,
    /// Text of the block that is being read, with its colours.
    text: String,
    /// What the first line of the next block begins with, in place of its indent: a bullet or a number.
    marker: String,
    /// Columns by which the lines of each open item are indented.
    indents: Vec<usize>,
    lists: Vec<List>,
    quotes: usize,
    link: Option<(usize, String)>,
    grid: Option<Grid>,
    heading: bool,
    strong: usize,
    emphasis: usize,
    /// Whether a blank line must come before the next block.
    apart: bool,
}

impl Page {
    fn new(look: Look) -> Self {
        Self {
            look,
            out: String::new(),
            text: String::new(),
            marker: String::new(),
            indents: Vec::new(),
            lists: Vec::new(),
            quotes: 0,
            link: None,
            grid: None,
            heading: false,
            strong: 0,
            emphasis: 0,
            apart: false,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.push(&text),
            Event::Code(code) => self.push(&format!("`{code}`")),
            Event::SoftBreak => self.text.push(' '),
            Event::HardBreak => self.text.push('\n'),
            Event::InlineHtml(tag) if tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br")) => {
                self.text.push('\n');
            }
            Event::Rule => {
                self.end_block();
                self.text = if self.look.unicode { "─" } else { "-" }.repeat(LEAST_COLUMNS);
                self.end_block();
            }
            Event::Html(_)
            | Event::InlineHtml(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.restyle(|page| page.strong += 1),
            Tag::Emphasis => self.restyle(|page| page.emphasis += 1),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.link = Some((self.text.len(), dest_url.into_string()));
            }
            Tag::Heading { .. } => {
                self.end_block();
                self.restyle(|page| page.heading = true);
            }
            Tag::List(first) => {
                self.end_block();
                // The items of a list stand together, and an inner list stands with its item.
                self.apart &= self.lists.is_empty();
                self.lists.push(List { next: first });
            }
            Tag::Item => self.start_item(),
            Tag::BlockQuote(_) => {
                self.end_block();
                self.quotes += 1;
            }
            Tag::CodeBlock(_) => {
                self.end_block();
            }
            Tag::Table(_) => {
                self.end_block();
                self.grid = Some(Grid::default());
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.restyle(|page| page.strong = page.strong.saturating_sub(1)),
            TagEnd::Emphasis => self.restyle(|page| page.emphasis = page.emphasis.saturating_sub(1)),
            TagEnd::Link | TagEnd::Image => self.end_link(),
            TagEnd::Heading(_) => {
                self.restyle(|page| page.heading = false);
                self.end_block();
            }
            TagEnd::Paragraph | TagEnd::HtmlBlock => self.end_block(),
            TagEnd::Item => {
                self.end_block();
                self.indents.pop();
                self.marker.clear();
                self.apart = false;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.apart = self.lists.is_empty();
            }
            TagEnd::BlockQuote(_) => {
                self.end_block();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text);
                if let Some(grid) = &mut self.grid {
                    grid.cell(cell);
                }
            }
            TagEnd::TableHead | TagEnd::TableRow => {
                if let Some(grid) = &mut self.grid {
                    grid.end_row();
                }
            }
            TagEnd::Table => self.end_table(),
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Changes what the text that follows is, and with it its colour. Without colour, nothing is written.
    fn restyle(&mut self, change: impl FnOnce(&mut Self)) {
        let before = self.style();
        change(self);
        let now = self.style();
        if self.look.color && before != now {
            let end = if before.is_empty() { "" } else { "\x1b[0m" };
            self.text.push_str(&format!("{end}{now}"));
        }
    }

    fn style(&self) -> String {
        let strong = if self.strong > 0 || self.heading { "\x1b[1m" } else { "" };
        let emphasis = if self.emphasis > 0 { "\x1b[3m" } else { "" };
        format!("{strong}{emphasis}")
    }

    /// The address behind a link's words, unless the words say it already.
    fn end_link(&mut self) {
        let Some((start, address)) = self.link.take() else { return };
        let plain = console::strip_ansi_codes(self.text.get(start..).unwrap_or_default()).into_owned();
        let bare = address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(&address);
        if plain.trim().is_empty() {
            self.text.push_str(bare);
        } else if plain.trim() != bare && !bare.is_empty() {
            let shown = self.look.paint(Tone::Faint, bare).into_owned();
            self.text.push_str(&format!(" ({shown})"));
        }
    }

    fn start_item(&mut self) {
        self.end_block();
        let bullet = if self.look.unicode { "•" } else { "*" };
        let marker = match self.lists.last_mut().and_then(|list| list.next.as_mut()) {
            Some(next) => {
                *next += 1;
                format!("{}. ", *next - 1)
            }
            None => format!("{bullet} "),
        };
        self.indents.push(columns(&marker) + 2 * usize::from(self.indents.is_empty()));
        self.marker = marker;
    }

    fn indent(&self) -> usize {
        self.indents.iter().sum()
    }

    fn quote(&self) -> String {
        if self.look.unicode { "│ " } else { "| " }.repeat(self.quotes)
    }

    /// Writes the block that has been read, if there is one.
    fn end_block(&mut self) {
        let text = std::mem::take(&mut self.text);
        if console::strip_ansi_codes(&text).trim().is_empty() {
            return;
        }
        let room = self.look.width.saturating_sub(self.indent() + columns(&self.quote())).max(LEAST_COLUMNS);
        let lines = wrap::lines(text.trim(), room);
        self.write(&lines);
        self.apart = true;
    }

    fn write(&mut self, lines: &[String]) {
        if self.apart && !self.out.is_empty() {
            self.out.push('\n');
        }
        let quote = self.quote();
        for line in lines {
            let marker = std::mem::take(&mut self.marker);
            let blanks = self.indent().saturating_sub(columns(&marker));
            let line = format!("{}{marker}{quote}{line}", " ".repeat(blanks));
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn end_code(&mut self) {
        let code = std::mem::take(&mut self.text);
        let lines: Vec<String> = code.trim_end().lines().map(|line| format!("{CODE_INDENT}{line}")).collect();
        self.write(&lines);
        self.apart = true;
    }

    fn end_table(&mut self) {
        let Some(grid) = self.grid.take() else { return };
        let room = self.look.width.saturating_sub(self.indent()).max(LEAST_COLUMNS);
        self.write(&grid.lines(room));
        self.apart = true;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(markdown: &str, width: usize) -> String {
        shown(markdown, &Look { width, ..Look::PLAIN })
    }

    #[test]
    fn marks_turn_into_what_they_mean() {
        for (markdown, expected) in [
            ("**Bold** and *soft* `code`.", "Bold and soft `code`.\n"),
            ("[Book](https://a.org/b) it", "Book (https://a.org/b) it\n"),
            ("<https://a.org>", "https://a.org\n"),
            ("[a@b.c](mailto:a@b.c)", "a@b.c\n"),
            ("[call us](tel:+39021)", "call us (+39021)\n"),
            ("# Head\n\ntext", "Head\n\ntext\n"),
            ("a  \nb", "a\nb\n"),
            ("one\ntwo", "one two\n"),
            ("> said", "│ said\n"),
            ("- a\n- b\n\nend", "  • a\n  • b\n\nend\n"),
            ("1. a\n2. b", "  1. a\n  2. b\n"),
            ("- a\n  - in\n- b", "  • a\n    • in\n  • b\n"),
            ("```\nls -l\n\n  x\n```", "    ls -l\n\n      x\n"),
            ("\u{1b}[31mred", "[31mred\n"),
            ("", ""),
        ] {
            assert_eq!(plain(markdown, 80), expected, "{markdown:?}");
        }
    }

    #[test]
    fn words_are_never_broken_and_lines_keep_their_indent() {
        assert_eq!(plain("one two three four five six", 20), "one two three four\nfive six\n");
        assert_eq!(plain("- alpha beta gamma delta epsilon", 24), "  • alpha beta gamma\n    delta epsilon\n");
        let long = "see https://www.example.com/a/very/long/address/indeed now";
        assert_eq!(plain(long, 20), "see\nhttps://www.example.com/a/very/long/address/indeed\nnow\n");
    }

    #[test]
    fn tables_are_columns_and_fall_apart_into_rows_where_there_is_no_room() {
        let table = "| Room | Price |\n|---|---|\n| Double | 90 € |\n| Suite with a view | 140 € |";
        assert_eq!(plain(table, 80), "Room               Price\nDouble             90 €\nSuite with a view  140 €\n");
        let narrow = plain(table, 20);
        assert_eq!(narrow, "Room: Double\nPrice: 90 €\n\nRoom: Suite with a\nview\nPrice: 140 €\n");
    }

    #[test]
    fn colour_is_only_where_it_was_allowed() {
        assert!(!plain("**b** [x](https://a.org)", 80).contains('\x1b'));
        let coloured = shown("**b** c", &Look { color: true, ..Look::PLAIN });
        assert!(coloured.contains("\x1b[1mb\x1b[0m c"), "{coloured:?}");
    }
}
