//! The picture of `check`: groups, verdicts, findings with their fixes, and the state.

use std::collections::BTreeSet;

use crate::base::diagnostic::{Diagnostic, Next};
use crate::base::event::{CheckItem, Status};
use crate::ui::look::{Look, Tone, columns, one_line, padded};
use crate::ui::wrap;

const LABEL_COLUMNS: usize = 20;
const PLACE_COLUMNS: usize = 18;
/// Longer commands don't move the column of the occasions.
const COMMAND_COLUMNS: usize = 32;

/// Solutions that the picture holds already: several findings may have the same.
type Told = BTreeSet<String>;

/// What the picture shows.
#[derive(Debug, Clone, Copy)]
pub struct Picture<'a> {
    /// The first line, e.g. `Checking acme-hotel for production (bots.example.com)`.
    pub title: &'a str,
    /// The items, group by group.
    pub items: &'a [CheckItem],
    /// The state and what follows from it.
    pub verdict: &'a str,
    /// Whether the verdict is a refusal.
    pub refused: bool,
    /// Where to read on.
    pub more: Option<&'a str>,
}

/// Draws the picture.
pub fn draw(picture: &Picture<'_>, look: &Look) -> String {
    let mut out = format!("{}\n\n", one_line(picture.title));
    let mut told = BTreeSet::new();
    for group in groups(picture.items) {
        if let Some(first) = group.first() {
            out.push_str(&format!("  {}\n", look.paint(Tone::Strong, &capitalised(&first.group))));
        }
        out.push_str(&draw_group(group, &mut told, look));
    }
    out.push('\n');
    out.push_str(&verdict(picture, look));
    out
}

fn groups(items: &[CheckItem]) -> impl Iterator<Item = &[CheckItem]> {
    items.chunk_by(|one, two| one.group == two.group)
}

// Items that passed and have nothing to say share a line.
fn draw_group(items: &[CheckItem], told: &mut Told, look: &Look) -> String {
    // Of the configuration it is enough to know that it is in order.
    let is_plain = |item: &CheckItem| item.summary.is_empty() || item.group == "configuration";
    let terse = |item: &CheckItem| item.status == Status::Passed && item.diagnostics.is_empty() && is_plain(item);
    items
        .chunk_by(|one, two| terse(one) && terse(two))
        .map(|chunk| match chunk {
            [item] => draw_item(item, told, look),
            many => {
                let labels: Vec<String> = many.iter().map(|item| one_line(&item.label)).collect();
                let labels = labels.join(" · ");
                format!("  {} {}\n", look.symbol(Status::Passed), look.words(&labels))
            }
        })
        .collect()
}

fn draw_item(item: &CheckItem, told: &mut Told, look: &Look) -> String {
    let head = format!("  {} {}", look.symbol(item.status), padded(&one_line(&item.label), LABEL_COLUMNS));
    let mut out = wrap::hanging(&head, &one_line(&item.summary), look.width).trim_end().to_owned() + "\n";
    item.diagnostics.iter().for_each(|finding| out.push_str(&draw_finding(finding, told, look)));
    out
}

fn draw_finding(finding: &Diagnostic, told: &mut Told, look: &Look) -> String {
    let mut out = String::new();
    let summary = one_line(&finding.summary);
    match finding.places.first() {
        Some(place) => {
            let place = one_line(&place.to_string());
            let head = format!("      {}", padded(&place, PLACE_COLUMNS));
            if columns(&place) < PLACE_COLUMNS {
                out.push_str(&wrap::hanging(&head, &summary, look.width));
            } else {
                let line = format!("      {place}  {summary}");
                out.push_str(&wrap::continued(&line, 6, look.width));
            }
        }
        None => out.push_str(&wrap::hanging("      ", &summary, look.width)),
    }
    if !finding.detail.is_empty() {
        out.push_str(&wrap::hanging("      ", &crate::base::text::printable(&finding.detail), look.width));
    }
    let solution = solution(&finding.next, look);
    if finding.next.len() > 1 && !told.insert(solution.clone()) {
        out.push_str("      Fix:  as above\n");
    } else {
        out.push_str(&solution);
    }
    out
}

