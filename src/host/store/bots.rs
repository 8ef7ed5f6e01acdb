//! Deleting a bot: everything that belongs to it, in one transaction.

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::id::{Address, BotId, TeamId};

/// What came of the wish to delete a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deletion {
    /// It is gone; these addresses answer no more.
    Done(Vec<Address>),
    /// A deployment runs; it has to end first.
    Busy,
    /// The team has no such bot.
    Unknown,
}

const DOING: &str = "delete a bot";

/// Change nothing, but hold the bot's rows until the end, in the order in which every transaction locks.
const HOLD: [&str; 5] = [
    "UPDATE plans SET name = name WHERE team IN (SELECT team FROM bots WHERE bot = $1)",
    "UPDATE environments SET team = team WHERE bot = $1",
    "UPDATE leases SET epoch = epoch WHERE bot = $1",
    "UPDATE deployments SET team = team WHERE bot = $1",
    "UPDATE releases SET state = state WHERE bot = $1",
];

/// In the order that foreign keys ask for. Leases stay: their epochs only grow, also for a bot that comes again.
const DELETE: [&str; 11] = [
    "DELETE FROM turns WHERE bot = $1",
    "DELETE FROM generation_counts WHERE bot = $1",
    "DELETE FROM pointer_history WHERE bot = $1",
    "DELETE FROM release_blobs WHERE bot = $1",
    "DELETE FROM releases WHERE bot = $1",
    "DELETE FROM deployment_events WHERE deployment IN (SELECT id FROM deployments WHERE bot = $1)",
    "DELETE FROM event_counters WHERE deployment IN (SELECT id FROM deployments WHERE bot = $1)",
    "DELETE FROM deployments WHERE bot = $1",
    "DELETE FROM environments WHERE bot = $1",
    "DELETE FROM licences WHERE bot = $1",
    "DELETE FROM bots WHERE bot = $1",
];

impl Store {
    /// Deletes a bot with its environments, releases, conversations and licence. Blobs stay until they are collected.
    pub async fn delete_bot(&self, team: &TeamId, bot: &BotId) -> Result<Deletion, StoreError> {
        let mut transaction = self.begin(DOING).await?;
        for statement in HOLD {
            sqlx::query(statement).bind(bot.as_str()).execute(&mut *transaction).await.doing(DOING)?;
        }
        let known = sqlx::query("SELECT bot FROM bots WHERE bot = $1 AND team = $2")
            .bind(bot.as_str())
            .bind(team.as_str())
            .fetch_optional(&mut *transaction)
            .await
            .doing(DOING)?;
        if known.is_none() {
            return Ok(Deletion::Unknown);
        }
        let running = sqlx::query("SELECT id FROM deployments WHERE bot = $1 AND state IN ('open', 'committed')")
            .bind(bot.as_str())
            .fetch_optional(&mut *transaction)
            .await
            .doing(DOING)?;
        if running.is_some() {
            return Ok(Deletion::Busy);
        }
        let rows = sqlx::query("SELECT address FROM environments WHERE bot = $1")
            .bind(bot.as_str())
            .fetch_all(&mut *transaction)
            .await
            .doing(DOING)?;
        let addresses = rows.iter().map(|row| Columns(row).parsed("address")).collect::<Result<_, _>>()?;
        for statement in DELETE {
            sqlx::query(statement).bind(bot.as_str()).execute(&mut *transaction).await.doing(DOING)?;
        }
        transaction.commit().await.doing(DOING)?;
        Ok(Deletion::Done(addresses))
    }
}
