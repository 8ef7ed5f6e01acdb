//! A test in five lines: a bot's folder, a clean environment, the binary, and what it printed.

mod call;
pub mod content;
pub mod crafted;
mod events;
mod files;
mod format;
pub mod http;
pub mod killable;
pub mod model;
pub mod mutator;
pub mod papers;
pub mod proxy;
mod ran;
mod reader;
mod screen;
mod server;
mod signals;
pub mod site;
mod stage;
pub mod website;

pub use call::Call;
pub use events::validated;
use files::copy;
pub use files::{NOISE, files, holds, line_of, qa};
pub use ran::Ran;
pub use reader::{Reader, resident};
pub use screen::{Cell, Screen};
pub use server::{BOT, PUBLIC, Server, filled};
pub use signals::{signal, wait_stopped};
pub use site::open_store;
pub use stage::Stage;

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Variables of the caller that would change what is tested.
const FOREIGN: [&str; 16] = [
    "CI",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "TERM",
    "COLUMNS",
    "LC_ALL",
    "LC_CTYPE",
    "COMPLETE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "http_proxy",
    "https_proxy",
    "all_proxy",
];

/// Where stdout goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stdout {
    /// Into [`Ran::stdout`].
    Kept,
    /// A pipe whose reader is gone.
    ClosedPipe,
    /// A pipe whose reader goes after one line, as of `| head -1`; the line is in [`Ran::stdout`].
    OneLine,
    /// A full disk.
    Full,
}

/// A run of the binary that is being prepared.
pub struct Test {
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
    arguments: Vec<String>,
    variables: Vec<(String, String)>,
    stdin: String,
    stdout: Stdout,
}

/// The repository's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Test {
    /// An empty folder, and an environment in which nothing is set but where things are kept.
    pub fn new() -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        let (arguments, variables) = (Vec::new(), Vec::new());
        Self { folder: folder(), home: folder(), arguments, variables, stdin: String::new(), stdout: Stdout::Kept }
    }

    /// Copies a bot of the repository into the folder, e.g. `examples/handbook`.
    pub fn bot(self, path: &str) -> Self {
        copy(&root().join(path), self.folder.path());
        self
    }

    /// Writes a file of the folder.
    pub fn file(self, path: &str, text: &str) -> Self {
        let path = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder is made");
        std::fs::write(path, text).expect("file is written");
        self
    }

    /// The command line behind `botctl`.
    pub fn args<'a>(mut self, arguments: impl IntoIterator<Item = &'a str>) -> Self {
        self.arguments = arguments.into_iter().map(str::to_owned).collect();
        self
    }

    /// The command line as one text, split at spaces.
    pub fn line(self, line: &str) -> Self {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.args(words)
    }

    /// Sets a variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.set_env(name, value);
        self
    }

    /// What the binary reads from standard input.
    pub fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.to_owned();
        self
    }

    /// Where stdout goes.
    pub fn stdout_to(mut self, stdout: Stdout) -> Self {
        self.stdout = stdout;
        self
    }

    /// Sets a variable from now on.
    pub fn set_env(&mut self, name: &str, value: &str) {
        self.variables.push((name.to_owned(), value.to_owned()));
    }

    /// Where stdout goes from now on.
    pub fn set_stdout(&mut self, stdout: Stdout) {
        self.stdout = stdout;
    }

    /// The folder of the program's configuration, caches and state.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The bot's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Runs the binary to its end.
    pub fn run(&self) -> Ran {
        self.run_words(&self.arguments)
    }

    /// Runs the binary with these arguments, whatever was set before.
    pub fn run_words<S: AsRef<str>>(&self, words: &[S]) -> Ran {
        let words: Vec<String> = words.iter().map(|word| word.as_ref().to_owned()).collect();
        let mut command = self.command(binary());
        command.args(&words);
        self.finish(command, &words, &[], &self.stdin)
    }

    /// Runs the binary with another command line, and a variable of its own, in the same folder and environment.
    pub fn run_line(&self, line: &str, variable: Option<(&str, &str)>) -> Ran {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let mut command = self.command(binary());
        command.args(&words).envs(variable);
        let own: Vec<_> = variable.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        self.finish(command, &words, &own, &self.stdin)
    }

    /// A process of the binary with these arguments that the test itself ends.
    pub fn spawn(&self, line: &str) -> Child {
        let mut command = self.command(binary());
        command.args(line.split_whitespace());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// Runs the binary on a pseudo-terminal of 80 columns; stdout and stderr come together in [`Ran::stdout`].
    pub fn run_in_terminal(&self) -> Ran {
        self.run_words_in_terminal(&self.arguments)
    }

    /// The same with another command line.
    pub fn run_line_in_terminal(&self, line: &str) -> Ran {
        self.run_words_in_terminal(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// The same with these arguments, whatever was set before.
    pub fn run_words_in_terminal<S: AsRef<str>>(&self, words: &[S]) -> Ran {
        let words: Vec<String> = words.iter().map(|word| word.as_ref().to_owned()).collect();
        let mut line = format!("stty cols 80 rows 24; exec {}", shell_word(&binary().display().to_string()));
        words.iter().for_each(|word| line.push_str(&format!(" {}", shell_word(word))));
        let mut command = self.command("script");
        if !self.variables.iter().any(|(name, _)| name == "TERM") {
            command.env("TERM", "xterm-256color");
        }
        command.args(["-qec", &line, "/dev/null"]);
        self.finish(command, &words, &[], &self.stdin)
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.folder.path());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if FOREIGN.contains(&text.as_ref()) || text.starts_with("BOTCTL_") || text.starts_with("GITHUB_") {
                command.env_remove(&name);
            }
        }
        for place in ["CONFIG", "CACHE", "STATE"] {
            command.env(format!("BOTCTL_{place}_DIR"), self.home.path().join(place.to_lowercase()));
        }
        command.env("HOME", self.home.path()).env("LANG", "C.UTF-8");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a prepared command to its end. `own` are its variables beside those of all runs.
    fn finish(&self, mut command: Command, words: &[String], own: &[(String, String)], input: &str) -> Ran {
        command.stdin(Stdio::piped()).stderr(Stdio::piped());
        match self.stdout {
            Stdout::Kept | Stdout::OneLine => command.stdout(Stdio::piped()),
            Stdout::ClosedPipe => command.stdout(closed_pipe()),
            Stdout::Full => {
                command.stdout(std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full"))
            }
        };
        let mut child = command.spawn().expect("the program starts");
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        // A program that doesn't read its input closes the pipe; that is its right.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let first = (self.stdout == Stdout::OneLine).then(|| one_line(&mut child));
        let Output { status, stdout, stderr } = child.wait_with_output().expect("the program ends");
        let ran = Ran::new(status, &first.unwrap_or(stdout), &stderr, &format!("botctl {}", words.join(" ")));
        if self.stdout == Stdout::Kept {
            let variables = self.variables.iter().chain(own);
            format::hold(&ran, words, variables.map(|(name, value)| (name.as_str(), value.as_str())));
        }
        ran
    }
}

/// Reads one line and goes away.
fn one_line(child: &mut Child) -> Vec<u8> {
    let mut line = Vec::new();
    let mut reader = BufReader::new(child.stdout.take().expect("stdout is a pipe"));
    reader.read_until(b'\n', &mut line).expect("stdout can be read");
    line
}

/// The program.
pub fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_botctl"))
}

fn closed_pipe() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    Stdio::from(writer)
}

fn shell_word(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}
