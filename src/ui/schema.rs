//! The JSON Schema of NDJSON events, which every line of every run obeys.

/// Draft-07, one schema for all lines.
pub const EVENTS: &str = include_str!("events.schema.json");
