//! The table: what was to be reached, and what was measured.

use std::time::Duration;

/// A row of the table.
pub struct Row {
    /// Its place in the table.
    pub place: u8,
    /// What was done.
    pub work: &'static str,
    /// The figure to reach.
    pub goal: &'static str,
    /// What was measured.
    pub measured: String,
    /// User CPU of all processes that took part.
    pub cpu: String,
    /// Whether the figure is reached; `None` if it wasn't measured.
    pub reached: Option<bool>,
}

impl Row {
    /// A row of work that takes time.
    pub fn of_time(place: u8, work: &'static str, (goal, limit): (&'static str, Duration), costs: &[Cost]) -> Self {
        let cost = median(costs);
        Self {
            place,
            work,
            goal,
            measured: duration(cost.wall),
            cpu: duration(cost.user),
            reached: Some(cost.wall <= limit),
        }
    }

    /// A row that couldn't be measured here.
    pub fn not_measured(place: u8, work: &'static str, goal: &'static str) -> Self {
        Self { place, work, goal, measured: "not measured".to_owned(), cpu: String::new(), reached: None }
    }
}

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// Time on the wall.
    pub wall: Duration,
    /// User CPU of the command, and of the host where one took part.
    pub user: Duration,
}

/// The median of each figure by itself.
pub fn median(costs: &[Cost]) -> Cost {
    let middle = |mut values: Vec<Duration>| {
        values.sort();
        values[values.len() / 2]
    };
    Cost {
        wall: middle(costs.iter().map(|cost| cost.wall).collect()),
        user: middle(costs.iter().map(|cost| cost.user).collect()),
    }
}

/// A duration in the unit that suits it.
pub fn duration(duration: Duration) -> String {
    match duration.as_secs_f64() {
        seconds if seconds < 0.01 => format!("{:.1} ms", seconds * 1e3),
        seconds if seconds < 1.0 => format!("{:.0} ms", seconds * 1e3),
        seconds => format!("{seconds:.2} s"),
    }
}

/// Bytes as megabytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{:.0} MB", bytes as f64 / 1e6)
}

/// The rows as Markdown, in the order of their places.
pub fn markdown(rows: &mut [Row]) -> String {
    rows.sort_by_key(|row| row.place);
    let mut text = "| work | figure to reach | measured | user CPU |\n|---|---|---|---|\n".to_owned();
    for row in rows {
        let missed = if row.reached == Some(false) { " (missed)" } else { "" };
        text.push_str(&format!("| {} | {} | {}{missed} | {} |\n", row.work, row.goal, row.measured, row.cpu));
    }
    text
}
