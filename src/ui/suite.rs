//! Figures of suites as people read them: three tables on a terminal, a row of tabs for each suite off it.

use crate::base::figures::{Hundredths, SuiteFigures};
use crate::base::text::{count, grouped};
use crate::ui::Human;
use crate::ui::look::{Look, Tone};
use crate::ui::table::Table;
use crate::ui::wrap;

/// What stands where a figure doesn't apply.
const NONE: &str = "–";

const NOTES: &str = "Shares are percent of the questions in scope; `refused` is of those out of scope, `foreign` of the other suite's. \
Refused: no answer, but \"I don't know\" or choices, which are neither right nor wrong.";

type Column = (&'static str, fn(&SuiteFigures) -> Option<Hundredths>);

/// How right ones are ranked, whatever the thresholds.
const RANKED: [Column; 6] = [
    ("top-1", |suite| suite.top1),
    ("R@5", |suite| suite.r5),
    ("MRR", |suite| suite.mrr),
    ("in scope", |suite| suite.in_scope),
    ("AUROC", |suite| suite.auroc),
    ("at 70", |suite| suite.in_scope_at_70),
];

/// What the bot does at its own thresholds.
const DECIDED: [Column; 6] = [
    ("right", |suite| suite.own_right),
    ("wrong", |suite| suite.own_wrong),
    ("refused", |suite| suite.own_refused),
    ("words", |suite| suite.answer_contains),
    ("foreign", |suite| suite.foreign_refused),
    ("own ref.", |suite| suite.own_questions_refused),
];

/// What it costs.
const COSTS: [Column; 3] = [
    ("CPU ms", |suite| Some(suite.cpu_ms)),
    ("train CPU s", |suite| Some(suite.train_cpu_s)),
    ("peak MiB", |suite| suite.peak_mib),
];

/// All figures of all suites.
pub fn human(suites: &[SuiteFigures], look: &Look) -> Human {
    let parts = [
        ("How it ranks", table(suites, &RANKED)),
        ("What it decides", table(suites, &DECIDED)),
        ("What it costs", table(suites, &COSTS)),
    ];
    let shown = parts.map(|(title, table)| format!("\n{}\n{}", look.paint(Tone::Strong, title), table.aligned(look)));
    let notes = wrap::lines(NOTES, look.width).join("\n");
    let terminal = format!("{}\n{notes}\n", shown.concat());
    Human { terminal, piped: suites.iter().map(row).collect() }
}

fn table(suites: &[SuiteFigures], columns: &[Column]) -> Table {
    let head: Vec<&'static str> = ["suite", "asked"].into_iter().chain(columns.iter().map(|(name, _)| *name)).collect();
    let mut table = Table::new(&head);
    for suite in suites {
        let cells = columns.iter().map(|(_, figure)| shown(figure(suite)));
        table.row([suite.suite.clone(), grouped(suite.questions)].into_iter().chain(cells));
    }
    table
}

fn shown(figure: Option<Hundredths>) -> String {
    figure.map_or_else(|| NONE.to_owned(), |figure| format!("{:.1}", figure.value()))
}

/// All figures in the order of the event, separated by tabs; empty where they don't apply.
fn row(suite: &SuiteFigures) -> String {
    let order = [0, 1, 2, 3, 4, 5].map(|index| RANKED[index].1);
    let decided = [0, 2, 1, 3, 4, 5].map(|index| DECIDED[index].1);
    let figures = order.into_iter().chain(decided).chain(COSTS.map(|(_, figure)| figure));
    let cells = figures.map(|figure| figure(suite).map_or_else(String::new, |figure| format!("{:.2}", figure.value())));
    let head = [suite.suite.clone(), suite.kind.name().to_owned(), suite.questions.to_string()];
    head.into_iter().chain(cells).map(|cell| crate::ui::look::one_line(&cell)).collect::<Vec<_>>().join("\t") + "\n"
}

/// The main figures in one line: `banking77: 3,080 questions, 82.1 % ranked first, 74.9 % answered right, 3.1 % wrong`.
pub fn sentence(suite: &SuiteFigures) -> String {
    let mut line =
        format!("{}: {}", suite.suite, count(usize::try_from(suite.questions).unwrap_or(usize::MAX), "question"));
    let parts = [
        (suite.top1, "ranked first"),
        (suite.own_right, "answered right"),
        (suite.own_wrong, "wrong"),
        (suite.own_refused, "of those out of scope refused"),
        (suite.foreign_refused, "of foreign ones refused"),
    ];
    for (figure, words) in parts {
        if let Some(figure) = figure {
            line.push_str(&format!(", {:.1} % {words}", figure.value()));
        }
    }
    line
}
