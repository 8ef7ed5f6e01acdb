//! How many answers of a day a language model may have written for a bot.

use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::id::BotId;

const RESERVING: &str = "count a generated answer";

impl Store {
    /// Counts one more answer of a day (UTC, e.g. `2026-11-26`) before it is generated: false if `most` are counted already.
    pub async fn reserve_generation(&self, bot: &BotId, day: &str, most: u32) -> Result<bool, StoreError> {
        if most == 0 {
            return Ok(false);
        }
        let counted = sqlx::query(
            "INSERT INTO generation_counts (bot, day, used) VALUES ($1, $2, 1) \
             ON CONFLICT (bot, day) DO UPDATE SET used = generation_counts.used + 1 WHERE generation_counts.used < $3",
        )
        .bind(bot.as_str())
        .bind(day)
        .bind(i64::from(most))
        .execute(&self.writer)
        .await
        .doing(RESERVING)?;
        Ok(counted.rows_affected() == 1)
    }

    /// Takes one answer of a day back that was counted and then not generated.
    pub async fn return_generation(&self, bot: &BotId, day: &str) -> Result<(), StoreError> {
        sqlx::query("UPDATE generation_counts SET used = used - 1 WHERE bot = $1 AND day = $2 AND used > 0")
            .bind(bot.as_str())
            .bind(day)
            .execute(&self.writer)
            .await
            .doing("take a generated answer back")?;
        Ok(())
    }

    /// Forgets the counts of days before `day`; returns how many.
    pub async fn purge_generations(&self, day: &str) -> Result<u64, StoreError> {
        let purged = sqlx::query("DELETE FROM generation_counts WHERE day < $1")
            .bind(day)
            .execute(&self.writer)
            .await
            .doing("forget old counts of generated answers")?;
        Ok(purged.rows_affected())
    }
}
