//! The process's environment: the only place that reads it, once, at the start.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::base::diagnostic::Diagnostic;
use crate::base::secret::Secret;

/// A variable that can't be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UsageProblem {
    /// A switch that says neither yes nor no.
    #[error("the variable {name} must be 1 or 0, true or false, yes or no, not `{value}`")]
    NotASwitch {
        /// The variable.
        name: &'static str,
        /// Its value.
        value: String,
    },
    /// A value that isn't UTF-8.
    #[error("the variable {name} isn't UTF-8 text")]
    NotUtf8 {
        /// The variable.
        name: &'static str,
    },
}

impl UsageProblem {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotASwitch { .. } | Self::NotUtf8 { .. } => "CFG016",
        }
    }

    /// The finding with its fix.
    pub fn diagnostic(&self) -> Diagnostic {
        let (Self::NotASwitch { name, .. } | Self::NotUtf8 { name }) = self;
        Diagnostic::error(self.code(), self.to_string())
            .fix(format!("unset {name}, or correct it"))
            .try_when("botctl help environment", "every variable")
    }
}

/// Variables about the terminal and its owner's wishes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[allow(clippy::struct_excessive_bools)] // one field a variable
pub struct TerminalVariables {
    /// `NO_COLOR` is not empty.
    pub no_color: bool,
    /// `CLICOLOR` is `0`.
    pub clicolor_off: bool,
    /// `CLICOLOR_FORCE` or `FORCE_COLOR` asks for colours.
    pub force_color: bool,
    /// `TERM` is `dumb`.
    pub is_dumb: bool,
    /// `COLUMNS`, if it is a number above 0.
    pub columns: Option<u16>,
    /// The locale is UTF-8.
    pub is_utf8: bool,
    /// A CI system runs this.
    pub is_ci: bool,
}

/// Variables of GitHub Actions; present when `GITHUB_ACTIONS` is `true`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GithubVariables {
    /// The file of the job summary.
    pub step_summary: Option<PathBuf>,
    /// The file of the step's outputs.
    pub output: Option<PathBuf>,
    /// The address of the run.
    pub run_url: Option<String>,
}

/// Everything that the environment says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Environment {
    /// `BOTCTL_ENV`.
    pub env: Option<String>,
    /// `BOTCTL_HOST`.
    pub host: Option<String>,
    /// `BOTCTL_TOKEN`.
    pub token: Option<Secret>,
    /// `BOTCTL_TOKEN_FILE`.
    pub token_file: Option<PathBuf>,
    /// `BOTCTL_ENDPOINTS`.
    pub endpoints: Option<PathBuf>,
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
    /// `BOTCTL_LOG`.
    pub log: Option<String>,
    /// `BOTCTL_NO_INPUT`.
    pub no_input: Option<bool>,
    /// `BOTCTL_LOCK_TIMEOUT`.
    pub lock_timeout: Option<String>,
    /// `BOTCTL_WAIT_TIMEOUT`.
    pub wait_timeout: Option<String>,
    /// `BOTCTL_CONFIG_DIR`.
    pub config_dir: Option<PathBuf>,
    /// `BOTCTL_CACHE_DIR`.
    pub cache_dir: Option<PathBuf>,
    /// `BOTCTL_STATE_DIR`.
    pub state_dir: Option<PathBuf>,
    /// About the terminal.
    pub terminal: TerminalVariables,
    /// About GitHub Actions, within it.
    pub github: Option<GithubVariables>,
    /// `USER`, or `USERNAME`.
    pub user: Option<String>,
    /// `HOSTNAME`, or `COMPUTERNAME`.
    pub machine: Option<String>,
    /// `BOTCTL_FAULT`: the fault point to arm, for tests of crash safety; in no help text.
    pub fault: Option<String>,
    /// `BOTCTL_IDLE_TIMEOUT`: milliseconds that a host may stay silent, for tests of hosts that do; in no help text.
    pub idle_timeout_ms: Option<u64>,
}

impl Environment {
    /// Reads the process's environment.
    ///
    /// Errors: a variable of botctl's own with a value that can't be used.
    pub fn read() -> Result<Self, UsageProblem> {
        Self::from_lookup(|name| std::env::var_os(name))
    }

