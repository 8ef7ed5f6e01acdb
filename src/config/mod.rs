//! `bot.toml` and the host's configuration: raw tables → validated types; every environment variable; every default.

pub mod bot;
pub mod compiled;
