//! The events of a deployment, numbered 1, 2, 3 … without a gap.

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::id::UniqueId;

const APPENDING: &str = "append an event";

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
        let mut transaction = self.begin(APPENDING).await?;
        // Whoever raises the counter holds its row until the event is in: numbers without a gap, however many append.
        let raised = sqlx::query(
            "INSERT INTO event_counters (deployment, last_seq) VALUES ($1, 1) \
             ON CONFLICT (deployment) DO UPDATE SET last_seq = event_counters.last_seq + 1 RETURNING last_seq",
        )
        .bind(deployment.as_str())
        .fetch_all(&mut *transaction)
        .await
        .doing(APPENDING)?;
        let row = raised.first().ok_or(sqlx::Error::RowNotFound).doing(APPENDING)?;
        let seq = Columns(row).integer("last_seq")?;
        sqlx::query("INSERT INTO deployment_events (deployment, seq, at, event) VALUES ($1, $2, $3, $4)")
            .bind(deployment.as_str())
            .bind(seq)
            .bind(at.0)
            .bind(json)
            .execute(&mut *transaction)
            .await
            .doing(APPENDING)?;
        transaction.commit().await.doing(APPENDING)?;
        Ok(seq)
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
