//! Puts the snippet into a page's head, once: after what must come first, before the page's own scripts.

use std::ops::Range;

use crate::integrate::Snippet;
use crate::integrate::page::{Piece, PieceKind, Tag, pieces};
use crate::integrate::snippet::{BEGIN, END};

/// What installing comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Installed {
    /// The page had no snippet; this one has.
    Added(Vec<u8>),
    /// The page had an older one, of another address; what its owner added to the tag stays.
    Updated(Vec<u8>),
    /// The page had it twice, or outside of its head; now it stands there once, with what its owner added to the tag.
    Moved(Vec<u8>),
    /// It stands where it should.
    Present,
}

/// Why a page takes no snippet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstallError {
    /// Nothing in it says where a head would be.
    #[error("it has no <head>")]
    NoHead,
    /// NUL bytes: UTF-16, or no text at all.
    #[error("it isn't text in UTF-8 or another encoding that agrees with ASCII")]
    NotText,
}

/// Elements that stand in a head.
const HEAD_ELEMENTS: [&str; 8] = ["base", "link", "meta", "noscript", "script", "style", "template", "title"];

/// Puts `snippet` into `page`.
pub fn install(page: &[u8], snippet: &Snippet) -> Result<Installed, InstallError> {
    if page.contains(&0) {
        return Err(InstallError::NotText);
    }
    let pieces = pieces(page);
    let head = head(&pieces, page.len()).ok_or(InstallError::NoHead)?;
    let found = occurrences(page, &pieces);
    if let [only] = &found[..]
        && head.start <= only.source.start
        && only.source.end <= head.end
    {
        let source = snippet.source();
        return Ok(match page.get(only.source.clone()) == Some(source.as_bytes()) {
            true => Installed::Present,
            false => Installed::Updated(splice(page, only.source.clone(), source.as_bytes())),
        });
    }
    let mut bare = page.to_vec();
    for occurrence in found.iter().rev() {
        bare = splice(&bare, whole_lines(&bare, &occurrence.whole), b"");
    }
    let html = found.iter().find_map(|occurrence| adorned(page, occurrence, snippet)).unwrap_or_else(|| snippet.html());
    let with = add(&bare, &html)?;
    Ok(if found.is_empty() { Installed::Added(with) } else { Installed::Moved(with) })
}

/// The snippet in a page: all of it, its script's begin tag, and the address in that.
struct Occurrence {
    whole: Range<usize>,
    tag: Range<usize>,
    source: Range<usize>,
    /// Whether its owner added attributes, e.g. a nonce.
    is_adorned: bool,
}

/// The snippet's lines with a tag as its owner left it, but for the address; `None` where nothing was added to it.
fn adorned(page: &[u8], occurrence: &Occurrence, snippet: &Snippet) -> Option<String> {
    let Occurrence { tag, source, is_adorned, .. } = occurrence;
    let before = std::str::from_utf8(page.get(tag.start..source.start)?).ok()?;
    let after = std::str::from_utf8(page.get(source.end..tag.end)?).ok()?;
    is_adorned.then(|| format!("{BEGIN}\n{before}{}{after}</script>\n{END}", snippet.source()))
}

/// Snippets by their script, with the two comments around it where they are there.
fn occurrences(page: &[u8], pieces: &[Piece]) -> Vec<Occurrence> {
    let mut found = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let PieceKind::Begin(tag) = &piece.kind else { continue };
        let Some(source) = loader_source(page, tag) else { continue };
        let end = pieces.get(index + 1).filter(|next| next.kind == PieceKind::End("script".to_owned()));
        let last = index + usize::from(end.is_some());
        let mark = |index: Option<usize>, text: &str| {
            let span = pieces.get(index?)?.span.clone();
            (page.get(span.clone())? == text.as_bytes()).then_some(span)
        };
        let begin = mark(index.checked_sub(1), BEGIN).map_or(piece.span.start, |span| span.start);
        let end = mark(Some(last + 1), END).map_or(pieces[last].span.end, |span| span.end);
        let is_adorned = tag.has_others(&["async", "src"]);
        found.push(Occurrence { whole: begin..end, tag: piece.span.clone(), source, is_adorned });
    }
    found
}

/// Where the address of a bot's loader stands in its tag: `…/w/BOT/bundle.js`.
fn loader_source(page: &[u8], tag: &Tag) -> Option<Range<usize>> {
    let span = tag.value("src").filter(|_| tag.name == "script")?;
    let source = std::str::from_utf8(page.get(span.clone())?).ok()?;
    let path = source.split(['?', '#']).next()?.strip_suffix("/bundle.js")?;
    let (before, bot) = path.rsplit_once('/')?;
    (!bot.is_empty() && before.ends_with("/w")).then_some(span)
}

