//! Tokens of operators.

use std::time::Duration;

use sqlx::any::AnyRow;

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{TeamId, UniqueId};
use crate::host::store::codec::{json, moment, moment_value, name, named, optional_moment, parsed, text};
use crate::host::store::{Store, StoreError, TokenRow};

/// How exact "last used" is: a write for each request would cost more than it tells.
const TOUCH: Duration = Duration::from_secs(60);

impl Store {
    /// Stores a new token.
    pub async fn insert_token(&self, row: &TokenRow) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO tokens (id, team, hash, scope, bots, label, created, expires, last_used)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)",
        )
        .bind(row.id.as_str())
        .bind(row.team.as_str())
        .bind(row.hash.to_string())
        .bind(name(&row.scope))
        .bind(serde_json::to_string(&row.bots).unwrap_or_default())
        .bind(&row.label)
        .bind(row.created.0)
        .bind(moment_value(row.expires))
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// The token with this hash.
    pub async fn find_token(&self, hash: &Digest) -> Result<Option<TokenRow>, StoreError> {
        let row = sqlx::query("SELECT * FROM tokens WHERE hash = $1")
            .bind(hash.to_string())
            .fetch_optional(&self.reader)
            .await?;
        row.as_ref().map(token).transpose()
    }

    /// The team's tokens, oldest first.
    pub async fn list_tokens(&self, team: &TeamId) -> Result<Vec<TokenRow>, StoreError> {
        let rows = sqlx::query("SELECT * FROM tokens WHERE team = $1 ORDER BY created, id")
            .bind(team.as_str())
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(token).collect()
    }

    /// Ends a token. Whether there was one.
    pub async fn revoke_token(&self, team: &TeamId, id: &UniqueId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM tokens WHERE team = $1 AND id = $2")
            .bind(team.as_str())
            .bind(id.as_str())
            .execute(&self.writer)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that a token was used, at most once a minute.
    pub async fn touch_token(&self, row: &TokenRow, now: Timestamp) -> Result<(), StoreError> {
        if row.last_used.is_some_and(|last| now.since(last) < TOUCH) {
            return Ok(());
        }
        sqlx::query("UPDATE tokens SET last_used = $2 WHERE id = $1")
            .bind(row.id.as_str())
            .bind(now.0)
            .execute(&self.writer)
            .await?;
        Ok(())
    }
}

fn token(row: &AnyRow) -> Result<TokenRow, StoreError> {
    Ok(TokenRow {
        id: parsed(row, "id")?,
        team: parsed(row, "team")?,
        hash: parsed(row, "hash")?,
        scope: named(row, "scope")?,
        bots: json(row, "bots")?,
        label: text(row, "label")?,
        created: moment(row, "created")?,
        expires: optional_moment(row, "expires")?,
        last_used: optional_moment(row, "last_used")?,
    })
}
