//! Bots and their environments.

use sqlx::any::AnyRow;

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{Address, BotId, EnvironmentName, TeamId};
use crate::host::store::codec::{optional_moment, optional_parsed, parsed, release};
use crate::host::store::{EnvironmentRow, Store, StoreError};

impl Store {
    /// Whether a bot exists.
    pub async fn bot_exists(&self, bot: &BotId) -> Result<bool, StoreError> {
        let row =
            sqlx::query("SELECT id FROM bots WHERE id = $1").bind(bot.as_str()).fetch_optional(&self.reader).await?;
        Ok(row.is_some())
    }

    /// Creates a bot for a team unless it exists. Whether it is that team's.
    pub async fn ensure_bot(&self, team: &TeamId, bot: &BotId, now: Timestamp) -> Result<bool, StoreError> {
        sqlx::query("INSERT INTO bots (id, team, created) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING")
            .bind(bot.as_str())
            .bind(team.as_str())
            .bind(now.0)
            .execute(&self.writer)
            .await?;
        let row = sqlx::query("SELECT team FROM bots WHERE id = $1").bind(bot.as_str()).fetch_one(&self.writer).await?;
        Ok(parsed::<TeamId>(&row, "team")? == *team)
    }

    /// One environment.
    pub async fn environment(&self, bot: &BotId, name: &EnvironmentName) -> Result<Option<EnvironmentRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM environments WHERE bot = $1 AND environment = $2")
            .bind(bot.as_str())
            .bind(name.as_str())
            .fetch_optional(&self.writer)
            .await?;
        row.as_ref().map(environment).transpose()
    }

    /// One environment, created if missing. Its address is the bot's id if that is free, else `id--env`; it never moves.
    pub async fn ensure_environment(
        &self,
        bot: &BotId,
        name: &EnvironmentName,
        team: &TeamId,
        now: Timestamp,
    ) -> Result<EnvironmentRow, StoreError> {
        for address in [Address::of_bot(bot), Address::of_environment(bot, name)] {
            // Without a conflict target: another environment's address and this environment's own row both count.
            sqlx::query(
                "INSERT INTO environments
                 (bot, environment, team, address, live_release, live_since, live_sources, sources_seen, last_release, created)
                 VALUES ($1, $2, $3, $4, 0, 0, '', '', 0, $5) ON CONFLICT DO NOTHING",
            )
            .bind(bot.as_str())
            .bind(name.as_str())
            .bind(team.as_str())
            .bind(address.as_str())
            .bind(now.0)
            .execute(&self.writer)
            .await?;
            if let Some(row) = self.environment(bot, name).await? {
                return Ok(row);
            }
        }
        Err(StoreError::Value { column: "address", value: format!("{bot}--{name} is taken") })
    }

    /// All environments, in order of address.
    pub async fn environments(&self) -> Result<Vec<EnvironmentRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM environments ORDER BY address").fetch_all(&self.reader).await?;
        rows.iter().map(environment).collect()
    }

    /// Notes the sources' digest that a folder was seen with. Whether there is such an environment.
    pub async fn set_sources_seen(
        &self,
        bot: &BotId,
        name: &EnvironmentName,
        sources: &Digest,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE environments SET sources_seen = $3 WHERE bot = $1 AND environment = $2")
            .bind(bot.as_str())
            .bind(name.as_str())
            .bind(sources.to_string())
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

fn environment(row: &AnyRow) -> Result<EnvironmentRow, StoreError> {
    Ok(EnvironmentRow {
        bot: parsed(row, "bot")?,
        environment: parsed(row, "environment")?,
        team: parsed(row, "team")?,
        address: parsed(row, "address")?,
        live_release: release(row, "live_release")?,
        live_since: optional_moment(row, "live_since")?,
        live_sources: optional_parsed(row, "live_sources")?,
        sources_seen: optional_parsed(row, "sources_seen")?,
    })
}