/// The content of the head: of its element, or of the one that browsers imply.
fn head(pieces: &[Piece], length: usize) -> Option<Range<usize>> {
    let mut start = None;
    let mut is_page = false;
    for piece in pieces {
        match &piece.kind {
            PieceKind::Begin(tag) if tag.name == "html" => is_page = true,
            PieceKind::Begin(tag) if tag.name == "head" => start = Some(piece.span.end),
            PieceKind::Begin(tag) if HEAD_ELEMENTS.contains(&tag.name.as_str()) => {
                start = start.or(Some(piece.span.start));
            }
            PieceKind::Begin(_) => {
                let implied = is_page.then_some(piece.span.start);
                return start.or(implied).map(|start| start..piece.span.start);
            }
            PieceKind::End(name) if name == "head" => return start.map(|start| start..piece.span.start),
            PieceKind::End(_) | PieceKind::Comment | PieceKind::Declaration => {}
        }
    }
    start.map(|start| start..length)
}

/// A page that has no snippet, with these lines.
fn add(page: &[u8], html: &str) -> Result<Vec<u8>, InstallError> {
    let pieces = pieces(page);
    let head = head(&pieces, page.len()).ok_or(InstallError::NoHead)?;
    let at = place(page, &pieces, &head);
    let line = at - indentation(page, at);
    let end_of_line: &str = if page.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    let begins_line = line == 0 || page.get(line - 1) == Some(&b'\n');
    let indent = String::from_utf8_lossy(page.get(indent_of(page, &pieces, &head)).unwrap_or_default()).into_owned();
    let lines: String = html.lines().map(|text| format!("{indent}{text}{end_of_line}")).collect();
    Ok(match begins_line {
        true => splice(page, line..line, lines.as_bytes()),
        false => splice(page, at..at, format!("{end_of_line}{lines}").as_bytes()),
    })
}

/// Before the first script, but never before the encoding, the policy or the base: what stands before those has other ones.
fn place(page: &[u8], pieces: &[Piece], head: &Range<usize>) -> usize {
    let inside: Vec<&Piece> =
        pieces.iter().filter(|piece| head.start <= piece.span.start && piece.span.end <= head.end).collect();
    let first = inside.iter().rposition(|piece| comes_first(piece)).map_or(0, |index| index + 1);
    let script = inside.iter().skip(first).position(|piece| is_program(page, piece)).map(|index| first + index);
    let Some(mut index) = script else { return head.end };
    // A comment that stands directly before a script is about it.
    while let Some(before) = index.checked_sub(1).and_then(|before| inside.get(before)) {
        let between = page.get(before.span.end..inside[index].span.start).unwrap_or_default();
        if before.kind != PieceKind::Comment || !between.trim_ascii().is_empty() || index <= first {
            break;
        }
        index -= 1;
    }
    inside[index].span.start
}

fn comes_first(piece: &Piece) -> bool {
    let PieceKind::Begin(tag) = &piece.kind else { return false };
    match tag.name.as_str() {
        "meta" => tag.value("charset").is_some() || tag.value("http-equiv").is_some(),
        "base" => true,
        _ => false,
    }
}

/// Whether a script is run, and not data for one.
fn is_program(page: &[u8], piece: &Piece) -> bool {
    let PieceKind::Begin(tag) = &piece.kind else { return false };
    let kind = tag.value("type").and_then(|span| page.get(span)).unwrap_or_default().to_ascii_lowercase();
    let kind = String::from_utf8_lossy(&kind);
    tag.name == "script" && (kind.is_empty() || kind == "module" || kind.contains("javascript"))
}

/// The indentation of the head's last element that begins a line.
fn indent_of(page: &[u8], pieces: &[Piece], head: &Range<usize>) -> Range<usize> {
    let inside = pieces.iter().filter(|piece| head.start <= piece.span.start && piece.span.end <= head.end);
    let begins = inside.filter(|piece| matches!(piece.kind, PieceKind::Begin(_))).map(|piece| piece.span.start);
    let lines = begins.map(|start| start - indentation(page, start)..start);
    let first = |span: &Range<usize>| span.start == 0 || page.get(span.start - 1) == Some(&b'\n');
    lines.rev().find(first).unwrap_or(0..0)
}

