//! botctl: website chatbots as code.

pub mod answer;
pub mod base;
pub mod bundle;
pub mod checklist;
pub mod cli;
pub mod client;
pub mod config;
pub mod content;
pub mod deploy;
pub mod host;
pub mod integrate;
pub mod train;
pub mod ui;
pub mod wire;
