//! The team's plan and licences.

use axum::extract::State;

use crate::base::clock::Timestamp;
use crate::base::id::{BotId, TeamId};
use crate::host::api::extract::{Json, Query};
use crate::host::app::Shared;
use crate::host::auth::Operator;
use crate::host::error::ApiError;
use crate::wire::plan::{LicenceSwap, Plan, PlanChange, PlanStatus};
use crate::wire::problem::ProblemCode;

/// Which bot the question is about.
#[derive(serde::Deserialize)]
pub struct About {
    bot: Option<BotId>,
}

/// The plan and how far it is used.
pub async fn show(
    State(app): State<Shared>,
    operator: Operator,
    Query(about): Query<About>,
) -> Result<axum::Json<PlanStatus>, ApiError> {
    if let Some(bot) = &about.bot {
        operator.require_bot(bot)?;
    }
    Ok(axum::Json(status(&app, &operator.team, about.bot.as_ref()).await?))
}

/// Changes what is given.
pub async fn change(
    State(app): State<Shared>,
    operator: Operator,
    Json(change): Json<PlanChange>,
) -> Result<axum::Json<PlanStatus>, ApiError> {
    let plan = apply(app.store.plan(&operator.team).await?, change)?;
    app.store.set_plan(&operator.team, &plan).await?;
    Ok(axum::Json(status(&app, &operator.team, None).await?))
}

/// Moves a licence from one bot to another.
pub async fn swap(
    State(app): State<Shared>,
    operator: Operator,
    Json(swap): Json<LicenceSwap>,
) -> Result<axum::Json<PlanStatus>, ApiError> {
    if !app.store.swap_licence(&operator.team, &swap.from, &swap.to).await? {
        let message = format!("`{}` holds no licence, or `{}` holds one already", swap.from, swap.to);
        return Err(ApiError::new(ProblemCode::NotFound, message).hint("botctl host plan show"));
    }
    Ok(axum::Json(status(&app, &operator.team, Some(&swap.to)).await?))
}

/// The plan of a team, for handlers and pages.
pub async fn status(app: &Shared, team: &TeamId, bot: Option<&BotId>) -> Result<PlanStatus, ApiError> {
    let now = app.clock.now();
    let plan = app.store.plan(team).await?;
    let licensed_bots = app.store.licensed_bots(team).await?;
    let messages_used = app.store.messages_used(team, &now.to_month()).await?;
    let endpoints = app.config.endpoints.keys().cloned().collect();
    Ok(status_of(Usage { team, plan, licensed_bots, messages_used, endpoints }, bot, now))
}

/// A plan and what is used of it.
pub struct Usage<'a> {
    /// The team.
    pub team: &'a TeamId,
    /// What it has.
    pub plan: Plan,
    /// Bots that hold a licence.
    pub licensed_bots: Vec<BotId>,
    /// This month's messages.
    pub messages_used: i64,
    /// The host's endpoints.
    pub endpoints: Vec<String>,
}

/// The same as it is told.
pub fn status_of(usage: Usage<'_>, bot: Option<&BotId>, now: Timestamp) -> PlanStatus {
    let Usage { team, plan, licensed_bots, messages_used, endpoints } = usage;
    let has_room = plan.licences.is_none_or(|limit| i64::try_from(licensed_bots.len()).unwrap_or(i64::MAX) < limit);
    PlanStatus {
        team: team.clone(),
        messages_used,
        messages_reset: next_month(now),
        bot_may_deploy: bot.is_none_or(|bot| has_room || licensed_bots.contains(bot)),
        licensed_bots,
        plan,
        endpoints,
    }
}

fn apply(plan: Plan, change: PlanChange) -> Result<Plan, ApiError> {
    let limit = |old: Option<i64>, new: Option<i64>, what: &str| match new {
        None => Ok(old),
        Some(-1) => Ok(None),
        Some(value) if value >= 0 => Ok(Some(value)),
        Some(value) => Err(ApiError::bad_request(format!("{what} can't be {value}; -1 means unlimited"))),
    };
    Ok(Plan {
        name: change.name.unwrap_or(plan.name),
        active: change.active.unwrap_or(plan.active),
        expires: match change.expires {
            None => plan.expires,
            Some(Timestamp(0)) => None,
            Some(expires) => Some(expires),
        },
        payment: change.payment.unwrap_or(plan.payment),
        messages_limit: limit(plan.messages_limit, change.messages_limit, "messages")?,
        licences: limit(plan.licences, change.licences, "licences")?,
        knowledge_limit_bytes: limit(plan.knowledge_limit_bytes, change.knowledge_limit_bytes, "knowledge")?,
        contact: change.contact.unwrap_or(plan.contact),
    })
}

/// The first moment of the next calendar month in UTC.
fn next_month(now: Timestamp) -> Timestamp {
    let utc = jiff::tz::TimeZone::UTC;
    let next = jiff::Timestamp::from_millisecond(now.0).ok().and_then(|moment| {
        let first = moment.to_zoned(utc.clone()).date().first_of_month();
        let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
        next.to_zoned(utc).ok()
    });
    next.map_or(now, |moment| Timestamp(moment.timestamp().as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_begin_anew_with_the_calendar_month() {
        // 2026-12-31T23:59:59.999Z, 2027-01-01T00:00:00Z
        assert_eq!(next_month(Timestamp(1_798_761_599_999)).to_rfc3339(), "2027-01-01T00:00:00.000Z");
        assert_eq!(next_month(Timestamp(1_798_761_600_000)).to_rfc3339(), "2027-02-01T00:00:00.000Z");
    }
}
