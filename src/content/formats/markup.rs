//! Markup of site generators inside Markdown, which no reader of the site ever sees: dropped before parsing.

use std::borrow::Cow;

/// A tag that is never closed within this many bytes is text.
const MOST_TAG_BYTES: usize = 2_000;

/// Drops Liquid tags (`{% … %}`), Liquid output (`{{ … }}`) and kramdown attributes (`{: … }`) outside fenced code and
/// code spans.
pub(super) fn strip_templates(source: &str) -> Cow<'_, str> {
    if !["{%", "{{", "{:"].iter().any(|mark| source.contains(mark)) {
        return Cow::Borrowed(source);
    }
    let mut kept = String::with_capacity(source.len());
    let mut prose_start = 0;
    let mut offset = 0;
    let mut fence: Option<&str> = None;
    for line in source.split_inclusive('\n') {
        let line_end = offset + line.len();
        match (fence, fence_mark(line)) {
            (None, Some(mark)) => {
                strip_prose(source.get(prose_start..offset).unwrap_or_default(), &mut kept);
                kept.push_str(line);
                fence = Some(mark);
            }
            (Some(open), mark) => {
                kept.push_str(line);
                if mark == Some(open) {
                    fence = None;
                }
                prose_start = line_end;
            }
            (None, None) => {}
        }
        offset = line_end;
    }
    if fence.is_none() {
        strip_prose(source.get(prose_start..).unwrap_or_default(), &mut kept);
    }
    Cow::Owned(kept)
}

fn fence_mark(line: &str) -> Option<&'static str> {
    let line = line.trim_start();
    ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark))
}

fn strip_prose(mut rest: &str, kept: &mut String) {
    while let Some(start) = rest.find('{') {
        let (before, from_brace) = rest.split_at(start);
        kept.push_str(before);
        match tag_length(from_brace).filter(|_| !before.ends_with('`')) {
            Some(length) => rest = from_brace.get(length..).unwrap_or_default(),
            None => {
                kept.push('{');
                rest = from_brace.get(1..).unwrap_or_default();
            }
        }
    }
    kept.push_str(rest);
}

/// The length in bytes of the tag at the start of `text`, if there is one.
fn tag_length(text: &str) -> Option<usize> {
    let close = match text.as_bytes().get(1)? {
        b'%' => "%}",
        b'{' => "}}",
        b':' => "}",
        _ => return None,
    };
    let position = text.find(close).filter(|position| *position <= MOST_TAG_BYTES)?;
    let is_closed = close != "}" || !text.get(..position)?.contains('\n');
    is_closed.then_some(position + close.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_code_stays() {
        for (source, kept) in [
            ("plain {x}", "plain {x}"),
            ("a {% if x %}b{% endif %} c", "a b c"),
            ("[Home]({{ site.baseurl }}/home/){: target=\"_blank\" }", "[Home](/home/)"),
            ("x\n```\n{{ kept }}\n```\n{{ gone }}y", "x\n```\n{{ kept }}\n```\ny"),
            ("use `{{ name }}` here", "use `{{ name }}` here"),
            ("{% never closed", "{% never closed"),
            ("{: not\nclosed }", "{: not\nclosed }"),
            ("~~~\n{{ open fence }}", "~~~\n{{ open fence }}"),
        ] {
            assert_eq!(strip_templates(source), kept);
        }
    }
}
