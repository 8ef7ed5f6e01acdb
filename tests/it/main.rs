//! Integration tests: the binary, a real host, real stores, a real browser.

mod browser;
mod cli;
mod drift;
mod harness;
mod house;
mod lives;
mod postgres;
mod store_crowd;
mod store_deploys;
mod store_scene;
mod store_story;
