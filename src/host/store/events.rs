//! The events of a deployment, numbered 1, 2, 3 … without a gap.

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError, is_duplicate};
use crate::base::clock::Timestamp;
use crate::base::id::UniqueId;

/// Tries before a number that others keep taking is given up: far more than hosts that work on one deployment.
const ATTEMPTS: u32 = 20;

/// An event as it was appended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// Its number within the deployment.
    pub seq: i64,
    /// When it was appended.
    pub at: Timestamp,
    /// The event, JSON of the host's making.
    pub json: String,
}

impl Store {
    /// Appends an event and returns its number.
    pub async fn append_event(&self, deployment: &UniqueId, at: Timestamp, json: &str) -> Result<i64, StoreError> {
        for _ in 0..ATTEMPTS {
            let appended = sqlx::query(
                "INSERT INTO deployment_events (deployment, seq, at, event) \
                 SELECT $1, COALESCE(MAX(seq), 0) + 1, $2, $3 FROM deployment_events WHERE deployment = $1 RETURNING seq",
            )
            .bind(deployment.as_str())
            .bind(at.0)
            .bind(json)
            .fetch_all(&self.writer)
            .await;
            match appended {
                // Another host took the number between this statement's reading and its writing.
                Err(error) if is_duplicate(&error) => continue,
                appended => {
                    let rows = appended.doing("append an event")?;
                    let row = rows.first().ok_or(sqlx::Error::RowNotFound).doing("append an event")?;
                    return Columns(row).integer("seq");
                }
            }
        }
        Err(sqlx::Error::PoolTimedOut).doing("append an event")
    }

    /// Up to `limit` events after number `seq`, in order.
    pub async fn events_after(&self, deployment: &UniqueId, seq: i64, limit: u32) -> Result<Vec<EventRow>, StoreError> {
        sqlx::query(
            "SELECT seq, at, event FROM deployment_events WHERE deployment = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(deployment.as_str())
        .bind(seq)
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await
        .doing("read events")?
        .iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(EventRow { seq: columns.integer("seq")?, at: columns.time("at")?, json: columns.text("event")? })
        })
        .collect()
    }
}
