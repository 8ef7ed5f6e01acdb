//! How to speak: bars or lines, colour or none, ask or not. Filled once at start; pure functions of what was asked and found.

/// What the result looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// NDJSON for long verbs, one object for short ones.
    Json,
}

/// How progress is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Progress {
    /// Bars on a terminal, else lines.
    #[default]
    Auto,
    /// Bars.
    Fancy,
    /// A line per change.
    Plain,
    /// Nothing.
    None,
}

/// Whether colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Color {
    /// On terminals.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

/// How much is said, from `-qq` to `-vv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Verbosity {
    /// The exit code only.
    Silent,
    /// Errors and the result.
    Quiet,
    /// What a person wants to know.
    #[default]
    Normal,
    /// Requests too.
    Requests,
    /// Bodies too.
    Bodies,
}

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// `--format`.
    pub format: Format,
    /// `--progress`.
    pub progress: Progress,
    /// `--color`.
    pub color: Color,
    /// `--no-input`.
    pub no_input: bool,
    /// `-q`, `-v`.
    pub verbosity: Verbosity,
}

/// What the process was started in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools)] // independent facts of the surroundings, each a yes or no
pub struct Surroundings {
    /// stdin is a terminal.
    pub stdin_tty: bool,
    /// stdout is a terminal.
    pub stdout_tty: bool,
    /// stderr is a terminal.
    pub stderr_tty: bool,
    /// A continuous integration system runs it.
    pub ci: bool,
    /// `TERM=dumb`.
    pub dumb: bool,
    /// The locale is UTF-8.
    pub utf8: bool,
    /// `NO_COLOR` is not empty.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` or `FORCE_COLOR` asks for colour.
    pub force_color: bool,
    /// `CLICOLOR=0`.
    pub clicolor_off: bool,
    /// Columns of the terminal, if known.
    pub columns: Option<usize>,
    /// `GITHUB_ACTIONS=true`.
    pub github: bool,
}

/// How progress is shown, decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Display {
    /// Bars.
    Fancy,
    /// Lines.
    Plain,
    /// Nothing.
    None,
}

/// How to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // decisions that don't depend on each other
pub struct Manner {
    /// The result's form.
    pub format: Format,
    /// How progress is shown.
    pub display: Display,
    /// Whether a person can be asked.
    pub may_ask: bool,
    /// Colour on stdout.
    pub color_stdout: bool,
    /// Colour on stderr.
    pub color_stderr: bool,
    /// Whether stdin is a terminal.
    pub stdin_tty: bool,
    /// Whether stdout is a terminal: the summary goes there, else the value only.
    pub stdout_tty: bool,
    /// Whether stderr is a terminal: lines are kept within its width there.
    pub stderr_tty: bool,
    /// Whether symbols outside ASCII can be shown.
    pub unicode: bool,
    /// Columns to stay within.
    pub width: usize,
    /// How much is said.
    pub verbosity: Verbosity,
    /// Annotations, summary and outputs for GitHub.
    pub github: bool,
}

/// Columns where the terminal's width isn't known.
pub const WIDTH: usize = 80;

impl Manner {
    /// Decides everything.
    pub fn decide(wishes: &Wishes, surroundings: &Surroundings) -> Self {
        Self {
            format: wishes.format,
            display: display(wishes, surroundings),
            may_ask: may_ask(wishes, surroundings),
            color_stdout: color(wishes.color, surroundings, surroundings.stdout_tty),
            color_stderr: color(wishes.color, surroundings, surroundings.stderr_tty),
            stdin_tty: surroundings.stdin_tty,
            stdout_tty: surroundings.stdout_tty,
            stderr_tty: surroundings.stderr_tty,
            unicode: surroundings.utf8 && !surroundings.dumb,
            width: surroundings.columns.unwrap_or(WIDTH).clamp(40, 120),
            verbosity: wishes.verbosity,
            github: surroundings.github && wishes.format == Format::Human,
        }
    }

    /// The manner of a program that says nothing.
    pub fn silent() -> Self {
        let wishes = Wishes { verbosity: Verbosity::Silent, no_input: true, ..Wishes::default() };
        Self::decide(&wishes, &Surroundings::default())
    }
}

fn display(wishes: &Wishes, surroundings: &Surroundings) -> Display {
    if wishes.verbosity < Verbosity::Normal {
        return Display::None;
    }
    let human = wishes.format == Format::Human;
    let capable = surroundings.stderr_tty && !surroundings.ci && !surroundings.dumb;
    match wishes.progress {
        Progress::Fancy => Display::Fancy,
        Progress::Plain => Display::Plain,
        Progress::None => Display::None,
        Progress::Auto if human && capable => Display::Fancy,
        Progress::Auto if human => Display::Plain,
        Progress::Auto => Display::None,
    }
}

