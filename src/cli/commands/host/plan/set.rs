//! `botctl host plan set`: changes what is given, and only that.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Changes what is given, and only that.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The plan's name.
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Whether the subscription is active.
    #[arg(long, value_name = "BOOL")]
    pub active: Option<bool>,
    /// The last day, e.g. 2027-03-01, or never.
    #[arg(long, value_name = "DATE")]
    pub expires: Option<String>,
    /// Payment status.
    #[arg(long, value_name = "STATUS", value_parser = ["up-to-date", "overdue"])]
    pub payment: Option<String>,
    /// Visitors' messages a month, or unlimited.
    #[arg(long, value_name = "N")]
    pub messages_limit: Option<String>,
    /// Bots that may be deployed, or unlimited.
    #[arg(long, value_name = "N")]
    pub licences: Option<String>,
    /// Largest knowledge base, MB, or unlimited.
    #[arg(long, value_name = "N")]
    pub knowledge_limit_mb: Option<String>,
    /// Whom to ask about the plan.
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("host plan set"))
}
