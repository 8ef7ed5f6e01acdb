//! A row of the table of exit codes: one command, run for programs and for people.

use botctl::cli::exit::Exit;
use serde_json::Value;

use crate::harness::{Ran, Test};

/// A command that ends in a code.
pub struct Row {
    pub exit: Exit,
    pub line: &'static str,
    /// `outcome` of a long verb's result line; a short verb has none.
    pub outcome: Option<&'static str>,
    /// The code of the finding; empty where there is none.
    pub finding: &'static str,
    /// All of stdout for people; `{url}` stands for the host's address. Behind `…`: what the picture holds among others.
    pub stdout: &'static str,
    /// A line of stderr for people; empty: stderr is empty.
    pub stderr: &'static str,
}

impl Row {
    /// Runs the command for programs and for people.
    #[track_caller]
    pub fn drive(&self, test: &Test, variable: Option<(&str, &str)>) -> Exit {
        let code = i32::from(self.exit.code());
        let ran = test.run_line(&format!("{} --format json", self.line), variable).status(code);
        self.check_programs(&ran);
        let ran = test.run_line(self.line, variable).status(code);
        self.check_people(&ran);
        self.exit
    }

    /// The harness has held the format itself against the contract already.
    #[track_caller]
    fn check_programs(&self, ran: &Ran) {
        let last: Value = serde_json::from_str(ran.stdout.lines().last().expect("a result")).expect("JSON");
        assert_eq!(last["outcome"].as_str(), self.outcome, "{}: {last}", self.line);
        assert_eq!(ran.finding()["code"].as_str().unwrap_or_default(), self.finding, "{}: {last}", self.line);
        assert_eq!(last["retryable"].as_bool().unwrap_or(false), self.exit.is_retryable(), "{}: {last}", self.line);
        if self.exit == Exit::Panic {
            assert!(ran.stderr.contains("panicked at"), "{ran:?}");
        } else {
            assert_eq!(ran.stderr, "", "{}", self.line);
        }
    }

    #[track_caller]
    fn check_people(&self, ran: &Ran) {
        let url = ran.stdout.split("/demo/").next().unwrap_or_default();
        match self.stdout.strip_prefix('…') {
            Some(part) => assert!(ran.stdout.contains(part), "{}\n{}", self.line, ran.stdout),
            None => assert_eq!(ran.stdout, self.stdout.replace("{url}", url), "{}\n{}", self.line, ran.stderr),
        }
        let said = ran.stderr.lines().any(|line| line.contains(self.stderr));
        assert!(if self.stderr.is_empty() { ran.stderr.is_empty() } else { said }, "{}\n{}", self.line, ran.stderr);
        if !self.stderr.is_empty() && !self.finding.is_empty() {
            assert!(
                ran.stderr.contains("  Fix:  ") || ran.stderr.contains("  Try:  "),
                "{}\n{}",
                self.line,
                ran.stderr
            );
        }
    }
}

pub const fn long(
    exit: Exit,
    line: &'static str,
    outcome: &'static str,
    finding: &'static str,
    stderr: &'static str,
) -> Row {
    Row { exit, line, outcome: Some(outcome), finding, stdout: "", stderr }
}

pub const fn short(
    exit: Exit,
    line: &'static str,
    finding: &'static str,
    stdout: &'static str,
    stderr: &'static str,
) -> Row {
    Row { exit, line, outcome: None, finding, stdout, stderr }
}
