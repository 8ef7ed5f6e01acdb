//! Progress on a terminal: a line for what is over, bars for what runs. What to show is computed apart from drawing it.

use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::base::event::{Event, FailedTest, Status};
use crate::base::figures::SuiteFigures;
use crate::base::phase::{Phase, Step};
use crate::base::text::{count, duration, grouped, size};
use crate::ui::look::{Look, Tone, columns, one_line, padded};
use crate::ui::suite;
use crate::ui::tally::Tally;
use crate::ui::wrap;

/// No bar before this.
const FIRST_BAR: Duration = Duration::from_millis(300);
const REDRAWS_PER_SECOND: u8 = 10;
const TITLE_COLUMNS: usize = 22;
const BAR_COLUMNS: usize = 24;
/// Blanks at least between a detail and its time.
const GAP_COLUMNS: usize = 3;
/// The column of failing tests' names.
const NAME_COLUMNS: usize = 14;
/// Times stand at the end of this column, also on wider terminals.
const LINE_COLUMNS: usize = 80;

/// What runs now and what is over.
#[derive(Debug, Default)]
struct State {
    tally: Tally,
    training: Option<Training>,
    phase: Option<Phase>,
    phases_seen: bool,
    step: Option<Step>,
    moved: Option<(u64, u64)>,
    bytes: bool,
    waiting: Option<String>,
    failing: Vec<FailedTest>,
}

#[derive(Debug)]
struct Training {
    since: Duration,
    stage: String,
    done: u64,
    total: u64,
}

impl State {
    /// The lines that stay, without line ends.
    fn lines(&mut self, event: &Event, elapsed: Duration, look: &Look) -> Vec<String> {
        let mut lines = match event {
            Event::Check { .. } | Event::Diagnostic { .. } => Vec::new(),
            _ => self.checks_done(elapsed, look),
        };
        match event {
            Event::TrainProgress { .. } | Event::Diagnostic { .. } => {}
            // Its line tells of the training as well.
            Event::Suite { .. } => self.training = None,
            _ => lines.extend(self.training_done(elapsed, look)),
        }
        match event {
            Event::Check { check } => self.tally.add(check),
            Event::PhaseStart { phase } => (self.phase, self.phases_seen, self.waiting) = (Some(*phase), true, None),
            Event::PhaseEnd { phase, status, detail, ms } => {
                (self.phase, self.step, self.moved) = (None, None, None);
                lines.push(ended(*status, phase.title(), detail, Duration::from_millis(*ms), look));
                lines.extend(self.failing.drain(..).map(|failed| failed_test(&failed, look)));
            }
            Event::StepStart { step, unit, total } => {
                (self.step, self.moved) = (Some(*step), total.map(|total| (0, total)));
                self.bytes = unit.as_deref() == Some("bytes");
                self.waiting = None;
            }
            Event::Progress { done, total, .. } => (self.moved, self.waiting) = (Some((*done, *total)), None),
            Event::TrainProgress { stage, done, total } => self.train(stage, *done, *total, elapsed),
            Event::LockWait { holder } => {
                self.waiting = Some(format!("waiting for {} ({})", one_line(&holder.who), one_line(&holder.op)));
            }
            Event::Retry { attempt, of, reason, .. } => {
                self.waiting = Some(format!("attempt {attempt} of {of} failed ({}), retrying", one_line(reason)));
            }
            Event::Test { test } if test.total == 1 => self.failing.extend(test.failing.iter().cloned()),
            Event::Suite { suite } => lines.push(suite_done(suite, look)),
            Event::Test { .. } | Event::StepEnd { .. } | Event::Plan { .. } | Event::Diagnostic { .. } => {}
        }
        lines
    }

    /// The lines that are left when the work is over.
    fn end(&mut self, elapsed: Duration, look: &Look) -> Vec<String> {
        let mut lines = self.checks_done(elapsed, look);
        lines.extend(self.training_done(elapsed, look));
        lines
    }

    fn checks_done(&mut self, elapsed: Duration, look: &Look) -> Vec<String> {
        let line = self.tally.take().map(|tally| match tally.status() {
            Status::Passed => ended(Status::Passed, &count(tally.total(), "check"), "", elapsed, look),
            status => ended(status, &count(tally.total(), "check"), &tally.words(), elapsed, look),
        });
        line.into_iter().collect()
    }

    fn training_done(&mut self, elapsed: Duration, look: &Look) -> Option<String> {
        let training = self.training.take()?;
        Some(ended(Status::Passed, "Training", "", elapsed.saturating_sub(training.since), look))
    }

