//! What the surroundings say about how to run: the part of the environment that [`crate::cli::settings`] needs.

use std::path::PathBuf;

use crate::base::diagnostic::Diagnostic;

/// Variables of the process, read once. Text is as it was given; settings parse it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools)] // independent facts, each a yes or no
pub struct Inherited {
    /// `BOTCTL_ENV`.
    pub environment: Option<String>,
    /// `BOTCTL_HOST`.
    pub host: Option<String>,
    /// `BOTCTL_CONFIG`.
    pub config: Option<PathBuf>,
    /// `BOTCTL_FORMAT`.
    pub format: Option<String>,
    /// `BOTCTL_OUTPUT_FILE`.
    pub output_file: Option<PathBuf>,
    /// `BOTCTL_PROGRESS`.
    pub progress: Option<String>,
    /// `BOTCTL_COLOR`.
    pub color: Option<String>,
    /// `BOTCTL_LOCK_TIMEOUT`.
    pub lock_timeout: Option<String>,
    /// `BOTCTL_WAIT_TIMEOUT`.
    pub wait_timeout: Option<String>,
    /// `BOTCTL_NO_INPUT`.
    pub no_input: bool,
    /// `CI` is set, and not to `false`.
    pub ci: bool,
    /// `TERM=dumb`.
    pub dumb: bool,
    /// `LC_ALL`, `LC_CTYPE` or `LANG`, the first that is set, names UTF-8.
    pub utf8: bool,
    /// `NO_COLOR` is not empty.
    pub no_color: bool,
    /// `CLICOLOR_FORCE` or `FORCE_COLOR` asks for colour.
    pub force_color: bool,
    /// `CLICOLOR=0`.
    pub clicolor_off: bool,
    /// `COLUMNS`.
    pub columns: Option<usize>,
    /// `GITHUB_ACTIONS=true`.
    pub github_actions: bool,
    /// `GITHUB_STEP_SUMMARY`.
    pub github_summary: Option<PathBuf>,
    /// `GITHUB_OUTPUT`.
    pub github_output: Option<PathBuf>,
}

impl Inherited {
    /// Takes the variables that `get` knows. Errors: a boolean that isn't one.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, Diagnostic> {
        let text = |name: &str| get(name).filter(|value| !value.is_empty());
        let switched_on = |name: &str| text(name).is_some_and(|value| value != "0" && value != "false");
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| text(name)).unwrap_or_default();
        let locale = locale.to_ascii_lowercase();
        Ok(Self {
            environment: text("BOTCTL_ENV"),
            host: text("BOTCTL_HOST"),
            config: text("BOTCTL_CONFIG").map(PathBuf::from),
            format: text("BOTCTL_FORMAT"),
            output_file: text("BOTCTL_OUTPUT_FILE").map(PathBuf::from),
            progress: text("BOTCTL_PROGRESS"),
            color: text("BOTCTL_COLOR"),
            lock_timeout: text("BOTCTL_LOCK_TIMEOUT"),
            wait_timeout: text("BOTCTL_WAIT_TIMEOUT"),
            no_input: boolean("BOTCTL_NO_INPUT", text("BOTCTL_NO_INPUT"))?,
            ci: switched_on("CI"),
            dumb: text("TERM").is_some_and(|term| term == "dumb"),
            utf8: locale.contains("utf-8") || locale.contains("utf8"),
            no_color: text("NO_COLOR").is_some(),
            force_color: switched_on("CLICOLOR_FORCE") || switched_on("FORCE_COLOR"),
            clicolor_off: text("CLICOLOR").is_some_and(|value| value == "0"),
            columns: text("COLUMNS").and_then(|value| value.parse().ok()),
            github_actions: text("GITHUB_ACTIONS").is_some_and(|value| value == "true"),
            github_summary: text("GITHUB_STEP_SUMMARY").map(PathBuf::from),
            github_output: text("GITHUB_OUTPUT").map(PathBuf::from),
        })
    }
}

fn boolean(name: &str, value: Option<String>) -> Result<bool, Diagnostic> {
    match value.as_deref() {
        None | Some("0" | "false" | "no" | "off") => Ok(false),
        Some("1" | "true" | "yes" | "on") => Ok(true),
        Some(other) => {
            Err(Diagnostic::error("CFG905", format!("{name} is `{other}`, which is neither true nor false"))
                .fix(format!("set {name} to 1 or 0, or unset it")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Result<Inherited, Diagnostic> {
        Inherited::read(|name| {
            variables.iter().find(|(variable, _)| *variable == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn empty_is_unset_and_a_bad_boolean_is_refused() {
        assert_eq!(read(&[("NO_COLOR", ""), ("BOTCTL_ENV", "")]), Ok(Inherited::default()));
        assert_eq!(read(&[("BOTCTL_NO_INPUT", "perhaps")]).expect_err("no boolean").code, "CFG905");
        let read = read(&[("CI", "true"), ("LANG", "de_DE.UTF-8"), ("LC_ALL", "C"), ("BOTCTL_NO_INPUT", "1")]);
        let expected = Inherited { ci: true, no_input: true, ..Inherited::default() };
        assert_eq!(read, Ok(expected));
    }
}
