//! Rich text: encodings, structure, and what is no text.

use super::*;
use crate::content::document::BlockKind;

fn blocks(body: &str) -> Vec<(BlockKind, String)> {
    let document = read(format!("{{\\rtf1\\ansi\\ansicpg1252\\deflang1040 {body}}}").as_bytes()).expect("RTF");
    document.blocks.into_iter().map(|block| (block.kind, block.text)).collect()
}

fn paragraphs(body: &str) -> Vec<String> {
    blocks(body).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn text_is_decoded_by_its_font_and_by_number() {
    let body = r"{\fonttbl{\f0 Arial;}{\f1\fcharset204 Cyr;}{\f2\fcharset128 MS;}}\f0 caff\'e8 \u8364?5 {\f1\'cf\'f0\'e8} {\f2\'93\'fa\'96\'7b}\par
        \uc2\u55357??\u56832??smile\emdash end\~x\_y\par {\uc0\u228 b}\par";
    assert_eq!(paragraphs(body), ["caffè €5 При 日本", "😀smile—end x-y", "äb"]);
}

#[test]
fn headings_lists_and_tables_are_kept() {
    let body = r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Heading 2;}{\*\cs10 heading 3;}}
        \pard\s1 Title\par\pard\s2 Sub{\b  head}\par\pard\s10 text\par
        {\listtext\'b7\tab}\pard\ilvl0 a\par{\pntext 2.\tab}\pard\ilvl1 b\par
        \trowd\pard\intbl k\cell one\par two\cell\row\pard\intbl 1\cell\cell\row\pard after\par last";
    let item = |depth, number| BlockKind::ListItem { depth, number };
    let expected = [
        (BlockKind::Heading { level: 1 }, "Title"),
        (BlockKind::Heading { level: 2 }, "Sub head"),
        (BlockKind::Paragraph, "text"),
        (item(0, None), "a"),
        (item(1, Some(2)), "b"),
        (BlockKind::TableRow, "k | one two"),
        (BlockKind::TableRow, "1"),
        (BlockKind::Paragraph, "after"),
        (BlockKind::Paragraph, "last"),
    ];
    assert_eq!(blocks(body), expected.map(|(kind, text)| (kind, text.to_owned())));
}

#[test]
fn what_is_no_text_is_left_out() {
    let body = r#"{\colortbl;\red0;}{\*\generator X;}{\header head\par}{\pict\bin4 {{}}ff00}{\v hidden}\v gone\v0 a{\footnote\par Note.} b
        {\field{\*\fldinst{HYPERLINK "https://a.org/"}}{\fldrslt site}} c{\*\bkmkstart x}{\object{\*\objdata 00ff}{\result shown}}{\deleted no}\par"#;
    assert_eq!(paragraphs(body), ["a b [site](https://a.org/) cshown", "Note."]);
}

#[test]
fn title_date_and_language_are_found() {
    let info = r"{\info{\title Opening \'e8}{\author No}{\creatim\yr2020\mo1\dy2\hr3}{\revtim\yr2024\mo5\dy6}}text\par";
    let document = read(format!("{{\\rtf1\\deflang1040{info}}}").as_bytes()).expect("RTF");
    assert_eq!((document.title.as_str(), document.language.as_deref()), ("Opening è", Some("it")));
    assert_eq!(document.date, Some(jiff::civil::date(2024, 5, 6)));
}

#[test]
fn bad_files_are_named_and_cut_ones_are_read_as_far_as_they_go() {
    assert!(matches!(read(b"plain text"), Err(DocumentError::Damaged { .. })));
    assert!(matches!(
        read(&[b"{\\rtf1 ".as_slice(), &b"{".repeat(300)].concat()),
        Err(DocumentError::BeyondLimit { .. })
    ));
    assert_eq!(read(b"{\\rtf1 cut of").expect("RTF").blocks.len(), 1);
    assert_eq!(read(b"{\\rtf1 }}}}after").expect("RTF").blocks.len(), 1);
}