    /// Reads an environment that a test makes up. Empty variables count as absent.
    ///
    /// Errors: as of [`Environment::read`].
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<OsString>) -> Result<Self, UsageProblem> {
        let source = Lookup(&lookup);
        Ok(Self {
            env: source.text("BOTCTL_ENV")?,
            host: source.text("BOTCTL_HOST")?,
            token: source.text("BOTCTL_TOKEN")?.map(|token| Secret::new(token.trim())),
            token_file: source.path("BOTCTL_TOKEN_FILE"),
            endpoints: source.path("BOTCTL_ENDPOINTS"),
            config: source.path("BOTCTL_CONFIG"),
            format: source.text("BOTCTL_FORMAT")?,
            output_file: source.path("BOTCTL_OUTPUT_FILE"),
            progress: source.text("BOTCTL_PROGRESS")?,
            color: source.text("BOTCTL_COLOR")?,
            log: source.text("BOTCTL_LOG")?,
            no_input: source.switch("BOTCTL_NO_INPUT")?,
            lock_timeout: source.text("BOTCTL_LOCK_TIMEOUT")?,
            wait_timeout: source.text("BOTCTL_WAIT_TIMEOUT")?,
            config_dir: source.path("BOTCTL_CONFIG_DIR"),
            cache_dir: source.path("BOTCTL_CACHE_DIR"),
            state_dir: source.path("BOTCTL_STATE_DIR"),
            terminal: source.terminal(),
            github: source.github(),
            user: source.foreign("USER").or_else(|| source.foreign("USERNAME")),
            machine: source.foreign("HOSTNAME").or_else(|| source.foreign("COMPUTERNAME")),
            fault: source.text("BOTCTL_FAULT")?,
            idle_timeout_ms: source.text("BOTCTL_IDLE_TIMEOUT")?.and_then(|text| text.parse().ok()),
        })
    }
}

/// The value of a variable that a `env:NAME` reference names, e.g. in `host.toml`.
pub fn referenced(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

struct Lookup<'a>(&'a dyn Fn(&str) -> Option<OsString>);

