//! Integration tests: the binary, a real host, real stores, a real browser.

mod at_rest;
mod bad_config;
mod bad_content;
mod bad_disk;
mod bad_host;
mod bombs;
mod browser;
mod canaries;
mod cli;
mod denied;
mod drift;
mod engines;
mod exit_codes;
mod folders;
mod guesses;
#[allow(dead_code)] // parts of the harness are for tests of verbs that come later
mod harness;
mod headers;
mod house;
mod literals;
mod lives;
mod mutants;
mod origins;
mod pictures;
mod postgres;
mod replays;
mod scopes;
mod snapshots;
mod snippet;
mod store_crowd;
mod store_deploys;
mod store_scene;
mod store_story;
mod streams;
mod trial;
mod uploads;
