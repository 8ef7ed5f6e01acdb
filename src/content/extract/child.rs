//! The parent's side: one child process, asked one file at a time.

use std::io::BufReader;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use super::frame::{self, Reply, Request};
use super::limits;
use crate::content::documents::DocumentError;

/// How long a child whose output has ended may take to end itself.
const END_WITHIN: Duration = Duration::from_secs(2);

/// A running child.
pub(super) struct ReaderProcess {
    child: Child,
    input: Option<ChildStdin>,
    /// Whole replies; it hangs up when the child's output ends.
    replies: Receiver<Vec<u8>>,
    listener: Option<JoinHandle<()>>,
}

impl ReaderProcess {
    /// Starts a program with an empty environment.
    pub(super) fn start(program: &Path, arguments: &[String]) -> std::io::Result<Self> {
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // What a reader has to say about a file comes in its reply; the rest is a panic's noise.
            .stderr(Stdio::null())
            .spawn()?;
        let input = child.stdin.take();
        let output = child.stdout.take().ok_or_else(|| std::io::Error::other("the child has no output"))?;
        let (sender, replies) = sync_channel(1);
        let listener = std::thread::Builder::new().name("extract".to_owned()).spawn(move || listen(output, &sender))?;
        Ok(Self { child, input, replies, listener: Some(listener) })
    }

    /// Asks for what is wanted of one file. The outer error is of the child, which is no longer of use.
    pub(super) fn ask<T: DeserializeOwned>(
        &mut self,
        request: &Request,
        bytes: &[u8],
        wall: Duration,
    ) -> Result<Reply<T>, DocumentError> {
        let deadline = Instant::now() + wall;
        let input = self.input.as_mut().ok_or_else(|| died("it has no input"))?;
        // The child reads a request whole before it looks at it, so that this can't wait for a reader that hangs.
        if frame::write_request(input, request, bytes).is_err() {
            return Err(self.ended());
        }
        match self.replies.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(reply) => serde_json::from_slice(&reply).map_err(|_| died("its reply can't be read")),
            Err(RecvTimeoutError::Timeout) => Err(DocumentError::TooSlow { seconds: wall.as_secs() }),
            Err(RecvTimeoutError::Disconnected) => Err(self.ended()),
        }
    }

    /// Why the child ended.
    fn ended(&mut self) -> DocumentError {
        let deadline = Instant::now() + END_WITHIN;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return error_of(status),
                Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
                Ok(None) => return died("it closed its output"),
                Err(error) => return died(&error.to_string()),
            }
        }
    }
}

impl Drop for ReaderProcess {
    fn drop(&mut self) {
        // Nothing is lost with it. A child that has ended already can't be killed, which is as good.
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

fn listen(output: ChildStdout, replies: &SyncSender<Vec<u8>>) {
    let mut output = BufReader::new(output);
    while let Ok(Some(reply)) = frame::read_reply(&mut output) {
        if replies.send(reply).is_err() {
            return;
        }
    }
}

fn died(how: &str) -> DocumentError {
    DocumentError::ReaderDied { how: how.to_owned() }
}

#[cfg(unix)]
fn error_of(status: ExitStatus) -> DocumentError {
    use std::os::unix::process::ExitStatusExt;
    match status.signal() {
        Some(libc::SIGXCPU) => DocumentError::TooSlow { seconds: limits::CPU_SECONDS },
        Some(libc::SIGABRT) => died("it needed more than 1 GiB of memory or too deep a stack"),
        Some(libc::SIGSEGV | libc::SIGBUS) => died("it needed too deep a stack"),
        Some(libc::SIGKILL) => died("the system ended it"),
        Some(signal) => died(&format!("signal {signal}")),
        None => died(&status.to_string()),
    }
}

#[cfg(not(unix))]
fn error_of(status: ExitStatus) -> DocumentError {
    died(&status.to_string())
}
