//! EML (a mail as it travels): subject and date from its head, the text of its best parts. Attachments are left out.

mod head;
mod part;
mod transfer;

use crate::content::document::{Block, BlockKind, Document};
use crate::content::documents::DocumentError;
use crate::content::formats::{MOST_TEXT_BYTES, beyond, damaged, html, text};
use part::{Leaf, Text};

/// Reads a mail. Errors: no mail, encrypted, nested too deep, too much text.
pub(super) fn read(bytes: &[u8]) -> Result<Document, DocumentError> {
    let (head, body) = head::split(bytes);
    if head.is_empty() {
        return Err(damaged("it has no head of a mail"));
    }
    let leaves = part::leaves(&head, body)?;
    let mut document = Document {
        title: head.text("subject").unwrap_or_default(),
        date: head.text("date").and_then(|date| head::day(&date)),
        ..Document::default()
    };
    let mut text_bytes = 0;
    for leaf in leaves {
        let blocks = match leaf {
            Leaf::Text(Text::Plain(text)) => plain(&text),
            Leaf::Text(Text::Html(source)) => {
                let page = html::read(&source)?;
                document.language = document.language.or(page.language);
                page.blocks
            }
            Leaf::Forwarded(subject) => vec![Block::new(BlockKind::Heading { level: 2 }, &subject)],
        };
        text_bytes += blocks.iter().map(|block| block.text.len()).sum::<usize>();
        if text_bytes > MOST_TEXT_BYTES {
            return Err(beyond("16 MiB of text"));
        }
        document.blocks.extend(blocks.into_iter().filter(|block| !block.text.is_empty()));
    }
    Ok(document)
}

/// Plain text of a mail: quoted lines are quotes, what follows the line `-- ` is a signature, which is left out.
fn plain(source: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = String::new();
    let mut is_quote = false;
    for line in source.lines().take_while(|line| line.trim_end_matches('\r') != "-- ") {
        let quoted = line.strip_prefix('>');
        if quoted.is_some() != is_quote {
            end_lines(&mut lines, is_quote, &mut blocks);
            is_quote = quoted.is_some();
        }
        lines.push_str(quoted.map_or(line, |line| line.trim_start_matches(['>', ' '])));
        lines.push('\n');
    }
    end_lines(&mut lines, is_quote, &mut blocks);
    blocks
}

fn end_lines(lines: &mut String, is_quote: bool, blocks: &mut Vec<Block>) {
    let read = text::read(&std::mem::take(lines)).blocks;
    let kind = |block: &Block| if is_quote { BlockKind::Quote } else { block.kind };
    blocks.extend(read.into_iter().map(|block| Block { kind: kind(&block), ..block }));
}

#[cfg(test)]
mod tests;
