//! The lease: waiting for it in turn, and keeping it until the commit.

use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout};

use crate::base::event::{Event, EventSink, LockHolder};
use crate::base::id::{BotId, EnvironmentName, UniqueId};
use crate::client::{Client, ClientError, ErrorClass};
use crate::deploy::{DeployError, Interrupt};
use crate::wire::deployment::{BeginDeployment, DeploymentBegun};
use crate::wire::problem::ProblemCode;

/// A wait shorter than this is not worth a word.
const FIRST_WORD: Duration = Duration::from_millis(400);
const NEXT_WORD: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(500);
const RENEWAL: Duration = Duration::from_secs(10);
/// Clean-up after a signal takes no longer.
pub(crate) const CLEAN_UP: Duration = Duration::from_secs(2);

/// A deployment to begin, and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) client: &'a Client,
    pub(crate) bot: &'a BotId,
    pub(crate) environment: &'a EnvironmentName,
}

/// How the attempt to begin ended.
#[derive(Debug)]
pub(crate) enum Begin {
    /// The lease is ours.
    Begun(DeploymentBegun),
    /// The live release is not the one of the plan.
    Moved,
    /// A signal came; the lease may be ours.
    Interrupted(Option<DeploymentBegun>),
}

/// Begins a deployment, waiting up to `lock_timeout` for the lock.
pub(crate) async fn begin(
    place: Place<'_>,
    request: &BeginDeployment,
    lock_timeout: Duration,
    sink: &EventSink,
    interrupt: &Interrupt,
) -> Result<Begin, DeployError> {
    let since = Instant::now();
    let mut next_word = since + FIRST_WORD;
    loop {
        let error = match begin_once(place, request, interrupt).await {
            Ok(begin) => return Ok(begin),
            Err(error) => error,
        };
        let mut holder = match (error.problem(), holder_of(&error)) {
            (Some(ProblemCode::BaseMoved), _) => return Ok(Begin::Moved),
            (Some(ProblemCode::Locked), Some(holder)) => holder,
            _ => return Err(error.into()),
        };
        loop {
            if since.elapsed() >= lock_timeout {
                let age = place.client.now().since(holder.since);
                return Err(DeployError::LockTimeout { holder, age, waited: since.elapsed() });
            }
            let poll = Instant::now() + POLL;
            let wake = poll.min(next_word.max(Instant::now())).min(since + lock_timeout);
            tokio::select! {
                () = sleep_until(wake) => {}
                () = interrupt.first() => return Ok(Begin::Interrupted(None)),
            }
            if Instant::now() >= next_word {
                sink.emit(Event::LockWait { holder: holder.clone() });
                next_word = Instant::now() + NEXT_WORD;
            }
            match lock_of(place).await? {
                Some(other) => holder = other,
                None => break,
            }
        }
    }
}

async fn begin_once(place: Place<'_>, request: &BeginDeployment, interrupt: &Interrupt) -> Result<Begin, ClientError> {
    let call = place.client.begin_deployment(place.bot, place.environment, request);
    tokio::pin!(call);
    tokio::select! {
        begun = &mut call => begun.map(Begin::Begun),
        // The request is on its way: its answer is worth a moment, to give the lease back.
        () = interrupt.first() => {
            let begun = timeout(CLEAN_UP, call).await.ok().and_then(Result::ok);
            Ok(Begin::Interrupted(begun))
        }
    }
}

fn holder_of(error: &ClientError) -> Option<LockHolder> {
    match error {
        ClientError::Problem(refusal) => refusal.problem.holder.clone(),
        _ => None,
    }
}

async fn lock_of(place: Place<'_>) -> Result<Option<LockHolder>, ClientError> {
    match place.client.environment(place.bot, place.environment).await {
        Ok(status) => Ok(status.lock),
        Err(error) if error.class() == ErrorClass::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Renews the lease until it is lost, which is what it returns. A host that can't be reached for a moment is no loss:
/// the lease outlives two renewals.
pub(crate) async fn keep(client: &Client, deployment: &UniqueId, fence: i64) -> ClientError {
    loop {
        tokio::time::sleep(RENEWAL).await;
        if let Err(error) = client.renew_lease(deployment, fence).await
            && error.class() != ErrorClass::Unavailable
        {
            return error;
        }
    }
}
