//! The web pages of a bot, fetched before it is trained: what the snapshot lacks, all of them, or nothing.

use clap::Args;

use crate::base::reach::{AllowedHost, Reach};
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::failure::Failure;
use crate::content::web::{self, FetchReport, FetchRequest};

/// How the pages of bot.toml are fetched: flags of `train`.
#[derive(Debug, Clone, Default, Args)]
pub struct Fetching {
    /// Fetch all web pages and sitemaps again; without it, only those that were never fetched.
    #[arg(long, conflicts_with = "offline")]
    pub refresh: bool,
    /// Fetch nothing.
    #[arg(long)]
    pub offline: bool,
    /// Fetch from this host although it is private, or at an unusual port; may be repeated.
    #[arg(long, value_name = "HOST[:PORT]")]
    pub allow_private: Vec<AllowedHost>,
}

/// Fetches as asked for; `None` where bot.toml names no page, or nothing is to be fetched. A page that fails is no failure here.
/// Errors: the snapshot can't be written, or a signal came.
pub fn fetch(context: &Context, bot: &Bot, fetching: &Fetching) -> Result<Option<FetchReport>, Failure> {
    let config = bot.config();
    let is_named = !config.knowledge.pages.is_empty() || !config.knowledge.sitemaps.is_empty();
    if fetching.offline || !is_named || !config.features.knowledge {
        return Ok(None);
    }
    let request = FetchRequest {
        config,
        refresh: fetching.refresh,
        reach: Reach::new(&fetching.allow_private),
        clock: context.clock.clone(),
    };
    let sink = context.ui.sink();
    context.block_on(async { Ok(Some(web::fetch(&request, &sink).await?)) })
}
