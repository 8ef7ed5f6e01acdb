//! Running heads and page numbers: lines at the edge of a page that come again on many pages.

use std::collections::HashMap;

use super::lines::Line;

/// How many lines from the top and from the bottom may be running ones.
const EDGE_LINES: usize = 2;
/// A head of even pages alone comes on less than half of them.
const LEAST_SHARE: f64 = 0.3;
const LEAST_PAGES: usize = 3;

/// Drops running lines from every page.
pub(super) fn without_running_lines(mut pages: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    let edges: Vec<Vec<usize>> = pages.iter().map(|lines| edge_positions(lines)).collect();
    let mut pages_with: HashMap<String, usize> = HashMap::new();
    for (lines, positions) in pages.iter().zip(&edges) {
        let mut keys: Vec<String> = positions.iter().filter_map(|position| lines.get(*position)).map(key).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            *pages_with.entry(key).or_default() += 1;
        }
    }
    let least = LEAST_PAGES.max((pages.len() as f64 * LEAST_SHARE).ceil() as usize);
    for (lines, positions) in pages.iter_mut().zip(&edges) {
        let mut position = 0;
        lines.retain(|line| {
            let is_edge = positions.contains(&position);
            position += 1;
            !is_edge || pages_with.get(&key(line)).is_none_or(|count| *count < least)
        });
    }
    pages
}

/// The positions of the lines highest and lowest on the page, wherever they come in its content. A page of few lines,
/// such as a slide, has none.
fn edge_positions(lines: &[Line]) -> Vec<usize> {
    if lines.len() <= 2 * EDGE_LINES {
        return Vec::new();
    }
    let mut order: Vec<(usize, f64)> = lines.iter().map(|line| line.height).enumerate().collect();
    order.sort_by(|left, right| right.1.total_cmp(&left.1));
    let bottom = order.iter().rev().take(EDGE_LINES);
    order.iter().take(EDGE_LINES).chain(bottom).map(|(position, _)| *position).collect()
}

/// What two running lines have in common: their text without numbers.
fn key(line: &Line) -> String {
    let text = line.text.chars().filter(|letter| !letter.is_ascii_digit() && !letter.is_whitespace());
    let text: String = text.flat_map(char::to_lowercase).collect();
    let is_roman = !text.is_empty() && text.len() <= 6 && text.chars().all(|letter| "ivxl".contains(letter));
    if is_roman { String::new() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(texts: &[&str]) -> Vec<Line> {
        let lines = texts.iter().enumerate();
        lines
            .map(|(index, text)| Line {
                text: (*text).to_owned(),
                start: 0.0,
                end: 1.0,
                height: -(index as f64),
                size: 10.0,
            })
            .collect()
    }

    #[test]
    fn heads_and_page_numbers_go_and_text_stays() {
        let names = ["Uno", "Due", "Tre", "Quattro"];
        let pages = names.iter().enumerate().map(|(index, name)| {
            page(&[&format!("Manual {index}"), name, "a", "b", &format!("Text of {name}"), &format!("{index}")])
        });
        let kept = without_running_lines(pages.collect());
        let texts: Vec<&str> = kept.iter().flatten().map(|line| line.text.as_str()).take(4).collect();
        assert_eq!(texts, ["Uno", "a", "b", "Text of Uno"]);
    }

    #[test]
    fn slides_keep_their_lines() {
        let pages: Vec<Vec<Line>> = (0..9).map(|number| page(&["Same title", &format!("{number}")])).collect();
        assert_eq!(without_running_lines(pages.clone()), pages);
    }

    #[test]
    fn two_pages_have_no_running_lines() {
        let kept = without_running_lines(vec![page(&["Same", "x"]), page(&["Same", "y"])]);
        assert_eq!(kept.iter().flatten().count(), 4);
    }
}
