//! Operators' tokens: stored by the digest of their secret.

use sqlx::any::AnyRow;

use super::column::{Columns, unexpected};
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{BotId, TeamId, UniqueId};
use crate::base::state::Scope;
use crate::config::site::Network;

const TOUCH_EVERY_MS: i64 = 60_000;

/// A token without its secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRow {
    /// Its id.
    pub id: UniqueId,
    /// The digest of the secret.
    pub hash: Digest,
    /// What it may do.
    pub scope: Scope,
    /// The team it belongs to.
    pub team: TeamId,
    /// The bots it is bound to; empty for admin tokens.
    pub bots: Vec<BotId>,
    /// Where it may be used from; empty: anywhere.
    pub networks: Vec<Network>,
    /// What it is for.
    pub label: String,
    /// When it was made.
    pub created: Timestamp,
    /// When it ends; whoever looks it up compares.
    pub expires: Option<Timestamp>,
    /// When it was last used, to about a minute.
    pub last_used: Option<Timestamp>,
}

impl Store {
    /// Adds a token. Errors: one with the same id or hash exists.
    pub async fn insert_token(&self, token: &TokenRow) -> Result<(), StoreError> {
        let bots: Vec<&str> = token.bots.iter().map(BotId::as_str).collect();
        let networks: Vec<String> = token.networks.iter().map(Network::to_string).collect();
        sqlx::query(
            "INSERT INTO tokens (id, hash, scope, team, bots, label, created, expires, last_used, networks) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(token.id.as_str())
        .bind(token.hash.to_string())
        .bind(token.scope.name())
        .bind(token.team.as_str())
        .bind(bots.join(" "))
        .bind(token.label.as_str())
        .bind(token.created.0)
        .bind(token.expires.map(|at| at.0))
        .bind(token.last_used.map(|at| at.0))
        .bind(networks.join(" "))
        .execute(&self.writer)
        .await
        .doing("add a token")
        .map(drop)
    }

    /// The token whose secret has this digest, also an expired one.
    pub async fn find_token(&self, hash: &Digest) -> Result<Option<TokenRow>, StoreError> {
        sqlx::query("SELECT * FROM tokens WHERE hash = $1")
            .bind(hash.to_string())
            .fetch_optional(&self.reader)
            .await
            .doing("look up a token")?
            .as_ref()
            .map(token_of)
            .transpose()
    }

    /// All tokens, oldest first.
    pub async fn list_tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        sqlx::query("SELECT * FROM tokens ORDER BY created, id")
            .fetch_all(&self.reader)
            .await
            .doing("list tokens")?
            .iter()
            .map(token_of)
            .collect()
    }

    /// Removes a token; false if there is none.
    pub async fn revoke_token(&self, id: &UniqueId) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM tokens WHERE id = $1")
            .bind(id.as_str())
            .execute(&self.writer)
            .await
            .doing("revoke a token")?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that a token was used; writes at most once a minute per token.
    pub async fn touch_token(&self, id: &UniqueId, at: Timestamp) -> Result<(), StoreError> {
        sqlx::query("UPDATE tokens SET last_used = $2 WHERE id = $1 AND (last_used IS NULL OR last_used <= $3)")
            .bind(id.as_str())
            .bind(at.0)
            .bind(at.0 - TOUCH_EVERY_MS)
            .execute(&self.writer)
            .await
            .doing("note a token's use")
            .map(drop)
    }
}

fn token_of(row: &AnyRow) -> Result<TokenRow, StoreError> {
    let columns = Columns(row);
    let bots = columns.text("bots")?;
    let networks = columns.text("networks")?;
    Ok(TokenRow {
        id: columns.parsed("id")?,
        hash: columns.parsed("hash")?,
        scope: columns.parsed("scope")?,
        team: columns.parsed("team")?,
        bots: bots
            .split_whitespace()
            .map(|bot| bot.parse().map_err(|error| unexpected("bots", error)))
            .collect::<Result<_, _>>()?,
        networks: networks
            .split_whitespace()
            .map(|network| network.parse().map_err(|error| unexpected("networks", error)))
            .collect::<Result<_, _>>()?,
        label: columns.text("label")?,
        created: columns.time("created")?,
        expires: columns.optional_time("expires")?,
        last_used: columns.optional_time("last_used")?,
    })
}
