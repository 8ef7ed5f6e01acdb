//! Flags, environment and defaults, resolved once: below this there are no clap types and no `Option<flag>`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;

use crate::base::diagnostic::Diagnostic;
use crate::base::id::EnvironmentName;
use crate::base::text::did_you_mean;
use crate::cli::arguments::Global;
use crate::cli::duration;
use crate::config::env::Environment;
use crate::config::user::UserConfig;
use crate::ui::manner::{Surroundings, Verbosity, Wishes};

/// How long to wait for a lock.
pub const LOCK_TIMEOUT: Duration = Duration::from_secs(2 * 60);
/// How long to wait for the end of a deployment.
pub const WAIT_TIMEOUT: Duration = Duration::from_secs(15 * 60);

/// How this run was asked to behave.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// Where the command runs; absolute.
    pub directory: PathBuf,
    /// The bot.toml that was named; absolute. `None`: the nearest upwards.
    pub config_file: Option<PathBuf>,
    /// The environment that was named.
    pub environment: Option<EnvironmentName>,
    /// The host that was named.
    pub host: Option<url::Url>,
    /// The file of the token that was named; absolute.
    pub token_file: Option<PathBuf>,
    /// The file of endpoints that was named; absolute.
    pub endpoints: Option<PathBuf>,
    /// Ordinary prompts are accepted.
    pub yes: bool,
    /// Where the result object goes too; absolute.
    pub output_file: Option<PathBuf>,
    /// Format, progress, colour, verbosity, prompts.
    pub wishes: Wishes,
    /// How long to wait for a lock, unless the verb's flag says otherwise.
    pub lock_timeout: Duration,
    /// How long to wait for an end, unless the verb's flag says otherwise.
    pub wait_timeout: Duration,
    /// Where GitHub wants a summary.
    pub github_summary: Option<PathBuf>,
    /// Where GitHub wants outputs.
    pub github_output: Option<PathBuf>,
}

impl Settings {
    /// Resolves everything; `current` is the process's folder. Errors: a value that can't be used, with its fix.
    pub fn resolve(
        flags: &Global,
        variables: &Environment,
        user: &UserConfig,
        current: &Path,
    ) -> Result<Self, Diagnostic> {
        let directory = flags.directory.as_ref().map_or_else(|| current.to_owned(), |folder| current.join(folder));
        if !directory.is_dir() {
            return Err(Diagnostic::error("CFG906", format!("there is no folder `{}`", directory.display()))
                .fix("give --directory a folder that exists"));
        }
        let absolute = |path: &PathBuf| directory.join(path);
        Ok(Self {
            config_file: flags.config.as_ref().or(variables.config.as_ref()).map(absolute),
            environment: environment(flags, variables)?,
            host: host(flags, variables)?,
            token_file: flags.token_file.as_ref().or(variables.token_file.as_ref()).map(absolute),
            endpoints: flags.endpoints.as_ref().or(variables.endpoints.as_ref()).map(absolute),
            yes: flags.yes,
            output_file: output_file(flags, variables, &directory)?,
            wishes: wishes(flags, variables, user)?,
            lock_timeout: timeout("BOTCTL_LOCK_TIMEOUT", variables.lock_timeout.as_deref(), LOCK_TIMEOUT)?,
            wait_timeout: timeout("BOTCTL_WAIT_TIMEOUT", variables.wait_timeout.as_deref(), WAIT_TIMEOUT)?,
            github_summary: variables.github.as_ref().and_then(|github| github.step_summary.clone()),
            github_output: variables.github.as_ref().and_then(|github| github.output.clone()),
            directory,
        })
    }
}

/// Format, progress, colour, verbosity and prompts, from flags, environment and the person's own file.
pub fn wishes(flags: &Global, variables: &Environment, user: &UserConfig) -> Result<Wishes, Diagnostic> {
    Ok(Wishes {
        format: choice(flags.format, "BOTCTL_FORMAT", &variables.format, &None)?,
        progress: choice(flags.progress, "BOTCTL_PROGRESS", &variables.progress, &user.progress)?,
        color: choice(flags.color, "BOTCTL_COLOR", &variables.color, &user.color)?,
        no_input: flags.no_input || variables.no_input == Some(true),
        verbosity: verbosity(flags.quiet, flags.verbose),
    })
}

