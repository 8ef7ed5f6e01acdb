//! Deployments, their commit, and their events.

use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Transaction};

use crate::base::clock::Timestamp;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber, UniqueId};
use crate::base::state::{DeploymentState, Operation};
use crate::host::store::blobs::missing_blobs;
use crate::host::store::codec::{
    integer, moment, name, named, optional_parsed, optional_text, parsed, release, release_value, text, text_value,
};
use crate::host::store::values;
use crate::host::store::{CommitOutcome, CommitRequest, DeploymentRow, EventRow, Store, StoreError};

impl Store {
    /// Stores a new deployment.
    pub async fn insert_deployment(&self, row: &DeploymentRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO deployments (id, bot, environment, team, operation, kind, state, digest, base_release, release, epoch,
             idempotency_key, sources, who, run_url, knowledge_bytes, created, updated, tests, failure)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17, '', '')",
        )
        .bind(row.id.as_str())
        .bind(row.bot.as_str())
        .bind(row.environment.as_str())
        .bind(row.team.as_str())
        .bind(name(&row.operation))
        .bind(name(&row.kind))
        .bind(name(&row.state))
        .bind(row.digest.to_string())
        .bind(release_value(row.base_release))
        .bind(release_value(row.release))
        .bind(row.epoch)
        .bind(row.idempotency_key.as_str())
        .bind(text_value(row.sources.as_ref()))
        .bind(&row.who)
        .bind(text_value(row.run_url.as_ref()))
        .bind(row.knowledge_bytes)
        .bind(row.created.0)
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// One deployment.
    pub async fn deployment(&self, id: &UniqueId) -> Result<Option<DeploymentRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM deployments WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(deployment).transpose()
    }

    /// The deployment that was begun with a key.
    pub async fn deployment_by_key(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        key: &UniqueId,
    ) -> Result<Option<DeploymentRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM deployments WHERE bot = $1 AND environment = $2 AND idempotency_key = $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(key.as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(deployment).transpose()
    }

    /// The newest deployments of an environment.
    pub async fn last_deployments(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        most: i64,
    ) -> Result<Vec<DeploymentRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT * FROM deployments WHERE bot = $1 AND environment = $2 ORDER BY created DESC, id DESC LIMIT $3",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(most)
        .fetch_all(&self.reader)
        .await?;
        rows.iter().map(deployment).collect()
    }

    /// Deployments that were committed and not finished.
    pub async fn unfinished_deployments(&self) -> Result<Vec<DeploymentRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM deployments WHERE state = 'committed' ORDER BY created")
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(deployment).collect()
    }

    /// Commits a deployment in one transaction: checks state, fence, base and blobs; makes the release (for a rollback
    /// there is one); hands the lease to the host. The same deployment again gets the same number.
    pub async fn commit_deployment(&self, request: CommitRequest) -> Result<CommitOutcome, StoreError> {
        let mut transaction = self.writer.begin().await?;
        // Taking the lease's row first makes commits of one environment queue here.
        let fenced =
            sqlx::query("UPDATE leases SET expires = $3 WHERE deployment = $1 AND epoch = $2 AND expires > $4")
                .bind(request.id.as_str())
                .bind(request.epoch)
                .bind(request.now.plus(request.lease).0)
                .bind(request.now.0)
                .execute(&mut *transaction)
                .await?
                .rows_affected()
                == 1;
        let row = sqlx::query("SELECT * FROM deployments WHERE id = $1")
            .bind(request.id.as_str())
            .fetch_one(&mut *transaction)
            .await?;
        let row = deployment(&row)?;
        match (row.state, row.release) {
            (DeploymentState::Open, _) => {}
            (DeploymentState::Committed | DeploymentState::Succeeded | DeploymentState::Failed, Some(number)) => {
                return Ok(CommitOutcome::Committed(number));
            }
            (state, _) => return Ok(CommitOutcome::WrongState(state)),
        }
        if !fenced || row.epoch != request.epoch {
            return Ok(CommitOutcome::FenceLost);
        }
        let outcome = commit_open(&mut transaction, &row, &request).await?;
        if matches!(outcome, CommitOutcome::Committed(_)) {
            transaction.commit().await?;
        }
        Ok(outcome)
    }

    /// Ends a committed deployment as failed, and its release with it, unless that one was good before.
    pub async fn fail_deployment(
        &self,
        id: &UniqueId,
        failure_json: &str,
        tests_json: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let done = sqlx::query(
            "UPDATE deployments SET state = 'failed', failure = $2, tests = $3, updated = $4 WHERE id = $1 AND state = 'committed'",
        )
        .bind(id.as_str())
        .bind(failure_json)
        .bind(tests_json.unwrap_or_default())
        .bind(now.0)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE releases SET state = 'failed' WHERE deployment = $1 AND state = 'pending'")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// Ends an open deployment and gives its lease back. Whether it was open.
    pub async fn cancel_deployment(&self, id: &UniqueId, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.writer.begin().await?;
        let done =
            sqlx::query("UPDATE deployments SET state = 'cancelled', updated = $2 WHERE id = $1 AND state = 'open'")
                .bind(id.as_str())
                .bind(now.0)
                .execute(&mut *transaction)
                .await?;
        let cancelled = done.rows_affected() == 1;
        if cancelled {
            sqlx::query("UPDATE leases SET expires = 0 WHERE deployment = $1")
                .bind(id.as_str())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(cancelled)
    }

    /// Closes open deployments whose lease has ended, and names them.
    pub async fn expire_open(&self, now: Timestamp) -> Result<Vec<UniqueId>, StoreError> {
        let rows = sqlx::query(
            "UPDATE deployments SET state = 'cancelled', updated = $1 WHERE state = 'open' AND NOT EXISTS
             (SELECT 1 FROM leases WHERE leases.deployment = deployments.id AND leases.expires > $1) RETURNING id",
        )
        .bind(now.0)
        .fetch_all(&self.writer)
        .await?;
        rows.iter().map(|row| parsed(row, "id")).collect()
    }

    /// Appends events to a deployment's stream, numbered on from the last.
    pub async fn append_events(&self, id: &UniqueId, at: Timestamp, events: &[String]) -> Result<(), StoreError> {
        let mut transaction = self.writer.begin().await?;
        // The deployment's row is the lock of its stream.
        sqlx::query("UPDATE deployments SET state = state WHERE id = $1")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await?;
        let row = sqlx::query(
            "SELECT CAST(COALESCE(MAX(seq), 0) AS BIGINT) AS last FROM deployment_events WHERE deployment = $1",
        )
        .bind(id.as_str())
        .fetch_one(&mut *transaction)
        .await?;
        let last = integer(&row, "last")?;
        let sql = format!(
            "INSERT INTO deployment_events (deployment, seq, at, event) VALUES {}",
            values::rows(events.len(), 4)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for (event, seq) in events.iter().zip(last + 1..) {
            query = query.bind(id.as_str()).bind(seq).bind(at.0).bind(event.as_str());
        }
        query.execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Events after `seq`, in order.
    pub async fn events_after(&self, id: &UniqueId, seq: i64, most: i64) -> Result<Vec<EventRow>, StoreError> {
        let rows = sqlx::query(
            "SELECT seq, at, event FROM deployment_events WHERE deployment = $1 AND seq > $2 ORDER BY seq LIMIT $3",
        )
        .bind(id.as_str())
        .bind(seq)
        .bind(most)
        .fetch_all(&self.reader)
        .await?;
        rows.iter()
            .map(|row| Ok(EventRow { seq: integer(row, "seq")?, at: moment(row, "at")?, json: text(row, "event")? }))
            .collect()
    }
}

async fn commit_open(
    transaction: &mut Transaction<'_, Any>,
    row: &DeploymentRow,
    request: &CommitRequest,
) -> Result<CommitOutcome, StoreError> {
    let environment = sqlx::query(
        "UPDATE environments SET last_release = last_release + $3 WHERE bot = $1 AND environment = $2
         RETURNING live_release, last_release",
    )
    .bind(row.bot.as_str())
    .bind(row.environment.as_str())
    .bind(i64::from(row.operation != Operation::Rollback))
    .fetch_one(&mut **transaction)
    .await?;
    let live = release(&environment, "live_release")?;
    if live != row.base_release {
        return Ok(CommitOutcome::BaseMoved(live));
    }
    let number = match (row.operation, row.release) {
        (Operation::Rollback, Some(number)) => number,
        _ => {
            let missing = missing_blobs(&mut **transaction, &row.team, &request.blobs, request.uploaded_since).await?;
            if !missing.is_empty() {
                return Ok(CommitOutcome::Missing(missing));
            }
            let number = ReleaseNumber(integer(&environment, "last_release")?);
            insert_release(transaction, row, request, number).await?;
            number
        }
    };
    sqlx::query("UPDATE deployments SET state = 'committed', release = $2, updated = $3 WHERE id = $1")
        .bind(row.id.as_str())
        .bind(number.0)
        .bind(request.now.0)
        .execute(&mut **transaction)
        .await?;
    Ok(CommitOutcome::Committed(number))
}

async fn insert_release(
    transaction: &mut Transaction<'_, Any>,
    row: &DeploymentRow,
    request: &CommitRequest,
    number: ReleaseNumber,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO releases (bot, environment, number, team, digest, engine, state, kind, sources, deployment, who, created)
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11)",
    )
    .bind(row.bot.as_str())
    .bind(row.environment.as_str())
    .bind(number.0)
    .bind(row.team.as_str())
    .bind(row.digest.to_string())
    .bind(i64::from(request.engine))
    .bind(name(&row.kind))
    .bind(text_value(row.sources.as_ref()))
    .bind(row.id.as_str())
    .bind(&row.who)
    .bind(request.now.0)
    .execute(&mut **transaction)
    .await?;
    let digests = std::iter::once(&row.digest).chain(&request.blobs).collect::<Vec<_>>();
    for chunk in digests.chunks(500) {
        let sql = format!(
            "INSERT INTO release_blobs (team, digest, bot, environment, number) VALUES {} ON CONFLICT DO NOTHING",
            values::rows(chunk.len(), 5)
        );
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for digest in chunk {
            query = query
                .bind(row.team.as_str())
                .bind(digest.to_string())
                .bind(row.bot.as_str())
                .bind(row.environment.as_str())
                .bind(number.0);
        }
        query.execute(&mut **transaction).await?;
    }
    Ok(())
}

fn deployment(row: &AnyRow) -> Result<DeploymentRow, StoreError> {
    Ok(DeploymentRow {
        id: parsed(row, "id")?,
        bot: parsed(row, "bot")?,
        environment: parsed(row, "environment")?,
        team: parsed(row, "team")?,
        operation: named(row, "operation")?,
        kind: named(row, "kind")?,
        state: named(row, "state")?,
        digest: parsed(row, "digest")?,
        base_release: release(row, "base_release")?,
        release: release(row, "release")?,
        epoch: integer(row, "epoch")?,
        idempotency_key: parsed(row, "idempotency_key")?,
        sources: optional_parsed(row, "sources")?,
        who: text(row, "who")?,
        run_url: optional_text(row, "run_url")?,
        knowledge_bytes: integer(row, "knowledge_bytes")?,
        created: moment(row, "created")?,
        updated: moment(row, "updated")?,
        tests_json: optional_text(row, "tests")?,
        failure_json: optional_text(row, "failure")?,
    })
}