    fn train(&mut self, stage: &str, done: u64, total: u64, elapsed: Duration) {
        let since = self.training.as_ref().map_or(elapsed, |training| training.since);
        self.training = Some(Training { since, stage: one_line(stage), done, total });
    }

    /// The lines that move, for frame number `frame`.
    fn rows(&self, frame: usize, look: &Look) -> Vec<String> {
        if let Some(training) = &self.training {
            let amount = format!("{}/{}", grouped(training.done), grouped(training.total));
            return vec![row("Training", Some((training.done, training.total)), &amount, &training.stage, look)];
        }
        let mut rows = Vec::new();
        match self.phase {
            Some(phase) => rows.push(self.phase_row(phase, frame, look)),
            None if self.phases_seen => return rows,
            None => rows.push(format!("{} {}", look.spinner(frame), self.waiting.as_deref().unwrap_or("working"))),
        }
        let later = Phase::ALL.into_iter().filter(|phase| self.phase.is_some_and(|now| *phase > now));
        rows.extend(later.map(|phase| row(phase.title(), None, "", &look.paint(Tone::Faint, "waiting"), look)));
        rows
    }

    fn phase_row(&self, phase: Phase, frame: usize, look: &Look) -> String {
        let word = self.waiting.clone().unwrap_or_else(|| self.step.map_or("", Step::word).to_owned());
        match self.moved {
            Some((done, total)) if total > 0 => {
                let amount = if self.bytes {
                    format!("{}/{}", size(done), size(total))
                } else {
                    format!("{}/{}", grouped(done), grouped(total))
                };
                row(phase.title(), Some((done, total)), &amount, &word, look)
            }
            _ => row(phase.title(), None, "", &format!("{} {word}", look.spinner(frame)), look),
        }
    }
}

fn row(title: &str, moved: Option<(u64, u64)>, amount: &str, word: &str, look: &Look) -> String {
    let title = padded(title, TITLE_COLUMNS);
    match moved {
        Some((done, total)) => {
            format!(
                "{}{title}  {}  {amount}  {word}",
                look.no_symbol().to_owned() + " ",
                look.bar(done, total, BAR_COLUMNS)
            )
        }
        None => format!("{} {title}  {word}", look.no_symbol()),
    }
}

/// Lines for what is over: symbol, title, detail, and the time at the right of the first.
fn ended(status: Status, title: &str, detail: &str, took: Duration, look: &Look) -> String {
    let head = format!("{} {}  ", look.symbol(status), padded(title, TITLE_COLUMNS));
    let (width, time) = (LINE_COLUMNS.min(look.width), duration(took));
    let room = width.saturating_sub(columns(&head) + columns(&time) + GAP_COLUMNS);
    let detail = look.words(&one_line(detail)).into_owned();
    let mut lines = wrap::parts(&detail, room.max(1)).into_iter();
    let left = format!("{head}{}", lines.next().unwrap_or_default());
    let left = left.trim_end();
    let blanks = width.saturating_sub(columns(left) + columns(&time)).max(GAP_COLUMNS);
    let mut out = format!("{left}{}{}", " ".repeat(blanks), look.paint(Tone::Faint, &time));
    for line in lines {
        out.push_str(&format!("\n{}{line}", " ".repeat(columns(&head))));
    }
    out
}

fn suite_done(suite: &SuiteFigures, look: &Look) -> String {
    format!("{} {}", look.symbol(Status::Passed), one_line(&suite::sentence(suite)))
}

fn failed_test(failed: &FailedTest, look: &Look) -> String {
    let (question, expected) = (one_line(&failed.question), one_line(&failed.expected));
    let got = one_line(&failed.got);
    // Short names stand in a column; a question is a sentence of its own.
    let name = if columns(&question) <= NAME_COLUMNS {
        format!("{}  ", padded(&question, NAME_COLUMNS))
    } else {
        format!("{question}: ")
    };
    let line = format!("    {name}expected {expected}, got {got}");
    wrap::continued(&line, 4, look.width).trim_end().to_owned()
}

/// The bars of one run.
pub struct Fancy {
    state: State,
    look: Look,
    bars: MultiProgress,
    rows: Vec<ProgressBar>,
    visible: bool,
    frame: usize,
}

