//! Running heads and page numbers: lines at the edge of a page that come again on many pages.

use std::collections::HashMap;

use super::lines::Line;

/// How many lines from the top and from the bottom may be running ones.
const EDGE_LINES: usize = 2;
/// A running line comes again on so many pages, its own counted, of those that are near: a chapter's head ends with it,
/// and stands on every second page.
const LEAST_PAGES: usize = 3;
const NEAR_PAGES: usize = 6;
/// Baselines closer than this, in points, are one: a head's parts are set in several sizes.
const SAME_HEIGHT: f64 = 2.0;

/// Drops running lines from every page.
pub(super) fn without_running_lines(mut pages: Vec<Vec<Line>>) -> Vec<Vec<Line>> {
    let edges: Vec<Vec<usize>> = pages.iter().map(|lines| edge_positions(lines)).collect();
    let mut pages_with: HashMap<String, Vec<usize>> = HashMap::new();
    for (page, (lines, positions)) in pages.iter().zip(&edges).enumerate() {
        for key in positions.iter().filter_map(|position| lines.get(*position)).map(key) {
            let pages = pages_with.entry(key).or_default();
            if pages.last() != Some(&page) {
                pages.push(page);
            }
        }
    }
    let is_running = |line: &Line, page: usize| {
        let all = pages_with.get(&key(line)).map_or(&[][..], Vec::as_slice);
        let from = all.partition_point(|other| other + NEAR_PAGES < page);
        all.iter().skip(from).take_while(|other| **other <= page + NEAR_PAGES).count() >= LEAST_PAGES
    };
    for (page, (lines, positions)) in pages.iter_mut().zip(&edges).enumerate() {
        let mut position = 0;
        lines.retain(|line| {
            let is_edge = positions.contains(&position);
            position += 1;
            !(is_edge && is_running(line, page))
        });
    }
    pages
}

/// The positions of the lines highest and lowest on the page, wherever they come in its content. A page of few lines,
/// such as a slide, has none.
fn edge_positions(lines: &[Line]) -> Vec<usize> {
    let mut heights: Vec<f64> = lines.iter().map(|line| line.height).collect();
    heights.sort_by(|left, right| right.total_cmp(left));
    heights.dedup_by(|below, above| *above - *below < SAME_HEIGHT);
    if heights.len() <= 2 * EDGE_LINES {
        return Vec::new();
    }
    let is_edge = |line: &Line| {
        let above = heights.iter().filter(|height| **height > line.height + SAME_HEIGHT).count();
        let below = heights.iter().filter(|height| **height < line.height - SAME_HEIGHT).count();
        above < EDGE_LINES || below < EDGE_LINES
    };
    lines.iter().enumerate().filter(|(_, line)| is_edge(line)).map(|(position, _)| position).collect()
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
                height: index as f64 * -12.0,
                size: 10.0,
                direction: kurbo::Vec2::new(1.0, 0.0),
                is_row: false,
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
    fn heads_of_chapters_go_and_a_line_of_far_pages_stays() {
        let pages = (0..40).map(|number| {
            let head = if number % 2 == 0 {
                format!("Chapter {}", ["A", "B", "C", "D"][number / 10])
            } else {
                format!("t{number}x")
            };
            let first = if number % 13 == 0 { "Notes".to_owned() } else { format!("own {number} line") };
            page(&[&head, &first, "a", "b", &format!("c{number}d"), &format!("e{number}f")])
        });
        let words: Vec<String> = (0..40).map(|number| format!("w{}", "x".repeat(number))).collect();
        let mut pages: Vec<Vec<Line>> = pages.collect();
        for (lines, word) in pages.iter_mut().zip(&words) {
            // Numbers don't tell lines apart: words must.
            for line in lines.iter_mut().filter(|line| line.text.contains(|letter: char| letter.is_ascii_digit())) {
                line.text.push_str(word);
            }
        }
        let kept = without_running_lines(pages);
        assert!(kept.iter().flatten().all(|line| !line.text.starts_with("Chapter")));
        assert_eq!(kept.iter().flatten().filter(|line| line.text == "Notes").count(), 4);
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
