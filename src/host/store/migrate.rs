//! The schema's versions, applied one after the other when the store is opened.

use sqlx::{Any, Transaction};

use super::column::Columns;
use super::connect::{Kind, Store};
use super::error::{Doing, StoreError};

/// Versions 1, 2, 3 … A released one never changes.
const MIGRATIONS: [&str; 4] = [
    include_str!("migrations/0001_first.sql"),
    include_str!("migrations/0002_token_networks.sql"),
    include_str!("migrations/0003_generation.sql"),
    include_str!("migrations/0004_turns_by_conversation.sql"),
];

/// Held until the transaction ends, so that hosts that start together migrate one after the other. The number is ours alone.
const POSTGRES_LOCK: &str = "DO $$ BEGIN PERFORM pg_advisory_xact_lock(7236844907340128); END $$";

const DOING: &str = "bring the store's schema up to date";

/// Applies what is missing, all in one transaction. Errors: a schema newer than this program.
pub(super) async fn run(store: &Store) -> Result<(), StoreError> {
    let mut transaction = store.begin(DOING).await?;
    if store.kind == Kind::Postgres {
        sqlx::raw_sql(POSTGRES_LOCK).execute(&mut *transaction).await.doing(DOING)?;
    }
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    let found = applied(&mut transaction).await?;
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    for (migration, version) in MIGRATIONS.into_iter().zip(1_i64..).filter(|(_, version)| *version > found) {
        sqlx::raw_sql(migration).execute(&mut *transaction).await.doing(DOING)?;
        sqlx::query("INSERT INTO schema_versions (version) VALUES ($1)")
            .bind(version)
            .execute(&mut *transaction)
            .await
            .doing(DOING)?;
    }
    transaction.commit().await.doing(DOING)
}

/// Errors: the schema isn't the one of this program.
pub(super) async fn require_current(store: &Store) -> Result<(), StoreError> {
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) AS version FROM schema_versions")
        .fetch_one(&store.reader)
        .await
        .doing("read the store's schema version")?;
    let found = Columns(&row).integer("version")?;
    if found == known { Ok(()) } else { Err(StoreError::NewerSchema { found, known }) }
}

async fn applied(transaction: &mut Transaction<'static, Any>) -> Result<i64, StoreError> {
    sqlx::raw_sql("CREATE TABLE IF NOT EXISTS schema_versions (version BIGINT NOT NULL PRIMARY KEY)")
        .execute(&mut **transaction)
        .await
        .doing(DOING)?;
    let row = sqlx::query("SELECT COALESCE(MAX(version), 0) AS version FROM schema_versions")
        .fetch_one(&mut **transaction)
        .await
        .doing(DOING)?;
    Columns(&row).integer("version")
}
