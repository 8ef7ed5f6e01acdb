//! The models behind endpoints that a bot is trained with here. Addresses and keys stand in a file of the operator's, never beside bot.toml.

use std::path::PathBuf;
use std::sync::Arc;

use crate::answer::embedding::{EmbedError, Embedder};
use crate::base::diagnostic::Diagnostic;
use crate::base::text;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::local_host::LocalHost;
use crate::config::bot::{BotConfig, EmbeddingSettings};
use crate::config::host::HostConfig;
use crate::endpoints::embeddings::{EmbeddingsClient, OpenError, Waiter};

/// What asks models for vectors; none where the bot wants none and no file was named.
///
/// Errors: a file that can't be read or used, an endpoint that bot.toml names and no file has.
pub fn embedder(context: &Context, config: &BotConfig, waiter: Waiter) -> Result<Option<Arc<dyn Embedder>>, Failure> {
    embedder_of(context, config.answers.embeddings.as_ref(), waiter)
}

/// The same for settings that don't stand in a bot.toml.
pub fn embedder_of(
    context: &Context,
    wanted: Option<&EmbeddingSettings>,
    waiter: Waiter,
) -> Result<Option<Arc<dyn Embedder>>, Failure> {
    if wanted.is_none() && context.settings.endpoints.is_none() {
        return Ok(None);
    }
    let file = match &context.settings.endpoints {
        Some(file) => Some(file.clone()),
        None => local_file(context)?,
    };
    let mut endpoints = match &file {
        Some(file) => HostConfig::load(file, &context.settings.directory, &crate::config::env::referenced)?,
        None => HostConfig::defaults(&context.settings.directory),
    };
    if let Some(wanted) = wanted
        && !endpoints.endpoints.contains_key(&wanted.endpoint)
    {
        return Err(not_set_up(&wanted.endpoint, file.as_ref()));
    }
    endpoints.open_endpoints(&crate::config::env::referenced)?;
    Ok(Some(Arc::new(EmbeddingsClient::open(&endpoints, waiter, context.clock.clone())?)))
}

/// The local host's own file: what a person set up for it holds for what is trained for it.
fn local_file(context: &Context) -> Result<Option<PathBuf>, Failure> {
    Ok(Some(LocalHost::of(&context.paths()?).config_file()).filter(|file| file.is_file()))
}

fn not_set_up(endpoint: &str, file: Option<&PathBuf>) -> Failure {
    let place = match file {
        Some(file) => format!("`{}` has no such endpoint.", file.display()),
        None => "No file of endpoints is known here.".to_owned(),
    };
    let finding = Diagnostic::error(
        "CFG026",
        format!("[answers.embeddings] names the endpoint `{endpoint}`, which isn't set up here"),
    )
    .because(format!("{place} Where a bot is trained, its texts are sent to this endpoint."))
    .try_when(
        format!(
            "write [endpoints.{}] with its `url` to a file, and give it with --endpoints",
            text::printable(endpoint)
        ),
        "the file may be the host's host.toml",
    )
    .try_when("remove [answers.embeddings] from bot.toml", "the built-in encoder needs no endpoint");
    Failure::new(Exit::Config, finding)
}

/// A training that got no vectors.
pub fn no_vectors(error: &EmbedError) -> Failure {
    let finding = Diagnostic::error("TRN011", format!("the model of [answers.embeddings] gives no vectors: {error}"))
        .because("Nothing was changed: the bundle is as it was, and so is what is live.")
        .try_when(
            "run the same command again",
            "what was read stays known; only vectors that are missing are asked for",
        )
        .try_when("remove [answers.embeddings] from bot.toml", "the built-in encoder needs no endpoint");
    Failure::new(Exit::Unavailable, finding)
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let finding = Diagnostic::error("INT009", format!("the endpoints can't be asked: {error}"))
            .fix("look at the system's certificates (SSL_CERT_FILE) and its limits (ulimit -u)");
        Self::new(Exit::Unexpected, finding)
    }
}
