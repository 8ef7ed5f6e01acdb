//! The commit: the moment from which the host goes on alone, also where its answer is lost.

use tokio::time::{Instant, sleep_until, timeout};

use crate::base::id::{ReleaseNumber, UniqueId};
use crate::client::{Client, ClientError};
use crate::deploy::lock::CLEAN_UP;
use crate::deploy::outcome::Unknown;
use crate::deploy::{DeployError, Interrupt};
use crate::wire::deployment::{CommitDeployment, DeploymentState};
use crate::wire::problem::ProblemCode;

/// What is known after the commit was sent.
#[derive(Debug)]
pub(crate) enum Commit {
    /// The host has it.
    Done(Option<ReleaseNumber>),
    /// Nobody can tell.
    Unknown(Unknown),
}

/// Commits. Errors: it is certain that nothing was committed.
pub(crate) async fn commit(
    client: &Client,
    deployment: &UniqueId,
    commit: &CommitDeployment,
    interrupt: &Interrupt,
) -> Result<Commit, DeployError> {
    let answer = tokio::select! {
        answer = client.commit(deployment, commit) => answer,
        () = grace(interrupt) => return Ok(Commit::Unknown(Unknown::Interrupted)),
    };
    match answer {
        Ok(committed) => Ok(Commit::Done(Some(committed.release))),
        Err(error) if is_certain(&error) => Err(error.into()),
        Err(error) => after_silence(client, deployment, error, interrupt).await,
    }
}

/// A signal gives the commit a moment more, since its answer says what to report.
async fn grace(interrupt: &Interrupt) {
    interrupt.first().await;
    let end = Instant::now() + CLEAN_UP;
    tokio::select! {
        () = sleep_until(end) => {}
        () = interrupt.second() => {}
    }
}

/// Whether the host itself said no.
fn is_certain(error: &ClientError) -> bool {
    match error {
        ClientError::Problem(refusal) => refusal.status < 500 || refusal.problem.code == ProblemCode::StorageFull,
        ClientError::Address { .. }
        | ClientError::TokenInTheClear { .. }
        | ClientError::Setup { .. }
        | ClientError::WireMismatch { .. } => true,
        ClientError::Unreachable { .. }
        | ClientError::Gateway { .. }
        | ClientError::NotAHost { .. }
        | ClientError::Unreadable { .. } => false,
    }
}

/// The answer was lost: the deployment's state tells whether the commit arrived.
async fn after_silence(
    client: &Client,
    deployment: &UniqueId,
    error: ClientError,
    interrupt: &Interrupt,
) -> Result<Commit, DeployError> {
    let facts = tokio::select! {
        facts = client.deployment(deployment) => facts,
        () = interrupt.first() => match timeout(CLEAN_UP, client.deployment(deployment)).await {
            Ok(facts) => facts,
            Err(_) => return Ok(Commit::Unknown(Unknown::Interrupted)),
        },
    };
    match facts {
        Ok(facts) if facts.state == DeploymentState::Open => Err(error.into()),
        Ok(facts) => Ok(Commit::Done(facts.release)),
        Err(_) => Ok(Commit::Unknown(Unknown::LostContact(error.diagnostic()))),
    }
}
