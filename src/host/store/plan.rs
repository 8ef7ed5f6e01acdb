//! A team's plan, licences and message counter.

use sqlx::any::AnyRow;
use sqlx::{Any, Transaction};

use super::column::Columns;
use super::connect::Store;
use super::error::{Doing, StoreError};
use crate::base::id::{BotId, TeamId};
use crate::base::state::Plan;

impl Store {
    /// The team's plan; [`Plan::self_hosted`] from the first look on, until it is set.
    pub async fn plan(&self, team: &TeamId) -> Result<Plan, StoreError> {
        if let Some(plan) = self.stored_plan(team).await? {
            return Ok(plan);
        }
        self.write_plan(INSERT_PLAN, team, &Plan::self_hosted()).await?;
        let stored = self.stored_plan(team).await?;
        stored.ok_or_else(|| StoreError::NotFound { kind: "plan of team", name: team.to_string() })
    }

    /// The team's plan as [`Store::plan`] tells it, but nothing is written.
    pub async fn known_plan(&self, team: &TeamId) -> Result<Plan, StoreError> {
        Ok(self.stored_plan(team).await?.unwrap_or_else(Plan::self_hosted))
    }

    /// Replaces the team's plan.
    pub async fn set_plan(&self, team: &TeamId, plan: &Plan) -> Result<(), StoreError> {
        self.write_plan(REPLACE_PLAN, team, plan).await
    }

    /// Visitors' messages of a calendar month in UTC, e.g. `2026-11`.
    pub async fn messages_used(&self, team: &TeamId, month: &str) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT used FROM message_counts WHERE team = $1 AND month = $2")
            .bind(team.as_str())
            .bind(month)
            .fetch_optional(&self.reader)
            .await
            .doing("count messages")?;
        row.map_or(Ok(0), |row| Columns(&row).integer("used"))
    }

    /// The bots that hold a licence, by name.
    pub async fn licensed_bots(&self, team: &TeamId) -> Result<Vec<BotId>, StoreError> {
        sqlx::query("SELECT bot FROM licences WHERE team = $1 ORDER BY bot")
            .bind(team.as_str())
            .fetch_all(&self.reader)
            .await
            .doing("list licences")?
            .iter()
            .map(|row| Columns(row).parsed("bot"))
            .collect()
    }

    /// Gives a bot a licence: true if it holds one now, false if all `limit` are taken.
    pub async fn take_licence(&self, team: &TeamId, bot: &BotId, limit: Option<i64>) -> Result<bool, StoreError> {
        self.plan(team).await?;
        let mut transaction = self.begin(LICENSING).await?;
        lock_plan(&mut transaction, team).await?;
        if holds_licence(&mut transaction, team, bot).await? {
            return Ok(true);
        }
        if limit.is_some_and(|limit| limit <= 0) {
            return Ok(false);
        }
        let taken = sqlx::query(
            "INSERT INTO licences (team, bot) SELECT $1, $2 \
             WHERE $3 < 0 OR (SELECT COUNT(*) FROM licences WHERE team = $1) < $3",
        )
        .bind(team.as_str())
        .bind(bot.as_str())
        .bind(limit.unwrap_or(-1))
        .execute(&mut *transaction)
        .await
        .doing(LICENSING)?;
        transaction.commit().await.doing(LICENSING)?;
        Ok(taken.rows_affected() == 1)
    }

    /// Hands a licence from one bot to another; false if `from` holds none or `to` holds one already.
    pub async fn swap_licence(&self, team: &TeamId, from: &BotId, to: &BotId) -> Result<bool, StoreError> {
        let mut transaction = self.begin(LICENSING).await?;
        lock_plan(&mut transaction, team).await?;
        if holds_licence(&mut transaction, team, to).await? {
            return Ok(false);
        }
        let swapped = sqlx::query("UPDATE licences SET bot = $3 WHERE team = $1 AND bot = $2")
            .bind(team.as_str())
            .bind(from.as_str())
            .bind(to.as_str())
            .execute(&mut *transaction)
            .await
            .doing(LICENSING)?;
        transaction.commit().await.doing(LICENSING)?;
        Ok(swapped.rows_affected() == 1)
    }

    async fn stored_plan(&self, team: &TeamId) -> Result<Option<Plan>, StoreError> {
        sqlx::query("SELECT * FROM plans WHERE team = $1")
            .bind(team.as_str())
            .fetch_optional(&self.reader)
            .await
            .doing("read the plan")?
            .as_ref()
            .map(plan_of)
            .transpose()
    }

    async fn write_plan(&self, statement: &'static str, team: &TeamId, plan: &Plan) -> Result<(), StoreError> {
        sqlx::query(statement)
            .bind(team.as_str())
            .bind(plan.name.as_str())
            .bind(i64::from(plan.active))
            .bind(plan.expires.map(|at| at.0))
            .bind(plan.payment.name())
            .bind(plan.messages_limit)
            .bind(plan.licences)
            .bind(plan.knowledge_limit_bytes)
            .bind(plan.contact.as_str())
            .execute(&self.writer)
            .await
            .doing("write the plan")
            .map(drop)
    }
}

const LICENSING: &str = "give a licence";

const INSERT_PLAN: &str = "INSERT INTO plans (team, name, active, expires, payment, messages_limit, licences, knowledge_limit_bytes, contact) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";

const REPLACE_PLAN: &str = "INSERT INTO plans (team, name, active, expires, payment, messages_limit, licences, knowledge_limit_bytes, contact) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (team) DO UPDATE SET name = excluded.name, \
     active = excluded.active, expires = excluded.expires, payment = excluded.payment, \
     messages_limit = excluded.messages_limit, licences = excluded.licences, \
     knowledge_limit_bytes = excluded.knowledge_limit_bytes, contact = excluded.contact";

/// Holds the plan's row until the transaction ends: licences are counted and given by one at a time.
async fn lock_plan(transaction: &mut Transaction<'static, Any>, team: &TeamId) -> Result<(), StoreError> {
    sqlx::query("UPDATE plans SET name = name WHERE team = $1")
        .bind(team.as_str())
        .execute(&mut **transaction)
        .await
        .doing(LICENSING)
        .map(drop)
}

async fn holds_licence(
    transaction: &mut Transaction<'static, Any>,
    team: &TeamId,
    bot: &BotId,
) -> Result<bool, StoreError> {
    let found = sqlx::query("SELECT bot FROM licences WHERE team = $1 AND bot = $2")
        .bind(team.as_str())
        .bind(bot.as_str())
        .fetch_optional(&mut **transaction)
        .await
        .doing(LICENSING)?;
    Ok(found.is_some())
}

fn plan_of(row: &AnyRow) -> Result<Plan, StoreError> {
    let columns = Columns(row);
    Ok(Plan {
        name: columns.text("name")?,
        active: columns.claim("active")?,
        expires: columns.optional_time("expires")?,
        payment: columns.parsed("payment")?,
        messages_limit: columns.optional_integer("messages_limit")?,
        licences: columns.optional_integer("licences")?,
        knowledge_limit_bytes: columns.optional_integer("knowledge_limit_bytes")?,
        contact: columns.text("contact")?,
    })
}
