//! What the store can fail with.

/// A statement or a connection that failed. Its text may name files and addresses of the host: for its log only.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It can't be opened.
    #[error("store can't be opened: {0}")]
    Open(String),
    /// The database refused or can't be reached.
    #[error("store: {0}")]
    Database(#[from] sqlx::Error),
    /// It didn't answer in time.
    #[error("store didn't answer in time")]
    Slow,
    /// A value that stands in it can't be read by this version.
    #[error("store holds `{value}` in `{column}`, which this version can't read")]
    Value {
        /// The column.
        column: &'static str,
        /// What stands there, cut.
        value: String,
    },
    /// The writer of conversation turns has ended.
    #[error("store's writer has stopped")]
    Stopped,
}

impl StoreError {
    /// Whether another try may help.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Database(
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed,
            ) => true,
            // SQLite: busy (5), locked (6); PostgreSQL: connection class 08, shutdown class 57P.
            Self::Database(sqlx::Error::Database(error)) => error.code().is_some_and(|code| {
                ["5", "6", "517"].contains(&code.as_ref()) || code.starts_with("08") || code.starts_with("57P")
            }),
            Self::Database(_) | Self::Open(_) | Self::Value { .. } => false,
            Self::Slow | Self::Stopped => true,
        }
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        // SQLite's SQLITE_FULL; PostgreSQL's disk_full.
        matches!(self, Self::Database(sqlx::Error::Database(error)) if error.code().is_some_and(|code| code == "13" || code == "53100"))
    }
}
