//! Whether the team's plan admits a deployment. No I/O.

use crate::base::clock::Timestamp;
use crate::base::text::size;
use crate::host::error::ApiError;
use crate::wire::plan::{Payment, Plan};
use crate::wire::problem::ProblemCode;

/// What the plan is asked to carry.
#[derive(Debug, Clone, Copy)]
pub struct Demand {
    /// Bytes of the bot's documents.
    pub knowledge_bytes: u64,
    /// Visitors' messages this month.
    pub messages_used: i64,
}

/// Checks subscription, payment, messages and size of the knowledge base; the licence is taken by the store.
///
/// Errors: `PlanRefused` or `MessageLimit`, in the words of the checklist.
pub fn admit(plan: &Plan, demand: Demand, now: Timestamp) -> Result<(), ApiError> {
    let refuse = |why: String| {
        Err(ApiError::new(ProblemCode::PlanRefused, format!("Upgrade chatbot plan: {why}"))
            .hint(format!("botctl host plan show; {}", plan.contact)))
    };
    if !plan.active {
        return refuse("the subscription is not active".to_owned());
    }
    if let Some(expires) = plan.expires.filter(|expires| *expires <= now) {
        return refuse(format!("the subscription expired on {}", expires.to_date()));
    }
    if plan.payment == Payment::Overdue {
        return refuse("a payment is overdue".to_owned());
    }
    if let Some(limit) = plan.knowledge_limit_bytes
        && i64::try_from(demand.knowledge_bytes).unwrap_or(i64::MAX) > limit
    {
        let (have, limit) = (size(demand.knowledge_bytes), size(u64::try_from(limit).unwrap_or_default()));
        return refuse(format!("the knowledge base has {have}, the plan holds {limit}"));
    }
    if plan.messages_limit.is_some_and(|limit| demand.messages_used >= limit) {
        return Err(ApiError::new(ProblemCode::PlanRefused, "Message usage limit reached")
            .hint("botctl host plan set --messages-limit <N>, botctl host plan swap, or wait for the monthly reset"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan {
            name: "test".to_owned(),
            active: true,
            expires: None,
            payment: Payment::UpToDate,
            messages_limit: None,
            licences: None,
            knowledge_limit_bytes: None,
            contact: "ask Ada".to_owned(),
        }
    }

    #[test]
    fn each_obstacle_is_named() {
        let now = Timestamp(1_000_000);
        let demand = Demand { knowledge_bytes: 10, messages_used: 5 };
        let cases: [(Plan, Option<&str>); 8] = [
            (plan(), None),
            (Plan { active: false, ..plan() }, Some("not active")),
            (Plan { expires: Some(now), ..plan() }, Some("expired on 1970-01-01")),
            (Plan { expires: Some(Timestamp(now.0 + 1)), ..plan() }, None),
            (Plan { payment: Payment::Overdue, ..plan() }, Some("overdue")),
            (Plan { knowledge_limit_bytes: Some(9), ..plan() }, Some("knowledge base")),
            (Plan { messages_limit: Some(5), ..plan() }, Some("Message usage limit reached")),
            (Plan { messages_limit: Some(6), ..plan() }, None),
        ];
        for (plan, expected) in cases {
            let result = admit(&plan, demand, now);
            match expected {
                None => assert!(result.is_ok(), "{plan:?}"),
                Some(words) => {
                    let error = result.expect_err("refused");
                    assert!(error.message().contains(words), "{} lacks {words}", error.message());
                }
            }
        }
    }
}
