//! `bot.toml` and the host's configuration: raw tables → validated types; every environment variable; every default.
//!
//! A file goes through four steps. `document` parses it and knows the place of every byte; `walk` holds it against the
//! keys of `keys` (one table, from which the schema, the example and the help are made too) and keeps every fault;
//! `effective` settles defaults, file, environment and command line; `build` makes the type that the others work with.
#![deny(clippy::unwrap_used, clippy::indexing_slicing)]

pub mod avatar;
pub mod bot;
mod build;
pub mod compiled;
pub mod credentials;
mod document;
pub mod effective;
pub mod endpoints;
pub mod env;
pub mod error;
pub mod fault;
pub mod host;
pub mod host_keys;
pub mod key;
pub mod keys;
pub mod load;
pub mod parts;
pub mod paths;
pub mod person;
pub mod rule;
pub mod schema;
mod secret_scan;
pub mod secret_shapes;
pub mod show;
pub mod site;
pub mod tree;
pub mod user;
pub mod values;
pub mod variables;
mod walk;
