//! A person at a terminal: a pseudo-terminal of `script`, in which one waits for words and types an answer.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::harness::Call;

const LIMIT: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(5);

/// A program on a terminal of its own.
pub struct Terminal {
    child: Child,
    keys: Option<ChildStdin>,
    shown: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
    seen: usize,
}

impl Terminal {
    /// Starts a call on a terminal of so many columns.
    pub fn start(call: &Call<'_>, columns: usize) -> Self {
        let line = format!("stty cols {columns} rows 50; exec {}", call.shell_line());
        let mut command = call.command("script");
        // Without colour the words are what is compared; colours are tested where they are made.
        command.args(["-qefc", &line, "/dev/null"]).env("TERM", "xterm").env("NO_COLOR", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("script(1) of util-linux");
        let shown = Arc::new(Mutex::new(Vec::new()));
        let (mut output, sink) = (child.stdout.take().expect("piped"), Arc::clone(&shown));
        let reader = std::thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut piece) {
                sink.lock().expect("no panic while it is held").extend_from_slice(&piece[..count]);
            }
        });
        let keys = child.stdin.take();
        Self { child, keys, shown, reader: Some(reader), seen: 0 }
    }

    /// All that was shown, line ends as they are elsewhere.
    pub fn text(&self) -> String {
        let bytes = self.shown.lock().expect("no panic while it is held");
        String::from_utf8_lossy(&bytes).replace('\r', "")
    }

    /// Waits until something is shown behind what was waited for before.
    #[track_caller]
    pub fn wait_for(&mut self, words: &str) {
        let began = Instant::now();
        loop {
            let text = self.text();
            if let Some(at) = text.get(self.seen..).and_then(|rest| rest.find(words)) {
                self.seen += at + words.len();
                return;
            }
            assert!(began.elapsed() < LIMIT, "`{words}` is shown; there is:\n{text}");
            std::thread::sleep(POLL);
        }
    }

    /// Types a line.
    pub fn type_line(&mut self, line: &str) {
        self.press(&format!("{line}\n"));
    }

    /// Presses keys: `\x03` is Ctrl-C, `\x04` Ctrl-D.
    pub fn press(&mut self, keys: &str) {
        let stdin = self.keys.as_mut().expect("the terminal is open");
        stdin.write_all(keys.as_bytes()).and_then(|()| stdin.flush()).expect("the terminal takes keys");
    }

    /// Waits for the program's end: its exit code, and all that was shown.
    #[track_caller]
    pub fn end(mut self) -> (i32, String) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("the state of script") {
                break status;
            }
            assert!(began.elapsed() < LIMIT, "the program ends; there is:\n{}", self.text());
            std::thread::sleep(POLL);
        };
        self.keys = None;
        self.reader.take().expect("once").join().expect("the reader doesn't panic");
        (status.code().expect("script ends by itself"), self.text())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // One that has ended already is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