// A terminal is not a person: CI systems give pseudo-terminals.
fn may_ask(wishes: &Wishes, surroundings: &Surroundings) -> bool {
    surroundings.stdin_tty
        && surroundings.stderr_tty
        && !surroundings.ci
        && !wishes.no_input
        && wishes.format == Format::Human
}

fn color(wish: Color, surroundings: &Surroundings, tty: bool) -> bool {
    match wish {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if surroundings.no_color => false,
        Color::Auto if surroundings.force_color => true,
        Color::Auto if surroundings.clicolor_off => false,
        Color::Auto => tty && !surroundings.dumb,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERSON: Surroundings = Surroundings {
        stdin_tty: true,
        stdout_tty: true,
        stderr_tty: true,
        ci: false,
        dumb: false,
        utf8: true,
        no_color: false,
        force_color: false,
        clicolor_off: false,
        columns: None,
        github: false,
    };

    fn wishes(format: Format, progress: Progress) -> Wishes {
        Wishes { format, progress, ..Wishes::default() }
    }

    #[test]
    fn progress_follows_the_table() {
        use Display as D;
        use Format::{Human, Json};
        use Progress as P;
        let ci = Surroundings { ci: true, ..PERSON };
        let dumb = Surroundings { dumb: true, ..PERSON };
        let pipe = Surroundings { stderr_tty: false, ..PERSON };
        let rows = [
            (Human, P::Auto, PERSON, D::Fancy),
            (Human, P::Auto, ci, D::Plain),
            (Human, P::Auto, dumb, D::Plain),
            (Human, P::Auto, pipe, D::Plain),
            (Human, P::Fancy, pipe, D::Fancy),
            (Human, P::Plain, PERSON, D::Plain),
            (Human, P::None, PERSON, D::None),
            (Json, P::Auto, PERSON, D::None),
            (Json, P::Plain, PERSON, D::Plain),
            (Json, P::Fancy, PERSON, D::Fancy),
        ];
        for (format, progress, surroundings, expected) in rows {
            let manner = Manner::decide(&wishes(format, progress), &surroundings);
            assert_eq!(manner.display, expected, "{format:?} {progress:?} {surroundings:?}");
        }
    }

    #[test]
    fn only_a_person_is_asked() {
        let human = Wishes::default();
        let rows = [
            (human, PERSON, true),
            (human, Surroundings { stdin_tty: false, ..PERSON }, false),
            (human, Surroundings { stderr_tty: false, ..PERSON }, false),
            (human, Surroundings { stdout_tty: false, ..PERSON }, true),
            (human, Surroundings { ci: true, ..PERSON }, false),
            (Wishes { no_input: true, ..human }, PERSON, false),
            (Wishes { format: Format::Json, ..human }, PERSON, false),
        ];
        for (wishes, surroundings, expected) in rows {
            assert_eq!(Manner::decide(&wishes, &surroundings).may_ask, expected, "{wishes:?} {surroundings:?}");
        }
    }

    #[test]
    fn colour_follows_the_order_of_precedence() {
        let rows = [
            (Color::Auto, PERSON, true),
            (Color::Never, Surroundings { force_color: true, ..PERSON }, false),
            (Color::Always, Surroundings { no_color: true, stdout_tty: false, ..PERSON }, true),
            (Color::Auto, Surroundings { no_color: true, force_color: true, ..PERSON }, false),
            (Color::Auto, Surroundings { force_color: true, clicolor_off: true, stdout_tty: false, ..PERSON }, true),
            (Color::Auto, Surroundings { clicolor_off: true, ..PERSON }, false),
            (Color::Auto, Surroundings { dumb: true, ..PERSON }, false),
            (Color::Auto, Surroundings { stdout_tty: false, ..PERSON }, false),
        ];
        for (color, surroundings, expected) in rows {
            let manner = Manner::decide(&Wishes { color, ..Wishes::default() }, &surroundings);
            assert_eq!(manner.color_stdout, expected, "{color:?} {surroundings:?}");
        }
    }

    #[test]
    fn quiet_shows_no_progress_whatever_was_asked() {
        for verbosity in [Verbosity::Quiet, Verbosity::Silent] {
            let wishes = Wishes { verbosity, progress: Progress::Fancy, ..Wishes::default() };
            assert_eq!(Manner::decide(&wishes, &PERSON).display, Display::None);
        }
    }
}
