//! What a run left: status, stdout and stderr, compared whole.

use std::process::ExitStatus;

use serde_json::Value;

use super::events;

/// A run that ended.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; 128 and the signal's number where a signal ended it.
    pub status: i32,
    /// All of stdout.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
    line: String,
}

impl Ran {
    /// Takes a process's output.
    pub fn new(status: ExitStatus, stdout: &[u8], stderr: &[u8], line: &str) -> Self {
        use std::os::unix::process::ExitStatusExt;
        let status = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).expect("it ended");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { status, stdout: text(stdout), stderr: text(stderr), line: line.to_owned() }
    }

    /// Asserts the exit code.
    #[track_caller]
    pub fn status(self, expected: i32) -> Self {
        assert_eq!(self.status, expected, "{}\nstdout:\n{}\nstderr:\n{}", self.line, self.stdout, self.stderr);
        self
    }

    /// Asserts all of stdout.
    #[track_caller]
    pub fn stdout(self, expected: &str) -> Self {
        assert_eq!(self.stdout, expected, "stdout of {}", self.line);
        self
    }

    /// Asserts all of stderr.
    #[track_caller]
    pub fn stderr(self, expected: &str) -> Self {
        assert_eq!(self.stderr, expected, "stderr of {}", self.line);
        self
    }

    /// Asserts that neither a panic nor an error was told.
    #[track_caller]
    pub fn quiet(self) -> Self {
        let loud = self.stderr.contains("panicked") || self.stderr.contains("error[");
        assert!(!loud, "{}\nstderr:\n{}", self.line, self.stderr);
        self
    }

    /// The one object of a short verb.
    #[track_caller]
    pub fn object(&self) -> Value {
        let value: Value = serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        assert_eq!(value["v"], 1, "{self:?}");
        assert_eq!(value["ok"], self.status == 0 || self.status == 20, "{self:?}");
        assert_eq!(value["exit_code"], self.status, "{self:?}");
        value
    }

    /// The finding that ended a run for programs: a long verb's result holds one, a short verb's object lists them.
    #[track_caller]
    pub fn finding(&self) -> Value {
        let last = self.stdout.lines().last().unwrap_or_else(|| panic!("a result: {self:?}"));
        let last: Value = serde_json::from_str(last).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        if last["type"] == "result" { last["diagnostic"].clone() } else { last["diagnostics"][0].clone() }
    }

    /// The result line of a long verb, after all lines were held against the schema.
    #[track_caller]
    pub fn result(&self) -> Value {
        self.events().pop().expect("validated lines end with a result")
    }

    /// The lines of a long verb, each valid, numbered without gaps, `start` first, one `result` last.
    #[track_caller]
    pub fn events(&self) -> Vec<Value> {
        events::validated(&self.stdout, self.status)
    }
}
