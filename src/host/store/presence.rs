//! Which blobs a team may refer to: those it uploaded lately, and those of its own releases.
//!
//! A blob that merely lies in the object store doesn't count, so that nobody can claim another team's by its digest.

use std::collections::BTreeSet;

use sqlx::{Any, Transaction};

use super::column::Columns;
use super::commit::CommitRequest;
use super::connect::Store;
use super::error::{Doing, StoreError};
use super::statement::{CHUNK, Statement};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::TeamId;

const ASKING: &str = "ask which blobs are here";

impl Store {
    /// Notes that the team uploaded these blobs; to be called once they are durable.
    pub async fn record_uploads(&self, team: &TeamId, digests: &[Digest], at: Timestamp) -> Result<(), StoreError> {
        // Sorted and single: PostgreSQL refuses a row twice in one statement, and two packs lock rows in the same order.
        let digests: Vec<Digest> = digests.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        for chunk in digests.chunks(CHUNK) {
            let mut statement = Statement::new("INSERT INTO uploads (team, digest, at) VALUES ");
            statement.rows(chunk, |row, digest| {
                row.bind(team.as_str());
                row.bind(digest.to_string());
                row.bind(at.0);
            });
            statement.push(" ON CONFLICT (team, digest) DO UPDATE SET at = excluded.at");
            statement.build().execute(&self.writer).await.doing("note uploads")?;
        }
        Ok(())
    }

    /// Which of these blobs the team uploaded after `since` or has in a release.
    pub async fn present(
        &self,
        team: &TeamId,
        digests: &[Digest],
        since: Timestamp,
    ) -> Result<BTreeSet<Digest>, StoreError> {
        let mut found = BTreeSet::new();
        for chunk in digests.chunks(CHUNK) {
            let rows = question(team, chunk, since).build().fetch_all(&self.reader).await.doing(ASKING)?;
            for row in &rows {
                found.insert(Columns(row).parsed("digest")?);
            }
        }
        Ok(found)
    }
}

/// The blobs of a commit that aren't present, sorted.
pub(super) async fn missing(
    transaction: &mut Transaction<'static, Any>,
    request: &CommitRequest<'_>,
    team: &TeamId,
) -> Result<Vec<Digest>, StoreError> {
    let mut absent: BTreeSet<Digest> = request.blobs.iter().map(|(digest, _)| *digest).collect();
    let wanted: Vec<Digest> = absent.iter().copied().collect();
    for chunk in wanted.chunks(CHUNK) {
        let asked = question(team, chunk, request.uploaded_since).build();
        for row in &asked.fetch_all(&mut **transaction).await.doing(ASKING)? {
            absent.remove(&Columns(row).parsed("digest")?);
        }
    }
    Ok(absent.into_iter().collect())
}

fn question(team: &TeamId, digests: &[Digest], since: Timestamp) -> Statement {
    let list = |statement: &mut Statement| statement.list(digests.iter().map(Digest::to_string));
    let mut statement = Statement::new("SELECT digest FROM uploads WHERE team = ");
    statement.bind(team.as_str());
    statement.push(" AND at > ");
    statement.bind(since.0);
    statement.push(" AND digest IN ");
    list(&mut statement);
    statement.push(" UNION SELECT digest FROM release_blobs WHERE team = ");
    statement.bind(team.as_str());
    statement.push(" AND digest IN ");
    list(&mut statement);
    statement
}
