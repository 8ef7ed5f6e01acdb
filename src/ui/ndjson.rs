//! Events as lines of JSON, schema `botctl.events/1.0`: one writer owns `seq`.

use std::collections::HashMap;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::base::clock::Timestamp;
use crate::base::diagnostic::{Diagnostic, Severity};
use crate::base::event::{CheckItem, Event, LockHolder, Status, TestSummary};
use crate::base::figures::SuiteFigures;
use crate::base::id::UniqueId;
use crate::base::phase::{Phase, Step};
use crate::base::text::printable;
use crate::base::version::VERSION;
use crate::ui::diagnostic::fields;
use crate::ui::outcome::ResultLine;
use crate::ui::run::Begin;
use crate::ui::suite;

/// The schema that the first line names.
pub const SCHEMA: &str = "botctl.events/1.0";

/// At most one `progress` line of a step in this time.
const PROGRESS_INTERVAL: Duration = Duration::from_secs(1);

/// Numbers and times the lines of one run.
#[derive(Debug, Default)]
pub struct Ndjson {
    seq: u64,
    progress: HashMap<String, (Duration, u64)>,
}

struct Line {
    kind: &'static str,
    level: &'static str,
    msg: String,
    payload: Map<String, Value>,
}

impl Ndjson {
    /// The first line.
    pub fn start(&mut self, begin: &Begin, run_id: &UniqueId, now: Timestamp) -> String {
        let target =
            begin.target.as_ref().map(|target| json!({ "host": target.host, "bot": target.bot, "env": target.env }));
        let payload = object(json!({
            "schema": SCHEMA,
            "botctl": { "version": VERSION },
            "command": begin.command,
            "run_id": run_id,
            "target": target,
        }));
        self.line(Line { kind: "start", level: "info", msg: begin.title.clone(), payload }, now)
    }

    /// The line of an event, or `None` for progress that came too soon or didn't move.
    pub fn event(&mut self, event: &Event, elapsed: Duration, now: Timestamp) -> Option<String> {
        match event {
            Event::Progress { step, done, .. } if !self.moved(step.name(), *done, elapsed) => None,
            Event::TrainProgress { stage, done, .. } if !self.moved(stage, *done, elapsed) => None,
            _ => Some(self.line(describe(event), now)),
        }
    }

    /// The sign of life after silence.
    pub fn heartbeat(&mut self, elapsed: Duration, now: Timestamp) -> String {
        let payload = object(json!({ "elapsed_ms": crate::base::event::milliseconds(elapsed) }));
        self.line(Line { kind: "heartbeat", level: "info", msg: "still working".to_owned(), payload }, now)
    }

    /// The last line.
    pub fn result(&mut self, result: &ResultLine, now: Timestamp) -> String {
        let payload = object(json!(result));
        let level = if result.ok { "info" } else { "error" };
        let msg = match &result.diagnostic {
            Some(diagnostic) => diagnostic["summary"].as_str().unwrap_or_default().to_owned(),
            None => result.outcome.name().replace('_', " "),
        };
        self.line(Line { kind: "result", level, msg, payload }, now)
    }

    fn moved(&mut self, name: &str, done: u64, elapsed: Duration) -> bool {
        if let Some((at, before)) = self.progress.get(name)
            && (elapsed.saturating_sub(*at) < PROGRESS_INTERVAL || *before == done)
        {
            return false;
        }
        self.progress.insert(name.to_owned(), (elapsed, done));
        true
    }

    fn line(&mut self, line: Line, now: Timestamp) -> String {
        self.seq += 1;
        let mut fields = line.payload;
        fields.insert("v".to_owned(), json!(1));
        fields.insert("seq".to_owned(), json!(self.seq));
        fields.insert("ts".to_owned(), json!(now.to_rfc3339()));
        fields.insert("type".to_owned(), json!(line.kind));
        fields.insert("level".to_owned(), json!(line.level));
        fields.insert("msg".to_owned(), json!(line.msg));
        let mut value = Value::Object(fields);
        scrub(&mut value);
        format!("{value}\n")
    }
}

/// Drops control characters and direction overrides from every text of a JSON value.
pub fn scrub(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let std::borrow::Cow::Owned(clean) = printable(text) {
                *text = clean;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::Object(fields) => fields.values_mut().for_each(scrub),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => Map::from_iter([("value".to_owned(), other)]),
    }
}

