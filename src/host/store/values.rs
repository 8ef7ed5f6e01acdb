//! What the host remembers about itself: its id and the key that signs visitors' tokens.

use super::column::{Columns, unexpected};
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::digest::Digest;
use crate::base::id::UniqueId;

const DOING: &str = "read the host's own values";

impl Store {
    /// The key that signs visitors' tokens; made at the first call, the same for all hosts on this store.
    pub async fn signing_key(&self) -> Result<[u8; 32], StoreError> {
        // A key is 32 bytes, as a digest is: its text form serves for both.
        let fresh = Digest::from_bytes(rand::random());
        let stored = self.host_value("signing_key", &fresh.to_string()).await?;
        let key: Digest = stored.parse().map_err(|_| unexpected("host_values.value", "not a key of 32 bytes"))?;
        Ok(*key.as_bytes())
    }

    /// The id of this store's host; made at the first call.
    pub async fn host_id(&self) -> Result<UniqueId, StoreError> {
        let stored = self.host_value("host_id", UniqueId::generate().as_str()).await?;
        stored.parse().map_err(|error| unexpected("host_values.value", error))
    }

    async fn host_value(&self, name: &'static str, fresh: &str) -> Result<String, StoreError> {
        sqlx::query("INSERT INTO host_values (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(name)
            .bind(fresh)
            .execute(&self.writer)
            .await
            .doing(DOING)?;
        let row = sqlx::query("SELECT value FROM host_values WHERE name = $1")
            .bind(name)
            .fetch_one(&self.writer)
            .await
            .doing(DOING)?;
        Columns(&row).text("value")
    }
}
