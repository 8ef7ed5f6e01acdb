//! Handlers of the operator API: thin; each reads its request, calls what does the work, and maps the result.

pub mod bots;
pub mod deployments;
pub mod extract;
pub mod hello;
pub mod openapi;
pub mod plan;
pub mod releases;
pub mod tokens;
pub mod uploads;
