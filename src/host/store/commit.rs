//! Commit: the moment from which the host finishes a deployment alone.

use std::collections::BTreeMap;
use std::time::Duration;

use sqlx::{Any, Transaction};

use super::choices::word_of_kind;
use super::column::Columns;
use super::connect::Store;
use super::deployments::{DeploymentRow, deployment_of};
use super::error::{Doing, StoreError};
use super::presence;
use super::statement::{CHUNK, Statement};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{ReleaseNumber, UniqueId};
use crate::base::state::{DeploymentState, Operation};

/// A wish to commit.
#[derive(Debug, Clone)]
pub struct CommitRequest<'a> {
    /// The deployment.
    pub id: &'a UniqueId,
    /// The epoch of the lease that the client holds.
    pub epoch: i64,
    /// The present.
    pub now: Timestamp,
    /// All blobs of the manifest with their sizes; empty for a rollback. A digest may come twice.
    pub blobs: &'a [(Digest, u64)],
    /// Uploads before this moment don't count as present, unless a release of the team refers to the blob.
    pub uploaded_since: Timestamp,
    /// The digests of the release's parts, JSON of the host's making.
    pub parts_json: &'a str,
    /// The engine's version that the release needs.
    pub engine: u32,
    /// Who holds the lease from now on: the host, JSON of its making.
    pub host_holder_json: &'a str,
    /// How long the host's lease lasts unless renewed.
    pub host_ttl: Duration,
}

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommitOutcome {
    /// The release has this number; the same for the same deployment, however often it is asked.
    Committed(ReleaseNumber),
    /// The lease was lost.
    FenceLost,
    /// Another release went live since the plan was made.
    BaseMoved,
    /// The deployment doesn't exist, was cancelled, or is a rollback to a release that can't be gone back to.
    WrongState,
    /// These blobs aren't here.
    Missing(Vec<Digest>),
}

const COMMITTING: &str = "commit a deployment";

impl Store {
    /// Commits a deployment in one transaction.
    ///
    /// It must be open and hold its lease, its base must still be live, and all its blobs must be present. It gets the next
    /// number of its environment (a rollback: the number it goes back to), and the lease passes to the host.
    pub async fn commit_deployment(&self, request: &CommitRequest<'_>) -> Result<CommitOutcome, StoreError> {
        let mut transaction = self.begin(COMMITTING).await?;
        let Some(planned) = read_deployment(&mut transaction, request.id).await? else {
            return Ok(CommitOutcome::WrongState);
        };
        let heads = lock_environment(&mut transaction, &planned).await?;
        // Read anew: a commit of the same deployment may have come first while this one waited for the lock.
        let Some(deployment) = read_deployment(&mut transaction, request.id).await? else {
            return Ok(CommitOutcome::WrongState);
        };
        if let Some(settled) = settled(&deployment) {
            return Ok(settled);
        }
        if !hand_lease_over(&mut transaction, request, &deployment).await? {
            return Ok(CommitOutcome::FenceLost);
        }
        if heads.live != deployment.base_release {
            return Ok(CommitOutcome::BaseMoved);
        }
        let number = match deployment.operation {
            Operation::Rollback => {
                let Some(number) = rollback_target(&mut transaction, &deployment).await? else {
                    return Ok(CommitOutcome::WrongState);
                };
                number
            }
            Operation::Deploy | Operation::Update => {
                let missing = presence::missing(&mut transaction, request, &deployment.team).await?;
                if !missing.is_empty() {
                    return Ok(CommitOutcome::Missing(missing));
                }
                let number = ReleaseNumber(heads.last_release + 1);
                insert_release(&mut transaction, request, &deployment, number).await?;
                number
            }
        };
        if !mark_committed(&mut transaction, request, number).await? {
            return Ok(CommitOutcome::WrongState);
        }
        transaction.commit().await.doing(COMMITTING)?;
        Ok(CommitOutcome::Committed(number))
    }
}

/// What a deployment that isn't open any more answers.
fn settled(deployment: &DeploymentRow) -> Option<CommitOutcome> {
    match deployment.state {
        DeploymentState::Open => None,
        DeploymentState::Cancelled => Some(CommitOutcome::WrongState),
        DeploymentState::Committed | DeploymentState::Succeeded | DeploymentState::Failed => {
            Some(deployment.release.map_or(CommitOutcome::WrongState, CommitOutcome::Committed))
        }
    }
}

async fn read_deployment(
    transaction: &mut Transaction<'static, Any>,
    id: &UniqueId,
) -> Result<Option<DeploymentRow>, StoreError> {
    sqlx::query("SELECT * FROM deployments WHERE id = $1")
        .bind(id.as_str())
        .fetch_optional(&mut **transaction)
        .await
        .doing(COMMITTING)?
        .as_ref()
        .map(deployment_of)
        .transpose()
}

struct Heads {
    live: Option<ReleaseNumber>,
    last_release: i64,
}