/// One step stands by itself, several are numbered; a step's occasion stands beside it and goes on below itself.
fn solution(steps: &[Next], look: &Look) -> String {
    let commands: Vec<String> = steps.iter().map(|step| one_line(&step.command)).collect();
    let width = commands.iter().map(|command| columns(command)).filter(|width| *width <= COMMAND_COLUMNS).max();
    let mut out = String::new();
    for (index, (step, command)) in steps.iter().zip(&commands).enumerate() {
        let number = if steps.len() > 1 { format!("{}. ", index + 1) } else { String::new() };
        let lead = format!("{}{number}", if index == 0 { "      Fix:  " } else { "            " });
        let when = one_line(&step.when);
        if when.is_empty() {
            out.push_str(&wrap::hanging(&lead, command, look.width));
        } else if columns(command) <= COMMAND_COLUMNS {
            let beside = format!("{lead}{}   ", padded(command, width.unwrap_or(0)));
            out.push_str(&wrap::hanging(&beside, &when, look.width));
        } else {
            out.push_str(&wrap::hanging(&lead, &format!("{command} ({when})"), look.width));
        }
    }
    out
}

fn verdict(picture: &Picture<'_>, look: &Look) -> String {
    let tone = if picture.refused { Tone::Bad } else { Tone::Good };
    let verdict = one_line(picture.verdict);
    let lines = wrap::with_next(&verdict, look.width);
    let painted = lines.iter().map(|line| look.paint(tone, line)).collect::<Vec<_>>().join("\n");
    let Some(more) = picture.more else { return format!("{painted}\n") };
    let more = format!("More: {more}");
    let last = lines.last().map_or(0, |line| columns(line));
    let blanks = look.width.min(80).saturating_sub(last + columns(&more));
    if blanks >= 3 { format!("{painted}{}{more}\n", " ".repeat(blanks)) } else { format!("{painted}\n{more}\n") }
}

fn capitalised(word: &str) -> String {
    let word = one_line(word);
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::diagnostic::Place;

    fn item(group: &str, label: &str, status: Status, summary: &str) -> CheckItem {
        CheckItem {
            id: format!("{group}.{label}"),
            group: group.to_owned(),
            label: label.to_owned(),
            status,
            summary: summary.to_owned(),
            ms: 1,
            diagnostics: Vec::new(),
        }
    }

    fn items() -> Vec<CheckItem> {
        let mut qa = item("training", "Q&A base", Status::Failed, "8 of 10 active Q&As");
        let finding = Diagnostic::error("QA010", "2 rows have active = false")
            .at(Place::file("qa/booking.csv"))
            .fix("activate or add 2 Q&As");
        qa.diagnostics.push(finding);
        let configuration = |label| item("configuration", label, Status::Passed, "");
        vec![
            item("training", "status", Status::Passed, "Trained 4 minutes ago, bundle 9f2c41d0"),
            qa,
            configuration("bot info"),
            configuration("features"),
            configuration("appearance"),
        ]
    }

    #[test]
    fn the_picture_is_the_one_of_the_contract() {
        let items = items();
        let picture = Picture {
            title: "Checking acme-hotel for production (bots.example.com)",
            items: &items,
            verdict: "Cannot deploy: 1 problem. Nothing was sent.",
            refused: true,
            more: Some("botctl help checks training.qa"),
        };
        let expected = "\
Checking acme-hotel for production (bots.example.com)

  Training
  ✓ status              Trained 4 minutes ago, bundle 9f2c41d0
  ✗ Q&A base            8 of 10 active Q&As
      qa/booking.csv    2 rows have active = false
      Fix:  activate or add 2 Q&As
  Configuration
  ✓ bot info · features · appearance

Cannot deploy: 1 problem. Nothing was sent. More: botctl help checks training.qa
";
        let drawn = draw(&picture, &Look::PLAIN);
        assert_eq!(drawn, expected.replace("sent. More", "sent.\nMore"));
        assert!(drawn.lines().all(|line| columns(line) <= 80));
    }
}
