//! A bot's folder and a machine of its own: commands run in it as a person, a script or a CI system runs them.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::harness::{Ran, root};

/// Variables of the caller that would change what is tested.
const FOREIGN: [&str; 12] = [
    "CI",
    "NO_COLOR",
    "CLICOLOR",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "TERM",
    "COLUMNS",
    "LC_ALL",
    "COMPLETE",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
];

/// A folder, and what the program keeps for its user. Its local host is stopped at the end.
pub struct Scene {
    folder: tempfile::TempDir,
    home: tempfile::TempDir,
}

/// A command line that is being prepared.
pub struct Call<'a> {
    scene: &'a Scene,
    words: Vec<String>,
    variables: Vec<(String, String)>,
    stdin: String,
}

impl Scene {
    /// An empty folder.
    pub fn empty() -> Self {
        let folder = || tempfile::tempdir().expect("a temporary folder");
        Self { folder: folder(), home: folder() }
    }

    /// A copy of the Italian example, which has everything.
    pub fn trattoria() -> Self {
        let scene = Self::empty();
        let from = root().join("examples/trattoria-del-porto");
        for entry in walkdir::WalkDir::new(&from).into_iter().map(|entry| entry.expect("the example can be read")) {
            let relative = entry.path().strip_prefix(&from).expect("below the example");
            if entry.file_type().is_file() && !relative.starts_with(".botctl") {
                scene.write(&relative.to_string_lossy(), std::fs::read(entry.path()).expect("a file"));
            }
        }
        scene
    }

    /// The smallest bot that can be deployed: ten Q&As, one document, sixteen topics of which one says something.
    pub fn small() -> Self {
        let scene = Self::empty();
        scene.write("bot.toml", SMALL);
        let animals = ["otter", "badger", "heron", "lynx", "marten", "osprey", "pangolin", "quokka", "raven", "stoat"];
        let qas = animals.map(|animal| {
            format!(
                "[[qa]]\nid = \"{animal}\"\nquestion = \"What does the {animal} eat?\"\nanswer = \"The {animal} eats *well*.\"\n\n"
            )
        });
        scene.write("qa/animals.toml", qas.concat());
        scene.write("knowledge/tickets.md", "# Tickets\n\nA day ticket costs eleven thalers at the northern gate.\n");
        scene.write("survey.toml", survey());
        scene
    }

    /// The bot's folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file of the folder.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder().join(file)
    }

    /// A file of the user's own: `config/…`, `cache/…` or `state/…`.
    pub fn home(&self, file: &str) -> PathBuf {
        self.home.path().join(file)
    }

    /// Writes a file of the folder.
    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder is made");
        std::fs::write(path, bytes).expect("file is written");
    }

    /// Reads a file of the folder.
    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).expect("the file is there")
    }

    /// Replaces a text that must be there.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} holds `{from}`");
        self.write(file, text.replacen(from, to, 1));
    }

    /// A command line, split at spaces.
    pub fn line(&self, line: &str) -> Call<'_> {
        let words: Vec<&str> = line.split_whitespace().collect();
        self.words(&words)
    }

    /// A command line whose words may hold spaces.
    pub fn words(&self, words: &[&str]) -> Call<'_> {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Call { scene: self, words, variables: Vec::new(), stdin: String::new() }
    }

    /// Runs a command line.
    pub fn run(&self, line: &str) -> Ran {
        self.line(line).run()
    }

    /// What the bot answers, in a pipe.
    #[track_caller]
    pub fn ask(&self, question: &str) -> String {
        self.words(&["ask", question]).run().status(0).stdout
    }
}

impl Call<'_> {
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
        let mut child = self.spawn();
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        // A program that doesn't read its input closes the pipe; that is its right.
        let _ = stdin.write_all(self.stdin.as_bytes());
        drop(stdin);
        let ended = child.wait_with_output().expect("the program ends");
        Ran::new(ended.status, &ended.stdout, &ended.stderr, &format!("botctl {}", self.words.join(" ")))
    }

    /// Starts it, with pipes on all sides.
    pub fn spawn(&self) -> Child {
        let mut command = self.command(env!("CARGO_BIN_EXE_botctl"));
        command.args(&self.words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("the program starts")
    }

    /// Another program in the same surroundings.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.scene.folder());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if FOREIGN.contains(&text.as_ref()) || text.starts_with("BOTCTL_") || text.starts_with("GITHUB_") {
                command.env_remove(&name);
            }
        }
        for place in ["CONFIG", "CACHE", "STATE"] {
            command.env(format!("BOTCTL_{place}_DIR"), self.scene.home(&place.to_lowercase()));
        }
        command.env("HOME", self.scene.home.path()).env("LANG", "C.UTF-8");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command
    }

    /// The command line for a shell.
    pub fn shell_line(&self) -> String {
        let words = std::iter::once(env!("CARGO_BIN_EXE_botctl")).chain(self.words.iter().map(String::as_str));
        words.map(|word| format!("'{}'", word.replace('\'', r"'\''"))).collect::<Vec<_>>().join(" ")
    }
}

/// A text without its line ends: what is wrapped at one width is compared at none.
pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Drop for Scene {
    fn drop(&mut self) {
        if self.home("state/host").is_dir() {
            self.run("host stop");
        }
    }
}

const SMALL: &str = r##"schema = 1

[bot]
id = "zoo"
name = "Zoo Guide"
description = "Answers visitors of the zoo"
languages = ["en"]

[settings]
privacy_policy = "https://zoo.example/privacy"
authorized_domains = ["zoo.example"]

[settings.messages.en]
welcome = "Welcome to the zoo."
fallback = "Nobody told me that."
unsure = "Which one?"
offline = "Asleep."

[answers.contact]
email = "keeper@zoo.example"
"##;

/// Sixteen topics, of which one says something that nothing else says.
fn survey() -> String {
    let topics = [
        ("business", ["industry", "company_size", "target_customers", "sales_channels"]),
        ("products", ["catalogue", "price_ranges", "features", "sales_process"]),
        ("support", ["channels", "hours", "common_issues", "response_time"]),
        ("processes", ["sales_workflow", "returns_refunds", "policies", "procedures"]),
    ];
    let mut text = "language = \"en\"\n".to_owned();
    for (category, names) in topics {
        text.push_str(&format!("\n[{category}]\n"));
        for name in names {
            let answer = match name {
                "hours" => "\"The keeper's telephone is staffed from seven until nineteen every weekday.\"",
                _ => "{ not_applicable = \"a zoo\" }",
            };
            text.push_str(&format!("{name} = {answer}\n"));
        }
    }
    text
}
