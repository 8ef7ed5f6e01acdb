//! Text broken into lines of a width, at spaces.

use crate::ui::look::columns;

/// Breaks `text` into lines of at most `width` columns; a word that is longer stays whole. Line ends in the text are kept.
pub fn lines(text: &str, width: usize) -> Vec<String> {
    text.split('\n').flat_map(|paragraph| paragraph_lines(paragraph, width)).collect()
}

fn paragraph_lines(paragraph: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && columns(&line) + 1 + columns(word) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Breaks a text whose last sentence is `Next: COMMAND`, which stays whole.
pub fn with_next(text: &str, width: usize) -> Vec<String> {
    let Some((before, command)) = text.split_once(" Next: ") else { return lines(text, width) };
    let mut out = lines(before, width);
    let next = format!("Next: {command}");
    match out.last_mut() {
        Some(last) if columns(last) + 1 + columns(&next) <= width => *last = format!("{last} {next}"),
        Some(_) | None => out.push(next),
    }
    out
}

/// Breaks an enumeration (`a, b (c)`, `a · b`) into lines of at most `width` columns, between its parts if that is enough.
pub fn parts(text: &str, width: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    // Not every comma ends a part: numbers have some inside.
    let marked = text.replace(", ", ",\n").replace(" · ", " ·\n");
    for part in marked.lines() {
        match out.last_mut() {
            Some(line) if columns(line) + 1 + columns(part) <= width => *line = format!("{line} {part}"),
            Some(_) | None => out.push(part.to_owned()),
        }
    }
    let whole = out.into_iter().map(|line| line.trim_end_matches('·').trim_end().to_owned());
    whole.flat_map(|line| lines(&line, width)).collect()
}

/// A line as it is; where it is wider than `width`, broken at spaces with its continuations indented by `indent`.
pub fn continued(line: &str, indent: usize, width: usize) -> String {
    if columns(line) <= width {
        return format!("{line}\n");
    }
    let split = line.char_indices().nth(indent).map_or(line.len(), |(at, _)| at);
    let (head, text) = line.split_at(split);
    hanging(head, text, width)
}

/// Wraps `text` behind `first`; later lines are indented as far as `first` is wide.
pub fn hanging(first: &str, text: &str, width: usize) -> String {
    let indent = columns(first);
    let mut out = String::new();
    for (index, line) in lines(text, width.saturating_sub(indent).max(20)).iter().enumerate() {
        if index == 0 {
            out.push_str(first);
        } else {
            out.push_str(&" ".repeat(indent));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_at_spaces_and_keeps_long_words() {
        assert_eq!(lines("one two three", 7), ["one two", "three"]);
        assert_eq!(lines("https://a-very-long-address x", 10), ["https://a-very-long-address", "x"]);
        assert_eq!(lines("a\n\nb", 10), ["a", "", "b"]);
        assert_eq!(parts("models loaded · pipeline configured · 5 of 5 tests", 40).len(), 2);
        assert_eq!(parts("a, b · c", 40), ["a, b · c"]);
        assert_eq!(parts("one two, three", 9), ["one two,", "three"]);
        assert_eq!(hanging("Fix:  ", &"word ".repeat(6), 26), "Fix:  word word word word\n      word word\n");
    }
}
