//! Deletes conversations that are older than their bot keeps them.

use std::time::Duration;

use crate::base::clock::Timestamp;
use crate::host::app::Shared;

/// How often it looks.
const INTERVAL: Duration = Duration::from_secs(3600);
const DAY_MS: i64 = 24 * 3600 * 1000;

/// Runs for as long as the host does.
pub async fn purge(app: Shared) {
    loop {
        for live in app.live.all() {
            let kept = i64::from(live.operations.retention_days) * DAY_MS;
            let before = Timestamp(app.clock.now().0.saturating_sub(kept));
            match app.store.purge_turns(&live.bot, &live.environment, before).await {
                Ok(0) => {}
                Ok(deleted) => tracing::info!(bot = %live.bot, deleted, "conversations beyond their retention deleted"),
                Err(error) => tracing::warn!(bot = %live.bot, %error, "old conversations can't be deleted yet"),
            }
        }
        if let Err(error) = app.store.purge_generations(&app.clock.now().to_date()).await {
            tracing::warn!(%error, "old counts of generated answers can't be forgotten yet");
        }
        tokio::select! {
            () = app.jobs.stopping() => return,
            () = tokio::time::sleep(INTERVAL) => {}
        }
    }
}