/// Holds the environment's row until the transaction ends: numbers are given out, and bases compared, by one at a time.
async fn lock_environment(
    transaction: &mut Transaction<'static, Any>,
    deployment: &DeploymentRow,
) -> Result<Heads, StoreError> {
    let rows = sqlx::query(
        "UPDATE environments SET last_release = last_release WHERE bot = $1 AND environment = $2 \
         RETURNING live_release, last_release",
    )
    .bind(deployment.bot.as_str())
    .bind(deployment.environment.as_str())
    .fetch_all(&mut **transaction)
    .await
    .doing(COMMITTING)?;
    let row = rows.first().ok_or(sqlx::Error::RowNotFound).doing(COMMITTING)?;
    let columns = Columns(row);
    Ok(Heads { live: columns.optional_release("live_release")?, last_release: columns.integer("last_release")? })
}

async fn hand_lease_over(
    transaction: &mut Transaction<'static, Any>,
    request: &CommitRequest<'_>,
    deployment: &DeploymentRow,
) -> Result<bool, StoreError> {
    let handed = sqlx::query(
        "UPDATE leases SET holder = $5, expires = $6 \
         WHERE bot = $1 AND environment = $2 AND epoch = $3 AND deployment = $4 AND expires > $7",
    )
    .bind(deployment.bot.as_str())
    .bind(deployment.environment.as_str())
    .bind(request.epoch)
    .bind(deployment.id.as_str())
    .bind(request.host_holder_json)
    .bind(request.now.plus(request.host_ttl).0)
    .bind(request.now.0)
    .execute(&mut **transaction)
    .await
    .doing(COMMITTING)?;
    Ok(handed.rows_affected() == 1)
}

async fn rollback_target(
    transaction: &mut Transaction<'static, Any>,
    deployment: &DeploymentRow,
) -> Result<Option<ReleaseNumber>, StoreError> {
    let Some(target) = deployment.release else { return Ok(None) };
    let found = sqlx::query(
        "SELECT number FROM releases WHERE bot = $1 AND environment = $2 AND number = $3 AND state = 'good'",
    )
    .bind(deployment.bot.as_str())
    .bind(deployment.environment.as_str())
    .bind(target.0)
    .fetch_optional(&mut **transaction)
    .await
    .doing(COMMITTING)?;
    Ok(found.map(|_| target))
}

async fn insert_release(
    transaction: &mut Transaction<'static, Any>,
    request: &CommitRequest<'_>,
    deployment: &DeploymentRow,
    number: ReleaseNumber,
) -> Result<(), StoreError> {
    let blobs: BTreeMap<Digest, u64> = request.blobs.iter().copied().collect();
    sqlx::query("UPDATE environments SET last_release = $3 WHERE bot = $1 AND environment = $2")
        .bind(deployment.bot.as_str())
        .bind(deployment.environment.as_str())
        .bind(number.0)
        .execute(&mut **transaction)
        .await
        .doing(COMMITTING)?;
    sqlx::query(
        "INSERT INTO releases (bot, environment, number, digest, parts, engine, state, kind, created, created_by, \
         deployment, sources, size_bytes, knowledge_bytes) \
         VALUES ($1, $2, $3, $4, $5, $6, 'pending', $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(deployment.bot.as_str())
    .bind(deployment.environment.as_str())
    .bind(number.0)
    .bind(deployment.manifest_digest.map(|digest| digest.to_string()))
    .bind(request.parts_json)
    .bind(i64::from(request.engine))
    .bind(word_of_kind(deployment.kind))
    .bind(request.now.0)
    .bind(deployment.who.as_str())
    .bind(deployment.id.as_str())
    .bind(deployment.sources.map(|digest| digest.to_string()))
    .bind(stored_size(blobs.values().sum()))
    .bind(stored_size(deployment.knowledge_bytes))
    .execute(&mut **transaction)
    .await
    .doing(COMMITTING)?;
    insert_blobs(transaction, deployment, number, &blobs).await
}

async fn insert_blobs(
    transaction: &mut Transaction<'static, Any>,
    deployment: &DeploymentRow,
    number: ReleaseNumber,
    blobs: &BTreeMap<Digest, u64>,
) -> Result<(), StoreError> {
    let all: Vec<(&Digest, &u64)> = blobs.iter().collect();
    for chunk in all.chunks(CHUNK) {
        let mut statement =
            Statement::new("INSERT INTO release_blobs (bot, environment, number, digest, team, size_bytes) VALUES ");
        statement.rows(chunk, |row, (digest, size)| {
            row.bind(deployment.bot.as_str());
            row.bind(deployment.environment.as_str());
            row.bind(number.0);
            row.bind(digest.to_string());
            row.bind(deployment.team.as_str());
            row.bind(stored_size(**size));
        });
        statement.build().execute(&mut **transaction).await.doing(COMMITTING)?;
    }
    Ok(())
}

async fn mark_committed(
    transaction: &mut Transaction<'static, Any>,
    request: &CommitRequest<'_>,
    number: ReleaseNumber,
) -> Result<bool, StoreError> {
    let marked = sqlx::query(
        "UPDATE deployments SET state = 'committed', release = $2, epoch = $3, updated = $4 WHERE id = $1 AND state = 'open'",
    )
    .bind(request.id.as_str())
    .bind(number.0)
    .bind(request.epoch)
    .bind(request.now.0)
    .execute(&mut **transaction)
    .await
    .doing(COMMITTING)?;
    Ok(marked.rows_affected() == 1)
}

fn stored_size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
