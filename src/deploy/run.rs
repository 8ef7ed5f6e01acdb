//! One deployment from begin to end: lease, upload, commit, follow.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use crate::base::digest::Digest;
use crate::base::event::{EventSink, UpdateKind, Uploaded};
use crate::base::id::{Address, BotId, EnvironmentName, ReleaseNumber, UniqueId};
use crate::bundle::{Layout, Manifest};
use crate::client::Client;
use crate::deploy::commit::{Commit, commit};
use crate::deploy::follow::Follower;
use crate::deploy::lock::{self, Begin, CLEAN_UP, Place};
use crate::deploy::outcome::Unknown;
use crate::deploy::upload::{Beginning, Target, upload};
use crate::deploy::{DeployError, DeployOutcome, Interrupt};
use crate::wire::deployment::{BeginDeployment, CommitDeployment, DeploymentBegun, Operation};

/// How long to wait for what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the lock.
    pub lock: Duration,
    /// For the end, after commit.
    pub wait: Wait,
}

/// How long to wait for the end, after commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// Not at all (`--no-wait`).
    Not,
    /// This long (`--wait-timeout`).
    UpTo(Duration),
}

/// What to deploy, where, and how patiently.
#[derive(Debug, Clone)]
pub struct DeployRequest {
    /// The bot.
    pub bot: BotId,
    /// The environment.
    pub environment: EnvironmentName,
    /// `Deploy` or `Update`.
    pub operation: Operation,
    /// The plan's kind. `Nothing` without `force` ends as `unchanged`, and nothing is sent.
    pub kind: UpdateKind,
    /// The release as content.
    pub manifest: Manifest,
    /// Where its blobs are.
    pub layout: Layout,
    /// The live release that the plan was made against.
    pub base_release: Option<ReleaseNumber>,
    /// Whether the plan comes from a file: then a host that moved is a conflict, not a reason to plan anew.
    pub plan_is_fixed: bool,
    /// A release even if nothing changed.
    pub force: bool,
    /// Bytes of the bot's documents, for the plan's limit.
    pub knowledge_bytes: u64,
    /// The text of the chatroom blob.
    pub chatroom: String,
    /// The text of the operations blob.
    pub operations: String,
    /// Who deploys, e.g. `ada@build-7`.
    pub who: String,
    /// The CI run's page.
    pub run_url: Option<String>,
    /// The sources' digest of the folder.
    pub sources: Option<Digest>,
    /// The bot's address, where it is known from the environment's status.
    pub address: Option<Address>,
    /// How long to wait.
    pub patience: Patience,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Run {
    /// For good.
    Ended(Box<DeployOutcome>),
    /// Another release went live since the plan was made: plan and confirm anew, then run again.
    Replan {
        /// What this run spent; the next one's patience for the lock is less by it.
        waited: Duration,
    },
}

/// Deploys. Never fails but through its outcome.
pub async fn run(client: &Client, request: DeployRequest, sink: &EventSink, interrupt: &Interrupt) -> Run {
    if request.kind == UpdateKind::Nothing && !request.force {
        let end = DeployOutcome { address: request.address, ..DeployOutcome::unchanged(request.base_release) };
        return Run::Ended(Box::new(end));
    }
    let started = Instant::now();
    let digest = match request.manifest.digest() {
        Ok(digest) => digest,
        Err(error) => return ended(DeployOutcome::not_started(&error.into(), request.base_release), started),
    };
    let freight = Freight { sizes: request.manifest.blobs(), layout: Some(request.layout.clone()), digest };
    let errand = Errand {
        begin: begin_of(&request),
        bot: request.bot,
        environment: request.environment,
        plan_is_fixed: request.plan_is_fixed,
        patience: request.patience,
        freight,
    };
    errand.run(client, sink, interrupt).await
}

fn begin_of(request: &DeployRequest) -> BeginDeployment {
    BeginDeployment {
        operation: request.operation,
        kind: request.kind,
        manifest: Some(request.manifest.clone()),
        rollback_to: None,
        base_release: request.base_release,
        force: request.force,
        idempotency_key: UniqueId::generate(),
        knowledge_bytes: request.knowledge_bytes,
        chatroom: Some(request.chatroom.clone()),
        operations: Some(request.operations.clone()),
        who: request.who.clone(),
        run_url: request.run_url.clone(),
        sources: request.sources,
    }
}

/// What the host may ask for.
#[derive(Debug)]
pub(crate) struct Freight {
    pub(crate) sizes: BTreeMap<Digest, u64>,
    /// Absent for a rollback, which sends nothing.
    pub(crate) layout: Option<Layout>,
    pub(crate) digest: Digest,
}

/// A deployment of any operation, ready to begin.
#[derive(Debug)]
pub(crate) struct Errand {
    pub(crate) begin: BeginDeployment,
    pub(crate) bot: BotId,
    pub(crate) environment: EnvironmentName,
    pub(crate) plan_is_fixed: bool,
    pub(crate) patience: Patience,
    pub(crate) freight: Freight,
}

impl Errand {
    pub(crate) async fn run(&self, client: &Client, sink: &EventSink, interrupt: &Interrupt) -> Run {
        let started = Instant::now();
        let base = self.begin.base_release;
        let place = Place { client, bot: &self.bot, environment: &self.environment };
        let begun = match lock::begin(place, &self.begin, self.patience.lock, sink, interrupt).await {
            Ok(Begin::Begun(begun)) => begun,
            Ok(Begin::Moved) => return self.moved(None, started),
            Ok(Begin::Interrupted(begun)) => {
                give_back(client, begun.as_ref(), interrupt).await;
                return ended(DeployOutcome::cancelled(base), started);
            }
            Err(error) => return ended(DeployOutcome::not_started(&error, base), started),
        };
        if begun.base_release != base {
            give_back(client, Some(&begun), interrupt).await;
            return self.moved(begun.base_release, started);
        }
        let Some(deployment) = begun.deployment.clone() else {
            let end = DeployOutcome { address: Some(begun.address), ..DeployOutcome::unchanged(base) };
            return ended(end, started);
        };
        let session = Session { client, sink, interrupt, errand: self, begun: &begun, deployment: &deployment };
        let end = session.go().await;
        let address = Some(begun.address.clone());
        ended(DeployOutcome { address, deployment: Some(deployment.clone()), ..end }, started)
    }

