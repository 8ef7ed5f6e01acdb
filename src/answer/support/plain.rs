//! A written answer without its markup: paragraphs and list items. HTML, pictures and code are gone, of links the words stay.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Paragraph(String),
    /// An item of a list, or a row of a table.
    Item(String),
}

impl Piece {
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Paragraph(text) | Self::Item(text) => text,
        }
    }

    /// The same kind with another text.
    pub(super) fn with(&self, text: String) -> Self {
        match self {
            Self::Paragraph(_) => Self::Paragraph(text),
            Self::Item(_) => Self::Item(text),
        }
    }
}

pub(super) fn pieces(answer: &str) -> Vec<Piece> {
    let mut reader = Reader::default();
    for event in Parser::new_ext(answer, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        reader.take(&event);
    }
    reader.end();
    reader.pieces
}

#[derive(Default)]
struct Reader {
    pieces: Vec<Piece>,
    text: String,
    /// Items and table rows that are open.
    items: usize,
    /// Pictures, code blocks and struck-out words that are open.
    hidden: usize,
}

impl Reader {
    fn take(&mut self, event: &Event<'_>) {
        match event {
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_) | Tag::Strikethrough | Tag::HtmlBlock) => {
                self.hidden += 1
            }
            Event::End(TagEnd::Image | TagEnd::CodeBlock | TagEnd::Strikethrough | TagEnd::HtmlBlock) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            Event::Start(Tag::Item | Tag::TableRow | Tag::TableHead) => {
                self.end();
                self.items += 1;
            }
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                self.end();
                self.items = self.items.saturating_sub(1);
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) => self.end(),
            Event::End(TagEnd::TableCell) => self.text.push_str(" – "),
            Event::Text(text) | Event::Code(text) if self.hidden == 0 => self.text.push_str(text),
            Event::SoftBreak | Event::HardBreak => self.text.push(' '),
            _ => {}
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let text = text.trim_matches([' ', '–']).to_owned();
        if !text.is_empty() {
            self.pieces.push(if self.items > 0 { Piece::Item(text) } else { Piece::Paragraph(text) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_gone_and_words_stay() {
        let paragraph = |text: &str| vec![Piece::Paragraph(text.to_owned())];
        let item = |text: &str| Piece::Item(text.to_owned());
        for (answer, expected) in [
            ("It is **open**\ndaily.", paragraph("It is open daily.")),
            ("See [our page](https://evil.example/x).", paragraph("See our page.")),
            ("![a picture](https://evil.example/p.png)Open.", paragraph("Open.")),
            ("A <b onclick=x>bold</b> word.", paragraph("A bold word.")),
            ("<script>alert(1)</script>\n\nOpen.", paragraph("Open.")),
            ("```\nrm -r\n```\nOpen.", paragraph("Open.")),
            ("Two:\n\n- one\n- two *x*", vec![Piece::Paragraph("Two:".to_owned()), item("one"), item("two x")]),
            ("1. one\n2. two", vec![item("one"), item("two")]),
            ("| a | b |\n|---|---|\n| c | d |", vec![item("a – b"), item("c – d")]),
            ("&lt;img src=x&gt;", paragraph("<img src=x>")),
            ("", vec![]),
        ] {
            assert_eq!(pieces(answer), expected, "{answer}");
        }
    }
}