impl Lookup<'_> {
    fn path(&self, name: &str) -> Option<PathBuf> {
        (self.0)(name).filter(|value| !value.is_empty()).map(PathBuf::from)
    }

    fn text(&self, name: &'static str) -> Result<Option<String>, UsageProblem> {
        match (self.0)(name).filter(|value| !value.is_empty()) {
            None => Ok(None),
            Some(value) => value.into_string().map(Some).map_err(|_| UsageProblem::NotUtf8 { name }),
        }
    }

    fn switch(&self, name: &'static str) -> Result<Option<bool>, UsageProblem> {
        let Some(value) = self.text(name)? else { return Ok(None) };
        match value.to_ascii_lowercase().as_str() {
            "1" | "true" | "yes" | "on" => Ok(Some(true)),
            "0" | "false" | "no" | "off" => Ok(Some(false)),
            _ => Err(UsageProblem::NotASwitch { name, value: value.chars().take(40).collect() }),
        }
    }

    /// A variable that isn't botctl's own: one that can't be read is none of our business.
    fn foreign(&self, name: &str) -> Option<String> {
        (self.0)(name).and_then(|value| value.into_string().ok()).filter(|value| !value.is_empty())
    }

    /// A foreign switch: set to anything but `0` and `false`, as the tools that invented them read it.
    fn is_on(&self, name: &str) -> bool {
        self.foreign(name).is_some_and(|value| !matches!(value.to_ascii_lowercase().as_str(), "0" | "false"))
    }

    fn terminal(&self) -> TerminalVariables {
        TerminalVariables {
            no_color: self.foreign("NO_COLOR").is_some(),
            clicolor_off: self.foreign("CLICOLOR").as_deref() == Some("0"),
            force_color: self.is_on("CLICOLOR_FORCE") || self.is_on("FORCE_COLOR"),
            is_dumb: self.foreign("TERM").as_deref() == Some("dumb"),
            columns: self.foreign("COLUMNS").and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0),
            is_utf8: self.is_utf8(),
            is_ci: self.is_on("CI"),
        }
    }

    fn is_utf8(&self) -> bool {
        match ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(|name| self.foreign(name)) {
            Some(locale) => {
                let locale = locale.to_ascii_lowercase();
                locale.contains("utf-8") || locale.contains("utf8")
            }
            // Without a locale, Linux programs are in the ASCII locale; elsewhere terminals are UTF-8.
            None => !cfg!(target_os = "linux"),
        }
    }

    fn github(&self) -> Option<GithubVariables> {
        if self.foreign("GITHUB_ACTIONS").as_deref() != Some("true") {
            return None;
        }
        let parts =
            [self.foreign("GITHUB_SERVER_URL"), self.foreign("GITHUB_REPOSITORY"), self.foreign("GITHUB_RUN_ID")];
        let run_url = match parts {
            [Some(server), Some(repository), Some(run)] => Some(format!("{server}/{repository}/actions/runs/{run}")),
            _ => None,
        };
        Some(GithubVariables {
            step_summary: self.path("GITHUB_STEP_SUMMARY"),
            output: self.path("GITHUB_OUTPUT"),
            run_url,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    use super::*;
    use crate::config::variables::VARIABLES;

    fn read(pairs: &[(&str, &str)]) -> Result<Environment, UsageProblem> {
        Environment::from_lookup(|name| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn switches_are_strict_for_our_own_variables_and_lenient_for_others() {
        for (value, expected) in [("1", Some(true)), ("Yes", Some(true)), ("off", Some(false)), ("", None)] {
            assert_eq!(read(&[("BOTCTL_NO_INPUT", value)]).expect("a switch").no_input, expected, "{value}");
        }
        let problem = read(&[("BOTCTL_NO_INPUT", "perhaps")]).expect_err("no switch");
        assert!(problem.to_string().contains("BOTCTL_NO_INPUT") && !problem.diagnostic().next.is_empty(), "{problem}");
        for (value, expected) in [("true", true), ("woodpecker", true), ("0", false), ("false", false), ("", false)] {
            assert_eq!(read(&[("CI", value)]).expect("foreign").terminal.is_ci, expected, "{value}");
        }
    }

    #[test]
    fn the_terminal_is_described() {
        type Case = (&'static [(&'static str, &'static str)], fn(&TerminalVariables) -> bool);
        let cases: [Case; 8] = [
            (&[("NO_COLOR", "1")], |terminal| terminal.no_color),
            (&[("NO_COLOR", "")], |terminal| !terminal.no_color),
            (&[("CLICOLOR", "0")], |terminal| terminal.clicolor_off),
            (&[("FORCE_COLOR", "1")], |terminal| terminal.force_color),
            (&[("TERM", "dumb")], |terminal| terminal.is_dumb),
            (&[("COLUMNS", "80")], |terminal| terminal.columns == Some(80)),
            (&[("LANG", "it_IT.UTF-8")], |terminal| terminal.is_utf8),
            (&[("LC_ALL", "C"), ("LANG", "it_IT.UTF-8")], |terminal| !terminal.is_utf8),
        ];
        for (pairs, holds) in cases {
            assert!(holds(&read(pairs).expect("environment").terminal), "{pairs:?}");
        }
    }

    #[test]
    fn github_is_known_by_its_own_variable() {
        let run = [("GITHUB_SERVER_URL", "https://github.com"), ("GITHUB_REPOSITORY", "a/b"), ("GITHUB_RUN_ID", "7")];
        assert_eq!(read(&run).expect("environment").github, None);
        let within: Vec<_> = run.into_iter().chain([("GITHUB_ACTIONS", "true"), ("GITHUB_OUTPUT", "out")]).collect();
        let github = read(&within).expect("environment").github.expect("within GitHub Actions");
        assert_eq!(github.run_url.as_deref(), Some("https://github.com/a/b/actions/runs/7"));
        assert_eq!(github.output, Some(PathBuf::from("out")));
    }

    #[test]
    fn every_variable_that_is_read_is_documented() {
        let asked = RefCell::new(BTreeSet::new());
        let lookup = |name: &str| {
            asked.borrow_mut().insert(name.to_owned());
            (name == "GITHUB_ACTIONS").then(|| "true".into())
        };
        Environment::from_lookup(lookup).expect("environment");
        let hidden = ["BOTCTL_FAULT", "BOTCTL_IDLE_TIMEOUT", "USERNAME", "COMPUTERNAME"];
        for name in asked.borrow().iter().filter(|name| !hidden.contains(&name.as_str())) {
            assert!(VARIABLES.iter().any(|variable| variable.name == name), "{name}");
        }
        for variable in VARIABLES.iter().filter(|variable| variable.name.starts_with("BOTCTL_")) {
            assert!(asked.borrow().contains(variable.name), "{}", variable.name);
        }
    }

    #[test]
    fn a_token_is_never_printed() {
        let environment = read(&[("BOTCTL_TOKEN", "canary\n")]).expect("environment");
        assert!(!format!("{environment:?}").contains("canary"));
        assert_eq!(environment.token.expect("token").expose(), "canary");
    }
}
