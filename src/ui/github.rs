//! GitHub Actions: annotations on stderr, a job summary, and outputs.

use crate::base::diagnostic::{Diagnostic, Severity};
use crate::ui::look::one_line;
use crate::ui::outcome::ResultLine;

/// GitHub shows ten annotations of a kind for a step and drops the rest.
const MOST: usize = 10;

/// Counts annotations, so that the first ten of each kind are made.
#[derive(Debug, Default)]
pub struct Annotations {
    errors: usize,
    warnings: usize,
}

impl Annotations {
    /// The annotation of a finding, with a line end; `None` for notes and beyond the tenth of a kind.
    pub fn annotate(&mut self, finding: &Diagnostic) -> Option<String> {
        let (kind, made) = match finding.severity {
            Severity::Error => ("error", &mut self.errors),
            Severity::Warning => ("warning", &mut self.warnings),
            Severity::Note => return None,
        };
        if *made == MOST {
            return None;
        }
        *made += 1;
        Some(annotation(kind, finding))
    }
}

fn annotation(kind: &str, finding: &Diagnostic) -> String {
    let mut properties = Vec::new();
    if let Some(place) = finding.places.first() {
        properties.push(format!("file={}", property(&place.file)));
        properties.extend(place.line.map(|line| format!("line={line}")));
        properties.extend(place.column.map(|column| format!("col={column}")));
    }
    properties.push(format!("title={}", property(&finding.code)));
    let fix = finding.next.first().map(|next| format!("\nFix: {}", next.command)).unwrap_or_default();
    format!("::{kind} {}::{}\n", properties.join(","), message(&format!("{}{fix}", finding.summary)))
}

// Order matters: `%` first, or the escapes of the others would be escaped again.
fn message(text: &str) -> String {
    let text: String = text.chars().filter(|letter| !letter.is_control() || matches!(letter, '\n' | '\r')).collect();
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

/// Markdown for the job's page.
pub fn summary(command: &str, environment: &str, result: &ResultLine) -> String {
    let cell = |text: &str| one_line(text).replace('|', "\\|");
    let number = |release: Option<crate::base::id::ReleaseNumber>| release.map_or("none".to_owned(), |n| n.to_string());
    let mut rows = vec![
        ("Outcome", result.outcome.name().replace('_', " ")),
        ("Environment", cell(environment)),
        ("Release", number(result.release)),
        ("Live release", number(result.live_release)),
        ("Took", format!("{:.1} s", result.elapsed_ms as f64 / 1000.0)),
    ];
    rows.extend(result.urls.demo.as_deref().map(|demo| ("Demo page", cell(demo))));
    rows.extend(result.undo.as_deref().map(|undo| ("Undo", format!("`{}`", cell(undo)))));
    if let Some(diagnostic) = &result.diagnostic {
        let text = |key: &str| cell(diagnostic[key].as_str().unwrap_or_default());
        rows.push(("Error", format!("{}: {}", text("code"), text("summary"))));
        rows.push(("Fix", text("hint")));
    }
    let rows: String = rows.iter().map(|(name, value)| format!("| {name} | {value} |\n")).collect();
    format!("### botctl {command}\n\n| | |\n|---|---|\n{rows}\n")
}

/// Lines for `$GITHUB_OUTPUT`.
pub fn outputs(result: &ResultLine) -> String {
    let number = |release: Option<crate::base::id::ReleaseNumber>| release.map_or(String::new(), |n| n.to_string());
    let rows = [
        ("outcome", result.outcome.name().to_owned()),
        ("release", number(result.release)),
        ("previous-release", number(result.previous_release)),
        ("changed", result.is_change().to_string()),
        ("demo-url", result.urls.demo.clone().unwrap_or_default()),
        ("dashboard-url", result.urls.dashboard.clone().unwrap_or_default()),
    ];
    // One line each: a line end in a value would let it forge the next output.
    rows.iter().map(|(name, value)| format!("{name}={}\n", one_line(value))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Place;
    use crate::base::id::ReleaseNumber;
    use crate::ui::outcome::Ending;

    #[test]
    fn annotations_are_escaped_and_stop_at_ten() {
        let finding = Diagnostic::error("QA007", "50 % of\nall\x1b").at(Place::line("qa/a,b:c.toml", 12)).fix("rename");
        let mut annotations = Annotations::default();
        assert_eq!(
            annotations.annotate(&finding).as_deref(),
            Some("::error file=qa/a%2Cb%3Ac.toml,line=12,title=QA007::50 %25 of%0Aall%0AFix: rename\n")
        );
        let rest = (0..20).filter_map(|_| annotations.annotate(&finding)).count();
        assert_eq!(rest, 9);
        assert!(annotations.annotate(&Diagnostic::warning("KB001", "x")).is_some());
    }

    #[test]
    fn outputs_cannot_be_forged() {
        let mut result = ResultLine::new(Ending::Deployed, 0, false);
        result.release = Some(ReleaseNumber(42));
        result.urls.demo = Some("https://x\nchanged=false".to_owned());
        assert_eq!(
            outputs(&result),
            "outcome=deployed\nrelease=42\nprevious-release=\nchanged=true\ndemo-url=https://x changed=false\ndashboard-url=\n"
        );
        assert!(summary("deploy", "a|b", &result).contains("| Environment | a\\|b |"));
    }
}
