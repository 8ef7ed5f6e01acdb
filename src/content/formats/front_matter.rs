//! Front matter of Markdown files: cut off, with its title, language and date kept.

use jiff::civil::Date;

use crate::content::document::{day, primary_language};

/// A Markdown source without its front matter, and what of it counts.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct FrontMatter<'a> {
    pub(super) title: Option<String>,
    pub(super) language: Option<String>,
    pub(super) date: Option<Date>,
    pub(super) body: &'a str,
}

/// The keys of the last change, then those of the making.
const DATES: [&str; 6] = ["updated", "lastmod", "last_modified_at", "modified", "date", "created"];

/// Splits YAML (`---`) or TOML (`+++`) front matter off. Only a title, a language and dates of the top level are looked at,
/// line by line: a full parse of every file's metadata would cost more than reading its text.
pub(super) fn split(source: &str) -> FrontMatter<'_> {
    let without = FrontMatter { body: source, ..FrontMatter::default() };
    for (fence, separator) in [("---", ':'), ("+++", '=')] {
        let Some((head, body)) = fenced(source, fence) else { continue };
        return FrontMatter {
            title: value_of(head, &["title"], separator),
            language: value_of(head, &["lang", "language"], separator).as_deref().and_then(primary_language),
            date: DATES.iter().find_map(|key| day(&value_of(head, &[key], separator)?)),
            body,
        };
    }
    without
}

/// The lines between a fence on the first line and the next fence, and what follows.
fn fenced<'a>(source: &'a str, fence: &str) -> Option<(&'a str, &'a str)> {
    let (first, rest) = source.split_once('\n')?;
    if first.trim_end() != fence {
        return None;
    }
    let mut offset = 0;
    for line in rest.split_inclusive('\n') {
        if line.trim_end() == fence || (fence == "---" && line.trim_end() == "...") {
            return Some((rest.get(..offset)?, rest.get(offset + line.len()..)?));
        }
        offset += line.len();
    }
    None
}

fn value_of(head: &str, keys: &[&str], separator: char) -> Option<String> {
    let mut lines = head.lines();
    while let Some(line) = lines.next() {
        let Some((key, value)) = line.split_once(separator) else { continue };
        if !keys.contains(&key.trim_end()) {
            continue;
        }
        let value = match value.trim() {
            "|" | ">" | "|-" | ">-" => {
                lines.take_while(|line| line.starts_with(' ')).map(str::trim).collect::<Vec<_>>().join(" ")
            }
            plain => unquoted(plain),
        };
        return Some(value).filter(|value| !value.is_empty());
    }
    None
}

fn unquoted(value: &str) -> String {
    let inner =
        |quote: char| value.strip_prefix(quote).and_then(|rest| rest.rsplit_once(quote)).map(|(inner, _)| inner);
    if let Some(inner) = inner('"') {
        inner.replace("\\\"", "\"").replace("\\\\", "\\")
    } else if let Some(inner) = inner('\'') {
        inner.replace("''", "'")
    } else {
        value.split(" #").next().unwrap_or(value).trim_end().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_the_last_change_goes_before_that_of_the_making() {
        for (source, wanted) in [
            ("---\ndate: 2024-01-02 10:00\nupdated: '2024-05-06'\n---\n", Some(jiff::civil::date(2024, 5, 6))),
            ("+++\ndate = 2024-01-02T00:00:00Z\n+++\n", Some(jiff::civil::date(2024, 1, 2))),
            ("---\ndate: soon\n---\n", None),
        ] {
            assert_eq!(split(source).date, wanted, "{source}");
        }
    }

    #[test]
    fn title_and_language_are_kept_and_the_rest_is_cut() {
        for (source, title, language, body) in [
            ("---\ntitle: Hours\nlang: en-GB\n---\nBody", Some("Hours"), Some("en"), "Body"),
            ("---\r\ntitle: \"A: \\\"b\\\"\" # c\r\n---\r\nBody", Some("A: \"b\""), None, "Body"),
            ("---\ntitle: 'It''s'\nsub:\n  title: no\n...\nBody", Some("It's"), None, "Body"),
            ("---\ntitle: >-\n  Two\n  lines\n---\nBody", Some("Two lines"), None, "Body"),
            ("+++\ntitle = \"Orari\"\nlanguage = \"it\"\n+++\nBody", Some("Orari"), Some("it"), "Body"),
            ("---\ntitle:\n---\nBody", None, None, "Body"),
            ("---\nno end", None, None, "---\nno end"),
            ("Text\n---\n", None, None, "Text\n---\n"),
        ] {
            let found = split(source);
            assert_eq!((found.title.as_deref(), found.language.as_deref(), found.body), (title, language, body));
        }
    }
}