/// Wishes that can be told although the command line or the environment is wrong, to report just that.
pub fn presumed_wishes(arguments: &[String], variables: &Environment) -> Wishes {
    let value_of = |flag: &str| {
        let long = format!("{flag}=");
        arguments.iter().enumerate().find_map(|(index, argument)| match argument.strip_prefix(&long) {
            Some(value) => Some(value),
            None if argument == flag => arguments.get(index + 1).map(String::as_str),
            None => None,
        })
    };
    let read = |flag, variable: &Option<String>| value_of(flag).map(str::to_owned).or_else(|| variable.clone());
    let flags = arguments.iter().take_while(|argument| *argument != "--");
    let quiet = flags.map(|argument| match argument.strip_prefix('-') {
        Some("-quiet") => 1,
        // Short flags without a value may stand together: `-yqq`.
        Some(letters) if letters.chars().all(|letter| "qyvh".contains(letter)) => letters.matches('q').count(),
        Some(_) | None => 0,
    });
    Wishes {
        format: parsed(read("--format", &variables.format)),
        progress: parsed(read("--progress", &variables.progress)),
        color: parsed(read("--color", &variables.color)),
        no_input: true,
        verbosity: verbosity(u8::try_from(quiet.sum::<usize>()).unwrap_or(u8::MAX), 0),
    }
}

fn parsed<T: ValueEnum + Default>(text: Option<String>) -> T {
    text.and_then(|text| T::from_str(&text, false).ok()).unwrap_or_default()
}

// The person's file was validated when it was read; a variable was not.
fn choice<T: ValueEnum + Default>(
    flag: Option<T>,
    name: &str,
    variable: &Option<String>,
    preferred: &Option<String>,
) -> Result<T, Diagnostic> {
    match (flag, variable) {
        (Some(flag), _) => Ok(flag),
        (None, None) => Ok(parsed(preferred.clone())),
        (None, Some(text)) => T::from_str(text, false).map_err(|_| unknown_choice::<T>(name, text)),
    }
}

fn unknown_choice<T: ValueEnum>(variable: &str, text: &str) -> Diagnostic {
    let names: Vec<String> = T::value_variants()
        .iter()
        .filter_map(|value| value.to_possible_value())
        .map(|v| v.get_name().to_owned())
        .collect();
    let meant = did_you_mean(text, names.iter().map(String::as_str));
    let fix = match meant {
        Some(meant) => format!("set {variable} to {meant}"),
        None => format!("set {variable} to one of {}", names.join(", ")),
    };
    Diagnostic::error("CFG907", format!("{variable} is `{text}`, which isn't one of {}", names.join(", "))).fix(fix)
}

fn verbosity(quiet: u8, verbose: u8) -> Verbosity {
    match (quiet, verbose) {
        (0, 0) => Verbosity::Normal,
        (0, 1) => Verbosity::Requests,
        (0, _) => Verbosity::Bodies,
        (1, _) => Verbosity::Quiet,
        (_, _) => Verbosity::Silent,
    }
}

fn environment(flags: &Global, variables: &Environment) -> Result<Option<EnvironmentName>, Diagnostic> {
    let (source, text) = match (&flags.env, &variables.env) {
        (Some(name), _) => ("--env", name),
        (None, Some(name)) => ("BOTCTL_ENV", name),
        (None, None) => return Ok(None),
    };
    let refuse = |error: crate::base::id::IdError| {
        Diagnostic::error("CFG908", format!("{source}: {error}")).fix("botctl config show")
    };
    text.parse().map(Some).map_err(refuse)
}

fn host(flags: &Global, variables: &Environment) -> Result<Option<url::Url>, Diagnostic> {
    let (source, text) = match (&flags.host, &variables.host) {
        (Some(address), _) => ("--host", address),
        (None, Some(address)) => ("BOTCTL_HOST", address),
        (None, None) => return Ok(None),
    };
    let usable = |address: &url::Url| matches!(address.scheme(), "http" | "https") && address.host().is_some();
    match url::Url::parse(text).ok().filter(usable) {
        Some(address) => Ok(Some(address)),
        None => Err(Diagnostic::error("CFG909", format!("{source} is `{text}`, which isn't an address of a host"))
            .fix("give an address like https://bots.example.com")),
    }
}

// Told before the work begins: a result that can't be written is found out too late at the end.
fn output_file(flags: &Global, variables: &Environment, directory: &Path) -> Result<Option<PathBuf>, Diagnostic> {
    let Some(path) = flags.output_file.as_ref().or(variables.output_file.as_ref()) else { return Ok(None) };
    let path = directory.join(path);
    let parent_exists = path.parent().is_some_and(Path::is_dir);
    if path.is_dir() || !parent_exists {
        let reason = if parent_exists { "it is a folder" } else { "its folder doesn't exist" };
        return Err(Diagnostic::error("CFG910", format!("can't write the result to `{}`: {reason}", path.display()))
            .because("Nothing was started.")
            .fix("give --output-file a file in a folder that exists"));
    }
    Ok(Some(path))
}

