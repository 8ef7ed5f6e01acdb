//! The dashboard's one-time codes and sessions: stored by digest.

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;

impl Store {
    /// Adds a one-time code. `login_json` says what it opens, in the host's words.
    pub async fn insert_login_code(
        &self,
        hash: &Digest,
        login_json: &str,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let statement = "INSERT INTO login_codes (hash, login, expires) VALUES ($1, $2, $3)";
        self.insert_login(statement, hash, login_json, expires).await
    }

    /// Uses a code up: what it opens, for exactly one caller, and only before it expires.
    pub async fn use_login_code(&self, hash: &Digest, now: Timestamp) -> Result<Option<String>, StoreError> {
        let used = sqlx::query("DELETE FROM login_codes WHERE hash = $1 AND expires > $2 RETURNING login")
            .bind(hash.to_string())
            .bind(now.0)
            .fetch_all(&self.writer)
            .await
            .doing("use a login code")?;
        used.first().map(|row| Columns(row).text("login")).transpose()
    }

    /// Adds a session.
    pub async fn insert_session(&self, hash: &Digest, login_json: &str, expires: Timestamp) -> Result<(), StoreError> {
        let statement = "INSERT INTO sessions (hash, login, expires) VALUES ($1, $2, $3)";
        self.insert_login(statement, hash, login_json, expires).await
    }

    /// What a session opens, if it exists and hasn't expired.
    pub async fn find_session(&self, hash: &Digest, now: Timestamp) -> Result<Option<String>, StoreError> {
        let found = sqlx::query("SELECT login FROM sessions WHERE hash = $1 AND expires > $2")
            .bind(hash.to_string())
            .bind(now.0)
            .fetch_optional(&self.reader)
            .await
            .doing("look up a session")?;
        found.map(|row| Columns(&row).text("login")).transpose()
    }

    /// Ends a session; false if there is none.
    pub async fn delete_session(&self, hash: &Digest) -> Result<bool, StoreError> {
        let ended = sqlx::query("DELETE FROM sessions WHERE hash = $1")
            .bind(hash.to_string())
            .execute(&self.writer)
            .await
            .doing("end a session")?;
        Ok(ended.rows_affected() == 1)
    }

    /// Removes expired codes and sessions.
    pub async fn purge_logins(&self, now: Timestamp) -> Result<(), StoreError> {
        for statement in ["DELETE FROM login_codes WHERE expires <= $1", "DELETE FROM sessions WHERE expires <= $1"] {
            sqlx::query(statement).bind(now.0).execute(&self.writer).await.doing("remove expired logins")?;
        }
        Ok(())
    }

    async fn insert_login(
        &self,
        statement: &'static str,
        hash: &Digest,
        login_json: &str,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(statement)
            .bind(hash.to_string())
            .bind(login_json)
            .bind(expires.0)
            .execute(&self.writer)
            .await
            .doing("add a login")
            .map(drop)
    }
}
