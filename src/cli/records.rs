//! What a command that only looks can ask: the host, or the records of a local host that doesn't run. It starts none.

use crate::base::diagnostic::Diagnostic;
use crate::base::digest::Digest;
use crate::cli::bot::Bot;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::hosts::{self, Connection, Start};
use crate::cli::local_host::LocalHost;
use crate::config::host::HostConfig;
use crate::deploy::{HostFacts, Live};
use crate::host::AtRest;
use crate::host::store::StoreError;
use crate::wire::plan::PlanStatus;
use crate::wire::status::EnvironmentStatus;

/// Who can be asked.
#[derive(Debug)]
pub enum Records {
    /// A host that runs.
    Host(Box<Connection>),
    /// The local host, which doesn't.
    AtRest(Box<AtRest>),
}

impl Records {
    /// The host of a bot, or the local host's records. Errors: no way to talk to it, records that can't be read.
    pub async fn of(context: &Context, bot: &Bot) -> Result<Self, Failure> {
        let host = bot.config().host.as_ref();
        let local = LocalHost::of(&context.paths()?);
        if host.is_some() || local.running()?.is_some() {
            return Ok(Self::Host(Box::new(hosts::connect(context, host, Start::Never).await?)));
        }
        let config = match local.config_file() {
            file if file.is_file() => HostConfig::load(&file, &local.data_dir(), &crate::config::env::referenced)?,
            _ => HostConfig::defaults(&local.data_dir()),
        };
        match AtRest::open(config).await {
            Ok(records) => Ok(Self::AtRest(Box::new(records))),
            Err(error) => Err(unreadable(&local, &error)),
        }
    }

    /// The host's name for people, and whether it runs where that isn't plain: `local host, stopped`.
    pub fn label(&self) -> String {
        match self {
            Self::Host(connection) => connection.label(),
            Self::AtRest(records) if records.has_run() => "local host, stopped".to_owned(),
            Self::AtRest(_) => "local host, not started yet".to_owned(),
        }
    }

    /// Says so if the token for the host ends soon.
    pub async fn warn_of_end(&self, context: &Context) -> Option<Diagnostic> {
        match self {
            Self::Host(connection) => connection.warn_of_end(context).await,
            Self::AtRest(_) => None,
        }
    }

    /// The plan, and whether the bot may be deployed under it.
    pub async fn plan(&self, context: &Context, bot: &Bot) -> Result<PlanStatus, Failure> {
        let id = &bot.config().bot.id;
        match self {
            Self::Host(connection) => Ok(connection.client.plan(Some(id)).await?),
            Self::AtRest(records) => Ok(records.plan(id, context.clock.now()).await?),
        }
    }

    /// The state of the bot.
    pub async fn environment(&self, context: &Context, bot: &Bot) -> Result<EnvironmentStatus, Failure> {
        let (id, environment) = (&bot.config().bot.id, &bot.config().environment);
        match self {
            Self::Host(connection) => Ok(connection.client.environment(id, environment).await?),
            Self::AtRest(records) => Ok(records.environment(id, environment, context.clock.now()).await?),
        }
    }

    /// What is live, as far as a plan looks at it.
    pub async fn live(&self, bot: &Bot, status: &EnvironmentStatus) -> Result<Option<Live>, Failure> {
        let Some(release) = status.live.as_ref().map(|live| live.number) else { return Ok(None) };
        let (id, environment) = (&bot.config().bot.id, &bot.config().environment);
        match self {
            Self::Host(connection) => {
                Ok(Some(Live::fetch(&connection.client, &bot.layout, (id, environment), release).await?))
            }
            Self::AtRest(records) => {
                let manifest = records.manifest(id, environment, release).await?;
                let fetch = async |digest: Digest| Ok::<_, Failure>(records.blob(&digest).await?);
                Ok(Some(Live::gather(manifest, &bot.layout, release, fetch).await?))
            }
        }
    }

    /// What the host runs, or will run once it starts.
    pub async fn facts(&self) -> Result<HostFacts, Failure> {
        match self {
            Self::Host(connection) => Ok((&connection.client.hello().await?).into()),
            Self::AtRest(records) => {
                let (engines, program) = records.will_run();
                Ok(HostFacts { engines, running: program.clone(), installed: program })
            }
        }
    }

    /// Tells the host which sources the folder holds. Only a note, so that `status` elsewhere knows: a failure changes nothing.
    pub async fn note_sources(&self, bot: &Bot, sources: Digest) {
        if let Self::Host(connection) = self {
            let _ = connection.client.put_sources(&bot.config().bot.id, &bot.config().environment, sources).await;
        }
    }
}

fn unreadable(local: &LocalHost, error: &StoreError) -> Failure {
    let mut failure = local.not_running();
    if let Some(finding) = failure.diagnostics.first_mut() {
        finding.detail = format!("What it has on record can't be read: {error}");
    }
    failure
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let finding = Diagnostic::error("INT020", error.to_string()).fix("botctl host start");
        Self::new(Exit::Unavailable, finding)
    }
}
