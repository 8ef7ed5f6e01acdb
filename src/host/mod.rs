//! The runtime host: the same program that deploys is the server that answers.

pub mod blobs;
pub mod origin;
pub mod store;
pub mod web;
