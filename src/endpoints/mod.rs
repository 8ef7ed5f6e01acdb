//! OpenAI-compatible APIs that an operator has set up: how they are asked, on the host and where a bot is trained.

pub mod embeddings;
mod endpoint;

pub use endpoint::{Asking, Endpoint, Failure, failed};
