//! Which blobs a team may refer to: uploaded by it lately, or part of one of its releases. Knowing another team's digest gives nothing.

use std::collections::BTreeSet;

use sqlx::{AnyConnection, AssertSqlSafe};

use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::TeamId;
use crate::host::store::codec::parsed;
use crate::host::store::values;
use crate::host::store::{Store, StoreError};

/// Digests asked for in one statement.
const CHUNK: usize = 500;

impl Store {
    /// Notes that a team uploaded blobs, after they are durable.
    pub async fn record_uploads(&self, team: &TeamId, digests: &[Digest], at: Timestamp) -> Result<(), StoreError> {
        if digests.is_empty() {
            return Ok(());
        }
        let mut transaction = self.writer.begin().await?;
        for chunk in digests.chunks(CHUNK) {
            let sql = format!(
                "INSERT INTO uploads (team, digest, at) VALUES {} ON CONFLICT (team, digest) DO UPDATE SET at = excluded.at",
                values::rows(chunk.len(), 3)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for digest in chunk {
                query = query.bind(team.as_str()).bind(digest.to_string()).bind(at.0);
            }
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Which of `digests` count as missing for the team: neither uploaded since, nor part of one of its releases.
    pub async fn missing_blobs(
        &self,
        team: &TeamId,
        digests: &[Digest],
        uploaded_since: Timestamp,
    ) -> Result<Vec<Digest>, StoreError> {
        let mut connection = self.reader.acquire().await?;
        missing_blobs(&mut connection, team, digests, uploaded_since).await
    }
}

/// The same within a transaction.
pub(super) async fn missing_blobs(
    connection: &mut AnyConnection,
    team: &TeamId,
    digests: &[Digest],
    uploaded_since: Timestamp,
) -> Result<Vec<Digest>, StoreError> {
    let mut present = BTreeSet::new();
    for chunk in digests.chunks(CHUNK) {
        let places = values::list(3, chunk.len());
        let sql = format!(
            "SELECT digest FROM uploads WHERE team = $1 AND at >= $2 AND digest IN ({places})
             UNION SELECT digest FROM release_blobs WHERE team = $1 AND digest IN ({places})"
        );
        let mut query = sqlx::query(AssertSqlSafe(sql)).bind(team.as_str()).bind(uploaded_since.0);
        for digest in chunk {
            query = query.bind(digest.to_string());
        }
        for row in query.fetch_all(&mut *connection).await? {
            present.insert(parsed::<Digest>(&row, "digest")?);
        }
    }
    Ok(digests.iter().copied().filter(|digest| !present.contains(digest)).collect())
}
