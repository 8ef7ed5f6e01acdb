//! The HTTP contract between client and host, in both directions: paths, headers, bodies, codes. No I/O.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

pub mod auth;
pub mod chat;
pub mod deployment;
pub mod header;
pub mod hello;
pub mod pack;
pub mod path;
pub mod plan;
pub mod problem;
pub mod release;
pub mod status;
