//! One long operation on the screen: its renderers, its clock and its sign of life.

use std::time::{Duration, Instant};

use crate::base::clock::Clock;
use crate::base::event::Event;
use crate::base::id::UniqueId;
use crate::ui::fancy::Fancy;
use crate::ui::look::Look;
use crate::ui::manner::{Display, Format, Manner, Verbosity};
use crate::ui::ndjson::Ndjson;
use crate::ui::outcome::ResultLine;
use crate::ui::plain::{self, Plain, stamped};
use crate::ui::streams::Streams;
use crate::ui::wrap;

/// Nothing printed for so long calls for a sign of life.
const SILENCE: Duration = Duration::from_secs(10);

/// Where a run goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The host's address.
    pub host: String,
    /// The bot.
    pub bot: String,
    /// The environment.
    pub env: String,
}

/// What a long operation is about to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begin {
    /// The verb.
    pub command: String,
    /// The first line for people, e.g. `Deploying acme-hotel to production (bots.example.com)`.
    pub title: String,
    /// The first line off a terminal, e.g. `deploy acme-hotel to production (bots.example.com)`.
    pub line: String,
    /// Where it goes, if that is known.
    pub target: Option<Target>,
}

impl Begin {
    /// An operation: verb, the word for doing it, what it is done to.
    ///
    /// ```
    /// let begin = botctl::ui::Begin::new("train", "Training", "acme-hotel");
    /// assert_eq!((begin.title.as_str(), begin.line.as_str()), ("Training acme-hotel", "train acme-hotel"));
    /// ```
    pub fn new(command: &str, doing: &str, object: &str) -> Self {
        let join = |verb: &str| format!("{verb} {object}").trim_end().to_owned();
        let (title, line) = (join(doing), join(command));
        Self { command: command.to_owned(), title, line, target: None }
    }

    /// An operation on a bot on a host.
    pub fn on(command: &str, doing: &str, target: Target) -> Self {
        let preposition = if command == "deploy" { "to" } else { "in" };
        let object = format!("{} {preposition} {} ({})", target.bot, target.env, target.host);
        Self { target: Some(target), ..Self::new(command, doing, &object) }
    }
}

enum Renderer {
    Fancy(Box<Fancy>),
    Plain(Box<Plain>),
    None,
}

/// A long operation that runs.
pub struct Run {
    started: Instant,
    spoke: Instant,
    clock: Clock,
    ndjson: Option<Ndjson>,
    renderer: Renderer,
    /// Columns of the terminal that lines must stay within; off a terminal a line is a line.
    width: Option<usize>,
    held: bool,
}

/// A stamped line within a width, its continuations below the text.
fn within(line: &str, width: Option<usize>) -> String {
    match width {
        Some(width) => wrap::continued(line, plain::STAMP_COLUMNS, width),
        None => format!("{line}\n"),
    }
}

impl Run {
    /// Begins, and prints the first line at once.
    pub fn start(begin: &Begin, run_id: &UniqueId, manner: &Manner, clock: &Clock, streams: &mut Streams) -> Self {
        let json = manner.format == Format::Json && manner.verbosity > Verbosity::Silent;
        let mut ndjson = json.then(Ndjson::default);
        if let Some(ndjson) = &mut ndjson {
            streams.stdout.write(&ndjson.start(begin, run_id, clock.now()));
        }
        let width = manner.stderr_tty.then_some(manner.width);
        let renderer = match manner.display {
            Display::Fancy => {
                streams.stderr.write(&format!("{}\n\n", begin.title));
                let look = Look { color: manner.color_stderr, unicode: manner.unicode, width: manner.width };
                Renderer::Fancy(Box::new(Fancy::new(look)))
            }
            Display::Plain => {
                let id: String = run_id.as_str().chars().take(10).collect();
                let line = format!("{}, run {id}", stamped(&begin.line, Duration::ZERO));
                streams.stderr.write(&within(&line, width));
                Renderer::Plain(Box::default())
            }
            Display::None => Renderer::None,
        };
        let now = Instant::now();
        Self { started: now, spoke: now, clock: clock.clone(), ndjson, renderer, width, held: false }
    }

    /// Time since it began.
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// Shows an event.
    pub fn report(&mut self, event: &Event, streams: &mut Streams) {
        let elapsed = self.elapsed();
        if let Some(line) = self.ndjson.as_mut().and_then(|ndjson| ndjson.event(event, elapsed, self.clock.now())) {
            streams.stdout.write(&line);
            self.spoke = Instant::now();
        }
        match &mut self.renderer {
            Renderer::Fancy(fancy) => fancy.report(event, elapsed, &mut |line| streams.stderr.write(line)),
            Renderer::Plain(plain) => {
                for line in plain.lines(event, elapsed) {
                    streams.stderr.write(&within(&line, self.width));
                    self.spoke = Instant::now();
                }
            }
            Renderer::None => {}
        }
    }

    /// Writes text to stderr, above the bars if there are any.
    pub fn write_above(&mut self, text: &str, streams: &mut Streams) {
        match &self.renderer {
            Renderer::Fancy(fancy) => {
                let lines: Vec<String> = text.lines().map(str::to_owned).collect();
                fancy.above(&lines, &mut |line| streams.stderr.write(line));
            }
            Renderer::Plain(_) | Renderer::None => streams.stderr.write(text),
        }
    }

    /// Draws nothing for as long as it is held: a person is being asked.
    pub fn hold(&mut self, held: bool) {
        self.held = held;
        self.spoke = Instant::now();
        if let (true, Renderer::Fancy(fancy)) = (held, &mut self.renderer) {
            fancy.clear();
        }
    }

    /// Redraws bars, and gives a sign of life after silence. Called ten times a second.
    pub fn tick(&mut self, streams: &mut Streams) {
        if self.held {
            return;
        }
        let elapsed = self.elapsed();
        if let Renderer::Fancy(fancy) = &mut self.renderer {
            fancy.tick(elapsed);
        }
        if self.spoke.elapsed() < SILENCE {
            return;
        }
        self.spoke = Instant::now();
        if let Renderer::Plain(plain) = &self.renderer {
            streams.stderr.write(&within(&plain.heartbeat(elapsed), self.width));
        }
        if let Some(ndjson) = &mut self.ndjson {
            streams.stdout.write(&ndjson.heartbeat(elapsed, self.clock.now()));
        }
    }

    /// Takes the bars away and says what is left of the progress.
    pub fn end_progress(&mut self, streams: &mut Streams) {
        let elapsed = self.elapsed();
        match &mut self.renderer {
            Renderer::Fancy(fancy) => fancy.end(elapsed, &mut |line| streams.stderr.write(line)),
            Renderer::Plain(plain) => {
                if let Some(line) = plain.end(elapsed) {
                    streams.stderr.write(&within(&line, self.width));
                }
            }
            Renderer::None => {}
        }
    }

    /// Prints the last line.
    pub fn result(&mut self, result: &ResultLine, closing: &str, streams: &mut Streams) {
        if let Some(ndjson) = &mut self.ndjson {
            streams.stdout.write(&ndjson.result(result, self.clock.now()));
        }
        if matches!(self.renderer, Renderer::Plain(_)) && !closing.is_empty() {
            streams.stderr.write(&within(&stamped(closing, self.started.elapsed()), self.width));
        }
    }
}
