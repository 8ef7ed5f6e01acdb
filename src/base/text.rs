//! Text for people: cleaning, counting, measuring, guessing what was meant.

use std::borrow::Cow;
use std::time::Duration;

/// Drops control characters (C0 without line feed and tab, C1, and direction overrides), so that text from elsewhere can't drive a terminal.
pub fn printable(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_dangerous) {
        Cow::Owned(text.chars().filter(|character| !is_dangerous(*character)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

fn is_dangerous(character: char) -> bool {
    (character.is_control() && character != '\n' && character != '\t')
        || matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `1 document`, `3 documents`.
pub fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number as u64))
}

/// A number with commas between groups of three digits: `2,914`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A size in decimal units, as people read file sizes: `186 KB`, `4.1 MB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = ["KB", "MB", "GB", "TB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let mut value = bytes as f64 / 1000.0;
    let mut unit = 0;
    while value >= 999.5 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    if value < 10.0 { format!("{value:.1} {}", UNITS[unit]) } else { format!("{value:.0} {}", UNITS[unit]) }
}

/// A duration: `0.4 s`, `12 s`, `3 min 5 s`.
pub fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    if seconds < 9.95 {
        format!("{seconds:.1} s")
    } else if seconds < 59.5 {
        format!("{seconds:.0} s")
    } else {
        let whole = seconds.round() as u64;
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

/// The candidate that was most likely meant by `given`: at most a third of its letters differ.
pub fn did_you_mean<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let most = given.chars().count().div_ceil(3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (edit_distance(given, candidate), candidate))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, candidate)| candidate)
}

/// The Damerau-Levenshtein distance (optimal string alignment) in characters.
pub fn edit_distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut rows = vec![(0..=right.len()).collect::<Vec<usize>>()];
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let substituted = rows[i][j] + usize::from(a != b);
            let mut best = substituted.min(rows[i][j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(rows[i - 1][j - 1] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[left.len()][right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_escapes_are_dropped() {
        assert_eq!(printable("a\x1b[31mb\u{202e}c\n"), "a[31mbc\n");
        assert!(matches!(printable("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn numbers_read_well() {
        assert_eq!(grouped(2_914), "2,914");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(count(1, "document"), "1 document");
        assert_eq!(
            [0, 999, 1_000, 186_400, 999_600, 4_100_000].map(size),
            ["0 B", "999 B", "1.0 KB", "186 KB", "1.0 MB", "4.1 MB"]
        );
        assert_eq!(
            [400, 12_000, 185_000].map(|ms| duration(Duration::from_millis(ms))),
            ["0.4 s", "12 s", "3 min 5 s"]
        );
    }

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        let keys = ["documents", "exclude", "address"];
        assert_eq!(did_you_mean("documnets", keys), Some("documents"));
        assert_eq!(did_you_mean("adress", keys), Some("address"));
        assert_eq!(did_you_mean("colour", keys), None);
        assert_eq!(edit_distance("ab", "ba"), 1);
    }
}
