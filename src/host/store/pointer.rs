//! The pointer: which release is live. Moved by compare-and-swap under a fence, with an append-only history.

use crate::base::id::{BotId, EnvironmentName, ReleaseNumber};
use crate::host::store::codec::{integer, moment, parsed, release, release_value, text};
use crate::host::store::{PointerEntry, PointerMove, Store, StoreError};

impl Store {
    /// Moves the pointer, writes its history, and ends deployment and release as good, in one transaction.
    ///
    /// False: the fence was overtaken, another release is live, or the deployment isn't committed; nothing changed.
    pub async fn move_pointer(&self, step: &PointerMove) -> Result<bool, StoreError> {
        let mut transaction = self.writer.begin().await?;
        // Expiry doesn't matter here: a lease that ran out and was not taken by anybody has the same epoch.
        let fenced = sqlx::query("UPDATE leases SET epoch = epoch WHERE bot = $1 AND environment = $2 AND epoch = $3")
            .bind(step.bot.as_str())
            .bind(step.environment.as_str())
            .bind(step.epoch)
            .execute(&mut *transaction)
            .await?;
        let ended = sqlx::query(
            "UPDATE deployments SET state = 'succeeded', tests = $2, updated = $3 WHERE id = $1 AND state = 'committed'",
        )
        .bind(step.deployment.as_str())
        .bind(step.tests_json.as_deref().unwrap_or_default())
        .bind(step.now.0)
        .execute(&mut *transaction)
        .await?;
        let moved = sqlx::query(
            "UPDATE environments SET live_release = $4, live_since = $5,
             live_sources = (SELECT sources FROM releases WHERE bot = $1 AND environment = $2 AND number = $4),
             sources_seen = (SELECT sources FROM deployments WHERE id = $6)
             WHERE bot = $1 AND environment = $2 AND live_release = $3",
        )
        .bind(step.bot.as_str())
        .bind(step.environment.as_str())
        .bind(release_value(step.from))
        .bind(step.to.0)
        .bind(step.now.0)
        .bind(step.deployment.as_str())
        .execute(&mut *transaction)
        .await?;
        if [&fenced, &ended, &moved].iter().any(|done| done.rows_affected() != 1) {
            return Ok(false);
        }
        sqlx::query("UPDATE releases SET state = 'good' WHERE bot = $1 AND environment = $2 AND number = $3")
            .bind(step.bot.as_str())
            .bind(step.environment.as_str())
            .bind(step.to.0)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "INSERT INTO pointer_history (bot, environment, seq, from_release, to_release, deployment, who, at)
             SELECT $1, $2, CAST(COALESCE(MAX(seq), 0) + 1 AS BIGINT), $3, $4, $5, $6, $7
             FROM pointer_history WHERE bot = $1 AND environment = $2",
        )
        .bind(step.bot.as_str())
        .bind(step.environment.as_str())
        .bind(release_value(step.from))
        .bind(step.to.0)
        .bind(step.deployment.as_str())
        .bind(&step.who)
        .bind(step.now.0)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// What was live when, newest first.
    pub async fn pointer_history(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        most: i64,
    ) -> Result<Vec<PointerEntry>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM pointer_history WHERE bot = $1 AND environment = $2 ORDER BY seq DESC LIMIT $3")
                .bind(bot.as_str())
                .bind(environment.as_str())
                .bind(most)
                .fetch_all(&self.reader)
                .await?;
        rows.iter()
            .map(|row| {
                Ok(PointerEntry {
                    from: release(row, "from_release")?,
                    to: ReleaseNumber(integer(row, "to_release")?),
                    deployment: parsed(row, "deployment")?,
                    who: text(row, "who")?,
                    at: moment(row, "at")?,
                })
            })
            .collect()
    }
}
