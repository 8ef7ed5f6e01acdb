//! Bots and their environments on this host.

use sqlx::any::AnyRow;

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, TeamId};

/// An environment of a bot and what is live in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentRow {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The team that owns the bot.
    pub team: TeamId,
    /// Its address on the host, fixed for ever.
    pub address: Address,
    /// The live release.
    pub live_release: Option<ReleaseNumber>,
    /// Since when it is live.
    pub live_since: Option<Timestamp>,
    /// The fence of the pointer's last move; 0 before the first.
    pub pointer_epoch: i64,
    /// The sources' digest that the folder was last seen with.
    pub sources_seen: Option<Digest>,
    /// The sources' digest of what is live.
    pub live_sources: Option<Digest>,
    /// When it was made.
    pub created: Timestamp,
}

impl Store {
    /// Makes the bot known as the team's. Errors: [`StoreError::BotOwnedByOther`].
    pub async fn ensure_bot(&self, team: &TeamId, bot: &BotId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("INSERT INTO bots (bot, team, created) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
            .bind(bot.as_str())
            .bind(team.as_str())
            .bind(now.0)
            .execute(&self.writer)
            .await
            .doing("add a bot")?;
        let row = sqlx::query("SELECT team FROM bots WHERE bot = $1")
            .bind(bot.as_str())
            .fetch_one(&self.writer)
            .await
            .doing("look up a bot")?;
        let owner: TeamId = Columns(&row).parsed("team")?;
        if owner == *team { Ok(()) } else { Err(StoreError::BotOwnedByOther(bot.clone())) }
    }

    /// The environment, if it was ever deployed to.
    pub async fn environment(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
    ) -> Result<Option<EnvironmentRow>, StoreError> {
        sqlx::query("SELECT * FROM environments WHERE bot = $1 AND environment = $2")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .fetch_optional(&self.reader)
            .await
            .doing("look up an environment")?
            .as_ref()
            .map(environment_of)
            .transpose()
    }

    /// The environment, made with its address if it is new: the bot's id if no other environment has it, else `id--env`.
    ///
    /// The bot must be known ([`Store::ensure_bot`]).
    pub async fn ensure_environment(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        team: &TeamId,
        now: Timestamp,
    ) -> Result<EnvironmentRow, StoreError> {
        for address in [Address::of_bot(bot), Address::of_environment(bot, environment)] {
            if let Some(found) = self.environment(bot, environment).await? {
                return Ok(found);
            }
            // Does nothing as well when another call made the environment, or took the address, meanwhile.
            sqlx::query(
                "INSERT INTO environments (bot, environment, team, address, pointer_epoch, last_release, created) \
                 VALUES ($1, $2, $3, $4, 0, 0, $5) ON CONFLICT DO NOTHING",
            )
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(team.as_str())
            .bind(address.as_str())
            .bind(now.0)
            .execute(&self.writer)
            .await
            .doing("add an environment")?;
        }
        let found = self.environment(bot, environment).await?;
        found.ok_or_else(|| StoreError::NotFound { kind: "environment", name: format!("{bot}/{environment}") })
    }

    /// The environment at an address.
    pub async fn environment_at(&self, address: &Address) -> Result<Option<EnvironmentRow>, StoreError> {
        sqlx::query("SELECT * FROM environments WHERE address = $1")
            .bind(address.as_str())
            .fetch_optional(&self.reader)
            .await
            .doing("look up an address")?
            .as_ref()
            .map(environment_of)
            .transpose()
    }

    /// All environments, by bot and name.
    pub async fn environments(&self) -> Result<Vec<EnvironmentRow>, StoreError> {
        sqlx::query("SELECT * FROM environments ORDER BY bot, environment")
            .fetch_all(&self.reader)
            .await
            .doing("list environments")?
            .iter()
            .map(environment_of)
            .collect()
    }

    /// Notes the sources' digest that the folder was seen with; false if there is no such environment.
    pub async fn set_sources_seen(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        sources: &Digest,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE environments SET sources_seen = $3 WHERE bot = $1 AND environment = $2")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(sources.to_string())
            .execute(&self.writer)
            .await
            .doing("note the folder's sources")?;
        Ok(done.rows_affected() == 1)
    }
}

fn environment_of(row: &AnyRow) -> Result<EnvironmentRow, StoreError> {
    let columns = Columns(row);
    Ok(EnvironmentRow {
        bot: columns.parsed("bot")?,
        environment: columns.parsed("environment")?,
        team: columns.parsed("team")?,
        address: columns.parsed("address")?,
        live_release: columns.optional_release("live_release")?,
        live_since: columns.optional_time("live_since")?,
        pointer_epoch: columns.integer("pointer_epoch")?,
        sources_seen: columns.optional_parsed("sources_seen")?,
        live_sources: columns.optional_parsed("live_sources")?,
        created: columns.time("created")?,
    })
}
