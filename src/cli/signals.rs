//! Ctrl-C and SIGTERM, counted: the first asks to stop in good order, the second to stop at once.

use std::sync::Arc;

use tokio::sync::watch;

use crate::cli::exit::Exit;

/// The signals so far: which came last, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// The exit code that goes with the last one.
    pub exit: Exit,
    /// How many came.
    pub count: u32,
}

/// A shared count of signals. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Signals(Arc<watch::Sender<Received>>);

impl Default for Signals {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(Received { exit: Exit::Interrupted, count: 0 })))
    }
}

impl Signals {
    /// Counts a signal.
    pub fn receive(&self, exit: Exit) {
        self.0.send_modify(|received| *received = Received { exit, count: received.count + 1 });
    }

    /// What came so far.
    pub fn received(&self) -> Received {
        *self.0.borrow()
    }

    /// Ends when `number` signals have come, with the exit code of the last.
    pub async fn reach(&self, number: u32) -> Exit {
        let mut receiver = self.0.subscribe();
        let reached = receiver.wait_for(|received| received.count >= number).await;
        let exit = reached.map(|received| received.exit).ok();
        match exit {
            Some(exit) => exit,
            // The sender lives in `self`, so the channel can't close; waiting on is the safe reading all the same.
            None => std::future::pending().await,
        }
    }

    /// Counts the process's signals for as long as the future is polled. Errors: the system refuses a handler.
    #[cfg(unix)]
    pub async fn watch(&self) -> std::io::Result<std::convert::Infallible> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut interrupts = signal(SignalKind::interrupt())?;
        let mut terminations = signal(SignalKind::terminate())?;
        loop {
            tokio::select! {
                _ = interrupts.recv() => self.receive(Exit::Interrupted),
                _ = terminations.recv() => self.receive(Exit::Terminated),
            }
        }
    }

    /// Counts Ctrl-C for as long as the future is polled. Errors: the system refuses a handler.
    #[cfg(not(unix))]
    pub async fn watch(&self) -> std::io::Result<std::convert::Infallible> {
        loop {
            tokio::signal::ctrl_c().await?;
            self.receive(Exit::Interrupted);
        }
    }
}
