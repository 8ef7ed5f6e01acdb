//! Deployments: one run of the phases each, from open to its end.

use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::choices::{kind_of_word, word_of_kind};
use super::column::{Columns, unexpected};
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::UpdateKind;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber, TeamId, UniqueId};
use crate::base::state::{DeploymentState, Operation};

/// A deployment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeploymentRow {
    /// Its id.
    pub id: UniqueId,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The team that owns the bot.
    pub team: TeamId,
    /// What it is for.
    pub operation: Operation,
    /// Which kind of update.
    pub kind: UpdateKind,
    /// Where it stands.
    pub state: DeploymentState,
    /// The manifest's canonical JSON; absent for a rollback.
    pub manifest: Option<String>,
    /// The manifest's digest.
    pub manifest_digest: Option<Digest>,
    /// The live release that it was planned against.
    pub base_release: Option<ReleaseNumber>,
    /// The release it makes, from commit on; of a rollback the release to go back to, from the start.
    pub release: Option<ReleaseNumber>,
    /// The epoch of its lease.
    pub epoch: i64,
    /// Same key, same deployment.
    pub idempotency_key: UniqueId,
    /// The digest of the folder's sources.
    pub sources: Option<Digest>,
    /// Who began it.
    pub who: String,
    /// The CI run's page.
    pub run_url: Option<String>,
    /// When it began.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
    /// The result of the automatic tests, JSON.
    pub tests_json: Option<String>,
    /// Why it failed, JSON.
    pub failure_json: Option<String>,
    /// Bytes of the bot's documents.
    pub knowledge_bytes: u64,
}

impl Store {
    /// Adds a deployment; false if its idempotency key is taken, or its id.
    pub async fn insert_deployment(&self, row: &DeploymentRow) -> Result<bool, StoreError> {
        let inserted = sqlx::query(INSERT)
            .bind(row.id.as_str())
            .bind(row.bot.as_str())
            .bind(row.environment.as_str())
            .bind(row.team.as_str())
            .bind(row.operation.name())
            .bind(word_of_kind(row.kind))
            .bind(row.state.name())
            .bind(row.manifest.as_deref())
            .bind(row.manifest_digest.map(|digest| digest.to_string()))
            .bind(row.base_release.map(|number| number.0))
            .bind(row.release.map(|number| number.0))
            .bind(row.epoch)
            .bind(row.idempotency_key.as_str())
            .bind(row.sources.map(|digest| digest.to_string()))
            .bind(row.who.as_str())
            .bind(row.run_url.as_deref())
            .bind(row.created.0)
            .bind(row.updated.0)
            .bind(row.tests_json.as_deref())
            .bind(row.failure_json.as_deref())
            .bind(i64::try_from(row.knowledge_bytes).unwrap_or(i64::MAX))
            .execute(&self.writer)
            .await
            .doing("add a deployment")?;
        Ok(inserted.rows_affected() == 1)
    }

    /// A deployment by its id.
    pub async fn deployment(&self, id: &UniqueId) -> Result<Option<DeploymentRow>, StoreError> {
        sqlx::query("SELECT * FROM deployments WHERE id = $1")
            .bind(id.as_str())
            .fetch_optional(&self.reader)
            .await
            .doing("look up a deployment")?
            .as_ref()
            .map(deployment_of)
            .transpose()
    }

