//! The tags and comments of an HTML page and where they stand, as far as a head needs it: no tree, no entities.
//!
//! It reads bytes, so that a page in any encoding that agrees with ASCII keeps all that isn't touched.

use std::ops::Range;

/// What stands in a page beside its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    /// From its `<` to behind its `>`.
    pub(super) span: Range<usize>,
    /// What it is.
    pub(super) kind: PieceKind,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum PieceKind {
    /// `<!-- … -->`.
    Comment,
    /// A doctype or a processing instruction, e.g. `<?php … ?>`.
    Declaration,
    /// `<name …>`.
    Begin(Tag),
    /// `</name>`; the name in small letters.
    End(String),
}

/// A begin tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag {
    /// In small letters.
    pub(super) name: String,
    attributes: Vec<Attribute>,
}

/// A name in small letters, and where its value stands.
type Attribute = (String, Range<usize>);

impl Tag {
    /// Where the value of an attribute stands, without its quotes; the first one counts, as in browsers.
    pub(super) fn value(&self, name: &str) -> Option<Range<usize>> {
        self.attributes.iter().find(|(found, _)| found == name).map(|(_, span)| span.clone())
    }

    /// Whether it has an attribute beside these.
    pub(super) fn has_others(&self, names: &[&str]) -> bool {
        self.attributes.iter().any(|(found, _)| !names.contains(&found.as_str()))
    }
}

/// Elements whose content is text for the parser, so that a `<` in it begins nothing. What stands in a `template` is
/// parsed by browsers, but is not the page's.
const RAW: [&str; 9] =
    ["script", "style", "title", "textarea", "template", "noscript", "iframe", "noframes", "noembed"];

/// All pieces of a page, in order. An unfinished tag at the end is none.
pub(super) fn pieces(page: &[u8]) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(offset) = page.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == b'<')) {
        let start = at + offset;
        let Some((kind, end)) = piece_at(page, start) else {
            at = start + 1;
            continue;
        };
        at = match &kind {
            PieceKind::Begin(tag) if RAW.contains(&tag.name.as_str()) => raw_end(page, end, &tag.name),
            _ => end,
        };
        found.push(Piece { span: start..end, kind });
    }
    found
}

fn piece_at(page: &[u8], start: usize) -> Option<(PieceKind, usize)> {
    let rest = page.get(start..)?;
    if rest.starts_with(b"<!--") {
        // `<!-->` is a whole comment.
        return Some((PieceKind::Comment, after(page, start + 2, b"-->")?));
    }
    if rest.starts_with(b"<?") {
        let end = after(page, start, b"?>").or_else(|| after(page, start, b">"))?;
        return Some((PieceKind::Declaration, end));
    }
    if rest.starts_with(b"<!") {
        return Some((PieceKind::Declaration, after(page, start, b">")?));
    }
    let is_end = rest.get(1) == Some(&b'/');
    let name_at = start + if is_end { 2 } else { 1 };
    if !page.get(name_at)?.is_ascii_alphabetic() {
        return None;
    }
    let name_end = name_at + length(page, name_at, |byte| !ends_name(byte));
    let name = lowercase(page, name_at..name_end);
    let (attributes, end) = attributes(page, name_end)?;
    let kind = if is_end { PieceKind::End(name) } else { PieceKind::Begin(Tag { name, attributes }) };
    Some((kind, end))
}