fn timeout(variable: &str, text: Option<&str>, default: Duration) -> Result<Duration, Diagnostic> {
    let Some(text) = text else { return Ok(default) };
    let refuse = |error: duration::DurationError| {
        Diagnostic::error("CFG911", format!("{variable}: {error}")).fix(format!("set {variable} to e.g. 5m"))
    };
    duration::parse(text).map_err(refuse)
}

/// The terminal as it is, for [`crate::ui::manner::Manner::decide`].
pub fn surroundings(variables: &Environment) -> Surroundings {
    use std::io::IsTerminal;
    let stderr_tty = std::io::stderr().is_terminal();
    let stdout_tty = std::io::stdout().is_terminal();
    // Either stream may be the one that a person looks at; the other may be a file.
    let terminal = if stderr_tty { console::Term::stderr() } else { console::Term::stdout() };
    let measured = || terminal.size_checked().map(|(_, columns)| usize::from(columns));
    Surroundings {
        stdin_tty: std::io::stdin().is_terminal(),
        stdout_tty,
        stderr_tty,
        ci: variables.terminal.is_ci,
        dumb: variables.terminal.is_dumb,
        utf8: variables.terminal.is_utf8,
        no_color: variables.terminal.no_color,
        force_color: variables.terminal.force_color,
        clicolor_off: variables.terminal.clicolor_off,
        columns: variables
            .terminal
            .columns
            .map(usize::from)
            .or_else(|| measured().filter(|columns| (stderr_tty || stdout_tty) && *columns > 0)),
        github: variables.github.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::manner::Format;

    fn resolve(flags: Global, variables: Environment) -> Result<Settings, Diagnostic> {
        Settings::resolve(&flags, &variables, &UserConfig::default(), Path::new("/"))
    }

    #[test]
    fn a_flag_beats_the_environment_and_that_the_default() {
        let variables = Environment {
            format: Some("json".to_owned()),
            env: Some("staging".to_owned()),
            lock_timeout: Some("5s".to_owned()),
            ..Environment::default()
        };
        let from_environment = resolve(Global::default(), variables.clone()).expect("valid");
        assert_eq!(from_environment.wishes.format, Format::Json);
        assert_eq!(from_environment.lock_timeout, Duration::from_secs(5));
        assert_eq!(from_environment.wait_timeout, WAIT_TIMEOUT);
        let flags = Global { format: Some(Format::Human), env: Some("production".to_owned()), ..Global::default() };
        let from_flags = resolve(flags, variables).expect("valid");
        assert_eq!(from_flags.wishes.format, Format::Human);
        assert_eq!(from_flags.environment.expect("named").as_str(), "production");
    }

    #[test]
    fn values_that_cannot_be_used_are_refused_with_a_fix() {
        let text = |value: &str| Some(value.to_owned());
        let cases = [
            (Global::default(), Environment { format: text("jsno"), ..Environment::default() }, "CFG907"),
            (Global::default(), Environment { wait_timeout: text("soon"), ..Environment::default() }, "CFG911"),
            (Global { env: text("No Such"), ..Global::default() }, Environment::default(), "CFG908"),
            (Global { host: text("ftp://x"), ..Global::default() }, Environment::default(), "CFG909"),
            (Global { host: text("bots.example.com"), ..Global::default() }, Environment::default(), "CFG909"),
            (Global { directory: Some("/no/such".into()), ..Global::default() }, Environment::default(), "CFG906"),
            (Global { output_file: Some("/no/such/x".into()), ..Global::default() }, Environment::default(), "CFG910"),
            (Global { output_file: Some("/".into()), ..Global::default() }, Environment::default(), "CFG910"),
        ];
        for (flags, variables, code) in cases {
            let finding = resolve(flags, variables).expect_err(code);
            assert_eq!(finding.code, code);
            assert!(!finding.next.is_empty(), "{code}");
        }
    }

    #[test]
    fn a_wrong_command_line_is_answered_in_the_form_it_asked_for() {
        let presume = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            presumed_wishes(&words, &Environment::default())
        };
        assert_eq!(presume("chekc --format json").format, Format::Json);
        assert_eq!(presume("chekc --format=json -qq").verbosity, Verbosity::Silent);
        assert_eq!(presume("chekc --format").format, Format::Human);
        assert_eq!(presume("deploy -yqq --bogus").verbosity, Verbosity::Silent);
        assert_eq!(presume("-q deploy --bogus").verbosity, Verbosity::Quiet);
        assert_eq!(presume("ask --bogus -- -qq").verbosity, Verbosity::Normal);
    }
}
