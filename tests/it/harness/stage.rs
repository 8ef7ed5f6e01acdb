//! A bot's folder with a local host of its own, which is stopped at the end.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;

use super::{Ran, Test};

/// A bot and its local host.
pub struct Stage(pub Test);

impl Stage {
    /// A copy of a bot of the repository; the host isn't started yet.
    pub fn new(bot: &str) -> Self {
        Self(Test::new().bot(bot).env("USER", "ada").env("HOSTNAME", "build-7"))
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

    /// What the bot answers.
    #[track_caller]
    pub fn ask(&self, question: &str) -> String {
        self.run_words(&["ask", question]).status(0).stdout
    }

    /// A file of the bot.
    pub fn path(&self, file: &str) -> PathBuf {
        self.0.folder().join(file)
    }

    /// Writes a file of the bot.
    pub fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("folder is made");
        std::fs::write(path, bytes).expect("file is written");
    }

    /// Replaces a text of a file of the bot.
    #[track_caller]
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path(file)).expect("the file is there");
        assert!(text.contains(from), "{file} holds `{from}`");
        self.write(file, text.replace(from, to));
    }

    /// The folder of the local host's data.
    pub fn host_data(&self) -> PathBuf {
        self.0.home().join("state/host/data")
    }

    /// The address of the local host, which runs.
    #[track_caller]
    pub fn url(&self) -> String {
        self.run("host start").status(0).stdout.trim().to_owned()
    }

    /// The admin token of the local host.
    pub fn token(&self) -> String {
        let token = std::fs::read_to_string(self.0.home().join("state/host/admin.token"));
        token.expect("a host that ran has a token").trim().to_owned()
    }

    /// Sends a request to the local host with its admin token: the status, and what follows the head.
    #[track_caller]
    pub fn request(&self, method: &str, path: &str, body: &[u8], headers: &[&str]) -> (u16, String) {
        let url = self.url();
        let address = url.strip_prefix("http://").expect("the local host speaks plain http");
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
        head.push_str(&format!("Authorization: Bearer {}\r\nContent-Length: {}\r\n", self.token(), body.len()));
        headers.iter().for_each(|header| head.push_str(&format!("{header}\r\n")));
        let mut stream = TcpStream::connect(address).expect("the host listens");
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(b"\r\n")).expect("the head is sent");
        // A host that refuses a body by its length needn't read it.
        let _ = stream.write_all(body);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, rest) = answer.split_once("\r\n\r\n").unwrap_or((answer.as_str(), ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("{method} {path}: {answer}")), rest.to_owned())
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        // Also after a failed assertion: no host outlives its test.
        self.0.run_line("host stop", None);
    }
}
