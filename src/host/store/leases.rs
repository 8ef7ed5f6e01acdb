//! Leases: one per environment, with an epoch that only grows. A commit under an old epoch is refused.

use std::time::Duration;

use sqlx::any::AnyRow;

use crate::base::clock::Timestamp;
use crate::base::id::{BotId, EnvironmentName, UniqueId};
use crate::host::store::codec::{integer, moment, parsed, text};
use crate::host::store::{LeaseRow, Store, StoreError, Taken};

impl Store {
    /// Takes the lease of an environment, if nobody holds it. A new lease has a higher epoch than any before.
    pub async fn take_lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        deployment: &UniqueId,
        holder_json: &str,
        now: Timestamp,
        life: Duration,
    ) -> Result<Taken, StoreError> {
        let row = sqlx::query(
            "INSERT INTO leases (bot, environment, epoch, deployment, holder, expires) VALUES ($1, $2, 1, $3, $4, $5)
             ON CONFLICT (bot, environment) DO UPDATE SET epoch = leases.epoch + 1, deployment = excluded.deployment,
             holder = excluded.holder, expires = excluded.expires WHERE leases.expires <= $6
             RETURNING epoch",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(deployment.as_str())
        .bind(holder_json)
        .bind(now.plus(life).0)
        .bind(now.0)
        .fetch_optional(&self.writer)
        .await?;
        match row {
            Some(row) => Ok(Taken::Yes(integer(&row, "epoch")?)),
            None => {
                let row = sqlx::query("SELECT * FROM leases WHERE bot = $1 AND environment = $2")
                    .bind(bot.as_str())
                    .bind(environment.as_str())
                    .fetch_one(&self.writer)
                    .await?;
                Ok(Taken::Held(lease(&row)?))
            }
        }
    }

    /// Prolongs a lease. Whether the epoch is still the current one and the lease was not given back.
    pub async fn renew_lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        epoch: i64,
        now: Timestamp,
        life: Duration,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE leases SET expires = $4 WHERE bot = $1 AND environment = $2 AND epoch = $3 AND expires > 0",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(epoch)
        .bind(now.plus(life).0)
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Gives a lease back. Whether the epoch was still the current one.
    pub async fn release_lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        epoch: i64,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE leases SET expires = 0 WHERE bot = $1 AND environment = $2 AND epoch = $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(epoch)
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The lease that is held now.
    pub async fn lease(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        now: Timestamp,
    ) -> Result<Option<LeaseRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM leases WHERE bot = $1 AND environment = $2 AND expires > $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(now.0)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(lease).transpose()
    }
}

fn lease(row: &AnyRow) -> Result<LeaseRow, StoreError> {
    Ok(LeaseRow {
        epoch: integer(row, "epoch")?,
        deployment: parsed(row, "deployment")?,
        holder_json: text(row, "holder")?,
        expires: moment(row, "expires")?,
    })
}
