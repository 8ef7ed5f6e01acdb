//! [`Ui`]: the only printer. Made before the first command, handed to each, finished once.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::base::clock::Clock;
use crate::base::diagnostic::Diagnostic;
use crate::base::event::{Event, EventSink, milliseconds};
use crate::base::id::UniqueId;
use crate::ui::diagnostic;
use crate::ui::github::Annotations;
use crate::ui::look::Look;
use crate::ui::manner::{Display, Format, Manner, Verbosity};
use crate::ui::ndjson::scrub;
use crate::ui::outcome::{Object, ResultLine};
use crate::ui::output_file::{self, OutputFileError};
use crate::ui::run::{Begin, Run};
use crate::ui::streams::{Captured, Stream, Streams};

/// Time between two looks at the bars and the silence.
const TICK: Duration = Duration::from_millis(100);

/// A result for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Human {
    /// The summary, for a terminal.
    pub terminal: String,
    /// The value alone, for a pipe or a file.
    pub piped: String,
}

impl Human {
    /// The same on terminals and in pipes.
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { terminal: text.clone(), piped: text }
    }
}

/// Codes of findings about what the owner wrote, of which there may be hundreds.
const CONTENT: &str = "CON";
/// So many of a code are shown to a person, the most certain ones.
const MOST_TOLD: usize = 5;

/// The end of a command.
#[derive(Debug, Clone)]
pub struct Finish {
    /// The verb, for a long one that failed before it began.
    pub command: String,
    /// The process's exit code.
    pub exit_code: u8,
    /// Whether it ended as asked.
    pub ok: bool,
    /// Whether the same command, later, may succeed.
    pub retryable: bool,
    /// The result for people.
    pub human: Human,
    /// The last line of plain progress, e.g. `deployed release 42 (was 41)`.
    pub closing: String,
    /// The result for machines.
    pub object: Object,
    /// Whether `human` shows the findings already.
    pub pictured: bool,
    /// What went wrong.
    pub diagnostics: Vec<Diagnostic>,
    /// The request that failed.
    pub request_id: Option<String>,
}

struct State {
    streams: Streams,
    run: Option<Run>,
    annotations: Annotations,
    ticker: Option<Ticker>,
    /// Findings about content, by code: how many a person was to see.
    told: BTreeMap<String, usize>,
}

struct Shared {
    manner: Manner,
    clock: Clock,
    run_id: UniqueId,
    state: Mutex<State>,
}

/// The printer. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Ui(Arc<Shared>);

impl Ui {
    /// The process's streams, in this manner.
    pub fn new(manner: Manner, clock: Clock) -> Self {
        Self::with_streams(manner, clock, Streams::of_process())
    }

    /// Says nothing.
    pub fn null() -> Self {
        Self::with_streams(Manner::silent(), Clock::system(), Streams::null())
    }

    /// Keeps what is printed, stdout first, for tests.
    pub fn captured(manner: Manner) -> (Self, Captured, Captured) {
        let (stdout, stderr) = (Captured::default(), Captured::default());
        let streams = Streams { stdout: Stream::new(stdout.clone()), stderr: Stream::new(stderr.clone()) };
        (Self::with_streams(manner, Clock::system(), streams), stdout, stderr)
    }

    fn with_streams(manner: Manner, clock: Clock, streams: Streams) -> Self {
        let state =
            State { streams, run: None, annotations: Annotations::default(), ticker: None, told: BTreeMap::new() };
        Self(Arc::new(Shared { manner, clock, run_id: UniqueId::generate(), state: Mutex::new(state) }))
    }

    /// How it speaks.
    pub fn manner(&self) -> &Manner {
        &self.0.manner
    }

    /// The id of this run of the program.
    pub fn run_id(&self) -> &UniqueId {
        &self.0.run_id
    }

    /// The look of stdout.
    pub fn stdout_look(&self) -> Look {
        let manner = self.manner();
        Look { color: manner.color_stdout, unicode: manner.unicode, width: manner.width }
    }

    /// The look of stderr.
    pub fn stderr_look(&self) -> Look {
        Look { color: self.manner().color_stderr, ..self.stdout_look() }
    }

    // A panic of another thread between two writes leaves nothing half done that a later write could trip over.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Writes a piece of the result to stdout: for verbs that go on (`chat`, `status --watch`, `host logs`). A line end is added.
    pub fn result_line(&self, text: &str) {
        if self.manner().verbosity > Verbosity::Silent {
            self.state().streams.stdout.write(&format!("{}\n", text.trim_end_matches('\n')));
        }
    }

    /// Tells a person something that is neither result nor finding; silent in JSON and with `-q`.
    pub fn note(&self, text: &str) {
        if self.manner().verbosity >= Verbosity::Normal && self.manner().format == Format::Human {
            self.write_stderr(&format!("{}\n", text.trim_end_matches('\n')));
        }
    }

