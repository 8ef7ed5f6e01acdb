//! A finding as people read it and as programs do: what, where, consequence, fix.

use serde_json::{Map, Value, json};

use crate::base::diagnostic::{Diagnostic, Next, Severity};
use crate::base::text::printable;
use crate::ui::look::{Look, Tone, columns, one_line, padded};
use crate::ui::wrap;

/// A longer command doesn't share a line with its occasion.
const COMMAND_COLUMNS: usize = 40;

/// Renders a finding for people, with a line end. `request_id` is shown where there was a request.
pub fn human(diagnostic: &Diagnostic, request_id: Option<&str>, look: &Look) -> String {
    let (word, tone) = match diagnostic.severity {
        Severity::Error => ("error", Tone::Bad),
        Severity::Warning => ("warning", Tone::Caution),
        Severity::Note => ("note", Tone::Faint),
    };
    let head = format!("{}: ", look.paint(tone, &format!("{word}[{}]", diagnostic.code)));
    let mut out = flush_left(&head, &one_line(&diagnostic.summary), look.width);
    if !diagnostic.places.is_empty() {
        let places: Vec<String> = diagnostic.places.iter().map(|place| one_line(&place.to_string())).collect();
        out.push_str(&wrap::hanging("  ", &places.join(" and "), look.width));
    }
    if !diagnostic.detail.is_empty() {
        out.push_str(&wrap::hanging("  ", &printable(&diagnostic.detail), look.width));
    }
    out.push_str(&next_steps(&diagnostic.next, look));
    if let Some(id) = request_id.filter(|id| !diagnostic.detail.contains(id)) {
        out.push_str(&format!("  Request: {}\n", one_line(id)));
    }
    out
}

// The first line begins at the margin and so do its continuations, by two columns.
fn flush_left(head: &str, text: &str, width: usize) -> String {
    // Measured without the two columns of a continuation, which the head has as well.
    let lead = "\u{a0}".repeat(columns(head).saturating_sub(2));
    let lines = wrap::lines(&format!("{lead}{text}"), width.saturating_sub(2));
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        match index {
            0 => out.push_str(&format!("{head}{}\n", line.trim_start_matches('\u{a0}'))),
            _ => out.push_str(&format!("  {line}\n")),
        }
    }
    out
}

/// `Fix:` for one step, `Try:` for several or for one that has an occasion; indented by two columns.
pub fn next_steps(next: &[Next], look: &Look) -> String {
    let word = match next {
        [] => return String::new(),
        [only] if only.when.is_empty() => "Fix:",
        _ => "Try:",
    };
    let widths = next.iter().map(|step| columns(&step.command)).filter(|width| *width <= COMMAND_COLUMNS);
    let width = widths.max().unwrap_or(0);
    let mut out = String::new();
    for (index, step) in next.iter().enumerate() {
        let lead = if index == 0 { format!("  {word}  ") } else { " ".repeat(8) };
        out.push_str(&next_step(&lead, step, width, look));
    }
    out
}

fn next_step(lead: &str, step: &Next, width: usize, look: &Look) -> String {
    let (command, when) = (one_line(&step.command), one_line(&step.when));
    if when.is_empty() {
        wrap::hanging(lead, &command, look.width)
    } else if columns(&command) <= COMMAND_COLUMNS {
        wrap::hanging(&format!("{lead}{}   ", padded(&command, width)), &when, look.width)
    } else {
        wrap::hanging(lead, &format!("{command} ({when})"), look.width)
    }
}

/// The fields of a finding in JSON: `code,severity,summary,detail,hint,request_id?,span?,places?,next`.
pub fn fields(diagnostic: &Diagnostic, request_id: Option<&str>) -> Map<String, Value> {
    let hint = diagnostic.next.first().map_or("", |next| next.command.as_str());
    let next: Vec<Value> =
        diagnostic.next.iter().map(|next| json!({ "command": next.command, "when": next.when })).collect();
    let mut fields = Map::from_iter([
        ("code".to_owned(), json!(diagnostic.code)),
        ("severity".to_owned(), json!(diagnostic.severity)),
        ("summary".to_owned(), json!(diagnostic.summary)),
        ("detail".to_owned(), json!(diagnostic.detail)),
        ("hint".to_owned(), json!(hint)),
        ("next".to_owned(), Value::Array(next)),
    ]);
    if let Some(id) = request_id {
        fields.insert("request_id".to_owned(), json!(id));
    }
    let spans: Vec<Value> = diagnostic
        .places
        .iter()
        .map(|place| json!({ "file": place.file, "line": place.line, "col": place.column }))
        .collect();
    if let Some(first) = spans.first() {
        fields.insert("span".to_owned(), first.clone());
    }
    if spans.len() > 1 {
        fields.insert("places".to_owned(), Value::Array(spans));
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Place;

    #[test]
    fn what_where_consequence_fix() {
        let duplicate = Diagnostic::error("QA007", "two Q&As have the same id `refund-window`")
            .at(Place::line("qa/returns.toml", 12))
            .at(Place::line("qa/faq.toml", 88))
            .because("One of them would silently replace the other.")
            .fix("rename one of them");
        let expected = "\
error[QA007]: two Q&As have the same id `refund-window`
  qa/returns.toml:12 and qa/faq.toml:88
  One of them would silently replace the other.
  Fix:  rename one of them
";
        assert_eq!(human(&duplicate, None, &Look::PLAIN), expected);
    }

    #[test]
    fn several_steps_stand_in_columns() {
        let failed = Diagnostic::error("DEP021", "release 43 failed its automatic tests")
            .try_when("botctl test", "the same questions, locally")
            .try_when("botctl releases diff 42 43", "what changed");
        let expected = "\
error[DEP021]: release 43 failed its automatic tests
  Try:  botctl test                  the same questions, locally
        botctl releases diff 42 43   what changed
  Request: 01J
";
        assert_eq!(human(&failed, Some("01J"), &Look::PLAIN), expected);
    }

    #[test]
    fn long_text_wraps_and_escapes_of_others_are_dropped() {
        let long = Diagnostic::warning("KB001", format!("bad \x1b[31m{}", "word ".repeat(30)));
        let shown = human(&long, None, &Look::PLAIN);
        assert!(shown.lines().all(|line| columns(line) <= 80), "{shown}");
        assert!(!shown.contains('\x1b'));
        assert!(shown.starts_with("warning[KB001]: bad [31mword"));
    }
}
