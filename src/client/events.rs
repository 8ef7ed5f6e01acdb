//! A deployment's events, followed across dropped connections.

use std::collections::VecDeque;

use reqwest::Response;

use crate::base::id::UniqueId;
use crate::base::sse::{Message, Parser};
use crate::client::call::Call;
use crate::client::{Cause, Client, ClientError};
use crate::wire::deployment::DeploymentEvent;
use crate::wire::{header, path};

/// The events of one deployment, in order, each once. Ends after the one that says `finished`.
#[derive(Debug)]
pub struct DeploymentEvents {
    client: Client,
    id: UniqueId,
    last: i64,
    connection: Option<Connection>,
    waiting: VecDeque<DeploymentEvent>,
    failures: u32,
    ended: bool,
}

#[derive(Debug)]
struct Connection {
    response: Response,
    parser: Parser,
}

impl Client {
    /// Follows a deployment's events, beginning after event number `after` (0: from the first).
    pub fn deployment_events(&self, id: &UniqueId, after: i64) -> DeploymentEvents {
        DeploymentEvents {
            client: self.clone(),
            id: id.clone(),
            last: after,
            connection: None,
            waiting: VecDeque::new(),
            failures: 0,
            ended: false,
        }
    }
}

impl DeploymentEvents {
    /// The next event; `None` after the last. A dropped connection is opened again where it broke off, with the waits
    /// of every request; tries count from the last event that arrived.
    ///
    /// Errors: the host refuses, or can't be reached any more. Nothing follows an error.
    pub async fn next(&mut self) -> Option<Result<DeploymentEvent, ClientError>> {
        while !self.ended {
            if let Some(event) = self.waiting.pop_front() {
                if event.seq <= self.last {
                    continue;
                }
                self.last = event.seq;
                self.ended = event.finished;
                self.failures = 0;
                return Some(Ok(event));
            }
            if let Err(error) = self.receive().await {
                self.connection = None;
                self.failures += 1;
                if let Err(error) = self.client.before_retry(self.failures, error).await {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
        None
    }

    /// The number of the last event that was handed out.
    pub fn last(&self) -> i64 {
        self.last
    }

    async fn receive(&mut self) -> Result<(), ClientError> {
        let Some(connection) = &mut self.connection else {
            self.connection = Some(self.connect().await?);
            return Ok(());
        };
        let Some(bytes) = connection.response.chunk().await.map_err(|error| self.client.broken(&error))? else {
            return Err(self.dropped());
        };
        let messages = connection.parser.push(&bytes).map_err(|error| self.unreadable(error.to_string()))?;
        for message in messages {
            let event = self.decode(&message)?;
            self.waiting.push_back(event);
        }
        Ok(())
    }

    async fn connect(&self) -> Result<Connection, ClientError> {
        let mut call = Call::get(path::deployment_events(&self.id)).header("accept", "text/event-stream");
        if self.last > 0 {
            call = call.header(header::LAST_EVENT_ID, self.last);
        }
        let response = self.client.open(&call).await?;
        Ok(Connection { response, parser: Parser::default() })
    }

    fn decode(&self, message: &Message) -> Result<DeploymentEvent, ClientError> {
        let event: DeploymentEvent =
            serde_json::from_str(&message.data).map_err(|error| self.unreadable(error.to_string()))?;
        if message.id.is_empty() || message.id == event.seq.to_string() {
            return Ok(event);
        }
        Err(self.unreadable(format!("event {} has the id `{}`", event.seq, message.id)))
    }

    fn dropped(&self) -> ClientError {
        ClientError::Unreachable {
            host: self.client.host().to_owned(),
            cause: Cause::Broken,
            detail: "the event stream ended early".to_owned(),
        }
    }

    fn unreadable(&self, detail: String) -> ClientError {
        let call = format!("GET {}", path::deployment_events(&self.id));
        self.client.unreadable(call, &reqwest::header::HeaderMap::new(), detail)
    }
}