    /// Tells what `-v` asks for: requests, and with `-vv` bodies. Secrets must be redacted already.
    pub fn trace(&self, level: Verbosity, text: &str) {
        if self.manner().verbosity >= level {
            self.write_stderr(&format!("{}\n", text.trim_end_matches('\n')));
        }
    }

    /// Shows a finding: on stderr for people, as an event for machines. Warnings are silent with `-q`.
    pub fn diagnose(&self, finding: &Diagnostic) {
        self.report(&Event::Diagnostic { diagnostic: finding.clone() });
    }

    /// Takes the bars away while a person is asked, and lets them come back: a bar would be drawn over the question.
    pub(in crate::ui) fn hold(&self, held: bool) {
        if let Some(run) = &mut self.state().run {
            run.hold(held);
        }
    }

    /// Writes a question, without a line end.
    pub(in crate::ui) fn write_prompt(&self, text: &str) {
        self.state().streams.stderr.write(text);
    }

    fn write_stderr(&self, text: &str) {
        let mut state = self.state();
        let State { streams, run, .. } = &mut *state;
        match run {
            Some(run) => run.write_above(text, streams),
            None => streams.stderr.write(text),
        }
    }

    /// Begins a long operation and prints its first line.
    pub fn begin(&self, begin: &Begin) {
        let mut state = self.state();
        if state.run.is_none() {
            state.run = Some(Run::start(begin, &self.0.run_id, &self.0.manner, &self.0.clock, &mut state.streams));
            drop(state);
            self.start_ticker();
        }
    }

    fn start_ticker(&self) {
        if self.manner().display == Display::None && self.manner().format == Format::Human {
            return;
        }
        // Weak, so that a program that forgets to finish doesn't keep itself alive.
        let shared = Arc::downgrade(&self.0);
        let ticker = Ticker::start(move || {
            let Some(shared) = shared.upgrade() else { return };
            let ui = Self(shared);
            let mut state = ui.state();
            let State { streams, run, .. } = &mut *state;
            if let Some(run) = run {
                run.tick(streams);
            }
        });
        self.state().ticker = ticker;
    }

    /// Where the long operation's events go.
    pub fn sink(&self) -> EventSink {
        let ui = self.clone();
        EventSink::new(move |event| ui.report(&event))
    }

    /// Shows an event.
    pub fn report(&self, event: &Event) {
        let mut state = self.state();
        let State { streams, run, .. } = &mut *state;
        if let Some(run) = run {
            run.report(event, streams);
        }
        drop(state);
        if let Event::Diagnostic { diagnostic } = event {
            self.diagnose_for_people(diagnostic, None);
        }
    }

    /// Marks a finding for GitHub without saying it once more: where it stands in the result.
    pub fn annotate(&self, finding: &Diagnostic) {
        let manner = self.manner();
        if manner.github && manner.format == Format::Human && manner.verbosity > Verbosity::Silent {
            let annotation = self.state().annotations.annotate(finding);
            self.write_stderr(&annotation.unwrap_or_default());
        }
    }

    fn diagnose_for_people(&self, finding: &Diagnostic, request_id: Option<&str>) {
        let manner = self.manner();
        let heard = if finding.is_error() { Verbosity::Quiet } else { Verbosity::Normal };
        if manner.format == Format::Json || manner.verbosity < heard {
            return;
        }
        if !finding.is_error() && finding.code.starts_with(CONTENT) {
            let mut state = self.state();
            let told = state.told.entry(finding.code.clone()).or_default();
            *told += 1;
            if *told > MOST_TOLD {
                return;
            }
        }
        self.write_stderr(&diagnostic::human(finding, request_id, &self.stderr_look()));
        self.annotate(finding);
    }

    /// Says how many findings about content a person wasn't shown.
    fn tell_rest(&self) {
        let told = std::mem::take(&mut self.state().told);
        for (code, count) in told.into_iter().filter(|(_, count)| *count > MOST_TOLD) {
            self.note(&format!("and {} more {code}: --format json shows them\n", count - MOST_TOLD));
        }
    }

    /// An empty line between the result and what went wrong, where a person reads both on one terminal.
    fn separate(&self, finish: &Finish) {
        let manner = self.manner();
        let both = !(finish.diagnostics.is_empty() || finish.pictured || finish.human.terminal.is_empty());
        if both && manner.stdout_tty && manner.format == Format::Human && manner.verbosity > Verbosity::Silent {
            self.write_stderr("\n");
        }
    }

    /// Time since the long operation began, milliseconds.
    pub fn elapsed_ms(&self) -> u64 {
        self.state().run.as_ref().map_or(0, |run| milliseconds(run.elapsed()))
    }

