//! Wakes those who follow a deployment, so that its events arrive at once. What they read stands in the store.

use tokio::sync::broadcast;

use crate::base::id::UniqueId;

/// Notices of new events, by deployment.
#[derive(Debug, Clone)]
pub struct Feed(broadcast::Sender<UniqueId>);

impl Default for Feed {
    fn default() -> Self {
        // A follower that lags behind misses notices, not events: it reads the store after each wake or poll.
        Self(broadcast::Sender::new(256))
    }
}

impl Feed {
    /// Says that a deployment has new events.
    pub fn wake(&self, deployment: &UniqueId) {
        // No follower is no error.
        let _ = self.0.send(deployment.clone());
    }

    /// Begins to listen. Subscribe before the first read of the store, or a notice in between is missed.
    pub fn follow(&self) -> broadcast::Receiver<UniqueId> {
        self.0.subscribe()
    }
}