fn describe(event: &Event) -> Line {
    match event {
        Event::Check { check } => check_line(check),
        Event::Plan { plan } => {
            let mut fields = object(json!(plan));
            fields.remove("reason");
            info("plan", plan.reason.clone(), json!({ "plan": fields, "reason": plan.reason }))
        }
        Event::LockWait { holder } => lock_line(holder),
        Event::PhaseStart { phase } => {
            info("phase_start", phase.title().to_owned(), json!({ "phase": phase_fields(*phase, "started", None) }))
        }
        Event::PhaseEnd { phase, status, detail, ms } => {
            let msg = format!("{}: {detail}", phase.title());
            let payload = json!({ "phase": phase_fields(*phase, status_name(*status), Some(*ms)) });
            Line { level: level(*status), ..info("phase_end", msg, payload) }
        }
        Event::StepStart { step, total, unit } => {
            let payload = json!({ "step": step_fields(*step, [("total", json!(total)), ("unit", json!(unit)), ("status", json!("started"))]) });
            info("step_start", step_title(*step), payload)
        }
        Event::StepEnd { step, status, reused, ms } => {
            let fields = [("reused", json!(reused)), ("status", json!(status_name(*status))), ("ms", json!(ms))];
            Line {
                level: level(*status),
                ..info("step_end", step_title(*step), json!({ "step": step_fields(*step, fields) }))
            }
        }
        Event::Progress { step, done, total } => {
            let fields = [("done", json!(done)), ("total", json!(total))];
            info("progress", format!("{done} of {total}"), json!({ "step": step_fields(*step, fields) }))
        }
        Event::TrainProgress { stage, done, total } => {
            let step = json!({ "phase": "training", "name": stage, "done": done, "total": total });
            info("progress", format!("{stage}: {done} of {total}"), json!({ "step": step }))
        }
        Event::Retry { attempt, of, delay_ms, reason } => {
            let payload = json!({ "attempt": attempt, "of": of, "delay_ms": delay_ms, "reason": reason });
            Line { level: "warning", ..info("retry", format!("attempt {attempt} of {of} failed: {reason}"), payload) }
        }
        Event::Test { test } => test_line(test),
        Event::Suite { suite } => suite_line(suite),
        Event::Diagnostic { diagnostic } => diagnostic_line(diagnostic),
    }
}

fn info(kind: &'static str, msg: String, payload: Value) -> Line {
    Line { kind, level: "info", msg, payload: object(payload) }
}

fn check_line(check: &CheckItem) -> Line {
    let mut fields_of_check = object(json!({
        "id": check.id,
        "group": check.group,
        "label": check.label,
        "status": status_name(check.status),
        "summary": check.summary,
        "ms": check.ms,
    }));
    if let Some(first) = check.diagnostics.first() {
        fields_of_check.insert("diagnostic".to_owned(), Value::Object(fields(first, None)));
    }
    if check.diagnostics.len() > 1 {
        let all = check.diagnostics.iter().map(|diagnostic| Value::Object(fields(diagnostic, None))).collect();
        fields_of_check.insert("diagnostics".to_owned(), Value::Array(all));
    }
    let msg = format!("{}: {}", check.label, check.summary);
    Line { level: level(check.status), ..info("check", msg, json!({ "check": fields_of_check })) }
}

fn lock_line(holder: &LockHolder) -> Line {
    let fields = json!({
        "who": holder.who,
        "op": holder.op,
        "since": holder.since.to_rfc3339(),
        "run_url": holder.run_url,
        "expires": holder.expires.to_rfc3339(),
    });
    info("lock_wait", format!("waiting for {} ({})", holder.who, holder.op), json!({ "holder": fields }))
}

fn test_line(test: &TestSummary) -> Line {
    let msg = format!("{} of {} tests passed", test.passed, test.total);
    let level = if test.failing.is_empty() { "info" } else { "error" };
    Line { level, ..info("test", msg, json!({ "test": test })) }
}

fn suite_line(suite: &SuiteFigures) -> Line {
    info("suite", suite::sentence(suite), json!(suite))
}

fn diagnostic_line(diagnostic: &Diagnostic) -> Line {
    let level = match diagnostic.severity {
        Severity::Note => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    };
    Line { kind: "diagnostic", level, msg: diagnostic.summary.clone(), payload: fields(diagnostic, None) }
}

fn phase_fields(phase: Phase, status: &str, ms: Option<u64>) -> Value {
    json!({ "name": phase.name(), "index": phase.index(), "of": Phase::ALL.len(), "status": status, "ms": ms })
}

fn step_fields<const N: usize>(step: Step, more: [(&str, Value); N]) -> Value {
    let mut fields = object(json!({ "phase": step.phase().name(), "name": step.name() }));
    fields.extend(more.into_iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.to_owned(), value)));
    Value::Object(fields)
}

fn step_title(step: Step) -> String {
    step.name().replace('_', " ")
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Passed => "passed",
        Status::Warning => "warning",
        Status::Failed => "failed",
        Status::Skipped => "skipped",
    }
}

fn level(status: Status) -> &'static str {
    match status {
        Status::Passed | Status::Skipped => "info",
        Status::Warning => "warning",
        Status::Failed => "error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_comes_once_a_second_and_only_if_it_moved() {
        let mut ndjson = Ndjson::default();
        let mut at = |ms: u64, done: u64| {
            let event = Event::Progress { step: Step::IndexingContent, done, total: 9 };
            ndjson.event(&event, Duration::from_millis(ms), Timestamp(0)).is_some()
        };
        assert_eq!([at(0, 0), at(500, 1), at(1000, 1), at(1900, 1), at(2000, 1)], [true, false, true, false, false]);
        assert!(at(2001, 2));
    }

    #[test]
    fn a_line_has_its_number_and_no_control_characters() {
        let mut ndjson = Ndjson::default();
        let event = Event::Retry { attempt: 1, of: 5, delay_ms: 600, reason: "5\u{9b}03".to_owned() };
        ndjson.event(&event, Duration::ZERO, Timestamp(0));
        let line = ndjson.event(&event, Duration::ZERO, Timestamp(0)).expect("a retry is always told");
        assert!(line.ends_with('\n') && !line.trim_end().contains(char::is_control), "{line}");
        let read: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        let expected = serde_json::json!({
            "v": 1, "seq": 2, "ts": "1970-01-01T00:00:00.000Z", "type": "retry", "level": "warning",
            "msg": "attempt 1 of 5 failed: 503", "attempt": 1, "of": 5, "delay_ms": 600, "reason": "503",
        });
        assert_eq!(read, expected);
    }
}
