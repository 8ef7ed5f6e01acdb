//! What a host that doesn't run has on record: read from its store and blobs, nothing changed there.

use crate::answer::release::ENGINES_READ;
use crate::base::clock::Timestamp;
use crate::base::digest::Digest;
use crate::base::id::{BotId, EnvironmentName, ReleaseNumber, TeamId};
use crate::base::state::{DeploymentState, Plan};
use crate::bundle::Manifest;
use crate::config::host::HostConfig;
use crate::host::api::bots::{RECENT, not_deployed, status_of};
use crate::host::api::plan::{self, Usage};
use crate::host::blobs::{Blobs, BlobsConfig};
use crate::host::installed;
use crate::host::serve::{StartError, store_url};
use crate::host::store::{DeploymentRow, EnvironmentRow, Store, StoreConfig, StoreError};
use crate::wire::hello::ProcessFacts;
use crate::wire::plan::PlanStatus;
use crate::wire::status::{BotState, EnvironmentStatus};

/// The records of a host that doesn't run.
#[derive(Debug)]
pub struct AtRest {
    config: HostConfig,
    team: TeamId,
    store: Option<Store>,
}

impl AtRest {
    /// Opens the records. Errors: there are some, but of another version or not to be read.
    pub async fn open(config: HostConfig) -> Result<Self, StoreError> {
        let store = Store::open_as_found(&StoreConfig::new(store_url(&config))).await?;
        Ok(Self { config, team: TeamId::default_name(), store })
    }

    /// Whether the host has ever run.
    pub fn has_run(&self) -> bool {
        self.store.is_some()
    }

    /// The plan, and whether `bot` may be deployed under it; that of a new host before it ever ran.
    pub async fn plan(&self, bot: &BotId, now: Timestamp) -> Result<PlanStatus, StoreError> {
        let team = &self.team;
        let endpoints = self.config.endpoints.keys().cloned().collect();
        let usage = match &self.store {
            None => Usage { team, plan: Plan::self_hosted(), licensed_bots: Vec::new(), messages_used: 0, endpoints },
            Some(store) => Usage {
                team,
                plan: store.known_plan(team).await?,
                licensed_bots: store.licensed_bots(team).await?,
                messages_used: store.messages_used(team, &now.to_month()).await?,
                endpoints,
            },
        };
        Ok(plan::status_of(usage, Some(bot), now))
    }

    /// A bot's environment: Offline where something was live when the host stopped.
    pub async fn environment(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        now: Timestamp,
    ) -> Result<EnvironmentStatus, StoreError> {
        let nothing = || not_deployed(bot.clone(), environment.clone());
        let Some(store) = &self.store else { return Ok(nothing()) };
        let Some(row) = store.environment(bot, environment).await? else { return Ok(nothing()) };
        let recent = store.last_deployments(bot, environment, RECENT).await?;
        let state = state_of(&row, recent.first());
        status_of(store, row, &recent, state, now).await
    }

    /// A release's manifest. Errors: gone, or not to be read.
    pub async fn manifest(
        &self,
        bot: &BotId,
        environment: &EnvironmentName,
        number: ReleaseNumber,
    ) -> Result<Manifest, StoreError> {
        let gone = || StoreError::NotFound { kind: "release", name: format!("{number} of {bot} in {environment}") };
        let store = self.store.as_ref().ok_or_else(gone)?;
        let text = store.release_manifest(bot, environment, number).await?.ok_or_else(gone)?;
        Manifest::from_bytes(text.as_bytes())
            .map_err(|error| StoreError::UnexpectedValue { column: "manifest".to_owned(), reason: error.to_string() })
    }

    /// A blob, verified.
    pub async fn blob(&self, digest: &Digest) -> Result<Vec<u8>, StartError> {
        let staging = self.config.data_dir.join("staging");
        let blobs = Blobs::open(&BlobsConfig { folder: self.config.blobs.clone(), staging })?;
        Ok(blobs.get(digest).await?.into())
    }

    /// The engines that it will serve, and what it will run from, once it starts.
    pub fn will_run(&self) -> (Vec<u32>, ProcessFacts) {
        (ENGINES_READ.to_vec(), installed::facts(self.config.file.as_deref()))
    }
}

fn state_of(row: &EnvironmentRow, last: Option<&DeploymentRow>) -> (BotState, String) {
    let unfinished = last.is_some_and(|last| last.state == DeploymentState::Committed);
    match (row.live_release, unfinished) {
        (Some(_), false) => (BotState::Offline, "the local host isn't running".to_owned()),
        (Some(_), true) => {
            (BotState::Offline, "the local host isn't running; a deployment goes on when it starts".to_owned())
        }
        (None, true) => (BotState::NotDeployed, "a deployment goes on when the local host starts".to_owned()),
        (None, false) => (BotState::NotDeployed, String::new()),
    }
}
