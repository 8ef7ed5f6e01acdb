//! The only place that spawns: every background task has an owner who awaits it at the end.

use std::future::Future;
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long background tasks may take to end after shutdown began.
const DRAIN: Duration = Duration::from_secs(5);

/// The host's background tasks.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    tasks: TaskTracker,
    stop: CancellationToken,
    end: CancellationToken,
}

impl Jobs {
    /// Runs a task until it ends. It should watch [`Jobs::stopping`] at its waits.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tasks.spawn(task);
    }

    /// Runs work that must come to its end even if nobody waits for it any more: a request whose client goes away is
    /// dropped wherever it stands. Errors: the work panicked.
    pub async fn to_its_end<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Panicked> {
        self.tasks.spawn(work).await.map_err(|_| Panicked)
    }

    /// Runs work that computes or reads files, off the runtime's threads. Errors: the work panicked.
    pub async fn blocking<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, Panicked> {
        tokio::task::spawn_blocking(work).await.map_err(|_| Panicked)
    }

    /// Resolves when the host stops.
    pub async fn stopping(&self) {
        self.stop.cancelled().await;
    }

    /// A token that is cancelled when no request runs any more: for tasks that requests depend on.
    pub fn end(&self) -> CancellationToken {
        self.end.clone()
    }

    /// Whether the host stops.
    pub fn is_stopping(&self) -> bool {
        self.stop.is_cancelled()
    }

    /// Asks all tasks to end.
    pub fn begin_stop(&self) {
        self.stop.cancel();
    }

    /// Asks all tasks to end and waits for them, at most a few seconds: no correctness depends on their end.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.end.cancel();
        self.tasks.close();
        if tokio::time::timeout(DRAIN, self.tasks.wait()).await.is_err() {
            tracing::warn!(tasks = self.tasks.len(), "background tasks were still running at the end");
        }
    }
}

/// Work that was handed over panicked.
#[derive(Debug, thiserror::Error)]
#[error("work in the background panicked; the log says where")]
pub struct Panicked;
