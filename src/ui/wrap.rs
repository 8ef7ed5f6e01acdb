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
        assert_eq!(hanging("Fix:  ", &"word ".repeat(6), 26), "Fix:  word word word word\n      word word\n");
    }
}
