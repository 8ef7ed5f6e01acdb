//! Keeps SQLite's log short, beside the writer.

use std::time::Duration;

use crate::host::app::Shared;

/// How often it looks. At a thousand turns a second the log grows by some 10 MB meanwhile.
const INTERVAL: Duration = Duration::from_secs(5);

/// Runs for as long as the host does.
pub async fn keep(app: Shared) {
    loop {
        tokio::select! {
            () = app.jobs.stopping() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
        if let Err(error) = app.store.checkpoint().await {
            tracing::warn!(%error, "the store's log can't be shortened yet");
        }
    }
}