    fn moved(&self, live: Option<ReleaseNumber>, started: Instant) -> Run {
        if !self.plan_is_fixed {
            return Run::Replan { waited: started.elapsed() };
        }
        let error = DeployError::BaseMoved { planned: self.begin.base_release, live };
        ended(DeployOutcome::not_started(&error, live), started)
    }
}

fn ended(end: DeployOutcome, started: Instant) -> Run {
    Run::Ended(Box::new(DeployOutcome { elapsed: started.elapsed(), ..end }))
}

/// Cancels on the host, so that the next run needn't wait for the lease's end. Bounded, and nothing depends on it.
async fn give_back(client: &Client, begun: Option<&DeploymentBegun>, interrupt: &Interrupt) {
    let Some((begun, deployment)) = begun.and_then(|begun| Some((begun, begun.deployment.as_ref()?))) else {
        return;
    };
    tokio::select! {
        _ = timeout(CLEAN_UP, client.cancel(deployment, begun.fence)) => {}
        () = interrupt.second() => {}
    }
}

/// How the part before the commit ended.
enum Sent {
    Whole(Uploaded),
    Interrupted,
}

/// A deployment that holds its lease.
struct Session<'a> {
    client: &'a Client,
    sink: &'a EventSink,
    interrupt: &'a Interrupt,
    errand: &'a Errand,
    begun: &'a DeploymentBegun,
    deployment: &'a UniqueId,
}

impl Session<'_> {
    async fn go(&self) -> DeployOutcome {
        let mut follower = Follower::begin(self.client, self.deployment, self.sink);
        let uploaded = match self.send(&follower).await {
            Ok(Sent::Whole(uploaded)) => uploaded,
            Ok(Sent::Interrupted) => {
                give_back(self.client, Some(self.begun), self.interrupt).await;
                return DeployOutcome::cancelled(self.begun.base_release);
            }
            Err(error) => return self.failed(&error).await,
        };
        let end = match self.commit(uploaded).await {
            Ok(Commit::Done(release)) => self.end(release, &mut follower).await,
            Ok(Commit::Unknown(why)) => DeployOutcome::pending(None, self.begun.base_release, why),
            Err(error) => self.failed(&error).await,
        };
        DeployOutcome { uploaded, ..end }
    }

    async fn send(&self, follower: &Follower) -> Result<Sent, DeployError> {
        let Some(layout) = self.errand.freight.layout.clone() else {
            return Ok(Sent::Whole(Uploaded::default()));
        };
        let target = Target {
            client: self.client.clone(),
            errand: Arc::new(Beginning {
                bot: self.errand.bot.clone(),
                environment: self.errand.environment.clone(),
                request: self.errand.begin.clone(),
            }),
            deployment: self.deployment.clone(),
            fence: self.begun.fence,
            layout,
            limits: self.begun.limits,
        };
        tokio::select! {
            sent = upload(&target, &self.errand.freight.sizes, &self.begun.missing, follower.progress()) => {
                sent.map(Sent::Whole)
            }
            lost = lock::keep(self.client, self.deployment, self.begun.fence) => Err(lost.into()),
            () = self.interrupt.first() => Ok(Sent::Interrupted),
        }
    }

    async fn commit(&self, uploaded: Uploaded) -> Result<Commit, DeployError> {
        let body = CommitDeployment { digest: self.errand.freight.digest, fence: self.begun.fence, uploaded };
        commit(self.client, self.deployment, &body, self.interrupt).await
    }

    async fn failed(&self, error: &DeployError) -> DeployOutcome {
        give_back(self.client, Some(self.begun), self.interrupt).await;
        DeployOutcome::not_started(error, self.begun.base_release)
    }

    /// After commit: waits for the host's decision as long as was asked for.
    async fn end(&self, release: Option<ReleaseNumber>, follower: &mut Follower) -> DeployOutcome {
        let pending = |why| DeployOutcome::pending(release, self.begun.base_release, why);
        let Wait::UpTo(limit) = self.errand.patience.wait else {
            return pending(Unknown::NotWaited);
        };
        tokio::select! {
            end = follower.settle() => match end {
                Ok(end) => end,
                Err(error) => pending(Unknown::LostContact(error.diagnostic())),
            },
            () = tokio::time::sleep(limit) => pending(Unknown::TimedOut(limit)),
            () = self.interrupt.first() => pending(Unknown::Interrupted),
        }
    }
}
