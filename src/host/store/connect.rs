//! Opening the store: one writer and some readers on a file, or one pool on PostgreSQL.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::{Any, AnyPool, ConnectOptions, Connection, Transaction};
use url::Url;

use super::error::{Doing, StoreError};
use super::migrate;
use crate::base::fs::FsError;
use crate::base::secret::Secret;

const HEALTH_DEADLINE: Duration = Duration::from_secs(2);

/// Where the store is and how many connections it may use.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// `sqlite:/path/to/file` or `postgres://user:password@machine/database`.
    pub url: Secret,
    /// Connections that read a SQLite file at once; on PostgreSQL all connections.
    pub connections: u32,
    /// How long a call waits for a free connection before it fails as unavailable.
    pub acquire_timeout: Duration,
}

impl StoreConfig {
    /// A configuration with the usual number of connections and 5 s of patience.
    pub fn new(url: Secret) -> Self {
        Self { url, connections: 8, acquire_timeout: Duration::from_secs(5) }
    }
}

/// Which database it is; behind it only what the dialects can't say alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// The store. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pub(super) kind: Kind,
    pub(super) writer: AnyPool,
    pub(super) reader: AnyPool,
    /// Copies the log into the file on SQLite, beside the writer.
    checkpointer: Option<AnyPool>,
}

