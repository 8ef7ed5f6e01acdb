//! The pointer: which release is live, moved by compare-and-swap with a fence, its history append-only.

use sqlx::{Any, Transaction};

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};

/// A wish to make a release live.
#[derive(Debug, Clone)]
pub struct PointerMove<'a> {
    /// The bot.
    pub bot: &'a BotId,
    /// The environment.
    pub environment: &'a EnvironmentName,
    /// The release that must be live now.
    pub from: Option<ReleaseNumber>,
    /// The release to make live.
    pub to: ReleaseNumber,
    /// The epoch of the lease that the deployment holds.
    pub epoch: i64,
    /// The committed deployment.
    pub deployment: &'a UniqueId,
    /// The digest of the sources that the release was made from.
    pub sources: Option<Digest>,
    /// Who began the deployment.
    pub who: &'a str,
    /// The present.
    pub now: Timestamp,
}

/// A move of the pointer, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointerRow {
    /// 1, 2, 3 … per environment.
    pub seq: i64,
    /// The release that went live.
    pub release: ReleaseNumber,
    /// The release that was live before.
    pub previous: Option<ReleaseNumber>,
    /// The fence.
    pub epoch: i64,
    /// The deployment.
    pub deployment: UniqueId,
    /// Who began it.
    pub who: String,
    /// When.
    pub at: Timestamp,
}

/// What is live at an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LivePointer {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The address.
    pub address: Address,
    /// The live release.
    pub release: ReleaseNumber,
    /// The fence of the last move: it grows with each.
    pub epoch: i64,
}

const MOVING: &str = "move the pointer";

impl Store {
    /// Makes a release live, records it, marks its deployment succeeded and itself good, and gives the lease back: all or nothing.
    ///
    /// False, with nothing changed, if another release is live, the lease was lost, or the deployment isn't committed.
    /// The lease may have run out, as long as nobody took it: the epoch is the fence, not the clock.
    pub async fn move_pointer(&self, wish: &PointerMove<'_>) -> Result<bool, StoreError> {
        let mut transaction = self.begin(MOVING).await?;
        let moved = swap(&mut transaction, wish).await?
            && give_lease_back(&mut transaction, wish).await?
            && mark_succeeded(&mut transaction, wish).await?
            && mark_good(&mut transaction, wish).await?;
        if !moved {
            return Ok(false);
        }
        append_history(&mut transaction, wish).await?;
        transaction.commit().await.doing(MOVING)?;
        Ok(true)
    }

    /// The last `limit` moves, newest first.
    pub async fn pointer_history(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        limit: u32,
    ) -> Result<Vec<PointerRow>, StoreError> {
        sqlx::query("SELECT * FROM pointer_history WHERE bot = $1 AND environment = $2 ORDER BY seq DESC LIMIT $3")
            .bind(bot.as_str())
            .bind(environment.as_str())
            .bind(i64::from(limit))
            .fetch_all(&self.reader)
            .await
            .doing("read the pointer's history")?
            .iter()
            .map(|row| {
                let columns = Columns(row);
                Ok(PointerRow {
                    seq: columns.integer("seq")?,
                    release: ReleaseNumber(columns.integer("release")?),
                    previous: columns.optional_release("previous")?,
                    epoch: columns.integer("epoch")?,
                    deployment: columns.parsed("deployment")?,
                    who: columns.text("who")?,
                    at: columns.time("at")?,
                })
            })
            .collect()
    }

    /// What is live at every address: what a replica compares with what it has loaded.
    pub async fn live_pointers(&self) -> Result<Vec<LivePointer>, StoreError> {
        sqlx::query(
            "SELECT bot, environment, address, live_release, pointer_epoch FROM environments \
             WHERE live_release IS NOT NULL ORDER BY address",
        )
        .fetch_all(&self.reader)
        .await
        .doing("read what is live")?
        .iter()
        .map(|row| {
            let columns = Columns(row);
            Ok(LivePointer {
                bot: columns.parsed("bot")?,
                environment: columns.parsed("environment")?,
                address: columns.parsed("address")?,
                release: ReleaseNumber(columns.integer("live_release")?),
                epoch: columns.integer("pointer_epoch")?,
            })
        })
        .collect()
    }
}

/// Release numbers begin at 1, so that 0 can stand for "none" in the comparison.
async fn swap(transaction: &mut Transaction<'static, Any>, wish: &PointerMove<'_>) -> Result<bool, StoreError> {
    let swapped = sqlx::query(
        "UPDATE environments SET live_release = $4, live_since = $5, pointer_epoch = $6, live_sources = $7 \
         WHERE bot = $1 AND environment = $2 AND COALESCE(live_release, 0) = $3 AND pointer_epoch < $6",
    )
    .bind(wish.bot.as_str())
    .bind(wish.environment.as_str())
    .bind(wish.from.map_or(0, |number| number.0))
    .bind(wish.to.0)
    .bind(wish.now.0)
    .bind(wish.epoch)
    .bind(wish.sources.map(|digest| digest.to_string()))
    .execute(&mut **transaction)
    .await
    .doing(MOVING)?;
    Ok(swapped.rows_affected() == 1)
}

async fn give_lease_back(
    transaction: &mut Transaction<'static, Any>,
    wish: &PointerMove<'_>,
) -> Result<bool, StoreError> {
    let given = sqlx::query(
        "UPDATE leases SET expires = 0 WHERE bot = $1 AND environment = $2 AND epoch = $3 AND deployment = $4",
    )
    .bind(wish.bot.as_str())
    .bind(wish.environment.as_str())
    .bind(wish.epoch)
    .bind(wish.deployment.as_str())
    .execute(&mut **transaction)
    .await
    .doing(MOVING)?;
    Ok(given.rows_affected() == 1)
}

async fn mark_succeeded(
    transaction: &mut Transaction<'static, Any>,
    wish: &PointerMove<'_>,
) -> Result<bool, StoreError> {
    let marked = sqlx::query(
        "UPDATE deployments SET state = 'succeeded', updated = $2 WHERE id = $1 AND state = 'committed' AND release = $3",
    )
    .bind(wish.deployment.as_str())
    .bind(wish.now.0)
    .bind(wish.to.0)
    .execute(&mut **transaction)
    .await
    .doing(MOVING)?;
    Ok(marked.rows_affected() == 1)
}

async fn mark_good(transaction: &mut Transaction<'static, Any>, wish: &PointerMove<'_>) -> Result<bool, StoreError> {
    let marked = sqlx::query(
        "UPDATE releases SET state = 'good' WHERE bot = $1 AND environment = $2 AND number = $3 AND state <> 'failed'",
    )
    .bind(wish.bot.as_str())
    .bind(wish.environment.as_str())
    .bind(wish.to.0)
    .execute(&mut **transaction)
    .await
    .doing(MOVING)?;
    Ok(marked.rows_affected() == 1)
}

/// The environment's row is locked by now, so that no other move takes the same number.
async fn append_history(transaction: &mut Transaction<'static, Any>, wish: &PointerMove<'_>) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO pointer_history (bot, environment, seq, release, previous, epoch, deployment, who, at) \
         SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, $3, $4, $5, $6, $7, $8 FROM pointer_history \
         WHERE bot = $1 AND environment = $2",
    )
    .bind(wish.bot.as_str())
    .bind(wish.environment.as_str())
    .bind(wish.to.0)
    .bind(wish.from.map(|number| number.0))
    .bind(wish.epoch)
    .bind(wish.deployment.as_str())
    .bind(wish.who)
    .bind(wish.now.0)
    .execute(&mut **transaction)
    .await
    .doing(MOVING)
    .map(drop)
}
