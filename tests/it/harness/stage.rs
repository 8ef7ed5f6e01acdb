//! A bot's folder with a local host of its own, which is stopped at the end.

use std::path::{Path, PathBuf};

use super::http::exchange;
use super::{Call, Ran, Test, copy, root};

/// A bot and its local host.
pub struct Stage(pub Test);

impl Stage {
    /// An empty folder.
    pub fn empty() -> Self {
        Self(Test::new().env("USER", "ada").env("HOSTNAME", "build-7"))
    }

    /// A copy of a bot of the repository; the host isn't started yet.
    pub fn new(bot: &str) -> Self {
        let stage = Self::empty();
        copy(&root().join(bot), stage.folder());
        stage
    }

    /// The same, trained and live.
    pub fn deployed(bot: &str) -> Self {
        let stage = Self::new(bot);
        stage.run("deploy --train -y").status(0);
        stage
    }

    /// Runs the binary in the bot's folder.
    #[track_caller]
    pub fn run(&self, line: &str) -> Ran {
        self.0.run_line(line, None)
    }

    /// Runs the binary with arguments that hold spaces.
    #[track_caller]
    pub fn run_words(&self, words: &[&str]) -> Ran {
        self.0.run_words(words)
    }

    /// A command line, split at spaces, that is to be given more.
    pub fn line(&self, line: &str) -> Call<'_> {
        Call::new(self, &line.split_whitespace().collect::<Vec<_>>())
    }

    /// A command line whose words may hold spaces, that is to be given more.
    pub fn words(&self, words: &[&str]) -> Call<'_> {
        Call::new(self, words)
    }

    /// What the bot answers.
    #[track_caller]
    pub fn ask(&self, question: &str) -> String {
        self.run_words(&["ask", question]).status(0).stdout
    }

    /// The bot's folder.
    pub fn folder(&self) -> &Path {
        self.0.folder()
    }

    /// A file of the bot.
    pub fn path(&self, file: &str) -> PathBuf {
        self.folder().join(file)
    }

    /// A file of the user's own: `config/…`, `cache/…` or `state/…`.
    pub fn home(&self, file: &str) -> PathBuf {
        self.0.home().join(file)
    }

    /// Reads a file of the bot.
    #[track_caller]
    pub fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.path(file)).expect("the file is there")
    }

    /// Writes a file of the bot.
    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder is made");
        std::fs::write(path, bytes).expect("file is written");
    }

    /// Replaces a text of a file of the bot, where it stands first.
    #[track_caller]
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert!(text.contains(from), "{file} holds `{from}`");
        self.write(file, text.replacen(from, to, 1));
    }

    /// The folder of the local host's data.
    pub fn host_data(&self) -> PathBuf {
        self.home("state/host/data")
    }

    /// The address of the local host, which runs.
    #[track_caller]
    pub fn url(&self) -> String {
        self.run("host start").status(0).stdout.trim().to_owned()
    }

    /// The process of the local host, which runs.
    #[track_caller]
    pub fn host_process(&self) -> u32 {
        let record = std::fs::read(self.home("state/host/host.json")).expect("a host that runs has a record");
        let record: serde_json::Value = serde_json::from_slice(&record).expect("the record is JSON");
        record["pid"].as_u64().and_then(|process| u32::try_from(process).ok()).expect("a process")
    }

    /// The admin token of the local host.
    pub fn token(&self) -> String {
        let token = std::fs::read_to_string(self.home("state/host/admin.token"));
        token.expect("a host that ran has a token").trim().to_owned()
    }

    /// Sends a request to the local host with its admin token: the status, and what follows the head.
    #[track_caller]
    pub fn request(&self, method: &str, path: &str, body: &[u8], headers: &[&str]) -> (u16, String) {
        let token = format!("Authorization: Bearer {}", self.token());
        exchange(&self.url(), method, path, &[headers, &[token.as_str()]].concat(), body)
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Also after a failed assertion: no host outlives its test.
        self.0.run_line("host stop", None);
    }
}
