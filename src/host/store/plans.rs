//! Plans, licences and message counts of teams.

use crate::base::id::{BotId, TeamId};
use crate::base::state::Plan;
use crate::host::store::codec::{integer, json, parsed};
use crate::host::store::{Store, StoreError};

impl Store {
    /// The team's plan; unlimited until somebody sets one.
    pub async fn plan(&self, team: &TeamId) -> Result<Plan, StoreError> {
        let row = sqlx::query("SELECT plan FROM plans WHERE team = $1")
            .bind(team.as_str())
            .fetch_optional(&self.reader)
            .await?;
        row.map_or_else(|| Ok(Plan::self_hosted()), |row| json(&row, "plan"))
    }

    /// Replaces the team's plan.
    pub async fn set_plan(&self, team: &TeamId, plan: &Plan) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO plans (team, plan) VALUES ($1, $2) ON CONFLICT (team) DO UPDATE SET plan = excluded.plan",
        )
        .bind(team.as_str())
        .bind(serde_json::to_string(plan).unwrap_or_default())
        .execute(&self.writer)
        .await?;
        Ok(())
    }

    /// Visitors' messages in a calendar month, `2026-11`.
    pub async fn messages_used(&self, team: &TeamId, month: &str) -> Result<i64, StoreError> {
        let row = sqlx::query("SELECT messages FROM message_counts WHERE team = $1 AND month = $2")
            .bind(team.as_str())
            .bind(month)
            .fetch_optional(&self.reader)
            .await?;
        row.map_or(Ok(0), |row| integer(&row, "messages"))
    }

    /// The bots that hold a licence.
    pub async fn licensed_bots(&self, team: &TeamId) -> Result<Vec<BotId>, StoreError> {
        let rows = sqlx::query("SELECT bot FROM licences WHERE team = $1 ORDER BY bot")
            .bind(team.as_str())
            .fetch_all(&self.reader)
            .await?;
        rows.iter().map(|row| parsed(row, "bot")).collect()
    }

    /// Takes a licence for a bot. True if it holds one afterwards; never more than `limit` are held.
    pub async fn take_licence(&self, team: &TeamId, bot: &BotId, limit: Option<i64>) -> Result<bool, StoreError> {
        let mut transaction = self.writer.begin().await?;
        // The plan's row is the lock of its licences: it is made first if nobody set a plan yet.
        sqlx::query(
            "INSERT INTO plans (team, plan) VALUES ($1, $2) ON CONFLICT (team) DO UPDATE SET plan = plans.plan",
        )
        .bind(team.as_str())
        .bind(serde_json::to_string(&Plan::self_hosted()).unwrap_or_default())
        .execute(&mut *transaction)
        .await?;
        let rows = sqlx::query("SELECT bot FROM licences WHERE team = $1")
            .bind(team.as_str())
            .fetch_all(&mut *transaction)
            .await?;
        let held = rows.iter().map(|row| parsed::<BotId>(row, "bot")).collect::<Result<Vec<_>, _>>()?;
        if held.contains(bot) {
            return Ok(true);
        }
        if limit.is_some_and(|limit| i64::try_from(held.len()).unwrap_or(i64::MAX) >= limit) {
            return Ok(false);
        }
        sqlx::query("INSERT INTO licences (team, bot) VALUES ($1, $2)")
            .bind(team.as_str())
            .bind(bot.as_str())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Moves a licence. Whether `from` held one and `to` held none.
    pub async fn swap_licence(&self, team: &TeamId, from: &BotId, to: &BotId) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE licences SET bot = $3 WHERE team = $1 AND bot = $2
             AND NOT EXISTS (SELECT 1 FROM licences held WHERE held.team = $1 AND held.bot = $3)",
        )
        .bind(team.as_str())
        .bind(from.as_str())
        .bind(to.as_str())
        .execute(&self.writer)
        .await?;
        Ok(done.rows_affected() == 1)
    }
}
