//! Who may change an environment: one lease each, with an epoch that only grows and fences late writers out.

use std::time::Duration;

use sqlx::any::AnyRow;

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::id::{BotId, EnvironmentName, UniqueId};

/// A lease that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeaseRow {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The fence: every new lease has a higher one.
    pub epoch: i64,
    /// The deployment that holds it.
    pub deployment: UniqueId,
    /// Who holds it, as JSON of the host's making.
    pub holder_json: String,
    /// Since when.
    pub taken: Timestamp,
    /// Until when, unless renewed.
    pub expires: Timestamp,
}

/// What came of the wish for a lease.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeaseOutcome {
    /// It is ours, with this epoch.
    Taken(i64),
    /// Another holds it.
    Held(LeaseRow),
}

impl Store {
    /// Takes the lease of an environment if it is free or expired.
    pub async fn take_lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        deployment: &UniqueId,
        holder_json: &str,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<LeaseOutcome, StoreError> {
        loop {
            // `fetch_all`, as everywhere with RETURNING: a statement stopped at its first row would hide a failed commit.
            let taken = sqlx::query(TAKE)
                .bind(bot.as_str())
                .bind(environment.as_str())
                .bind(deployment.as_str())
                .bind(holder_json)
                .bind(now.0)
                .bind(now.plus(ttl).0)
                .fetch_all(&self.writer)
                .await
                .doing("take a lease")?;
            if let Some(row) = taken.first() {
                return Columns(row).integer("epoch").map(LeaseOutcome::Taken);
            }
            if let Some(held) = self.lease(bot, environment, now).await? {
                return Ok(LeaseOutcome::Held(held));
            }
        }
    }

    /// Extends a lease that is held and hasn't expired; false if it was lost.
    pub async fn renew_lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        epoch: i64,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<bool, StoreError> {
        let renewed = sqlx::query(
            "UPDATE leases SET expires = $4 WHERE bot = $1 AND environment = $2 AND epoch = $3 AND expires > $5",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(epoch)
        .bind(now.plus(ttl).0)
        .bind(now.0)
        .execute(&self.writer)
        .await
        .doing("renew a lease")?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Gives a lease back; false if it was lost or given back before.
    pub async fn release_lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        epoch: i64,
    ) -> Result<bool, StoreError> {
        let released = sqlx::query(
            "UPDATE leases SET expires = 0 WHERE bot = $1 AND environment = $2 AND epoch = $3 AND expires > 0",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(epoch)
        .execute(&self.writer)
        .await
        .doing("give a lease back")?;
        Ok(released.rows_affected() == 1)
    }

    /// The lease that is held now, if one is.
    pub async fn lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        now: Timestamp,
    ) -> Result<Option<LeaseRow>, StoreError> {
        sqlx::query("SELECT * FROM leases WHERE bot = $1 AND environment = $2 AND expires > $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(now.0)
            .fetch_optional(&self.reader)
            .await
            .doing("look up a lease")?
            .as_ref()
            .map(lease_of)
            .transpose()
    }

    /// Takes the lease for a committed deployment that this host goes on with: its own lease, whoever held it, or an expired one.
    ///
    /// The new epoch, which is also written to the deployment, fences out a host that still works on it.
    /// `None` if another deployment holds the lease, or the deployment isn't committed any more.
    pub async fn adopt_deployment(
        &self,
        deployment: &UniqueId,
        holder_json: &str,
        now: Timestamp,
        ttl: Duration,
    ) -> Result<Option<i64>, StoreError> {
        let mut transaction = self.begin(ADOPTING).await?;
        let taken = sqlx::query(ADOPT)
            .bind(deployment.as_str())
            .bind(holder_json)
            .bind(now.0)
            .bind(now.plus(ttl).0)
            .fetch_all(&mut *transaction)
            .await
            .doing(ADOPTING)?;
        let Some(row) = taken.first() else { return Ok(None) };
        let epoch = Columns(row).integer("epoch")?;
        let adopted =
            sqlx::query("UPDATE deployments SET epoch = $2, updated = $3 WHERE id = $1 AND state = 'committed'")
                .bind(deployment.as_str())
                .bind(epoch)
                .bind(now.0)
                .execute(&mut *transaction)
                .await
                .doing(ADOPTING)?;
        if adopted.rows_affected() != 1 {
            return Ok(None);
        }
        transaction.commit().await.doing(ADOPTING)?;
        Ok(Some(epoch))
    }
}

const ADOPTING: &str = "go on with a deployment";

const TAKE: &str = "INSERT INTO leases (bot, environment, epoch, deployment, holder, taken, expires) \
     VALUES ($1, $2, 1, $3, $4, $5, $6) \
     ON CONFLICT (bot, environment) DO UPDATE SET epoch = leases.epoch + 1, deployment = excluded.deployment, \
     holder = excluded.holder, taken = excluded.taken, expires = excluded.expires \
     WHERE leases.expires <= excluded.taken RETURNING epoch";

const ADOPT: &str = "UPDATE leases SET epoch = epoch + 1, deployment = $1, holder = $2, taken = $3, expires = $4 \
     WHERE (deployment = $1 OR expires <= $3) \
     AND bot = (SELECT bot FROM deployments WHERE id = $1) \
     AND environment = (SELECT environment FROM deployments WHERE id = $1) RETURNING epoch";

fn lease_of(row: &AnyRow) -> Result<LeaseRow, StoreError> {
    let columns = Columns(row);
    Ok(LeaseRow {
        bot: columns.parsed("bot")?,
        environment: columns.parsed("environment")?,
        epoch: columns.integer("epoch")?,
        deployment: columns.parsed("deployment")?,
        holder_json: columns.text("holder")?,
        taken: columns.time("taken")?,
        expires: columns.time("expires")?,
    })
}
