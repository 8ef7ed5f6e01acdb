//! The runtime host: the same program that deploys is the server that answers.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

pub mod api;
pub mod app;
pub mod at_rest;
pub mod auth;
pub mod blobs;
pub mod chat;
mod checkpoint;
pub mod error;
pub mod generate;
pub mod headers;
pub mod installed;
pub mod jobs;
pub mod live;
pub mod origin;
pub mod pages;
pub mod phases;
pub mod retention;
pub mod router;
pub mod serve;
pub mod store;
pub mod web;

pub use at_rest::AtRest;
pub use serve::{Host, Start, StartError, Stop};
