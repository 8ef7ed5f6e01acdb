//! What differs from run to run, made the same: times, digests, ports, the process, temporary folders. Nothing else.

use crate::harness::Stage;

/// The text with everything fleeting replaced, as far as possible by something as long.
pub fn normal(text: &str, stage: &Stage) -> String {
    let folder = stage.0.folder().display().to_string();
    let home = stage.0.home().display().to_string();
    let text = text.replace(&folder, "<folder>").replace(&home, "<home>");
    // Lines that only a slow machine gets.
    let lines = text.lines().filter(|line| !line.contains("] still "));
    lines.map(|line| format!("{}\n", line_of(line))).collect()
}

fn line_of(line: &str) -> String {
    let line = time_at_the_right(&stamp(line));
    if let Some(start) = line.find("Process    ") {
        return format!("{}Process    1", &line[..start]);
    }
    let mut out = String::new();
    let mut rest = line.as_str();
    while !rest.is_empty() {
        let (taken, shown) = piece(rest, out.chars().next_back());
        out.push_str(&shown);
        rest = &rest[taken..];
    }
    out
}

/// `[  0.6]` → `[  0.0]`, and the run's id.
fn stamp(line: &str) -> String {
    let mut line = line.to_owned();
    if line.starts_with('[') && line.get(6..8) == Some("] ") {
        line.replace_range(..8, "[  0.0] ");
    }
    match line.find(", run 0") {
        Some(start) => format!("{}, run 0000000000", &line[..start]),
        None => line,
    }
}

/// The time that a step took, in its place at the end of the line, however long it took.
fn time_at_the_right(line: &str) -> String {
    let Some((before, last)) = line.rsplit_once("   ") else { return line.to_owned() };
    let number = last.trim_start().strip_suffix(" s").filter(|number| number.parse::<f64>().is_ok());
    match number {
        Some(_) => format!("{:<75}0.0 s", before.trim_end()),
        None => line.to_owned(),
    }
}

/// The next piece of a line: how many bytes it has, and what stands for it.
fn piece(rest: &str, before: Option<char>) -> (usize, String) {
    let first = rest.chars().next().expect("not empty");
    let inside_word = before.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '.');
    if inside_word || !first.is_ascii_hexdigit() {
        return (first.len_utf8(), first.to_string());
    }
    let patterns = [
        ("dddd-dd-ddTdd:dd:dd.dddZ", "2026-01-02T03:04:05.678Z"),
        ("dddd-dd-dd", "2026-01-02"),
        ("127.0.0.1:ddddd", "127.0.0.1:40000"),
        ("d.d s", "0.0 s"),
        ("dd s", "0.0 s"),
    ];
    for (pattern, shown) in patterns {
        if matches(rest, pattern) {
            return (pattern.len(), shown.to_owned());
        }
    }
    let word: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
    let is_digest = [8, 64].contains(&word.len()) && word.chars().all(|letter| letter.is_ascii_hexdigit());
    if is_digest && word.chars().any(|letter| letter.is_ascii_digit()) {
        return (word.len(), "0".repeat(word.len()));
    }
    (first.len_utf8(), first.to_string())
}

/// `d` stands for a digit, everything else for itself.
fn matches(text: &str, pattern: &str) -> bool {
    let mut letters = text.chars();
    pattern.chars().all(|wanted| match (wanted, letters.next()) {
        ('d', Some(letter)) => letter.is_ascii_digit(),
        (wanted, Some(letter)) => wanted == letter,
        (_, None) => false,
    })
}
