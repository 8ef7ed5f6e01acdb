//! Going back: an older release made live again. Nothing is uploaded and no check stops it.

use std::collections::BTreeMap;

use crate::base::digest::Digest;
use crate::base::event::{EventSink, UpdateKind};
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};
use crate::client::{Client, ClientError};
use crate::deploy::run::{Errand, Freight};
use crate::deploy::{DeployOutcome, Interrupt, Patience, Run};
use crate::wire::deployment::{BeginDeployment, Operation};
use crate::wire::release::{ReleaseFacts, ReleaseState};

/// Where to go back to.
#[derive(Debug, Clone)]
pub struct RollbackRequest {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// The release, as [`rollback_target`] finds it.
    pub release: ReleaseNumber,
    /// Its digest.
    pub digest: Digest,
    /// The live release that the person saw.
    pub base_release: Option<ReleaseNumber>,
    /// A run of the phases even if that release is live.
    pub force: bool,
    /// Who goes back, e.g. `ada@build-7`.
    pub who: String,
    /// The CI run's page.
    pub run_url: Option<String>,
    /// The bot's address, where it is known from the environment's status.
    pub address: Option<Address>,
    /// How long to wait.
    pub patience: Patience,
}

/// The release to go back to: the one with this number, else the newest good one below the live one. `None`: there is none.
pub async fn rollback_target(
    client: &Client,
    bot: &BotId,
    environment: &EnvironmentName,
    number: Option<ReleaseNumber>,
) -> Result<Option<ReleaseFacts>, ClientError> {
    match number {
        Some(number) => client.release(bot, environment, number).await.map(Some),
        None => Ok(previous_good(client.releases(bot, environment).await?)),
    }
}

fn previous_good(releases: Vec<ReleaseFacts>) -> Option<ReleaseFacts> {
    let live = releases.iter().find(|release| release.live).map(|release| release.number);
    releases
        .into_iter()
        .filter(|release| release.state == ReleaseState::Good && live.is_none_or(|live| release.number < live))
        .max_by_key(|release| release.number)
}

/// Goes back. Never fails but through its outcome; success is [`crate::deploy::Outcome::Deployed`].
pub async fn rollback(client: &Client, request: RollbackRequest, sink: &EventSink, interrupt: &Interrupt) -> Run {
    if Some(request.release) == request.base_release && !request.force {
        let end = DeployOutcome { address: request.address, ..DeployOutcome::unchanged(request.base_release) };
        return Run::Ended(Box::new(end));
    }
    let begin = BeginDeployment {
        operation: Operation::Rollback,
        kind: UpdateKind::Complete,
        manifest: None,
        rollback_to: Some(request.release),
        base_release: request.base_release,
        force: request.force,
        idempotency_key: UniqueId::generate(),
        knowledge_bytes: 0,
        chatroom: None,
        operations: None,
        who: request.who,
        run_url: request.run_url,
        sources: None,
    };
    let errand = Errand {
        begin,
        bot: request.bot,
        environment: request.environment,
        plan_is_fixed: false,
        patience: request.patience,
        freight: Freight { sizes: BTreeMap::new(), layout: None, digest: request.digest },
    };
    errand.run(client, sink, interrupt).await
}