/// Blanks directly before a place.
fn indentation(page: &[u8], at: usize) -> usize {
    page.get(..at).unwrap_or_default().iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

/// A span and, where nothing else stands there, the rest of its lines.
fn whole_lines(page: &[u8], span: &Range<usize>) -> Range<usize> {
    let start = span.start - indentation(page, span.start);
    let rest = page.get(span.end..).unwrap_or_default();
    let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    let begins_line = start == 0 || page.get(start - 1) == Some(&b'\n');
    match rest.get(blanks) {
        Some(b'\n') if begins_line => start..span.end + blanks + 1,
        _ => span.clone(),
    }
}

fn splice(page: &[u8], span: Range<usize>, text: &[u8]) -> Vec<u8> {
    let mut out = page.to_vec();
    out.splice(span, text.iter().copied());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snippet() -> Snippet {
        let url = url::Url::parse("https://bots.example.com").expect("a URL");
        Snippet::new(&url, &"acme".parse().expect("an address"))
    }

    fn added(page: &str) -> String {
        match install(page.as_bytes(), &snippet()) {
            Ok(Installed::Added(page)) => String::from_utf8(page).expect("text"),
            other => panic!("{page}: {other:?}"),
        }
    }

    #[test]
    fn it_goes_before_the_first_script_and_after_what_must_come_first() {
        let html = snippet().html();
        for (page, before, after) in [
            ("<head><title>T</title></head>", "<title>T</title>\n", "\n</head>"),
            ("<head>\n  <title>T</title>\n  <script src=a></script>\n</head>", "</title>\n  ", "\n  <script src=a>"),
            ("<head>\n<script>a</script>\n<meta charset=utf-8>\n</head>", "<meta charset=utf-8>\n", "\n</head>"),
            ("<head>\n<title>T</title>\n<!-- GTM -->\n<script>a</script>", "</title>\n", "\n<!-- GTM -->"),
            ("<head>\n<script type=application/ld+json>{}</script>\n</head>", "</script>\n", "\n</head>"),
            ("<!doctype html>\n<title>T</title>\n<p>text", "</title>\n", "\n<p>text"),
            ("<html>\n<body>\n", "<html>\n", "\n<body>"),
            ("<head>\n<!-- <script> -->\n<title>'</head>'</title>\n</head>", "'</head>'</title>\n", "\n</head>"),
        ] {
            let indent = if before.ends_with("  ") { "  " } else { "" };
            let lines = html.replace('\n', &format!("\n{indent}"));
            let text = added(page);
            assert!(text.contains(&format!("{before}{lines}{after}")), "{page}\n{text}");
            let rest: String = text.lines().filter(|line| !html.lines().any(|own| own == line.trim())).collect();
            assert_eq!(rest, page.replace('\n', ""), "nothing else changes");
        }
    }

    #[test]
    fn a_second_time_nothing_changes() {
        for page in ["<head></head>", "<head>\r\n\t<title>T</title>\r\n\t<script>a</script>\r\n</head>", "<html><body>"]
        {
            let once = added(page);
            assert_eq!(install(once.as_bytes(), &snippet()), Ok(Installed::Present), "{once}");
            let line_ends = once.matches('\n').count();
            assert_eq!(once.matches("\r\n").count(), if page.contains('\r') { line_ends } else { 0 });
        }
    }

    #[test]
    fn an_older_one_gets_the_new_address_and_keeps_its_attributes() {
        let page =
            "<head><script nonce=x src=\"http://old.example/w/acme/bundle.js\" data-lang=it async></script></head>";
        let Ok(Installed::Updated(page)) = install(page.as_bytes(), &snippet()) else { panic!("updated") };
        let expected = "<head><script nonce=x src=\"https://bots.example.com/w/acme/bundle.js\" data-lang=it async></script></head>";
        assert_eq!(String::from_utf8_lossy(&page), expected);
    }

    #[test]
    fn twice_or_in_the_body_becomes_once_in_the_head() {
        let html = snippet().html();
        let script = "<script src=\"https://bots.example.com/w/acme/bundle.js\"></script>";
        let wanted = format!("<head>\n{html}\n</head>\n<body>\n<p>\n</body>\n");
        for page in [
            format!("<head>\n</head>\n<body>\n<p>\n{html}\n</body>\n"),
            format!("<head>\n{html}\n{html}\n</head>\n<body>\n<p>\n</body>\n"),
            format!("<head>\n{script}\n</head>\n<body>\n<p>\n{html}\n</body>\n"),
        ] {
            let Ok(Installed::Moved(moved)) = install(page.as_bytes(), &snippet()) else { panic!("moved: {page}") };
            assert_eq!(String::from_utf8_lossy(&moved), wanted, "{page}");
        }
    }

    #[test]
    fn one_that_moves_keeps_what_its_owner_added() {
        let script = "<script nonce='n' src=\"http://old.example/w/acme/bundle.js\" async></script>";
        let page = format!("<head>\n</head>\n<body>\n{script}\n</body>\n");
        let Ok(Installed::Moved(moved)) = install(page.as_bytes(), &snippet()) else { panic!("moved") };
        let kept = "<script nonce='n' src=\"https://bots.example.com/w/acme/bundle.js\" async></script>";
        let expected = format!("<head>\n{BEGIN}\n{kept}\n{END}\n</head>\n<body>\n</body>\n");
        assert_eq!(String::from_utf8_lossy(&moved), expected);
    }

    #[test]
    fn what_is_no_page_is_refused() {
        assert_eq!(install(b"<p>a fragment</p>", &snippet()), Err(InstallError::NoHead));
        assert_eq!(install(b"", &snippet()), Err(InstallError::NoHead));
        assert_eq!(install(b"<\0h\0e\0a\0d\0>\0", &snippet()), Err(InstallError::NotText));
    }
}
