//! A document's public address by the pattern `knowledge.address`.

use std::fmt::Write as _;

/// The address of the document at `path`, matched by a glob whose fixed folder is `base`.
///
/// `{path}` is the path below `base` without its extension, `{file}` the same with it, `{name}` the file's name
/// without it; each percent-encoded, with `/` kept.
pub(super) fn address(pattern: &str, path: &str, base: &str) -> String {
    let below = match path.strip_prefix(base).and_then(|rest| rest.strip_prefix('/')) {
        Some(below) if !base.is_empty() => below,
        // A glob without a wildcard names the file itself.
        _ if path == base => path.rsplit('/').next().unwrap_or(path),
        _ => path,
    };
    let (folder, name) = below.rsplit_once('/').map_or(("", below), |(folder, name)| (folder, name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let without_extension = if folder.is_empty() { stem.to_owned() } else { format!("{folder}/{stem}") };
    fill(pattern, &[("{path}", &without_extension), ("{file}", below), ("{name}", stem)])
}

fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(pattern.len() + 64);
    let mut rest = pattern;
    while let Some(start) = rest.find('{') {
        let (before, from_brace) = rest.split_at(start);
        filled.push_str(before);
        let known = values.iter().find_map(|(key, value)| Some((from_brace.strip_prefix(key)?, *value)));
        match known {
            Some((after, value)) => {
                percent_encode(value, &mut filled);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = from_brace.strip_prefix('{').unwrap_or_default();
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Encodes all but RFC 3986's unreserved characters and `/`.
fn percent_encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(byte));
        } else {
            // Writing to a string can't fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_filled() {
        for (pattern, path, base, expected) in [
            ("https://x.org/{path}/", "knowledge/a/b c.md", "knowledge", "https://x.org/a/b%20c/"),
            ("https://x.org/{file}", "knowledge/a/b.md", "knowledge", "https://x.org/a/b.md"),
            ("https://x.org/{name}", "knowledge/a/perché?.md", "knowledge", "https://x.org/perch%C3%A9%3F"),
            ("https://x.org/{path}", "a.b/c", "", "https://x.org/a.b/c"),
            ("https://x.org/{path}", "docs/README.md", "docs/README.md", "https://x.org/README"),
            ("https://x.org/{other}{", "a.md", "", "https://x.org/{other}{"),
            ("https://x.org/{path}", "{file}.md", "", "https://x.org/%7Bfile%7D"),
        ] {
            assert_eq!(address(pattern, path, base), expected);
        }
    }
}
