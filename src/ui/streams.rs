//! Standard output and standard error: the only two places where bytes leave for a terminal or a pipe.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

/// One stream. After a failure it swallows everything: a closed pipe ends quietly, and nothing panics.
pub struct Stream {
    writer: Box<dyn Write + Send>,
    failure: Option<io::Error>,
}

impl Stream {
    /// Writes to `writer`.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        Self { writer: Box::new(writer), failure: None }
    }

    /// Writes text as it is, and hands it on at once.
    pub fn write(&mut self, text: &str) {
        if self.failure.is_some() || text.is_empty() {
            return;
        }
        if let Err(error) = self.writer.write_all(text.as_bytes()).and_then(|()| self.writer.flush()) {
            self.failure = Some(error);
        }
    }

    /// Why text was lost, but for a reader that went away: that is the reader's choice.
    pub fn failure(&self) -> Option<&io::Error> {
        self.failure.as_ref().filter(|error| error.kind() != io::ErrorKind::BrokenPipe)
    }
}

/// Both streams.
pub struct Streams {
    /// The result.
    pub stdout: Stream,
    /// Everything else.
    pub stderr: Stream,
}

impl Streams {
    /// The process's own.
    pub fn of_process() -> Self {
        Self { stdout: Stream::new(io::stdout()), stderr: Stream::new(io::stderr()) }
    }

    /// Nowhere.
    pub fn null() -> Self {
        Self { stdout: Stream::new(io::sink()), stderr: Stream::new(io::sink()) }
    }
}

/// What was written to a stream, kept for tests.
#[derive(Debug, Clone, Default)]
pub struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// The text so far.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no writer panics while it holds the bytes")).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no writer panics while it holds the bytes").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_failure_and_a_full_disk_is_one() {
        for (kind, failed) in [(io::ErrorKind::BrokenPipe, false), (io::ErrorKind::StorageFull, true)] {
            let mut stream = Stream::new(Failing(kind));
            stream.write("one");
            stream.write("two");
            assert_eq!(stream.failure().is_some(), failed, "{kind:?}");
        }
    }
}