impl Fancy {
    /// Bars that are not shown yet.
    pub fn new(look: Look) -> Self {
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::hidden());
        Self { state: State::default(), look, bars, rows: Vec::new(), visible: false, frame: 0 }
    }

    /// Takes an event in; lines that stay go to `write`, above the bars.
    pub fn report(&mut self, event: &Event, elapsed: Duration, write: &mut dyn FnMut(&str)) {
        let lines = self.state.lines(event, elapsed, &self.look);
        self.above(&lines, write);
    }

    /// Writes lines above the bars.
    pub fn above(&self, lines: &[String], write: &mut dyn FnMut(&str)) {
        if !lines.is_empty() {
            self.bars.suspend(|| lines.iter().for_each(|line| write(&format!("{line}\n"))));
        }
    }

    /// Draws the bars as they stand now; nothing in the first 300 ms.
    pub fn tick(&mut self, elapsed: Duration) {
        if elapsed < FIRST_BAR {
            return;
        }
        if !self.visible {
            self.bars.set_draw_target(ProgressDrawTarget::stderr_with_hz(REDRAWS_PER_SECOND));
            self.visible = true;
        }
        self.frame += 1;
        let texts = self.state.rows(self.frame, &self.look);
        while let Some(bar) = self.rows.get(texts.len()) {
            bar.finish_and_clear();
            self.bars.remove(bar);
            self.rows.remove(texts.len());
        }
        while self.rows.len() < texts.len() {
            self.rows.push(self.bars.add(ProgressBar::new_spinner().with_style(style())));
        }
        for (bar, text) in self.rows.iter().zip(texts) {
            bar.set_message(text);
        }
    }

    /// Takes the bars away, until the next tick.
    pub fn clear(&mut self) {
        for bar in self.rows.drain(..) {
            bar.finish_and_clear();
            self.bars.remove(&bar);
        }
    }

    /// Takes the bars away and writes what is left to say.
    pub fn end(&mut self, elapsed: Duration, write: &mut dyn FnMut(&str)) {
        self.clear();
        let lines = self.state.end(elapsed, &self.look);
        self.above(&lines, write);
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{msg}").expect("the template is a literal that parses")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOK: Look = Look::PLAIN;

    #[test]
    fn what_is_over_stays_as_a_line() {
        let mut state = State::default();
        let lines = |state: &mut State, event: Event| state.lines(&event, Duration::from_millis(400), &LOOK);
        let phase = Phase::LoadingKnowledgeBase;
        assert!(lines(&mut state, Event::PhaseStart { phase }).is_empty());
        let detail = "3 documents uploaded (437 already there)".to_owned();
        let shown = lines(&mut state, Event::PhaseEnd { phase, status: Status::Passed, detail, ms: 1700 });
        assert_eq!(
            shown,
            ["✓ Loading Knowledge Base  3 documents uploaded (437 already there)         1.7 s".to_owned()]
        );
        assert_eq!(columns(&shown[0]), 80);
    }

    #[test]
    fn a_long_detail_goes_on_below_itself() {
        let detail = "14 items uploaded (0 already there), indexed, optimized";
        let shown = ended(Status::Passed, "Loading Knowledge Base", detail, Duration::from_millis(1700), &LOOK);
        let expected = [
            "✓ Loading Knowledge Base  14 items uploaded (0 already there), indexed,    1.7 s",
            "                          optimized",
        ];
        assert_eq!(shown.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn failing_tests_follow_their_phase() {
        let mut state = State::default();
        let failed = FailedTest {
            question: "store-hours".to_owned(),
            expected: "\"9:00\"".to_owned(),
            got: "\"10:00\"".to_owned(),
            why: String::new(),
        };
        let test = crate::base::event::TestSummary { passed: 0, total: 1, failing: vec![failed] };
        assert!(state.lines(&Event::Test { test }, Duration::ZERO, &LOOK).is_empty());
        let (phase, status) = (Phase::UpdateModels, Status::Failed);
        let end = Event::PhaseEnd { phase, status, detail: "1 of 24 tests failed".to_owned(), ms: 8200 };
        let shown = state.lines(&end, Duration::ZERO, &LOOK);
        assert!(shown[0].starts_with("✗ Update Models           1 of 24 tests failed "), "{shown:?}");
        assert_eq!(shown[1], "    store-hours     expected \"9:00\", got \"10:00\"");
    }

    #[test]
    fn rows_show_the_running_phase_and_those_that_wait() {
        let mut state = State::default();
        let phase = Phase::LoadingKnowledgeBase;
        state.lines(&Event::PhaseStart { phase }, Duration::ZERO, &LOOK);
        let (step, unit) = (Step::UploadingKnowledgeBase, Some("bytes".to_owned()));
        state.lines(&Event::StepStart { step, total: Some(186_000), unit }, Duration::ZERO, &LOOK);
        state.lines(&Event::Progress { step, done: 128_000, total: 186_000 }, Duration::ZERO, &LOOK);
        let rows = state.rows(0, &LOOK);
        assert_eq!(rows[0], "  Loading Knowledge Base  ━━━━━━━━━━━━━━━╸━━━━━━━━  128 KB/186 KB  uploading");
        assert_eq!(rows[1], "  Update Models           waiting");
    }
}
