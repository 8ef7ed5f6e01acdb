//! What `deploy`, `update` and `rollback` say at the end: the release, its addresses, the integration code.

use std::time::Duration;

use crate::base::text::duration;
use crate::ui::Human;
use crate::ui::look::{Look, Tone, one_line};
use crate::ui::outcome::{Ending, ResultLine};

/// The summary of a result in `environment`: a block for a terminal, the demo page alone for a pipe.
pub fn human(result: &ResultLine, environment: &str, look: &Look) -> Human {
    let mut terminal = format!("\n{}\n", look.paint(Tone::Strong, &headline(result, environment)));
    let rows = [("Demo page", &result.urls.demo), ("Dashboard", &result.urls.dashboard), ("Undo", &result.undo)];
    let rows: Vec<String> = rows
        .iter()
        .filter(|_| leads_somewhere(result))
        .filter_map(|(label, value)| value.as_ref().map(|value| format!("  {label:<12}{}\n", one_line(value))))
        .collect();
    if !rows.is_empty() {
        terminal.push_str(&format!("\n{}", rows.concat()));
    }
    if let Some(snippet) = result.snippet.as_ref().filter(|_| result.is_change()) {
        terminal.push_str("\n  Put this into the <head> of your pages:\n\n");
        snippet.lines().for_each(|line| terminal.push_str(&format!("    {}\n", one_line(line))));
    }
    let piped = result.urls.demo.as_ref().map(|demo| format!("{}\n", one_line(demo))).unwrap_or_default();
    Human { terminal, piped }
}

/// The last line of plain progress: `deployed release 42 (was 41). Undo: botctl rollback 41`.
pub fn closing(result: &ResultLine) -> String {
    let word = result.outcome.name().replace('_', " ");
    let release = result.release.map(|number| format!(" release {number}")).unwrap_or_default();
    let before = result.previous_release.filter(|_| result.is_change());
    let before = before.map(|number| format!(" (was {number})")).unwrap_or_default();
    let undo = result.undo.as_ref().map(|undo| format!(". Undo: {}", one_line(undo))).unwrap_or_default();
    format!("{word}{release}{before}{undo}")
}

fn headline(result: &ResultLine, environment: &str) -> String {
    let took = duration(Duration::from_millis(result.elapsed_ms));
    let release =
        result.release.or(result.live_release).map_or("The release".to_owned(), |number| format!("Release {number}"));
    match result.outcome {
        Ending::Deployed => format!("{release} is live in {environment} ({took})"),
        Ending::RolledBack => format!("{release} is live again in {environment} ({took})"),
        Ending::Unchanged => format!("Nothing to do: {} is live in {environment} and equal", lower_first(&release)),
        Ending::Pending => format!("{release} is being deployed by the host. Follow: botctl status --wait"),
        Ending::Scheduled => format!("{release} is scheduled"),
        Ending::Cancelled | Ending::NotStarted => "Nothing was changed.".to_owned(),
        Ending::FailedUnchanged | Ending::Degraded => failed(result, environment),
        Ending::Done => format!("Done ({took})"),
    }
}

fn failed(result: &ResultLine, environment: &str) -> String {
    let stayed_out = result.release.filter(|release| Some(*release) != result.live_release);
    let stayed_out = stayed_out.map(|number| format!(" Release {number} never took traffic.")).unwrap_or_default();
    match result.live_release {
        None => format!("Nothing is live in {environment}.{stayed_out}"),
        Some(live) if result.outcome == Ending::Degraded => {
            format!("Release {live} in {environment} doesn't answer as it should.")
        }
        Some(live) => format!("Release {live} stays live in {environment}.{stayed_out}"),
    }
}

/// Whether there is a bot to look at, or a way back.
fn leads_somewhere(result: &ResultLine) -> bool {
    match result.outcome {
        Ending::FailedUnchanged | Ending::Cancelled | Ending::NotStarted => false,
        Ending::Degraded => result.live_release.is_some() || result.previous_release.is_some(),
        Ending::Deployed
        | Ending::RolledBack
        | Ending::Unchanged
        | Ending::Pending
        | Ending::Scheduled
        | Ending::Done => true,
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::ReleaseNumber;

    fn deployed() -> ResultLine {
        let mut result = ResultLine::new(Ending::Deployed, 0, false);
        result.release = Some(ReleaseNumber(42));
        result.previous_release = Some(ReleaseNumber(41));
        result.urls.demo = Some("https://bots.example.com/demo/acme-hotel".to_owned());
        result.urls.dashboard = Some("https://bots.example.com/dashboard/acme-hotel".to_owned());
        result.snippet = Some("<!-- BEGIN CRAFTER CHATROOM -->\n<script async src=\"x\"></script>".to_owned());
        result.undo = Some("botctl rollback 41 -e production".to_owned());
        result.elapsed_ms = 2900;
        result
    }

    #[test]
    fn the_block_says_what_is_live_and_what_to_do_next() {
        let human = human(&deployed(), "production", &Look::PLAIN);
        let expected = "
Release 42 is live in production (2.9 s)

  Demo page   https://bots.example.com/demo/acme-hotel
  Dashboard   https://bots.example.com/dashboard/acme-hotel
  Undo        botctl rollback 41 -e production

  Put this into the <head> of your pages:

    <!-- BEGIN CRAFTER CHATROOM -->
    <script async src=\"x\"></script>
";
        assert_eq!(human.terminal, expected);
        assert_eq!(human.piped, "https://bots.example.com/demo/acme-hotel\n");
        assert_eq!(closing(&deployed()), "deployed release 42 (was 41). Undo: botctl rollback 41 -e production");
    }

    #[test]
    fn a_failure_says_what_is_live() {
        let ended = |outcome, previous: Option<i64>, live: Option<i64>| {
            let (previous_release, live_release) = (previous.map(ReleaseNumber), live.map(ReleaseNumber));
            let result = ResultLine { outcome, previous_release, live_release, undo: None, ..deployed() };
            (result.is_change(), human(&result, "production", &Look::PLAIN).terminal)
        };
        let stays = "\nRelease 41 stays live in production. Release 42 never took traffic.\n";
        assert_eq!(ended(Ending::FailedUnchanged, Some(41), Some(41)), (false, stays.to_owned()));
        let nothing = "\nNothing is live in production. Release 42 never took traffic.\n";
        assert_eq!(ended(Ending::Degraded, None, None), (false, nothing.to_owned()));
        let (is_change, bad) = ended(Ending::Degraded, Some(41), Some(42));
        assert!(is_change && bad.starts_with("\nRelease 42 in production doesn't answer as it should.\n"), "{bad}");
    }
}