impl Store {
    /// Opens the store, creates it where it is a file that isn't there, and brings its schema up to date.
    ///
    /// Errors: an address of another kind, a database that can't be reached, a schema newer than this program.
    pub async fn open(config: &StoreConfig) -> Result<Self, StoreError> {
        sqlx::any::install_default_drivers();
        let url = config.url.expose();
        let store = if let Some(path) = url.strip_prefix("sqlite:") {
            Self::open_sqlite(config, Path::new(path.strip_prefix("//").unwrap_or(path))).await?
        } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            Self::open_postgres(config, url).await?
        } else {
            return Err(StoreError::UnknownKind);
        };
        migrate::run(&store).await?;
        Ok(store)
    }

    /// Opens a store to look at it: makes no file and changes no schema. `None`: there is none yet.
    ///
    /// Errors: a database that can't be reached, a schema of another version.
    pub async fn open_as_found(config: &StoreConfig) -> Result<Option<Self>, StoreError> {
        sqlx::any::install_default_drivers();
        let url = config.url.expose();
        let store = match url.strip_prefix("sqlite:") {
            Some(path) if !Path::new(path.strip_prefix("//").unwrap_or(path)).is_file() => return Ok(None),
            Some(path) => Self::open_sqlite(config, Path::new(path.strip_prefix("//").unwrap_or(path))).await?,
            None => Self::open_postgres(config, url).await?,
        };
        migrate::require_current(&store).await?;
        Ok(Some(store))
    }

    async fn open_sqlite(config: &StoreConfig, path: &Path) -> Result<Self, StoreError> {
        let options = sqlite_options(&create_private(path)?)?;
        probe(&options, WRITER_SETUP).await?;
        let pool = |connections: u32, setup: &'static str| {
            AnyPoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(config.acquire_timeout)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
                // On a full disk SQLite rolls back by itself, and the driver goes on to count a transaction that is gone:
                // such a connection could never begin another.
                .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
                .after_connect(move |connection, _| {
                    Box::pin(async move { sqlx::raw_sql(setup).execute(connection).await.map(drop) })
                })
        };
        let writer = pool(1, WRITER_SETUP).connect_with(options.clone()).await.doing("open the store")?;
        let reader = pool(config.connections.max(1), READER_SETUP).connect_lazy_with(options.clone());
        let checkpointer = Some(pool(1, CHECKPOINTER_SETUP).connect_lazy_with(options));
        Ok(Self { kind: Kind::Sqlite, writer, reader, checkpointer })
    }

    async fn open_postgres(config: &StoreConfig, url: &str) -> Result<Self, StoreError> {
        let options = url.parse::<AnyConnectOptions>().doing("read the store's address")?.disable_statement_logging();
        probe(&options, POSTGRES_SETUP).await?;
        let pool = AnyPoolOptions::new()
            .max_connections(config.connections.max(2))
            .acquire_timeout(config.acquire_timeout)
            .after_connect(|connection, _| {
                Box::pin(async move { sqlx::raw_sql(POSTGRES_SETUP).execute(connection).await.map(drop) })
            })
            .connect_with(options)
            .await
            .doing("open the store")?;
        Ok(Self { kind: Kind::Postgres, writer: pool.clone(), reader: pool, checkpointer: None })
    }

    /// Whether the database answers a trivial question within 2 s.
    pub async fn health(&self) -> Result<(), StoreError> {
        let asked = sqlx::query("SELECT 1 AS one").fetch_one(&self.reader);
        tokio::time::timeout(HEALTH_DEADLINE, asked)
            .await
            .unwrap_or(Err(sqlx::Error::PoolTimedOut))
            .doing("ask the store for its health")
            .map(drop)
    }

    /// Copies what is committed from SQLite's log into its file, without waiting for readers or holding up the writer: done by
    /// the writer itself, as SQLite would, an answer would wait for it. PostgreSQL does its own.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        let Some(checkpointer) = &self.checkpointer else { return Ok(()) };
        let done = sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").fetch_all(checkpointer).await;
        done.doing("copy the log into the file").map(drop)
    }

    /// Waits for what runs and closes all connections; later calls fail as unavailable.
    pub async fn close(&self) {
        if let Some(checkpointer) = &self.checkpointer {
            checkpointer.close().await;
        }
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Begins a transaction that changes something.
    ///
    /// On SQLite it takes the write lock at once: one that took it later could fail for what it has read before.
    pub(super) async fn begin(&self, doing: &'static str) -> Result<Transaction<'static, Any>, StoreError> {
        match self.kind {
            Kind::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await,
            Kind::Postgres => self.writer.begin_with("BEGIN ISOLATION LEVEL READ COMMITTED").await,
        }
        .doing(doing)
    }
}

/// `synchronous=FULL`: with NORMAL an acknowledged commit may be gone after a power cut.
const WRITER_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
     PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 0";
/// `synchronous=FULL`: the log may be written over only when its pages are safe in the file.
const CHECKPOINTER_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL";
const READER_SETUP: &str = "PRAGMA busy_timeout = 5000; PRAGMA query_only = ON";

/// `synchronous_commit` off would acknowledge what a crash can lose; stronger settings of the server stay.
const POSTGRES_SETUP: &str = "SET statement_timeout = '30s'; SET lock_timeout = '10s'; \
     SET idle_in_transaction_session_timeout = '60s'; \
     DO $$ BEGIN IF current_setting('synchronous_commit') = 'off' THEN SET synchronous_commit = on; END IF; END $$";

/// Connects once without a pool: a pool would go on trying where the setup fails, and never say why.
async fn probe(options: &AnyConnectOptions, setup: &'static str) -> Result<(), StoreError> {
    let mut connection = options.connect().await.doing("open the store")?;
    sqlx::raw_sql(setup).execute(&mut connection).await.doing("open the store")?;
    connection.close().await.doing("open the store")
}

/// Makes the file readable by its owner alone before SQLite opens it (it holds the signing key); its journals follow its mode.
fn create_private(path: &Path) -> Result<PathBuf, StoreError> {
    let fail = |error| FsError::new("open", path, error);
    let absolute = std::path::absolute(path).map_err(fail)?;
    if let Some(folder) = absolute.parent() {
        crate::base::fs::create_dir(folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&absolute).map_err(fail)?;
    Ok(absolute)
}

fn sqlite_options(path: &Path) -> Result<AnyConnectOptions, StoreError> {
    let refuse = || FsError::new("open", path, std::io::ErrorKind::InvalidInput.into());
    let encoded = Url::from_file_path(path).map_err(|()| refuse())?;
    let url = format!("sqlite://{}?mode=rw", encoded.path());
    Ok(url.parse::<AnyConnectOptions>().doing("read the store's address")?.disable_statement_logging())
}
