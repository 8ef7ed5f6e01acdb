//! Colours and symbols of one stream, with their fallbacks. Colour never carries meaning alone.

use std::borrow::Cow;

use crate::base::event::Status;
use crate::base::text::printable;

/// What a piece of text is, for its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Went well.
    Good,
    /// Went wrong.
    Bad,
    /// Worth attention.
    Caution,
    /// Less important than its neighbours.
    Faint,
    /// More important than its neighbours.
    Strong,
}

/// How one stream looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Whether colour is used.
    pub color: bool,
    /// Whether symbols outside ASCII can be shown.
    pub unicode: bool,
    /// Columns to stay within.
    pub width: usize,
}

impl Look {
    /// No colour, all symbols, 80 columns.
    pub const PLAIN: Self = Self { color: false, unicode: true, width: 80 };

    /// The text in the colour of its tone.
    pub fn paint<'a>(&self, tone: Tone, text: &'a str) -> Cow<'a, str> {
        if !self.color {
            return Cow::Borrowed(text);
        }
        let code = match tone {
            Tone::Good => 32,
            Tone::Bad => 31,
            Tone::Caution => 33,
            Tone::Faint => 2,
            Tone::Strong => 1,
        };
        Cow::Owned(format!("\x1b[{code}m{text}\x1b[0m"))
    }

    /// The symbol of a status, painted: one column, or two in ASCII.
    pub fn symbol(&self, status: Status) -> Cow<'static, str> {
        let (unicode, ascii, tone) = match status {
            Status::Passed => ("✓", "ok", Tone::Good),
            Status::Warning => ("!", "!", Tone::Caution),
            Status::Failed => ("✗", "x", Tone::Bad),
            Status::Skipped => ("-", "-", Tone::Faint),
        };
        let symbol = if self.unicode { Cow::Borrowed(unicode) } else { Cow::Owned(format!("{ascii:<2}")) };
        match self.color {
            true => Cow::Owned(self.paint(tone, &symbol).into_owned()),
            false => symbol,
        }
    }

    /// As many blanks as a symbol is wide.
    pub fn no_symbol(&self) -> &'static str {
        if self.unicode { " " } else { "  " }
    }

    /// Our own words with typographic characters replaced where they can't be shown.
    pub fn words<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.unicode || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        Cow::Owned(text.replace('·', "-").replace('…', "...").replace('→', "->").replace(['–', '—'], "-"))
    }

    /// A bar of `width` columns.
    pub fn bar(&self, done: u64, total: u64, width: usize) -> String {
        let filled = match total {
            0 => width,
            _ => usize::try_from(u128::from(done.min(total)) * width as u128 / u128::from(total)).unwrap_or(width),
        };
        if !self.unicode {
            let inner = width.saturating_sub(2);
            let filled = filled.min(inner);
            return format!("[{}{}]", "#".repeat(filled), "-".repeat(inner - filled));
        }
        let tip = if filled > 0 && filled < width { "╸" } else { "" };
        let full = "━".repeat(filled - usize::from(!tip.is_empty()));
        let rest = "━".repeat(width - filled);
        format!("{full}{tip}{}", self.paint(Tone::Faint, &rest))
    }

    /// A frame of a spinner.
    pub fn spinner(&self, frame: usize) -> &'static str {
        const DOTS: [&str; 10] = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
        const LINES: [&str; 4] = ["- ", "\\ ", "| ", "/ "];
        if self.unicode { DOTS[frame % DOTS.len()] } else { LINES[frame % LINES.len()] }
    }
}

/// Text from elsewhere on one line: control characters dropped, line ends turned into spaces.
pub fn one_line(text: &str) -> String {
    printable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Columns that a text takes, without its colours.
pub fn columns(text: &str) -> usize {
    console::measure_text_width(text)
}

/// The text and as many blanks as make it `width` columns.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_ascii_where_it_cannot_be_shown() {
        let look = Look { unicode: false, ..Look::PLAIN };
        let shown = format!("{}{}{}", look.symbol(Status::Passed), look.bar(3, 6, 9), look.words("a · b…"));
        assert_eq!(shown, "ok[####---]a - b...");
        assert_eq!(look.no_symbol().len(), look.symbol(Status::Warning).len());
    }

    #[test]
    fn bars_have_their_width() {
        for done in 0..=7 {
            assert_eq!(columns(&Look::PLAIN.bar(done, 7, 24)), 24, "{done}");
        }
        assert_eq!(columns(&Look::PLAIN.bar(9, 0, 24)), 24);
        assert_eq!(columns(&Look::PLAIN.bar(u64::MAX, 3, 24)), 24);
    }

    #[test]
    fn no_escape_without_colour() {
        assert_eq!(Look::PLAIN.paint(Tone::Bad, "x"), "x");
        assert_eq!(Look { color: true, ..Look::PLAIN }.paint(Tone::Bad, "x"), "\x1b[31mx\x1b[0m");
        assert_eq!(one_line("a\x1b[31m\r\n b"), "a[31m b");
    }
}
