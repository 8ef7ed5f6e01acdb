//! Glyphs to pieces of lines: a new one where the baseline moves or a gap is wide, a space where it is narrow.

use kurbo::Vec2;

use crate::content::formats::MOST_TEXT_BYTES;

/// In units of the font size.
const NEW_LINE_FROM: f64 = 0.6;
const SPACE_FROM: f64 = 0.18;
/// A gap between columns, or between cells of a table.
const APART_FROM: f64 = 1.5;
const JUMP_BACK_FROM: f64 = 2.0;

/// A line of text, or a piece of one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Where it begins and ends along its direction.
    pub(super) start: f64,
    pub(super) end: f64,
    /// The baseline; greater is further up.
    pub(super) height: f64,
    /// The font size of most of it.
    pub(super) size: f64,
    /// The direction of writing, of length 1.
    pub(super) direction: Vec2,
    /// Whether it is a table's row, with ` | ` between its cells.
    pub(super) is_row: bool,
}

/// Where a glyph stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// The direction of writing, of length 1.
    pub(super) direction: Vec2,
    pub(super) along: f64,
    pub(super) height: f64,
    pub(super) width: f64,
    pub(super) size: f64,
}

struct OpenLine {
    text: String,
    direction: Vec2,
    start: f64,
    end: f64,
    height: f64,
    /// The size of the largest glyph so far decides about gaps; the most frequent one is the line's.
    largest: f64,
    sizes: Vec<(f64, u32)>,
    last_start: f64,
}

/// Lines in the making.
#[derive(Default)]
pub(super) struct LineBuilder {
    lines: Vec<Line>,
    open: Option<OpenLine>,
    bytes: usize,
}

impl LineBuilder {
    /// Whether a page has more text than a whole document may have.
    pub(super) fn is_full(&self) -> bool {
        self.bytes > MOST_TEXT_BYTES
    }

    /// Adds a glyph's text.
    pub(super) fn push(&mut self, text: &str, spot: Spot) {
        self.bytes += text.len();
        if self.open.as_ref().is_some_and(|open| open.is_left_by(&spot)) {
            self.end_line();
        }
        let open = self.open.get_or_insert_with(|| OpenLine::at(&spot));
        open.push(text, &spot);
    }

    fn end_line(&mut self) {
        let Some(open) = self.open.take() else { return };
        let text = open.text.trim();
        if text.is_empty() {
            return;
        }
        let most = open.sizes.iter().max_by_key(|(_, count)| *count).map_or(open.largest, |(size, _)| *size);
        self.lines.push(Line {
            text: text.to_owned(),
            start: open.start,
            end: open.end,
            height: open.height,
            size: most,
            direction: open.direction,
            is_row: false,
        });
    }

    /// All lines.
    pub(super) fn finish(mut self) -> Vec<Line> {
        self.end_line();
        self.lines
    }
}

impl OpenLine {
    fn at(spot: &Spot) -> Self {
        Self {
            text: String::new(),
            direction: spot.direction,
            start: spot.along,
            end: spot.along,
            height: spot.height,
            largest: spot.size,
            sizes: Vec::new(),
            last_start: f64::NEG_INFINITY,
        }
    }

    fn is_left_by(&self, spot: &Spot) -> bool {
        let em = self.largest.max(spot.size);
        self.direction.dot(spot.direction) < 0.99
            || (spot.height - self.height).abs() > NEW_LINE_FROM * em
            || spot.along - self.end < -JUMP_BACK_FROM * em
            || spot.along - self.end > APART_FROM * em
    }

    fn push(&mut self, text: &str, spot: &Spot) {
        // Bold by drawing the same letter twice, a hair apart.
        let is_shadow = (spot.along - self.last_start).abs() < 0.05 * spot.size && self.text.ends_with(text);
        if is_shadow {
            return;
        }
        let has_gap = spot.along - self.end > SPACE_FROM * spot.size.min(self.largest);
        if has_gap && !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
        for letter in text.chars() {
            self.push_letter(letter);
        }
        self.last_start = spot.along;
        self.end = self.end.max(spot.along + spot.width);
        self.largest = self.largest.max(spot.size);
        let rounded = (spot.size * 10.0).round() / 10.0;
        match self.sizes.iter_mut().find(|(size, _)| *size == rounded) {
            Some((_, count)) => *count += 1,
            None => self.sizes.push((rounded, 1)),
        }
    }

    fn push_letter(&mut self, letter: char) {
        match letter {
            '\u{fb00}' => self.text.push_str("ff"),
            '\u{fb01}' => self.text.push_str("fi"),
            '\u{fb02}' => self.text.push_str("fl"),
            '\u{fb03}' => self.text.push_str("ffi"),
            '\u{fb04}' => self.text.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => self.text.push_str("st"),
            // The bullets of the Symbol and Wingdings fonts.
            '\u{f0b7}' | '\u{f0a7}' => self.text.push('•'),
            ' ' | '\t' | '\u{a0}' => {
                if !self.text.is_empty() && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
            }
            '\u{e000}'..='\u{f8ff}' | '\u{fffd}' => {}
            control if control.is_control() => {}
            other => self.text.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(glyphs: &[(&str, f64, f64)]) -> Vec<String> {
        let mut builder = LineBuilder::default();
        for (text, along, height) in glyphs {
            let direction = Vec2::new(1.0, 0.0);
            builder.push(text, Spot { direction, along: *along, height: *height, width: 5.0, size: 10.0 });
        }
        builder.finish().into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn gaps_are_spaces_and_moves_are_lines() {
        assert_eq!(lines(&[("a", 0.0, 0.0), ("b", 5.0, 0.0), ("c", 13.0, 0.0)]), ["ab c"]);
        assert_eq!(lines(&[("a", 0.0, 0.0), ("2", 5.0, 4.0), ("b", 0.0, -12.0)]), ["a2", "b"]);
        assert_eq!(lines(&[("a", 0.0, 0.0), ("a", 0.2, 0.0), ("\u{fb01}", 5.0, 0.0)]), ["afi"]);
        assert_eq!(lines(&[("a", 100.0, 0.0), ("b", 0.0, 0.0)]), ["a", "b"]);
        assert_eq!(lines(&[("a", 0.0, 0.0), ("b", 30.0, 0.0)]), ["a", "b"]);
        assert_eq!(lines(&[(" ", 0.0, 0.0)]), [""; 0]);
    }
}
