//! A command line with variables and input of its own, in a bot's folder.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::{Ran, Stage, binary, shell_word};

/// A command line that is being prepared.
pub struct Call<'a> {
    stage: &'a Stage,
    words: Vec<String>,
    variables: Vec<(String, String)>,
    stdin: String,
}

impl<'a> Call<'a> {
    /// These words behind `botctl`.
    pub fn new(stage: &'a Stage, words: &[&str]) -> Self {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Self { stage, words, variables: Vec::new(), stdin: String::new() }
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: impl AsRef<Path>) -> Self {
        self.variables.push((name.to_owned(), value.as_ref().to_string_lossy().into_owned()));
        self
    }

    /// What it reads from standard input.
    pub fn stdin(mut self, text: &str) -> Self {
        text.clone_into(&mut self.stdin);
        self
    }

    /// Runs it to its end.
    pub fn run(&self) -> Ran {
        let mut command = self.command(binary());
        command.args(&self.words);
        self.stage.0.finish(command, &self.words, &self.variables, &self.stdin)
    }

    /// Starts it, with pipes on all sides.
    pub fn spawn(&self) -> Child {
        let mut command = self.command(binary());
        command.args(&self.words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// Another program in the same surroundings.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = self.stage.0.command(program);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The command line for a shell.
    pub fn shell_line(&self) -> String {
        let program = binary().display().to_string();
        let words = std::iter::once(&program).chain(&self.words);
        words.map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
    }
}
