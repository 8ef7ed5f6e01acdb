//! Releases: numbered, immutable.

use sqlx::any::AnyRow;

use crate::base::id::{BotId, EnvironmentName, ReleaseNumber};
use crate::host::store::codec::{integer, moment, named, optional_parsed, parsed, text};
use crate::host::store::{ReleaseRow, Store, StoreError};

impl Store {
    /// One release.
    pub async fn release(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<Option<ReleaseRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM releases WHERE bot = $1 AND environment = $2 AND number = $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(number.0)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(release).transpose()
    }

    /// Releases, newest first.
    pub async fn releases(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        most: i64,
    ) -> Result<Vec<ReleaseRow>, StoreError> {
        let rows =
            sqlx::query("SELECT * FROM releases WHERE bot = $1 AND environment = $2 ORDER BY number DESC LIMIT $3")
                .bind(bot.as_str())
                .bind(environment.as_str())
                .bind(most)
                .fetch_all(&self.reader)
                .await?;
        rows.iter().map(release).collect()
    }

    /// The newest good release before `before`.
    pub async fn previous_good(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        before: ReleaseNumber,
    ) -> Result<Option<ReleaseRow>, StoreError> {
        let row = sqlx::query(
            "SELECT * FROM releases WHERE bot = $1 AND environment = $2 AND number < $3 AND state = 'good'
             ORDER BY number DESC LIMIT 1",
        )
        .bind(bot.as_str())
        .bind(environment.as_str())
        .bind(before.0)
        .fetch_optional(&self.reader)
        .await?;
        row.as_ref().map(release).transpose()
    }
}

fn release(row: &AnyRow) -> Result<ReleaseRow, StoreError> {
    let engine = integer(row, "engine")?;
    Ok(ReleaseRow {
        number: ReleaseNumber(integer(row, "number")?),
        digest: parsed(row, "digest")?,
        engine: u32::try_from(engine).map_err(|_| StoreError::Value { column: "engine", value: engine.to_string() })?,
        state: named(row, "state")?,
        kind: named(row, "kind")?,
        sources: optional_parsed(row, "sources")?,
        deployment: parsed(row, "deployment")?,
        who: text(row, "who")?,
        created: moment(row, "created")?,
    })
}
