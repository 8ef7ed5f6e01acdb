//! The dashboard's one-time codes and sessions, and the host's own secrets.

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::TeamId;
use crate::host::store::codec::{parsed, text};
use crate::host::store::{Store, StoreError};

impl Store {
    /// Stores a one-time code by its hash, and forgets those that have ended.
    pub async fn insert_login_code(
        &self,
        hash: &Digest,
        team: &TeamId,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM login_codes WHERE expires <= $1").bind(now.0).execute(&self.writer).await?;
        sqlx::query("INSERT INTO login_codes (hash, team, expires) VALUES ($1, $2, $3)")
            .bind(hash.to_string())
            .bind(team.as_str())
            .bind(expires.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// Uses a code up: the team it logs in to, once.
    pub async fn use_login_code(&self, hash: &Digest, now: Timestamp) -> Result<Option<TeamId>, StoreError> {
        let row = sqlx::query("DELETE FROM login_codes WHERE hash = $1 AND expires > $2 RETURNING team")
            .bind(hash.to_string())
            .bind(now.0)
            .fetch_optional(&self.writer)
            .await?;
        row.as_ref().map(|row| parsed(row, "team")).transpose()
    }

    /// Stores a session by its hash, and forgets those that have ended.
    pub async fn insert_session(
        &self,
        hash: &Digest,
        team: &TeamId,
        expires: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM sessions WHERE expires <= $1").bind(now.0).execute(&self.writer).await?;
        sqlx::query("INSERT INTO sessions (hash, team, expires) VALUES ($1, $2, $3)")
            .bind(hash.to_string())
            .bind(team.as_str())
            .bind(expires.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }

    /// The team of a session that hasn't ended.
    pub async fn find_session(&self, hash: &Digest, now: Timestamp) -> Result<Option<TeamId>, StoreError> {
        let row = sqlx::query("SELECT team FROM sessions WHERE hash = $1 AND expires > $2")
            .bind(hash.to_string())
            .bind(now.0)
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(|row| parsed(row, "team")).transpose()
    }

    /// The key that signs visitors' tokens; made once, the same on every replica.
    pub async fn signing_key(&self) -> Result<[u8; 32], StoreError> {
        let fresh = Digest::from_bytes(rand::random());
        sqlx::query("INSERT INTO meta (name, value) VALUES ('signing_key', $1) ON CONFLICT (name) DO NOTHING")
            .bind(fresh.to_string())
            .execute(&self.writer)
            .await?;
        let row = sqlx::query("SELECT value FROM meta WHERE name = 'signing_key'").fetch_one(&self.writer).await?;
        let value = text(&row, "value")?;
        let key: Digest =
            value.parse().map_err(|_| StoreError::Value { column: "signing_key", value: String::new() })?;
        Ok(*key.as_bytes())
    }
}
