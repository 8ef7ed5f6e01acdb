//! SQL, only here: the store on SQLite and PostgreSQL, with one set of statements.
//!
//! Every change is one conditional statement whose row count is checked, or a transaction that first takes a row lock by
//! an UPDATE, so that it is right under READ COMMITTED as well as behind SQLite's one writer.

mod blobs;
mod codec;
mod deployments;
mod environments;
mod error;
mod leases;
mod plans;
mod pointer;
mod releases;
mod rows;
mod sessions;
mod tokens;
mod turns;
mod values;
mod writer;

use std::path::PathBuf;
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{AnyPool, Executor};

use crate::base::secret::Secret;

pub use error::StoreError;
pub use rows::{
    Asker, CommitOutcome, CommitRequest, ConversationCounts, DeploymentRow, EnvironmentRow, EventRow, LeaseRow,
    PointerEntry, PointerMove, ReleaseRow, Taken, TokenRow, TurnRow,
};
pub use writer::{Recorded, TurnWriter};

/// Connections that read at once on SQLite, or do anything on PostgreSQL.
const CONNECTIONS: u32 = 8;
/// How long a connection may take to be had.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the health probe may take.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("src/host/store/migrations");

/// Where the store is.
#[derive(Debug, Clone)]
pub enum StoreLocation {
    /// A file, created if missing.
    Sqlite(PathBuf),
    /// A `postgres://` address, which may hold a password.
    Postgres(Secret),
}

/// The store. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    /// One connection on SQLite: transactions queue here and not as lock errors.
    writer: AnyPool,
    reader: AnyPool,
}

impl Store {
    /// Opens the store and brings its schema up to date.
    ///
    /// Errors: it can't be reached or created, or its schema is newer than this program.
    pub async fn open(location: &StoreLocation) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let store = match location {
            StoreLocation::Sqlite(path) => {
                if let Some(folder) = path.parent() {
                    crate::base::fs::create_dir(folder).map_err(|error| StoreError::Open(error.to_string()))?;
                }
                let url = format!("sqlite://{}?mode=rwc", path.display());
                Self { writer: sqlite(&url, 1).await?, reader: sqlite(&url, CONNECTIONS).await? }
            }
            StoreLocation::Postgres(url) => {
                let pool = pool(CONNECTIONS).connect_with(options(url.expose())?).await?;
                Self { writer: pool.clone(), reader: pool }
            }
        };
        MIGRATIONS.run(&store.writer).await.map_err(|error| StoreError::Open(error.to_string()))?;
        Ok(store)
    }

    /// Answers whether the store can be read, within three seconds.
    pub async fn health(&self) -> Result<(), StoreError> {
        let probe = sqlx::query("SELECT name FROM meta LIMIT 1").fetch_optional(&self.reader);
        match tokio::time::timeout(HEALTH_TIMEOUT, probe).await {
            Ok(answer) => Ok(answer.map(|_| ())?),
            Err(_) => Err(StoreError::Slow),
        }
    }

    /// Waits for connections to be given back and closes them.
    pub async fn close(&self) {
        self.writer.close().await;
        self.reader.close().await;
    }
}

fn pool(connections: u32) -> AnyPoolOptions {
    AnyPoolOptions::new().max_connections(connections).acquire_timeout(ACQUIRE_TIMEOUT)
}

fn options(url: &str) -> Result<AnyConnectOptions, StoreError> {
    // The driver's own message would repeat the address, which may hold a password.
    url.parse().map_err(|_| StoreError::Open("the address of the store isn't valid".to_owned()))
}

async fn sqlite(url: &str, connections: u32) -> Result<AnyPool, StoreError> {
    let pool = pool(connections).after_connect(|connection, _| {
        Box::pin(async move {
            // FULL, not NORMAL: with WAL, NORMAL may lose acknowledged commits when the power goes.
            connection
                .execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;")
                .await?;
            Ok(())
        })
    });
    Ok(pool.connect_with(options(url)?).await?)
}
