//! The typed client of a host: every operator call of [`crate::wire::path`], with retries, timeouts and told-apart failures.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

mod account;
mod address;
mod body;
mod bots;
mod call;
mod cause;
mod chat;
mod connection;
mod deployments;
mod diagnosis;
mod error;
mod events;
mod redact;
mod retry;

pub use body::Sent;
pub use cause::Cause;
pub use connection::Client;
pub use deployments::Chunk;
pub use error::{ClientError, ErrorClass, Refusal};
pub use events::DeploymentEvents;

#[cfg(test)]
pub(crate) mod fake;
#[cfg(test)]
mod tests;
