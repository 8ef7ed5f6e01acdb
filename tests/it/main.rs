//! Integration tests: the binary, a real host, real stores, a real browser.

mod at_rest;
mod bad_config;
mod bad_content;
mod bad_disk;
mod bad_host;
mod browser;
mod cli;
mod cli_faults;
mod drift;
mod engines;
mod exit_codes;
#[allow(dead_code)] // parts of the harness are for tests of verbs that come later
mod harness;
mod house;
mod lives;
mod postgres;
mod promise_blobs;
mod promise_kills;
mod promise_poison;
mod promise_turns;
mod promise_uploads;
mod snapshots;
mod store_crowd;
mod store_deploys;
mod store_scene;
mod store_story;
mod streams;
