//! The events of a deployment, numbered 1, 2, 3 … without a gap.

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use super::statement::Statement;
use crate::base::clock::Timestamp;
use crate::base::id::UniqueId;

const APPENDING: &str = "append events";

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
    /// Appends events and returns the number of the last.
    pub async fn append_events(
        &self,
        deployment: &UniqueId,
        at: Timestamp,
        events: &[String],
    ) -> Result<i64, StoreError> {
        let count = i64::try_from(events.len()).unwrap_or(0);
        let mut transaction = self.begin(APPENDING).await?;
        // Whoever raises the counter holds its row until the events are in: numbers without a gap, however many append.
        let raised = sqlx::query(
            "INSERT INTO event_counters (deployment, last_seq) VALUES ($1, $2) \
             ON CONFLICT (deployment) DO UPDATE SET last_seq = event_counters.last_seq + $2 RETURNING last_seq",
        )
        .bind(deployment.as_str())
        .bind(count)
        .fetch_all(&mut *transaction)
        .await
        .doing(APPENDING)?;
        let row = raised.first().ok_or(sqlx::Error::RowNotFound).doing(APPENDING)?;
        let last = Columns(row).integer("last_seq")?;
        let mut statement = Statement::new("INSERT INTO deployment_events (deployment, seq, at, event) VALUES ");
        statement.rows(events.iter().zip(last - count + 1..), |row, (event, seq)| {
            row.bind(deployment.as_str());
            row.bind(seq);
            row.bind(at.0);
            row.bind(event.as_str());
        });
        statement.build().execute(&mut *transaction).await.doing(APPENDING)?;
        transaction.commit().await.doing(APPENDING)?;
        Ok(last)
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