    /// A deployment by its idempotency key.
    pub async fn deployment_by_key(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        key: &UniqueId,
    ) -> Result<Option<DeploymentRow>, StoreError> {
        sqlx::query("SELECT * FROM deployments WHERE bot = $1 AND environment = $2 AND idempotency_key = $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(key.as_str())
            .fetch_optional(&self.reader)
            .await
            .doing("look up a deployment")?
            .as_ref()
            .map(deployment_of)
            .transpose()
    }

    /// The last `limit` deployments, newest first.
    pub async fn last_deployments(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        limit: u32,
    ) -> Result<Vec<DeploymentRow>, StoreError> {
        sqlx::query(
            "SELECT * FROM deployments WHERE bot = $1 AND environment = $2 ORDER BY created DESC, id DESC LIMIT $3",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(i64::from(limit))
        .fetch_all(&self.reader)
        .await
        .doing("list deployments")?
        .iter()
        .map(deployment_of)
        .collect()
    }

    /// Committed deployments that haven't ended, oldest first: what a host goes on with when it starts.
    pub async fn unfinished_deployments(&self) -> Result<Vec<DeploymentRow>, StoreError> {
        sqlx::query("SELECT * FROM deployments WHERE state = 'committed' ORDER BY created, id")
            .fetch_all(&self.reader)
            .await
            .doing("list unfinished deployments")?
            .iter()
            .map(deployment_of)
            .collect()
    }

    /// Notes the result of the automatic tests of a deployment that runs; false if none runs.
    pub async fn record_tests(&self, id: &UniqueId, tests_json: &str, now: Timestamp) -> Result<bool, StoreError> {
        let noted =
            sqlx::query("UPDATE deployments SET tests = $2, updated = $3 WHERE id = $1 AND state = 'committed'")
                .bind(id.as_str())
                .bind(tests_json)
                .bind(now.0)
                .execute(&self.writer)
                .await
                .doing("note test results")?;
        Ok(noted.rows_affected() == 1)
    }

    /// Ends a deployment as failed or cancelled, marks its pending release failed and gives its lease back, all at once.
    ///
    /// False if it had ended before; its end stays as it was. (A deployment succeeds by [`Store::move_pointer`].)
    pub async fn finish_deployment(
        &self,
        id: &UniqueId,
        state: DeploymentState,
        failure_json: Option<&str>,
        tests_json: Option<&str>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.begin(ENDING).await?;
        release_lease_of(&mut transaction, id).await?;
        let ended = sqlx::query(
            "UPDATE deployments SET state = $2, failure = COALESCE($3, failure), tests = COALESCE($4, tests), updated = $5 \
             WHERE id = $1 AND state IN ('open', 'committed')",
        )
        .bind(id.as_str())
        .bind(state.name())
        .bind(failure_json)
        .bind(tests_json)
        .bind(now.0)
        .execute(&mut *transaction)
        .await
        .doing(ENDING)?;
        if ended.rows_affected() != 1 {
            return Ok(false);
        }
        // Of a rollback no release has this deployment: the one it went back to stays as it was.
        sqlx::query("UPDATE releases SET state = 'failed' WHERE deployment = $1 AND state = 'pending'")
            .bind(id.as_str())
            .execute(&mut *transaction)
            .await
            .doing(ENDING)?;
        transaction.commit().await.doing(ENDING)?;
        Ok(true)
    }

    /// Cancels a deployment before its commit and gives its lease back; false if it is committed or has ended.
    pub async fn cancel_deployment(&self, id: &UniqueId, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.begin(ENDING).await?;
        release_lease_of(&mut transaction, id).await?;
        let cancelled =
            sqlx::query("UPDATE deployments SET state = 'cancelled', updated = $2 WHERE id = $1 AND state = 'open'")
                .bind(id.as_str())
                .bind(now.0)
                .execute(&mut *transaction)
                .await
                .doing(ENDING)?;
        if cancelled.rows_affected() != 1 {
            return Ok(false);
        }
        transaction.commit().await.doing(ENDING)?;
        Ok(true)
    }

    /// Cancels open deployments whose lease was lost or ran out; returns them.
    pub async fn expire_open(&self, now: Timestamp) -> Result<Vec<UniqueId>, StoreError> {
        sqlx::query(EXPIRE)
            .bind(now.0)
            .fetch_all(&self.writer)
            .await
            .doing(ENDING)?
            .iter()
            .map(|row| Columns(row).parsed("id"))
            .collect()
    }
}

const ENDING: &str = "end a deployment";

const INSERT: &str = "INSERT INTO deployments (id, bot, environment, team, operation, kind, state, manifest, manifest_digest, \
     base_release, release, epoch, idempotency_key, sources, who, run_url, created, updated, tests, failure, knowledge_bytes) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21) \
     ON CONFLICT DO NOTHING";

const EXPIRE: &str = "UPDATE deployments SET state = 'cancelled', updated = $1 WHERE state = 'open' AND NOT EXISTS \
     (SELECT 1 FROM leases WHERE leases.bot = deployments.bot AND leases.environment = deployments.environment \
     AND leases.deployment = deployments.id AND leases.epoch = deployments.epoch AND leases.expires > $1) RETURNING id";

/// Gives back the lease that a deployment holds, if it holds one; first in the order of locks.
async fn release_lease_of(transaction: &mut Transaction<'static, Any>, id: &UniqueId) -> Result<(), StoreError> {
    sqlx::query("UPDATE leases SET expires = 0 WHERE deployment = $1")
        .bind(id.as_str())
        .execute(&mut **transaction)
        .await
        .doing(ENDING)
        .map(drop)
}

pub(super) fn deployment_of(row: &AnyRow) -> Result<DeploymentRow, StoreError> {
    let columns = Columns(row);
    Ok(DeploymentRow {
        id: columns.parsed("id")?,
        bot: columns.parsed("bot")?,
        environment: columns.parsed("environment")?,
        team: columns.parsed("team")?,
        operation: columns.parsed("operation")?,
        kind: read_kind(&columns)?,
        state: columns.parsed("state")?,
        manifest: columns.optional_text("manifest")?,
        manifest_digest: columns.optional_parsed("manifest_digest")?,
        base_release: columns.optional_release("base_release")?,
        release: columns.optional_release("release")?,
        epoch: columns.integer("epoch")?,
        idempotency_key: columns.parsed("idempotency_key")?,
        sources: columns.optional_parsed("sources")?,
        who: columns.text("who")?,
        run_url: columns.optional_text("run_url")?,
        created: columns.time("created")?,
        updated: columns.time("updated")?,
        tests_json: columns.optional_text("tests")?,
        failure_json: columns.optional_text("failure")?,
        knowledge_bytes: columns.unsigned("knowledge_bytes")?,
    })
}

pub(super) fn read_kind(columns: &Columns<'_>) -> Result<UpdateKind, StoreError> {
    let word = columns.text("kind")?;
    kind_of_word(&word).ok_or_else(|| unexpected("kind", format!("`{word}` isn't a kind of update")))
}