/// The attributes from `at` on, and the place behind the tag's `>`.
fn attributes(page: &[u8], mut at: usize) -> Option<(Vec<Attribute>, usize)> {
    let mut found = Vec::new();
    loop {
        at += length(page, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        if *page.get(at)? == b'>' {
            return Some((found, at + 1));
        }
        // An equals sign at the beginning belongs to the name.
        let name_end = at + 1 + length(page, at + 1, |byte| !ends_name(byte) && byte != b'=');
        let name = lowercase(page, at..name_end);
        let equals = name_end + length(page, name_end, |byte| byte.is_ascii_whitespace());
        if page.get(equals) != Some(&b'=') {
            found.push((name, name_end..name_end));
            at = name_end;
            continue;
        }
        let value = equals + 1 + length(page, equals + 1, |byte| byte.is_ascii_whitespace());
        let span = match *page.get(value)? {
            quote @ (b'"' | b'\'') => value + 1..value + 1 + position(page, value + 1, quote)?,
            _ => value..value + length(page, value, |byte| !byte.is_ascii_whitespace() && byte != b'>'),
        };
        at = span.end + usize::from(span.start > value);
        found.push((name, span));
    }
}

/// Where the end tag of a raw element begins; the page's end where there is none.
fn raw_end(page: &[u8], from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(offset) = position(page, at, b'<') {
        let start = at + offset;
        let rest = page.get(start..).unwrap_or_default();
        let is_name = rest.get(2..2 + name.len()).is_some_and(|text| text.eq_ignore_ascii_case(name.as_bytes()));
        if rest.get(1) == Some(&b'/') && is_name && rest.get(2 + name.len()).is_some_and(|byte| ends_name(*byte)) {
            return start;
        }
        at = start + 1;
    }
    page.len()
}

fn ends_name(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>')
}

fn after(page: &[u8], from: usize, mark: &[u8]) -> Option<usize> {
    let rest = page.get(from..)?;
    rest.windows(mark.len()).position(|window| window == mark).map(|offset| from + offset + mark.len())
}

fn position(page: &[u8], from: usize, byte: u8) -> Option<usize> {
    page.get(from..)?.iter().position(|found| *found == byte)
}

fn length(page: &[u8], from: usize, belongs: impl Fn(u8) -> bool) -> usize {
    page.get(from..).unwrap_or_default().iter().take_while(|byte| belongs(**byte)).count()
}

fn lowercase(page: &[u8], span: Range<usize>) -> String {
    String::from_utf8_lossy(page.get(span).unwrap_or_default()).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(page: &str) -> Vec<String> {
        let name = |piece: Piece| match piece.kind {
            PieceKind::Comment => "!--".to_owned(),
            PieceKind::Declaration => "!".to_owned(),
            PieceKind::Begin(tag) => tag.name,
            PieceKind::End(name) => format!("/{name}"),
        };
        pieces(page.as_bytes()).into_iter().map(name).collect()
    }

    #[test]
    fn text_that_looks_like_a_tag_is_none() {
        for (page, expected) in [
            ("<!DOCTYPE html><HTML><Head>", vec!["!", "html", "head"]),
            ("<script>if (a </b/.test(x)) '<head>'</SCRIPT ><p>", vec!["script", "/script", "p"]),
            ("<title><head></title>", vec!["title", "/title"]),
            ("<!-- <head> --><head>", vec!["!--", "head"]),
            ("<!--><head>", vec!["!--", "head"]),
            ("<?php if (1 > 0) echo '<head>' ?><head>", vec!["!", "head"]),
            ("<meta content='a > b'><br/>", vec!["meta", "br"]),
            ("1 < 2 <% x %> <", vec![]),
            ("<template><script></script></template>", vec!["template", "/template"]),
            ("<p <", vec![]),
            ("<style>never closed <head>", vec!["style"]),
        ] {
            assert_eq!(names(page), expected, "{page}");
        }
    }

    #[test]
    fn values_are_found_where_they_stand() {
        let page = "<script Async src = 'a b' data-x=1 SRC=\"no\">";
        let [Piece { kind: PieceKind::Begin(tag), .. }] = &pieces(page.as_bytes())[..] else { panic!("one tag") };
        let value = |name| tag.value(name).map(|span| &page[span]);
        assert_eq!((value("async"), value("src"), value("data-x")), (Some(""), Some("a b"), Some("1")));
        assert_eq!(value("defer"), None);
    }

    #[test]
    fn any_bytes_are_read_to_their_end() {
        let mut state = 7_u32;
        for _ in 0..2_000 {
            let bytes: Vec<u8> = (0..40)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    b"<>/!-? ='\"ascriptle\xff"[(state >> 16) as usize % 20]
                })
                .collect();
            let found = pieces(&bytes);
            assert!(found.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start), "{bytes:?}");
            assert!(found.iter().all(|piece| piece.span.end <= bytes.len()), "{bytes:?}");
        }
    }
}
