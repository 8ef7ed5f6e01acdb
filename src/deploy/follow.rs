//! Following the host: its events are passed on, its state decides.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::task::JoinSet;

use crate::base::event::{Event, EventSink};
use crate::base::id::UniqueId;
use crate::base::phase::Step;
use crate::client::{Client, ClientError, DeploymentEvents};
use crate::deploy::DeployOutcome;

/// Between two looks at a deployment whose stream ended but which hasn't.
const PAUSE: Duration = Duration::from_millis(500);

/// Passes a deployment's events on while other work goes on. Dropping it ends that.
#[derive(Debug)]
pub(crate) struct Follower {
    client: Client,
    deployment: UniqueId,
    sink: EventSink,
    upload_began: Arc<AtomicBool>,
    relay: JoinSet<DeploymentEvents>,
}

impl Follower {
    /// Begins with the first event.
    pub(crate) fn begin(client: &Client, deployment: &UniqueId, sink: &EventSink) -> Self {
        let mut follower = Self {
            client: client.clone(),
            deployment: deployment.clone(),
            sink: sink.clone(),
            upload_began: Arc::default(),
            relay: JoinSet::new(),
        };
        follower.follow(0);
        follower
    }

    /// A sink for the upload's progress: open once the host's stream has said that the step began, so that no event
    /// stands before its step.
    pub(crate) fn progress(&self) -> EventSink {
        let (sink, began) = (self.sink.clone(), Arc::clone(&self.upload_began));
        EventSink::new(move |event| {
            if began.load(Ordering::Acquire) {
                sink.emit(event);
            }
        })
    }

    /// Waits until the host has decided. Errors: contact is lost.
    pub(crate) async fn settle(&mut self) -> Result<DeployOutcome, ClientError> {
        loop {
            let last = match self.relay.join_next().await {
                Some(Ok(events)) => events.last(),
                Some(Err(_)) | None => 0,
            };
            let facts = self.client.deployment(&self.deployment).await?;
            if let Some(end) = DeployOutcome::of_host(&facts) {
                return Ok(end);
            }
            tokio::time::sleep(PAUSE).await;
            self.follow(last);
        }
    }

    fn follow(&mut self, after: i64) {
        let events = self.client.deployment_events(&self.deployment, after);
        self.relay.spawn(relay(events, self.sink.clone(), Arc::clone(&self.upload_began)));
    }
}

async fn relay(mut events: DeploymentEvents, sink: EventSink, upload_began: Arc<AtomicBool>) -> DeploymentEvents {
    // A stream that breaks for good is no end: the deployment's state is asked for next.
    while let Some(Ok(event)) = events.next().await {
        let Some(event) = event.event else { continue };
        let begins_upload = matches!(event, Event::StepStart { step: Step::UploadingKnowledgeBase, .. });
        sink.emit(event);
        if begins_upload {
            upload_began.store(true, Ordering::Release);
        }
    }
    events
}
