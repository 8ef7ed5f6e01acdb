//! Ctrl-C and SIGTERM, counted. Whoever catches the signals counts them here; whoever waits looks here.

use std::sync::Arc;

use tokio::sync::watch;

/// A shared count of signals. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<watch::Sender<u32>>);

impl Default for Interrupt {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(0)))
    }
}

impl Interrupt {
    /// Counts a signal and returns which one it is, from 1.
    pub fn signal(&self) -> u32 {
        self.0.send_modify(|count| *count += 1);
        *self.0.borrow()
    }

    /// How many signals came.
    pub fn count(&self) -> u32 {
        *self.0.borrow()
    }

    /// Ends when the first signal has come.
    pub async fn first(&self) {
        self.reaches(1).await;
    }

    /// Ends when the second signal has come.
    pub async fn second(&self) {
        self.reaches(2).await;
    }

    async fn reaches(&self, number: u32) {
        // The sender lives in `self`, so waiting can't fail.
        let _ = self.0.subscribe().wait_for(|count| *count >= number).await;
    }
}
