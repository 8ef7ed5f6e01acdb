//! The canonical address in a page's head, found by a flat scan of its first tags: nothing is built, nothing nests.

/// A head is shorter; what comes later is content.
const MOST_HEAD_BYTES: usize = 256 << 10;

/// The address of `<link rel="canonical">`, as it stands there.
pub(super) fn canonical(page: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(page.get(..MOST_HEAD_BYTES).unwrap_or(page));
    let mut rest: &str = &head;
    while let Some((_, from_tag)) = rest.split_once('<') {
        rest = from_tag;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if is_tag(rest, "script") || is_tag(rest, "style") || is_tag(rest, "title") {
            rest = behind_raw_text(rest)?;
        } else if is_tag(rest, "body") {
            return None;
        } else if is_tag(rest, "link") {
            let (attributes, after) = attributes(rest.get("link".len()..)?);
            rest = after;
            let value =
                |name: &str| attributes.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value);
            let mut words = value("rel").map(|rel| rel.split_ascii_whitespace()).into_iter().flatten();
            let is_canonical = words.any(|word| word.eq_ignore_ascii_case("canonical"));
            if let Some(address) = value("href").filter(|address| is_canonical && !address.trim().is_empty()) {
                return Some(address.replace("&amp;", "&"));
            }
        }
    }
    None
}

fn is_tag(rest: &str, name: &str) -> bool {
    let begins = rest.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    begins && rest.get(name.len()..).is_some_and(|after| after.starts_with([' ', '\t', '\n', '\r', '\x0c', '/', '>']))
}

/// Behind the end tag of an element whose content is no markup.
fn behind_raw_text(element: &str) -> Option<&str> {
    let (_, content) = element.split_once('>')?;
    let end = content.find("</")?;
    content.get(end + 2..)
}

/// The attributes of a tag, and what follows it.
fn attributes(mut rest: &str) -> (Vec<(&str, &str)>, &str) {
    let mut found = Vec::new();
    loop {
        rest = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0c', '/']);
        if rest.is_empty() || rest.starts_with('>') || found.len() == 50 {
            return (found, rest);
        }
        let end = rest.find(['=', '>', ' ', '\t', '\n', '\r', '\x0c', '/']).unwrap_or(rest.len()).max(1);
        let Some((name, after)) = rest.split_at_checked(end) else { return (found, "") };
        let after = after.trim_start();
        let Some(value) = after.strip_prefix('=') else {
            rest = after;
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value.get(1..).and_then(|inner| inner.split_once(quote)).unwrap_or((value, "")),
            None => value.split_at(value.find(['>', ' ', '\t', '\n', '\r', '\x0c']).unwrap_or(value.len())),
        };
        found.push((name, value));
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_canonical_address_is_found_in_the_head_alone() {
        for (page, expected) in [
            ("<html><head><link rel=\"canonical\" href=\"/a?x=1&amp;y=2\"></head>", Some("/a?x=1&y=2")),
            ("<LINK href='https://a.org/b' REL='alternate Canonical'>", Some("https://a.org/b")),
            ("<link rel=canonical href=/c>", Some("/c")),
            ("<link rel=stylesheet href=x><link\nrel = canonical\nhref = \"/d\" />", Some("/d")),
            ("<!-- <link rel=canonical href=/e> --><p>", None),
            ("<script>'<link rel=canonical href=/f>'</script><p>", None),
            ("<head></head><body><link rel=canonical href=/g>", None),
            ("<link rel=canonical href=''>", None),
            ("<link rel=canonical><link rel", None),
            ("<link href=\"never closed", None),
            ("<link ===\u{e8}=\u{e8}'", None),
            ("", None),
        ] {
            assert_eq!(canonical(page.as_bytes()).as_deref(), expected, "{page}");
        }
    }
}
