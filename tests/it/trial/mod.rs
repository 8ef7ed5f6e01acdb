//! The stranger's trials: everything that the README and `--help` offer, used as it stands.

mod github;
mod hosts;
mod inputs;
mod keys;
mod kinds;
mod pipeline;
mod plans;
mod retention;
pub mod scene;
pub mod server;
mod signals;
mod start;
mod talking;
mod terminal;
