//! `botctl token create`: makes a token and prints it, once.

use clap::Args;

use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::cli::outcome::Outcome;

/// Makes a token and prints it, once.
#[derive(Debug, Args)]
pub struct Arguments {
    /// What it may do.
    #[arg(long, value_name = "SCOPE", value_parser = ["admin", "deploy", "read", "export"])]
    pub scope: String,
    /// A bot it is bound to; all but admin tokens need one.
    #[arg(long, value_name = "BOT")]
    pub bot: Vec<String>,
    /// What it is for.
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub label: String,
    /// How long it is valid, e.g. 90d; default: until revoked.
    #[arg(long, value_name = "TIME", value_parser = crate::cli::duration::parse)]
    pub expires_in: Option<std::time::Duration>,
}

/// Runs it.
pub fn run(_context: &Context, _arguments: &Arguments) -> Result<Outcome, Failure> {
    Err(Failure::not_built("token create"))
}
