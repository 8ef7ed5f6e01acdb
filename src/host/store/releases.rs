//! Releases: numbered, immutable but for their state.

use sqlx::any::AnyRow;

use super::column::{Columns, unexpected};
use super::connect::Store;
use super::deployments::read_kind;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::event::UpdateKind;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber, UniqueId};
use crate::base::state::ReleaseState;

/// A release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleaseRow {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// Its number.
    pub number: ReleaseNumber,
    /// Its manifest's digest.
    pub digest: Digest,
    /// The digests of its parts, JSON as given at commit.
    pub parts_json: String,
    /// The engine's version that it needs.
    pub engine: u32,
    /// What became of it.
    pub state: ReleaseState,
    /// How it was made.
    pub kind: UpdateKind,
    /// When it was committed.
    pub created: Timestamp,
    /// Who made it.
    pub created_by: String,
    /// The deployment that made it.
    pub deployment: UniqueId,
    /// The digest of the sources that it was made from.
    pub sources: Option<Digest>,
    /// The size of all its blobs.
    pub size_bytes: u64,
    /// The size of the documents that it was made from.
    pub knowledge_bytes: u64,
}

/// Releases that an engine's version is needed for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineUse {
    /// The engine's version.
    pub engine: u32,
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The newest release that needs it.
    pub newest: ReleaseNumber,
    /// How many releases need it.
    pub releases: i64,
}

impl Store {
    /// A release.
    pub async fn release(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<Option<ReleaseRow>, StoreError> {
        sqlx::query("SELECT * FROM releases WHERE bot = $1 AND environment = $2 AND number = $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(number.0)
            .fetch_optional(&self.reader)
            .await
            .doing("look up a release")?
            .as_ref()
            .map(release_of)
            .transpose()
    }

    /// The manifest of a release, as its deployment brought it: canonical JSON.
    pub async fn release_manifest(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query(
            "SELECT deployments.manifest AS manifest FROM releases JOIN deployments ON deployments.id = releases.deployment \
             WHERE releases.bot = $1 AND releases.environment = $2 AND releases.number = $3",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(number.0)
        .fetch_optional(&self.reader)
        .await
        .doing("read a manifest")?;
        row.map_or(Ok(None), |row| Columns(&row).optional_text("manifest"))
    }

    /// The last `limit` releases, newest first.
    pub async fn releases(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        limit: u32,
    ) -> Result<Vec<ReleaseRow>, StoreError> {
        sqlx::query("SELECT * FROM releases WHERE bot = $1 AND environment = $2 ORDER BY number DESC LIMIT $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(i64::from(limit))
            .fetch_all(&self.reader)
            .await
            .doing("list releases")?
            .iter()
            .map(release_of)
            .collect()
    }

    /// Notes what became of a release; false if there is none.
    pub async fn set_release_state(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        number: ReleaseNumber,
        state: ReleaseState,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query("UPDATE releases SET state = $4 WHERE bot = $1 AND environment = $2 AND number = $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(number.0)
            .bind(state.name())
            .execute(&self.writer)
            .await
            .doing("note a release's state")?;
        Ok(done.rows_affected() == 1)
    }

    /// The newest good release with a number below `before`: what a rollback without a number goes to.
    pub async fn previous_good(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        before: ReleaseNumber,
    ) -> Result<Option<ReleaseRow>, StoreError> {
        sqlx::query(
            "SELECT * FROM releases WHERE bot = $1 AND environment = $2 AND number < $3 AND state = 'good' \
             ORDER BY number DESC LIMIT 1",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(before.0)
        .fetch_optional(&self.reader)
        .await
        .doing("look up the previous release")?
        .as_ref()
        .map(release_of)
        .transpose()
    }

    /// Every engine's version that a release needs which is live, kept or about to be.
    pub async fn engines_in_use(&self) -> Result<Vec<EngineUse>, StoreError> {
        sqlx::query(
            "SELECT engine, bot, environment, MAX(number) AS newest, COUNT(*) AS releases FROM releases \
             WHERE state <> 'failed' GROUP BY engine, bot, environment ORDER BY engine, bot, environment",
        )
        .fetch_all(&self.reader)
        .await
        .doing("list engines in use")?
        .iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(EngineUse {
                engine: read_engine(&columns)?,
                bot: columns.parsed("bot")?,
                environment: columns.parsed("environment")?,
                newest: ReleaseNumber(columns.integer("newest")?),
                releases: columns.integer("releases")?,
            })
        })
        .collect()
    }
}

fn release_of(row: &AnyRow) -> Result<ReleaseRow, StoreError> {
    let columns = Columns(row);
    Ok(ReleaseRow {
        bot: columns.parsed("bot")?,
        environment: columns.parsed("environment")?,
        number: ReleaseNumber(columns.integer("number")?),
        digest: columns.parsed("digest")?,
        parts_json: columns.text("parts")?,
        engine: read_engine(&columns)?,
        state: columns.parsed("state")?,
        kind: read_kind(&columns)?,
        created: columns.time("created")?,
        created_by: columns.text("created_by")?,
        deployment: columns.parsed("deployment")?,
        sources: columns.optional_parsed("sources")?,
        size_bytes: columns.unsigned("size_bytes")?,
        knowledge_bytes: columns.unsigned("knowledge_bytes")?,
    })
}

fn read_engine(columns: &Columns<'_>) -> Result<u32, StoreError> {
    u32::try_from(columns.integer("engine")?).map_err(|error| unexpected("engine", error))
}