    /// Writes the result object to a file.
    pub fn save(&self, path: &Path, finish: &Finish) -> Result<(), OutputFileError> {
        output_file::write(path, &object_line(finish))
    }

    /// Ends the command: bars away, the result on stdout, findings on stderr. Says whether stdout took everything.
    pub fn finish(&self, finish: &Finish) -> Result<(), String> {
        if matches!(finish.object, Object::Long(_)) && self.manner().format == Format::Json {
            self.begin(&Begin::new(&finish.command, &finish.command, ""));
        }
        let ticker = self.state().ticker.take();
        // Joined without the lock, which the ticker may be waiting for.
        drop(ticker);
        self.end_run(finish);
        self.print_result(finish);
        self.separate(finish);
        for finding in &finish.diagnostics {
            if finish.pictured {
                self.annotate(finding);
            } else {
                self.diagnose_for_people(finding, finish.request_id.as_deref());
            }
        }
        self.tell_rest();
        self.state().streams.stdout.failure().map_or(Ok(()), |error| Err(error.to_string()))
    }

    fn end_run(&self, finish: &Finish) {
        let mut state = self.state();
        let State { streams, run, .. } = &mut *state;
        let Some(mut run) = run.take() else { return };
        run.end_progress(streams);
        if let Object::Long(result) = &finish.object {
            run.result(&completed(result, finish), &finish.closing, streams);
        }
    }

    fn print_result(&self, finish: &Finish) {
        let manner = self.manner();
        if manner.verbosity == Verbosity::Silent {
            return;
        }
        let mut state = self.state();
        match (manner.format, &finish.object) {
            (Format::Json, Object::Short(_)) => state.streams.stdout.write(&object_line(finish)),
            (Format::Json, Object::Long(_)) => {}
            (Format::Human, _) if manner.stdout_tty => state.streams.stdout.write(&finish.human.terminal),
            (Format::Human, object) => {
                if matches!(object, Object::Long(_)) && manner.display == Display::Fancy {
                    state.streams.stderr.write(&finish.human.terminal);
                }
                state.streams.stdout.write(&finish.human.piped);
            }
        }
    }
}

impl std::fmt::Debug for Ui {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Ui").field("manner", &self.0.manner).finish_non_exhaustive()
    }
}

/// The result with what went wrong in it.
pub fn completed(result: &ResultLine, finish: &Finish) -> ResultLine {
    let mut result = result.clone();
    let told = |finding: &Diagnostic| Value::Object(diagnostic::fields(finding, finish.request_id.as_deref()));
    let first = finish.diagnostics.iter().find(|finding| finding.is_error()).or(finish.diagnostics.first());
    result.diagnostic = first.map(told);
    if finish.diagnostics.len() > 1 {
        result.diagnostics = finish.diagnostics.iter().map(told).collect();
    }
    result
}

/// The result object on one line: what a short verb prints in JSON, and what `--output-file` gets.
fn object_line(finish: &Finish) -> String {
    let mut fields = match &finish.object {
        Object::Short(fields) => short_fields(fields, finish),
        Object::Long(result) => match json!(completed(result, finish)) {
            Value::Object(fields) => fields,
            _ => Map::new(),
        },
    };
    fields.insert("v".to_owned(), json!(1));
    let mut value = Value::Object(fields);
    scrub(&mut value);
    format!("{value}\n")
}

fn short_fields(fields: &Map<String, Value>, finish: &Finish) -> Map<String, Value> {
    let mut fields = fields.clone();
    fields.insert("ok".to_owned(), json!(finish.ok));
    fields.insert("exit_code".to_owned(), json!(finish.exit_code));
    if !finish.ok {
        let request_id = finish.request_id.as_deref();
        let findings = finish.diagnostics.iter().map(|finding| Value::Object(diagnostic::fields(finding, request_id)));
        fields.insert("retryable".to_owned(), json!(finish.retryable));
        fields.insert("diagnostics".to_owned(), findings.collect());
    }
    fields
}

/// The thread that redraws bars and breaks silence; it ends, and is awaited, when this is dropped.
struct Ticker {
    stop: Option<SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    // Without a thread there are no bars, but the work goes on.
    fn start(tick: impl Fn() + Send + 'static) -> Option<Self> {
        let (stop, stopped) = sync_channel::<()>(1);
        let work = move || {
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                tick();
            }
        };
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(work).ok()?;
        Some(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop = None;
        // The last owner of the printer may be the thread itself, which can't wait for its own end.
        if let Some(thread) = self.thread.take().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            // The thread only ticks; if it panicked, the panic was reported and there is nothing to save.
            let _ = thread.join();
        }
    }
}
