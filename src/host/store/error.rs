//! What can go wrong in the store, and whether it is worth another try.

use crate::base::id::BotId;

/// A change or a question that the store couldn't carry out. Nothing of a failed change remains.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database doesn't answer, or is too busy to.
    #[error("can't {doing}: the database doesn't answer: {source}")]
    Unavailable {
        /// What was tried.
        doing: &'static str,
        /// The driver's words.
        source: sqlx::Error,
    },
    /// The writer of turns has too much waiting, or has ended.
    #[error("can't record the turn: {0}")]
    WriterBusy(&'static str),
    /// The disk of the database is full.
    #[error("can't {doing}: the database's disk is full: {source}")]
    Full {
        /// What was tried.
        doing: &'static str,
        /// The driver's words.
        source: sqlx::Error,
    },
    /// The database refused the statement.
    #[error("can't {doing}: {source}")]
    Database {
        /// What was tried.
        doing: &'static str,
        /// The driver's words.
        source: sqlx::Error,
    },
    /// A value in the database isn't what this program writes there.
    #[error("column `{column}` holds what this program doesn't write there: {reason}")]
    UnexpectedValue {
        /// The column.
        column: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The database was written by a newer program, or one that only looks found that of an older one.
    #[error("the store has schema version {found}, this program's is {known}")]
    NewerSchema {
        /// The version found.
        found: i64,
        /// The newest version known.
        known: i64,
    },
    /// The store's address is neither SQLite's nor PostgreSQL's.
    #[error("the store's address must begin with `sqlite:` or `postgres://`")]
    UnknownKind,
    /// A file or folder of the embedded database.
    #[error(transparent)]
    File(#[from] crate::base::fs::FsError),
    /// Bot ids are unique on a host.
    #[error("bot `{0}` belongs to another team")]
    BotOwnedByOther(BotId),
    /// A change that names what isn't there.
    #[error("the store has no {kind} `{name}`")]
    NotFound {
        /// What kind of thing.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// The batch that a turn was written with failed.
    #[error("{0}")]
    Shared(std::sync::Arc<StoreError>),
}

impl StoreError {
    /// Whether the same call may succeed later, unchanged.
    pub fn is_unavailable(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::WriterBusy(_) => true,
            Self::Shared(error) => error.is_unavailable(),
            Self::Full { .. }
            | Self::Database { .. }
            | Self::UnexpectedValue { .. }
            | Self::NewerSchema { .. }
            | Self::UnknownKind
            | Self::File(_)
            | Self::BotOwnedByOther(_)
            | Self::NotFound { .. } => false,
        }
    }

    /// Whether the disk is full.
    pub fn is_full(&self) -> bool {
        match self {
            Self::Full { .. } => true,
            Self::File(error) => error.source.kind() == std::io::ErrorKind::StorageFull,
            Self::Shared(error) => error.is_full(),
            Self::Unavailable { .. }
            | Self::WriterBusy(_)
            | Self::Database { .. }
            | Self::UnexpectedValue { .. }
            | Self::NewerSchema { .. }
            | Self::UnknownKind
            | Self::BotOwnedByOther(_)
            | Self::NotFound { .. } => false,
        }
    }
}

/// Names what was tried in an error of the driver.
pub(super) trait Doing<T> {
    /// `doing` completes "can't …".
    fn doing(self, doing: &'static str) -> Result<T, StoreError>;
}

impl<T> Doing<T> for Result<T, sqlx::Error> {
    fn doing(self, doing: &'static str) -> Result<T, StoreError> {
        self.map_err(|source| match class_of(&source) {
            Class::Unavailable => StoreError::Unavailable { doing, source },
            Class::Full => StoreError::Full { doing, source },
            Class::Other => StoreError::Database { doing, source },
        })
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Class {
    Unavailable,
    Full,
    Other,
}

fn class_of(error: &sqlx::Error) -> Class {
    match error {
        sqlx::Error::Io(source) if source.kind() == std::io::ErrorKind::StorageFull => Class::Full,
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => Class::Unavailable,
        sqlx::Error::Database(error) => error.code().map_or(Class::Other, |code| class_of_code(&code)),
        _ => Class::Other,
    }
}

/// A SQLSTATE has five characters, an extended code of SQLite at most four digits.
fn class_of_code(code: &str) -> Class {
    if code.len() == 5 { class_of_sqlstate(code) } else { class_of_sqlite_code(code.parse().unwrap_or(0)) }
}

/// Classes: 08 connection, 53 resources (53100 disk full), 57 operator intervention, 40 rolled back by another, 55P03 lock timeout.
fn class_of_sqlstate(code: &str) -> Class {
    match code {
        "53100" => Class::Full,
        "55P03" => Class::Unavailable,
        _ if ["08", "53", "57", "40"].iter().any(|class| code.starts_with(class)) => Class::Unavailable,
        _ => Class::Other,
    }
}

/// The low byte is the primary code: 5 busy, 6 locked, 13 full; 4874 is what a full disk makes of the shared-memory file.
fn class_of_sqlite_code(code: i64) -> Class {
    match (code, code & 0xff) {
        (4874, _) | (_, 13) => Class::Full,
        (_, 5 | 6) => Class::Unavailable,
        _ => Class::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases_are_told_apart() {
        for (code, class) in [
            ("5", Class::Unavailable),
            ("517", Class::Unavailable),
            ("6", Class::Unavailable),
            ("13", Class::Full),
            ("4874", Class::Full),
            ("2067", Class::Other),
            ("11", Class::Other),
            ("08006", Class::Unavailable),
            ("57P01", Class::Unavailable),
            ("40P01", Class::Unavailable),
            ("53300", Class::Unavailable),
            ("53100", Class::Full),
            ("23505", Class::Other),
            ("42P01", Class::Other),
        ] {
            assert_eq!(class_of_code(code), class, "{code}");
        }
    }
}
