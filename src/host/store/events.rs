//! The events of a deployment, numbered 1, 2, 3 … without a gap.

use sqlx::Row;

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError, is_duplicate};
use super::statement::Statement;
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
    /// Appends events in one statement and returns the number of the last.
    pub async fn append_events(
        &self,
        deployment: &UniqueId,
        at: Timestamp,
        events: &[String],
    ) -> Result<i64, StoreError> {
        for _ in 0..ATTEMPTS {
            let appended = self.append_after_last(deployment, at, events).await;
            match appended {
                // Another host took the number between reading the last one and writing.
                Err(error) if is_duplicate(&error) => continue,
                appended => return appended.doing("append events"),
            }
        }
        Err(sqlx::Error::PoolTimedOut).doing("append events")
    }

    async fn append_after_last(
        &self,
        deployment: &UniqueId,
        at: Timestamp,
        events: &[String],
    ) -> Result<i64, sqlx::Error> {
        let row = sqlx::query("SELECT COALESCE(MAX(seq), 0) AS last FROM deployment_events WHERE deployment = $1")
            .bind(deployment.as_str())
            .fetch_one(&self.writer)
            .await?;
        let last: i64 = row.try_get("last")?;
        let mut statement = Statement::new("INSERT INTO deployment_events (deployment, seq, at, event) VALUES ");
        statement.rows(events.iter().zip(last + 1..), |row, (event, seq)| {
            row.bind(deployment.as_str());
            row.bind(seq);
            row.bind(at.0);
            row.bind(event.as_str());
        });
        statement.build().execute(&self.writer).await?;
        Ok(last + i64::try_from(events.len()).unwrap_or(0))
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
